"""`make upgrade`: what changed is said, and a failed search changes nothing."""

import sys

import pytest
import toy_course
from click import ClickException

from coursework.commands import upgrade

BEFORE = "keras==3.15.1\nnumpy==2.4.6 ; python_full_version < '3.12'\nold==1.0\n"
AFTER = "keras==3.16.0\nnumpy==2.4.6 ; python_full_version < '3.12'\nnumpy==2.5.5\nnew==2.0\n"


def test_changed_new_and_dropped_packages_are_listed():
    assert upgrade.compare_locks(BEFORE, AFTER) == [
        ("keras", "3.15.1", "3.16.0"),
        ("new", "", "2.0"),
        ("numpy", "2.4.6", "2.4.6, 2.5.5"),
        ("old", "1.0", ""),
    ]
    assert upgrade.compare_locks(BEFORE, BEFORE) == []


def test_if_no_versions_fit_the_lock_stays_as_it_is(tmp_path, monkeypatch):
    root = toy_course.make(tmp_path / "toy course")
    before = (root / "requirements.lock").read_bytes()
    failing = tmp_path / "uv.py"
    failing.write_text("raise SystemExit(2)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    with pytest.raises(ClickException, match="python -m uv pip compile … failed"):
        upgrade.upgrade(root)
    assert (root / "requirements.lock").read_bytes() == before


FAKE_UV = """\
import pathlib, sys
output = pathlib.Path(sys.argv[sys.argv.index("--output-file") + 1])
output.write_text(output.read_text() or "keras==9.9.9\\n")
output.write_text(output.read_text() + "new==1.0\\n")
"""


@pytest.fixture
def toy(tmp_path, monkeypatch):
    """A toy course, and a uv that keeps what it finds in its output, as the real one does."""
    (tmp_path / "uv.py").write_text(FAKE_UV)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    root = toy_course.make(tmp_path / "toy course")
    (root / "requirements.lock").write_text("keras==3.15.1\n")
    return root


def test_a_new_package_is_pinned_and_no_other_version_moves(toy, monkeypatch):
    installed = []
    monkeypatch.setattr(upgrade, "_install", installed.append)
    assert upgrade.pin_what_is_new(toy)
    assert (toy / "requirements.lock").read_text() == "keras==3.15.1\nnew==1.0\n"
    assert installed == [toy]


def test_the_newest_versions_are_looked_for_without_the_old_pins(toy):
    assert upgrade.compile_lock(toy) == "keras==9.9.9\nnew==1.0\n"
    assert upgrade.compile_lock(toy) == "keras==9.9.9\nnew==1.0\n"
