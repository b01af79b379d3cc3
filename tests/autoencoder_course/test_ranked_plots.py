import numpy as np
import pytest

from autoencoder_course import plots


def test_scores_fall_from_the_best_unit_to_the_worst_whatever_their_number():
    figure = plots.ranked({"5 on": {"TopK": [0.2, 0.9, 0.5], "PCA": [0.1, 0.3]}}, label="cosine")
    (axis,) = figure.axes
    np.testing.assert_array_equal(axis.lines[0].get_ydata(), [0.9, 0.5, 0.2])
    np.testing.assert_array_equal(axis.lines[0].get_xdata(), [0, 50, 100])
    np.testing.assert_array_equal(axis.lines[1].get_xdata(), [0, 100])


def test_panels_share_the_axis_the_colours_and_the_lines():
    panels = {"1 on": {"PCA": [1.0, 2.0]}, "5 on": {"TopK": [3.0], "PCA": [4.0, 5.0]}}
    left, right = plots.ranked(panels, label="cosine", controls={"chance": 0.3}).axes
    assert left.get_ylim() == right.get_ylim()
    colours = [
        {line.get_label(): line.get_color() for line in axis.lines} for axis in (left, right)
    ]
    assert colours[0]["PCA"] == colours[1]["PCA"]
    assert [len(axis.lines) for axis in (left, right)] == [2, 3]


@pytest.mark.parametrize(
    ("panels", "message"),
    [
        ({}, "at least one method in each"),
        ({"5 on": {}}, "at least one method in each"),
        ({"5 on": {"PCA": [[1.0]]}}, r"`panels\['5 on'\]\['PCA'\]` of shape"),
        ({"5 on": {"PCA": [np.nan]}}, "to be finite"),
    ],
)
def test_bad_panels_are_named(panels, message):
    with pytest.raises(ValueError, match=message):
        plots.ranked(panels, label="cosine")


def test_a_method_of_the_first_panel_only_is_in_the_legend():
    panels = {"1 on": {"ICA": [1.0], "PCA": [2.0]}, "5 on": {"PCA": [4.0]}}
    legend = plots.ranked(panels, label="cosine").axes[1].get_legend()
    assert [text.get_text() for text in legend.get_texts()] == ["ICA", "PCA"]
