"""Arrows in the plane: where a denoiser takes a point."""

import numpy as np

from autoencoder_course.plots._style import figure
from keras_autoencoders import argument_checks


def arrow_fields(points, places, fields):
    """Draw fields of arrows over a cloud of points, a panel a field.

    Args:
        points: Data (n, 2), drawn as dots, at least one.
        places: Where the arrows start (m, 2), at least one.
        fields: Dict from a panel's name to arrows (m, 2). All panels share one scale, on which
            the 95 % point of the first field's lengths is a tenth of the axes' width.

    Returns:
        A `Figure`; the panels share both axes.

    Raises:
        ValueError: if `fields` is empty, or an array has not the shape (…, 2), is empty, does
            not fit the others or is not finite.
    """
    if not fields:
        raise ValueError("Expected at least one field in `fields`. Received: none")
    points, places = _pairs("points", points), _pairs("places", places)
    fields = {name: _pairs(f"fields[{name!r}]", arrows) for name, arrows in fields.items()}
    for name, arrows in fields.items():
        argument_checks.same_shape("places", places, f"fields[{name!r}]", arrows)
    lengths = np.linalg.norm(next(iter(fields.values())), axis=1)
    scale = 10 * (np.percentile(lengths, 95) or 1.0)
    with figure(1, len(fields), (4.2 * len(fields), 4.4)) as (fig, axes):
        for axis, (name, arrows) in zip(axes[0], fields.items(), strict=True):
            axis.scatter(*points.T, s=3, color="C1", alpha=0.5, linewidths=0)
            axis.quiver(*places.T, *arrows.T, scale=scale, width=0.004, color="#222")
            axis.set(title=name, aspect="equal")
            axis.set_axis_off()
    return fig


def _pairs(name, values):
    values = argument_checks.finite(name, values)
    if values.ndim != 2 or values.shape[1] != 2 or not len(values):
        raise ValueError(
            f"Expected `{name}` to have the shape (n, 2), n at least 1. Received: {values.shape}"
        )
    return values
