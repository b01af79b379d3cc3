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
# Seven questions; the first ones are easier. You spoil images, train a denoiser that never sees a
# clean one, find out why a network goes black, fill in what is hidden, and beat the best linear
# map.
#
# **How it works.** As in exercise 1: replace the line `raise NotImplementedError(...)` with your
# code, and run the check below it. Stuck? Each blank has hints; ask again for the next one:
#
#     checks.hint("denoising.salt_and_pepper")
#
# After a check, a few cells put your function to work on real digits.

# %%
import keras
import numpy as np
from keras import layers

from autoencoder_course import checks, datasets, metrics, plots, profile, results
from keras_autoencoders import builders, corruption, training
from keras_autoencoders.layers import Corruption

# %% [markdown]
# Everything that depends on the profile stands here. The quick profile has 1,000 images.

# %%
LIMIT = profile.by_profile(full=10_000, quick=1_000)  # images of a split
EPOCHS = profile.by_profile(full=8, quick=8)
BLACK_EPOCHS = profile.by_profile(full=2, quick=4)
BATCH_SIZE = profile.by_profile(full=100, quick=20)
LEVELS = profile.by_profile(full=(0.1, 0.3, 0.5), quick=(0.1, 0.5))

# %%
mnist = datasets.load("mnist", limit=LIMIT)
results.start("solutions/04_denoising", mnist)
images = mnist.train.images
clean = mnist.test.images[:1000]
noisy = corruption.add_gaussian_noise(clean, 0.3, seed=1)

# %% [markdown]
# Three functions for all questions. `quality` is what we judge by: the mean PSNR in decibels.


# %%
def quality(restored, original=clean):
    """Return the mean PSNR, in dB."""
    return float(np.mean(metrics.psnr(original, np.clip(restored, 0, 1))))


def restore(model, inputs):
    """Return what a model makes of images."""
    return model.predict(inputs, batch_size=1000, verbose=0)


def train(model, inputs, targets, epochs=EPOCHS, loss="mse"):
    """Train a model; Adam's rate rises in the first tenth of the steps, then falls to 0."""
    rate = training.warmup_cosine(2e-3, epochs * training.steps(inputs, BATCH_SIZE))
    per_epoch = training.steps_per_execution(inputs, BATCH_SIZE)
    model.compile(keras.optimizers.Adam(rate), loss, steps_per_execution=per_epoch)
    model.fit(inputs, targets, batch_size=BATCH_SIZE, epochs=epochs, verbose=0)
    return model


def new_dense(noise=None):
    """Build 784-400-784, behind a noise layer if there is one."""
    profile.set_seed()
    if noise is None:
        return builders.vanilla((28, 28, 1), 400)
    return builders.denoising((28, 28, 1), [], 400, noise)


# %% [markdown]
# ## Question 1: salt and pepper
#
# A bad camera has pixels that are stuck at white (salt) or at black (pepper).
#
# *Write* a function that returns such images:
#
# - each pixel of each image is replaced with the given `probability`, by white (1) or by
#   black (0), each in half of the cases;
# - a pixel is replaced in all its channels at once; all others keep their values;
# - `images` itself does not change, and the same `seed` gives the same noise.
#
# Do not use `corruption`. *The check* counts.


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

# %% tags=["demonstration"]
salted = add_salt_and_pepper(clean[:10], 0.2, seed=0)
plots.captioned_images(
    {"clean": clean[:10], "salt and pepper": salted, "Gaussian, σ = 0.3": noisy[:10]},
    {
        "salt and pepper": metrics.psnr(clean[:10], salted),
        "Gaussian, σ = 0.3": metrics.psnr(clean[:10], noisy[:10]),
    },
)

