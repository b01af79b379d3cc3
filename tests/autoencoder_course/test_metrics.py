"""Controls and measurements against arithmetic done by hand."""

import numpy as np
import pytest

from autoencoder_course import metrics

GENERATOR = np.random.default_rng(0)
TRAIN = GENERATOR.random((40, 3, 2, 1), dtype="float32")
TEST = GENERATOR.random((20, 3, 2, 1), dtype="float32")


def test_mean_squared_error_averages_over_images_and_pixels():
    zeros = np.zeros((2, 1, 2, 1))
    restored = np.array([[[[1.0], [2.0]]], [[[0.0], [3.0]]]])
    assert metrics.mean_squared_error(zeros, restored) == pytest.approx((1 + 4 + 0 + 9) / 4)


def test_mean_squared_error_refuses_shapes_that_would_broadcast():
    with pytest.raises(ValueError, match=r"same shape. Received: \(20, 3, 2, 1\) and \(3, 2, 1\)"):
        metrics.mean_squared_error(TEST, TEST[0])


def test_mean_image_is_the_one_of_the_training_images():
    train = np.full((4, 2, 2, 1), 0.5, dtype="float32")
    test = np.ones((3, 2, 2, 1), dtype="float32")
    assert metrics.mean_image_baseline(train, test) == pytest.approx(0.25)


def test_pca_error_equals_projection_by_singular_vectors():
    mean = TRAIN.reshape(40, 6).mean(axis=0)
    basis = np.linalg.svd(TRAIN.reshape(40, 6) - mean, full_matrices=False)[2][:2]
    centred = TEST.reshape(20, 6) - mean
    expected = np.mean((centred - centred @ basis.T @ basis) ** 2)
    assert metrics.pca_baseline(TRAIN, TEST, 2, clip=False) == pytest.approx(expected, rel=1e-5)


def test_pca_with_all_components_restores_everything():
    for clip in (True, False):
        assert metrics.pca_baseline(TRAIN, TEST, 6, clip=clip) == pytest.approx(0, abs=1e-12)


def test_pca_baseline_clips_pixels_unless_told_not_to():
    train = np.array([[0.0, 0.0], [1.0, 1.0]]).reshape(2, 1, 2, 1)  # mean 0.5, component (1, 1)
    test = np.array([[1.0, 3.0]]).reshape(1, 1, 2, 1)  # projected onto (2, 2), clipped to (1, 1)
    linear = metrics.pca_baseline(train, test, 1, clip=False)
    assert linear == pytest.approx(((1 - 2) ** 2 + (3 - 2) ** 2) / 2)
    clipped = metrics.pca_baseline(train, test, 1)
    assert clipped == pytest.approx(((1 - 1) ** 2 + (3 - 1) ** 2) / 2)


@pytest.mark.parametrize("clip", [True, False])
def test_pca_for_several_sizes_equals_one_by_one(clip):
    several = metrics.pca_baseline(TRAIN, TEST, [1, 3, 2], clip=clip)
    single = [metrics.pca_baseline(TRAIN, TEST, k, clip=clip) for k in (1, 3, 2)]
    assert several == pytest.approx(single)


def test_pca_of_fewer_images_than_pixels_is_that_of_many_copies():
    images = np.random.default_rng(0).random((5, 3, 2, 1))  # as good as 10 images of 6 pixels
    few, many = (metrics.fit_pca(np.tile(images, (times, 1, 1, 1)), 4) for times in (1, 2))
    np.testing.assert_allclose(few.components_, many.components_, atol=1e-9)
    np.testing.assert_allclose(few.mean_, many.mean_, atol=1e-12)
    # A covariance divides by one less than the number of images: 4 here, 9 there for twice.
    np.testing.assert_allclose(few.explained_variance_ * 4 * 2 / 9, many.explained_variance_)


@pytest.mark.parametrize("components", [0, 7, -1, 1.5, True, [2, 0]])
def test_wrong_number_of_components_is_named(components):
    with pytest.raises(ValueError, match="`components`"):
        metrics.pca_baseline(TRAIN, TEST, components)


def test_restored_by_pca_has_the_error_of_pca():
    pca = metrics.fit_pca(TRAIN, 3)
    for size in (1, 2, 3):
        restored = metrics.restore_with_pca(pca, TEST, size)
        assert restored.shape == TEST.shape
        error = metrics.mean_squared_error(TEST, restored)
        assert error == pytest.approx(metrics.pca_baseline(TRAIN, TEST, size, clip=False), rel=1e-4)
    with pytest.raises(ValueError, match="at most 3, which `pca` has.*components=4"):
        metrics.restore_with_pca(pca, TEST, 4)


def test_each_image_may_have_its_own_components():
    """With the components (1, 0), (0, 1), an image keeps its larger coordinate."""
    train = np.array([[0.1, 0.5], [0.9, 0.5], [0.5, 0.3], [0.5, 0.7]]).reshape(4, 1, 2, 1)
    pca = metrics.fit_pca(train, 2)  # the mean image is (0.5, 0.5)
    images = np.array([[0.6, 0.1], [0.9, 0.3]], "float32").reshape(2, 1, 2, 1)
    own = metrics.restore_with_largest(pca, images, 1)
    np.testing.assert_allclose(own.reshape(2, 2), [[0.5, 0.1], [0.9, 0.5]], atol=1e-6)
    first = metrics.restore_with_pca(pca, images, 1)
    np.testing.assert_allclose(first.reshape(2, 2), [[0.6, 0.5], [0.9, 0.5]], atol=1e-6)


