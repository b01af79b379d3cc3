"""The extras of `pip install autoencoder-course[...]`, and which of them a command needs."""

from importlib.util import find_spec

# What the commands import or start, by the extra of pyproject.toml that brings it.
MODULES = {
    "lab": ("jupyterlab", "notebook"),
    "instructor": (
        *("click", "jupyter_client", "jupytext", "markdown_it", "nbclient", "nbconvert"),
        *("nbformat", "nbval", "oxipng", "psutil", "pytest", "rich", "ruff", "xdist"),
    ),
    "grading": ("bleach", "bs4", "jinja2", "nbgrader", "psutil", "sqlalchemy"),
    "site": ("furo", "myst_nb", "myst_parser", "py_mini_racer", "sphinx"),
}
# Every command needs `instructor`. Making an exercise from a solution takes nbgrader too.
_MORE = {
    "lab": ("lab",),
    "site": ("site",),
    **dict.fromkeys(
        ("build", "check", "exercises", "grade", "regress", "seeds", "test", "upgrade"),
        ("grading",),
    ),
}


def complaint(command: str = "") -> str | None:
    """Say which extras a command lacks.

    Args:
        command: Its name, such as `"grade"`; empty for the command line as a whole.

    Returns:
        A sentence that names the extras and how to get them; None if all are there.
    """
    needed = ("instructor", *_MORE.get(command, ()))
    lacking = [name for name in needed if not all(find_spec(module) for module in MODULES[name])]
    if not lacking:
        return None
    extras = " and ".join(f"`{name}`" for name in lacking)
    subject = f"python -m coursework {command}".rstrip()
    return (
        f"{subject} needs the extra{'s' * (len(lacking) > 1)} {extras}: "
        f'pip install "autoencoder-course[{",".join(lacking)}]"'
    )
