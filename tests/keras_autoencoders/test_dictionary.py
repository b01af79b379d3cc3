import keras
import numpy as np
import pytest

from keras_autoencoders import builders
from keras_autoencoders.layers import AuxiliaryLoss, DeadCodes

CODES = np.array([[5.0, 3.0, 2.0, 1.0], [4.0, 3.5, 1.0, 2.0]], "float32")
KEPT = np.array([[5.0, 0.0, 0.0, 0.0], [4.0, 0.0, 0.0, 0.0]], "float32")


def values(tensor):
    return keras.ops.convert_to_numpy(tensor)


def vectors(count=64, width=6, seed=0):
    return np.random.default_rng(seed).normal(size=(count, width)).astype("float32")


@pytest.mark.backends
def test_dead_units_answer_once_they_were_silent_for_as_many_batches_as_allowed():
    layer = DeadCodes(count=2, patience=2)
    np.testing.assert_array_equal(values(layer([CODES, KEPT], training=True)), 0)
    answer = values(layer([CODES, KEPT], training=True))
    # Units 1 to 3 are dead; of them the two largest of each row answer.
    np.testing.assert_array_equal(answer, [[0, 3, 2, 0], [0, 3.5, 0, 2]])


@pytest.mark.backends
def test_a_unit_that_is_kept_once_is_alive_again():
    layer = DeadCodes(count=4, patience=2)
    for _ in range(2):
        layer([CODES, KEPT], training=True)
    answer = values(layer([CODES, CODES * [0, 1, 0, 0]], training=True))
    np.testing.assert_array_equal(answer, [[0, 0, 2, 1], [0, 0, 1, 2]])
    np.testing.assert_array_equal(values(layer.silent_batches), [1, 0, 3, 3])


@pytest.mark.backends
def test_outside_training_no_dead_unit_answers_and_nothing_is_counted():
    layer = DeadCodes(count=4, patience=1)
    np.testing.assert_array_equal(values(layer([CODES, KEPT])), 0)
    np.testing.assert_array_equal(values(layer.silent_batches), 0)


@pytest.mark.backends
def test_the_auxiliary_loss_is_what_dead_units_leave_of_the_rest():
    whole, restored, with_dead = (
        np.array([[a, b]], "float32") for a, b in ((3, 1), (1, 0), (2, 3))
    )
    layer = AuxiliaryLoss(0.5)
    layer([whole, restored, with_dead], training=True)
    # The rest is (2, 1), dead units add (1, 3): 0.5 · (1² + 2²) / 2.
    assert float(values(layer.losses[0])) == pytest.approx(1.25)
    np.testing.assert_array_equal(values(layer([whole, restored, with_dead])), restored)


def test_without_training_there_is_no_auxiliary_loss():
    layer = AuxiliaryLoss()
    layer([vectors(), vectors(), vectors()])
    assert not layer.losses


@pytest.mark.backends
def test_the_auxiliary_loss_moves_dead_units_only():
    model = builders.dictionary(6, 8, k=2, revive=4, patience=1)
    kernel, bias = model.get_layer("activities").get_weights()
    bias[5:] = -0.4  # now and then on, never among the two largest of these vectors
    kernel[:, 5:] *= 0.3
    model.get_layer("activities").set_weights([kernel, bias])
    before = kernel.copy(), model.get_layer("directions").get_weights()[0].copy()
    model.compile(keras.optimizers.SGD(1.0), lambda true, restored: 0.0 * keras.ops.mean(restored))
    model.train_on_batch(vectors(), vectors())
    after = [model.get_layer(name).get_weights()[0] for name in ("activities", "directions")]
    np.testing.assert_array_equal(after[0][:, :5], before[0][:, :5])
    assert np.abs(after[0][:, 5:] - before[0][:, 5:]).max() > 1e-6
    np.testing.assert_allclose(after[1][:5], before[1][:5], atol=1e-6)
    assert np.abs(after[1][5:] - before[1][5:]).max() > 1e-6


