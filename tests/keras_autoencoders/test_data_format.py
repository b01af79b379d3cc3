"""Builders make the same models whatever image format Keras is set to."""

import keras
import numpy as np
import pytest
from sklearn.decomposition import PCA

from keras_autoencoders import builders, layers

SHAPE = (8, 12, 3)
IMAGES = np.random.default_rng(0).random((2, *SHAPE), "float32")
MODELS = {
    "vanilla": lambda: builders.vanilla(SHAPE, 4),
    "stacked": lambda: builders.stacked(SHAPE, [12], 4),
    "k-sparse": lambda: builders.sparse(SHAPE, 10, layers.KSparse(3), activation="linear"),
    "strides": lambda: builders.convolutional(SHAPE, [4, 8], 6),
    "pooling": lambda: builders.convolutional(SHAPE, [4], 6, down_sampling="max_pooling"),
    "transposed": lambda: builders.convolutional(SHAPE, [4], 6, up_sampling="transposed"),
    "symmetric": lambda: builders.convolutional(SHAPE, [4], 6, padding="symmetric"),
    "fused": lambda: builders.convolutional(SHAPE, [4], fuse_last_enlargement=True),
    "variational": lambda: builders.variational(SHAPE, [12], 4),
    "refinement": lambda: builders.refinement(SHAPE, 4, 1),
    "linear path": lambda: builders.add_linear_path(
        builders.refinement(SHAPE, 4, 1), PCA(2).fit(IMAGES.reshape(2, -1)), 2
    ),
    "residual": lambda: builders.residual(SHAPE, 6, filters=4),
    "denoising": lambda: builders.denoising(
        SHAPE, filters=[4], corruption=layers.Corruption("gaussian", 0.3)
    ),
    "contractive": lambda: builders.contractive(SHAPE, 6, 1e-3),
    "contractive, estimated": lambda: builders.contractive(SHAPE, 6, 1e-3, directions=1),
}


@pytest.mark.parametrize("name", MODELS)
def test_channels_first_in_the_settings_changes_no_model(name, request):
    keras.utils.set_random_seed(0)
    usual = MODELS[name]()
    keras.config.set_image_data_format("channels_first")
    request.addfinalizer(lambda: keras.config.set_image_data_format("channels_last"))
    keras.utils.set_random_seed(0)
    model = MODELS[name]()
    assert model.output_shape == (None, *SHAPE)
    np.testing.assert_array_equal(model(IMAGES), usual(IMAGES))


def test_a_classifier_is_the_same_too(request):
    keras.utils.set_random_seed(0)
    usual = builders.classifier(MODELS["vanilla"]().get_layer("encoder"), 3)
    keras.config.set_image_data_format("channels_first")
    request.addfinalizer(lambda: keras.config.set_image_data_format("channels_last"))
    keras.utils.set_random_seed(0)
    model = builders.classifier(MODELS["vanilla"]().get_layer("encoder"), 3)
    np.testing.assert_array_equal(model(IMAGES), usual(IMAGES))
