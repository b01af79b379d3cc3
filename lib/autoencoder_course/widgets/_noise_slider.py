"""Images under more and less noise, and what several ways make of them."""

import numpy as np

from autoencoder_course import metrics, plots
from autoencoder_course.widgets import _live
from keras_autoencoders import argument_checks


def noise_slider(images, spoil, levels, ways, *, live=None):
    """Show clean, noisy and restored images, at the level of noise that the reader chooses.

    All levels are computed beforehand, so the figure works on when the kernel has stopped.

    Args:
        images: Clean images (n, height, width, 1), pixels in [0, 1]; about eight fit.
        spoil: Function from clean images and a level to noisy ones, such as
            `lambda images, level: corruption.add_gaussian_noise(images, level, seed=2)`.
        levels: Levels of the noise, at least one, in the slider's order. The one in the middle
            is shown first.
        ways: Dict from a way's name to a function from noisy images to restored ones, such as
            `{"median": median, "network": denoiser.predict}`: the baseline, too.
        live: True for the moving figure, False for the still one. None decides: it moves where
            a person runs the cell in JupyterLab, Notebook or VS Code.

    Returns:
        An `IPython.display.HTML` that moves; or a `Figure` of the level in the middle, in programs
        that run notebooks and on pages that show them. Under each restored image stands its PSNR
        in decibels; the moving figure has the mean of a row.

    Raises:
        ValueError: if `images` are no grey images with pixels of [0, 1], `levels` or `ways` are
            empty, `live` is neither a Boolean nor None, or what a function returns has another
            shape.

    Example:
        `widgets.noise_slider(digits[:8], gaussian, (0.1, 0.3, 0.5), {"network": model.predict})`
    """
    images = argument_checks.pixels("images", images)
    if images.ndim != 4 or images.shape[-1] != 1 or not len(images):
        raise ValueError(
            f"Expected `images` of shape (n, height, width, 1). Received: shape {images.shape}"
        )
    levels = [float(level) for level in levels]
    for name, given in {"levels": levels, "ways": ways}.items():
        if not given:
            raise ValueError(f"Expected at least one of `{name}`. Received: none")
    live = _live.decide(live)
    middle = len(levels) // 2
    if not live:
        rows = _rows(images, spoil, levels[middle], ways)
        captions = {
            name: metrics.psnr(images, row) for name, row in rows.items() if name != "clean"
        }
        noisy = f"noisy, level {levels[middle]:g}"
        rename = {name: noisy if name == "noisy" else name for name in rows}
        return plots.captioned_images(
            {rename[name]: row for name, row in rows.items()},
            {rename[name]: each for name, each in captions.items()},
        )
    sheets, quality = [], []
    for level in levels:
        rows = _rows(images, spoil, level, ways)
        sheets.append(_live.mosaic(np.stack(list(rows.values()))))
        names = list(rows)
        quality.append([float(metrics.psnr(images, row).mean()) for row in list(rows.values())[1:]])
    values = {
        "names": names,
        "levels": levels,
        "start": middle,
        "sheets": sheets,
        "quality": np.round(quality, 1).tolist(),
        "shape": [len(names), *images.shape[:3]],
    }
    return _live.page("noise_slider", values, height=110 + 100 * len(names))


def _rows(images, spoil, level, ways):
    """Return clean, noisy and restored images, clipped to [0, 1]."""
    noisy = _of_shape("spoil", spoil(images, level), images)
    restored = {
        name: _of_shape(f"ways[{name!r}]", restore(noisy), images) for name, restore in ways.items()
    }
    return {"clean": images, "noisy": noisy} | restored


def _of_shape(name, answers, images):
    answers = np.asarray(answers)
    if answers.shape != images.shape:
        raise ValueError(
            f"Expected `{name}` to return images of shape {images.shape}. "
            f"Received: shape {answers.shape}"
        )
    return answers.clip(0, 1)
