"""What records of long runs and of seeds were made from, and which of them are stale."""

import ast
import json
from pathlib import Path

import click

from coursework import notebooks
from coursework.files.texts import read_text
from coursework.notebooks import scripts
from coursework.staleness import fingerprint, needs
from coursework.staleness.source_text import syntax_error

FOLDER = Path("course") / "long_runs"  # a recipe NAME.py, and its record NAME.json
SEEDS = FOLDER / "seeds.json"

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
        name, record = recipe.stem, read(recipe.with_suffix(".json"))
        if record:
            now = of_long_run(root, name, record["backend"])
            command = f"make longrun NAME={name}"
            notes += _note(f"the record of {name} was", record, now, command)
    for entry, record in read(root / SEEDS).items():
        name, backend = entry.removesuffix(")").split(" (")
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


def read(path: Path) -> dict:
    """Read a record; empty if there is none.

    Raises:
        click.ClickException: if the file is damaged.
    """
    try:
        return json.loads(read_text(path)) if path.exists() else {}
    except ValueError as error:
        raise click.ClickException(
            f"{path.name} in {path.parent.name}/ is damaged ({error}). Restore it: "
            f"git checkout {path.name}, in that folder"
        ) from None
