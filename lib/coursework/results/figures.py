"""Figures of stored notebooks that pages show: `docs/figures/04_denoising_3.png` is the third."""

import base64
import re
from pathlib import Path

import click

from coursework import notebooks
from coursework.files import texts

FOLDER = Path("docs") / "figures"
_NAME = re.compile(r"(?P<notebook>.+)_(?P<number>[1-9]\d*)\.png")


def stored(root: Path) -> dict[Path, bytes]:
    """Return what each figure in `docs/figures` should hold.

    Args:
        root: The course's root folder.

    Returns:
        By path, the image that the lecture of a file's name has stored. Other files are none
        of ours.

    Raises:
        click.ClickException: if there is no such lecture, or it has fewer figures.
    """
    names = {path: _NAME.fullmatch(path.name) for path in sorted((root / FOLDER).glob("*.png"))}
    return {
        path: _figure(root / "course" / f"{name['notebook']}.ipynb", int(name["number"]), path)
        for path, name in names.items()
        if name
    }


def update(root: Path) -> list[Path]:
    """Bring the figures up to date.

    Args:
        root: The course's root folder.

    Returns:
        Those that changed.
    """
    changed = {path: image for path, image in stored(root).items() if path.read_bytes() != image}
    for path, image in changed.items():
        texts.write_bytes(path, image)
    return list(changed)


def _figure(notebook: Path, number: int, path: Path) -> bytes:
    if not notebook.is_file():
        raise click.ClickException(f"{path.name} belongs to {notebook.name}, which is not there")
    images = [
        output.data["image/png"]
        for cell in notebooks.code_cells(notebooks.read_notebook(notebook))
        for output in cell.outputs
        if "image/png" in output.get("data", {})
    ]
    if number > len(images):
        raise click.ClickException(
            f"{path.name} is figure {number} of {notebook.name}, which has {len(images)}"
        )
    return base64.b64decode(images[number - 1])
