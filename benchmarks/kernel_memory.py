"""How much memory do notebooks take? `python -m benchmarks.kernel_memory COMMAND …`.

Runs a command and prints the largest resident memory of each Jupyter kernel below it, in the
order in which they started, for example with

    python -m coursework build --force --jobs 1 course/05_convolutional

It looks once a second, so what a kernel adds in its last second may be missing.
"""

import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil

PAUSE = 1.0  # seconds between two looks


def peak(process):
    """Return the most bytes that a process has had so far (on Linux), or has now."""
    with suppress(OSError):
        for line in Path(f"/proc/{process.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return process.memory_info().rss


def kernels_below(process):
    """Return the kernels among a process's descendants."""
    found = []
    for child in process.children(recursive=True):
        with suppress(psutil.Error):
            if any("ipykernel" in word for word in child.cmdline()):
                found.append(child)
    # A process that a kernel starts has its command line for a moment.
    return [kernel for kernel in found if kernel.ppid() not in {other.pid for other in found}]


def main():
    """Run the command, look, and print."""
    if len(sys.argv) < 2:
        sys.exit("Expected a command to run.")
    peaks = {}
    with subprocess.Popen(sys.argv[1:]) as command:
        while command.poll() is None:
            with suppress(psutil.Error):
                for kernel in kernels_below(psutil.Process(command.pid)):
                    key = kernel.create_time(), kernel.pid
                    peaks[key] = max(peaks.get(key, 0), peak(kernel))
            time.sleep(PAUSE)
    for number, (_, value) in enumerate(sorted(peaks.items()), start=1):
        print(f"kernel {number}: {value / 1e9:.2f} GB (10⁹ bytes)")
    sys.exit(command.returncode)


if __name__ == "__main__":
    main()
