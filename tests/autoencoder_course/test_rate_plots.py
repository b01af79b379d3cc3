import numpy as np
import pytest

from autoencoder_course import plots


def test_rates_and_distortions_are_drawn_on_logarithmic_axes():
    points = {"variational": [(10.0, 0.04), (40.0, 0.02)], "PCA": [(20.0, 0.03)]}
    figure = plots.rate_distortion(points)
    (axis,) = figure.axes
    np.testing.assert_array_equal(axis.lines[0].get_xydata(), points["variational"])
    assert (axis.get_xscale(), axis.get_yscale()) == ("log", "log")
    assert "bits" in axis.get_xlabel()


@pytest.mark.parametrize("curve", [[], [(0.0, 0.1)], [(1.0, 0.1, 0.2)], [(1.0, -0.1)]])
def test_a_rate_and_its_distortion_have_to_be_positive(curve):
    with pytest.raises(ValueError, match=r"Expected `curves\['PCA'\]` to be points"):
        plots.rate_distortion({"PCA": curve})
    with pytest.raises(ValueError, match="at least one entry in `curves`"):
        plots.rate_distortion({})


def test_bounds_are_drawn_against_the_number_of_samples():
    figure = plots.bound_curves([1, 10], {"bound": [-98.0, -95.0]})
    (axis,) = figure.axes
    np.testing.assert_array_equal(axis.lines[0].get_xydata(), [[1, -98.0], [10, -95.0]])
    assert axis.get_xscale() == "log"
    labels = [text.get_text() for text in axis.get_legend().get_texts()]
    assert labels == ["bound"]


@pytest.mark.parametrize("samples", [[0, 1], [1, 1], [10, 1]])
def test_numbers_of_samples_have_to_grow(samples):
    with pytest.raises(ValueError, match="Expected `samples` to be increasing positive integers"):
        plots.bound_curves(samples, {"bound": [-98.0, -95.0]})


def test_a_bound_is_needed_for_each_number_of_samples():
    with pytest.raises(ValueError, match=r"curves\['bound'\]"):
        plots.bound_curves([1, 10], {"bound": [-98.0]})
    with pytest.raises(ValueError, match="at least one entry in `curves`"):
        plots.bound_curves([1, 10], {})


def test_units_are_drawn_the_largest_first_on_one_scale():
    figure = plots.unit_bars({"trained": [0.0, 2.0, 1.0], "predicted": [1.5, 0.0]})
    first, second = figure.axes
    assert [bar.get_height() for bar in first.patches] == [2.0, 1.0, 0.0]
    assert [bar.get_height() for bar in second.patches] == [1.5, 0.0]
    assert first.get_ylim() == second.get_ylim() == pytest.approx((0.0, 2.1))


@pytest.mark.parametrize("values", [[], [[1.0]], [-0.1, 1.0], [np.nan]])
def test_units_have_numbers_of_0_or_more(values):
    with pytest.raises(ValueError, match=r"panels\['trained'\]"):
        plots.unit_bars({"trained": values})
    with pytest.raises(ValueError, match="at least one entry in `panels`"):
        plots.unit_bars({})
