import keras
import numpy as np
import pytest
from saving import assert_survives_saving

from keras_autoencoders import builders

SHAPE = (8, 12, 3)


def values(tensor):
    return keras.ops.convert_to_numpy(tensor)


def convolution(side, inputs, outputs):
    """Weights of a convolution with a bias."""
    return side * side * inputs * outputs + outputs


def test_it_has_the_size_that_arithmetic_says():
    model = builders.residual(SHAPE, 7, filters=5, encoder_blocks=1, decoder_blocks=2, stride=4)
    places = 2 * 3
    encoder = convolution(4, 3, 5) + convolution(3, 5, 5) + places * 5 * 7 + 7
    decoder = 7 * places * 5 + places * 5 + 2 * convolution(3, 5, 5) + convolution(8, 5, 3)
    assert model.get_layer("encoder").count_params() == encoder
    assert model.get_layer("decoder").count_params() == decoder
    assert model.get_layer("encoder").output_shape == (None, 7)
    assert model.output_shape == (None, *SHAPE)


@pytest.mark.backends
def test_without_activations_it_is_linear():
    model = builders.residual(SHAPE, 7, filters=5, activation=None, mean=0.25)
    first, second = np.random.default_rng(0).random((2, 4, *SHAPE), "float32")
    middle = values(model((first + second) / 2))
    np.testing.assert_allclose(
        middle, (values(model(first)) + values(model(second))) / 2, atol=1e-5
    )


def test_an_image_of_the_mean_colour_has_the_code_0_and_comes_back():
    colour = np.array([0.2, 0.5, 0.7], "float32")
    model = builders.residual(SHAPE, 7, filters=5, mean=colour)
    images = np.broadcast_to(colour, (2, *SHAPE))
    np.testing.assert_allclose(values(model.get_layer("encoder")(images)), 0, atol=1e-6)
    np.testing.assert_allclose(values(model(images)), images, atol=1e-6)


def test_kernels_of_twice_the_stride_paint_every_pixel_equally_often():
    def painted(size):
        model = builders.residual(
            (32, 32, 1), 1, filters=1, decoder_blocks=0, mean=0.0, decoder_kernel_size=size
        )
        pixels = model.get_layer("decoder").get_layer("pixels")
        pixels.kernel.assign(np.ones(pixels.kernel.shape))
        return values(pixels(np.ones((1, 8, 8, 1), "float32")))[0, 8:-8, 8:-8, 0]

    np.testing.assert_array_equal(painted(4), 1)
    np.testing.assert_array_equal(painted(None), 4)
    assert set(painted(5).ravel()) == {1, 2, 4}  # neighbours overlap by one row and column


@pytest.mark.backends
@pytest.mark.parametrize("options", [{}, {"output_activation": "sigmoid", "activation": "silu"}])
def test_model_survives_saving(options, tmp_path):
    mean = np.array([0.1, 0.2, 0.3], "float32")
    assert_survives_saving(builders.residual(SHAPE, 5, filters=4, mean=mean, **options), tmp_path)


@pytest.mark.parametrize(
    "options",
    [
        {"input_shape": (8, 10, 3)},
        {"code_size": 0},
        {"filters": 0},
        {"encoder_blocks": -1},
        {"decoder_blocks": 1.5},
        {"stride": 0},
        {"decoder_kernel_size": 3},
        {"mean": [0.1, 0.2]},
        {"mean": float("nan")},
    ],
)
def test_wrong_arguments_are_refused_by_name(options):
    name = next(iter(options))
    with pytest.raises(ValueError, match=f"Expected `{name}` .*Received: {name}="):
        builders.residual(**{"input_shape": SHAPE, "code_size": 5, **options})


def test_the_mean_of_pixels_from_0_to_255_is_refused():
    with pytest.raises(ValueError, match=r"Expected `mean` with values in \[0, 1\].*divide"):
        builders.residual(SHAPE, 5, mean=130)
