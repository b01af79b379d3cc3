"""Image formats, and the mosaic on which they are compared: one header for many images."""

import io
import math

import numpy as np

from keras_autoencoders import argument_checks


def to_mosaic(images):
    """Return many small images as one large one, row by row.

    Args:
        images: Images (n, height, width, channels) in [0, 1], where n is a product of two
            numbers that are nearly equal (1,000 becomes 25 rows of 40).

    Returns:
        uint8 array (rows · height, columns · width, channels).

    Raises:
        ValueError: if `images` are none.
    """
    images = argument_checks.unit_interval("images", images)
    if images.ndim != 4 or not len(images):
        raise ValueError(
            f"Expected `images` of shape (n, height, width, channels). Received: {images.shape}"
        )
    count, height, width, channels = images.shape
    rows, columns = _sides(count)
    tiles = np.round(images * 255).astype("uint8").reshape(rows, columns, *images.shape[1:])
    return tiles.swapaxes(1, 2).reshape(rows * height, columns * width, channels)


def from_mosaic(mosaic, shape):
    """Return the small images of a large one.

    Args:
        mosaic: What `to_mosaic` returned, uint8; or the same after a format.
        shape: Shape of all small images, (n, height, width, channels).

    Returns:
        float32 array of that shape, in [0, 1].

    Raises:
        ValueError: if the sizes do not fit.
    """
    count, height, width, channels = shape
    rows, columns = _sides(count)
    expected = (rows * height, columns * width, channels)
    if np.shape(mosaic) != expected:
        raise ValueError(f"Expected `mosaic` of shape {expected}. Received: {np.shape(mosaic)}")
    tiles = np.asarray(mosaic).reshape(rows, height, columns, width, channels).swapaxes(1, 2)
    return tiles.reshape(shape).astype("float32") / 255


def image_format(images, name, *, binary=False, **options):
    """Write images as one mosaic in an image format; return its bytes, and what they show.

    Args:
        images: Images (n, height, width, channels) in [0, 1], of 1 or 3 channels.
        name: A format that Pillow writes: `"JPEG"`, `"PNG"`, `"WEBP"`, `"AVIF"`, …
        binary: If True, the file has one bit for each pixel; images of one channel, 0 and 1.
        **options: Of that format, such as `quality=50`: see Pillow's list of formats.

    Returns:
        The bytes, and a float32 array of the shape of `images` in [0, 1].

    Raises:
        ValueError: if Pillow can't write that format, or not with these images.

    Example:
        `data, restored = image_format(test, "JPEG", quality=50)`
    """
    from PIL import Image

    if binary and (argument_checks.binary_pixels("images", images).shape[-1] != 1):
        raise ValueError(f"Expected `images` of 1 channel. Received: shape {np.shape(images)}")
    mosaic = to_mosaic(images)
    kinds = {1: "L", 3: "RGB"}
    if mosaic.shape[-1] not in kinds:
        raise ValueError(f"Expected `images` of 1 or 3 channels. Received: {mosaic.shape[-1]}")
    kind, file = kinds[mosaic.shape[-1]], io.BytesIO()
    try:
        picture = Image.fromarray(mosaic.squeeze(-1) if kind == "L" else mosaic)
        (picture.convert("1") if binary else picture).save(file, name, **options)
    except (KeyError, OSError, ValueError) as error:
        raise ValueError(
            f"Expected `name` to be a format that Pillow can write here. "
            f"Received: name={name!r} ({type(error).__name__}: {error})"
        ) from None
    shown = np.asarray(Image.open(file).convert(kind)).reshape(mosaic.shape)
    return file.getvalue(), from_mosaic(shown, images.shape)


def _sides(count):
    """Return two factors of a number, as equal as can be; the smaller one first."""
    rows = next(side for side in range(math.isqrt(count), 0, -1) if count % side == 0)
    return rows, count // rows
