"""Checks of exercise 4: denoising autoencoders."""

import copy

import keras
import numpy as np
from keras import ops

from autoencoder_course import metrics
from autoencoder_course.checks.common._core import call, expect, question
from autoencoder_course.checks.common._data import striped_data
from autoencoder_course.checks.common._tensors import to_array
from autoencoder_course.checks.convolutional import _filters
from autoencoder_course.checks.convolutional._convolutions import (
    expect_convolutional,
    expect_noise_in_training,
)
from autoencoder_course.checks.denoising import _noise, _salt
from autoencoder_course.checks.denoising._levels import CASES as LEVEL_CASES
from autoencoder_course.checks.denoising._levels import expect_level
from keras_autoencoders import builders, layers


@question(
    "denoising.salt_and_pepper",
    hints=(
        "One random number for each pixel decides both: whether the pixel is replaced, and "
        "whether it turns white or black.",
        "place = np.random.default_rng(seed).random((*images.shape[:3], 1)). Black where place "
        "is below probability / 2, white where it is at least 1 - probability / 2: np.where.",
    ),
)
def salt_and_pepper(add, probability=0.3, seed=0):
    """Check a function `add(images, probability, seed)` that returns noisy images."""
    for channels in (1, 3):
        images = _salt.grey_images(channels, seed)
        given = images.copy()
        noisy = to_array(call(add, given, probability, seed + 5), "the noisy images")
        expect(
            np.array_equal(given, images),
            "Your function changes `images` itself: work on a copy, or use np.where.",
        )
        _salt.expect_replaced(noisy, images)
        _salt.expect_shares(noisy, images, probability)
        _salt.expect_different_images(noisy, images)
    _salt.expect_ends(add, images, seed)
    again = to_array(call(add, images.copy(), probability, seed + 5), "the noisy images")
    expect(
        np.array_equal(noisy, again),
        "Called twice with one seed, your function makes different noise: draw from "
        "np.random.default_rng(seed).",
    )
    other = to_array(call(add, images.copy(), probability, seed + 6), "the noisy images")
    expect(
        not np.array_equal(noisy, other),
        "Your function makes the same noise for every seed: pass `seed` to the generator.",
    )


@question(
    "denoising.fit_target",
    hints=(
        "What goes in is what a camera would give; the target is what you would like to see. "
        "The same holds for validation.",
        "model.fit(noisy.train.images, data.train.images, ...) with "
        "validation_data=(noisy.validation.images, data.validation.images).",
    ),
)
def fit_target(train, epochs=12):
    """Check a function `train(model, data, noisy, epochs)` that returns the history."""
    data = _noise.speckled_data()
    noisy = _noise.corrupted(data, 0.5)
    model = _noise.settled_model((8, 8, 1))
    losses = _noise.history_of(call(train, model, data, noisy, 2), 2)
    for key, split, other in (("loss", 0, 1), ("val_loss", 1, 0)):
        what = "the training loss" if key == "loss" else "the validation loss"
        where = "in `fit`" if key == "loss" else "in validation_data"
        clean, spoilt = data[split].images, noisy[split].images
        mistakes = {
            f"The noisy images are the target {where}: a denoiser has to return the clean ones.": (
                _noise.loss_of(spoilt, spoilt)
            ),
            f"Input and target are the same clean images {where}: the inputs have to be noisy.": (
                _noise.loss_of(clean, clean)
            ),
            f"Input and target are exchanged {where}: noisy images go in, clean ones come out.": (
                _noise.loss_of(clean, spoilt)
            ),
            f"{what[0].upper()}{what[1:]} is the one of the test images: keep them for the "
            "end.": _noise.loss_of(noisy.test.images, data.test.images),
            f"Training and validation split are exchanged {where}.": _noise.loss_of(
                noisy[other].images, data[other].images
            ),
        }
        expected = _noise.loss_of(spoilt, clean)
        _noise.expect_loss(losses[key][-1], expected, mistakes, what, tolerance=1e-3)
    _expect_learns(train, epochs)


@question(
    "denoising.validation",
    hints=(
        "The noise layer of the model works in training only. What does the published function "
        "hand to the model for validation, and what will it get in use?",
        "noisy = corruption.add_gaussian_noise(data.validation.images, stddev, seed=...), once, "
        "before `fit`; then validation_data=(noisy, data.validation.images).",
    ),
)
def validation(train, stddev=0.4, epochs=3):
    """Check a function `train(model, data, stddev, epochs)` that returns the history."""
    keras.utils.set_random_seed(0)
    data = _noise.speckled_data(1)
    once = _noise.corrupted(data, stddev)
    twice = _noise.corrupted(once, stddev, seed=10)
    model = _noise.settled_model((8, 8, 1), layers.Corruption("gaussian", stddev, seed=4))
    losses = _noise.history_of(call(train, model, data, stddev, epochs), epochs)
    clean, spoilt = data.validation.images, once.validation.images
    _noise.expect_loss(
        losses["val_loss"][-1],
        _noise.loss_of(spoilt, clean),
        {
            "The validation images are clean: the noise layer is off in validation, so corrupt "
            "them yourself.": _noise.loss_of(clean, clean),
            "The validation target is noisy: compare with the clean images.": _noise.loss_of(
                spoilt, spoilt
            ),
            "Input and target of the validation are exchanged: noisy images go in.": (
                _noise.loss_of(clean, spoilt)
            ),
            "The validation images are corrupted twice: once is what the model has to expect.": (
                _noise.loss_of(twice.validation.images, clean)
            ),
            "The validation loss is the one of the test images: keep them for the end.": (
                _noise.loss_of(once.test.images, data.test.images)
            ),
            "The validation loss is the one of the training images: use data.validation.": (
                _noise.loss_of(once.train.images, data.train.images)
            ),
        },
        "the validation loss",
        tolerance=0.025,
    )
    expect(
        np.ptp(losses["val_loss"]) < 1e-5,
        "The validation loss of a model that does not change goes up and down: draw the noise "
        "once, before `fit`, so that epochs can be compared.",
    )
    clean, spoilt = data.train.images, once.train.images
    _noise.expect_loss(
        losses["loss"][-1],
        _noise.loss_of(spoilt, clean),
        {
            "The training images are corrupted twice: the noise layer of the model does it "
            "already, anew in each epoch.": _noise.loss_of(twice.train.images, clean),
            "The training target is noisy: it has to be the clean images.": _noise.loss_of(
                spoilt, _noise.corrupted(data, stddev, seed=20).train.images
            ),
            "The test images are used for training: keep them for the end.": _noise.loss_of(
                once.test.images, data.test.images
            ),
        },
        "the training loss",
        tolerance=0.025,
    )


