"""What records of long runs and of seeds were made from, and which of them are stale."""

import ast
import json
import re
from collections.abc import Callable
from pathlib import Path

import click

from coursework import notebooks
from coursework.files.texts import read_text
from coursework.notebooks import scripts
from coursework.staleness import fingerprint, needs
from coursework.staleness.source_text import syntax_error

FOLDER = Path("course") / "long_runs"  # a recipe NAME.py, and its record NAME.json
SEEDS = FOLDER / "seeds.json"

_ENTRY = re.compile(r"(.+) \((\w+)\)")  # in the file of seeds: a notebook and a backend
_SESSION = Path(__file__).parents[1] / "execution" / "long_run_session.py"
_DATA = "from autoencoder_course import datasets\ndatasets.load"  # called for every run


def of_long_run(root: Path, name: str, backend: str) -> dict:
    """Compute the fingerprint that a long run's record has if it is made now.

    Args:
        root: The course's root folder.
        name: The run's name.
        backend: The Keras backend.

    Returns:
        Plain JSON types. The recipes that a recipe imports count as its own code.
    """
    codes = [*_recipes(root / FOLDER, name), read_text(_SESSION), _DATA]
    return fingerprint.of_code(codes, root, backend)


def stale(root: Path) -> list[str]:
    """Name the records that the present code did not make. No problem: a long run takes hours.

    Args:
        root: The course's root folder.

    Returns:
        A sentence for each, with the command that makes it anew.
    """
    notes = []
    for recipe in sorted((root / FOLDER).glob("*.py")):
        name, record = recipe.stem, _read(recipe.with_suffix(".json"), _long_run_objection)
        if record:
            now = of_long_run(root, name, record["backend"])
            command = f"make longrun NAME={name}"
            notes += _note(f"the record of {name} was", record, now, command)
    for entry, record in read_seeds(root).items():
        name, backend = _ENTRY.fullmatch(entry).groups()
        for pair in notebooks.discover(root):
            if pair.name == name:
                now = needs.fingerprint_of(pair, scripts.read_script(pair), backend)
                notes += _note(f"the seeds of {entry} were", record, now, f"make seeds ONLY={name}")
    return notes


def _note(what: str, record: dict, now: dict, command: str) -> list[str]:
    made_from = record.get("fingerprint")
    if made_from is None:
        return [f"{what} made before fingerprints were kept: {command}"]
    reasons = ", ".join(fingerprint.differences(made_from, now))
    return [f"{what} made by other code than today's ({reasons}): {command}"] if reasons else []


def _recipes(folder: Path, name: str) -> list[str]:
    """Read a recipe and those that it imports from."""
    wanted, codes = [name], {}
    while wanted:
        path = folder / f"{wanted.pop()}.py"
        if path.is_file() and path.stem not in codes:
            codes[path.stem] = read_text(path)
            try:
                tree = ast.parse(codes[path.stem])
            except SyntaxError as error:
                raise syntax_error(FOLDER / path.name, error) from None
            for node in ast.walk(tree):
                wanted += [node.module] if isinstance(node, ast.ImportFrom) else []
                wanted += [each.name for each in node.names] if isinstance(node, ast.Import) else []
    return [codes[each] for each in sorted(codes)]


def read_seeds(root: Path) -> dict:
    """Read what was measured with several seeds.

    Args:
        root: The course's root folder.

    Returns:
        By notebook and backend, such as `course/01_vanilla (tensorflow)`: `results` with each
        result's `values`, and what they were made with. Empty if there is none.

    Raises:
        click.ClickException: if the file is damaged; it says how to restore it.
    """
    return _read(root / SEEDS, _seeds_objection)


def _read(path: Path, objection: Callable[[dict], str | None]) -> dict:
    """Read a record, empty if there is none, and raise if there is an objection to its shape."""
    if not path.exists():
        return {}
    try:
        record = json.loads(read_text(path))
        reason = objection(record) if isinstance(record, dict) else "it is no JSON object"
    except ValueError as error:
        reason = str(error)
    if reason:
        raise click.ClickException(
            f"{path.name} in {path.parent.name}/ is damaged ({reason}). Restore it: "
            f"git checkout {path.name}, in that folder"
        )
    return record


def _long_run_objection(record: dict) -> str | None:
    if not isinstance(record.get("backend"), str):
        return "it names no backend"
    return _fingerprint_objection(record)


def _seeds_objection(record: dict) -> str | None:
    for name, entry in record.items():
        if not _ENTRY.fullmatch(name):
            return f"{name!r} is no notebook with its backend"
        results = entry.get("results") if isinstance(entry, dict) else None
        if not isinstance(results, dict):
            return f"{name!r} has no results"
        for what, result in results.items():
            if not _has_values(result):
                return f"{what!r} of {name!r} has no list of numbers"
        if reason := _fingerprint_objection(entry):
            return f"{name!r}: {reason}"
    return None


def _has_values(result: object) -> bool:
    values = result.get("values") if isinstance(result, dict) else None
    return isinstance(values, list) and all(type(value) in (int, float) for value in values)


def _fingerprint_objection(record: dict) -> str | None:
    made_from = record.get("fingerprint", {})  # records older than fingerprints have none
    whole = isinstance(made_from, dict) and isinstance(made_from.get("versions", {}), dict)
    return None if whole else "its fingerprint is none"
