"""What a measurement was made on, in words."""

import os
import platform


def describe() -> str:
    """Say what this machine is, without naming it.

    Returns:
        For example `2 CPU cores (x86_64), 24 GB of memory, Linux`.
    """
    import psutil

    memory = round(psutil.virtual_memory().total / 2**30)
    cores = os.cpu_count()
    return f"{cores} CPU cores ({platform.machine()}), {memory} GB of memory, {platform.system()}"
