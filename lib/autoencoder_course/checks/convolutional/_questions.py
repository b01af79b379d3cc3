"""Checks of exercise 5: convolutional autoencoders."""

import keras
import numpy as np

from autoencoder_course import metrics
from autoencoder_course.checks.common._core import call, expect, question
from autoencoder_course.checks.convolutional import _boards, _fields, _strided
from autoencoder_course.checks.convolutional._conv_images import two_tone_images
from autoencoder_course.checks.convolutional._conv_parts import apply, expect_model, takes_a_step
from autoencoder_course.checks.convolutional._trace import convolution, expect_trace
from autoencoder_course.checks.stacked import _mirror
from keras_autoencoders import builders


@question(
    "convolutional.trace",
    hints=(
        "At how many places does the kernel stand along one side? With \"same\" padding: at every "
        "s-th pixel, beginning with the first. And a kernel reaches through all channels.",
        "\"same\": (side - 1) // s + 1, which is side / s rounded up; \"valid\": (side - k) // s + "
        "1. Parameters: (k * k * channels + 1) * filters; dense: (inputs + 1) * units.",
    ),
)  # fmt: skip
def trace(trace, image_shape=(30, 32, 4), kernel_size=3, strides=2):
    """Check a function `trace(image_shape, stack)`: shapes and parameters of each layer."""
    same = convolution(5, kernel_size, strides, "same")
    valid = convolution(7, kernel_size, strides, "valid")
    ending = [{"kind": "flatten"}, {"kind": "dense", "units": 11}]
    expect_trace(trace, image_shape, [same, same, *ending])
    expect_trace(trace, (15, 22, 2), [same, valid, *ending])
    expect_trace(trace, (26, 33, 3), [convolution(4, 5, 1, "valid"), valid, same])
    pool = {"kind": "pooling", "size": 2}
    expect_trace(
        trace, (27, 20, 1), [convolution(6, 3, 1, "same"), pool, valid, pool, *ending, ending[1]]
    )
    expect_trace(trace, (8, 5, 4), [convolution(3, 5, 3, "valid"), *ending])


@question(
    "convolutional.swap_pooling",
    hints=(
        "Go through encoder.layers with an eye on the layer that follows. A copy of a Conv2D "
        "with other strides can be made from its get_config().",
        'layers.Conv2D.from_config({**layer.get_config(), "strides": 2}) where a MaxPooling2D '
        "follows; add the copies to a new Sequential with the same Input, then "
        "new.set_weights(encoder.get_weights()).",
    ),
)
def swap_pooling(swap, widths=(5, 4, 6), seed=0):
    """Check a function `swap(encoder)` that returns an encoder with strides for pooling."""
    generator = np.random.default_rng(seed)
    for shape, kernel_size, chosen in (((16, 12, 3), 3, widths), ((8, 10, 2), 5, widths[:1])):
        encoder = _strided.pooled_encoder(shape, chosen, generator, kernel_size)
        images = generator.random((6, *shape), dtype="float32")
        weights, codes = encoder.get_weights(), apply(encoder, images, "the encoder")
        model = call(swap, encoder)
        expect_model(model)
        unchanged = (
            len(encoder.get_weights()) == len(weights)
            and all(map(np.array_equal, weights, encoder.get_weights()))
            and np.array_equal(codes, apply(encoder, images, "the encoder"))
        )
        expect(unchanged, "`encoder` itself has changed: make new layers for the new encoder.")
        _strided.expect_strided(model, encoder, images)
        takes_a_step(model, images, np.zeros(codes.shape, "float32"))
        expect(
            all(map(np.array_equal, weights, encoder.get_weights())),
            "Training the new encoder changes the old one: copy the weights into new layers.",
        )


@question(
    "convolutional.decoder_for",
    hints=(
        "Collect the Conv2D layers and go through them in reverse. layer.input.shape says what "
        "the mirrored layer has to return: height, width and channels.",
        "Conv2DTranspose(channels, layer.kernel_size, strides=layer.strides, padding='same') for "
        "each, then Cropping2D(((0, surplus), (0, surplus))) where it is too large. For a dense "
        "code, start with Dense(math.prod(shape)) and Reshape(shape), where shape is the last "
        "convolution's output.shape[1:].",
    ),
)
def decoder_for(build, image_shape=(14, 12, 3), widths=(4, 6, 5), seed=0):
    """Check a function `build(encoder)` that returns the decoder that mirrors it."""
    keras.utils.set_random_seed(seed)
    generator = np.random.default_rng(seed)
    for shape, filters, strides, kernel_sizes, code_size in (
        ((16, 8, 3), widths[:2], (2, 2), (3, 3), None),
        (image_shape, widths, (2, 1, 2), (3, 3, 3), 9),
        ((13, 14, 1), widths, (2, 2, 2), (5, 3, 3), None),
        ((8, 12, 2), widths[:1], (2,), (3,), 7),
    ):
        encoder = _mirror.strided_encoder(
            shape, filters, strides, kernel_sizes, code_size, generator
        )
        _mirror.expect_mirror(call(build, encoder), encoder, generator)