# %% [markdown]
# Which of the two would you rather clean by hand? The numbers say that salt and pepper is worse.
# PSNR counts squared errors, and a stuck pixel is a large one. The eye counts something else.
#
# ## Question 2: nobody has a clean image
#
# A camera in the dark takes **bursts**: `bursts[i, j]` is copy $j$ of image $i$, each with noise of
# its own. There is no clean image anywhere. Lecture 4 says that a noisy target does no harm if its
# noise is not that of the input. From $k$ copies you can make something better than one noisy
# target.
#
# *Write* a function that gets `bursts` of shape $(n, k, \ldots)$ and returns inputs and targets of
# shape $(n k, \ldots)$: every copy is an input once, and its target has as little noise as these
# copies allow, but none of the input's own.
#
# *The check* works with a few small bursts.


# %% nbgrader={"grade": false, "grade_id": "independent-targets", "locked": false, "schema_version": 3, "solution": true, "task": false}
def make_pairs(bursts):
    """Return (inputs, targets) for training without a clean image."""
    ### BEGIN SOLUTION
    others = (bursts.sum(axis=1, keepdims=True) - bursts) / (bursts.shape[1] - 1)
    shape = (-1, *bursts.shape[2:])
    return bursts.reshape(shape), others.reshape(shape)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "independent-targets-check", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
checks.denoising.independent_targets(make_pairs)
### BEGIN HIDDEN TESTS
checks.denoising.independent_targets(make_pairs, copies=5, seed=2)
### END HIDDEN TESTS

# %% [markdown]
# Guess first, then run: three copies of each digit, noise of σ = 0.3 that is not clipped, and a
# network that could just pass its input on. Four kinds of targets for the same inputs. How far
# behind the clean target is yours? And what does the mean of *all three* copies do, which has even
# less noise?


# %% tags=["demonstration"]
def new_corrector():
    """Build a convolutional network that adds a correction to what it gets."""
    profile.set_seed()
    inputs = keras.Input((28, 28, 1))
    same = {"padding": "same", "activation": "relu"}
    maps = layers.Conv2D(16, 4, strides=2, **same)(inputs)
    maps = layers.Conv2D(16, 3, **same)(maps)
    correction = layers.Conv2DTranspose(1, 4, strides=2, padding="same")(maps)
    return keras.Model(inputs, layers.Add()([inputs, correction]))


random = np.random.default_rng(0)
noise = random.normal(0, 0.3, (len(images), 3, 28, 28, 1)).astype("float32")
bursts = images[:, None] + noise
inputs, others = make_pairs(bursts)
targets = {
    "clean image": np.repeat(images, 3, axis=0),
    "yours": others,
    "mean of all copies": np.repeat(bursts.mean(axis=1), 3, axis=0),
    "the input itself": inputs,
}
del noise, bursts
dark = clean + random.normal(0, 0.3, clean.shape).astype("float32")
reached = {}
for name, target in targets.items():
    reached[name] = quality(restore(train(new_corrector(), inputs, target, epochs=2), dark))
    print(f"target: {name:20} {reached[name]:.2f} dB")
for name in list(targets)[1:]:
    results.record(f"target: {name} (dB)", reached[name], control=reached["clean image"])
del inputs, others, targets

# %% [markdown]
# The mean of all copies has less noise than your target, but a third of it is the input's own.
# Compare their numbers above: which counts more, how *much* noise a target has or *whose* it is?
#
# ## Question 3: the network that went black
#
# A convolutional denoiser with a sigmoid, trained with the mean squared error:


# %% tags=["demonstration"]
def new_convolutional(output_bias=0.0):
    """Build a small convolutional denoiser for noise of σ = 0.3."""
    profile.set_seed()
    noise = Corruption("gaussian", 0.3, seed=0)
    model = builders.denoising((28, 28, 1), corruption=noise, filters=[32, 32])
    model.get_layer("decoder").get_layer("pixels").bias.assign([output_bias])
    return model


answers = {"MSE": restore(train(new_convolutional(), images, images, BLACK_EPOCHS), noisy)}
results.record(
    "convolutional, MSE: brightest pixel", answers["MSE"].max(), control=float(clean.max())
)
plots.reconstructions({"noisy": noisy[:10], "restored": answers["MSE"][:10]})

