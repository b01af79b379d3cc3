"""The linear probe: right where classes are linear, indifferent to scale, converged."""

import numpy as np
import pytest

from autoencoder_course import metrics


def blobs(count, seed, distance=6.0):
    """Three classes of points around three centres; one feature in five is noise."""
    generator = np.random.default_rng(seed)
    labels = np.arange(count) % 3
    centres = distance * np.eye(3, 5)
    return generator.normal(size=(count, 5)) + centres[labels], labels


LABELLED, VALIDATION, TEST = blobs(60, 0), blobs(60, 1), blobs(300, 2)


def test_classes_that_a_line_separates_are_told_apart():
    assert metrics.linear_probe(LABELLED, VALIDATION, TEST).accuracy > 0.98


def test_classes_on_rings_are_not():
    generator = np.random.default_rng(0)
    angles = generator.uniform(0, 2 * np.pi, 400)
    labels = np.arange(400) % 2
    rings = ((1 + labels) * np.stack([np.cos(angles), np.sin(angles)])).T
    pairs = [(rings[part::3], labels[part::3]) for part in range(3)]
    assert metrics.linear_probe(*pairs).accuracy < 0.7


def test_scale_and_shape_of_features_do_not_matter():
    scaled = [(1000 * x.reshape(-1, 5, 1), y) for x, y in (LABELLED, VALIDATION, TEST)]
    plain = metrics.linear_probe(LABELLED, VALIDATION, TEST)
    assert metrics.linear_probe(*scaled) == plain


def test_the_penalty_is_the_one_that_validation_likes_best():
    noisy = blobs(12, 3, distance=1.5)
    probe = metrics.linear_probe(noisy, VALIDATION, TEST, penalties=(1e-4, 1e-1, 1e3))
    alone = [
        metrics.linear_probe(noisy, VALIDATION, VALIDATION, penalties=[penalty]).accuracy
        for penalty in (1e-4, 1e-1, 1e3)
    ]
    assert probe.penalty == (1e-4, 1e-1, 1e3)[int(np.argmax(alone))]


def test_bad_input_is_named():
    features, labels = LABELLED
    with pytest.raises(ValueError, match=r"`validation\[1\]`"):
        metrics.linear_probe(LABELLED, (features, labels[:-1]), TEST)
    with pytest.raises(ValueError, match=r"`labelled\[0\]` to be finite"):
        metrics.linear_probe((features * np.nan, labels), VALIDATION, TEST)
    with pytest.raises(ValueError, match="`penalties` to be positive"):
        metrics.linear_probe(LABELLED, VALIDATION, TEST, penalties=(0.0,))
    with pytest.raises(ValueError, match="two classes"):
        metrics.linear_probe((features, 0 * labels), VALIDATION, TEST)
