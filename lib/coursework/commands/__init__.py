"""The instructor's commands: what `python -m coursework NAME` does."""
