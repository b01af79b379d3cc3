"""A process that measures one thing: a request in JSON comes in, a line of JSON goes out.

It imports nothing heavy before it knows what for: how long imports take is measured too.
"""

import importlib
import json
import math
import sys

MARK = "measured: "  # before the answer: libraries print lines of their own


def main() -> None:
    """Read a request from standard input and answer on standard output."""
    request = json.loads(sys.stdin.read())
    answer = _ANSWERS[request.pop("what")](**request)
    print(f"{MARK}{json.dumps(answer)}", flush=True)


def _train(
    *, contestant: str, training: str, data: str, batch: int, images: int, epochs: int
) -> dict:
    import numpy as np

    from benchmarks.frameworks.contestants import CONTESTANTS
    from benchmarks.frameworks.trainings import TRAININGS

    who = CONTESTANTS[contestant]
    pixels = np.ascontiguousarray(np.load(data, mmap_mode="r")[:images])
    module = importlib.import_module(f"benchmarks.frameworks.{who.module}")
    trained = module.train(TRAININGS[training], pixels, batch, epochs, **dict(who.options))
    if not math.isfinite(trained.loss):
        raise ValueError(f"its training loss is {trained.loss}")
    return {"loss": trained.loss, "seconds": trained.seconds, "memory": peak_memory()}


def _rate(*, library: str, sizes: list[int]) -> dict:
    from benchmarks.frameworks import matmul

    return {"rate": matmul.rate(library, tuple(sizes))}


def _start_up() -> dict:
    from benchmarks.frameworks import start_up

    return start_up.measure()


def _images(*, data: str, count: int, path: str) -> dict:
    from pathlib import Path

    from benchmarks.frameworks import images

    return images.write(data, count, Path(path))


def _load(*, data: str) -> dict:
    from benchmarks.frameworks import images

    return images.load(data)


_ANSWERS = {
    "train": _train,
    "rate": _rate,
    "start-up": _start_up,
    "images": _images,
    "load": _load,
}


def peak_memory() -> float:
    """Return the most memory that this process has had, in MB (10⁶ bytes)."""
    if sys.platform == "win32":
        import psutil

        return psutil.Process().memory_info().peak_wset / 1e6
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6  # bytes there, KiB here


if __name__ == "__main__":
    main()
