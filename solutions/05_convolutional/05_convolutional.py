# ---
# jupyter:
#   jupytext:
#     cell_metadata_filter: tags,nbgrader,editable,deletable,-all
#     formats: ipynb,py:percent
#     notebook_metadata_filter: kernelspec,jupytext,-all
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#       jupytext_version: 1.19.6
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Exercise 5: convolutional autoencoders
#
# You will count what a convolutional network consists of, rebuild parts of it, bring a grey
# one back to life, and find out what its units see and where checkerboards come from. There
# are nine questions, from easy to harder.
#
# **How it works.** As in exercise 1: replace the line `raise NotImplementedError(...)` by
# your code, run the check below it, and ask for a hint, or a second one, when you are stuck:
#
#     checks.hint("convolutional.trace")
#
# After each check, a cell puts your function to work on real images.

# %%
import math

import keras
import numpy as np
from keras import layers, ops

from autoencoder_course import checks, datasets, metrics, plots, profile, results
from keras_autoencoders import builders, training

# %%
# The quick profile is for a first look and for tests: fewer images and epochs.
LIMIT = profile.by_profile(full=5000, quick=2500)  # images of a split
TEST_IMAGES = profile.by_profile(full=2000, quick=300)
EPOCHS = profile.by_profile(full=6, quick=2)
BETTER_EPOCHS = profile.by_profile(full=10, quick=2)
GREY_EPOCHS = profile.by_profile(full=3, quick=1)

# %%
cifar = datasets.load("cifar10", limit=LIMIT)
image_shape = cifar.train.images.shape[1:]
tests = cifar.test.images[:TEST_IMAGES]
results.start("solutions/05_convolutional", cifar)

# %% [markdown]
# These functions are given. `train` restores images with the mean squared error and Adam.


# %%
def train(model, epochs):
    """Compile an autoencoder, train it, and return it."""
    images = cifar.train.images
    model.compile(keras.optimizers.Adam(2e-3), "mse")
    model.fit(images, images, batch_size=64, epochs=epochs, verbose=0)
    return model


def restore(model, images):
    """Return what an autoencoder makes of images, as an array."""
    return ops.convert_to_numpy(model(images))


def error_of(model):
    """Return the mean squared error per pixel on the test images."""
    return metrics.mean_squared_error(tests, restore(model, tests))


# %% [markdown]
# ## Question 1: sizes and parameters
#
# Here is an encoder that was published for CIFAR-10. How large is the image after each
# convolution? How many parameters does it have, and in which layer are most of them? Work it
# out on paper before you go on.

# %%
published = [
    {"kind": "convolution", "filters": 64, "kernel_size": 3, "strides": 2, "padding": "same"},
    {"kind": "convolution", "filters": 128, "kernel_size": 3, "strides": 2, "padding": "same"},
    {"kind": "convolution", "filters": 128, "kernel_size": 3, "strides": 2, "padding": "same"},
    {"kind": "flatten"},
    {"kind": "dense", "units": 1024},
]

# %% [markdown]
# Now write a function that works it out, with arithmetic alone. It gets the shape of an image,
# (height, width, channels), and such a list. For each layer it returns the shape of what comes
# out, a tuple without the batch, and the number of its parameters, biases included.
#
# - A convolution with stride $s$ puts its kernel at every $s$-th place. With `"valid"` padding
#   the kernel stays within the image; with `"same"` padding there are zeros around the image, so
#   that stride 1 would keep its size. Sizes need not be multiples of $s$.
# - `{"kind": "pooling", "size": 2}` takes the largest of 2 × 2 numbers. Where one row or column
#   is left over, it is left out.


