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
# # Exercise 4: denoising autoencoders
#
# You will spoil images, train networks to restore them, find out why somebody's validation
# curve tells nothing, and beat a filter that has learned nothing. There are seven questions,
# from easy to harder.
#
# **How it works.** As in exercise 1: replace the line `raise NotImplementedError(...)` by
# your code, run the check below it, and ask for a hint, or a second one, when you are stuck:
#
#     checks.hint("denoising.salt_and_pepper")
#
# After each check, a cell puts your function to work on real digits.

# %%
import keras
import numpy as np
from keras import layers, ops
from scipy import ndimage

from autoencoder_course import checks, datasets, metrics, plots, profile, results
from keras_autoencoders import builders, corruption
from keras_autoencoders.layers import Corruption

# %%
# The quick profile is for a first look and for tests: fewer images, epochs and noise levels.
LIMIT = profile.by_profile(full=10_000, quick=1_000)  # images of a split
EPOCHS = profile.epochs(6)
SQUARED_ERROR_EPOCHS = profile.epochs(1)  # of question 6
OTHER_LEVELS = profile.by_profile(full=(0.1, 0.5, "0.1 to 0.5"), quick=("0.1 to 0.5",))

# %%
mnist = datasets.load("mnist", limit=LIMIT)
image_shape = mnist.train.images.shape[1:]
clean = mnist.test.images[:2000]
results.start("solutions/04_denoising", mnist)

# %% [markdown]
# These three functions are given. `quality` is what we judge by: the mean PSNR (peak
# signal-to-noise ratio) in decibels. More is better; 3 dB more is half the squared error.


# %%
def quality(restored):
    """Return the mean PSNR of restored test images, in dB."""
    return float(np.mean(metrics.psnr(clean, restored)))


def restore(model, images):
    """Return what a model makes of images, as an array."""
    return ops.convert_to_numpy(model(images))


def dense_denoiser(noise):
    """Build 784-256-784 whose inputs pass the layer `noise` in training."""
    profile.set_seed()
    return builders.denoising(image_shape, [], 256, noise)


# %% [markdown]
# ## Question 1: salt and pepper
#
# A bad camera has pixels that are stuck at white (salt) or at black (pepper). Write a function
# that returns such images:
#
# - each pixel of each image is replaced with the given `probability`, by white (1) or by
#   black (0), each in half of the cases;
# - a pixel is replaced in all its channels at once; all others keep their values;
# - `images` itself does not change, and the same `seed` gives the same noise.
#
# Do not use `corruption`.


