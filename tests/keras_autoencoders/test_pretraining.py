import keras
import numpy as np
import pytest

from keras_autoencoders import builders, layers, training

SHAPE = (4, 4, 1)
IMAGES = np.random.default_rng(0).random((48, *SHAPE), "float32")


def stack(**options):
    return builders.stacked(SHAPE, [10], 4, **options)


def pretrain(model, images=IMAGES, **options):
    return training.pretrain_layerwise(model, images, **{"epochs": 1, "batch_size": 16, **options})


def assert_same_weights(first, second):
    for one, other in zip(first.get_weights(), second.get_weights(), strict=True):
        np.testing.assert_allclose(one, other, atol=1e-6)


@pytest.mark.backends
@pytest.mark.parametrize("tied", [False, True])
def test_every_layer_learns_to_restore_what_the_layers_below_compute(tied):
    model = stack(activation="sigmoid", tied=tied)
    histories = pretrain(model, epochs=40, optimizer=keras.optimizers.Adam(0.02))
    assert [len(history.history["loss"]) for history in histories] == [40, 40]
    encoder, decoder = model.get_layer("encoder"), model.get_layer("decoder")
    inputs = IMAGES.reshape(48, 16)
    names = (("hidden_1", "pixels"), ("code", "hidden_1"))
    for history, (down, up) in zip(histories, names, strict=True):
        codes = encoder.get_layer(down)(inputs)
        restored = keras.ops.convert_to_numpy(decoder.get_layer(up)(codes))
        losses = history.history["loss"]
        assert losses[-1] < losses[0]
        # The mean loss of the last epoch and the error after it.
        assert np.mean((restored - inputs) ** 2) == pytest.approx(losses[-1], rel=0.05)
        inputs = keras.ops.convert_to_numpy(codes)


@pytest.mark.backends
def test_result_does_not_depend_on_the_weights_before():
    first, second = stack(), stack()
    for model in (first, second):
        pretrain(model, seed=1, corruption=layers.Corruption("mask_pixels", 0.25))
    assert_same_weights(first, second)


def test_result_depends_on_the_seed():
    first, second = builders.vanilla(SHAPE, 4), builders.vanilla(SHAPE, 4)
    pretrain(first, seed=1)
    pretrain(second, seed=2)
    assert not np.allclose(first.get_weights()[0], second.get_weights()[0])


def test_test_images_are_never_seen():
    data = np.concatenate([IMAGES, np.full_like(IMAGES, np.nan)])
    data.flags.writeable = False
    train_only, beside_test = stack(), stack()
    pretrain(train_only, IMAGES)
    pretrain(beside_test, data[:48])
    assert np.all(np.isfinite(np.concatenate([w.ravel() for w in beside_test.get_weights()])))
    assert_same_weights(train_only, beside_test)


def test_codes_are_computed_once_a_layer(monkeypatch):
    shapes = []
    predict = keras.Model.predict

    def spy(model, inputs, **options):
        shapes.append(inputs.shape)
        return predict(model, inputs, **options)

    monkeypatch.setattr(keras.Model, "predict", spy)
    pretrain(builders.stacked(SHAPE, [10, 6], 4), epochs=3)
    assert shapes == [(48, *SHAPE), (48, 10)]  # the code's own codes are not needed


@pytest.mark.backends
@pytest.mark.skipif(keras.backend.backend() != "tensorflow", reason="about TensorFlow's graphs")
def test_each_layers_step_is_traced_once(monkeypatch):
    traced, original = [], keras.Model.train_step

    def train_step(model, data):
        traced.append(model)
        return original(model, data)

    monkeypatch.setattr(keras.Model, "train_step", train_step)
    pretrain(stack(), epochs=2)
    assert len(traced) == len(set(traced)) == 2  # two layers, two models


def test_corruption_spoils_inputs_but_not_targets():
    model = builders.vanilla(SHAPE, 3, activation="linear", output_activation="linear")
    everything = layers.Corruption("mask_pixels", 1.0)
    flat = np.full_like(IMAGES, 0.8)
    pretrain(model, flat, corruption=everything, optimizer=keras.optimizers.SGD(2.0), epochs=20)
    # From inputs that are all black, only the last bias can restore the images.
    dark = keras.ops.convert_to_numpy(model(np.zeros_like(IMAGES[:1])))
    np.testing.assert_allclose(dark, flat[:1], atol=0.01)


def test_every_layer_gets_its_own_optimizer():
    optimizer = keras.optimizers.Adam(0.1)
    pretrain(stack(), optimizer=optimizer)
    assert not optimizer.built


def test_compiled_denoising_and_sparse_stacks_can_be_pretrained():
    noise = layers.Corruption("gaussian", 0.3, seed=0)
    model = builders.denoising(SHAPE, [10], 4, noise)
    model.compile("adam", "mse")
    assert len(pretrain(model)) == 2
    assert len(pretrain(builders.sparse(SHAPE, 20, "l1"))) == 1


@pytest.mark.parametrize(
    "model",
    [
        builders.convolutional(SHAPE, [2]),
        builders.sparse(SHAPE, 8, layers.KSparse(2)),
        keras.Sequential([keras.Input(SHAPE), keras.layers.Flatten()]),
        "stacked",
    ],
)
def test_other_models_are_refused(model):
    with pytest.raises(
        ValueError, match=r"Expected `autoencoder` to be dense layers and their mir"
    ):
        pretrain(model)


def test_decoder_that_is_no_mirror_is_refused():
    one, other = builders.vanilla(SHAPE, 4), builders.stacked(SHAPE, [10], 4)
    encoder, decoder = one.get_layer("encoder"), other.get_layer("decoder")
    images = keras.Input(SHAPE)
    with pytest.raises(ValueError, match="Expected `autoencoder`"):
        pretrain(keras.Model(images, decoder(encoder(images))))


def test_wrong_images_are_refused():
    with pytest.raises(
        ValueError, match=r"`images` to have the shape \(None, 4, 4, 1\).*\(48, 16\)"
    ):
        pretrain(stack(), IMAGES.reshape(48, 16))
    with pytest.raises(ValueError, match="Expected `images`"):
        pretrain(stack(), IMAGES[:0])


@pytest.mark.parametrize("name", ["epochs", "batch_size"])
def test_wrong_numbers_are_refused(name):
    with pytest.raises(ValueError, match=f"Expected `{name}` to be a positive integer"):
        pretrain(stack(), **{name: 0})


def test_corruption_that_is_no_layer_is_refused():
    with pytest.raises(ValueError, match="Expected `corruption` to be a layer or None"):
        pretrain(stack(), corruption=0.25)


def test_corruption_that_would_clip_codes_is_refused():
    with pytest.raises(ValueError, match=r"inputs from -.*'gaussian' is for \[0, 1\] only"):
        pretrain(stack(activation="tanh"), corruption=layers.Corruption("gaussian", 0.1))
