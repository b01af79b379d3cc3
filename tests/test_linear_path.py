"""A convolutional autoencoder with a linear path starts as PCA, and can be trained from there."""

import keras
import numpy as np
import pytest
from saving import assert_survives_saving

from autoencoders import builders, metrics
from autoencoders.linear_path import add_linear_path

SHAPE = (8, 8, 3)
IMAGES = np.random.default_rng(0).random((120, *SHAPE), "float32") ** 4
PCA = metrics.fit_pca(IMAGES, 12)


def convolutional(code_size=5, **options):
    defaults = {"code_activation": None, "output_activation": None}
    return builders.convolutional(SHAPE, [4, 6], code_size, **{**defaults, **options})


def restored_by_pca(components):
    pca = metrics.fit_pca(IMAGES, components)
    return pca.inverse_transform(pca.transform(IMAGES.reshape(120, -1))).reshape(IMAGES.shape)


@pytest.mark.backends
def test_model_starts_as_pca():
    model = add_linear_path(convolutional(), PCA)
    np.testing.assert_allclose(model.predict(IMAGES, verbose=0), restored_by_pca(5), atol=1e-5)


def test_codes_have_a_spread_of_1_and_no_correlation():
    codes = add_linear_path(convolutional(), PCA).get_layer("encoder").predict(IMAGES, verbose=0)
    np.testing.assert_allclose(np.cov(codes.T), np.eye(5), atol=1e-4)


@pytest.mark.parametrize("trainable", [False, True])
def test_training_adds_to_pca(trainable):
    keras.utils.set_random_seed(0)
    model = add_linear_path(convolutional(), PCA, trainable=trainable)
    down = model.get_layer("encoder").get_layer("linear_code")
    before = down.get_weights()[0]
    model.compile(keras.optimizers.Adam(1e-3), "mse")
    model.fit(IMAGES, IMAGES, batch_size=20, epochs=5, verbose=0)
    error = metrics.mean_squared_error(IMAGES, model.predict(IMAGES, verbose=0))
    assert error < metrics.mean_squared_error(IMAGES, restored_by_pca(5))
    assert np.array_equal(down.get_weights()[0], before) != trainable


@pytest.mark.backends
def test_model_survives_saving(tmp_path):
    assert_survives_saving(add_linear_path(convolutional(), PCA), tmp_path)


@pytest.mark.parametrize(
    "options",
    [{"code_size": None}, {"code_activation": "relu"}, {"output_activation": "sigmoid"}],
)
def test_codes_and_pixels_have_to_be_linear(options):
    with pytest.raises(ValueError, match="dense linear code and linear pixels"):
        add_linear_path(convolutional(**options), PCA)


def test_pca_has_to_fit():
    with pytest.raises(ValueError, match=r"at least 13 components of 192 pixels.*\(12, 192\)"):
        add_linear_path(convolutional(13), PCA)
    with pytest.raises(ValueError, match="of 192 pixels"):
        add_linear_path(convolutional(), metrics.fit_pca(IMAGES[:, :4], 12))
