from pathlib import Path

import keras
import numpy as np
import pytest
from saving import assert_survives_saving

from autoencoder_course import metrics, profile
from keras_autoencoders import builders, layers, regularizers

SHAPE = (4, 4, 1)
IMAGES = np.random.default_rng(0).random((8, *SHAPE), "float32")
PENALTIES = {
    "kl": (regularizers.KLSparsity(0.05, 0.5), "sigmoid"),
    "l1": (keras.regularizers.L1(0.01), "relu"),
    "keras": (keras.regularizers.L2(0.01), "tanh"),
    "k_sparse": (layers.KSparse(3), "linear"),
    "none": (None, "relu"),
}


def values(tensor):
    return keras.ops.convert_to_numpy(tensor)


@pytest.mark.backends
@pytest.mark.parametrize("name", PENALTIES)
def test_model_survives_saving(name, tmp_path):
    penalty, activation = PENALTIES[name]
    model = builders.sparse(SHAPE, 40, penalty, activation=activation)
    loaded = assert_survives_saving(model, tmp_path)
    model(IMAGES)
    loaded(IMAGES)
    before, after = (float(values(sum(each.losses, 0.0))) for each in (model, loaded))
    assert after == pytest.approx(before, rel=1e-5)
    assert (before > 0) == (name in ("kl", "l1", "keras"))


def test_tied_model_has_half_the_weights():
    tied = builders.sparse(SHAPE, 40, layers.KSparse(3), activation="linear", tied=True)
    assert tied.count_params() == 16 * 40 + 40 + 16


@pytest.mark.backends
def test_loss_is_the_error_plus_the_penalty_on_the_code():
    model = builders.sparse(SHAPE, 40, keras.regularizers.L1(0.01))
    model.compile("adam", "mse", metrics=["mse"])
    loss, error = model.evaluate(IMAGES, IMAGES, verbose=0)
    codes = values(model.get_layer("encoder")(IMAGES))
    assert loss - error == pytest.approx(0.01 * codes.sum() / len(IMAGES), rel=1e-3)


def test_k_sparse_code_has_k_active_units():
    model = builders.sparse(SHAPE, 40, layers.KSparse(4), activation="linear")
    codes = values(model.get_layer("encoder")(IMAGES))
    assert np.count_nonzero(codes, axis=1).tolist() == [4] * 8
    assert metrics.fraction_near_zero(codes) >= 0.9


@pytest.mark.backends
def test_k_can_be_lowered_and_the_training_goes_on():
    """Compiling again makes Keras see the new k; the optimiser keeps its steps."""
    penalty = layers.KSparse(20)
    model = builders.sparse(SHAPE, 40, penalty, activation="linear")
    optimizer = keras.optimizers.Adam(1e-3)
    for kept in (20, 4):
        penalty.k = kept
        model.compile(optimizer, "mse")
        kernel = values(model.get_layer("decoder").get_layer("pixels").kernel)
        model.fit(IMAGES[:1], IMAGES[:1], epochs=1, verbose=0)
    # One image is no reason to change what the units draw that are off.
    moved = (values(model.get_layer("decoder").get_layer("pixels").kernel) != kernel).any(axis=1)
    assert moved.sum() == 20  # Adam still moves the 20 of the first step, on the way that it had
    assert int(values(optimizer.iterations)) == 2
    codes = model.get_layer("encoder").predict(IMAGES, verbose=0)
    assert np.count_nonzero(codes, axis=1).tolist() == [4] * 8


def test_kernel_regularizer_weighs_the_encoder_only():
    model = builders.sparse(SHAPE, 5, None, kernel_regularizer="l1")
    kernel = model.get_layer("encoder").get_layer("code").kernel
    expected = 0.01 * np.abs(values(kernel)).sum()
    assert values(sum(model.losses)) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("activation", ["relu", "tanh", "linear", None, "gelu", "exponential"])
def test_kl_refuses_an_activation_that_can_leave_0_to_1(activation):
    with pytest.raises(ValueError, match=r"Expected `activation` to stay in \(0, 1\).*sigmoid"):
        builders.sparse(SHAPE, 5, regularizers.KLSparsity(), activation=activation)


@pytest.mark.parametrize(
    "activation", ["sigmoid", "hard_sigmoid", "softmax", lambda x: 0.5 + 0.5 * keras.ops.tanh(x)]
)
def test_kl_takes_any_activation_that_stays_in_0_to_1(activation):
    builders.sparse(SHAPE, 5, regularizers.KLSparsity(), activation=activation)


@pytest.mark.parametrize("penalty", [0.1, "sparse", [1]])
def test_penalty_that_is_none_is_refused(penalty):
    with pytest.raises(ValueError, match="Expected `penalty` to be an activity regularizer"):
        builders.sparse(SHAPE, 5, penalty)


def test_wrong_sizes_are_refused():
    with pytest.raises(ValueError, match="Expected `code_size` to be a positive integer"):
        builders.sparse(SHAPE, 0, None)
    with pytest.raises(ValueError, match="Expected `input_shape`"):
        builders.sparse((16,), 5, None)


def test_the_builder_makes_what_lecture_3_writes_out():
    lecture = Path(__file__).parents[2] / "course" / "03_sparse.py"
    cells = lecture.read_text("utf-8").split("# %%")
    code = next(cell for cell in cells if "autoencoder = keras.Model(" in cell)
    penalty = keras.regularizers.L1
    by_hand = {
        "keras": keras, "layers": keras.layers, "profile": profile, "L1": penalty, "L1_WEIGHT": 0.1
    }  # fmt: skip
    exec(code, by_hand)
    profile.set_seed()
    built = builders.sparse((28, 28, 1), 400, penalty(0.1), activation="relu")
    written = by_hand["autoencoder"]
    for ours, theirs in zip(built.get_weights(), written.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)
    images = np.random.default_rng(0).random((3, 28, 28, 1), dtype="float32")
    np.testing.assert_array_equal(values(built(images)), values(written(images)))
    ours, theirs = (float(values(sum(model.losses))) for model in (built, written))
    assert ours == theirs > 0
