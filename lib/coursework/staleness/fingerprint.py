"""What a notebook's stored outputs were made from, so that only stale ones are run again.

A fingerprint covers the notebook's code, the parts of the library that the code reaches,
the long-run records it reads, and the versions of the packages that its numbers depend on.
Comments, docstrings and prose don't count: they can't change an output.
"""

import hashlib
import json
import re
import tokenize
from pathlib import Path

import click
from nbformat import NotebookNode

from coursework.notebooks.pairs import FINGERPRINT, code_cells
from coursework.staleness.reachable_code import reachable
from coursework.staleness.source_text import without_comments

PACKAGES = (  # whose major or minor version can move a number or a figure
    "keras",
    "tensorflow",
    "tensorflow-datasets",
    "numpy",
    "scikit-learn",
    "scikit-image",
    "matplotlib",
)
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;]+)", re.MULTILINE)


def of(notebook: NotebookNode, root: Path, backend: str) -> dict:
    """Compute the fingerprint that a notebook has if it is executed now.

    Args:
        notebook: The notebook as its script says.
        root: The course's root folder.
        backend: The Keras backend that executes it.

    Returns:
        Plain JSON types, for the notebook's metadata.
    """
    codes = [cell.source for cell in code_cells(notebook)]
    return {
        "text": text_digest(notebook),
        "code": _digest(*(_normal(code) for code in codes)),
        "library": _digest(*reachable(codes, root / "lib")),
        "records": _digest(*_records(codes, root)),
        "backend": backend,
        "versions": {name: "/".join(found) for name, found in locked_versions(root).items()},
    }


def stored(notebook: NotebookNode) -> dict:
    """Return the fingerprint in a notebook's metadata; empty if it was never built."""
    return notebook.metadata.get(FINGERPRINT, {})


def differences(old: dict, new: dict) -> list[str]:
    """Say why outputs with one fingerprint don't answer for another.

    Args:
        old: The fingerprint that the outputs were stored with.
        new: The present one.

    Returns:
        Short reasons; empty if the outputs are still good.
    """
    if not old:
        return ["it was never built"]
    reasons = []
    if old.get("code") != new["code"]:
        reasons.append("its code changed")
    if old.get("library") != new["library"]:
        reasons.append("library code that it uses changed")
    if old.get("records") != new["records"]:
        reasons.append("a long-run record that it reads changed")
    if old.get("backend") != new["backend"]:
        reasons.append(f"backend {old.get('backend')} became {new['backend']}")
    before = old.get("versions", {})
    for name, version in new["versions"].items():
        if before.get(name) != version:
            reasons.append(f"{name} {before.get(name, 'absent')} became {version}")
    return reasons


def outputs_digest(notebook: NotebookNode) -> str:
    """Hash a notebook's outputs, so that nobody can edit a stored number unnoticed."""
    return _digest(*(json.dumps(cell.outputs, sort_keys=True) for cell in code_cells(notebook)))


def were_edited(notebook: NotebookNode) -> bool:
    """Say whether a stored notebook's outputs are others than those that were built."""
    made = stored(notebook)
    return bool(made) and made.get("outputs") != outputs_digest(notebook)


def text_digest(notebook: NotebookNode) -> str:
    """Hash everything that script and notebook share: each cell's kind, text and metadata."""
    parts = []
    for cell in notebook.cells:
        metadata = {key: cell.metadata[key] for key in ("nbgrader", "tags") if key in cell.metadata}
        parts += [cell.cell_type, cell.source, repr(_plain(metadata))]
    return _digest(*parts)


def locked_versions(root: Path) -> dict[str, list[str]]:
    """Read the pinned versions of `PACKAGES`, major and minor number only.

    The lock file decides, not what is installed: then every machine agrees on what is
    stale. `check_installed` makes sure that a build uses those versions.

    Args:
        root: The course's root folder, with `requirements.lock`.

    Returns:
        Versions by package; more than one where the lock tells Pythons apart.
    """
    path = root / "requirements.lock"
    pins = _PIN.findall(path.read_text("utf-8")) if path.exists() else []
    found: dict[str, set[str]] = {}
    for name, version in pins:
        if name.lower() in PACKAGES:
            found.setdefault(name.lower(), set()).add(_minor(version))
    return {name: sorted(versions) for name, versions in sorted(found.items())}


def check_installed(root: Path) -> None:
    """Make sure that the installed packages are those that fingerprints speak of.

    Args:
        root: The course's root folder.

    Raises:
        click.ClickException: if one differs from the lock file.
    """
    from importlib.metadata import version

    for name, allowed in locked_versions(root).items():
        installed = _minor(version(name))
        if installed not in allowed:
            raise click.ClickException(
                f"{name} {installed} is installed, but requirements.lock pins "
                f"{' or '.join(allowed)}. Run: python -m pip install -c requirements.lock -e ."
            )


def installed_versions() -> dict[str, str]:
    """Return the installed versions of `PACKAGES`, for a record of what was measured."""
    from importlib.metadata import version

    return {name: version(name) for name in PACKAGES}


def _records(codes: list[str], root: Path) -> list[str]:
    # Records are read by name, long_runs.read("NAME"): the name stands there in quotes.
    everything = "\n".join(codes).replace("'", '"')
    paths = sorted((root / "course" / "long_runs").glob("*.json"))
    return [path.read_text("utf-8") for path in paths if f'"{path.stem}"' in everything]


def _normal(code: str) -> str:
    try:
        return "\n".join(line for line in without_comments(code) if line)
    except (SyntaxError, tokenize.TokenError):  # a magic or a shell line: take it as it is
        return code


def _minor(version: str) -> str:
    return ".".join(version.split(".")[:2])


def _plain(value):
    if isinstance(value, dict):
        return {key: _plain(value[key]) for key in sorted(value)}
    return [_plain(item) for item in value] if isinstance(value, list) else value


def _digest(*parts: str) -> str:
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8")
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()[:16]
