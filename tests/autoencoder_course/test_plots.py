"""Figures: what is drawn where, on one scale, and nothing shown twice."""

import io

import matplotlib.pyplot as plt
import numpy as np
import PIL.Image
import pytest
from matplotlib.figure import Figure

from autoencoder_course import metrics, plots

IMAGES = np.random.default_rng(0).random((4, 5, 3, 1))


def shown_images(figure):
    return [image.get_array() for axis in figure.axes for image in axis.images]


def test_every_figure_is_closed_so_that_jupyter_shows_it_once():
    estimate = metrics.Estimate(90.0, 1.0)
    figures = [
        plots.class_examples(IMAGES, [0, 1, 1, 0], ["a", "b"], count=2),
        plots.reconstructions({"original": IMAGES}),
        plots.weight_tiles({"after": np.ones((4, 6))}, (2, 3)),
        plots.loss_curves({"training": [0.3, 0.2]}, controls={"mean image": 0.5}),
        plots.time_curves({"wide": ([1.5, 3.0], [0.3, 0.2])}, controls={"PCA": 0.1}),
        plots.code_size_curves([1, 2], {"PCA": [0.2, 0.1]}),
        plots.label_budget_curves([100, 1000], {"scratch": [estimate, estimate]}),
        plots.latent_map(np.zeros((4, 2)), [0, 1, 1, 0], ["a", "b"]),
        plots.latent_plane(
            {"PCA": np.zeros((4, 2)), "codes": np.ones((4, 2))},
            [0, 1, 1, 0],
            ["a", "b"],
            np.zeros((2, 3, 5, 4, 1)),
            ((-1, 1), (0, 2)),
        ),
        plots.error_maps(IMAGES, {"PCA": IMAGES}),
        plots.confusion_matrix([[3, 1], [0, 2]], ["a", "b"]),
        plots.activation_histograms({"code": [0.0, 1.0]}),
        plots.frontier({"L1": [(1e-4, 0.5, 0.01)]}),
    ]
    plots.tile_mosaics({"after": np.ones((4, 6))}, (2, 3))
    assert all(isinstance(figure, Figure) for figure in figures)
    assert plt.get_fignums() == []


def test_class_examples_show_a_row_of_each_class():
    images = np.stack([np.full((2, 2, 1), value) for value in (0.1, 0.9, 0.2, 0.8)])
    shown = shown_images(plots.class_examples(images, [0, 1, 0, 1], ["dark", "light"], count=2))
    assert [float(image.mean()) for image in shown] == pytest.approx([0.1, 0.2, 0.9, 0.8])


def test_images_are_drawn_on_one_grey_scale_and_clipped():
    figure = plots.reconstructions({"a": IMAGES * 0.1, "b": IMAGES * 3})
    limits = {image.get_clim() for axis in figure.axes for image in axis.images}
    assert limits == {(0, 1)}
    assert max(image.max() for image in shown_images(figure)) == 1


def test_colour_images_keep_their_channels():
    figure = plots.reconstructions({"colour": np.zeros((2, 4, 4, 3))})
    assert shown_images(figure)[0].shape == (4, 4, 3)


def test_each_tile_holds_the_weights_of_one_unit():
    weights = np.arange(24.0).reshape(4, 6)
    mosaic = np.asarray(shown_images(plots.weight_tiles({"after": weights}, (2, 3)))[0])
    # Four units in two rows of two tiles, one empty pixel between them.
    assert mosaic.shape == (5, 7)
    np.testing.assert_array_equal(mosaic[:2, :3], weights[0].reshape(2, 3))
    np.testing.assert_array_equal(mosaic[:2, 4:], weights[1].reshape(2, 3))
    np.testing.assert_array_equal(mosaic[3:, :3], weights[2].reshape(2, 3))


def test_weight_panels_share_one_symmetric_scale():
    figure = plots.weight_tiles({"before": np.ones((4, 6)), "after": -5 * np.ones((4, 6))}, (2, 3))
    limits = {image.get_clim() for axis in figure.axes for image in axis.images}
    assert limits == {(-5, 5)}


def test_weights_that_do_not_fit_the_tile_are_refused():
    with pytest.raises(ValueError, match=r"\(units, 6\).*Received: shape \(4, 7\)"):
        plots.weight_tiles({"after": np.ones((4, 7))}, (2, 3))


def test_confusion_shows_per_cent_of_the_right_class():
    figure = plots.confusion_matrix([[3, 1], [0, 2]], ["a", "b"])
    assert [text.get_text() for text in figure.axes[0].texts] == ["75.0", "25.0", "", "100.0"]


def test_latent_map_wants_two_dimensions():
    with pytest.raises(ValueError, match=r"\(n, 2\). Received: shape \(4, 3\)"):
        plots.latent_map(np.zeros((4, 3)), [0, 1, 1, 0], ["a", "b"])


def test_no_rows_is_refused():
    with pytest.raises(ValueError, match="`rows`"):
        plots.reconstructions({})


