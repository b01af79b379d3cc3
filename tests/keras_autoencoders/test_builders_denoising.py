import keras
import numpy as np
import pytest
from saving import assert_survives_saving

from keras_autoencoders import builders, layers

SHAPE = (8, 8, 1)
GREY = np.full((16, *SHAPE), 0.5, "float32")
NOISE = layers.Corruption("gaussian", 0.3, seed=5)


def values(tensor):
    return keras.ops.convert_to_numpy(tensor)


def dense(noise=NOISE, **options):
    return builders.denoising(SHAPE, [], 6, noise, **options)


def convolutional(noise=NOISE, **options):
    return builders.denoising(SHAPE, corruption=noise, filters=[4, 4], **options)


@pytest.mark.backends
@pytest.mark.parametrize("build", [dense, convolutional, lambda: dense(tied=True)])
def test_model_survives_saving(build, tmp_path):
    model = build()
    loaded = assert_survives_saving(model, tmp_path)
    assert loaded.get_layer("corruption").get_config()["seed"] == 5


@pytest.mark.backends
def test_epochs_see_different_noise_and_runs_with_one_seed_the_same():
    def losses(seed):
        # Without learning, only the noise changes the loss.
        keras.utils.set_random_seed(0)
        model = dense(layers.Corruption("gaussian", 0.3, seed=seed))
        model.compile(keras.optimizers.SGD(0.0), "mse")
        return model.fit(GREY, GREY, epochs=3, batch_size=16, verbose=0).history["loss"]

    first = losses(1)
    assert len(set(first)) == 3
    assert first == losses(1)
    assert first != losses(2)


def test_noise_is_on_in_training_only_and_not_in_the_encoder():
    model = dense()
    encoder = model.get_layer("encoder")
    clean = values(model(GREY))
    np.testing.assert_array_equal(clean, values(model(GREY)))
    assert not np.allclose(clean, values(model(GREY, training=True)))
    np.testing.assert_array_equal(values(encoder(GREY)), values(encoder(GREY, training=True)))


def test_each_model_has_its_own_noise():
    one, other = dense(), dense()
    one(GREY, training=True)
    first = values(one.get_layer("corruption")(GREY, training=True))
    assert one.get_layer("corruption") is not other.get_layer("corruption")
    other(GREY, training=True)
    np.testing.assert_array_equal(first, values(other.get_layer("corruption")(GREY, training=True)))


def test_dense_one_is_lecture_20s_network():
    model = builders.denoising((28, 28, 1), [], 400, NOISE, activation="tanh")
    assert model.count_params() == 784 * 400 + 400 + 400 * 784 + 784
    assert model.get_layer("encoder").get_layer("code").activation.__name__ == "tanh"


def test_options_reach_the_convolutions():
    model = convolutional(code_size=3, down_sampling="max_pooling")
    assert model.get_layer("encoder").output_shape == (None, 3)
    # 9·1·4 + 4, 9·4·4 + 4, 16·3 + 3; back 3·16 + 16, twice 9·4·4 + 4, 9·4·1 + 1
    assert model.count_params() == 40 + 148 + 51 + 64 + 148 + 148 + 37


def test_noise_layers_of_keras_will_do(tmp_path):
    model = dense(keras.layers.GaussianNoise(0.3))
    assert not np.allclose(values(model(GREY)), values(model(GREY, training=True)))
    assert_survives_saving(model, tmp_path)


@pytest.mark.parametrize("noise", [None, 0.3, "gaussian"])
def test_corruption_has_to_be_a_layer(noise):
    with pytest.raises(ValueError, match="Expected `corruption` to be a layer"):
        dense(noise)


def test_either_hidden_units_or_filters_have_to_be_given():
    for options in ({}, {"hidden_units": [8], "filters": [4]}):
        with pytest.raises(ValueError, match=r"Expected either `hidden_units` .* or `filters`"):
            builders.denoising(SHAPE, corruption=NOISE, **options)


def test_wrong_sizes_are_refused():
    with pytest.raises(ValueError, match="Expected `code_size` to be a positive integer"):
        builders.denoising(SHAPE, [8], None, NOISE)
    with pytest.raises(ValueError, match="8×8 → 4×4 → 2×2 → 1×1, and no further"):
        builders.denoising(SHAPE, corruption=NOISE, filters=[4] * 4)
