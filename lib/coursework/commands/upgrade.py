"""`make upgrade`: pin the newest versions, try them, and say what changed."""

import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from coursework import notebooks
from coursework.execution.terminal import say, standard_output
from coursework.files import texts, writable

LOWEST_PYTHON = "3.11"
COURSE = ".[lab,instructor,grading,site]"  # as the Makefile installs it
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;]+)(?: ; (.*))?$", re.MULTILINE)


def upgrade(root: Path, console: Console | None = None) -> bool:
    """Re-pin `requirements.lock`, install it, run the tests and the regression.

    Args:
        root: The course's root folder.
        console: Where progress is printed; standard output if None.

    Returns:
        True if tests and regression passed with the new versions.

    Raises:
        click.ClickException: if no set of versions could be found or installed. The
            lock file is then as it was.
    """
    from coursework.commands.regress import regress
    from coursework.commands.test import run_pytest

    console = console or standard_output()
    writable.require(root, root / "build")
    lock = root / "requirements.lock"
    before = texts.read_text(lock) if lock.exists() else ""
    after = compile_lock(root)
    changes = compare_locks(before, after)
    if not changes:
        say(console, "All versions are the newest already.")
        return True
    notebooks.write_text(lock, after)
    passed = False
    try:
        _install(root)
        passed = run_pytest(root) and regress(root, console=console)
    finally:
        if not passed:  # the next upgrade has to find the same changes, and test them again
            notebooks.write_text(lock, before)
    console.print(changes_table(changes))
    if passed:
        say(console, "Tests and regression passed. Store the new results: make solutions")
    else:
        say(console, "Something failed, so the old pins are back. Install them: make install")
    return passed


def pin_what_is_new(root: Path, console: Console | None = None) -> bool:
    """Pin and install what `pyproject.toml` newly asks for; leave the other versions alone.

    Args:
        root: The course's root folder.
        console: Where the changes are printed; standard output if None.

    Returns:
        True.

    Raises:
        click.ClickException: if no versions fit, or they could not be installed.
    """
    lock = root / "requirements.lock"
    before = texts.read_text(lock)
    after = compile_lock(root, keep=before)
    notebooks.write_text(lock, after)
    _install(root)
    (console or standard_output()).print(changes_table(compare_locks(before, after)))
    return True


def compile_lock(root: Path, keep: str = "") -> str:
    """Find the newest versions that fit `pyproject.toml`, for every platform.

    Args:
        root: The course's root folder.
        keep: The content of a lock file whose versions stay as far as they fit.

    Returns:
        The content of a new `requirements.lock`.

    Raises:
        click.ClickException: if there is none, with uv's explanation above.
    """
    if find_spec("uv") is None:  # only this command needs it
        _run(root, "pip", "install", "uv")
    target = root / "build" / "requirements.lock"
    target.parent.mkdir(exist_ok=True)
    target.write_text(keep, "utf-8")  # uv keeps the versions that it finds in its output
    _run(
        root,
        *("uv", "pip", "compile", "--quiet", "--universal", "--python-version", LOWEST_PYTHON),
        *("--all-extras", "--no-header", "--no-annotate"),
        *("--no-emit-index-url", "--no-emit-find-links"),
        *("pyproject.toml", "--output-file", str(target)),
    )
    return target.read_text("utf-8")


def compare_locks(before: str, after: str) -> list[tuple[str, str, str]]:
    """List what two lock files pin differently.

    Args:
        before: The old content.
        after: The new content.

    Returns:
        (package, old version, new version), an empty version meaning that it isn't pinned.
    """
    old, new = pins(before), pins(after)
    return [
        (name, old.get(name, ""), new.get(name, ""))
        for name in sorted(old.keys() | new.keys())
        if old.get(name) != new.get(name)
    ]


def changes_table(changes: list[tuple[str, str, str]]) -> Table:
    """Lay out changed versions for the terminal."""
    table = Table("package", "before", "now", title="Versions that changed", title_justify="left")
    for change in changes:
        table.add_row(*change)
    return table


def pins(text: str) -> dict[str, str]:
    """Read a lock file.

    Args:
        text: Its content.

    Returns:
        Versions by package, separated by commas where Pythons are told apart.
    """
    found: dict[str, list[str]] = {}
    for name, version, _ in _PIN.findall(text):
        found.setdefault(name.lower(), []).append(version)
    return {name: ", ".join(versions) for name, versions in found.items()}


def _install(root: Path) -> None:
    _run(root, "pip", "install", "--constraint", "requirements.lock", "--editable", COURSE)


def _run(root: Path, *arguments: str) -> None:
    if subprocess.run([sys.executable, "-m", *arguments], cwd=root).returncode:
        raise click.ClickException(f"python -m {' '.join(arguments[:3])} … failed; see above.")
