import keras
import numpy as np
import pytest
from saving import assert_survives_saving

from keras_autoencoders import builders

SHAPE = (8, 12, 3)


def values(tensor):
    return keras.ops.convert_to_numpy(tensor)


def kernel(inputs, outputs):
    """Weights of a 3 × 3 convolution with a bias."""
    return 9 * inputs * outputs + outputs


def published(input_shape=(32, 32, 3), filters=(64, 128, 128), code_size=1024):
    return builders.convolutional(
        input_shape,
        filters,
        code_size,
        decoder_filters=(filters[1], filters[0], filters[0]),
        activation=keras.layers.LeakyReLU(0.1),
        output_activation="relu",
        up_sampling="bilinear",
        padding="symmetric",
    )


def test_published_network_has_the_published_layers():
    model = published()
    encoder = kernel(3, 64) + kernel(64, 128) + kernel(128, 128) + 2048 * 1024 + 1024
    decoder = 1024 * 2048 + 2048
    decoder += kernel(128, 128) + kernel(128, 64) + kernel(64, 64) + kernel(64, 3)
    assert model.get_layer("encoder").count_params() == encoder == 2_321_408
    assert model.get_layer("decoder").count_params() == decoder == 2_359_235
    assert model.get_layer("encoder").output_shape == (None, 1024)


def test_layers_of_one_shape_start_differently_whatever_gives_the_start():
    starts = []
    for start in ("he_normal", keras.initializers.HeNormal()):
        keras.utils.set_random_seed(0)
        model = builders.convolutional((8, 8, 4), [4, 4], kernel_initializer=start)
        first, second = (values(layer.kernel) for layer in model.get_layer("encoder").layers)
        assert first.shape == second.shape
        assert np.abs(first - second).max() > 0.01
        starts.append(first)
    np.testing.assert_array_equal(*starts)  # drawn when the model is built, not before


@pytest.mark.backends
@pytest.mark.parametrize(
    ("code_size", "options"),
    [
        (None, {}),
        (5, {"down_sampling": "max_pooling", "up_sampling": "bilinear", "code_activation": None}),
        (5, {"padding": "symmetric", "up_sampling": "transposed", "kernel_size": 5}),
    ],
)
def test_model_survives_saving(code_size, options, tmp_path):
    assert_survives_saving(builders.convolutional(SHAPE, [4, 6], code_size, **options), tmp_path)


@pytest.mark.backends
def test_published_network_survives_saving(tmp_path):
    assert_survives_saving(published((8, 8, 3), (4, 6, 6), 5), tmp_path)


def test_code_is_a_feature_map_without_a_code_size():
    model = builders.convolutional(SHAPE, [4, 6], activation="relu", code_activation="tanh")
    encoder, decoder = model.get_layer("encoder"), model.get_layer("decoder")
    assert encoder.output_shape == (None, 2, 3, 6)
    assert [layer.name for layer in encoder.layers] == ["conv_1", "code"]
    assert encoder.get_layer("code").activation.__name__ == "tanh"
    assert encoder.get_layer("conv_1").activation.__name__ == "relu"
    assert decoder.output_shape == (None, *SHAPE)


@pytest.mark.backends
def test_symmetric_padding_sees_one_pixel_further_up_and_left():
    def centre_of_first_output(padding):
        model = builders.convolutional(
            (4, 4, 1), [1], activation=None, padding=padding, kernel_initializer="ones"
        )
        pixels = np.arange(16, dtype="float32").reshape(1, 4, 4, 1)
        return values(model.get_layer("encoder")(pixels))[0, 0, 0, 0]

    # PyTorch's padding=1: rows and columns -1, 0, 1. Keras's "same": 0, 1, 2.
    assert centre_of_first_output("symmetric") == 0 + 1 + 4 + 5
    assert centre_of_first_output("same") == sum([0, 1, 2, 4, 5, 6, 8, 9, 10])


def test_kernel_initializer_is_used_everywhere():
    model = builders.convolutional(SHAPE, [4], 5, kernel_initializer="zeros")
    np.testing.assert_array_equal(values(model(np.ones((1, *SHAPE), "float32"))), 0.5)


def test_each_stage_may_have_a_kernel_size_of_its_own():
    model = builders.convolutional((8, 8, 1), [2, 3], kernel_size=[3, 5])
    encoder, decoder = model.get_layer("encoder"), model.get_layer("decoder")
    assert [layer.kernel.shape[0] for layer in encoder.layers] == [3, 5]
    convolutions = [layer for layer in decoder.layers if layer.weights]
    assert [layer.kernel.shape[0] for layer in convolutions] == [5, 3, 3]  # the pixels come last
    assert model.output_shape == (None, 8, 8, 1)


@pytest.mark.parametrize(
    "options",
    [{}, {"padding": "symmetric"}, {"up_sampling": "transposed"}, {"fuse_last_enlargement": True}],
)
def test_one_kernel_size_for_each_stage_is_the_same_as_one_for_all(options):
    shapes = [
        [weights.shape for weights in builders.convolutional(SHAPE, [4, 6], **options).weights]
        for options in (options, {**options, "kernel_size": [3, 3]})
    ]
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize(
    ("shape", "way"),
    [((28, 28, 1), "28×28 → 14×14 → 7×7,"), ((8, 6, 3), "8×6 → 4×3,"), ((7, 8, 3), "gives 7×8,")],
)
def test_shape_that_cannot_be_halved_is_refused_with_its_sizes(shape, way):
    with pytest.raises(ValueError, match=f"halved 3 times.*multiples of 8.*{way} and no further"):
        builders.convolutional(shape, [4, 4, 4])


@pytest.mark.parametrize(
    "options",
    [
        {"filters": []},
        {"filters": 32},
        {"filters": [4, -1]},
        {"decoder_filters": [4]},
        {"decoder_filters": [4, 0]},
        {"code_size": 0},
        {"kernel_size": 2.5},
        {"kernel_size": [3]},
        {"kernel_size": [3, 0]},
        {"kernel_size": 4, "padding": "symmetric"},
        {"kernel_size": [3, 4], "padding": "symmetric"},
        {"down_sampling": "mean_pooling"},
        {"up_sampling": "cubic"},
        {"padding": "valid"},
    ],
)
def test_wrong_arguments_are_refused_by_name(options):
    name = next(iter(options))
    with pytest.raises(ValueError, match=f"Expected `{name}` .*Received: {name}="):
        builders.convolutional(SHAPE, **{"filters": [4, 4], **options})
