import keras
import numpy as np
import pytest
from keras import ops

from keras_autoencoders.layers import Corruption, KSparse, TiedDense
from keras_autoencoders.layers._copy_layer import copy_layer

CODES = np.array([[0.1, 0.9, -0.5, 0.3], [2.0, -3.0, 1.0, 1.5]], "float32")


def values(tensor):
    return ops.convert_to_numpy(tensor)


def dense_with(kernel):
    dense = keras.layers.Dense(len(kernel[0]), name="code")
    dense.build((None, len(kernel)))
    dense.set_weights([np.array(kernel, "float32"), np.zeros(len(kernel[0]), "float32")])
    return dense


# TiedDense


@pytest.mark.backends
def test_tied_dense_multiplies_by_the_transposed_kernel_and_adds_its_own_bias():
    layer = TiedDense(3, dense_with([[1, 2], [3, 4], [5, 6]]), "relu")
    layer.build((None, 2))
    layer.bias.assign([0.0, 0.0, -20.0])
    # (1, 2) times the transposed kernel is (5, 11, 17).
    np.testing.assert_allclose(values(layer(np.array([[1.0, 2.0]], "float32"))), [[5, 11, 0]])


@pytest.mark.backends
def test_tied_decoder_on_its_own_follows_the_encoder():
    dense = dense_with([[1, 2], [3, 4], [5, 6]])
    decoder = keras.Sequential([keras.Input((2,)), TiedDense(3, dense)])
    codes = np.array([[1.0, 2.0]], "float32")
    np.testing.assert_allclose(decoder.predict(codes, verbose=0), [[5, 11, 17]])
    dense.kernel.assign(2 * dense.kernel)
    np.testing.assert_allclose(decoder.predict(codes, verbose=0), [[10, 22, 34]])


def test_untied_dense_refuses_to_compute_and_names_the_layer_it_needs():
    layer = copy_layer(TiedDense(3, dense_with([[1, 2], [3, 4], [5, 6]]), name="pixels"))
    with pytest.raises(ValueError, match=r"'pixels' to be tied .*'code'"):
        layer(np.ones((1, 2), "float32"))


def test_freezing_a_tied_layer_leaves_the_other_trainable():
    dense = dense_with([[1, 2], [3, 4], [5, 6]])
    layer = TiedDense(3, dense)
    layer.build((None, 2))
    layer.trainable = False
    assert len(dense.trainable_variables) == 2
    assert layer.trainable_variables == []


@pytest.mark.parametrize("other", [dense_with([[1, 2]]), keras.layers.Dense(2)])
def test_tied_dense_refuses_a_layer_that_does_not_fit(other):
    with pytest.raises(ValueError, match=r"kernel of shape \(3, inputs\)"):
        TiedDense(3, other)


def test_tied_dense_refuses_codes_of_another_size():
    with pytest.raises(ValueError, match=r"expected axis -1 .* to have value 2"):
        TiedDense(3, dense_with([[1, 2], [3, 4], [5, 6]]))(np.ones((1, 5), "float32"))


# KSparse


@pytest.mark.backends
def test_k_sparse_keeps_the_k_largest_activities():
    sparse = values(KSparse(2)(CODES, training=True))
    np.testing.assert_allclose(sparse, [[0, 0.9, 0, 0.3], [2, 0, 0, 1.5]])


def test_k_sparse_keeps_more_outside_training_if_asked():
    layer = KSparse(2, inference_factor=1.5)
    assert np.count_nonzero(values(layer(CODES)), axis=1).tolist() == [3, 3]
    assert np.count_nonzero(values(layer(CODES, training=True)), axis=1).tolist() == [2, 2]


def test_k_sparse_never_keeps_more_than_there_is():
    np.testing.assert_allclose(values(KSparse(3, inference_factor=10)(CODES)), CODES)


@pytest.mark.backends
def test_k_sparse_trains_only_the_units_that_it_keeps():
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(3), KSparse(1)])
    kernel = np.array([[1.0, 3.0, 2.0]], "float32")
    model.set_weights([kernel, np.zeros(3, "float32")])
    model.compile(keras.optimizers.SGD(0.1), "mse")
    model.fit(np.ones((1, 1)), np.zeros((1, 3)), verbose=0)
    # The loss 3² / 3 has the slope 2 · 3 / 3 = 2 at the unit that is kept.
    np.testing.assert_allclose(model.get_weights()[0], [[1.0, 2.8, 2.0]], rtol=1e-6)


def test_k_sparse_survives_its_config():
    layer = copy_layer(KSparse(2, inference_factor=1.5))
    assert (layer.k, layer.inference_factor) == (2, 1.5)


