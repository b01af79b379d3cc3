"""What a notebook claims about its numbers: read from `course/claims`, held against a run.

A notebook records values; the file of the same name holds, for each, the name of its control,
what was published, the claim, the band and why a claim is not judged somewhere:

    ["test MSE, corrected"]
    control = "PCA, 100 components"
    published = 0.0162
    source = "Kharagpur recipe 12, training MSE"
    claim = "< control"
    band = {high = 0.004}
    not_judged = {quick = "five epochs on 1,000 images are too few"}
    headline = "MNIST, code of 100: test MSE"
    shown = true
"""

import math
import operator
import re
import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path

from autoencoder_course.results._folders import course_folder

FOLDER = course_folder("claims")

NONE = "none"
_ORDER = {"< control": operator.lt, "> control": operator.gt}
_WITHIN = re.compile(r"within (\d+(?:\.\d+)?) % of control")


@dataclass(frozen=True)
class Entry:
    """What a claims file says about one result."""

    control: str = ""
    published: float | None = None
    source: str = ""
    claim: str = NONE  # "< control", "> control", "within 2 % of control" or "none"
    band: dict[str, float] = field(default_factory=dict)  # low and high, both included
    not_judged: dict[str, str] = field(default_factory=dict)  # why, by "quick" and "sample"
    headline: str = ""  # a short name, for the ten results that the README shows
    only: str = ""  # "quick": no full run records it
    shown: bool = False  # stands in sight at the notebook's end, where the others are folded


@dataclass(frozen=True)
class Judged:
    """One recorded number, held against its entry."""

    name: str
    value: float
    control: float | None
    entry: Entry
    claim_holds: bool | None  # None: there is no claim, or it is not judged in this run
    in_band: bool | None
    why_not: str = ""  # the file's reason for not judging the claim in this run

    @property
    def failed(self) -> bool:
        """True if the claim or the band does not hold."""
        return self.claim_holds is False or self.in_band is False


def is_real(record: dict) -> bool:
    """Say whether bands apply: the full profile on real data."""
    return record["profile"] == "full" and record["data_source"] == "tfds"


def path_of(notebook: str, folder: Path = FOLDER) -> Path:
    """Return the file of a notebook's claims.

    Args:
        notebook: Folder and name without ending: `course/01_vanilla` has `01_vanilla.toml`, and
            `solutions/01_vanilla` shares `exercise_01_vanilla.toml` with `exercises/01_vanilla`.
        folder: Where the files lie.
    """
    kind, topic = notebook.split("/")
    return Path(folder) / f"{'' if kind == 'course' else 'exercise_'}{topic}.toml"


def read(notebook: str, folder: Path = FOLDER) -> dict[str, Entry]:
    """Read what a notebook claims.

    Args:
        notebook: Folder and name without ending, such as `course/01_vanilla`.
        folder: Where the files lie; by default `course/claims` of the course that this library
            belongs to.

    Returns:
        Entries by the name of the result, in the order of the file.

    Raises:
        FileNotFoundError: if there is no such file.
        ValueError: if the file is not such a file; it names the file, the result and the rule.
    """
    path = path_of(notebook, folder)
    if not path.is_file():
        raise FileNotFoundError(f"{notebook} records results, but {path} does not exist")
    try:
        tables = tomllib.loads(path.read_text("utf-8-sig"))  # some editors begin with a mark
        return {name: _entry(name, table) for name, table in tables.items()}
    except ValueError as error:  # tomllib's own error is one too
        raise ValueError(f"{path}: {error}") from None


def judge(record: dict, entries: dict[str, Entry]) -> list[Judged]:
    """Hold a record against what its notebook claims.

    Claims are judged in every profile and on all data but where the entry says why not; bands
    under the full profile on real data. In an exercise the student's own answer was trained, and
    nothing is judged.

    Args:
        record: A notebook's record, as `table` writes it.
        entries: What `read` gives; a result without an entry has no claim and no band.

    Returns:
        One for each result, in the order of the record.
    """
    run = {record["profile"], record["data_source"]}
    exercise = record["notebook"].startswith("exercises/")
    judged = []
    for row in record["results"]:
        entry = entries.get(row["name"], Entry())
        value, control = row["value"], row.get("control")
        claim_holds = in_band = None
        why_not = "; ".join(why for where, why in entry.not_judged.items() if where in run)
        if exercise:
            why_not = "your own answer"
        elif not why_not:
            claim_holds = _holds(entry.claim, value, control)
        if not exercise and is_real(record) and entry.band:
            in_band = within(entry, value)
        judged.append(Judged(row["name"], value, control, entry, claim_holds, in_band, why_not))
    return judged


def within(entry: Entry, value: float) -> bool:
    """Say whether a value lies in an entry's band; a number that is none lies in no band."""
    return entry.band.get("low", -math.inf) <= value <= entry.band.get("high", math.inf)


def _holds(claim: str, value: float, control: float | None) -> bool | None:
    if claim == NONE or control is None:
        return None
    if claim in _ORDER:
        return _ORDER[claim](value, control)
    share = float(_WITHIN.fullmatch(claim)[1]) / 100
    return abs(value - control) <= share * abs(control)


def _entry(name: str, table: dict) -> Entry:
    known = {each.name for each in fields(Entry)}
    if not isinstance(table, dict) or not set(table) <= known:
        raise ValueError(f"Expected {name!r} to hold no keys but {sorted(known)}")
    entry = Entry(**table)
    if entry.claim != NONE and entry.claim not in _ORDER and not _WITHIN.fullmatch(entry.claim):
        rule = f"one of {[*_ORDER, 'within 2 % of control', NONE]}"
        raise ValueError(f"Expected `claim` of {name!r} to be {rule}. Received: {entry.claim!r}")
    if entry.claim != NONE and not entry.control:
        raise ValueError(f"Expected {name!r} to name the `control` of its claim")
    if entry.claim == NONE and not entry.band and not entry.only:
        raise ValueError(f"Expected {name!r} to have a claim or a band")
    low, high = entry.band.get("low", -math.inf), entry.band.get("high", math.inf)
    if not set(entry.band) <= {"low", "high"} or not low <= high:
        rule = "{low = …, high = …} with low <= high; one may be left out"
        raise ValueError(f"Expected `band` of {name!r} to be {rule}. Received: {entry.band}")
    if entry.only not in ("", "quick"):
        raise ValueError(f"Expected `only` of {name!r} to be 'quick'. Received: {entry.only!r}")
    if not isinstance(entry.shown, bool):
        rule = "true or false"
        raise ValueError(f"Expected `shown` of {name!r} to be {rule}. Received: {entry.shown!r}")
    if not set(entry.not_judged) <= {"quick", "sample"}:
        rule = "{quick = 'why', sample = 'why'}; one may be left out"
        raise ValueError(
            f"Expected `not_judged` of {name!r} to be {rule}. Received: {entry.not_judged}"
        )
    return entry
