"""Enlarging and convolving in one layer: the same numbers as in two, with less work."""

import keras
import numpy as np
import pytest
from saving import assert_survives_saving

from keras_autoencoders import builders, layers

MAPS = np.random.default_rng(0).normal(size=(3, 4, 6, 5)).astype("float32")


def values(tensor):
    return keras.ops.convert_to_numpy(tensor)


def in_two_layers(filters, kernel_size, interpolation, activation=None):
    return keras.Sequential(
        [
            keras.Input(MAPS.shape[1:]),
            keras.layers.UpSampling2D(2, interpolation=interpolation),
            keras.layers.Conv2D(filters, kernel_size, padding="same", activation=activation),
        ]
    )


def in_one_layer(*args):
    return keras.Sequential([keras.Input(MAPS.shape[1:]), layers.EnlargedConv2D(*args)])


@pytest.mark.backends
def test_a_small_map_by_hand():
    layer = layers.EnlargedConv2D(1, 3, "bilinear", kernel_initializer="ones")
    outputs = values(layer(np.array([[0, 4]], "float32").reshape(1, 1, 2, 1)))
    assert outputs.shape == (1, 2, 4, 1)
    # Enlarged, the row 0 4 is 0 1 3 4, twice. Each output sees both rows and, beyond, zeros.
    sums_of_three = [0 + 1, 0 + 1 + 3, 1 + 3 + 4, 3 + 4]
    np.testing.assert_allclose(outputs[0, :, :, 0], 2 * np.array([sums_of_three] * 2), atol=1e-6)


@pytest.mark.backends
@pytest.mark.parametrize("interpolation", ["nearest", "bilinear"])
@pytest.mark.parametrize("kernel_size", [1, 2, 3, 5])
def test_it_computes_what_two_layers_compute(interpolation, kernel_size):
    two = in_two_layers(2, kernel_size, interpolation, "tanh")
    one = in_one_layer(2, kernel_size, interpolation, "tanh")
    two.layers[-1].bias.assign([0.5, -0.5])
    one.set_weights(two.get_weights())
    assert one.output_shape == two.output_shape == (None, 8, 12, 2)
    np.testing.assert_allclose(values(one(MAPS)), values(two(MAPS)), atol=2e-6)


@pytest.mark.backends
@pytest.mark.parametrize("interpolation", ["nearest", "bilinear"])
def test_it_learns_what_two_layers_learn(interpolation):
    # The convolution before it has the gradient of the inputs to go by.
    trained = []
    for make in (in_two_layers, in_one_layer):
        keras.utils.set_random_seed(0)
        model = keras.Sequential(
            [
                keras.Input(MAPS.shape[1:]),
                keras.layers.Conv2D(5, 1, activation="tanh"),
                *make(2, 3, interpolation).layers,
            ]
        )
        model.compile(keras.optimizers.SGD(0.5), "mse")
        before = model.get_weights()
        model.fit(MAPS, np.ones((3, 8, 12, 2), "float32"), batch_size=3, epochs=3, verbose=0)
        trained.append(model.get_weights())
        for start, end in zip(before, trained[-1], strict=True):
            assert np.abs(end - start).max() > 1e-3
    for two, one in zip(*trained, strict=True):
        np.testing.assert_allclose(one, two, atol=1e-5)


def test_it_starts_with_the_weights_that_a_convolution_starts_with():
    starts = []
    for make in (in_two_layers, in_one_layer):
        keras.utils.set_random_seed(0)
        starts.append(make(2, 3, "nearest").get_weights())
    for two, one in zip(*starts, strict=True):
        np.testing.assert_array_equal(one, two)


@pytest.mark.backends
def test_it_computes_in_half_precision_where_it_is_told_to():
    layer = layers.EnlargedConv2D(2, 3, "bilinear", dtype="mixed_float16")
    outputs = layer(MAPS)
    assert keras.backend.standardize_dtype(outputs.dtype) == "float16"
    assert keras.backend.standardize_dtype(layer.kernel.dtype) == "float32"
    exact = layers.EnlargedConv2D(2, 3, "bilinear")
    exact.build(MAPS.shape)
    exact.set_weights(layer.get_weights())
    np.testing.assert_allclose(values(outputs), values(exact(MAPS)), atol=0.02)


@pytest.mark.backends
def test_a_decoder_that_ends_with_it_survives_saving(tmp_path):
    model = builders.convolutional(
        (8, 8, 3),
        [4, 16],
        5,
        decoder_filters=[4, 16],
        up_sampling="bilinear",
        output_activation=keras.layers.LeakyReLU(0.1),
        kernel_initializer=keras.initializers.VarianceScaling(1 / 3, "fan_in", "uniform"),
        fuse_last_enlargement=True,
    )
    loaded = assert_survives_saving(model, tmp_path)
    pixels = loaded.get_layer("decoder").get_layer("pixels")
    assert isinstance(pixels, layers.EnlargedConv2D)
    assert pixels.kernel_initializer.scale == 1 / 3


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        ({"filters": 0, "kernel_size": 3}, "filters"),
        ({"filters": 2, "kernel_size": 1.5}, "kernel_size"),
        ({"filters": 2, "kernel_size": 3, "interpolation": "cubic"}, "interpolation"),
    ],
)
def test_wrong_arguments_are_refused_by_name(arguments, name):
    with pytest.raises(ValueError, match=f"Expected `{name}` .*Received: {name}="):
        layers.EnlargedConv2D(**arguments)


@pytest.mark.parametrize("shape", [(None, None, 4, 3), (None, 4, 3)])
def test_maps_of_no_fixed_size_are_refused(shape):
    with pytest.raises(ValueError, match="fixed size.*Received: shape"):
        layers.EnlargedConv2D(2, 3).build(shape)


@pytest.mark.parametrize("shape", [(2, 4, 6, 10), (3, 6, 4, 5), (3, 4, 6, 1)])
def test_maps_of_another_size_than_the_first_are_refused(shape):
    layer = layers.EnlargedConv2D(2, 3)
    layer.build(MAPS.shape)
    with pytest.raises(ValueError, match="expected shape"):
        layer(np.zeros(shape, "float32"))


@pytest.mark.backends
@pytest.mark.parametrize("up_sampling", ["nearest", "bilinear"])
def test_a_decoder_ends_with_it_if_asked_and_restores_the_same(up_sampling):
    options = {"decoder_filters": [4, 16], "up_sampling": up_sampling}
    model = builders.convolutional((8, 8, 3), [4, 16], **options)
    asked = builders.convolutional((8, 8, 3), [4, 16], **options, fuse_last_enlargement=True)
    plain, fused = model.get_layer("decoder"), asked.get_layer("decoder")
    assert type(plain.get_layer("pixels")) is keras.layers.Conv2D
    assert isinstance(fused.get_layer("pixels"), layers.EnlargedConv2D)
    assert sum(isinstance(layer, keras.layers.UpSampling2D) for layer in fused.layers) == 1
    plain.set_weights(fused.get_weights())
    some = np.random.default_rng(1).normal(size=(2, *fused.input_shape[1:])).astype("float32")
    np.testing.assert_allclose(values(fused(some)), values(plain(some)), atol=1e-6)


def test_a_transposed_decoder_has_no_enlargement_to_fuse():
    with pytest.raises(ValueError, match="Expected `fuse_last_enlargement` to be False"):
        builders.convolutional((8, 8, 3), [4], up_sampling="transposed", fuse_last_enlargement=True)
