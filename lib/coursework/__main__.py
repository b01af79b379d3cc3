"""`python -m coursework` is the instructor's command line."""

import sys

from coursework.commands import extras


def main() -> None:
    """Run the command line, or say which extra it lacks: even click is in one."""
    if complaint := extras.complaint():
        sys.exit(complaint)
    from coursework.commands.cli import main as command_line

    command_line(prog_name="python -m coursework")


if __name__ == "__main__":
    main()
