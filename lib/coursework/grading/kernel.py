"""The kernel that runs a submission: an ordinary IPython kernel that first confines itself.

`python -m coursework.grading.kernel SETTINGS -f CONNECTION_FILE`
"""

import json
import sys
from pathlib import Path

from coursework.grading import confinement


def main() -> None:
    """Confine this process as the settings file says, then become an IPython kernel."""
    settings = json.loads(Path(sys.argv.pop(1)).read_text("utf-8"))
    # Python put the current folder first. It is the submission's: nothing that is
    # imported from here on may come from there.
    sys.path[:] = [entry for entry in sys.path if entry not in ("", str(Path.cwd()))]
    confinement.limit_files(settings["file_bytes"])
    if settings["confined"]:
        paths = ("writable", "readable", "hidden")
        confinement.confine(**{name: map(Path, settings[name]) for name in paths})
    from ipykernel.kernelapp import launch_new_instance

    launch_new_instance()


if __name__ == "__main__":
    main()
