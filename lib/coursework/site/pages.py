"""`make site`: the pages, from stored notebooks; nothing is executed, nothing downloaded."""

import os
import subprocess
import sys
import time
from pathlib import Path

from rich.console import Console

from coursework.execution.terminal import say, standard_output
from coursework.files import writable
from coursework.notebooks import outputs
from coursework.site import address

FOLDER = "site"  # in build/
_QUIET = {"TF_CPP_MIN_LOG_LEVEL": "3", "KERAS_BACKEND": "tensorflow"}  # autodoc imports Keras


def build(root: Path, output: Path | None = None, console: Console | None = None) -> bool:
    """Build the web site; a warning, such as a link that leads nowhere, is an error.

    Args:
        root: The course's root folder.
        output: Where it goes; if None, `build/site` in the course, or in a folder that can be
            written.
        console: Where to print; standard output if None.

    Returns:
        True if it was built without a warning.

    Raises:
        click.ClickException: if the repository's address is not one, or no folder can be written.
    """
    console = console or standard_output()
    repository = address.read(root)
    folder = output or writable.output_folder(root, "build") / FOLDER
    start = time.perf_counter()
    done = subprocess.run(
        command(folder), cwd=root, env={**os.environ, **_QUIET}, stderr=subprocess.PIPE, text=True
    )
    for line in done.stderr.splitlines():
        if not outputs.is_log_line(line):  # TensorFlow's, which no setting keeps quiet
            say(console, line)
    if done.returncode:
        say(console, "The site was built with warnings; see above.", "bold red")
        return False
    seconds = time.perf_counter() - start
    say(console, f"The site is in {folder}, built in {seconds:.0f} s. Open {folder / 'index.html'}")
    if repository is None:
        say(console, f"No buttons of Colab and Binder: [project.urls] has no {address.KEY}.")
    return True


def command(folder: Path) -> list[str]:
    """Return the command that builds the site.

    Args:
        folder: Where the pages go. What Sphinx keeps for the next build goes beside it.
    """
    options = ("--fail-on-warning", "--keep-going", "--quiet", "--builder", "html")
    kept = folder.with_name(f"{folder.name}-kept")
    places = ("--doctree-dir", str(kept), "--conf-dir", "docs", ".", str(folder))
    return [sys.executable, "-m", "sphinx", *options, *places]
