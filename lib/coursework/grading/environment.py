"""The environment variables of what grades and of what is graded: no names, no credentials."""

import os
import site
from pathlib import Path

_INHERITED = (
    *("PATH", "LANG", "LC_ALL", "PYTHONPATH", "LD_LIBRARY_PATH", "VIRTUAL_ENV"),
    *("KERAS_BACKEND", "JAX_PLATFORMS", "XLA_FLAGS", "CUDA_VISIBLE_DEVICES"),
)


def inherited() -> dict[str, str]:
    """Return what a submission inherits of the instructor's environment."""
    kept = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    kept["PYTHONUSERBASE"] = site.getuserbase()  # found from HOME, which changes
    return kept


def imports(packages: Path, *, threads: int) -> dict[str, str]:
    """Return what imports depend on, of the course's packages and of those that they need.

    Args:
        packages: The copy of the course's packages.
        threads: How many cores a submission has.
    """
    search_path = [str(packages), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {
        "PYTHONPATH": os.pathsep.join(dict.fromkeys(search_path)),
        "COURSE_PROFILE": "quick",
        "COURSE_DATA": "sample",
        "OMP_NUM_THREADS": str(threads),
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