@question(
    "convolutional.mended",
    hints=(
        "Print the differences of a NEW network, before training: by how much do they shrink "
        "from layer to layer? Then change one thing and print them again.",
        "Leave kernel_initializer away (the builder's own keeps the size of a signal), use "
        'activation="relu", and Adam at a rate of about 0.002.',
    ),
)
def mended(train, epochs=8):
    """Check a function `train(images, epochs)` that trains the network so that it works."""
    keras.utils.set_random_seed(0)
    images, unseen = two_tone_images(1500), two_tone_images(200, seed=1)
    model = call(train, images.copy(), epochs)
    expect_model(model)
    restored = apply(model, unseen, "the model")
    expect(
        restored.shape == unseen.shape,
        f"Expected images of shape {unseen.shape} to come out. Received: {restored.shape}.",
    )
    expected = builders.convolutional((16, 16, 3), [16, 32], 64).count_params()
    expect(
        model.count_params() == expected,
        f"Expected the layer sizes of the grey network, {expected} parameters. "
        f"Received: {model.count_params()}.",
    )
    expect(
        np.isfinite(restored).all(),
        "The restored pixels are not numbers (NaN): the steps are far too large.",
    )
    expect(
        restored.min() >= 0 and restored.max() <= 1,
        f"Expected pixels in [0, 1]; they reach from {restored.min():.2g} to "
        f"{restored.max():.2g}. Leave the output's sigmoid, and the scale of the target.",
    )
    error = metrics.mean_squared_error(unseen, restored)
    mean = metrics.mean_image_baseline(images, unseen)
    shares = [
        float(keras.ops.convert_to_numpy(values).std(axis=0).mean())
        for values in _through(model, unseen)
    ]
    expect(
        restored.std(axis=0).max() > 0.02,
        "The answer is still the same image for all. "
        f"The codes differ from image to image by {shares[0]:.1g}, the restored pixels by "
        f"{shares[1]:.1g}; print what each layer does to a new network.",
    )
    expect(
        error < 1.1 * mean,
        f"The error is {error:.4f}, the mean image's {mean:.4f}: worse than grey. Are the "
        "images themselves, in [0, 1], the target, and are the steps not too large?",
    )
    expect(
        error < 0.4 * mean,
        f"It is not quite grey any more, but its error is {error:.4f} and that of the mean image "
        f"{mean:.4f}: it hardly learns. Are the images themselves the target, do all `epochs` "
        "run, and has everything been mended: starting weights, activations, steps?",
    )


def _through(model, images):
    names = [layer.name for layer in model.layers]
    if "encoder" not in names:
        return [model(images)] * 2
    return [model.get_layer("encoder")(images), model(images)]


@question(
    "convolutional.receptive_field",
    hints=(
        "Encode the image as it is. Then make copies with one pixel changed in each (all its "
        "channels at once, or one after the other), encode them in one call, and compare the "
        "codes at `place`.",
        "copies = np.repeat(image[None], width, axis=0); copies[i, row, i] += 1 for each column i; "
        "codes = encoder(copies)[:, place[0], place[1]]. The largest change of "
        "all channels counts; join the images with |=.",
    ),
)
def receptive_field(measure, place=(1, 2), seed=0):
    """Check a function `measure(encoder, place, images)`: which pixels a place sees."""
    generator = np.random.default_rng(seed)
    for case in _fields.CASES:
        _fields.expect_field(measure, case, place, generator)


@question(
    "convolutional.coverage",
    hints=(
        "Start with zeros, one for each pixel: how many rows has the picture, if the last patch "
        "begins at row (size - 1) * strides?",
        "For each place add 1 to counts[row : row + kernel_size, column : column + kernel_size], "
        "where row and column are the place's, times strides.",
    ),
)
def coverage(cover, size=6, kernel_size=3, strides=2):
    """Check a function `cover(size, kernel_size, strides)` that counts patches."""
    for numbers in ((size, kernel_size, strides), (5, 4, 2), (3, 5, 3), (4, 2, 3), (4, 3, 1)):
        _boards.expect_coverage(cover, *numbers)


@question(
    "convolutional.checkerboard",
    hints=(
        "images[:, 0::2, 1::2] are the pixels in even rows and odd columns, counted from 0. Each "
        "of the four kinds has one mean for each image and channel: average over axes 1 and 2.",
        "kinds = [images[:, r::2, c::2].mean(axis=(1, 2)) for r in (0, 1) for c in (0, 1)]; then "
        "np.std(kinds, axis=0) and the mean of that.",
    ),
)
def checkerboard(measure, shape=(5, 8, 12, 3), seed=0):
    """Check a function `measure(images)` that returns the strength of a checkerboard."""
    _boards.expect_strength(measure, _boards.patterned_images(seed, shape))
    _boards.expect_strength(measure, _boards.patterned_images(seed + 10, (4, 16, 6, 1)))
