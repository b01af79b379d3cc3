"""`python -m coursework` is the instructor's command line."""

from coursework.commands.cli import main

if __name__ == "__main__":
    main()
