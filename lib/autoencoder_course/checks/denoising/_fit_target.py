"""The check of what goes into the training of a denoiser, and what is its target."""

import keras
from keras import ops

from autoencoder_course import metrics
from autoencoder_course.checks.common import (
    call,
    expect,
    history_of,
    loss_of,
    question,
    settled_model,
    speckled_data,
    striped_data,
)
from autoencoder_course.checks.denoising._noisy_data import corrupted, expect_loss
from keras_autoencoders import builders


@question(
    "denoising.fit_target",
    hints=(
        "What goes in is what a camera would give; the target is what you would like to see. "
        "The same holds for validation.",
        "model.fit(noisy.train.images, data.train.images, ...) with "
        "validation_data=(noisy.validation.images, data.validation.images).",
    ),
)
def fit_target(train, epochs=3):
    """Check a function `train(model, data, noisy, epochs)` that returns the history."""
    data = speckled_data((8, 8, 1), (1000, 600, 800))
    noisy = corrupted(data, 0.5)
    model = settled_model((8, 8, 1))
    losses = history_of(call(train, model, data, noisy, 2), 2)
    for key, split, other in (("loss", 0, 1), ("val_loss", 1, 0)):
        what = "the training loss" if key == "loss" else "the validation loss"
        where = "in `fit`" if key == "loss" else "in validation_data"
        clean, spoilt = data[split].images, noisy[split].images
        mistakes = {
            f"The noisy images are the target {where}: a denoiser has to return the clean ones.": (
                loss_of(spoilt, spoilt)
            ),
            f"Input and target are the same clean images {where}: the inputs have to be noisy.": (
                loss_of(clean, clean)
            ),
            f"Input and target are exchanged {where}: noisy images go in, clean ones come out.": (
                loss_of(clean, spoilt)
            ),
            f"{what[0].upper()}{what[1:]} is the one of the test images: keep them for the "
            "end.": loss_of(noisy.test.images, data.test.images),
            f"Training and validation split are exchanged {where}.": loss_of(
                noisy[other].images, data[other].images
            ),
        }
        expected = loss_of(spoilt, clean)
        expect_loss(losses[key][-1], expected, mistakes, what, tolerance=1e-3)
    _expect_learns(train, epochs)


def _expect_learns(train, epochs):
    """Fail unless `train` makes a small dense network a denoiser."""
    keras.utils.set_random_seed(0)
    data = striped_data(12800)
    noisy = corrupted(data, 0.4)
    model = builders.vanilla((12, 12, 1), 16)
    history_of(call(train, model, data, noisy, epochs), epochs)
    restored = ops.convert_to_numpy(model(noisy.validation.images))
    error = metrics.mean_squared_error(data.validation.images, restored)
    control = metrics.mean_image_baseline(data.validation.images, data.validation.images)
    expect(
        error < 0.8 * control,
        f"After {epochs} epochs, the error on noisy validation images is {error:.4f}; the mean "
        f"image alone has {control:.4f}. Is there an optimiser that can learn, and the mean "
        "squared error as the loss?",
    )
