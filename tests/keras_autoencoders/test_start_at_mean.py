"""A code of 0 means the mean image."""

import keras
import numpy as np
import pytest

from keras_autoencoders import builders, layers, training

SHAPE = (2, 3, 1)
MEAN = np.array([0, 0.1, 0.5, 0.7, 0.9, 1.0], "float32").reshape(SHAPE)


@pytest.mark.backends
@pytest.mark.parametrize("tied", [False, True])
def test_the_mean_image_has_the_code_0_and_the_code_0_the_mean_image(tied):
    model = builders.sparse(
        SHAPE, 4, layers.KSparse(4), activation="linear", output_activation="linear", tied=tied
    )
    training.start_at_mean(model, MEAN)
    code = model.get_layer("encoder").predict(MEAN[None], verbose=0)
    np.testing.assert_allclose(code, np.zeros((1, 4)), atol=1e-6)
    restored = model.get_layer("decoder").predict(np.zeros((1, 4)), verbose=0)
    np.testing.assert_allclose(restored[0], MEAN, atol=1e-6)


def test_a_sigmoid_gives_pixels_that_can_still_change():
    model = builders.sparse(SHAPE, 4, None, activation="relu")
    kernel = keras.ops.convert_to_numpy(model.get_layer("encoder").get_layer("code").kernel)
    training.start_at_mean(model, MEAN)
    restored = model.get_layer("decoder").predict(np.zeros((1, 4)), verbose=0)
    np.testing.assert_allclose(restored.ravel(), [0.02, 0.1, 0.5, 0.7, 0.9, 0.98], atol=1e-6)
    after = keras.ops.convert_to_numpy(model.get_layer("encoder").get_layer("code").kernel)
    np.testing.assert_array_equal(after, kernel)


@pytest.mark.parametrize(
    ("model", "words"),
    [
        (builders.stacked(SHAPE, [6], 4), "it has hidden layers"),
        (builders.vanilla(SHAPE, 4, output_activation="relu"), "neither sigmoid nor linear"),
        (keras.Sequential([keras.Input(SHAPE)]), "No such layer: encoder"),
    ],
)
def test_other_models_are_refused(model, words):
    with pytest.raises(ValueError, match=f"Expected `autoencoder`.*{words}"):
        training.start_at_mean(model, MEAN)


@pytest.mark.parametrize("mean", [MEAN.ravel(), MEAN[:, :2], 255 * MEAN, MEAN - 0.5])
def test_other_mean_images_are_refused(mean):
    with pytest.raises(ValueError, match="Expected `mean_image`"):
        training.start_at_mean(builders.vanilla(SHAPE, 4), mean)
