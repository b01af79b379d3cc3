import keras
import numpy as np
import pytest
from saving import assert_survives_saving

from keras_autoencoders import builders

SHAPE = (4, 3, 2)
IMAGES = np.random.default_rng(0).random((6, *SHAPE), "float32")


def values(tensor):
    return keras.ops.convert_to_numpy(tensor)


def test_parameters_are_those_of_the_mirrored_layers():
    model = builders.stacked((28, 28, 1), [1000, 500, 250], 30)
    kernels = 784 * 1000 + 1000 * 500 + 500 * 250 + 250 * 30
    biases = 2 * (1000 + 500 + 250) + 30 + 784
    assert model.count_params() == 2 * kernels + biases
    tied = builders.stacked((28, 28, 1), [1000, 500, 250], 30, tied=True)
    assert tied.count_params() == kernels + biases


def test_layers_mirror_each_other():
    model = builders.stacked(SHAPE, [12, 8], 3)
    encoder, decoder = model.get_layer("encoder"), model.get_layer("decoder")
    assert [layer.name for layer in encoder.layers[1:]] == ["hidden_1", "hidden_2", "code"]
    assert [layer.units for layer in encoder.layers[1:]] == [12, 8, 3]
    assert [layer.name for layer in decoder.layers[:-1]] == ["hidden_2", "hidden_1", "pixels"]
    assert [layer.units for layer in decoder.layers[:-1]] == [8, 12, 24]
    assert (encoder.output_shape, decoder.output_shape) == ((None, 3), (None, *SHAPE))


@pytest.mark.parametrize(
    ("code_activation", "expected"), [("same", "tanh"), ("linear", "linear"), (None, "linear")]
)
def test_code_has_the_activation_of_the_hidden_layers_unless_told(code_activation, expected):
    model = builders.stacked(SHAPE, [12], 3, activation="tanh", code_activation=code_activation)
    encoder, decoder = model.get_layer("encoder"), model.get_layer("decoder")
    assert encoder.get_layer("hidden_1").activation.__name__ == "tanh"
    assert encoder.get_layer("code").activation.__name__ == expected
    assert decoder.get_layer("hidden_1").activation.__name__ == "tanh"
    assert decoder.get_layer("pixels").activation.__name__ == "sigmoid"


def test_decoder_after_encoder_is_the_model():
    for tied in (False, True):
        model = builders.stacked(SHAPE, [12], 3, tied=tied)
        codes = model.get_layer("encoder")(IMAGES)
        restored = values(model.get_layer("decoder")(codes))
        np.testing.assert_allclose(restored, values(model(IMAGES)), atol=1e-6)


@pytest.mark.backends
@pytest.mark.parametrize("tied", [False, True])
def test_trained_model_survives_saving(tied, tmp_path):
    model = builders.stacked(SHAPE, [12, 8], 3, tied=tied)
    model.compile("adam", "mse")
    model.fit(IMAGES, IMAGES, verbose=0)
    loaded = assert_survives_saving(model, tmp_path)
    loaded.fit(IMAGES, IMAGES, verbose=0)  # with the optimizer's state


@pytest.mark.backends
def test_tied_weights_stay_tied_in_training_and_after_loading(tmp_path):
    built = builders.stacked(SHAPE, [12], 3, tied=True)
    for model in (built, assert_survives_saving(built, tmp_path)):
        model.compile("sgd", "mse")
        model.fit(IMAGES, IMAGES, verbose=0)
        encoder, decoder = model.get_layer("encoder"), model.get_layer("decoder")
        for down, up in (("hidden_1", "pixels"), ("code", "hidden_1")):
            assert decoder.get_layer(up).kernel is encoder.get_layer(down).kernel


@pytest.mark.backends
def test_clone_of_a_tied_model_is_tied_to_itself():
    model = builders.stacked(SHAPE, [12], 3, tied=True)
    clone = keras.models.clone_model(model)
    assert clone.count_params() == model.count_params()
    clone.set_weights(model.get_weights())
    np.testing.assert_allclose(values(clone(IMAGES)), values(model(IMAGES)), atol=1e-6)
    kernel = clone.get_layer("encoder").get_layer("code").kernel
    assert clone.get_layer("decoder").get_layer("hidden_1").kernel is kernel
    assert kernel is not model.get_layer("encoder").get_layer("code").kernel


def test_clone_of_a_tied_decoder_alone_refuses_to_compute():
    decoder = builders.stacked(SHAPE, [12], 3, tied=True).get_layer("decoder")
    with pytest.raises(ValueError, match="to be tied before it computes"):
        keras.models.clone_model(decoder)(np.ones((1, 3), "float32"))


def test_kernel_regularizer_is_for_the_encoder():
    model = builders.stacked(SHAPE, [12], 3, kernel_regularizer=keras.regularizers.L1(0.1))
    kernels = [layer.kernel for layer in model.get_layer("encoder").layers[1:]]
    expected = 0.1 * sum(np.abs(values(kernel)).sum() for kernel in kernels)
    assert values(sum(model.losses)) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("hidden_units", [[], (), [10, 0], [2.5], 10, None, "ten"])
def test_wrong_hidden_units_are_refused(hidden_units):
    with pytest.raises(ValueError, match=r"Expected `hidden_units` .*Received: hidden_units="):
        builders.stacked(SHAPE, hidden_units, 3)


def test_code_larger_than_the_layer_before_is_refused():
    with pytest.raises(ValueError, match=r"layer before, 8\. Received: code_size=9"):
        builders.stacked(SHAPE, [12, 8], 9)


@pytest.mark.parametrize("shape", [(28, 28), (28, 28, 0), 784, None])
def test_shape_that_is_not_an_images_is_refused(shape):
    with pytest.raises(ValueError, match=r"Expected `input_shape` to be \(height, width, channels"):
        builders.stacked(shape, [12], 3)
