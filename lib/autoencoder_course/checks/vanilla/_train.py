"""The check of a training function: what is learned, and from which split."""

import keras

from autoencoder_course import metrics
from autoencoder_course.checks.common import apply, call, close, expect, question, striped_data
from keras_autoencoders import builders


@question(
    "vanilla.train",
    hints=(
        "An autoencoder learns to return what it was given: what belongs in the place where "
        "a classifier has its labels?",
        'model.compile("adam", "mse"), then `return model.fit(x, x, ...)` with '
        "validation_data=(v, v): x from data.train, v from data.validation, nothing from "
        "data.test.",
    ),
)
def train(fit, epochs=4):
    """Check a function `fit(model, data, epochs)` that trains and returns the history."""
    data = striped_data(16000)
    keras.utils.set_random_seed(0)
    model = builders.vanilla((12, 12, 1), 4)
    history = call(fit, model, data, epochs)
    losses = getattr(history, "history", None)
    expect(losses is not None, "Expected the History that `fit` returns. Did you return it?")
    expect(
        len(losses.get("loss", ())) == epochs,
        f"Expected {epochs} epochs of training. Received: {len(losses.get('loss', ()))}.",
    )
    expect("val_loss" in losses, "Expected a validation loss per epoch: pass validation_data.")
    errors = {
        name: metrics.mean_squared_error(split.images, apply(model, split.images, "the model"))
        for name, split in (
            ("train", data.train),
            ("validation", data.validation),
            ("test", data.test),
        )
    }
    mean_image = metrics.mean_image_baseline(data.test.images, data.test.images)
    expect(
        errors["test"] > 0.8 * mean_image,
        "The model knows the test images by heart: train on data.train only, and keep "
        "data.test for the end.",
    )
    control = metrics.mean_image_baseline(data.train.images, data.train.images)
    expect(
        errors["train"] < 0.85 * control,
        f"After training, the error on the training images is {errors['train']:.4f}; the mean "
        f"image alone has {control:.4f}. Is the target the input itself, with a loss and an "
        "optimiser that can learn it?",
    )
    expect(
        not close(losses["val_loss"][-1], errors["test"], tolerance=0.02),
        "The validation loss is the one of the test images: validate on data.validation.",
    )
    expect(
        close(losses["val_loss"][-1], errors["validation"], tolerance=0.02),
        f"Expected the validation loss to be the mean squared error on data.validation, "
        f"{errors['validation']:.4f}. Received: {losses['val_loss'][-1]:.4f}.",
    )
