"""Colour kernels are shown around grey, enlarged, on one scale or on their own."""

import numpy as np
import pytest

from autoencoder_course import plots


def shown(figure, panel=0):
    return np.asarray(figure.axes[panel].get_images()[0].get_array())


def test_zero_is_grey_and_the_largest_weight_is_full_colour():
    kernels = np.zeros((3, 3, 3, 64))
    kernels[0, 0, 0, 0], kernels[1, 2, 2, 9] = 2.0, -1.0
    grid = shown(plots.filter_grid({"before": kernels}))
    assert grid.shape == (79, 79, 3)  # 8 tiles of 9 and 7 lines
    np.testing.assert_allclose(grid[2, 2], [1.0, 0.5, 0.5])
    np.testing.assert_allclose(grid[13, 18], [0.5, 0.5, 0.25])  # tile 9: row 1, column 1
    np.testing.assert_allclose(grid[9], 1.0)  # a line


def test_panels_share_a_scale_unless_told():
    panels = {"large": np.full((3, 3, 3, 4), 4.0), "small": np.full((3, 3, 1, 4), 1.0)}
    shared = plots.filter_grid(panels)
    assert shown(shared, 1)[0, 0, 0] == pytest.approx(0.625)
    assert [axis.get_title() for axis in shared.axes] == ["large (±4)", "small (±4)"]
    own = plots.filter_grid(panels, own_scale=True)
    assert shown(own, 1)[0, 0, 0] == 1.0
    assert own.axes[1].get_title() == "small (±1)"


def test_wrong_kernels_are_refused():
    with pytest.raises(ValueError, match="at least one panel"):
        plots.filter_grid({})
    with pytest.raises(ValueError, match=r"'x': shape \(3, 3, 2, 4\)"):
        plots.filter_grid({"x": np.zeros((3, 3, 2, 4))})
