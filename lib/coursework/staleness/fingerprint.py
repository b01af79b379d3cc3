"""What numbers were made from: a notebook's outputs, a long run's record, measured seeds.

A fingerprint covers the code, the parts of the library that the code reaches, the versions
of the packages that its numbers depend on, and the backend; a notebook's also covers the
long-run records that it reads. Comments, docstrings and prose don't count: they can't change
a number.
"""

import hashlib
import json
import re
import tokenize
from pathlib import Path

import click
from nbformat import NotebookNode

from coursework.files.texts import read_text
from coursework.notebooks import times
from coursework.notebooks.pairs import FINGERPRINT, code_cells
from coursework.staleness.reachable_code import reachable
from coursework.staleness.source_text import without_comments

PACKAGES = (  # whose major or minor version can move a number or a figure
    "keras",
    "tensorflow",
    "tensorflow-datasets",
    "numpy",
    "scipy",
    "scikit-learn",
    "scikit-image",
    "pillow",
    "matplotlib",
)
BACKEND_PACKAGES = {"jax": ("jax", "jaxlib"), "torch": ("torch",)}  # besides; see `packages`
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;]+)", re.MULTILINE)


def packages(backend: str) -> tuple[str, ...]:
    """Name the packages whose major or minor version can move a number under a backend."""
    return PACKAGES + BACKEND_PACKAGES.get(backend, ())


def of_code(codes: list[str], root: Path, backend: str) -> dict:
    """Compute the fingerprint of what some code gives if it is run now.

    Args:
        codes: Pieces of Python, such as a notebook's code cells.
        root: The course's root folder.
        backend: The Keras backend that runs it.

    Returns:
        Plain JSON types.
    """
    return {
        "code": _digest(*(_normal(code) for code in codes)),
        "library": _digest(*reachable(codes, root / "lib")),
        "backend": backend,
        "versions": {
            name: "/".join(found) for name, found in locked_versions(root, backend).items()
        },
    }


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
        **of_code(codes, root, backend),
        "text": text_digest(notebook),
        "records": _digest(*_records(codes, root)),
    }


def stored(notebook: NotebookNode) -> dict:
    """Return the fingerprint in a notebook's metadata; empty if it was never built."""
    return notebook.metadata.get(FINGERPRINT, {})


def differences(old: dict, new: dict) -> list[str]:
    """Say why numbers with one fingerprint don't answer for another.

    Args:
        old: The fingerprint that the numbers were stored with.
        new: The present one.

    Returns:
        Short reasons; empty if the numbers are still good.
    """
    if not old:
        return ["it was never built"]
    reasons = []
    if old.get("code") != new["code"]:
        reasons.append("its code changed")
    if old.get("library") != new["library"]:
        reasons.append("library code that it uses changed")
    if old.get("records") != new.get("records"):
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
    """Hash what script and notebook share: each cell's kind, text and metadata.

    The line that says how long a notebook takes is left out: a build makes it from the rest.
    """
    parts = []
    for cell in notebook.cells:
        metadata = {key: cell.metadata[key] for key in ("nbgrader", "tags") if key in cell.metadata}
        parts += [cell.cell_type, times.without(cell, notebook), repr(_plain(metadata))]
    return _digest(*parts)


def locked_versions(root: Path, backend: str) -> dict[str, list[str]]:
    """Read the pinned versions of the packages that count, major and minor number only.

    The lock file decides, not what is installed: then every machine agrees on what is
    stale. `check_installed` makes sure that a build uses those versions.

    Args:
        root: The course's root folder, with `requirements.lock`.
        backend: The Keras backend.

    Returns:
        Versions by package; more than one where the lock tells Pythons apart.

    Raises:
        click.ClickException: if the lock doesn't pin one of them.
    """
    path = root / "requirements.lock"
    pins = _PIN.findall(read_text(path)) if path.exists() else []
    missing = set(packages(backend)) - {name.lower() for name, _ in pins}
    if missing:
        names = ", ".join(sorted(missing))
        raise click.ClickException(
            f"requirements.lock is missing or cut short: it doesn't pin {names}. "
            "Restore it: git checkout requirements.lock"
        )
    found: dict[str, set[str]] = {}
    for name, version in pins:
        if name.lower() in packages(backend):
            found.setdefault(name.lower(), set()).add(_minor(version))
    return {name: sorted(versions) for name, versions in sorted(found.items())}


def check_installed(root: Path, backend: str) -> None:
    """Make sure that the installed packages are those that fingerprints speak of.

    Args:
        root: The course's root folder.
        backend: The Keras backend.

    Raises:
        click.ClickException: if one differs from the lock file.
    """
    from importlib.metadata import version

    for name, allowed in locked_versions(root, backend).items():
        installed = _minor(version(name))
        if installed not in allowed:
            raise click.ClickException(
                f"{name} {installed} is installed, but requirements.lock pins "
                f"{' or '.join(allowed)}. Run: python -m pip install -c requirements.lock -e ."
            )


def installed_versions(backend: str) -> dict[str, str]:
    """Return the installed versions of `packages`, for a record of what was measured."""
    from importlib.metadata import version

    return {name: version(name) for name in packages(backend)}


def _records(codes: list[str], root: Path) -> list[str]:
    # Records are read by name, results.read_long_run("NAME"): the name stands there in quotes.
    everything = "\n".join(codes).replace("'", '"')
    paths = sorted((root / "course" / "long_runs").glob("*.json"))
    return [read_text(path) for path in paths if f'"{path.stem}"' in everything]


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
