"""Images of your own, in a folder: photographs, scans, drawings."""

from itertools import chain
from pathlib import Path

import numpy as np

from autoencoder_course.datasets._data_error import DataError
from autoencoder_course.datasets._load import ImageData
from autoencoder_course.datasets._own_images import from_arrays
from keras_autoencoders import argument_checks

ENDINGS = (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif", ".tif", ".tiff")


def from_folder(
    path,
    size,
    *,
    colour: bool = False,
    validation: float = 0.15,
    test: float = 0.15,
    seed: int = 0,
) -> ImageData:
    """Make an `ImageData` of the image files in a folder, which every notebook takes.

    The folder holds the files of one class, or a folder for each class, called like it. Files with
    other endings than those of images, and hidden ones, are passed over.

    Args:
        path: The folder.
        size: (height, width) of the images that you want, or one number for both. A file of
            another size is scaled; of another shape, it loses its edges first. One printed line
            says so.
        colour: If True, three channels, red, green and blue; if False, one, grey.
        validation: Share of the images in the validation split; see `from_arrays`.
        test: Share of the images in the test split.
        seed: Integer of 0 or more that fixes which image goes where.

    Returns:
        An `ImageData`; see `from_arrays`. It is called like the folder. What is transparent in a
        file becomes white, and a photograph stands upright if its camera noted how it was held.
        The same files always give the same splits.

    Raises:
        ValueError: if `path` is no folder, or another argument breaks its rule.
        DataError: if there are fewer than 10 images, images beside folders of images, or files
            that are damaged or hold more than 8 bits for each pixel; it names them.

    Example:
        `data = datasets.from_folder("drawings", 28)`
    """
    folder = Path(path).expanduser()
    if not folder.is_dir():
        raise ValueError(f"Expected `path` to be a folder. Received: path={str(path)!r}")
    height, width = _size(size)
    mode = "RGB" if argument_checks.boolean("colour", colour) else "L"
    files = _files_by_class(folder)
    names = list(files)
    labels = np.repeat(np.arange(len(names)), [len(each) for each in files.values()])
    images = _read_all(folder, list(chain.from_iterable(files.values())), mode, (width, height))
    return from_arrays(
        images,
        labels,
        class_names=names,
        validation=validation,
        test=test,
        seed=seed,
        name=folder.resolve().name,
    )


def _size(size) -> tuple[int, int]:
    if np.ndim(size) == 0:
        return (argument_checks.positive_integer("size", size),) * 2
    sides = argument_checks.positive_integers("size", size)
    if len(sides) != 2:
        raise ValueError(f"Expected `size` to be (height, width). Received: size={size!r}")
    return tuple(sides)


def _files_by_class(folder) -> dict[str, list[Path]]:
    """Image files by class in the order of their names, or a DataError."""
    here = _images_in(folder)
    inside = {
        each.name: _images_in(each)
        for each in sorted(folder.iterdir())
        if each.is_dir() and not each.name.startswith(".")
    }
    inside = {name: files for name, files in inside.items() if files}
    if here and inside:
        raise DataError(
            f"{folder} holds images beside folders of images ({', '.join(list(inside)[:3])})",
            "Move them into folders, one for each class, or give the path of one class.",
        )
    found = inside or {folder.resolve().name: here}
    count = sum(len(files) for files in found.values())
    if count < 10:
        raise DataError(
            f"{folder} holds {count} images, too few for training, validation and test",
            f"Put at least 10 into it, with one of the endings {', '.join(ENDINGS)}.",
        )
    return found


def _images_in(folder) -> list[Path]:
    return sorted(
        each
        for each in folder.iterdir()
        if each.suffix.lower() in ENDINGS and not each.name.startswith(".") and each.is_file()
    )


def _read_all(folder, files, mode, size) -> np.ndarray:
    """All images in one array of bytes; a DataError names the files that can't be read."""
    from PIL import ImageOps

    images, sizes, bad = [], set(), []
    for file in files:
        try:
            image = _read(file, mode)
        except Exception as error:  # Pillow raises many kinds for a damaged file
            bad.append(f"{file.relative_to(folder)} ({str(error) or type(error).__name__})")
            continue
        sizes.add(image.size)
        images.append(np.asarray(image if image.size == size else ImageOps.fit(image, size)))
    if bad:
        more = f" and {len(bad) - 3} more" if len(bad) > 3 else ""
        raise DataError(
            f"{len(bad)} of {len(files)} files in {folder} cannot be read: "
            f"{', '.join(bad[:3])}{more}",
            "Mend them, or move them out of the folder.",
        )
    if sizes != {size}:
        _say_what_was_changed(folder, sizes, size)
    return np.stack(images)


def _say_what_was_changed(folder, sizes, size):
    width, height = size
    kinds = f"files of {len(sizes)} sizes" if len(sizes) > 1 else "all files"
    cut = any(wide * height != high * width for wide, high in sizes)
    edges = "; those of another shape lost their edges" if cut else ""
    print(f"{folder.name}: {kinds} were scaled to {height}×{width} (height × width){edges}.")


def _read(file, mode):
    """One image, upright, on white, as Pillow's mode "L" or "RGB"."""
    from PIL import Image, ImageOps

    with Image.open(file) as opened:
        if opened.mode[0] in "IF":
            raise ValueError("more than 8 bits for each pixel")
        image = ImageOps.exif_transpose(opened)
        if image.has_transparency_data:
            image = image.convert("RGBA")
            image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
        return image.convert(mode)
