"""What is noted while a model trains."""

import keras
import numpy as np

from autoencoder_course import callbacks


def test_a_stopwatch_notes_rising_seconds_for_each_epoch_and_starts_anew():
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    watch = callbacks.Stopwatch()
    for epochs in (3, 2):
        model.fit(np.zeros((4, 2)), np.zeros((4, 1)), epochs=epochs, verbose=0, callbacks=[watch])
        assert len(watch.seconds) == epochs
        assert 0 < watch.seconds[0] < watch.seconds[-1]
