"""Printing sentences as they are: no markup, no guessed colours, no broken lines."""

from rich.console import Console

LOG_WIDTH = 120  # columns, where nothing says how wide the page is


def standard_output() -> Console:
    """Return a console on standard output, wide enough for tables in a log."""
    console = Console()
    if not console.is_terminal:
        console.width = max(console.width, LOG_WIDTH)
    return console


def say(console: Console, text: str, style: str | None = None) -> None:
    """Print a line.

    Args:
        console: Where to print.
        text: The line; square brackets in it mean nothing.
        style: A rich style such as `"bold red"`, for terminals.
    """
    console.print(text, style=style, highlight=False, markup=False, soft_wrap=True)
