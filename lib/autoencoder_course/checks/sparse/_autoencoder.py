"""The check of an autoencoder with an activity regularizer that Keras has."""

import keras
import numpy as np

from autoencoder_course.checks.common import (
    apply,
    call,
    expect_bounded_pixels,
    expect_model,
    expect_one_layer_each_way,
    expect_parts,
    expect_relu_codes,
    expect_value,
    question,
    sub_model,
    to_array,
)


@question(
    "sparse.autoencoder",
    hints=(
        "Of two regularizers that a Dense layer can have, one sees its weights and one sees what "
        "it puts out. Which one can make a code sparse?",
        "The network is that of exercise 1, question 1, with one more argument at one layer. "
        "Which layer's output is the code?",
        "The argument is `activity_regularizer`. It takes an object such as "
        "keras.regularizers.L2(0.1), which adds up squares: which class adds up absolute values? "
        "Keras divides by the batch size for you.",
    ),
)
def autoencoder(build, image_shape=(6, 5, 1), units=8, weight=0.02):
    """Check a function `build(image_shape, units, weight)`: an autoencoder with an L1 penalty."""
    keras.utils.set_random_seed(0)
    images = np.random.default_rng(0).random((7, *image_shape), dtype="float32")
    for factor in (weight, 10 * weight):
        model = call(build, image_shape, units, factor)
        expect_model(model)
        expect_one_layer_each_way(model, image_shape, units)
        generator = np.random.default_rng(1)  # new weights, with which half of the units are on
        model.set_weights([generator.normal(0, 0.4, w.shape) for w in model.get_weights()])
        codes, _ = expect_parts(model, images, units)
        expect_relu_codes(codes)
        expect_bounded_pixels(sub_model(model, "decoder"), (units,))
        _expect_penalty(model, images, codes.astype("float64"), factor)


def _expect_penalty(model, images, codes, weight):
    # Called once more: `model.losses` are those of the last call of each part.
    restored = apply(model, images, "the model").astype("float64")
    added = sum(float(to_array(loss, "the penalty").sum()) for loss in model.losses)
    kernel, bias, back_kernel, _ = (w.astype("float64") for w in model.get_weights())
    before_relu = images.reshape(len(images), -1) @ kernel + bias
    size = np.abs(codes).sum()
    expected = weight * size / len(images)
    by_weights = [weight * np.abs(matrix).sum() for matrix in (kernel, back_kernel)]
    of_pixels = weight * np.abs(restored).sum() / len(images)
    on_weights = "The penalty is on {}'s weights (`kernel_regularizer`): put it on the code."
    mistakes = {
        "Nothing is added to the loss: is there a penalty on the code?": 0.0,
        on_weights.format("the encoder"): by_weights[0],
        on_weights.format("the decoder"): by_weights[1],
        on_weights.format("each layer"): sum(by_weights),
        "The penalty is on the weights and on the code: it belongs on the code only.": expected
        + by_weights[0],
        "The penalty is on the pixels that the decoder puts out: put it on the code.": of_pixels,
        "The penalty is on the code and on the pixels: it belongs on the code only.": expected
        + of_pixels,
        "The penalty adds up squares (L2): an L1 penalty adds up absolute values.": weight
        * np.square(codes).sum()
        / len(images),
        "The penalty sees the code before its ReLU, negative numbers too: put it on what comes out "
        "of the ReLU.": weight * np.abs(before_relu).sum() / len(images),
        "The penalty is a sum over the batch: a mean over its images is wanted. As an "
        "`activity_regularizer`, Keras makes one of it.": weight * size,
        "The penalty is divided by the batch size twice: Keras does that already.": expected
        / len(images),
        "The penalty is averaged over the units: sum over them.": expected / codes.shape[1],
        "The penalty is there twice.": 2 * expected,
        "The penalty has no weight: use the argument `weight`.": size / len(images),
        "The penalty has Keras's weight of 0.01: use the argument `weight`.": 0.01
        * size
        / len(images),
    }
    expect_value(
        added,
        expected,
        mistakes,
        f"Expected {expected:.4f} to be added to the loss with weight={weight:g}, on this check's "
        f"images. Received: {added:.4f}.",
    )
