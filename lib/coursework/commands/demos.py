"""`make demos`: train the networks of the demos in `docs/demos` and write them."""

import os
from pathlib import Path

from rich.console import Console

from coursework.execution.terminal import say, standard_output
from coursework.files import writable

FULL = {"COURSE_PROFILE": "full", "COURSE_SEED": "0", "KERAS_BACKEND": "tensorflow"}


def make_demos(
    root: Path, only: tuple[str, ...] = (), *, check: bool = False, console: Console | None = None
) -> bool:
    """Train what the demos compute with, by the lectures' recipes, on real data.

    Args:
        root: The course's root folder.
        only: Names of recipes; empty for all.
        check: If True, nothing is trained: say which files other code than today's has made.
        console: Where progress is printed; standard output if None.

    Returns:
        True if everything was written and is small enough; with `check`, if nothing is stale.
    """
    console = console or standard_output()
    os.environ |= FULL  # before Keras is imported, and before a recipe reads its profile
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    from coursework.demos import export

    if check:
        found = export.stale(root)
        for sentence in found:
            say(console, f"stale   {sentence}")
        return not found
    writable.require(root / export.FOLDER)
    return export.export(root, only, console)
