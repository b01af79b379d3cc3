"""Figures and measures refuse pixels from 0 to 255 and what is not finite, all alike."""

import inspect
import math

import numpy as np
import pytest

from autoencoder_course import datasets, label_budgets, metrics, plots
from keras_autoencoders import builders, corruption, training

IMAGES = np.random.default_rng(0).random((6, 8, 8, 1), "float32")
BINARY = (IMAGES < 0.5).astype("float32")
LABELS = np.array([0, 1] * 3)


def spoilt(value, like=IMAGES):
    changed = like.copy()
    changed[-1, -1] = value
    return changed


BAD = {
    "uint8": (255 * IMAGES).astype("uint8"),
    "to 255": 255 * IMAGES,
    "NaN": spoilt(np.nan),
    "infinite": spoilt(np.inf),
}
TAKERS = {
    "class_examples": lambda bad: plots.class_examples(bad, LABELS, ["a", "b"]),
    "reconstructions": lambda bad: plots.reconstructions({"original": IMAGES, "restored": bad}),
    "mean_squared_error": lambda bad: metrics.mean_squared_error(bad, IMAGES),
    "mean_image of train": lambda bad: metrics.mean_image_baseline(bad, IMAGES),
    "mean_image of test": lambda bad: metrics.mean_image_baseline(IMAGES, bad),
    "fit_pca": lambda bad: metrics.fit_pca(bad, 2),
    "pca of train": lambda bad: metrics.pca_baseline(bad, IMAGES, 2),
    "pca of test": lambda bad: metrics.pca_baseline(IMAGES, bad, 2),
    "restore_with_pca": lambda bad: metrics.restore_with_pca(metrics.fit_pca(IMAGES, 2), bad, 2),
    "distance to nearest": lambda bad: metrics.distance_to_nearest(bad, IMAGES),
    "distance to real": lambda bad: metrics.distance_to_nearest(IMAGES, bad),
    "error_maps": lambda bad: plots.error_maps(bad, {"PCA": IMAGES}),
    "latent_plane": lambda bad: plots.latent_plane(
        {"PCA": np.zeros((6, 2))}, LABELS, ["a", "b"], bad[:, None], ((0, 1), (0, 1))
    ),
    "psnr": lambda bad: metrics.psnr(bad, IMAGES),
    "ssim": lambda bad: metrics.ssim(bad, IMAGES),
    "error_maps, restored": lambda bad: plots.error_maps(IMAGES, {"PCA": bad}),
    "captioned_images": lambda bad: plots.captioned_images(
        {"original": IMAGES, "restored": bad}, {}
    ),
    "restore_with_largest": lambda bad: metrics.restore_with_largest(
        metrics.fit_pca(IMAGES, 2), bad, 1
    ),
    "fit_linear_map, inputs": lambda bad: metrics.fit_linear_map(bad, IMAGES),
    "fit_linear_map, targets": lambda bad: metrics.fit_linear_map(IMAGES, bad),
    "fill_in_as_gaussian, train": lambda bad: metrics.fill_in_as_gaussian(bad, IMAGES, IMAGES > 2),
    "fill_in_as_gaussian": lambda bad: metrics.fill_in_as_gaussian(IMAGES, bad, IMAGES > 2),
    "importance_weighted_bound": lambda bad: metrics.importance_weighted_bound(
        builders.variational((8, 8, 1), [], 2), bad, 1
    ),
    "independent_pixels_log_likelihood, train": lambda bad: (
        metrics.independent_pixels_log_likelihood(bad, BINARY)
    ),
    "independent_pixels_log_likelihood, test": lambda bad: (
        metrics.independent_pixels_log_likelihood(BINARY, bad)
    ),
    "fit_bernoulli_mixture": lambda bad: metrics.fit_bernoulli_mixture(bad, 2),
    "probabilistic_pca_log_likelihood, train": lambda bad: metrics.probabilistic_pca_log_likelihood(
        bad, IMAGES, 2
    ),
    "probabilistic_pca_log_likelihood, test": lambda bad: metrics.probabilistic_pca_log_likelihood(
        IMAGES, bad, 2
    ),
    "binarise": lambda bad: corruption.binarise(bad, seed=0),
    "random_patches": lambda bad: datasets.random_patches(bad, 2, 3, seed=0),
    "through_jpeg": lambda bad: datasets.through_jpeg(bad, 90),
    "Trainer, labelled": lambda bad: train_classifier(bad, IMAGES, IMAGES),
    "Trainer, validation": lambda bad: train_classifier(IMAGES, bad, IMAGES),
    "Trainer, test": lambda bad: train_classifier(IMAGES, IMAGES, bad),
    "fixed_order, inputs": lambda bad: training.fixed_order(bad, LABELS, 2),
    "fixed_order, targets": lambda bad: training.fixed_order(IMAGES, bad, 2),
    "pretrain_layerwise": lambda bad: training.pretrain_layerwise(
        builders.vanilla((8, 8, 1), 2), bad, epochs=1
    ),
    "start_at_pca": lambda bad: training.start_at_pca(
        builders.stacked((8, 8, 1), [4], 2, code_activation=None, output_activation=None),
        metrics.fit_pca(IMAGES, 2),
        bad,
    ),
    "start_at_mean": lambda bad: training.start_at_mean(builders.vanilla((8, 8, 1), 2), bad[-1]),
    **{
        name: lambda bad, name=name: getattr(corruption, name)(bad, 0.1, seed=0)
        for name in (
            "add_gaussian_noise",
            "add_salt_and_pepper_noise",
            "add_speckle_noise",
            "add_stain",
            "add_uniform_noise",
            "mask_patch",
            "mask_pixels",
        )
    },
}
# What takes images and may take any, each with the reason.
ANY = {
    "from_arrays": "reads whole numbers as 0 … 255; test_own_images.py has what it refuses",
    "from_folder": "reads files; its `test` is a share",
    "apply": "tensors within a compiled training step have no values to look at",
    "drawn_pixels": "tensors within a compiled training step have no values to look at",
    "steps": "only counts them",
    "steps_per_execution": "only counts them",
    "table": "its rows are of estimates",
}
MEANS_IMAGES = {"images", "restored", "train", "test", "inputs", "targets", "real", "decoded"}
MEANS_IMAGES |= {"mean_image", "split", "rows"}


