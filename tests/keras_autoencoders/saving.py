"""A check that several tests of builders share."""

import keras
import numpy as np


def assert_survives_saving(model, folder):
    """Save a model as .keras, load it and compare what both compute for random images."""
    images = np.random.default_rng(0).random((3, *model.input_shape[1:]), "float32")
    before = model.predict(images, verbose=0)
    path = folder / "model.keras"
    model.save(path)
    loaded = keras.saving.load_model(path)
    np.testing.assert_allclose(loaded.predict(images, verbose=0), before, atol=1e-6)
    assert before.shape == images.shape
    assert loaded.count_params() == model.count_params()
    return loaded