@question(
    "denoising.gain_over_median",
    hints=(
        "Each image and each channel has to be filtered by itself: a window must not reach into "
        "the next image. And one PSNR per image, then the mean.",
        "median = scipy.ndimage.median_filter(noisy, size=(1, 3, 3, 1)); the gain is "
        "np.mean(metrics.psnr(clean, restored)) less the same of median.",
    ),
)
def gain_over_median(gain, channels=2, seed=0):
    """Check a function `gain(clean, noisy, restored)` that returns decibels."""
    for case in range(2):
        clean, noisy, restored = _filters.planted_images(seed + case, channels, case == 1)
        _filters.expect_gain(
            call(gain, clean.copy(), noisy.copy(), restored.copy()), clean, noisy, restored
        )


@question(
    "denoising.noise_level",
    hints=(
        "Each training level has a worst case: the smallest PSNR among the levels it was tested "
        "at. Which training level has the best worst case?",
        'worst = {level: min(row["validation"] for row in scores[level].values()) for level in '
        'scores}; choose max(worst, key=worst.get), and report the smallest "test" of it.',
    ),
)
def noise_level(choose):
    """Check a function `choose(scores)` that returns (training level, worst test PSNR)."""
    for scores, right in LEVEL_CASES:
        expect_level(call(choose, copy.deepcopy(scores)), scores, right)


@question(
    "denoising.convolutional",
    hints=(
        "The noise layer comes first, then the encoder, then the decoder. Each convolution of "
        "the encoder has strides=2; the decoder has to double the size as many times.",
        'Conv2D(count, 3, strides=2, padding="same", activation="relu") for each of `filters`; '
        "in the decoder Conv2DTranspose with the same arguments for reversed(filters[:-1]), and "
        "a last one to the image's channels with a sigmoid. Then "
        "decoder(encoder(noise(images))).",
    ),
)
def convolutional(build, filters=(5, 7), seed=0):
    """Check a function `build(image_shape, filters, noise)` that returns a denoiser."""
    keras.utils.set_random_seed(seed)
    for shape, widths in (
        ((24, 24, 1), filters),
        ((16, 20, 3), (filters[-1], 4)),
        ((8, 8, 1), (6,)),
    ):
        model = call(build, shape, list(widths), _noise.Veil())
        expect_convolutional(model, shape, widths, seed)
        expect_noise_in_training(model, shape, seed)


@question(
    "denoising.beat_median",
    hints=(
        "Fresh noise in training, the clean images as the target. With a sigmoid and the mean "
        "squared error a convolutional network goes black: which loss does not give up the few "
        "white pixels?",
        "build_denoiser(shape, [32, 32], Corruption('gaussian', stddev)) with Adam at 0.002 and "
        "loss='binary_crossentropy', in batches of 64, for all `epochs`.",
    ),
)
def beat_median(train, stddev=0.4, epochs=15, seed=0):
    """Check a function `train(data, stddev, epochs)` that returns a denoiser."""
    keras.utils.set_random_seed(seed)
    data = _noise.line_data(seed)
    model = call(train, data, stddev, epochs)
    generator = np.random.default_rng(seed + 77)
    clean = _noise.lines(generator, 300)
    noisy = np.clip(clean + stddev * generator.standard_normal(clean.shape), 0, 1)
    noisy = noisy.astype("float32")
    restored = _noise.restore(model, noisy)
    expect(
        np.array_equal(restored, _noise.restore(model, noisy)),
        "The model restores the same images differently at a second call: noise belongs into "
        "training only.",
    )
    _filters.expect_beats_median(clean, noisy, restored, at_least=2.0)


def _expect_learns(train, epochs):
    """Fail unless `train` makes a small dense network a denoiser."""
    keras.utils.set_random_seed(0)
    data = striped_data()
    noisy = _noise.corrupted(data, 0.4)
    model = builders.vanilla((12, 12, 1), 16)
    _noise.history_of(call(train, model, data, noisy, epochs), epochs)
    restored = ops.convert_to_numpy(model(noisy.validation.images))
    error = metrics.mean_squared_error(data.validation.images, restored)
    control = metrics.mean_image_baseline(data.validation.images, data.validation.images)
    expect(
        error < 0.8 * control,
        f"After {epochs} epochs, the error on noisy validation images is {error:.4f}; the mean "
        f"image alone has {control:.4f}. Is there an optimiser that can learn, and the mean "
        "squared error as the loss?",
    )
