"""Checks of exercise 1: the vanilla autoencoder."""

import keras
import numpy as np

from autoencoder_course import metrics
from autoencoder_course.checks.common._core import call, close, expect, number, question
from autoencoder_course.checks.common._data import striped_data
from autoencoder_course.checks.common._models import (
    expect_bounded_pixels,
    expect_reads_code,
    expect_trainable,
    fit_classifier,
    predict,
    sub_model,
)
from autoencoder_course.checks.common._numbers import expect_choice, expect_not_scaled
from keras_autoencoders import builders


@question(
    "vanilla.autoencoder",
    hints=(
        "The encoder flattens the image and has one Dense layer with `code_size` units; the "
        "decoder has one Dense layer with a unit per pixel and puts them back into a picture.",
        'keras.Sequential([keras.Input(image_shape), layers.Flatten(), ...], name="encoder"); '
        "the last two lines are `images = keras.Input(image_shape)` and "
        "`return keras.Model(images, decoder(encoder(images)))`.",
    ),
)
def autoencoder(build, image_shape=(6, 5, 1), code_size=3):
    """Check a function `build(image_shape, code_size)` that returns an autoencoder."""
    keras.utils.set_random_seed(0)
    model = call(build, image_shape, code_size)
    expect(isinstance(model, keras.Model), f"Expected a keras.Model. Received: {type(model)}.")
    encoder, decoder = sub_model(model, "encoder"), sub_model(model, "decoder")
    # Numbers of both signs: each ReLU unit is on for about half of the images.
    images = np.random.default_rng(0).normal(size=(32, *image_shape)).astype("float32")
    codes = predict(encoder, images, "the encoder")
    expect(
        codes.shape == (32, code_size),
        f"Expected codes of shape (32, {code_size}) for 32 images. Received: {codes.shape}.",
    )
    expect(
        codes.min() >= 0 and (codes == 0).any(),
        f"Expected codes from a ReLU, some of them 0 and none below. They reach from "
        f"{codes.min():.2g} to {codes.max():.2g}.",
    )
    restored = predict(model, images, "the model")
    expect(
        restored.shape == images.shape,
        f"Expected images of shape {images.shape} to come out. Received: {restored.shape}.",
    )
    expect(
        np.allclose(predict(decoder, codes, "the decoder"), restored, atol=1e-5),
        "Expected the model to be the decoder applied to the encoder's codes, but its output "
        "differs from that.",
    )
    expect_bounded_pixels(decoder, code_size)
    expect(
        float(np.ptp(codes, axis=0).max()) > 0,
        "The codes are the same for every image, so nothing of the image reaches the decoder.",
    )
    pixels = int(np.prod(image_shape))
    expected = (pixels + 1) * code_size + (code_size + 1) * pixels
    expect(
        model.count_params() == expected,
        f"Expected {expected} parameters, one dense layer each way with biases. "
        f"Received: {model.count_params()}.",
    )
    _expect_follows_arguments(call(build, (4, 4, 2), 5))


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
def train(fit, epochs=20):
    """Check a function `fit(model, data, epochs)` that trains and returns the history."""
    data = striped_data()
    keras.utils.set_random_seed(0)
    model = builders.vanilla((12, 12, 1), 4)
    history = call(fit, model, data, epochs)
    losses = getattr(history, "history", None)
    expect(losses is not None, "Expected the History that `fit` returns. Did you return it?")
    expect(
        len(losses.get("loss", ())) == epochs,
        f"Expected {epochs} epochs of training. Received: {len(losses.get('loss', ()))}.",
    )
    errors = {
        name: metrics.mean_squared_error(split.images, model.predict(split.images, verbose=0))
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
    expect("val_loss" in losses, "Expected a validation loss per epoch: pass validation_data.")
    expect(
        not close(losses["val_loss"][-1], errors["test"], tolerance=0.02),
        "The validation loss is the one of the test images: validate on data.validation.",
    )
    expect(
        close(losses["val_loss"][-1], errors["validation"], tolerance=0.02),
        f"Expected the validation loss to be the mean squared error on data.validation, "
        f"{errors['validation']:.4f}. Received: {losses['val_loss'][-1]:.4f}.",
    )


@question(
    "vanilla.controls",
    hints=(
        "Both controls learn from the training images and are measured on the test images, "
        "as an average over images and pixels.",
        "Flatten both sets. The mean image is train.mean(axis=0). For PCA, centre with that "
        "mean, take the first right singular vectors of the centred training images, project "
        "the centred test images onto them and back.",
    ),
)
def controls(measure, components=3):
    """Check a function `measure(train, test, components)` returning two test errors."""
    generator = np.random.default_rng(1)
    # Far from zero mean and with a test set of another mean, so that a missing centring
    # or a fit on the wrong set shows.
    basis = generator.normal(size=(6, 20))
    train = (generator.normal(size=(80, 6)) @ basis + 3).reshape(80, 5, 4, 1).astype("float32")
    test = (generator.normal(size=(50, 6)) @ basis + 2).reshape(50, 5, 4, 1).astype("float32")
    answer = call(measure, train.copy(), test.copy(), components)
    expect(
        isinstance(answer, (tuple, list, np.ndarray)) and len(answer) == 2,
        "Expected two numbers: the mean image's error, then PCA's.",
    )
    mean_error, pca_error = (
        number(answer[0], "the mean image's error"),
        number(answer[1], "PCA's error"),
    )
    expected_mean = metrics.mean_image_baseline(train, test)
    expected_pca = metrics.pca_baseline(train, test, components)
    expect_not_scaled(mean_error, expected_mean, len(test), 20, "the mean image's error")
    expect(
        not close(mean_error, metrics.mean_image_baseline(test, test)),
        "That is the error of the mean TEST image: the mean has to come from the training images.",
    )
    expect(
        close(mean_error, expected_mean),
        f"Expected the mean image's error to be {expected_mean:.4f} on this check's data. "
        f"Received: {mean_error:.4f}.",
    )
    expect_not_scaled(pca_error, expected_pca, len(test), 20, "PCA's error")
    expect(
        not close(pca_error, metrics.pca_baseline(test, test, components)),
        "PCA was fitted to the test images: fit it to the training images.",
    )
    expect(
        close(pca_error, expected_pca),
        f"Expected PCA's test error with {components} components to be {expected_pca:.4f} on "
        f"this check's data. Received: {pca_error:.4f}. Is the training mean taken off both "
        "sets, and put back?",
    )


@question(
    "vanilla.anomaly_scores",
    hints=(
        "One number per image: how far is each image from its own reconstruction?",
        "Square the difference between images and model.predict(images), then average over "
        "every axis except the first.",
    ),
)
def anomaly_scores(score):
    """Check a function `score(autoencoder, images)` that returns one error per image."""
    keras.utils.set_random_seed(3)
    model = builders.vanilla((4, 3, 1), 2)
    images = np.random.default_rng(2).random((7, 4, 3, 1), dtype="float32")
    images[5] = 3.0  # an image that no decoder with pixels in (0, 1) can return
    expected = np.mean((images - model.predict(images, verbose=0)) ** 2, axis=(1, 2, 3))
    scores = np.asarray(call(score, model, images))
    expect(
        scores.shape == (7,),
        f"Expected one score per image, shape (7,) for 7 images. Received: {scores.shape}.",
    )
    expect(
        not np.allclose(scores, expected * 12, rtol=1e-3),
        "The squared errors are summed over the pixels: average them, so that the score does "
        "not depend on the size of the image.",
    )
    expect(
        not np.allclose(scores, np.sqrt(expected), rtol=1e-3),
        "That is the root of the mean squared error: leave the root away.",
    )
    expect(
        np.allclose(scores, expected, rtol=1e-3),
        f"Expected the mean squared error of each image: {expected[0]:.4f} for the first one. "
        f"Received: {float(scores[0]):.4f}.",
    )


@question(
    "vanilla.largest_angle",
    hints=(
        "Turn each set of rows into an orthonormal basis first; then the singular values of "
        "one basis times the other are cosines of angles.",
        "np.linalg.qr(a.T)[0] has orthonormal columns that span the rows of a. The smallest "
        "singular value of Qa.T @ Qb belongs to the largest angle; clip it to [-1, 1] before "
        "np.arccos, and turn radians into degrees.",
    ),
)
def largest_angle(angle):
    """Check a function `angle(a, b)`: largest principal angle of two row spaces, in degrees."""
    plane = np.array([[1.0, 0, 0, 0], [0, 1, 0, 0]])
    mixed = np.array([[2.0, 1, 0, 0], [-1, 3, 0, 0]])  # other vectors, the same plane
    tilt = np.radians(30)
    tilted = np.array([[1.0, 0, 0, 0], [0, np.cos(tilt), np.sin(tilt), 0]])
    apart = np.array([[0, 0, 1.0, 0], [0, 0, 0, 1]])
    cases = [
        (plane, plane, 0, "a plane and itself"),
        (plane, apart, 90, "two planes at right angles in all directions"),
        (plane, tilted, 30, "two planes that share a line and are tilted by 30 degrees"),
        (plane, mixed, 0, "two descriptions of one plane, by vectors of any length"),
        (3 * tilted[::-1], mixed, 30, "planes tilted by 30 degrees, in any order and scale"),
    ]
    for a, b, expected, what in cases:
        measured = number(call(angle, a.copy(), b.copy()), "the angle")
        expect(
            expected == 0 or not close(measured, np.radians(expected)),
            "The angle is in radians: return degrees.",
        )
        expect(
            abs(measured - expected) < 0.01,
            f"Expected {expected} degrees for {what}. Received: {measured:.2f}.",
        )


@question(
    "vanilla.classifier",
    hints=(
        "The classifier reads the code, not the reconstruction: images to encoder to a Dense "
        "layer with a unit per class.",
        "Copy the encoder with keras.models.clone_model and set_weights(encoder.get_weights()), "
        "set `trainable` on the copy, and end with a softmax.",
    ),
)
def classifier(build, class_count=4):
    """Check a function `build(encoder, class_count, freeze)` that returns a classifier."""
    keras.utils.set_random_seed(4)
    source = builders.vanilla((4, 4, 1), 3, activation="tanh")
    encoder = source.get_layer("encoder")
    images = np.random.default_rng(3).random((24, 4, 4, 1), dtype="float32")
    codes = encoder.predict(images, verbose=0)
    before = [weight.copy() for weight in encoder.get_weights()]
    for freeze in (True, False):
        model = call(build, encoder, class_count, freeze)
        expect(isinstance(model, keras.Model), f"Expected a keras.Model. Received: {type(model)}.")
        probabilities = predict(model, images, "the classifier")
        expect(
            probabilities.shape == (24, class_count),
            f"Expected an output of shape (24, {class_count}) for 24 images and {class_count} "
            f"classes. Received: {probabilities.shape}.",
        )
        expect(
            np.allclose(probabilities.sum(axis=1), 1, atol=1e-4) and probabilities.min() >= 0,
            "Expected probabilities that sum to 1 for each image: end with a softmax.",
        )
        expect_reads_code(probabilities, codes)
        expect_trainable(model, class_count, freeze)
        fit_classifier(model, images, class_count)
        unchanged = all(map(np.array_equal, before, encoder.get_weights()))
        expect(
            unchanged,
            "Training the classifier changed the autoencoder's encoder: work on a copy of it.",
        )


@question(
    "vanilla.choose",
    hints=(
        "Which of the two error tables may you look at while you choose?",
        "best = the key with the smallest VALIDATION error; return best and test_errors[best].",
    ),
)
def choose(pick):
    """Check a function `pick(validation_errors, test_errors)` that returns (choice, report)."""
    validation = {0.1: 0.031, 0.01: 0.012, 0.001: 0.014, 0.0001: 0.044}
    test = {0.1: 0.033, 0.01: 0.016, 0.001: 0.013, 0.0001: 0.046}
    expect_choice(pick, validation, test, 0.01)
    expect_choice(pick, {8: 0.5, 16: 0.2, 32: 0.3}, {8: 0.1, 16: 0.4, 32: 0.2}, 16)
    expect_choice(pick, {"b": 0.2, "a": 0.1}, {"b": 0.3, "a": 0.6}, "a")


def _expect_follows_arguments(model):
    images = np.zeros((1, 4, 4, 2), dtype="float32")
    codes = predict(sub_model(model, "encoder"), images, "an encoder for (4, 4, 2) and 5")
    restored = predict(model, images, "a model for (4, 4, 2) and 5")
    expect(
        codes.shape == (1, 5) and restored.shape == images.shape,
        f"The model does not follow `image_shape` and `code_size`: for (4, 4, 2) and 5 its "
        f"codes have shape {codes.shape[1:]} and its images {restored.shape[1:]}.",
    )
