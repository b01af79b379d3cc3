"""An autoencoder with a linear path starts as PCA, and can be trained from there."""

import keras
import numpy as np
import pytest
from saving import assert_survives_saving

from autoencoder_course import metrics
from keras_autoencoders import builders
from keras_autoencoders.builders import add_linear_path, refinement

SHAPE = (8, 8, 3)
IMAGES = np.random.default_rng(0).random((120, *SHAPE), "float32") ** 4
PCA = metrics.fit_pca(IMAGES, 12)


def encoder(code_size=5, **options):
    options = {"code_activation": None, **options}
    return builders.convolutional(SHAPE, [4, 6], code_size, **options).get_layer("encoder")


def with_path(code_size=5, **options):
    return add_linear_path(refinement(SHAPE, 4, 1), PCA, code_size, **options)


def restored_by_pca(components):
    pca = metrics.fit_pca(IMAGES, components)
    return pca.inverse_transform(pca.transform(IMAGES.reshape(120, -1))).reshape(IMAGES.shape)


@pytest.mark.backends
@pytest.mark.parametrize("how", ["pca alone", "encoder beside"])
def test_model_starts_as_pca(how):
    model = with_path(encoder=None if how == "pca alone" else encoder())
    np.testing.assert_allclose(model.predict(IMAGES, verbose=0), restored_by_pca(5), atol=1e-5)


def test_codes_have_a_spread_of_1_and_no_correlation():
    codes = with_path().get_layer("encoder").predict(IMAGES, verbose=0)
    np.testing.assert_allclose(np.cov(codes.T), np.eye(5), atol=1e-4)


@pytest.mark.parametrize("how", ["pca alone", "encoder beside"])
def test_training_adds_to_pca_and_leaves_its_matrices(how):
    keras.utils.set_random_seed(0)
    model = with_path(encoder=None if how == "pca alone" else encoder())
    down = model.get_layer("encoder").get_layer("linear_code")
    before = down.get_weights()[0]
    model.compile(keras.optimizers.Adam(1e-3), "mse")
    model.fit(IMAGES, IMAGES, batch_size=20, epochs=5, verbose=0)
    error = metrics.mean_squared_error(IMAGES, model.predict(IMAGES, verbose=0))
    assert error < metrics.mean_squared_error(IMAGES, restored_by_pca(5))
    np.testing.assert_array_equal(down.get_weights()[0], before)


def test_encoder_beside_changes_the_code_once_the_pictures_are_refined():
    keras.utils.set_random_seed(0)
    model = with_path(encoder=encoder())
    codes = model.get_layer("encoder")
    before = codes.predict(IMAGES, verbose=0)
    model.compile(keras.optimizers.Adam(1e-3), "mse")
    model.fit(IMAGES, IMAGES, batch_size=20, epochs=5, verbose=0)
    assert np.abs(codes.predict(IMAGES, verbose=0) - before).max() > 1e-3


def test_refinement_has_the_size_that_arithmetic_says():
    # 4·4·3·5 + 5 down, two blocks of 3·3·5·5 + 5, and 4·4·3·5 + 3 up.
    assert refinement(SHAPE, 5, 2).count_params() == 245 + 2 * 230 + 243


def test_every_pixel_gets_equally_many_contributions():
    # With kernels of ones a wall stays a wall, away from its edges.
    model = refinement((16, 16, 1), 1, 1, activation=None)
    model.set_weights([np.ones_like(weights) for weights in model.get_weights()])
    wall = model.predict(np.ones((1, 16, 16, 1), "float32"), verbose=0)
    assert np.ptp(wall[0, 5:-5, 5:-5]) < 1e-3 * wall.max()


@pytest.mark.backends
def test_model_survives_saving(tmp_path):
    assert_survives_saving(with_path(encoder=encoder()), tmp_path)


@pytest.mark.parametrize("options", [{"code_size": 4}, {"code_activation": "relu"}])
def test_encoder_has_to_end_in_a_linear_code_of_the_size(options):
    with pytest.raises(ValueError, match=r"`encoder` to end in a linear layer.*\(5,\)"):
        with_path(encoder=encoder(**options))


def test_refinement_has_to_be_linear():
    sigmoid = builders.convolutional(SHAPE, [4])
    with pytest.raises(ValueError, match="`refine` to end in a linear layer"):
        add_linear_path(sigmoid, PCA, 5)


def test_odd_pictures_are_refused():
    with pytest.raises(ValueError, match=r"even height and width.*\(7, 8, 3\)"):
        refinement((7, 8, 3))


def test_pca_has_to_fit():
    with pytest.raises(ValueError, match=r"at least 13 components of 192 pixels.*\(12, 192\)"):
        with_path(13)
    with pytest.raises(ValueError, match="of 192 pixels"):
        add_linear_path(refinement(SHAPE, 4, 1), metrics.fit_pca(IMAGES[:, :4], 12), 5)


def test_new_refinement_adds_nothing():
    assert not np.any(refinement(SHAPE).predict(IMAGES[:5], verbose=0))
