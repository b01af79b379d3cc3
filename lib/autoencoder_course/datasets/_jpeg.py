"""Images as they come back from a file that forgets."""

import io

import numpy as np

from keras_autoencoders import argument_checks


def through_jpeg(images, quality: int) -> np.ndarray:
    """Save every image as JPEG, read it back, and return what is left.

    Args:
        images: Array (n, height, width, channels) with 1 or 3 channels, pixels in [0, 1].
        quality: From 1 (small files) to 95, as Pillow takes it.

    Returns:
        float32 array of the same shape in [0, 1], in steps of 1/255.

    Raises:
        ValueError: if `images` have another shape, are none or leave [0, 1], or `quality`
            is out of range.

    Source: JPEG (ISO/IEC 10918-1), as written by Pillow, without colour sub-sampling.
    """
    import PIL.Image

    images = argument_checks.unit_interval("images", images)
    if images.ndim != 4 or images.shape[-1] not in (1, 3) or not images.size:
        raise ValueError(
            "Expected `images` to have the shape (n, height, width, 1 or 3), at least one. "
            f"Received: shape {images.shape}"
        )
    if argument_checks.positive_integer("quality", quality) > 95:
        raise ValueError(f"Expected `quality` from 1 to 95. Received: quality={quality}")
    restored = np.empty(images.shape, "float32")
    for place, image in enumerate(np.round(255 * images).astype("uint8")):
        file = io.BytesIO()
        single = PIL.Image.fromarray(image[..., 0] if image.shape[-1] == 1 else image)
        single.save(file, "JPEG", quality=quality, subsampling=0)
        restored[place] = np.asarray(PIL.Image.open(file)).reshape(image.shape)
    return restored / np.float32(255)
