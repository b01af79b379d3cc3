import math

import keras
import numpy as np
import pytest
from automatic_differentiation import jacobians
from saving import assert_survives_saving

from keras_autoencoders import builders, layers, regularizers

SHAPE = (6, 6, 1)
IMAGES = np.random.default_rng(0).random((5, *SHAPE), "float32")
DEEP = {"hidden_units": [12], "directions": 3}


def values(tensor):
    return keras.ops.convert_to_numpy(tensor)


def penalty_of(model, images=IMAGES):
    model(images)
    return float(values(sum(model.losses, 0.0)))


def encode_rows(model):
    """Return a function from flat images to codes."""
    encoder = model.get_layer("encoder")
    return lambda rows: encoder(keras.ops.reshape(rows, (-1, *SHAPE)))


def squared_norms(model, images=IMAGES):
    """Return the squared norm of each Jacobian, by automatic differentiation."""
    found = jacobians(encode_rows(model), images.reshape(len(images), -1))
    return np.square(found).sum(axis=(1, 2))


def contractive(weight=0.5, code_size=7, **options):
    keras.utils.set_random_seed(1)
    model = builders.contractive(SHAPE, code_size, weight, **options)
    for layer in model.get_layer("encoder").layers:  # larger than at the start: it has learned
        if isinstance(layer, keras.layers.Dense):
            layer.kernel.assign(2 * layer.kernel)
    return model


@pytest.mark.backends
def test_penalty_is_the_one_computed_by_hand():
    layer = layers.ContractiveDense(2, 10.0)
    layer.build((None, 1))
    layer.set_weights([np.array([[2.0, -1.0]]), np.array([0.0, math.log(3)])])
    codes = layer(np.zeros((4, 1), "float32"))
    # h = 1/2 and 3/4; slopes 1/4 and 3/16; Jacobian (2/4, -3/16): 1/4 + 9/256 = 73/256.
    np.testing.assert_allclose(values(codes)[0], [0.5, 0.75], rtol=1e-6)
    assert float(values(layer.losses[0])) == pytest.approx(730 / 256, rel=1e-5)


@pytest.mark.backends
@pytest.mark.parametrize("tied", [True, False])
def test_exact_penalty_agrees_with_automatic_differentiation(tied):
    model = contractive(tied=tied)
    assert penalty_of(model) == pytest.approx(0.5 * squared_norms(model).mean(), rel=1e-4)


@pytest.mark.backends
@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "silu", "linear"])
def test_each_direction_agrees_with_automatic_differentiation(activation):
    """‖Jv‖² for the directions that were drawn: the estimate's own error, without its spread."""
    model = contractive(activation=activation, **DEEP)
    nearby = layers.NearbyImages(3, seed=5)
    moved = values(nearby(IMAGES)).reshape(2, 3, 5, 36)
    directions = np.sign(moved[0] - moved[1])
    jacobian = jacobians(encode_rows(model), IMAGES.reshape(5, 36)).astype("float64")
    expected = np.square(np.einsum("nup,dnp->dnu", jacobian, directions)).sum(axis=2)
    codes = values(encode_rows(model)(moved.reshape(-1, 36))).reshape(2, 15, 7)
    found = values(regularizers.estimated_jacobian_norm(*codes, nearby.step))
    assert found.mean() == pytest.approx(expected.mean(), rel=1e-4)
    np.testing.assert_allclose(found.reshape(3, 5), expected, rtol=2e-3)


@pytest.mark.backends
def test_mean_over_directions_is_the_squared_norm():
    model = contractive(hidden_units=[12], directions=2000, seed=0)
    # Two thousand directions for each of five images: a spread of about 1 %.
    assert penalty_of(model) == pytest.approx(0.5 * squared_norms(model).mean(), rel=0.05)


def test_all_directions_together_give_the_squared_norm():
    """In four pixels there are 16 directions; over all of them the estimate is exact."""
    jacobian = np.random.default_rng(0).normal(size=(3, 4))
    signs = np.array(np.meshgrid(*[[-1, 1]] * 4)).reshape(4, 16)
    step = 0.25
    forwards = (step * jacobian @ signs).T
    norms = values(regularizers.estimated_jacobian_norm(forwards, -forwards, step))
    assert norms.mean() == pytest.approx(np.square(jacobian).sum())


@pytest.mark.backends
@pytest.mark.parametrize("options", [{}, DEEP], ids=["exact", "estimated"])
def test_penalty_does_not_depend_on_the_batch_size(options):
    """One image, again and again: the mean over images is the value of one."""
    small, large = (np.repeat(IMAGES[:1], count, axis=0) for count in (40, 400))
    model = contractive(**options)
    tolerance = 0.2 if options else 1e-5  # another 400 directions each time, or none
    assert penalty_of(model, large) == pytest.approx(penalty_of(model, small), rel=tolerance)