# %% [markdown]
# Black. Most pixels of a digit are black, so the first thing to learn is: darker, everywhere. What
# keeps the network from coming back? Look at the gradients of a pixel. Its answer is
# $\hat{x} = 1 / (1 + e^{-z})$, its target $x$.
#
# *Write* a function that returns two arrays, the derivatives **by** $z$ of
#
# 1. the squared error, $(\hat{x} - x)^2$;
# 2. the cross-entropy, $-x \log \hat{x} - (1 - x) \log (1 - \hat{x})$.
#
# *The check* compares with the right values, and knows the usual slips.


# %% nbgrader={"grade": false, "grade_id": "sigmoid-gradients", "locked": false, "schema_version": 3, "solution": true, "task": false}
def sigmoid_gradients(z, target):
    """Return (gradient of the squared error, gradient of the cross-entropy), one for each z."""
    ### BEGIN SOLUTION
    answer = 1 / (1 + np.exp(-z))
    return 2 * (answer - target) * answer * (1 - answer), answer - target
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "sigmoid-gradients-check", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
checks.denoising.sigmoid_gradients(sigmoid_gradients)
### BEGIN HIDDEN TESTS
checks.denoising.sigmoid_gradients(sigmoid_gradients, seed=3)
### END HIDDEN TESTS

# %% [markdown]
# A white pixel ($x = 1$) that is answered black. Which loss calls it back? Then two cures: the
# other loss; or MSE, but a start at a grey that is right on average, so that there is no hurry to
# get darker.

# %% tags=["demonstration"]
for z in (0.0, -4.0, -8.0):
    squared, crossed = sigmoid_gradients(np.array([z]), np.array([1.0]))
    print(f"z = {z:4.0f}: squared error {squared[0]:.6f}, cross-entropy {crossed[0]:.6f}")
mean_pixel = images.mean()
cures = {
    "cross-entropy": ("binary_crossentropy", 0.0),
    "MSE, grey start": ("mse", np.log(mean_pixel / (1 - mean_pixel))),
}
black = float(np.mean(np.square(clean)))
for name, (loss, bias) in cures.items():
    model = train(new_convolutional(bias), images, images, BLACK_EPOCHS, loss)
    answers[name] = restore(model, noisy)
    error = metrics.mean_squared_error(clean, answers[name])
    results.record(f"convolutional, {name}: test MSE", error, control=black)
    print(f"{name:16} test MSE {error:.4f}, a black image {black:.4f}")
plots.reconstructions({name: answer[:10] for name, answer in answers.items()})

# %% [markdown]
# ## Question 4: choose a noise level
#
# You do not know how noisy the images will be: $\sigma$ may be anything from 0.1 to 0.5. At
# which level do you train? `scores` holds, for each training level, the PSNR at each level it was
# tested at:
#
#     {0.3: {0.1: {"validation": 19.9, "test": 20.1}, 0.5: {"validation": 15.2, ...}}, ...}
#
# *Write* a function that chooses the training level (a number or a name) whose **worst case**, its
# smallest validation PSNR, is best. Return that level and the PSNR to report: the smallest **test**
# PSNR of that level.
#
# *The check* has tables in which other rules choose other levels.


# %% nbgrader={"grade": false, "grade_id": "noise-level", "locked": false, "schema_version": 3, "solution": true, "task": false}
def choose_level(scores):
    """Return (training level, worst test PSNR)."""
    ### BEGIN SOLUTION
    worst = {level: min(row["validation"] for row in scores[level].values()) for level in scores}
    chosen = max(worst, key=worst.get)
    return chosen, min(row["test"] for row in scores[chosen].values())
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "noise-level-check", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
checks.denoising.noise_level(choose_level)