def test_histograms_count_in_per_cent_over_one_range():
    figure = plots.activation_histograms({"a": [0.0, 0.1, 0.9, 0.9], "b": [1.0, 1.0]}, bins=2)
    first, second = (axis.patches[0].get_data() for axis in figure.axes)
    np.testing.assert_allclose(first.values, [50, 50])
    np.testing.assert_allclose(second.values, [0, 100])
    np.testing.assert_allclose(first.edges, [0, 0.5, 1])
    np.testing.assert_allclose(second.edges, [0, 0.5, 1])


def test_histograms_may_be_logarithmic():
    figure = plots.activation_histograms({"a": [0.0, 1.0], "b": [1.0, 1.0]}, log=True)
    assert [axis.get_yscale() for axis in figure.axes] == ["log", "log"]


@pytest.mark.parametrize("panels", [{}, {"empty": []}, {"diverged": [0.0, np.nan]}])
def test_histograms_refuse_what_they_cannot_count(panels):
    with pytest.raises(ValueError, match="`panels"):
        plots.activation_histograms(panels)


def test_frontier_draws_errors_against_what_is_on():
    points = [(1e-4, 0.5, 0.01), (1e-3, 0.9, 0.04)]
    figure = plots.frontier({"L1": points}, controls={"mean image": 0.07})
    (axis,) = figure.axes
    line, control = axis.get_lines()
    np.testing.assert_allclose(line.get_xydata(), [(50, 0.01), (10, 0.04)])
    assert [text.get_text() for text in axis.texts] == ["0.0001", "0.001"]
    assert list(control.get_ydata()) == [0.07, 0.07]


@pytest.mark.parametrize(
    "curves", [{}, {"L1": []}, {"L1": [(1e-4, 0.5)]}, {"L1": [(0, 0.5, 0.1)]},
               {"L1": [(1e-4, np.nan, 0.1)]}, {"L1": [(1e-4, 1.0, 0.1)]}],
)  # fmt: skip
def test_frontier_refuses_points_that_have_no_place(curves):
    with pytest.raises(ValueError, match="`curves`"):
        plots.frontier(curves)


def test_mosaic_panels_have_one_pixel_for_each_weight():
    before, after = np.zeros((4, 6)), -5 * np.ones((4, 6))
    after[2, 5] = 5  # the last weight of the third tile, which begins the second row
    shown = plots.tile_mosaics({"before": before, "after": after}, (2, 3))
    with PIL.Image.open(io.BytesIO(shown.data)) as picture:
        assert picture.mode == "P"
        pixels = np.asarray(picture.convert("RGB")).astype(int)
    redness = pixels[..., 0] - pixels[..., 2]
    rows, columns = np.nonzero(redness < -50)
    assert len(rows) == 23  # of 24 weights; panels lie at the bottom of the picture
    assert (np.ptp(rows), np.ptp(columns)) == (4, 6)
    (row,), (column,) = np.nonzero(redness > 50)
    assert (row - rows.min(), column - columns.min()) == (4, 2)


def test_mosaic_panels_can_be_magnified_and_stand_under_each_other():
    panels = {"before": -np.ones((4, 6)), "after": np.ones((4, 6))}
    shown = plots.tile_mosaics(panels, (2, 3), magnify=3, columns=1)
    with PIL.Image.open(io.BytesIO(shown.data)) as picture:
        pixels = np.asarray(picture.convert("RGB")).astype(int)
    redness = pixels[..., 0] - pixels[..., 2]
    (blue, left), (red, right) = np.nonzero(redness < -50), np.nonzero(redness > 50)
    assert len(blue) == len(red) == 9 * 24
    assert (np.ptp(red), np.ptp(right)) == (3 * 5 - 1, 3 * 7 - 1)
    assert red.min() > blue.max()
    assert left.min() == right.min()


def test_mosaic_panels_are_checked():
    with pytest.raises(ValueError, match=r"\(units, 6\).*Received: shape \(4, 7\)"):
        plots.tile_mosaics({"after": np.ones((4, 7))}, (2, 3))
    with pytest.raises(ValueError, match="`panels`"):
        plots.tile_mosaics({}, (2, 3))
    with pytest.raises(ValueError, match="`magnify` to be a positive integer"):
        plots.tile_mosaics({"after": np.ones((4, 6))}, (2, 3), magnify=0)


def test_error_maps_show_reconstruction_minus_image_on_one_scale():
    bright, dark = np.clip(IMAGES + 0.1, 0, 1), np.clip(IMAGES - 0.2, 0, 1)
    figure = plots.error_maps(IMAGES, {"bright": bright, "dark": dark})
    tiles = [axis.images[0] for axis in figure.axes if axis.images]
    np.testing.assert_allclose(tiles[4].get_array(), (bright - IMAGES)[0, ..., 0])
    np.testing.assert_allclose(tiles[8].get_array(), (dark - IMAGES)[0, ..., 0])
    assert len({tile.get_clim() for tile in tiles[4:12]}) == 1
    assert tiles[4].get_clim()[0] == -tiles[4].get_clim()[1]