@pytest.mark.backends
def test_directions_keep_the_length_1_and_the_encoder_starts_as_their_transpose():
    model = builders.dictionary(6, 16, k=3, seed=1)
    rows = model.get_layer("directions").get_weights()[0]
    np.testing.assert_allclose(rows, model.get_layer("activities").get_weights()[0].T)
    model.compile("adam", "mse")
    model.fit(vectors(), vectors(), epochs=2, verbose=0)
    rows = model.get_layer("directions").get_weights()[0]
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)


@pytest.mark.backends
def test_the_code_keeps_k_activities_of_0_or_more():
    model = builders.dictionary(6, 16, k=3)
    codes = keras.Model(model.input, model.get_layer("codes").output)(vectors())
    assert values(codes).min() >= 0
    assert ((values(codes) > 0).sum(axis=1) <= 3).all()


@pytest.mark.backends
def test_the_mean_has_the_code_0_and_the_code_0_gives_it_back():
    mean = np.arange(6, dtype="float32")
    model = builders.dictionary(6, 16, k=3, mean=mean)
    code = keras.Model(model.input, model.get_layer("codes").output)(mean[None])
    np.testing.assert_allclose(values(code), 0, atol=1e-5)
    np.testing.assert_allclose(values(model(mean[None]))[0], mean, atol=1e-5)


def test_the_same_seed_gives_the_same_start_and_another_one_another():
    first, same, other = (
        builders.dictionary(6, 16, k=3, seed=seed).get_layer("directions").get_weights()[0]
        for seed in (0, 0, 1)
    )
    np.testing.assert_array_equal(first, same)
    assert np.abs(first - other).max() > 0.1


@pytest.mark.backends
def test_l1_adds_the_mean_sum_of_activities_to_the_loss():
    model = builders.dictionary(6, 16, l1=0.25)
    data = vectors(8)
    model.compile("adam", "mse")
    codes = values(keras.Model(model.input, model.get_layer("codes").output)(data))
    error = np.mean((data - values(model(data))) ** 2)
    price = 0.25 * codes.sum(axis=1).mean()
    assert model.evaluate(data, data, verbose=0) == pytest.approx(error + price, rel=1e-5)


@pytest.mark.backends
@pytest.mark.parametrize("options", [{"k": 3}, {"k": 3, "revive": 4}, {"l1": 0.1}])
def test_a_trained_dictionary_saves_loads_and_predicts_the_same(options, tmp_path):
    model = builders.dictionary(6, 16, **options)
    model.compile("adam", "mse")
    model.fit(vectors(), vectors(), verbose=0)
    model.save(tmp_path / "dictionary.keras")
    loaded = keras.saving.load_model(tmp_path / "dictionary.keras")
    np.testing.assert_allclose(
        loaded.predict(vectors(), verbose=0), values(model(vectors())), atol=1e-6
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"width": 0, "units": 4, "k": 1}, "`width` to be a positive integer"),
        ({"width": 4, "units": 1.5, "k": 1}, "`units` to be a positive integer"),
        ({"width": 4, "units": 4}, "one of `k` and `l1`. Received: k=None, l1=None"),
        ({"width": 4, "units": 4, "k": 1, "l1": 0.1}, "one of `k` and `l1`. Received: k=1, l1=0.1"),
        ({"width": 4, "units": 4, "k": 5}, "at most the number of units, 4. Received: k=5"),
        ({"width": 4, "units": 4, "l1": -1}, "`l1` to be 0 or more"),
        ({"width": 4, "units": 4, "l1": 1, "revive": 2}, "`revive` with `k` only"),
        ({"width": 4, "units": 4, "k": 1, "revive": 0}, "`count` to be a positive integer"),
        (
            {"width": 4, "units": 4, "k": 1, "revive": 2, "patience": 0},
            "`patience` to be a positive",
        ),
        ({"width": 4, "units": 4, "k": 1, "mean": np.zeros(3)}, r"`mean` of shape \(4,\)"),
    ],
)
def test_bad_arguments_are_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        builders.dictionary(**arguments)


def test_bad_arguments_of_the_layers_are_named():
    with pytest.raises(ValueError, match="`weight` to be 0 or more"):
        AuxiliaryLoss(-1)
    with pytest.raises(ValueError, match="`patience` to be a positive integer"):
        DeadCodes(1, 0)
