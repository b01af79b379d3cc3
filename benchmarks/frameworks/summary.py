"""From what was measured to medians, ratios, shares of the limit and remarks."""

import platform
import statistics
from datetime import date
from importlib.metadata import PackageNotFoundError, version

from benchmarks.frameworks.contestants import CONTESTANTS
from benchmarks.frameworks.measure import Measured, Selection
from benchmarks.frameworks.trainings import Case, operations
from coursework.execution import machine

TOLERANCE = 0.02  # relative; a loss that is further from the others' comes from other work
START_UP = ("kernel", "import", "data", "step")  # what `start_up` tells, in this order
PACKAGES = ("keras", "tensorflow", "jax", "jaxlib", "torch", "numpy")


def summarize(selection: Selection, found: dict) -> dict:
    """Sum up what was measured.

    Args:
        selection: What was asked for.
        found: What `measure.everything` returned.

    Returns:
        The report, in plain JSON types. Seconds, MB (10⁶ bytes) and GFLOP/s.
    """
    limit = _limit(found["rates"])
    return {
        "date": date.today().isoformat(),
        "hardware": machine.describe(),
        "versions": installed_versions(),
        "rounds": selection.rounds,
        "limit": limit,
        "about": {name: CONTESTANTS[name].about for name in selection.contestants},
        "trainings": {case.training.title: case.training.about for case in selection.cases},
        "cases": [
            _case(case, entrants, found["sources"][case.training.data], limit["rate"])
            for case, entrants in found["cases"]
        ],
        "start_up": {name: _start_up(measured) for name, measured in found["start_up"].items()},
        "loads": {
            name: {which: _load(measured) for which, measured in pair.items()}
            for name, pair in found["loads"].items()
        },
    }


def installed_versions() -> dict[str, str]:
    """Return the versions of Python and of whatever of `PACKAGES` is installed."""
    found = {"python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def ratios(medians: dict[str, float]) -> dict[str, float]:
    """Divide times by the shortest of them.

    Args:
        medians: Seconds by name; not empty.

    Returns:
        1 for the fastest, more for the others.
    """
    fastest = min(medians.values())
    return {name: seconds / fastest for name, seconds in medians.items()}


def share_of_limit(case: Case, seconds: float, rate: float) -> float:
    """Say how much of the machine's arithmetic a training used.

    Args:
        case: What was trained.
        seconds: How long an epoch took.
        rate: GFLOP/s of matrix multiplication.

    Returns:
        A fraction: operations / seconds / rate.
    """
    return operations(case) / seconds / (rate * 1e9)


def difference(losses: dict[str, float], optimizer: str = "sgd") -> str | None:
    """Find contestants whose loss is not that of the others.

    Args:
        losses: The warm-up epoch's loss by contestant; may be empty.
        optimizer: What changed their weights: PyTorch's `"adam"` is another.

    Returns:
        A sentence about all that are further than `TOLERANCE` from the middle one, or None.
    """
    if not losses:
        return None
    middle = statistics.median_low(losses.values())
    others = {
        name: loss for name, loss in losses.items() if abs(loss - middle) > TOLERANCE * abs(middle)
    }
    if not others:
        return None
    listed = ", ".join(f"{name} {loss:.4g}" for name, loss in others.items())
    return f"training loss of {listed}, of the others about {middle:.4g}; is it the same work?" + (
        " PyTorch adds Adam's ε, 1e-8, after correcting the second moment, Keras and JAX here "
        "before (see tests/benchmarks/test_frameworks_peers.py)."
        if optimizer == "adam" and all(name.startswith("torch-") for name in others)
        else ""
    )


def failures(report: dict) -> list[str]:
    """List what failed.

    Args:
        report: What `summarize` returned.

    Returns:
        A sentence for each, with the reason; what is absent has not failed.
    """
    parts = [(name, "matrix product", result) for name, result in report["limit"]["by"].items()]
    for case in report["cases"]:
        parts += [(name, case["title"], it) for name, it in case["contestants"].items()]
    parts += [(name, "start-up", result) for name, result in report["start_up"].items()]
    for name, pair in report["loads"].items():
        parts += [(name, f"{which} load", result) for which, result in pair.items()]
    return [
        f"{name} failed, {where}: {result['reason']}"
        for name, where, result in parts
        if result["status"] == "failed"
    ]


def _limit(rates: dict[str, Measured]) -> dict:
    by = {name: _outcome(measured) for name, measured in rates.items()}
    for name, measured in rates.items():
        if measured.answers:
            # Not the median: a limit is the best that the machine has shown.
            by[name]["rate"] = max(answer["rate"] for answer in measured.answers)
    best = max((result.get("rate", 0.0), name) for name, result in by.items())
    return {"rate": best[0], "library": best[1], "by": by}


def _case(case: Case, entrants: dict[str, Measured], source: str, rate: float) -> dict:
    results = {name: _trained(measured) for name, measured in entrants.items()}
    done = {name: result for name, result in results.items() if result["status"] == "measured"}
    if done:
        for name, ratio in ratios({name: it["median"] for name, it in done.items()}).items():
            done[name]["ratio"] = ratio
            share = share_of_limit(case, done[name]["median"], rate) if rate else None
            done[name]["share"] = share
    losses = {name: result["loss"] for name, result in done.items()}
    return {
        "title": case.title,
        "training": case.training.name,
        "batch": case.batch,
        "images": case.images,
        "data": f"{case.training.data} from {source}",
        "operations": operations(case),
        "contestants": results,
        "remark": difference(losses, case.training.optimizer.name),
    }


def _trained(measured: Measured) -> dict:
    result = _outcome(measured)
    if measured.status == "measured":
        # Each process counts once: epochs of one process share its luck.
        values = [statistics.median(answer["seconds"]) for answer in measured.answers]
        result["values"] = values
        result["median"] = statistics.median(values)
        result["loss"] = statistics.median(answer["loss"] for answer in measured.answers)
        result["memory"] = max(answer["memory"] for answer in measured.answers)
    return result


def _start_up(measured: Measured) -> dict:
    result = _outcome(measured)
    if measured.status == "measured":
        for key in START_UP:
            result[key] = statistics.median(answer[key] for answer in measured.answers)
        result["values"] = measured.answers
    return result


def _load(measured: Measured) -> dict:
    result = _outcome(measured)
    if measured.status == "measured":
        result["values"] = [answer["seconds"] for answer in measured.answers]
        result["median"] = statistics.median(result["values"])
        result["source"] = measured.answers[-1]["source"]
    return result


def _outcome(measured: Measured) -> dict:
    reason = {"reason": measured.reason} if measured.reason else {}
    return {"status": measured.status, **reason}
