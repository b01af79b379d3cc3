"""Precision at k, and binary codes, on examples whose neighbours can be counted by hand."""

import numpy as np
import pytest

from autoencoder_course import metrics

PLACES = np.array([[0.0], [1.0], [2.0], [10.0], [11.0]])
KINDS = np.array([0, 0, 1, 1, 1])


def test_precision_counts_neighbours_of_the_same_class():
    queries = np.array([[0.4], [10.4]]), np.array([0, 0])
    found = metrics.precision_at(queries, (PLACES, KINDS), k=3)
    # The first query's neighbours are at 0, 1 and 2, the second's at 10, 11 and 2.
    np.testing.assert_allclose(found, [2 / 3, 0])


def test_images_are_flattened():
    random = np.random.default_rng(0)
    images, labels = random.uniform(size=(700, 3, 2, 1)), random.integers(3, size=700)
    found = metrics.precision_at((images, labels), (images, labels), k=1)
    assert found.tolist() == [1] * 700  # each finds itself


def test_hamming_distance_counts_bits_and_the_first_of_equals_comes_first():
    base = np.array([[1, 1, 0], [0, 0, 0], [1, 1, 1], [0, 1, 1]]), np.array([1, 0, 0, 1])
    query = np.array([[1, 0, 0]]), np.array([1])
    # Bits that differ: 1, 1, 2, 3.
    for k, expected in {1: 1, 2: 1 / 2, 3: 1 / 3, 4: 1 / 2}.items():
        assert metrics.precision_at(query, base, k=k, hamming=True) == pytest.approx([expected])


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"k": 6}, "at least k=6. Received: 5"),
        ({"k": 0}, "`k`"),
        ({"hamming": True}, "0 and 1 in `queries`"),
        ({"hamming": 1}, "`hamming`"),
        ({"queries": (np.ones((2, 2)), [0, 1])}, "features of one size. Received: 2 and 1"),
        ({"queries": (np.ones((2, 1)), [0])}, r"`queries\[1\]`"),
        ({"queries": ([[np.nan]], [0])}, r"`queries\[0\]` to be finite"),
    ],
)
def test_wrong_searches_are_named(changes, message):
    arguments = {"queries": (2.5 * np.ones((2, 1)), [0, 1]), "base": (PLACES, KINDS)}
    with pytest.raises(ValueError, match=message):
        metrics.precision_at(**({"k": 2} | arguments | changes))


def test_signs_tell_four_groups_apart_after_rotation():
    # Four groups on the axes: the principal components lie on these, where signs say nothing.
    groups = np.array([[1.0, 0], [-1, 0], [0, 0.9], [0, -0.9]])
    noise = np.random.default_rng(0).normal(0, 0.05, (400, 2))
    features, group = np.tile(groups, (100, 1)) + noise, np.tile(np.arange(4), 100)
    for seed in range(5):
        bits = metrics.fit_iterative_quantisation(features, 2, seed=seed).encode(features)
        codes = 2 * bits[:, 0] + bits[:, 1]
        assert [len(set(codes[group == number])) for number in range(4)] == [1] * 4
        assert len(set(codes)) == 4


def test_more_iterations_bring_codes_nearer_to_their_signs():
    features = np.random.default_rng(0).normal(size=(500, 20)) * np.linspace(3, 0.1, 20)
    errors = []
    for iterations in (0, 1, 10, 50):
        found = metrics.fit_iterative_quantisation(features, 8, iterations=iterations)
        projected = (features - found.mean) @ found.projection
        np.testing.assert_allclose(found.projection.T @ found.projection, np.eye(8), atol=1e-9)
        assert (found.encode(features) == (projected > 0)).all()
        errors.append(np.square(projected - np.sign(projected)).mean())
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] < errors[0]


def test_images_become_bits():
    images = np.random.default_rng(0).uniform(size=(30, 4, 4, 1))
    quantisation = metrics.fit_iterative_quantisation(images, 5)
    bits = quantisation.encode(images[:7])
    assert (bits.shape, bits.dtype) == ((7, 5), "uint8")
    with pytest.raises(ValueError, match="`features` of size 16. Received: 8"):
        quantisation.encode(images[:, :2])


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"bits": 6}, "`bits` to be at most 5"),
        ({"bits": 0}, "`bits`"),
        ({"iterations": -1}, "`iterations`"),
        ({"seed": -1}, "`seed`"),
        ({"features": [[np.inf, 1.0]]}, "`features` to be finite"),
    ],
)
def test_wrong_quantisations_are_named(changes, message):
    arguments = {"features": np.random.default_rng(0).normal(size=(9, 5)), "bits": 2} | changes
    with pytest.raises(ValueError, match=message):
        metrics.fit_iterative_quantisation(**arguments)