# %% nbgrader={"grade": false, "grade_id": "salt-and-pepper", "locked": false, "schema_version": 3, "solution": true, "task": false}
def add_salt_and_pepper(images, probability, seed):
    """Return noisy images, an array of the same shape (n, height, width, channels)."""
    ### BEGIN SOLUTION
    place = np.random.default_rng(seed).random((*images.shape[:3], 1))
    peppered = np.where(place < probability / 2, 0.0, images)
    return np.where(place >= 1 - probability / 2, 1.0, peppered).astype("float32")
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "salt-and-pepper-check", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
checks.denoising.salt_and_pepper(add_salt_and_pepper)
### BEGIN HIDDEN TESTS
checks.denoising.salt_and_pepper(add_salt_and_pepper, probability=0.6, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# Beside it, Gaussian noise with a standard deviation of 0.3, which all further questions use.
# Which of the two would you rather have to clean by hand?

# %% tags=["demonstration"]
salted = add_salt_and_pepper(clean, 0.2, seed=0)
noisy = corruption.add_gaussian_noise(clean, 0.3, seed=1)
plots.reconstructions(
    {"original": clean[:10], "salt and pepper": salted[:10], "Gaussian": noisy[:10]}
)

# %% [markdown]
# ## Question 2: what goes in, what should come out?
#
# Write a function that trains `model` to remove noise:
#
# - `data` holds clean images and `noisy` the same images with noise, both with the splits
#   `train`, `validation` and `test`: `noisy.train.images[5]` is `data.train.images[5]`, spoilt;
# - `model` is not compiled yet. Use the mean squared error and Adam with its own rate, in
#   batches of 64, for `epochs` epochs;
# - validate on the validation split, and return the History that `fit` returns.


# %% nbgrader={"grade": false, "grade_id": "fit-target", "locked": false, "schema_version": 3, "solution": true, "task": false}
def train_denoiser(model, data, noisy, epochs):
    """Train a model to remove noise and return the History."""
    ### BEGIN SOLUTION
    model.compile(keras.optimizers.Adam(), loss="mse")
    return model.fit(
        noisy.train.images,
        data.train.images,
        batch_size=64,
        epochs=epochs,
        validation_data=(noisy.validation.images, data.validation.images),
        verbose=0,
    )
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "fit-target-check", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
checks.denoising.fit_target(train_denoiser)

# %% [markdown]
# The baseline is an autoencoder that was trained without noise: it gets the clean images as
# inputs and as targets. What does it do to noise that it has never seen?


# %% tags=["demonstration"]
def with_noise(data, stddev):
    """Return data whose images are noisy in all splits."""
    splits = (
        split._replace(images=corruption.add_gaussian_noise(split.images, stddev, seed=seed))
        for seed, split in enumerate(data[:3])
    )
    return data._replace(**dict(zip(("train", "validation", "test"), splits, strict=True)))


restored = {}
for name, inputs in (("trained clean", mnist), ("trained to denoise", with_noise(mnist, 0.3))):
    profile.set_seed()
    model = builders.vanilla(image_shape, 256)
    train_denoiser(model, mnist, inputs, EPOCHS)
    restored[name] = restore(model, noisy)
results.record(
    "dense, σ = 0.3: PSNR of restored test images (dB)",
    quality(restored["trained to denoise"]),
    control=quality(restored["trained clean"]),
)
for name, images in {"noisy": noisy, **restored}.items():
    print(f"{name:20s}{quality(images):5.1f} dB")

# %% tags=["demonstration"]
rows = {"original": clean, "noisy": noisy, **restored}
plots.reconstructions({name: images[:10] for name, images in rows.items()})

# %% [markdown]
# ## Question 3: does it overfit?
#
# In question 2 every image has the same noise in every epoch, and a long training learns it by
# heart. The layer `Corruption` makes fresh noise in each step of training, within the model.
# Somebody used it, and published this:


# %%
def train_as_published(model, data, stddev, epochs):
    """Train a model whose first layer adds noise of `stddev`."""
    model.compile(keras.optimizers.Adam(), loss="mse")
    return model.fit(
        data.train.images,
        data.train.images,
        batch_size=64,
        epochs=epochs,
        validation_data=(data.validation.images, data.validation.images),
        verbose=0,
    )


# %% tags=["demonstration"]
published = dense_denoiser(Corruption("gaussian", 0.3))
losses = train_as_published(published, mnist, 0.3, EPOCHS).history
plots.loss_curves({"training": losses["loss"], "validation": losses["val_loss"]})

# %% [markdown]
# "It learns the training images by heart and fails on others", they wrote, and gave up. Do you
# believe it? Find the mistake in `train_as_published`: which images go through the noise layer,
# and when? Then write the function as it should be. Its validation loss has to say how well the
# model does in use, where the images are noisy and their clean originals are what we want.
# The noise of validation images has to be the same in all epochs, so that epochs can be
# compared. `corruption.add_gaussian_noise(images, stddev, seed=…)` may be of use.


# %% nbgrader={"grade": false, "grade_id": "validation", "locked": false, "schema_version": 3, "solution": true, "task": false}
def train_honestly(model, data, stddev, epochs):
    """Train a model whose first layer adds noise of `stddev`; return the History."""
    ### BEGIN SOLUTION
    unseen = corruption.add_gaussian_noise(data.validation.images, stddev, seed=2)
    model.compile(keras.optimizers.Adam(), loss="mse")
    return model.fit(
        data.train.images,
        data.train.images,
        batch_size=64,
        epochs=epochs,
        validation_data=(unseen, data.validation.images),
        verbose=0,
    )
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "validation-check", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
checks.denoising.validation(train_honestly)
### BEGIN HIDDEN TESTS
checks.denoising.validation(train_honestly, stddev=0.2, epochs=2)
### END HIDDEN TESTS

# %% tags=["demonstration"]
fresh_noise = dense_denoiser(Corruption("gaussian", 0.3))
honest = train_honestly(fresh_noise, mnist, 0.3, EPOCHS).history
results.record(
    "σ = 0.3: validation MSE, mended", honest["val_loss"][-1], control=losses["val_loss"][-1]
)
results.record(
    "dense, fresh noise in each epoch: PSNR (dB)",
    quality(restore(fresh_noise, noisy)),
    control=quality(restored["trained to denoise"]),
)
plots.loss_curves(
    {
        "training": honest["loss"],
        "validation": honest["val_loss"],
        "validation as published": losses["val_loss"],
    }
)

# %% [markdown]
# The weights are the same in both trainings; only the question put to them differs. The noise
# layer rests outside training, so the published curve is about *clean* images. The network has
# never seen one: noise that is cut off at 0 makes black grey. What does it do to them?

# %% tags=["demonstration"]
plots.reconstructions(
    {
        "noisy": noisy[:10],
        "answer to noisy": restore(fresh_noise, noisy[:10]),
        "clean": clean[:10],
        "answer to clean": restore(fresh_noise, clean[:10]),
    }
)

# %% [markdown]
# ## Question 4: is it better than a filter?
#
# A median filter replaces each pixel by the median of the 3 × 3 pixels around it. It has
# learned nothing, so it is the least that a network has to beat. Write a function that says
# by how many decibels it does:
#
# - filter the `noisy` images, each image and each channel by itself. At its edges an image goes
#   on as its own mirror image, which is what `scipy.ndimage.median_filter` does by default;
# - return the mean PSNR of `restored` less the mean PSNR of what the filter makes.
#   `metrics.psnr(clean, images)` returns the PSNR of each image.


# %% nbgrader={"grade": false, "grade_id": "gain-over-median", "locked": false, "schema_version": 3, "solution": true, "task": false}
def gain_over_median(clean, noisy, restored):
    """Return how many dB `restored` is better than a median filter, a number."""
    ### BEGIN SOLUTION
    filtered = ndimage.median_filter(noisy, size=(1, 3, 3, 1))
    return np.mean(metrics.psnr(clean, restored)) - np.mean(metrics.psnr(clean, filtered))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "gain-over-median-check", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
checks.denoising.gain_over_median(gain_over_median)
### BEGIN HIDDEN TESTS
checks.denoising.gain_over_median(gain_over_median, channels=3, seed=5)
### END HIDDEN TESTS

# %% [markdown]
# Single stuck pixels are what the filter is good at. And your network, which has never seen any?

# %% tags=["demonstration"]
for kind, images in (("Gaussian noise", noisy), ("salt and pepper", salted)):
    network = gain_over_median(clean, images, restore(fresh_noise, images))
    nothing = gain_over_median(clean, images, images)
    results.record(
        f"{kind}: a dense network's gain over the median filter (dB)", network, control=nothing
    )
    print(f"{kind:15s}: network {network:+.1f} dB, doing nothing {nothing:+.1f} dB")

# %% [markdown]
# ## Question 5: choose a noise level
#
# You do not know how noisy the images will be: $\sigma$ may be anything from 0.1 to 0.5. At
# which level do you train? Write a function that chooses the level whose **worst case** is
# best. `scores` holds, for each training level, the PSNR at each level it was tested at:
#
#     {0.3: {0.1: {"validation": 19.9, "test": 20.1}, 0.5: {"validation": 15.2, ...}}, ...}
#
# A training level is a number or a name. Look for the smallest validation PSNR of each, and
# choose the level where it is largest. Return that level and the PSNR to report: the smallest
# **test** PSNR of that level.


# %% nbgrader={"grade": false, "grade_id": "noise-level", "locked": false, "schema_version": 3, "solution": true, "task": false}
def choose_level(scores):
    """Return (training level, worst test PSNR)."""
    ### BEGIN SOLUTION
    worst = {level: min(row["validation"] for row in scores[level].values()) for level in scores}
    chosen = max(worst, key=worst.get)
    return chosen, min(row["test"] for row in scores[chosen].values())
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "noise-level-check", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
checks.denoising.noise_level(choose_level)

# %% tags=["demonstration"]
trained = {0.3: fresh_noise}
others = {0.1: 0.1, 0.5: 0.5, "0.1 to 0.5": (0.1, 0.5)}
for name in OTHER_LEVELS:
    trained[name] = dense_denoiser(Corruption("gaussian", others[name]))
    train_honestly(trained[name], mnist, 0.3, EPOCHS)


def score(model, split, stddev):
    """Return the mean PSNR of a model's answers to noisy images."""
    images = split.images[:1000]
    spoilt = corruption.add_gaussian_noise(images, stddev, seed=3)
    return float(np.mean(metrics.psnr(images, restore(model, spoilt))))


scores = {
    level: {
        stddev: {
            "validation": score(model, mnist.validation, stddev),
            "test": score(model, mnist.test, stddev),
        }
        for stddev in (0.1, 0.3, 0.5)
    }
    for level, model in trained.items()
}

# %% tags=["demonstration"]
chosen, reported = choose_level(scores)
results.record(
    "σ unknown, 0.1 to 0.5: worst test PSNR at the chosen level (dB)",
    reported,
    control=min(row["test"] for row in scores[0.3].values()),
)
print("trained at     tested at " + "".join(f"{stddev:8g}" for stddev in (0.1, 0.3, 0.5)))
for level, row in scores.items():
    print(f"{level!s:24s}" + "".join(f"{found['validation']:8.1f}" for found in row.values()))
print(f"chosen: {chosen}; its worst test PSNR is {reported:.1f} dB")

# %% [markdown]
# ## Question 6: a convolutional denoiser
#
# A dense network learns anew at each place what a stroke looks like. Build a network that
# learns it once, from convolutions with kernels of 3 × 3:
#
# - the images pass the layer `noise` first, then the part `encoder`, then the part `decoder`;
# - `encoder` has a convolution for each number in `filters`, with so many channels, a ReLU and
#   half the height and width of what comes in. Height and width can be halved so often;
# - `decoder` is its mirror image, back to `image_shape`: ReLUs, and a sigmoid for the pixels;
# - no other layers with weights. Do not use `builders`.


# %% nbgrader={"grade": false, "grade_id": "convolutional", "locked": false, "schema_version": 3, "solution": true, "task": false}
def build_denoiser(image_shape, filters, noise):
    """Return an uncompiled keras.Model with the parts "encoder" and "decoder"."""
    ### BEGIN SOLUTION
    same = {"kernel_size": 3, "strides": 2, "padding": "same"}
    images = keras.Input(image_shape)
    maps = images
    for count in filters:
        maps = layers.Conv2D(count, **same, activation="relu")(maps)
    encoder = keras.Model(images, maps, name="encoder")

    codes = keras.Input(encoder.output_shape[1:])
    maps = codes
    for count in reversed(filters[:-1]):
        maps = layers.Conv2DTranspose(count, **same, activation="relu")(maps)
    pixels = layers.Conv2DTranspose(image_shape[-1], **same, activation="sigmoid")(maps)
    decoder = keras.Model(codes, pixels, name="decoder")

    inputs = keras.Input(image_shape)
    return keras.Model(inputs, decoder(encoder(noise(inputs))))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "convolutional-check", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
checks.denoising.convolutional(build_denoiser)
### BEGIN HIDDEN TESTS
checks.denoising.convolutional(build_denoiser, filters=(4, 3), seed=3)
### END HIDDEN TESTS

# %% [markdown]
# Train it just as the dense ones: with the mean squared error. What comes out?

# %% tags=["demonstration"]
profile.set_seed()
squared = build_denoiser(image_shape, [32, 32], Corruption("gaussian", 0.3))
train_honestly(squared, mnist, 0.3, SQUARED_ERROR_EPOCHS)
answers = restore(squared, noisy)
results.record(
    "convolutional, MSE: brightest pixel of all restored images",
    answers.max(),
    control=restore(fresh_noise, noisy).max(),
)
plots.reconstructions({"original": clean[:10], "noisy": noisy[:10], "restored": answers[:10]})

# %% [markdown]
# Black. Most pixels of a digit are black, so the first steps drive all of them down. There the
# sigmoid is flat, and with the squared error hardly any gradient is left to come back by.

# %% [markdown]
# ## Question 7: beat the median filter
#
# Write a function that trains a denoiser for Gaussian noise of standard deviation `stddev` and
# returns it. `data` has the usual splits and images of any size; how you train is up to you,
# with three limits: `epochs` epochs, `data.train` only, and no noise in the restored images.
# It has to beat the median filter on images that you have not seen, by 2 dB on the check's
# images. Use your `build_denoiser`, or what you like. If it goes black, change the loss: the
# binary cross-entropy works for targets in $[0, 1]$ too. Which gradient has it left at a
# sigmoid that is flat?


# %% nbgrader={"grade": false, "grade_id": "beat-median", "locked": false, "schema_version": 3, "solution": true, "task": false}
def train_best(data, stddev, epochs):
    """Return a trained keras.Model that restores noisy images."""
    ### BEGIN SOLUTION
    images = data.train.images
    model = build_denoiser(images.shape[1:], [32, 32], Corruption("gaussian", stddev))
    model.compile(
        keras.optimizers.Adam(2e-3),
        loss="binary_crossentropy",
    )
    model.fit(images, images, batch_size=64, epochs=epochs, verbose=0)
    return model
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "beat-median-check", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
checks.denoising.beat_median(train_best)

# %% tags=["demonstration"]
profile.set_seed()
best = train_best(mnist, 0.3, EPOCHS)
answers = restore(best, noisy)
filtered = ndimage.median_filter(noisy, size=(1, 3, 3, 1))
results.record(
    "σ = 0.3: the convolutional network's gain over the median filter (dB)",
    gain_over_median(clean, noisy, answers),
    control=gain_over_median(clean, noisy, restore(fresh_noise, noisy)),
)
results.record(
    "σ = 0.3: SSIM of the convolutional network's answers",
    metrics.ssim(clean[:500], answers[:500]).mean(),
    control=metrics.ssim(clean[:500], filtered[:500]).mean(),
)
rows = {"original": clean, "noisy": noisy, "median filter": filtered, "yours": answers}
plots.reconstructions({name: images[:10] for name, images in rows.items()})

# %% [markdown]
# ## What was measured

# %% tags=["demonstration"]
results.table()