def train_classifier(*images):
    splits = [datasets.Split(part, LABELS) for part in images]
    trainer = label_budgets.Trainer(lambda: pytest.fail("built before the images were looked at"))
    trainer.accuracies([splits], [0], [0.1])


def public_functions():
    for module in (plots, metrics, datasets, label_budgets, training, corruption):
        for name, value in vars(module).items():
            own = inspect.isfunction(value) and value.__module__.startswith(module.__name__)
            if own and not name.startswith("_"):
                yield name, value


def test_every_function_that_takes_images_is_tried_here():
    taken = {name.partition(",")[0] for name in TAKERS} | set(ANY)
    taken |= {"mean_image_baseline", "pca_baseline", "distance_to_nearest"}  # see "of" and "to"
    taken |= {"balanced_subset", "linear_probe"}  # copies a part; scales whatever it gets
    asked = {
        name
        for name, function in public_functions()
        if MEANS_IMAGES & set(inspect.signature(function).parameters)
    }
    assert asked - taken == set()
    assert len(asked) > 20


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
@pytest.mark.parametrize("take", TAKERS.values(), ids=TAKERS.keys())
def test_bad_images_are_refused_with_the_argument_and_the_values(take, bad):
    names = r"`(images|real|decoded|train|test|inputs|targets|mean_image|"
    names += r"rows\['restored'\]|restored\['PCA'\]|draws\[0\]\[[012]\].images)`"
    told = rf"Expected {names} (to be finite. Received: 8 of (384|64)|with values in .*by 255)"
    with pytest.raises(ValueError, match=told):
        take(bad)


@pytest.mark.parametrize("measure", [metrics.mean_squared_error, metrics.psnr, metrics.ssim])
def test_a_restored_image_of_whole_numbers_is_refused(measure):
    with pytest.raises(ValueError, match=r"Expected `restored` with .* uint8 values .*by 255"):
        measure(IMAGES, BAD["uint8"])


def test_the_error_of_a_training_that_diverged_is_not_a_number():
    """Learning rates are compared by it: that must not raise."""
    assert math.isnan(metrics.mean_squared_error(IMAGES, BAD["NaN"]))
    assert metrics.mean_squared_error(IMAGES, BAD["infinite"]) == math.inf
    assert metrics.mean_squared_error(0 * IMAGES, 0 * IMAGES + 300) == 90_000
    for measure in (metrics.psnr, metrics.ssim):
        of_each = measure(IMAGES, BAD["NaN"])
        assert np.isnan(of_each).tolist() == [False] * 5 + [True]


def test_centred_images_and_reconstructions_outside_0_to_1_are_taken():
    centred = IMAGES - IMAGES.mean(axis=0)
    assert metrics.mean_squared_error(centred, 0 * centred) > 0
    assert metrics.pca_baseline(centred, centred, 2) > 0
    plots.reconstructions({"centred": centred, "overshooting": 1.7 * IMAGES})


WEIGHTS = {
    "weight_tiles": lambda bad: plots.weight_tiles({"after": bad}, (2, 4)),
    "tile_mosaics": lambda bad: plots.tile_mosaics({"after": bad}, (2, 4)),
    "filter_grid": lambda bad: plots.filter_grid({"after": bad.reshape(2, 4, 1, 6)}),
    "latent_map": lambda bad: plots.latent_map(bad[:, -2:], LABELS, ["a", "b"]),
    "latent_plane": lambda bad: plots.latent_plane(
        {"after": bad[:, -2:]}, LABELS, ["a", "b"], IMAGES[:, None], ((0, 1), (0, 1))
    ),
    "activation_histograms": lambda bad: plots.activation_histograms({"after": bad}),
    "confusion_matrix": lambda bad: plots.confusion_matrix(bad[:2, :2] + bad[-1, -1], ["a", "b"]),
    "fraction_near_zero": metrics.fraction_near_zero,
    "dead_units": metrics.dead_units,
    "population_sparsity": metrics.population_sparsity,
    "lifetime_sparsity": metrics.lifetime_sparsity,
}


@pytest.mark.parametrize("take", WEIGHTS.values(), ids=WEIGHTS.keys())
def test_weights_and_codes_may_be_large_but_must_be_finite(take):
    values = np.arange(48.0).reshape(6, 8)
    take(500 * values)
    for value in (np.nan, -np.inf):
        names = r"`(panels\['after'\]|maps\['after'\]|codes|counts)`"
        told = rf"Expected {names} to be finite. Received: \d of"
        with pytest.raises(ValueError, match=told):
            take(spoilt(value, values))
