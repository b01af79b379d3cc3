"""Paths in environment variables. A relative one means the folder that a command starts in.

Notebooks run in the folders of their sources, so a relative path would mean another folder in
each of them, and another one than the user's.
"""

import os
from collections.abc import Mapping
from pathlib import Path

# What the course, its data, Keras and its backends, Jupyter and the rest of Python read.
PATHS = (
    *("TFDS_DATA_DIR", "COURSE_RESULTS", "COURSE_OUTPUT"),
    *("KERAS_HOME", "JAX_COMPILATION_CACHE_DIR", "TORCH_HOME", "TORCHINDUCTOR_CACHE_DIR"),
    *("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR"),
    *("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"),
    *("MPLCONFIGDIR", "MATPLOTLIBRC", "SCIKIT_LEARN_DATA", "TMPDIR", "TEMP", "TMP", "HOME"),
    *("PYTHONPYCACHEPREFIX", "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE"),
)
LISTS = ("PYTHONPATH", "JUPYTER_PATH", "JUPYTER_CONFIG_PATH", "XDG_CONFIG_DIRS", "XDG_DATA_DIRS")


def with_absolute_paths(environment: Mapping[str, str]) -> dict[str, str]:
    """Return an environment that means the same in every folder.

    Args:
        environment: Variables by name.

    Returns:
        A copy, with the paths in `PATHS` and `LISTS` absolute; relative ones start in the
        current folder. Empty values and addresses such as `gs://bucket` stay as they are.
    """
    here = Path.cwd()
    complete = dict(environment)
    for name in PATHS:
        if complete.get(name):
            complete[name] = _absolute(complete[name], here)
    for name in LISTS:
        if complete.get(name):
            parts = complete[name].split(os.pathsep)
            # In PYTHONPATH an empty part means the current folder, elsewhere nothing.
            empty = str(here) if name == "PYTHONPATH" else ""
            parts = [_absolute(part, here) if part else empty for part in parts]
            complete[name] = os.pathsep.join(parts)
    return complete


def _absolute(path: str, here: Path) -> str:
    if "://" in path or os.path.isabs(path):
        return path
    return str(here / os.path.expanduser(path))
