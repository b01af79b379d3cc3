"""A stack of ReLU layers starts as PCA, to the last digits, and can be trained from there."""

import keras
import numpy as np
import pytest

from autoencoder_course import metrics
from keras_autoencoders import builders, training

SHAPE = (4, 4, 1)
# Uneven pixels, some of them restored beyond [0, 1], so that the cut matters.
IMAGES = np.random.default_rng(0).random((60, *SHAPE), "float32") ** 6
PCA = metrics.fit_pca(IMAGES, 5)


def stack(hidden=(10,), code=5, **options):
    defaults = {"code_activation": None, "output_activation": "hard_sigmoid"}
    return builders.stacked(SHAPE, hidden, code, **{**defaults, **options})


def restored_by_pca(components):
    pca = metrics.fit_pca(IMAGES, components)
    flat = IMAGES.reshape(60, 16)
    return pca.inverse_transform(pca.transform(flat)).reshape(IMAGES.shape)


@pytest.mark.backends
@pytest.mark.parametrize("hidden", [(10,), (5,), (12, 9, 7)])
def test_model_starts_as_pca_cut_to_the_range_of_pixels(hidden):
    model = stack(hidden)
    training.start_at_pca(model, PCA, IMAGES)
    expected = restored_by_pca(5)
    assert expected.min() < -0.01
    np.testing.assert_allclose(model.predict(IMAGES, verbose=0), np.clip(expected, 0, 1), atol=1e-4)


def test_linear_output_is_not_cut():
    model = stack(output_activation=None)
    training.start_at_pca(model, PCA, IMAGES)
    np.testing.assert_allclose(model.predict(IMAGES, verbose=0), restored_by_pca(5), atol=1e-4)


def test_codes_are_those_of_pca():
    model = stack()
    training.start_at_pca(model, PCA, IMAGES)
    codes = model.get_layer("encoder").predict(IMAGES, verbose=0)
    expected = metrics.fit_pca(IMAGES, 5).transform(IMAGES.reshape(60, 16))
    np.testing.assert_allclose(codes, expected, atol=1e-4)


def test_training_improves_on_pca_and_uses_the_spare_units():
    keras.utils.set_random_seed(0)
    model = stack()
    training.start_at_pca(model, PCA, IMAGES)
    pixels = model.get_layer("decoder").get_layer("pixels")
    assert not keras.ops.convert_to_numpy(pixels.kernel)[5:].any()
    model.compile("adam", "mse")
    losses = model.fit(IMAGES, IMAGES, epochs=30, verbose=0).history["loss"]
    cut = metrics.mean_squared_error(IMAGES, np.clip(restored_by_pca(5), 0, 1))
    assert losses[0] == pytest.approx(cut, rel=0.05)
    assert losses[-1] < 0.9 * cut
    assert keras.ops.convert_to_numpy(pixels.kernel)[5:].all()


@pytest.mark.parametrize(
    ("model", "words"),
    [
        (stack(activation="tanh"), "'hidden_1' is not ReLU"),
        (stack(code_activation="relu"), "the code is not linear"),
        (stack(output_activation="sigmoid"), "neither hard_sigmoid nor linear"),
        (stack(tied=True), "'hidden_1' is not a Dense layer"),
        (stack((8, 4, 6)), "fewer units than the code, 4 < 5"),
        (builders.vanilla(SHAPE, 4, activation=None), "no hidden layer"),
        (keras.Sequential([keras.Input(SHAPE)]), "No such layer: encoder"),
    ],
)
def test_other_models_are_refused(model, words):
    with pytest.raises(ValueError, match=f"Expected `autoencoder`.*{words}"):
        training.start_at_pca(model, PCA, IMAGES)


@pytest.mark.parametrize("images", [IMAGES[:0], IMAGES[:, :3]])
def test_images_that_do_not_fit_are_refused(images):
    with pytest.raises(ValueError, match="Expected `images` to have the shape"):
        training.start_at_pca(stack(), PCA, images)


def test_a_pca_of_too_few_components_or_of_other_images_is_refused():
    with pytest.raises(ValueError, match="Expected `pca` to have at least 5 components of 16"):
        training.start_at_pca(stack(), metrics.fit_pca(IMAGES, 4), IMAGES)
    with pytest.raises(ValueError, match=r"Expected `pca` .* Received: components of shape"):
        training.start_at_pca(stack(), metrics.fit_pca(IMAGES[:, :3], 5), IMAGES)
