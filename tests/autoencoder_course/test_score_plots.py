import numpy as np
import pytest

from autoencoder_course import plots

SCORES = np.linspace(0, 1, 200)


def test_bars_of_each_group_sum_to_1_and_the_threshold_is_a_line():
    groups = {"normal": SCORES, "others": 2 + SCORES[:50]}
    figure = plots.score_histograms({"MSE": groups, "ELBO": groups}, thresholds={"MSE": 0.9})
    first, second = figure.axes
    for axis in (first, second):
        heights = [sum(bar.get_height() for bar in group) for group in axis.containers]
        np.testing.assert_allclose(heights, [1, 1])
    assert first.lines[0].get_xdata() == [0.9, 0.9]
    assert not second.lines
    assert (first.get_title(), second.get_title()) == ("MSE", "ELBO")


def test_an_outlier_stretches_no_axis():
    figure = plots.score_histograms({"MSE": {"normal": [*SCORES, 1e6]}})
    assert figure.axes[0].get_xlim()[1] < 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"panels": {}}, "at least one entry in `panels`"),
        ({"panels": {"MSE": {}}}, r"at least one entry in `panels\['MSE'\]`"),
        ({"panels": {"MSE": {"normal": []}}}, r"`panels\['MSE'\]\['normal'\]`"),
        ({"panels": {"MSE": {"normal": [np.nan]}}}, "finite"),
        ({"thresholds": {"ELBO": 1}}, r"`thresholds` of panels, \['MSE'\]"),
        ({"bins": 0}, "`bins`"),
    ],
)
def test_wrong_histograms_are_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        plots.score_histograms(**({"panels": {"MSE": {"normal": SCORES}}} | arguments))


def test_each_class_has_a_row_and_each_method_a_colour():
    methods = {"PCA": [0.9, 0.8], "autoencoder": [0.95, 0.7]}
    figure = plots.class_dots({"digits": (["0", "1"], methods), "clothes": (["a", "b"], methods)})
    for axis in figure.axes:
        np.testing.assert_array_equal(axis.lines[1].get_xydata(), [[0.95, 0], [0.7, 1]])
    assert [tick.get_text() for tick in figure.axes[1].get_yticklabels()] == ["a", "b"]


@pytest.mark.parametrize(
    ("methods", "message"),
    [({}, "at least one entry"), ({"PCA": [0.9]}, "PCA"), ({"PCA": [0.9, np.inf]}, "finite")],
)
def test_wrong_dots_are_named(methods, message):
    with pytest.raises(ValueError, match=message):
        plots.class_dots({"digits": (["0", "1"], methods)})
    with pytest.raises(ValueError, match="at least one entry in `panels`"):
        plots.class_dots({})
