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
