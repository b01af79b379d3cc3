"""Profiles, seeds and the progress line."""

import keras
import numpy as np
import pytest

from autoencoder_course import callbacks, profile
from keras_autoencoders import builders


def test_full_profile_trains_as_long_as_asked(monkeypatch):
    monkeypatch.setenv("COURSE_PROFILE", "full")
    assert profile.epochs(30) == 30
    assert profile.seeds(3) == [0, 1, 2]


def test_quick_profile_trains_less(monkeypatch):
    monkeypatch.setenv("COURSE_PROFILE", "quick")
    assert profile.epochs(30) == profile.QUICK_EPOCHS
    assert profile.epochs(1) == 1
    assert profile.seeds(5) == list(range(profile.QUICK_SEEDS))


def test_course_seed_gives_seeds_that_were_not_used_before(monkeypatch):
    monkeypatch.setenv("COURSE_PROFILE", "full")
    usual = set(profile.seeds(3))
    monkeypatch.setenv("COURSE_SEED", "1")
    assert len(profile.seeds(3)) == 3
    assert not usual & set(profile.seeds(3))


def test_full_is_the_profile_when_nothing_is_set(monkeypatch):
    monkeypatch.delenv("COURSE_PROFILE", raising=False)
    assert profile.name() == "full"


def test_misspelt_settings_are_named(monkeypatch):
    monkeypatch.setenv("COURSE_PROFILE", "fast")
    with pytest.raises(ValueError, match="COURSE_PROFILE='fast'"):
        profile.epochs(3)
    monkeypatch.setenv("COURSE_DATA", "web")
    with pytest.raises(ValueError, match="COURSE_DATA='web'"):
        profile.data_source()
    monkeypatch.setenv("COURSE_SEED", "-1")
    with pytest.raises(ValueError, match="COURSE_SEED='-1'"):
        profile.set_seed()


@pytest.mark.parametrize("count", [0, -1, 2.5, True])
def test_wrong_number_of_epochs_is_named(count):
    with pytest.raises(ValueError, match="`count` to be a positive integer"):
        profile.epochs(count)


def test_one_seed_is_no_comparison():
    with pytest.raises(ValueError, match="at least 2"):
        profile.seeds(1)


@pytest.mark.backends
def test_seed_before_building_reproduces_a_training(monkeypatch):
    images = np.random.default_rng(0).random((32, 3, 3, 1), dtype="float32")

    def train():
        profile.set_seed()
        model = builders.vanilla((3, 3, 1), 2)
        model.compile("adam", "mse")
        return model.fit(images, images, epochs=2, verbose=0).history["loss"]

    first = train()
    assert train() == first
    monkeypatch.setenv("COURSE_SEED", "1")
    assert train() != first


def test_progress_leaves_a_last_line_without_timings(monkeypatch):
    lines = []

    class Line:
        def update(self, text):
            lines.append(repr(text))

    monkeypatch.setattr("IPython.display.display", lambda text, display_id: Line())
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2)])
    model.compile("sgd", "mse")
    model.fit(
        np.ones((4, 2)), np.ones((4, 2)), epochs=2, verbose=0, callbacks=[callbacks.LossLine("x:")]
    )
    assert lines[-1].startswith("x: epoch 2/2  loss 0.")
    assert len(lines) == 2


@pytest.mark.parametrize("name", ["full", "quick"])
def test_profile_chooses_between_two_values(monkeypatch, name):
    monkeypatch.setenv("COURSE_PROFILE", name)
    assert profile.by_profile(full="full", quick="quick") == name