def test_distance_is_that_to_the_nearest_real_image():
    real = np.stack([np.zeros((2, 2, 1)), np.ones((2, 2, 1))])
    images = np.stack([np.full((2, 2, 1), 0.1), np.full((2, 2, 1), 0.7)])
    np.testing.assert_allclose(metrics.distance_to_nearest(images, real), [0.1, 0.3])
    with pytest.raises(ValueError, match="images of one shape"):
        metrics.distance_to_nearest(images, real[:, :1])


def test_baselines_refuse_images_of_different_shapes():
    for baseline in (metrics.mean_image_baseline, lambda a, b: metrics.pca_baseline(a, b, 2)):
        with pytest.raises(ValueError, match="images of one shape"):
            baseline(TRAIN, TEST.reshape(20, 2, 3, 1))


PROBABILITIES = np.array([[0.9, 0.1, 0.0], [0.2, 0.7, 0.1], [0.6, 0.3, 0.1], [0.1, 0.8, 0.1]])
LABELS = np.array([0, 1, 1, 1])


def test_accuracy_counts_the_most_probable_class():
    assert metrics.accuracy(LABELS, PROBABILITIES) == 0.75


def test_labels_in_a_column_count_like_labels_in_a_row():
    column = np.asarray(LABELS)[:, None]
    assert metrics.accuracy(column, PROBABILITIES) == 0.75
    np.testing.assert_array_equal(
        metrics.confusion(column, PROBABILITIES), metrics.confusion(LABELS, PROBABILITIES)
    )


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        (np.eye(3)[np.asarray(LABELS)], r"shape \(4,\), not one-hot. Received: shape \(4, 3\)"),
        (LABELS[:3], r"Received: shape \(3,\)"),
        (np.asarray(LABELS)[None], r"Received: shape \(1, 4\)"),
        ([0.5, 1, 1, 0], "dtype float64"),
        ([0, 1, 1, 3], "from 0 to 2. Received: values from 0 to 3"),
        ([0, 1, 1, -1], "Received: values from -1 to 1"),
    ],
)
@pytest.mark.parametrize(
    "measure", ["accuracy", "per_class_accuracy", "per_class_specificity", "confusion"]
)
def test_labels_that_would_be_broadcast_are_refused(measure, labels, words):
    with pytest.raises(ValueError, match=f"Expected `labels`.*{words}"):
        getattr(metrics, measure)(labels, PROBABILITIES)


def test_probabilities_that_are_not_numbers_are_refused():
    with pytest.raises(ValueError, match="Expected `probabilities` to be finite"):
        metrics.accuracy([0], [[np.nan, 1.0]])


def test_confusion_has_the_right_class_in_rows():
    np.testing.assert_array_equal(
        metrics.confusion(LABELS, PROBABILITIES), [[1, 0, 0], [1, 2, 0], [0, 0, 0]]
    )


def test_per_class_accuracy_is_not_a_number_for_an_absent_class():
    np.testing.assert_allclose(
        metrics.per_class_accuracy(LABELS, PROBABILITIES), [1, 2 / 3, np.nan]
    )


def test_specificity_is_the_share_of_other_classes_that_a_class_does_not_take():
    # Answers 0, 1, 1, 1: of two images of class 1 none is taken for 0; of two of class 0 one for 1.
    probabilities = np.eye(2)[[0, 1, 1, 1]]
    np.testing.assert_allclose(metrics.per_class_specificity([0, 0, 1, 1], probabilities), [1, 0.5])


def test_specificity_is_not_a_number_where_there_is_no_other_class():
    np.testing.assert_allclose(
        metrics.per_class_specificity([0, 0], np.eye(2)[[0, 1]]), [np.nan, 0.5]
    )


def test_interval_of_two_values_uses_student_t():
    # Two values: half-width = t(0.975, 1 degree of freedom) * |a - b| / 2 = 12.706 * 1.
    estimate = metrics.mean_and_interval([3.0, 5.0])
    assert estimate.mean == 4
    assert estimate.half_width == pytest.approx(12.706, abs=1e-3)


def test_interval_needs_two_values_and_a_probability():
    with pytest.raises(ValueError, match="at least two"):
        metrics.mean_and_interval([1.0])
    with pytest.raises(ValueError, match="confidence=95"):
        metrics.mean_and_interval([1.0, 2.0], confidence=95)


def test_paired_difference_has_the_interval_of_the_differences():
    difference = metrics.paired_difference([3.0, 5.0, 7.0], [1.0, 2.0, 3.0])
    # Differences 2, 3, 4: standard deviation 1, Student's quantile for two degrees 4.3027.
    assert difference.mean == pytest.approx(3)
    assert difference.half_width == pytest.approx(4.3027 / np.sqrt(3), rel=1e-4)
    assert (difference.positive, difference.count) == (3, 3)
    assert str(difference) == "+3 ± 2.5 (3 of 3 positive)"


def test_what_pairs_share_cancels_out():
    shared = np.array([0.0, 100.0, -50.0])
    difference = metrics.paired_difference(shared + np.array([1, 2, 1]), shared)
    assert difference.half_width < 2 < metrics.mean_and_interval(shared).half_width


def test_a_tie_is_not_positive():
    assert metrics.paired_difference([1, 2], [1, 1]).positive == 1


def test_paired_difference_refuses_what_is_not_in_pairs():
    with pytest.raises(ValueError, match=r"`a` and `b`.*same shape. Received: \(3,\) and \(2,\)"):
        metrics.paired_difference([1, 2, 3], [1, 2])
    with pytest.raises(ValueError, match="at least two"):
        metrics.paired_difference([1], [2])
