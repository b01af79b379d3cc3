"""Models saved by the first edition, whose package was called `autoencoders`."""

from pathlib import Path

import keras
import numpy as np
import pytest

import keras_autoencoders.builders  # registers the layers  # noqa: F401

FOLDER = Path(__file__).parent / "first_edition"
MODELS = sorted(path.stem for path in FOLDER.glob("*.keras"))


def test_there_is_a_prediction_for_each_model():
    with np.load(FOLDER / "predictions.npz") as predictions:
        assert sorted(predictions.files) == MODELS


@pytest.mark.backends
@pytest.mark.parametrize("name", MODELS)
def test_model_of_the_first_edition_loads_and_predicts_as_it_did(name):
    model = keras.saving.load_model(FOLDER / f"{name}.keras", safe_mode=True)
    inputs = np.random.default_rng(0).random((3, *model.input_shape[1:]), "float32")
    with np.load(FOLDER / "predictions.npz") as predictions:
        np.testing.assert_allclose(
            model.predict(inputs, verbose=0), predictions[name], rtol=1e-4, atol=1e-5
        )


def test_its_l1_penalty_becomes_that_of_keras():
    model = keras.saving.load_model(FOLDER / "l1.keras")
    penalty = model.get_layer("encoder").get_layer("code").activity_regularizer
    assert type(penalty) is keras.regularizers.L1
    assert penalty.get_config() == {"l1": pytest.approx(1e-4)}
