"""Rows of images, and weights as images."""

import numpy as np

from autoencoder_course.plots._style import WEIGHT_COLOURS, figure, show_image, tile_mosaic
from keras_autoencoders import argument_checks


def class_examples(images, labels, class_names, *, count=10):
    """Show the first images of every class, a row a class.

    Args:
        images: Array (n, height, width, channels), pixels in [0, 1].
        labels: Integers (n,) or (n, 1).
        class_names: Names of the classes, in the order of their numbers.
        count: Images per class.

    Returns:
        A `Figure`.

    Raises:
        ValueError: if `labels` is not one class for each image, or `reconstructions` would
            refuse the images.
    """
    images = argument_checks.pixels("images", images)
    labels = argument_checks.class_labels("labels", labels, len(images), len(class_names))
    rows = {
        name: images[np.flatnonzero(labels == number)[:count]]
        for number, name in enumerate(class_names)
    }
    return reconstructions(rows)


def reconstructions(rows, *, tile=0.8):
    """Show rows of images under each other, such as originals above reconstructions.

    Args:
        rows: Dict from a row's name to its images (n, height, width, channels), pixels in
            [0, 1]; values a little outside are shown as the nearest end.
        tile: Side of one image in inches.

    Returns:
        A `Figure` with one named row per entry, every image on the same grey scale.

    Raises:
        ValueError: if `rows` is empty, or a row is not finite or no pixels of [0, 1]: whole
            numbers above 1, or values far above 1.
    """
    if not rows:
        raise ValueError("Expected at least one row of images in `rows`. Received: none")
    rows = {name: argument_checks.pixels(f"rows[{name!r}]", row) for name, row in rows.items()}
    columns = max(len(images) for images in rows.values())
    with figure(len(rows), columns, (1.5 + tile * columns, tile * len(rows) + 0.1)) as (fig, axes):
        for row, (name, images) in zip(axes, rows.items(), strict=True):
            for axis in row:
                axis.set_axis_off()
            for axis, image in zip(row, images, strict=False):
                show_image(axis, image)
            _name_row(row[0], name)
        fig.get_layout_engine().set(w_pad=0.01, h_pad=0.01, wspace=0, hspace=0)
    return fig


def error_maps(images, restored):
    """Show where reconstructions are too dark or too bright, pixel by pixel.

    Args:
        images: Grey images (n, height, width, 1), pixels in [0, 1]; they make the first row.
        restored: Dict from a method's name to its reconstructions, of the same shape.

    Returns:
        A `Figure`: under each image a row a method of reconstruction minus image, where blue
        is too dark, white right and red too bright, all on one scale.

    Raises:
        ValueError: if `restored` is empty, its shapes are not that of `images`, or any of them
            are no grey images, or not finite or no pixels of [0, 1].
    """
    if not restored:
        raise ValueError("Expected at least one method in `restored`. Received: none")
    for name, values in restored.items():
        argument_checks.same_shape("images", images, f"restored[{name!r}]", values)
    images = argument_checks.pixels("images", images)
    if images.ndim != 4 or images.shape[-1] != 1 or not images.size:
        raise ValueError(
            "Expected `images` of shape (n, height, width, 1), at least one. "
            f"Received: shape {images.shape}"
        )
    differences = {
        name: argument_checks.pixels(f"restored[{name!r}]", values) - images.astype("float64")
        for name, values in restored.items()
    }
    limit = max(np.percentile(np.abs(values), 99) for values in differences.values()) or 1.0
    size = 1.9 + 0.95 * len(images), 0.95 * (1 + len(differences))
    with figure(1 + len(differences), len(images), size) as (fig, axes):
        for axis, image in zip(axes[0], images, strict=True):
            show_image(axis, image)
        for row, values in zip(axes[1:], differences.values(), strict=True):
            for axis, value in zip(row, values, strict=True):
                shown = axis.imshow(value[..., 0], cmap=WEIGHT_COLOURS, vmin=-limit, vmax=limit)
        for row, name in zip(axes, ["image", *differences], strict=True):
            for axis in row:
                axis.set_axis_off()
            _name_row(row[0], name)
        fig.get_layout_engine().set(w_pad=0.01, h_pad=0.01, wspace=0, hspace=0)
        fig.colorbar(shown, ax=axes[1:].ravel().tolist(), label="error", pad=0.01)
    return fig


def _name_row(axis, name):
    axis.text(-0.15, 0.5, name, transform=axis.transAxes, ha="right", va="center", fontsize=9)


def weight_tiles(panels, tile_shape, *, count=100):
    """Show each unit's weights as a small image, in panels that share one colour scale.

    Args:
        panels: Dict from a panel's name, such as "before", to weights (units, inputs):
            a row is a unit. For the kernel of an encoder's `Dense` layer, (inputs,
            units), pass its transpose.
        tile_shape: (height, width) of one unit's weights; height * width = inputs.
        count: At most so many units, the first ones.

    Returns:
        A `Figure`: blue is negative, white zero, red positive, on one symmetric scale.

    Raises:
        ValueError: if the weights do not fit `tile_shape` or are not finite.
    """
    panels = {name: argument_checks.finite(f"panels[{name!r}]", panels[name]) for name in panels}
    mosaics = {name: tile_mosaic(weights, tile_shape, count) for name, weights in panels.items()}
    # The few largest weights would wash out the rest, so the scale ends at a percentile.
    limit = max(np.nanpercentile(np.abs(mosaic), 99.5) for mosaic in mosaics.values()) or 1.0
    with figure(1, len(mosaics), (4.1 * len(mosaics), 4.4)) as (fig, axes):
        for axis, (name, mosaic) in zip(axes[0], mosaics.items(), strict=True):
            shown = axis.imshow(mosaic, cmap=WEIGHT_COLOURS, vmin=-limit, vmax=limit)
            axis.set_title(name)
            axis.set_axis_off()
        fig.colorbar(shown, ax=axes[0].tolist(), shrink=0.75, label="weight")
    return fig
