"""The vanilla autoencoder and the classifier on top of an encoder."""

from pathlib import Path

import keras
import numpy as np
import pytest

from autoencoder_course import profile
from keras_autoencoders import builders

pytestmark = pytest.mark.backends

IMAGES = np.random.default_rng(0).random((5, 4, 3, 2), dtype="float32")


def test_images_come_out_in_the_shape_that_went_in():
    model = builders.vanilla((4, 3, 2), 6)
    assert model.predict(IMAGES, verbose=0).shape == IMAGES.shape
    assert model.get_layer("encoder").predict(IMAGES, verbose=0).shape == (5, 6)


def test_model_is_the_decoder_after_the_encoder():
    model = builders.vanilla((4, 3, 2), 6)
    codes = model.get_layer("encoder").predict(IMAGES, verbose=0)
    restored = model.get_layer("decoder").predict(codes, verbose=0)
    np.testing.assert_allclose(restored, model.predict(IMAGES, verbose=0), rtol=1e-5)


def test_output_equals_the_formula_computed_by_hand():
    model = builders.vanilla((4, 3, 2), 6)
    kernel, bias, back, offset = model.get_weights()
    code = np.maximum(IMAGES.reshape(5, 24) @ kernel + bias, 0)
    expected = 1 / (1 + np.exp(-(code @ back + offset)))
    np.testing.assert_allclose(model.predict(IMAGES, verbose=0).reshape(5, 24), expected, rtol=1e-4)


def test_there_are_two_matrices_and_two_biases():
    assert builders.vanilla((28, 28, 1), 100).count_params() == 2 * 784 * 100 + 100 + 784


def test_activations_can_be_left_out():
    model = builders.vanilla((4, 3, 2), 6, activation=None, output_activation=None)
    doubled = model.predict(2 * IMAGES, verbose=0)  # biases start at zero
    np.testing.assert_allclose(doubled, 2 * model.predict(IMAGES, verbose=0), rtol=1e-4)


def test_initializer_reaches_both_layers():
    model = builders.vanilla((4, 3, 2), 6, kernel_initializer="ones")
    kernels = [weight for weight in model.get_weights() if weight.ndim == 2]
    assert len(kernels) == 2
    assert all((kernel == 1).all() for kernel in kernels)


def test_layers_do_not_start_with_the_same_numbers_whatever_gives_the_start():
    starts = []
    for start in ("he_normal", keras.initializers.HeNormal()):
        keras.utils.set_random_seed(0)
        model = builders.vanilla((4, 4, 1), 16, kernel_initializer=start)
        down, up = (weight for weight in model.get_weights() if weight.ndim == 2)
        assert down.shape == up.shape
        assert np.abs(down - up).max() > 0.01
        starts.append(down)
    np.testing.assert_array_equal(*starts)  # drawn when the model is built, not before


def test_saved_model_loads_and_predicts_the_same(tmp_path):
    model = builders.vanilla((4, 3, 2), 6)
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(
        loaded.predict(IMAGES, verbose=0), model.predict(IMAGES, verbose=0)
    )
    assert loaded.get_layer("encoder").output_shape == (None, 6)


@pytest.mark.parametrize("shape", [(28, 28), 784, (0, 28, 1), (28.0, 28, 1), None, (True, 2, 2)])
def test_wrong_image_shape_is_named(shape):
    with pytest.raises(ValueError, match="`input_shape` to be .*Received: input_shape="):
        builders.vanilla(shape, 10)


@pytest.mark.parametrize("size", [0, -3, 2.5, "8", None, True])
def test_wrong_code_size_is_named(size):
    with pytest.raises(ValueError, match="`code_size` to be a positive integer. Received"):
        builders.vanilla((4, 4, 1), size)


def test_classifier_gives_probabilities():
    encoder = builders.vanilla((4, 3, 2), 6).get_layer("encoder")
    probabilities = builders.classifier(encoder, 7).predict(IMAGES, verbose=0)
    assert probabilities.shape == (5, 7)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-5)


def test_classifier_starts_from_the_encoders_weights_and_leaves_them_alone():
    encoder = builders.vanilla((4, 3, 2), 6).get_layer("encoder")
    before = [weight.copy() for weight in encoder.get_weights()]
    model = builders.classifier(encoder, 3)
    copied = model.get_layer("encoder").get_weights()
    assert all(map(np.array_equal, before, copied))
    model.compile("sgd", "sparse_categorical_crossentropy")
    model.fit(IMAGES, np.array([0, 1, 2, 0, 1]), verbose=0)
    assert all(map(np.array_equal, before, encoder.get_weights()))
    assert not np.array_equal(before[0], model.get_layer("encoder").get_weights()[0])


def test_frozen_encoder_stays_as_it_is_while_the_softmax_layer_learns():
    encoder = builders.vanilla((4, 3, 2), 6).get_layer("encoder")
    model = builders.classifier(encoder, 3, freeze_encoder=True)
    head = model.get_layer("probabilities").get_weights()[0]
    model.compile("sgd", "sparse_categorical_crossentropy")
    model.fit(IMAGES, np.array([0, 1, 2, 0, 1]), verbose=0)
    copied = model.get_layer("encoder").get_weights()
    assert all(map(np.array_equal, encoder.get_weights(), copied))
    assert not np.array_equal(head, model.get_layer("probabilities").get_weights()[0])
    assert encoder.trainable


@pytest.mark.parametrize("count", [1, 0, 2.0, "10"])
def test_wrong_class_count_is_named(count):
    encoder = builders.vanilla((4, 3, 2), 6).get_layer("encoder")
    with pytest.raises(ValueError, match="`class_count`"):
        builders.classifier(encoder, count)


@pytest.mark.parametrize("encoder", [None, "encoder", builders.vanilla((4, 3, 2), 6)])
def test_classifier_refuses_what_has_no_flat_code(encoder):
    with pytest.raises(ValueError, match="`encoder` to be a built keras.Model with codes"):
        builders.classifier(encoder, 10)


def test_the_builder_makes_what_lecture_1_writes_out():
    lecture = Path(__file__).parents[2] / "course" / "01_vanilla.py"
    cells = lecture.read_text("utf-8").split("# %%")
    code = next(cell for cell in cells if "autoencoder = keras.Model(" in cell)
    by_hand = {"keras": keras, "layers": keras.layers, "profile": profile}
    exec(code, by_hand)
    profile.set_seed()
    built = builders.vanilla((28, 28, 1), code_size=100)
    for ours, theirs in zip(built.get_weights(), by_hand["autoencoder"].get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)
    images = np.random.default_rng(0).random((3, 28, 28, 1), dtype="float32")
    np.testing.assert_array_equal(
        built.predict(images, verbose=0), by_hand["autoencoder"].predict(images, verbose=0)
    )