@pytest.mark.backends
def test_evaluate_adds_the_mean_over_images_for_any_batch_size():
    model = contractive()
    model.compile(loss="mse", metrics=["mse"])
    images = np.tile(IMAGES[:4], (4, 1, 1, 1))
    for batch_size in (4, 16):
        loss, error = model.evaluate(images, images, batch_size=batch_size, verbose=0)
        expected = 0.5 * squared_norms(model, IMAGES[:4]).mean()
        assert loss - error == pytest.approx(expected, rel=1e-4)


@pytest.mark.backends
@pytest.mark.parametrize("options", [{}, DEEP], ids=["exact", "estimated"])
def test_penalty_alone_moves_the_encoder_and_gets_smaller(options):
    model = contractive(weight=1.0, tied=False, **options)
    model.compile(keras.optimizers.SGD(0.02), lambda _, restored: 0.0 * keras.ops.mean(restored))
    before = [values(weight).copy() for weight in model.trainable_weights]
    norm = squared_norms(model).mean()
    model.fit(IMAGES, IMAGES, epochs=3, verbose=0)
    moved = [
        not np.array_equal(values(weight), old)
        for weight, old in zip(model.trainable_weights, before, strict=True)
    ]
    layers_each_way = 2 if options else 1
    assert moved == [True, True] * layers_each_way + [False, False] * layers_each_way
    assert squared_norms(model).mean() < norm


@pytest.mark.backends
@pytest.mark.parametrize("tied", [True, False])
@pytest.mark.parametrize("options", [{}, DEEP], ids=["exact", "estimated"])
def test_model_survives_saving(options, tied, tmp_path):
    model = contractive(tied=tied, **options)
    loaded = assert_survives_saving(model, tmp_path)
    tolerance = 1.0 if options else 1e-5  # other directions
    assert penalty_of(loaded) == pytest.approx(penalty_of(model), rel=tolerance)
    assert penalty_of(loaded) > 0


def test_directions_are_fixed_by_the_seed_and_new_at_every_call():
    def moved(seed):
        layer = layers.NearbyImages(1, seed=seed)
        return [values(layer(IMAGES)) for _ in range(2)]

    np.testing.assert_array_equal(moved(3), moved(3))
    first, second = moved(3)
    assert not np.array_equal(first, second)
    np.testing.assert_allclose(np.abs(first[:5] - IMAGES), 2e-3, rtol=1e-3)
    np.testing.assert_allclose(first[:5] + first[5:], 2 * IMAGES, rtol=1e-5)


def test_tied_model_has_half_the_weights():
    assert builders.contractive(SHAPE, 7, 0.1).count_params() == 36 * 7 + 7 + 36
    assert builders.contractive(SHAPE, 7, 0.1, tied=False).count_params() == 2 * 36 * 7 + 7 + 36


@pytest.mark.parametrize("activation", ["relu", "tanh", "linear", "hard_sigmoid", None])
def test_closed_form_refuses_what_is_no_sigmoid(activation):
    with pytest.raises(ValueError, match="Expected `activation` to be the sigmoid"):
        builders.contractive(SHAPE, 7, 0.1, activation=activation)
    with pytest.raises(ValueError, match="Expected `activation` to be the sigmoid"):
        builders.contractive(SHAPE, 7, 0.1, code_activation=activation)


def test_closed_form_refuses_hidden_layers():
    with pytest.raises(ValueError, match=r"Expected no `hidden_units`.*hidden_units=\[12\]"):
        builders.contractive(SHAPE, 7, 0.1, hidden_units=[12])


@pytest.mark.parametrize("options", [{}, DEEP], ids=["exact", "estimated"])
@pytest.mark.parametrize("weight", [-1, math.inf, math.nan, "heavy", None])
def test_weight_has_to_be_a_number_of_0_or_more(weight, options):
    with pytest.raises(ValueError, match=r"Expected `weight` to be 0 or more. Received: weight="):
        builders.contractive(SHAPE, 7, weight, **options)


@pytest.mark.parametrize("directions", [0, -1, 1.5, "one", True])
def test_directions_have_to_be_a_positive_integer(directions):
    with pytest.raises(ValueError, match="Expected `directions` to be a positive integer"):
        builders.contractive(SHAPE, 7, 0.1, directions=directions)


@pytest.mark.parametrize("step", [0, -1e-3, math.inf, math.nan, "small"])
def test_step_has_to_be_a_positive_number(step):
    for make in (lambda: layers.NearbyImages(1, step), lambda: layers.JacobianPenalty(1, step)):
        with pytest.raises(ValueError, match="Expected `step` to be a positive number"):
            make()


def test_images_are_not_taken_for_vectors():
    with pytest.raises(ValueError, match=r"Expected inputs of shape \(n, size\)"):
        layers.ContractiveDense(3, 0.1)(IMAGES)


def test_estimate_refuses_half_precision():
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        with pytest.raises(ValueError, match="Expected `dtype` to be float32 or float64"):
            builders.contractive(SHAPE, 7, 0.1, directions=1)
    finally:
        keras.config.set_dtype_policy("float32")
