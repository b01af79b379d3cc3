"""Tests of the figures about noise."""

import numpy as np
import pytest

from autoencoder_course import plots

LEVELS = [0.1, 0.3]


def test_a_method_has_one_colour_in_all_panels():
    """A panel may lack a method; the others keep their colours."""
    panels = {"digits": {"median": [2, 1], "network": [4, 3]}, "clothes": {"network": [5, 4]}}
    figure = plots.level_curves(LEVELS, panels, label="PSNR (dB)")
    first, second = figure.axes
    assert first.get_lines()[1].get_color() == second.get_lines()[0].get_color()
    assert list(second.get_lines()[0].get_ydata()) == [5, 4]
    assert first.get_ylabel() == "PSNR (dB)"
    assert first.get_ylim() == second.get_ylim()


def test_each_curve_has_one_value_per_level():
    """The error names the curve."""
    with pytest.raises(ValueError, match="'digits', 'median'"):
        plots.level_curves(LEVELS, {"digits": {"median": [1]}}, label="PSNR (dB)")
    with pytest.raises(ValueError, match="at least one panel"):
        plots.level_curves(LEVELS, {}, label="PSNR (dB)")


@pytest.mark.parametrize(
    ("levels", "panels", "told"),
    [
        ([], {"digits": {"median": []}}, r"`levels` to be increasing numbers, at least one"),
        ([[1, 2]], {"digits": {"median": [[1, 2]]}}, "`levels` to be increasing numbers"),
        ([0.3, 0.1], {"digits": {"median": [1, 2]}}, r"increasing.*Received: levels=\[0.3 0.1\]"),
        ([0.1, np.nan], {"digits": {"median": [1, 2]}}, "`levels` to be finite"),
        ([0.1], {"digits": {}}, r"at least one curve in `panels\['digits'\]`"),
        ([0.1], {"digits": {"median": [np.nan]}}, r"`panels\['digits'\]\['median'\]` to be finite"),
    ],
)
def test_levels_and_curves_that_cannot_be_drawn_are_told(levels, panels, told):
    with pytest.raises(ValueError, match=told):
        plots.level_curves(levels, panels, label="PSNR (dB)")
