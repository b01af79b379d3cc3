"""Rows of images with a word or a number under each."""

import numpy as np

from autoencoder_course.plots._style import figure, show_image
from keras_autoencoders import argument_checks


def captioned_images(rows, captions, *, tile=0.9):
    """Show rows of images under each other, with a caption under each image of some rows.

    Args:
        rows: Dict from a row's name to its images (n, height, width, channels), pixels in
            [0, 1]; all rows have as many images.
        captions: Dict from a row's name to one caption per image, such as its PSNR: a text, or
            a number, which is shown with one digit after the point. Rows without an entry
            have no captions.
        tile: Side of one image in inches.

    Returns:
        A `Figure` with one named row per entry, every image on the same grey scale.

    Raises:
        ValueError: if `rows` is empty, rows differ in length or hold no images of one or three
            channels, a caption has no row or no image or is neither text nor number, values are
            no pixels, or `tile` is not positive.

    Example:
        `plots.captioned_images({"clean": clean, "restored": restored}, {"restored": psnr})`
    """
    if not rows:
        raise ValueError("Expected at least one row of images in `rows`. Received: none")
    if not 0 < tile < np.inf:
        raise ValueError(f"Expected `tile` to be a positive number. Received: tile={tile!r}")
    rows = {name: _images(f"rows[{name!r}]", row) for name, row in rows.items()}
    counts = {name: len(row) for name, row in rows.items()}
    if len(set(counts.values())) > 1:
        raise ValueError(f"Expected as many images in all `rows`. Received: {counts}")
    columns = next(iter(counts.values()))
    for name, texts in captions.items():
        if name not in counts or np.shape(texts) != (counts[name],):
            found = len(texts) if np.ndim(texts) == 1 else f"{texts!r}"
            raise ValueError(
                "Expected `captions` to have one caption per image of a row. "
                f"Received: {name!r} with {found}, rows with {counts}"
            )
        for text in texts:
            if not isinstance(text, (str, int, float, np.number)):
                raise ValueError(
                    f"Expected `captions[{name!r}]` to hold texts or numbers. Received: {text!r}"
                )
    heights = [tile + (0.2 if name in captions else 0.02) for name in rows]
    with figure(len(rows), columns, (1.5 + tile * columns, sum(heights) + 0.1)) as (fig, axes):
        axes[0, 0].get_gridspec().set_height_ratios(heights)
        for axis_row, (name, images) in zip(axes, rows.items(), strict=True):
            texts = captions.get(name, [""] * columns)
            for axis, image, text in zip(axis_row, images, texts, strict=True):
                axis.set_axis_off()
                show_image(axis, image)
                text = text if isinstance(text, str) else f"{np.round(text, 1):.1f}"
                below = {"ha": "center", "va": "top", "fontsize": 8}
                axis.text(0.5, -0.03, text, transform=axis.transAxes, **below)
            beside = {"ha": "right", "va": "center", "fontsize": 9}
            axis_row[0].text(-0.15, 0.5, name, transform=axis_row[0].transAxes, **beside)
        fig.get_layout_engine().set(w_pad=0.01, h_pad=0.01, wspace=0, hspace=0)
    return fig


def _images(name, values):
    images = argument_checks.pixels(name, values)
    if images.ndim != 4 or images.shape[-1] not in (1, 3) or not images.size:
        raise ValueError(
            f"Expected `{name}` of shape (n, height, width, 1 or 3), at least one image. "
            f"Received: shape {images.shape}"
        )
    return images
