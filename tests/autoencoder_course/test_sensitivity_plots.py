import numpy as np
import pytest

from autoencoder_course import plots

PANELS = {
    "test MSE": {"tied": [0.01, 0.02, 0.06], "untied": [0.01, 0.02, 0.05]},
    "mean ‖J‖": {"tied": [5.0, 2.0, 0.1], "untied": [5.0, 1.0, 0.01]},
}


def test_each_measure_has_a_panel_with_its_curves_and_lines():
    controls = {"test MSE": {"mean image": 0.067}}
    figure = plots.weight_curves([1e-4, 1e-3, 1e-1], PANELS, controls=controls)
    assert [axis.get_title() for axis in figure.axes] == list(PANELS)
    assert [len(axis.lines) for axis in figure.axes] == [3, 2]
    np.testing.assert_array_equal(figure.axes[1].lines[1].get_ydata(), [5.0, 1.0, 0.01])
    assert {axis.get_xscale() for axis in figure.axes} == {"log"}
    labels = [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
    assert labels == ["tied", "untied", "mean image"]


def test_a_line_has_the_same_colour_in_each_panel():
    controls = {"test MSE": {"mean image": 0.067, "λ = 0": 0.004}, "mean ‖J‖": {"λ = 0": 5.4}}
    figure = plots.weight_curves([1e-4, 1e-3, 1e-1], PANELS, controls=controls)
    first, second = (
        {line.get_label(): line.get_color() for line in axis.lines} for axis in figure.axes
    )
    assert first["λ = 0"] == second["λ = 0"]
    assert len(set(first.values())) == 4


@pytest.mark.parametrize("weights", [[0.0, 1.0, 2.0], [1.0, 1.0, 2.0], [3.0, 2.0, 1.0]])
def test_weights_have_to_be_positive_and_increasing(weights):
    with pytest.raises(ValueError, match="Expected `weights` to be increasing positive numbers"):
        plots.weight_curves(weights, PANELS)


def test_a_curve_needs_one_value_per_weight():
    with pytest.raises(ValueError, match=r"panels\['test MSE'\]"):
        plots.weight_curves([1.0, 2.0], PANELS)
    with pytest.raises(ValueError, match="at least one panel"):
        plots.weight_curves([1.0], {})


def test_spectra_are_drawn_from_the_first_direction_on():
    figure = plots.spectra({"plain": [2.0, 1.0, 0.5], "PCA": [1.0, 1.0, 0.0]}, label="singular")
    (axis,) = figure.axes
    np.testing.assert_array_equal(axis.lines[0].get_xdata(), [1, 2, 3])
    assert axis.get_yscale() == "log"
    assert axis.get_ylim()[0] == pytest.approx(2e-3)


@pytest.mark.parametrize("values", [[1.0, 2.0], [1.0, -1.0]])
def test_spectra_have_to_fall_and_to_be_positive(values):
    with pytest.raises(ValueError, match="the largest first"):
        plots.spectra({"wrong": values}, label="singular value")
    with pytest.raises(ValueError, match="at least one method"):
        plots.spectra({}, label="singular value")