def test_error_maps_refuse_what_does_not_fit():
    with pytest.raises(ValueError, match="at least one method"):
        plots.error_maps(IMAGES, {})
    with pytest.raises(ValueError, match=r"`restored\['PCA'\]`.*same shape"):
        plots.error_maps(IMAGES, {"PCA": IMAGES[:2]})


def test_a_decoded_grid_lies_as_its_codes_do():
    decoded = np.arange(6.0).reshape(2, 3, 1, 1, 1) / 5 * np.ones((2, 3, 2, 2, 1))
    figure = plots.latent_plane(
        {"codes": np.zeros((2, 2))}, [0, 1], ["a", "b"], decoded, ((-1, 1), (0, 2))
    )
    mosaic = next(axis.images[0] for axis in figure.axes if axis.images)
    expected = [[0, 0, 0.2, 0.2, 0.4, 0.4]] * 2 + [[0.6, 0.6, 0.8, 0.8, 1, 1]] * 2
    np.testing.assert_allclose(mosaic.get_array(), expected)
    assert list(mosaic.get_extent()) == [-1, 1, 0, 2]  # the first row is at the top


def test_a_latent_plane_refuses_what_does_not_fit():
    grid = np.zeros((2, 2, 3, 3, 1))
    with pytest.raises(ValueError, match=r"`maps\['codes'\]` of shape \(n, 2\)"):
        plots.latent_plane({"codes": np.zeros((2, 3))}, [0, 1], "ab", grid, ((0, 1), (0, 1)))
    with pytest.raises(ValueError, match="`decoded` of shape"):
        plots.latent_plane({"codes": np.zeros((2, 2))}, [0, 1], "ab", grid[0], ((0, 1), (0, 1)))


def test_time_curves_put_each_loss_at_its_seconds_and_start_at_zero():
    figure = plots.time_curves({"wide": ([1.5, 3.0], [0.3, 0.2])}, controls={"PCA": 0.1})
    axis = figure.axes[0]
    np.testing.assert_array_equal(axis.lines[0].get_xydata(), [[1.5, 0.3], [3.0, 0.2]])
    assert axis.get_xlim()[0] == 0
    assert list(axis.lines[1].get_ydata()) == [0.1, 0.1]


def test_time_curves_refuse_seconds_without_a_loss():
    with pytest.raises(ValueError, match=r"Expected `seconds of 'wide'` and `losses`"):
        plots.time_curves({"wide": ([1.5, 3.0], [0.3])})


ONE = metrics.Estimate(90.0, 1.0)
NO_CURVES = {
    "no losses": (lambda: plots.loss_curves({}), "at least one curve in `curves`"),
    "losses of epochs and seeds": (
        lambda: plots.loss_curves({"wide": np.ones((2, 3))}),
        r"`curves\['wide'\]` to be one loss per epoch.*Received: shape \(2, 3\)",
    ),
    "no times": (lambda: plots.time_curves({}), "at least one curve in `curves`"),
    "no code sizes": (lambda: plots.code_size_curves([], {"PCA": []}), "one number in `sizes`"),
    "no curve of code sizes": (lambda: plots.code_size_curves([2], {}), "one curve in `curves`"),
    "code size 0": (lambda: plots.code_size_curves([0, 2], {"PCA": [1, 2]}), "`sizes` to be"),
    "too few errors": (
        lambda: plots.code_size_curves([2, 4], {"PCA": [0.1, 0.2], "deep": [0.1]}),
        r"`curves\['deep'\]` to have one value for each of the 2 `sizes`. Received: 1 values",
    ),
    "NaN": (
        lambda: plots.code_size_curves([2, 4], {"PCA": [0.1, np.nan]}),
        r"`curves\['PCA'\]` to be finite",
    ),
    "an error of 0": (
        lambda: plots.code_size_curves([2, 4], {"PCA": [0.1, 0.0]}),
        r"`curves\['PCA'\]` to be positive.*Received: \[0.1, 0.0\]",
    ),
    "no curve of budgets": (lambda: plots.label_budget_curves([100], {}), "one curve in `curves`"),
    "too many estimates": (
        lambda: plots.label_budget_curves([100], {"pixels": [ONE, ONE]}),
        r"`curves\['pixels'\]` to have one value for each of the 1 `budgets`. Received: 2",
    ),
    "budget 0": (lambda: plots.label_budget_curves([0], {"pixels": [ONE]}), "`budgets` to be"),
}


@pytest.mark.parametrize("name", NO_CURVES)
def test_curves_that_do_not_fit_their_axis_are_refused(name):
    draw, told = NO_CURVES[name]
    with pytest.raises(ValueError, match=told):
        draw()


def test_error_maps_are_of_grey_images():
    for images in (IMAGES[..., 0], IMAGES.repeat(3, axis=-1), IMAGES[:0]):
        with pytest.raises(ValueError, match=r"`images` of shape \(n, height, width, 1\)"):
            plots.error_maps(images, {"PCA": images})