@pytest.mark.parametrize(("k", "factor"), [(0, 1), (2.5, 1), (True, 1), (2, 0.5), (2, None)])
def test_k_sparse_refuses_bad_arguments(k, factor):
    with pytest.raises(ValueError, match=r"Expected `(k|inference_factor)`"):
        KSparse(k, factor)


def test_k_sparse_refuses_to_keep_more_units_than_there_are():
    with pytest.raises(ValueError, match=r"at most the number of units, 4\. Received: k=5"):
        KSparse(5)(CODES)


# Corruption

KINDS = [
    "gaussian",
    "speckle",
    "uniform",
    "salt_and_pepper",
    "mask_pixels",
    "mask_patch",
    "stain",
]
GREY = np.full((4, 8, 8, 3), 0.5, "float32")


@pytest.mark.backends
@pytest.mark.parametrize("kind", KINDS)
def test_corruption_makes_fresh_noise_that_one_seed_reproduces(kind):
    first, second = Corruption(kind, 0.5, seed=7), Corruption(kind, 0.5, seed=7)
    runs = [[values(layer(GREY, training=True)) for _ in range(2)] for layer in (first, second)]
    np.testing.assert_array_equal(runs[0], runs[1])
    assert not np.array_equal(runs[0][0], runs[0][1])
    assert runs[0][0].shape == GREY.shape
    assert runs[0][0].min() >= 0
    assert runs[0][0].max() <= 1


@pytest.mark.backends
def test_corruption_has_the_promised_spread():
    noisy = values(
        Corruption("gaussian", 0.1, seed=0)(np.full((50, 10, 10, 1), 0.5), training=True)
    )
    assert noisy.mean() == pytest.approx(0.5, abs=0.005)  # 3.5 standard errors of 5000 draws
    assert noisy.std() == pytest.approx(0.1, abs=0.005)


def test_corruption_does_nothing_outside_training():
    np.testing.assert_array_equal(values(Corruption("gaussian", 0.5)(GREY)), GREY)


def test_corruption_without_a_seed_follows_the_global_seed():
    def noise(seed):
        keras.utils.set_random_seed(seed)
        return values(Corruption("gaussian", 0.1)(GREY, training=True))

    np.testing.assert_array_equal(noise(1), noise(1))
    assert not np.array_equal(noise(1), noise(2))


@pytest.mark.backends
def test_corruption_draws_an_amount_for_each_image_from_a_pair():
    grey = np.full((200, 10, 10, 1), 0.5, "float32")
    hidden = values(Corruption("mask_patch", (0.04, 0.64), seed=0)(grey, training=True)) == 0
    sides = np.sqrt(hidden.sum(axis=(1, 2, 3)))
    assert set(sides) <= {2, 3, 4, 5, 6, 7, 8}
    assert len(set(sides)) > 3


@pytest.mark.backends
def test_every_kind_works_within_fit():
    noise = [Corruption(kind, (0.1, 0.5), seed=0) for kind in KINDS]
    model = keras.Sequential([keras.Input(GREY.shape[1:]), *noise, keras.layers.Dense(3)])
    model.compile("sgd", "mse")
    history = model.fit(GREY, GREY, batch_size=3, verbose=0)  # batches of 3 and 1
    assert np.isfinite(history.history["loss"][0])


def test_corruption_survives_its_config():
    layer = copy_layer(Corruption("gaussian", (0.1, 0.5), seed=3))
    assert (layer.kind, layer.amount, layer.seed) == ("gaussian", (0.1, 0.5), 3)


def test_corruption_refuses_an_unknown_kind():
    with pytest.raises(ValueError, match=r"`kind` to be one of .*'mask_patch'.*kind='fog'"):
        Corruption("fog", 0.1)


@pytest.mark.parametrize(
    ("kind", "amount"),
    [
        ("gaussian", -0.1),
        ("speckle", np.inf),
        ("salt_and_pepper", 1.1),
        ("mask_pixels", "much"),
        ("mask_patch", (0.5, 0.1)),
        ("gaussian", (0.1, 0.2, 0.3)),
        ("gaussian", None),
    ],
)
def test_corruption_refuses_an_amount_out_of_range(kind, amount):
    with pytest.raises(ValueError, match=r"Expected `amount` to be a number .*Received: amount="):
        Corruption(kind, amount)


def test_patches_need_images():
    with pytest.raises(ValueError, match=r"shape \(n, height, width, channels\)"):
        Corruption("mask_patch", 0.25)(np.ones((2, 9), "float32"))