# %% nbgrader={"grade": false, "grade_id": "trace", "locked": false, "schema_version": 3, "solution": true, "task": false}
def trace(image_shape, stack):
    """Return [(output shape, parameters), …], one pair for each layer of `stack`."""
    ### BEGIN SOLUTION
    shape, found = tuple(image_shape), []
    for layer in stack:
        parameters = 0
        if layer["kind"] == "convolution":
            kernel, stride = layer["kernel_size"], layer["strides"]
            room = 1 if layer["padding"] == "same" else kernel
            sides = [(side - room) // stride + 1 for side in shape[:2]]
            parameters = (kernel * kernel * shape[2] + 1) * layer["filters"]
            shape = (*sides, layer["filters"])
        elif layer["kind"] == "pooling":
            shape = (shape[0] // layer["size"], shape[1] // layer["size"], shape[2])
        elif layer["kind"] == "flatten":
            shape = (math.prod(shape),)
        else:
            parameters = (shape[0] + 1) * layer["units"]
            shape = (layer["units"],)
        found.append((shape, parameters))
    return found
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "trace-check", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
checks.convolutional.trace(trace)
### BEGIN HIDDEN TESTS
checks.convolutional.trace(trace, image_shape=(23, 19, 4), kernel_size=4, strides=3)
### END HIDDEN TESTS

# %% [markdown]
# Were you right? The course's builder makes the same encoder; Keras counts its parameters.

# %% tags=["demonstration"]
counted = trace(image_shape, published)
by_keras = builders.convolutional(image_shape, [64, 128, 128], 1024).get_layer("encoder")
total = sum(parameters for _, parameters in counted)
results.record(
    "published encoder: parameters in its one dense layer (%)",
    100 * counted[-1][1] / total,
    control=100 * sum(parameters for _, parameters in counted[:3]) / total,
)
for layer, (shape, parameters) in zip(published, counted, strict=True):
    print(f"{layer['kind']:12s}{' × '.join(map(str, shape)):>14s}{parameters:12,}")
print(f"in all {total:31,}\nby Keras {by_keras.count_params():29,}")

# %% [markdown]
# ## Question 2: strides in place of pooling
#
# A convolution of stride 1 computes a value at every place, and max pooling throws three of
# four away. Write a function that rebuilds such an encoder so that nothing is thrown away:
#
# - `encoder` is a `keras.Sequential` of `Conv2D` layers of stride 1 with `"same"` padding, some
#   with a `MaxPooling2D(2)` behind them. Height and width can be halved so often;
# - in the new encoder there is no pooling: the convolution before it has a stride of 2. A
#   convolution that had no pooling behind it keeps its stride;
# - everything else stays: numbers of filters, kernel sizes, padding, activations. The new
#   encoder starts with copies of the old one's weights, and `encoder` itself stays as it is.


# %% nbgrader={"grade": false, "grade_id": "swap-pooling", "locked": false, "schema_version": 3, "solution": true, "task": false}
def swap_pooling(encoder):
    """Return a keras.Model with the same weights and outputs of the same shape."""
    ### BEGIN SOLUTION
    strided = keras.Sequential([keras.Input(encoder.input_shape[1:])])
    for layer, following in zip(encoder.layers, [*encoder.layers[1:], None], strict=True):
        if isinstance(layer, layers.Conv2D):
            pooled = isinstance(following, layers.MaxPooling2D)
            settings = {**layer.get_config(), "strides": 2 if pooled else 1}
            strided.add(layers.Conv2D.from_config(settings))
    strided.set_weights(encoder.get_weights())
    return strided
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "swap-pooling-check", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
checks.convolutional.swap_pooling(swap_pooling)
### BEGIN HIDDEN TESTS
checks.convolutional.swap_pooling(swap_pooling, widths=(4, 5, 3), seed=1)
### END HIDDEN TESTS

# %% [markdown]
# How much arithmetic does it save? Your `trace` knows: a convolution uses each number of its
# kernel once at each place of its output.


# %% tags=["demonstration"]
def multiplications(stack):
    """Return how many multiplications the convolutions of a stack do for one image."""
    return sum(
        math.prod(shape[:2]) * (parameters - layer["filters"])
        for layer, (shape, parameters) in zip(stack, trace(image_shape, stack), strict=True)
        if layer["kind"] == "convolution"
    )


pooled_stack = [
    part
    for layer in published[:3]
    for part in ({**layer, "strides": 1}, {"kind": "pooling", "size": 2})
]
saving = multiplications(pooled_stack) / multiplications(published)
results.record(
    "published encoder: multiplications with pooling ÷ with strides", saving, control=1.0
)
print(f"with pooling {multiplications(pooled_stack):12,}")
print(f"with strides {multiplications(published):12,}")

# %% [markdown]
# Does it cost anything in quality? The two encoders answer differently, with the same weights:
# they have to be trained. For that they need decoders.
#
# ## Question 3: the decoder for a given encoder
#
# Somebody hands you a trained encoder, and you need a decoder that fits. Write a function that
# builds it, as the encoder's mirror image:
#
# - `encoder` is a `keras.Sequential` of `Conv2D` layers with `"same"` padding and a stride of 1
#   or 2. There may be a `Flatten` and one `Dense` layer, the code, behind them;
# - for each convolution, the last one first, the decoder has one transposed convolution (or an
#   enlargement, then a convolution) with the same kernel size. It undoes the stride and returns
#   as many channels as the encoder's convolution had received;
# - a dense code passes a `Dense` layer and a `Reshape` first;
# - ReLUs, and a sigmoid for the pixels. Biases everywhere, no weights beyond these.
#
# Beware of odd sizes: a stride of 2 makes 4 rows of 7, and of 8 as well. The decoder has to get
# back to 7: leave out what is too much.


# %% nbgrader={"grade": false, "grade_id": "decoder-for", "locked": false, "schema_version": 3, "solution": true, "task": false}
def decoder_for(encoder):
    """Return an uncompiled keras.Model from codes to images."""
    ### BEGIN SOLUTION
    codes = keras.Input(encoder.output_shape[1:])
    convolutions = [layer for layer in encoder.layers if isinstance(layer, layers.Conv2D)]
    values = codes
    if len(codes.shape) == 2:
        map_shape = convolutions[-1].output.shape[1:]
        values = layers.Dense(math.prod(map_shape), activation="relu")(values)
        values = layers.Reshape(map_shape)(values)
    for layer in reversed(convolutions):
        height, width, channels = layer.input.shape[1:]
        values = layers.Conv2DTranspose(
            channels,
            layer.kernel_size,
            strides=layer.strides,
            padding="same",
            activation="sigmoid" if layer is convolutions[0] else "relu",
        )(values)
        surplus = (values.shape[1] - height, values.shape[2] - width)
        if any(surplus):
            values = layers.Cropping2D(((0, surplus[0]), (0, surplus[1])))(values)
    return keras.Model(codes, values, name="decoder")
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "decoder-for-check", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
checks.convolutional.decoder_for(decoder_for)
### BEGIN HIDDEN TESTS
checks.convolutional.decoder_for(decoder_for, image_shape=(18, 10, 2), widths=(5, 3, 6), seed=1)
### END HIDDEN TESTS

# %% [markdown]
# An encoder with pooling, and its strided twin: 192 numbers are left of an image. A thumbnail
# of 8 × 8 pixels in colour has as many. Which is the best?


# %% tags=["demonstration"]
def join(encoder, decoder):
    """Return encoder and decoder as one model."""
    images = keras.Input(image_shape)
    return keras.Model(images, decoder(encoder(images)))


profile.set_seed()
pooled_encoder = keras.Sequential(name="encoder")
pooled_encoder.add(keras.Input(image_shape))
for width, activation in ((16, "relu"), (32, "relu"), (12, "linear")):
    pooled_encoder.add(layers.Conv2D(width, 3, padding="same", activation=activation))
    pooled_encoder.add(layers.MaxPooling2D(2))
strided_encoder = swap_pooling(pooled_encoder)
models = {}
for name, encoder in (("pooling", pooled_encoder), ("strides", strided_encoder)):
    profile.set_seed()
    models[name] = join(encoder, decoder_for(strided_encoder))
    train(models[name], EPOCHS)

# %% tags=["demonstration"]
thumbnails = tests.reshape(-1, 8, 4, 8, 4, 3).mean(axis=(2, 4))
enlarged = thumbnails.repeat(4, axis=1).repeat(4, axis=2)
thumbnail_error = metrics.mean_squared_error(tests, enlarged)
errors = {name: error_of(model) for name, model in models.items()}
results.record("test MSE: strides ÷ pooling", errors["strides"] / errors["pooling"], control=1.0)
results.record(
    "test MSE of 192 numbers, strides ÷ thumbnail",
    errors["strides"] / thumbnail_error,
    control=metrics.mean_image_baseline(cifar.train.images, tests) / thumbnail_error,
)
rows = {name: restore(model, tests[:10]) for name, model in models.items()}
plots.reconstructions({"image": tests[:10], **rows, "thumbnail": enlarged[:10]})

# %% tags=["demonstration"]
pca_errors = dict(
    zip((64, 192), metrics.pca_baseline(cifar.train.images, tests, [64, 192]), strict=True)
)
results.record(
    "test MSE of 192 numbers, strides ÷ PCA", errors["strides"] / pca_errors[192], control=1.0
)
for name, error in {**errors, "thumbnail": thumbnail_error, "PCA-192": pca_errors[192]}.items():
    print(f"{name:10s}{error:.4f}")

# %% [markdown]
# With a quarter of the encoder's arithmetic, and after as many epochs, strides restore the
# images better than pooling. Max pooling tells what there is, and less of where it is. But neither
# is good: PCA with 192 numbers, of the same images and clipped, makes half of the error. Six
# epochs on 5,000 images are few. Question 8 comes back to this.

# %% [markdown]
# ## Question 4: everything is grey
#
# Somebody built this network and trained it. It restores every image as the same grey.


# %%
def build_grey(image_shape):
    """Build a convolutional autoencoder that does not learn."""
    return builders.convolutional(
        image_shape,
        [16, 32],
        64,
        activation="sigmoid",
        kernel_initializer=keras.initializers.RandomNormal(stddev=0.01),
    )


def train_grey(images, epochs):
    """Train the network and return it."""
    model = build_grey(images.shape[1:])
    model.compile(keras.optimizers.SGD(0.01), loss="mse")
    model.fit(images, images, batch_size=64, epochs=epochs, verbose=0)
    return model


# %% tags=["demonstration"]
profile.set_seed()
grey = train_grey(cifar.train.images, GREY_EPOCHS)
plots.reconstructions({"image": tests[:10], "grey": restore(grey, tests[:10])})

# %% [markdown]
# Do not guess, **measure**: where does the image get lost? This prints how much the outputs of
# each layer differ from one image to another, as a standard deviation. Try it on a new network
# as well, before any training.


# %% tags=["demonstration"]
def print_differences(model, images):
    """Print how much each layer's outputs differ from image to image."""
    values = images
    for part in ("encoder", "decoder"):
        for layer in model.get_layer(part).layers:
            values = layer(values)
            spread = float(ops.convert_to_numpy(ops.mean(ops.std(values, axis=0))))
            shown = f"{spread:.5f}" if spread > 1e-5 else "less than 0.00001"
            print(f"{part} {type(layer).__name__:15s}{shown}")


print_differences(grey, tests[:200])

# %% [markdown]
# More than one thing is wrong: look at the starting weights, at the activations, and at the
# optimiser's steps. Write a function that trains a network of the same
# layer sizes (`builders.convolutional` with `[16, 32]` and `64`) so that it learns. It gets
# `images` with pixels in $[0, 1]$ and returns the trained model, whose pixels are in $[0, 1]$.


# %% nbgrader={"grade": false, "grade_id": "mended", "locked": false, "schema_version": 3, "solution": true, "task": false}
def train_mended(images, epochs):
    """Return the trained keras.Model."""
    ### BEGIN SOLUTION
    model = builders.convolutional(images.shape[1:], [16, 32], 64, activation="relu")
    model.compile(keras.optimizers.Adam(2e-3), loss="mse")
    model.fit(images, images, batch_size=64, epochs=epochs, verbose=0)
    return model
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "mended-check", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
checks.convolutional.mended(train_mended)

# %% tags=["demonstration"]
profile.set_seed()
mended = train_mended(cifar.train.images, EPOCHS)
mean_error = metrics.mean_image_baseline(cifar.train.images, tests)
results.record(
    "mended network, code of 64: test MSE ÷ mean image",
    error_of(mended) / mean_error,
    control=error_of(grey) / mean_error,
)
results.record("mended network: test MSE ÷ PCA-64", error_of(mended) / pca_errors[64], control=1.0)
print(f"mended: test MSE {error_of(mended):.4f}, PCA-64, clipped {pca_errors[64]:.4f}")
print_differences(mended, tests[:200])
plots.reconstructions({"image": tests[:10], "mended": restore(mended, tests[:10])})

# %% [markdown]
# It learns: that was the task. Its error is still 1.8 times that of PCA with as many numbers.

# %% [markdown]
# ## Question 5: what does a unit see?
#
# A place of the code depends on some pixels of the image, its **receptive field**, and not on
# the others. How large is it after three convolutions of 3 × 3 with strides of 2? Guess, then
# measure. Write a function that finds the pixels by trying them out: change a pixel, and see
# whether the code changes at `place`, a pair (row, column).
#
# - `encoder` maps images (n, height, width, channels) to codes (n, rows, columns, channels). It
#   may be anything: with pooling, with holes in its kernels, blind for a colour;
# - a pixel counts if changing it, in any of its channels, changes any channel of the code at
#   `place`, for at least one of the given `images`. (A ReLU that is off, or pooling, can hide a
#   change in one image.) Rounding can change the last digits of any code: leave out what is
#   less than a hundred-thousandth of the largest number at `place`.
#
# There are few images, so encode many changed copies at once, not one at a time.


# %% nbgrader={"grade": false, "grade_id": "receptive-field", "locked": false, "schema_version": 3, "solution": true, "task": false}
def receptive_field(encoder, place, images):
    """Return which pixels the code sees at `place`, an array (height, width) of booleans."""

    ### BEGIN SOLUTION
    def codes_at_place(batch):
        return ops.convert_to_numpy(encoder(batch))[:, place[0], place[1]]

    _, height, width, _ = images.shape
    seen = np.zeros((height, width), dtype=bool)
    for image in images:
        before = codes_at_place(image[None])
        rounding = 1e-5 * np.abs(before).max()
        for row in range(height):
            changed = np.repeat(image[None], width, axis=0)
            columns = np.arange(width)
            changed[columns, row, columns] += 1.0
            seen[row] |= np.any(np.abs(codes_at_place(changed) - before) > rounding, axis=1)
    return seen
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "receptive-field-check", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
checks.convolutional.receptive_field(receptive_field)
### BEGIN HIDDEN TESTS
checks.convolutional.receptive_field(receptive_field, place=(0, 2), seed=1)
### END HIDDEN TESTS

# %% tags=["demonstration"]
fields = {}
for name, strides in (("strides of 2", 2), ("strides of 1", 1)):
    stack = keras.Sequential([keras.Input(image_shape)])
    for _ in range(3):
        stack.add(layers.Conv2D(8, 3, strides=strides, padding="same", activation="relu"))
    middle = stack.output_shape[1] // 2
    fields[name] = receptive_field(stack, (middle, middle), tests[:2])
sides = {name: int(field.any(axis=0).sum()) for name, field in fields.items()}
results.record(
    "receptive field of three convolutions, strides of 2: side in pixels",
    sides["strides of 2"],
    control=sides["strides of 1"],
)
for name, side in sides.items():
    print(f"{name}: {side} × {side} pixels")
shown = tests[:8]
dimmed = {name: np.where(field[..., None], shown, 0.25 * shown) for name, field in fields.items()}
plots.reconstructions({"image": shown, **dimmed}, tile=0.8)

# %% [markdown]
# Both places are in the middle of the code. Why does the large field lie to the lower right?
# With a stride of 2 and `"same"` padding Keras adds zeros at the bottom and at the right only.

# %% [markdown]
# ## Question 6: why a checkerboard?
#
# A transposed convolution lets each place of the code paint a patch of
# `kernel_size` × `kernel_size` pixels; the patches of neighbours are `strides` pixels apart.
# Where they overlap, paint is added up. Write a function that counts how many patches lie on
# each pixel, for a code of `size` × `size` places. Nothing is cut off: the picture is as large
# as it takes to hold all patches. If the kernel is smaller than the stride, there are gaps
# between them.


# %% nbgrader={"grade": false, "grade_id": "coverage", "locked": false, "schema_version": 3, "solution": true, "task": false}
def coverage(size, kernel_size, strides):
    """Return the number of patches on each pixel, an array (side, side)."""
    ### BEGIN SOLUTION
    side = (size - 1) * strides + kernel_size
    counts = np.zeros((side, side), dtype=int)
    for row in range(0, size * strides, strides):
        for column in range(0, size * strides, strides):
            counts[row : row + kernel_size, column : column + kernel_size] += 1
    return counts
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "coverage-check", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
checks.convolutional.coverage(coverage)
### BEGIN HIDDEN TESTS
checks.convolutional.coverage(coverage, size=4, kernel_size=7, strides=4)
### END HIDDEN TESTS

# %% [markdown]
# Which kernels leave no pattern away from the border? Find the rule. The left column has a stride
# of 2, the right one of 3; the lighter, the more patches.

# %% tags=["demonstration"]
interiors = {}
for strides in (2, 3):
    even = []
    for kernel_size in range(1, 10):
        counts = coverage(12, kernel_size, strides)
        interiors[strides, kernel_size] = inner = counts[9:-9, 9:-9]
        if inner.min() == inner.max():
            even.append(kernel_size)
    print(f"stride {strides}: no pattern with kernels of {even}")
results.record(
    "transposed convolution, stride 2, kernel 3: most ÷ fewest patches on a pixel",
    interiors[2, 3].max() / interiors[2, 3].min(),
    control=interiors[2, 4].max() / interiors[2, 4].min(),
)
plots.reconstructions(
    {
        f"kernel of {size}": np.stack(
            [interiors[strides, size][:6, :6, None] / 12 for strides in (2, 3)]
        )
        for size in (2, 3, 4, 5, 6)
    },
    tile=1.0,
)

# %% [markdown]
# ## Question 7: how strong is it?
#
# The pixels of an image are of four kinds: in even or odd rows, and in even or odd columns. In a
# photograph all four have nearly the same mean; in a checkerboard they do not. Write a function
# that measures it:
#
# - for each image and each channel, take the mean of each of the four kinds of pixels, and the
#   standard deviation of these four numbers;
# - return the mean of that over all images and channels.
#
# `images` is a NumPy array (n, height, width, channels) with even height and width.


# %% nbgrader={"grade": false, "grade_id": "checkerboard", "locked": false, "schema_version": 3, "solution": true, "task": false}
def checkerboard(images):
    """Return the strength of a checkerboard, a number of 0 or more."""
    ### BEGIN SOLUTION
    kinds = [images[:, row::2, column::2].mean(axis=(1, 2)) for row in (0, 1) for column in (0, 1)]
    return np.mean(np.std(kinds, axis=0))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "checkerboard-check", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
checks.convolutional.checkerboard(checkerboard)
### BEGIN HIDDEN TESTS
checks.convolutional.checkerboard(checkerboard, shape=(3, 6, 10, 2), seed=1)
### END HIDDEN TESTS

# %% [markdown]
# Does training remove it? The decoder of question 3 has transposed convolutions with kernels of
# 3. Beside it stands one that repeats each pixel (nearest neighbour) and convolves after that.
# Look at its first answers: they vary from place to place, but not from pixel to pixel.


# %% tags=["demonstration"]
def enlarging_decoder():
    """Return a decoder with enlargements in place of transposed convolutions."""
    decoder = keras.Sequential([keras.Input((4, 4, 12))])
    for width, activation in ((32, "relu"), (16, "relu"), (3, "sigmoid")):
        decoder.add(layers.UpSampling2D(2))
        decoder.add(layers.Conv2D(width, 3, padding="same", activation=activation))
    return decoder


pictures = {}
for name, build in (
    ("transposed", lambda: decoder_for(strided_encoder)),
    ("nearest", enlarging_decoder),
):
    profile.set_seed()
    model = join(swap_pooling(pooled_encoder), build())
    pictures[f"{name}, untrained"] = restore(model, tests)
    if name == "transposed":
        model = models["strides"]  # the same network, trained in question 3
    else:
        train(model, EPOCHS)
    pictures[f"{name}, trained"] = restore(model, tests)

# %% tags=["demonstration"]
strengths = {name: float(checkerboard(images)) for name, images in pictures.items()}
strengths["original"] = float(checkerboard(tests))
results.record(
    "checkerboard before training: transposed, kernel 3",
    strengths["transposed, untrained"],
    control=strengths["nearest, untrained"],
)
results.record(
    "checkerboard after training: transposed, kernel 3",
    strengths["transposed, trained"],
    control=strengths["original"],
)
for name, strength in strengths.items():
    print(f"{name:23s}{strength:.4f}")
plots.reconstructions(
    {"image": tests[:6], **{name: images[:6] for name, images in pictures.items()}}, tile=1.0
)

# %% [markdown]
# From left to right, six photographs; from top to bottom, the rows named at the side. Before
# training, transposed convolutions make a pattern nearly three times as strong as photographs have
# on average. The squared error compares pixel by pixel, so training removes it. A loss that
# does not, such as another network's opinion, may leave it in.

# %% [markdown]
# ## Question 8: beat PCA
#
# The mended network makes about twice the error of PCA-64. Can you beat clipped PCA-64 of the same
# images, in five minutes at most? Anything goes: depth, residual blocks, another optimiser or
# learning rate, smaller batches, flipped copies, a start as PCA. (Our own answer, lecture 5's
# network on these 5,000 photographs, ends 2 % above PCA; with ten times as many it wins.)
#
# The function gets the training images and a number of epochs, and returns a trained model from
# images to images, with sub-models `encoder` and `decoder`; the code has 64 numbers. Choose on
# `cifar.validation.images`: the cell below shows that score, and at the end, once, the test images'.


# %% nbgrader={"grade": false, "grade_id": "better", "locked": false, "schema_version": 3, "solution": true, "task": false}
def train_better(images, epochs):
    """Return a trained keras.Model from images to images, with a code of 64 numbers."""
    ### BEGIN SOLUTION
    model = builders.residual(images.shape[1:], 64, mean=images.mean(axis=(0, 1, 2)))
    rate = training.warmup_cosine(3e-3, epochs * training.steps(images, 64))
    optimizer = keras.optimizers.Muon(rate, weight_decay=None, adam_weight_decay=None)
    model.compile(optimizer, loss="mse")
    model.fit(images, images, batch_size=64, epochs=epochs, verbose=0)
    return model
    ### END SOLUTION


# %% tags=["demonstration"]
profile.set_seed()
better = train_better(cifar.train.images, BETTER_EPOCHS)
assert better.get_layer("encoder").output_shape == (None, 64), "the code has 64 numbers"
scores = {}
for split, held_out in (("validation", cifar.validation.images), ("test", tests)):
    restored = np.clip(better.predict(held_out, batch_size=500, verbose=0), 0, 1)
    by_pca = metrics.pca_baseline(cifar.train.images, held_out, 64)
    scores[split] = metrics.mean_squared_error(held_out, restored) / by_pca
    print(f"{split}: MSE ÷ PCA-64, clipped: {scores[split]:.3f} (below 1: you beat it)")
_ = results.record("better network: test MSE ÷ PCA-64", scores["test"], control=1.0)

# %% [markdown]
# ## Question 9: what does it mean?
#
# This answer is read and graded by hand, one point for each sentence that is right and stands on
# *your* numbers.
#
# *Write* three sentences in the cell below:
#
# 1. Strides beat pooling, and PCA beats both, with as many numbers. Which of these two results
#    would you expect to change with all photographs and ten times the steps, and how would you
#    test it?
# 2. What did training do to the checkerboard, and for which reason? When might it stay?
# 3. Which conclusion about pooling would be tempting, but does *not* follow from what you
#    measured?

# %% [markdown] nbgrader={"grade": true, "grade_id": "interpretation", "locked": false, "points": 3, "schema_version": 3, "solution": true, "task": false}
# *One answer of many. What counts: the number, the reason, the limit.*
#
# 1. PCA's lead: its 0.0037 comes from a formula and hardly needs more images, while the strided
#    network's 0.0079 comes from six epochs on 5,000. I would train it on all images for as many
#    epochs, with three seeds, and put PCA of the same images beside it.
# 2. It took the pattern away: the squared error sees each pixel, so a board costs error. It may stay
#    where the loss doesn't see single pixels, or where there were too few steps.
# 3. "Pooling is worse than strides." I tried one size, one number of epochs, one seed and one
#    decoder, and reconstructions only; a classifier may not mind where something is.

# %% [markdown]
# ## What was measured

# %% tags=["demonstration"]
results.table()
