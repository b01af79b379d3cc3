"""Intervals of means over test images."""

import numpy as np
import pytest

from autoencoder_course import metrics


def test_the_interval_is_about_two_standard_errors_each_way():
    values = np.random.default_rng(0).normal(3, 1, 400)
    found = metrics.bootstrap_mean(values)
    error = values.std() / np.sqrt(400)
    assert found.mean == pytest.approx(values.mean())
    assert found.mean - found.low == pytest.approx(1.96 * error, rel=0.1)
    assert found.high - found.mean == pytest.approx(1.96 * error, rel=0.1)


def test_equal_values_have_no_width():
    assert metrics.bootstrap_mean([2.0, 2.0, 2.0]) == (2, 2, 2)


def test_a_higher_confidence_is_wider_and_the_seed_decides():
    values = np.random.default_rng(1).random(50)
    wide, narrow = (metrics.bootstrap_mean(values, confidence) for confidence in (0.99, 0.5))
    assert wide.low < narrow.low < narrow.high < wide.high
    assert metrics.bootstrap_mean(values, seed=1) == metrics.bootstrap_mean(values, seed=1)
    assert metrics.bootstrap_mean(values, seed=1) != metrics.bootstrap_mean(values, seed=2)


def test_it_prints_its_ends():
    assert str(metrics.BootstrapInterval(1.234, 1.1, 1.3)) == "1.23 [1.10, 1.30]"


def test_bad_arguments_are_refused():
    with pytest.raises(ValueError, match="at least two `values`"):
        metrics.bootstrap_mean([1.0])
    with pytest.raises(ValueError, match=r"one number per image\. Received: shape \(4, 2, 2\)"):
        metrics.bootstrap_mean(np.ones((4, 2, 2)))
    with pytest.raises(ValueError, match="`values` to be finite"):
        metrics.bootstrap_mean([1.0, np.inf])
    with pytest.raises(ValueError, match=r"`confidence` in \(0, 1\)"):
        metrics.bootstrap_mean([1.0, 2.0], 1)
