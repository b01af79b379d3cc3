"""Where claims and records of long runs lie: in the checkout, or inside the installed package."""

from pathlib import Path

_CHECKOUT = Path(__file__).resolve().parents[3] / "course"
_INSTALLED = Path(__file__).resolve().parents[1] / "_course"  # filled when a wheel is built


def course_folder(name: str) -> Path:
    """Return the folder of that name in `course/`, such as `"claims"` or `"long_runs"`."""
    checkout = _CHECKOUT / name
    return checkout if checkout.is_dir() else _INSTALLED / name
