"""What is noted while a model trains."""

import keras
import numpy as np
import pytest

from autoencoder_course import callbacks


def test_a_stopwatch_notes_rising_seconds_for_each_epoch_and_starts_anew():
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    watch = callbacks.Stopwatch()
    for epochs in (3, 2):
        model.fit(np.zeros((4, 2)), np.zeros((4, 1)), epochs=epochs, verbose=0, callbacks=[watch])
        assert len(watch.seconds) == epochs
        assert 0 < watch.seconds[0] < watch.seconds[-1]


def test_steady_seconds_leave_out_what_the_first_epoch_took_longer():
    watch = callbacks.Stopwatch()
    watch.seconds = [5.0, 7.0, 9.0, 12.0]  # the epochs after the first took 2, 2 and 3
    assert list(watch.steady()) == [2, 4, 6, 8]


def test_steady_seconds_need_a_second_epoch():
    watch = callbacks.Stopwatch()
    watch.seconds = [5.0]
    with pytest.raises(ValueError, match="at least two epochs. Received: 1"):
        watch.steady()