# %% tags=["demonstration"]
scores = {}
for name, level in {**{level: level for level in LEVELS}, "0.1 to 0.5": (0.1, 0.5)}.items():
    model = train(new_dense(Corruption("gaussian", level, seed=0)), images, images)
    scores[name] = {}
    for tested in (0.1, 0.3, 0.5):
        scores[name][tested] = {}
        for part, split in (("validation", mnist.validation), ("test", mnist.test)):
            original = split.images[:1000]
            spoilt = corruption.add_gaussian_noise(original, tested, seed=3)
            scores[name][tested][part] = quality(restore(model, spoilt), original)
    print(name, {tested: round(found["test"], 1) for tested, found in scores[name].items()})
chosen, worst = choose_level(scores)
fixed = max(min(row["test"] for row in scores[level].values()) for level in LEVELS)
results.record("levels: worst test PSNR, chosen (dB)", worst, control=fixed)
print(f"chosen: {chosen}, worst test PSNR {worst:.2f} dB; the best single level has {fixed:.2f} dB")

# %% [markdown]
# **Interpret:** the network trained at 0.5 is *worse* on images with σ = 0.1 than on images with
# σ = 0.3. The images are cleaner, so the task is easier. Which explanation fits?
#
# - (a) The network has overfitted to the training digits.
# - (b) Clipped noise takes away contrast, more so the stronger it is. The network has learned to
#   put back as much as σ = 0.5 takes, and adds too much here.
# - (c) With little noise, PSNR no longer measures quality.
#
# Decide before you read on. How could you test your answer?
#
# It is (b). Overfitting would show at every level. A test: look at the mean of the answers. They
# are brighter than the clean digits at 0.1, and not at 0.5. Or train with noise that is not
# clipped.
#
# ## Question 5: the best linear map
#
# The baseline that a denoiser has to beat. With $\tilde{X}$ for noisy images, a row each, and $X$
# for the clean ones, we look for weights $W$ and a shift $b$ with the smallest squared error of
# $\tilde{X} W + b$.
#
# *Write* a function that finds them. NumPy has all that you need. Don't use `metrics` here.
#
# *The check* has small images, on which it knows the best map.


# %% nbgrader={"grade": false, "grade_id": "linear-map", "locked": false, "schema_version": 3, "solution": true, "task": false}
def fit_linear_map(noisy, clean):
    """Return (weights, shift) for arrays (n, pixels)."""
    ### BEGIN SOLUTION
    design = np.column_stack([noisy, np.ones(len(noisy))])
    solution = np.linalg.lstsq(design, clean, rcond=None)[0]
    return solution[:-1], solution[-1]
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "linear-map-check", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
checks.denoising.linear_map(fit_linear_map)
### BEGIN HIDDEN TESTS
checks.denoising.linear_map(fit_linear_map, pixels=8, seed=4)
### END HIDDEN TESTS

# %% tags=["demonstration"]
flat = images.reshape(len(images), -1)
spoilt = corruption.add_gaussian_noise(flat, 0.3, seed=2)
weights, shift = fit_linear_map(spoilt, flat)
by_map = (noisy.reshape(len(noisy), -1) @ weights + shift).reshape(noisy.shape)
linear_quality = quality(by_map)
results.record("σ = 0.3: linear map (dB)", linear_quality, control=quality(noisy))
print(f"noisy {quality(noisy):.2f} dB, the best linear map {linear_quality:.2f} dB")
middle = 14 * 28 + 14
window = weights[:, middle].reshape(1, -1)
plots.weight_tiles({"weights for the pixel in the middle": window}, (28, 28))

# %% [markdown]
# Read the tile: which pixels does the map look at for the one in the middle? That is a filter, one
# that nobody designed.
#
# ## Question 6: fill in
#
# A hidden pixel is guessed from the visible ones. The best linear guess is the conditional mean of
# a Gaussian with mean $m$ and covariance $C$. With $h$ for hidden and $v$ for visible pixels,
#
# $$ \hat{x}_h = m_h + C_{hv} \, C_{vv}^{-1} (x_v - m_v). $$
#
# *Write* a function for one image, as a vector: `hidden` is True where a pixel is hidden. Return
# the whole image, its hidden pixels filled in and clipped to [0, 1].
#
# *The check* hides few and many pixels of small images.


