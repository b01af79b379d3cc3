"""How long notebooks took last time, kept in `build/` for the estimate of the time left."""

import json
from contextlib import suppress
from pathlib import Path

from coursework import notebooks


class Timings:
    """Seconds per notebook under one profile; a damaged file counts as empty.

    Args:
        path: The JSON file.
        profile: `"quick"` or `"full"`; they are kept apart.
    """

    def __init__(self, path: Path, profile: str):
        self.path, self.profile = path, profile

    @property
    def expected(self) -> dict[str, float]:
        """Seconds by notebook name."""
        return self._read().get(self.profile, {})

    def note(self, name: str, seconds: float) -> None:
        """Keep what a notebook just took.

        Args:
            name: The notebook.
            seconds: How long it took.
        """
        everything = self._read()
        everything.setdefault(self.profile, {})[name] = round(seconds, 1)
        with suppress(OSError):  # only an estimate: no run may end because of it
            text = json.dumps(everything, indent=1, sort_keys=True)
            notebooks.write_text(self.path, text + "\n")

    def _read(self) -> dict:
        # Only an estimate hangs on this file, so a broken one isn't worth stopping for.
        try:
            content = json.loads(self.path.read_text("utf-8"))
        except (FileNotFoundError, ValueError):
            return {}
        return content if isinstance(content, dict) else {}
