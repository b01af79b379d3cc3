import numpy as np
import pytest

from autoencoder_course import datasets, metrics


def test_a_vector_is_the_sum_of_its_features():
    data = datasets.superposition(50, 12, 5, 3, seed=0)
    assert data.vectors.shape == (50, 5)
    assert data.directions.shape == (12, 5)
    np.testing.assert_allclose(np.linalg.norm(data.directions, axis=1), 1, rtol=1e-6)
    np.testing.assert_allclose(data.vectors, data.activities @ data.directions, rtol=1e-5)


def test_as_many_features_are_on_as_asked_and_each_equally_often():
    on = datasets.superposition(12_000, 12, 5, 3, seed=0).activities
    np.testing.assert_array_equal((on > 0).sum(axis=1), 3)
    # Each is on for a quarter of 12,000 vectors, with a standard deviation of 47.
    np.testing.assert_allclose((on > 0).sum(axis=0), 3_000, atol=250)
    assert on[on > 0].min() >= 0.5
    assert on.max() <= 1.5
    assert on[on > 0].mean() == pytest.approx(1, abs=0.01)


def test_a_seed_repeats_and_directions_can_be_used_again():
    first, same = (datasets.superposition(5, 12, 5, 3, seed=4) for _ in range(2))
    np.testing.assert_array_equal(first.vectors, same.vectors)
    other = datasets.superposition(5, 12, 5, 3, seed=5, directions=first.directions)
    np.testing.assert_array_equal(other.directions, first.directions)
    assert not np.array_equal(other.activities, first.activities)


def test_all_features_may_be_on():
    assert (datasets.superposition(4, 6, 5, 6, seed=0).activities > 0).all()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"count": 0}, "`count` to be a positive integer"),
        ({"active": 13}, "`active` to be at most `features`, 12. Received: active=13"),
        ({"seed": -1}, "`seed` to be a non-negative integer"),
        ({"directions": np.ones((3, 5))}, r"`directions` of shape \(12, 5\)"),
    ],
)
def test_bad_arguments_of_the_vectors_are_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        datasets.superposition(
            **{"count": 5, "features": 12, "width": 5, "active": 3, "seed": 0} | arguments
        )


def test_largest_cosine_does_not_depend_on_lengths_but_on_signs():
    true = np.array([[1.0, 0.0], [0.0, 2.0], [-1.0, 0.0]])
    found = np.array([[3.0, 4.0], [5.0, 0.0], [0.0, 0.0]])
    # (1, 0) was found; (0, 1) has 4/5 with (3, 4); (-1, 0) has -3/5 and -1.
    np.testing.assert_allclose(metrics.largest_cosines(true, found), [1, 0.8, -0.6])


@pytest.mark.parametrize(
    ("true", "found", "message"),
    [
        (np.ones((2, 3)), np.ones((2, 4)), "of one width"),
        (np.ones(3), np.ones((2, 3)), "`directions` of shape"),
        (np.ones((2, 3)), np.zeros((2, 3)), "a direction other than 0"),
        (np.ones((2, 3)), np.full((2, 3), np.nan), "`found` to be finite"),
    ],
)
def test_bad_directions_are_named(true, found, message):
    with pytest.raises(ValueError, match=message):
        metrics.largest_cosines(true, found)


def test_best_f1_takes_the_best_threshold():
    scores = np.array([[4.0], [3.0], [2.0], [1.0]])
    labels = np.array([True, False, True, False])
    # From 4 on: precision 1, recall 1/2, F1 2/3. From 2 on: 2/3 and 1, F1 4/5. From 1 on: 2/3.
    np.testing.assert_allclose(metrics.best_f1(scores, labels), [0.8])


def test_equal_scores_lie_on_one_side():
    labels = np.array([True, False, False, False])
    np.testing.assert_allclose(metrics.best_f1(np.zeros((4, 1)), labels), [2 * 0.25 / 1.25])


def test_every_unit_is_held_against_every_class():
    scores = np.array([[1.0, 0.0], [1.0, 1.0], [0.0, 1.0], [0.0, 1.0]])
    labels = np.array([[True, False], [True, False], [False, True], [False, True]])
    # Unit 1 on class 0: hits 1 of 3 predicted, 2 actual: 2/5; all: 2 · 2 / 6.
    np.testing.assert_allclose(metrics.best_f1(scores, labels), [[1, 2 / 3], [2 / 3, 0.8]])


def test_best_f1_agrees_with_scikit_learn_at_every_threshold():
    from sklearn.metrics import f1_score

    generator = np.random.default_rng(0)
    scores, labels = generator.integers(0, 8, (60, 1)), generator.random(60) < 0.3
    by_hand = max(f1_score(labels, scores[:, 0] >= threshold) for threshold in range(8))
    assert metrics.best_f1(scores, labels)[0] == pytest.approx(by_hand)


@pytest.mark.parametrize(
    ("scores", "labels", "message"),
    [
        (np.ones((3, 2)), np.array([0, 1, 1]), "Boolean `labels`"),
        (np.ones((3, 2)), np.array([True, False]), "Boolean `labels`"),
        (np.ones((3, 2)), np.zeros(3, bool), "each label to be on for an example"),
        (np.full((3, 2), np.inf), np.ones(3, bool), "`scores` to be finite"),
    ],
)
def test_bad_scores_and_labels_are_named(scores, labels, message):
    with pytest.raises(ValueError, match=message):
        metrics.best_f1(scores, labels)