# %% nbgrader={"grade": false, "grade_id": "fill-in", "locked": false, "schema_version": 3, "solution": true, "task": false}
def fill_in(image, hidden, mean, covariance):
    """Return the image (pixels,) with its hidden pixels filled in."""
    ### BEGIN SOLUTION
    across = covariance[np.ix_(hidden, ~hidden)]
    seen = covariance[np.ix_(~hidden, ~hidden)]
    guess = mean[hidden] + across @ np.linalg.solve(seen, (image - mean)[~hidden])
    filled = image.copy()
    filled[hidden] = np.clip(guess, 0, 1)
    return filled
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "fill-in-check", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
checks.denoising.fill_in(fill_in)
### BEGIN HIDDEN TESTS
checks.denoising.fill_in(fill_in, pixels=9, seed=5)
### END HIDDEN TESTS

# %% tags=["demonstration"]
mean, covariance = flat.mean(axis=0), np.cov(flat.T) + 0.001 * np.eye(784)
some = clean[:50]
masked = corruption.mask_patch(some, 0.25, seed=2)
hidden = corruption.mask_patch(np.ones_like(some), 0.25, seed=2) == 0
filled = np.stack(
    [
        fill_in(image.ravel(), hole.ravel(), mean, covariance).reshape(28, 28, 1)
        for image, hole in zip(masked, hidden, strict=True)
    ]
)
by_mean = np.where(hidden, mean.reshape(28, 28, 1), masked)
errors = [np.mean(np.square(answer - some)[hidden]) for answer in (filled, by_mean)]
results.record("hidden quarter: MSE, Gaussian", errors[0], control=errors[1])
print("MSE of hidden pixels: Gaussian {:.4f}, mean image {:.4f}".format(*errors))
plots.reconstructions({"clean": some[:10], "hidden": masked[:10], "filled in": filled[:10]})

# %% [markdown]
# ## Question 7: beat the linear map
#
# *Write* a function that trains a denoiser for Gaussian noise of standard deviation `stddev` and
# returns it. `data` has the usual splits and images of any size. How you train is up to you, with
# three limits: `epochs` epochs, `data.train` only, and no noise in the restored images.
#
# *The check* has images of thin lines. Your denoiser has to beat the best linear map, on images
# that you have not seen, by 1 dB. If it goes black, remember question 3.


# %% nbgrader={"grade": false, "grade_id": "beat-linear-map", "locked": false, "schema_version": 3, "solution": true, "task": false}
def train_best(data, stddev, epochs):
    """Return a trained keras.Model that restores noisy images."""
    ### BEGIN SOLUTION
    images = data.train.images
    model = keras.Sequential(
        [
            keras.Input(images.shape[1:]),
            Corruption("gaussian", stddev),
            layers.Conv2D(24, 5, padding="same", activation="relu"),
            layers.Conv2D(24, 3, padding="same", activation="relu"),
            layers.Conv2D(images.shape[-1], 3, padding="same", activation="sigmoid"),
        ]
    )
    model.compile(keras.optimizers.Adam(3e-3), "binary_crossentropy")
    model.fit(images, images, batch_size=64, epochs=epochs, verbose=0)
    return model
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "beat-linear-map-check", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
checks.denoising.beat_linear_map(train_best)

# %% tags=["demonstration"]
profile.set_seed()
best = restore(train_best(mnist, 0.3, EPOCHS // 2), noisy)
results.record("σ = 0.3: best network (dB)", quality(best), control=linear_quality)
shown = {"noisy": noisy, "linear map": by_map.clip(0, 1), "yours": best}
plots.captioned_images(
    {"clean": clean[:10]} | {name: answer[:10] for name, answer in shown.items()},
    {name: metrics.psnr(clean[:10], answer[:10]) for name, answer in shown.items()},
)

# %% [markdown]
# ## What was measured

# %% tags=["demonstration"]
results.table()
