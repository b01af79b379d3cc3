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
# # Exercise 6: contractive autoencoders
#
# Seven questions; the first ones are easier. You work out a Jacobian, write the penalty, cheat it,
# estimate it where there is no formula, find a published mistake, and compare codes fairly.
#
# **How it works.** As in exercise 1: replace the line `raise NotImplementedError(...)` with your
# code, and run the check below it. Stuck? Each blank has three hints; ask again for the next one:
#
#     checks.hint("contractive.sigmoid_jacobian")
#
# After a check, a few cells put your function to work on real digits. The last part of question 7
# you answer in words: it has no check, and your teacher grades it.

# %%
import keras
import numpy as np
from keras import layers, ops

from autoencoder_course import checks, datasets, metrics, plots, profile, results
from keras_autoencoders import builders, training

# %% [markdown]
# Everything that depends on the profile stands here. The quick profile has 1,000 images.

# %%
LIMIT = profile.by_profile(full=10_000, quick=1_000)  # images of a split
EPOCHS, BATCH_SIZE = profile.by_profile(full=(6, 100), quick=(6, 25))
UNITS, RATE = 100, 5e-3
WEIGHTS = profile.by_profile(full=(0.0, 1e-4, 1e-3, 1e-2), quick=(0.0, 1e-3))

# %%
mnist = datasets.load("mnist", limit=LIMIT)
results.start("solutions/06_contractive", mnist)
images = mnist.train.images
test = mnist.test.images[:1000]
digit = test[0].reshape(784).astype("float64")

# %% [markdown]
# Three functions for all questions.


# %%
def train(model):
    """Train a model to restore its input; return it."""
    rate = training.warmup_cosine(RATE, EPOCHS * training.steps(images, BATCH_SIZE))
    per_epoch = training.steps_per_execution(images, BATCH_SIZE)
    model.compile(keras.optimizers.Adam(rate), "mse", steps_per_execution=per_epoch)
    model.fit(images, images, batch_size=BATCH_SIZE, epochs=EPOCHS, verbose=0)
    return model


def error(model):
    """Return the test MSE, with pixels clipped to [0, 1]."""
    restored = model.predict(test, batch_size=1000, verbose=0)
    return metrics.mean_squared_error(test, restored.clip(0, 1))


def encode(model, pixels):
    """Return the codes of images, whatever their shape, in float64."""
    pixels = np.reshape(pixels, (-1, 28, 28, 1)).astype("float32")
    return model.get_layer("encoder").predict(pixels, batch_size=2000, verbose=0).astype("float64")


profile.set_seed()
options = {"activation": "sigmoid", "tied": True, "output_activation": None}
plain = train(builders.sparse((28, 28, 1), UNITS, None, **options))
kernel, bias = (weight.astype("float64") for weight in plain.get_layer("encoder").get_weights()[:2])

# %% [markdown]
# ## Question 1: a Jacobian by hand
#
# A layer makes $h = s(x W + b)$ of the pixels $x$, with the sigmoid $s(a) = 1 / (1 + e^{-a})$. How
# much does each unit change with each pixel?
#
# *Write* a function that returns the Jacobian at one image, a row for each unit and a column for
# each pixel. `image` has the shape (pixels,), `kernel` (pixels, units), `bias` (units,).
#
# *The check* compares with the right numbers, and knows the usual slips.


# %% nbgrader={"grade": false, "grade_id": "sigmoid-jacobian", "locked": false, "schema_version": 3, "solution": true, "task": false}
def jacobian(image, kernel, bias):
    """Return the Jacobian of a sigmoid layer, (units, pixels)."""
    ### BEGIN SOLUTION
    codes = 1 / (1 + np.exp(-(image @ kernel + bias)))
    return (codes * (1 - codes))[:, None] * kernel.T
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "sigmoid-jacobian-check", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
checks.contractive.sigmoid_jacobian(jacobian)
### BEGIN HIDDEN TESTS
checks.contractive.sigmoid_jacobian(jacobian, pixels=6, units=2, seed=3)
### END HIDDEN TESTS

# %% tags=["demonstration"]
at_digit = jacobian(digit, kernel, bias)
largest = np.argsort(-np.linalg.norm(at_digit, axis=1))[:4]
plots.weight_tiles({"units that change most": at_digit[largest]}, (28, 28))

# %% [markdown]
# The rows of four units at one digit: which pixels would turn a unit up (red) or down (blue). A row
# has the shape of the unit's weights; what differs from image to image is the slope before it.
#
# ## Question 2: any encoder
#
# Tanh, ReLU, three layers: where you have no formula, you can still ask. Move pixel $i$ by a small
# step $\delta$ both ways and look at the codes,
#
# $$ \frac{\partial h_j}{\partial x_i} \approx
# \frac{h_j(x + \delta e_i) - h_j(x - \delta e_i)}{2 \delta}, $$
#
# with $e_i$ for an image that is 1 at pixel $i$ and 0 elsewhere.
#
# *Write* a function that returns $\|J\|^2_F$, the sum of the squares of all derivatives, at one
# image (pixels,). `encode` turns images (n, pixels) into codes (n, units).
#
# *The check* has three encoders, and a step so large that one-sided differences fail.


# %% nbgrader={"grade": false, "grade_id": "finite-differences", "locked": false, "schema_version": 3, "solution": true, "task": false}
def squared_norm(encode, image, step):
    """Return the squared Frobenius norm of an encoder's Jacobian, by central differences."""
    ### BEGIN SOLUTION
    steps = step * np.eye(len(image))
    columns = (encode(image + steps) - encode(image - steps)) / (2 * step)
    return np.sum(columns**2)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "finite-differences-check", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
checks.contractive.finite_differences(squared_norm)
### BEGIN HIDDEN TESTS
checks.contractive.finite_differences(squared_norm, pixels=8, step=0.1, seed=4)
### END HIDDEN TESTS

# %% [markdown]
# Now the formula of question 1 and your differences, at one digit. The smaller the step, the
# better? The encoder computes in float32, with about seven digits. *Guess first: which step is
# best?*

# %% tags=["demonstration"]
exact = np.sum(jacobian(digit, kernel, bias) ** 2)
off = {}
for step in (1.0, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5):
    found = squared_norm(lambda pixels: encode(plain, pixels), digit, step)
    off[step] = abs(found / exact - 1)
    print(f"step {step:7g}: {found:9.4f} in place of {exact:.4f}, off by {100 * off[step]:.3g} %")
best = min(off.values())
_ = results.record("finite differences: relative error at the best step", best, control=off[1.0])

# %% [markdown]
# A large step leaves the straight line, a small one drowns in rounding.
#
# ## Question 3: the penalty, free of the batch size
#
# For a sigmoid layer no Jacobian has to be written down: with the codes $h$ and the column $w_j$ of
# the kernel,
#
# $$ \|J\|^2_F = \sum_j \big( h_j (1 - h_j) \big)^2 \|w_j\|^2 . $$
#
# *Write* the penalty with `keras.ops`: a scalar, the mean of that over the images of a batch.
# `codes` has the shape (n, units), `kernel` (pixels, units).
#
# *The check* tries the same images once and fifty times, and trains a layer with it.


# %% nbgrader={"grade": false, "grade_id": "closed-form", "locked": false, "schema_version": 3, "solution": true, "task": false}
def penalty(codes, kernel):
    """Return the mean over images of the squared norm of the Jacobian, a scalar tensor."""
    ### BEGIN SOLUTION
    slopes = ops.square(codes * (1 - codes))
    norms = ops.sum(ops.square(kernel), axis=0)
    return ops.mean(ops.matmul(slopes, norms))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "closed-form-check", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
checks.contractive.closed_form(penalty)
### BEGIN HIDDEN TESTS
checks.contractive.closed_form(penalty, images=9, pixels=7, units=3, seed=5)
### END HIDDEN TESTS


# %% tags=["demonstration"]
class Contractive(layers.Dense):
    """A sigmoid layer with your penalty."""

    def __init__(self, units, weight, **kwargs):
        super().__init__(units, activation="sigmoid", **kwargs)
        self.weight = weight

    def call(self, inputs, training=None):
        codes = super().call(inputs)
        self.add_loss(self.weight * penalty(codes, self.kernel))
        return codes


def new_untied(weight):
    """Build and train 784-100-784 with your penalty; its weights are not tied."""
    profile.set_seed()
    encoder = [keras.Input((28, 28, 1)), layers.Flatten(), Contractive(UNITS, weight)]
    decoder = [keras.Input((UNITS,)), layers.Dense(784), layers.Reshape((28, 28, 1))]
    parts = keras.Sequential(encoder, name="encoder"), keras.Sequential(decoder, name="decoder")
    inputs = keras.Input((28, 28, 1))
    return train(keras.Model(inputs, parts[1](parts[0](inputs))))


untied = {weight: new_untied(weight) for weight in WEIGHTS}


# %% tags=["demonstration"]
def mean_norm(model):
    """Return the mean norm of the Jacobian at 100 test images, by your function."""
    weights = model.get_layer("encoder").get_weights()
    at_images = [jacobian(image, *weights) for image in test[:100].reshape(100, 784)]
    return np.mean([np.linalg.norm(each) for each in at_images])


for weight, model in untied.items():
    print(f"λ = {weight:g}: test MSE {error(model):.4f}, ‖J‖ {mean_norm(model):.3f}")
strongest = untied[WEIGHTS[-1]]
results.record("largest weight: ‖J‖", mean_norm(strongest), control=mean_norm(untied[0.0]))
_ = results.record("largest weight: test MSE", error(strongest), control=error(untied[0.0]))

# %% [markdown]
# ## Question 4: prove the cheat
#
# With the smallest weight $\|J\|$ falls by 28 %, for 4 % more error. Before you celebrate: take a
# network with ReLU units,
#
# $$ h = \max(0, \; x W + b), \qquad \hat{x} = s(h V + c). $$
#
# *Write* a function that returns four new arrays for $W, b, V, c$, such that every reconstruction
# stays as it is and $\|J\|$ is multiplied by `factor`, a positive number.
#
# *The check* runs both networks.


# %% nbgrader={"grade": false, "grade_id": "cheat", "locked": false, "schema_version": 3, "solution": true, "task": false}
def shrink(kernel, bias, decoder_kernel, output_bias, factor):
    """Return (kernel, bias, decoder kernel, output bias) of a network with a smaller Jacobian."""
    ### BEGIN SOLUTION
    return factor * kernel, factor * bias, decoder_kernel / factor, output_bias
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "cheat-check", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
checks.contractive.cheat(shrink)
### BEGIN HIDDEN TESTS
checks.contractive.cheat(shrink, factor=0.01, pixels=9, units=5, seed=6)
### END HIDDEN TESTS

# %% tags=["demonstration"]
profile.set_seed()
relu = train(builders.vanilla((28, 28, 1), UNITS))
before = error(relu), encode(relu, test).std()
relu.set_weights(shrink(*relu.get_weights(), 0.001))
after = error(relu), encode(relu, test).std()
results.record("cheat: test MSE", after[0], control=before[0])
print("test MSE {:.5f}, standard deviation of the code {:.3g}".format(*before))
print("test MSE {:.5f}, standard deviation of the code {:.3g}".format(*after))

# %% [markdown]
# Any penalty that this can lower can be met without a calmer code. Which ways out do you see?
# Lecture 6 ties the weights. Question 7 changes the measure.
#
# ## Question 5: estimate it
#
# 784 pixels need 1,568 codes in question 2: too many for every training step. Hutchinson's idea
# (1990): for a random vector $v$ whose entries have the mean 0, the variance 1 and no correlation,
# the mean of $\|J v\|^2$ is $\|J\|^2_F$. And $J v$ costs two codes, those of $x + \delta v$ and
# $x - \delta v$.
#
# *Write* a function that returns the estimate and its standard error: the standard deviation of the
# single values (with count − 1 in the denominator) over the root of their number. `push` turns
# directions (count, pixels) into $J v$ for each, (count, units). Draw `count` directions with a
# generator of NumPy that starts from `seed`.
#
# *The check* looks at your directions, and at what you make of them.


# %% nbgrader={"grade": false, "grade_id": "hutchinson", "locked": false, "schema_version": 3, "solution": true, "task": false}
def estimate(push, pixels, count, seed):
    """Return (estimate of the squared norm, its standard error)."""
    ### BEGIN SOLUTION
    directions = np.random.default_rng(seed).choice([-1.0, 1.0], (count, pixels))
    values = np.sum(push(directions) ** 2, axis=1)
    return values.mean(), values.std(ddof=1) / np.sqrt(count)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "hutchinson-check", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
checks.contractive.hutchinson(estimate)
### BEGIN HIDDEN TESTS
checks.contractive.hutchinson(estimate, pixels=5, count=4000, seed=7)
### END HIDDEN TESTS

# %% [markdown]
# At one digit, with more and more directions. The first is off by more than its standard error
# allows: two values are too few to give one. Why does training get by with one direction for each
# image?

# %% tags=["demonstration"]
for count in (2, 10, 100, 1000):
    found, standard_error = estimate(lambda v: v @ at_digit.T, 784, count, seed=0)
    print(f"{count:5} directions: {found:8.3f} ± {standard_error:.3f}, exactly {exact:.3f}")
_ = results.record("Hutchinson, 1,000 directions: estimate ÷ exact", found / exact, control=1.0)

# %% [markdown]
# ## Question 6: find the mistake
#
# This penalty is in more than one public repository. It runs, the printed loss looks right at the
# start, and $\|J\|$ does fall.


# %% tags=["demonstration"]
def make_penalty_with_a_mistake(dense, weight):
    """Return a function from the codes of a sigmoid layer `dense` to a penalty."""
    kernel = ops.convert_to_tensor(dense.get_weights()[0])
    norms = ops.sum(ops.square(kernel), axis=0)

    def penalty(codes):
        slopes = ops.square(codes * (1 - codes))
        return weight * ops.mean(ops.matmul(slopes, norms))

    return penalty


# %% [markdown]
# *Write* the function without the mistake.
#
# *The check* changes the layer's weights, and looks at where a training step moves them.


# %% nbgrader={"grade": false, "grade_id": "mended", "locked": false, "schema_version": 3, "solution": true, "task": false}
def make_penalty(dense, weight):
    """Return a function from the codes of a sigmoid layer `dense` to a penalty."""
    ### BEGIN SOLUTION

    def penalty(codes):
        slopes = ops.square(codes * (1 - codes))
        norms = ops.sum(ops.square(dense.kernel), axis=0)
        return weight * ops.mean(ops.matmul(slopes, norms))

    return penalty
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "mended-check", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
checks.contractive.mended(make_penalty)
### BEGIN HIDDEN TESTS
checks.contractive.mended(make_penalty, pixels=6, units=3, weight=2.0, seed=8)
### END HIDDEN TESTS

# %% [markdown]
# What does a network do whose norms are constants? Its only way to a small penalty leads through
# the slopes: large weights, which drive units to 0 or 1, cost nothing.


# %% tags=["demonstration"]
class Adds(layers.Layer):
    """Add a penalty on the codes of a layer to the loss."""

    def __init__(self, make, dense):
        super().__init__()
        self.dense, self.make = dense, make

    def build(self, input_shape):
        self.dense.build(input_shape)
        self.penalty = self.make(self.dense, 1e-2)

    def call(self, inputs):
        codes = self.dense(inputs)
        self.add_loss(self.penalty(codes))
        return codes


def new_with(make):
    """Build and train an untied network with a penalty of weight 0.01."""
    profile.set_seed()
    dense = layers.Dense(UNITS, "sigmoid")
    encoder = [keras.Input((28, 28, 1)), layers.Flatten(), Adds(make, dense)]
    encoder = keras.Sequential(encoder, name="encoder")
    decoder = [layers.Dense(784), layers.Reshape((28, 28, 1))]
    return train(keras.Sequential([keras.Input((28, 28, 1)), encoder, *decoder]))


found = {}
for name, make in {"mistake": make_penalty_with_a_mistake, "mended": make_penalty}.items():
    model = new_with(make)
    found[name] = mean_norm(model)
    print(f"{name}: test MSE {error(model):.4f}, ‖J‖ {found[name]:.3f}")
_ = results.record("λ = 0.01, mended: ‖J‖", found["mended"], control=found["mistake"])

# %% [markdown]
# With the mistake $\|J\|$ ends at 0.95 in place of 0.56, and the error is larger, too: 0.049 in
# place of 0.038. The loss doesn't show it: it is computed with the old norms.
#
# ## Question 7: compare, and say what it means
#
# Whose code is least sensitive? $\|J\|$ can't tell: see question 4. Divide it by the **spread** of
# the codes, the root of the sum of the units' variances over images.
#
# *Write* a function that gets a dict from names to pairs, the mean $\|J\|$ and the codes (n,
# units). Return the name of the network with the smallest $\|J\|$ over spread, and that number.
#
# *The check* has networks that would win by $\|J\|$ alone.


# %% nbgrader={"grade": false, "grade_id": "least-sensitive", "locked": false, "schema_version": 3, "solution": true, "task": false}
def least_sensitive(networks):
    """Return (name, its norm over spread)."""
    ### BEGIN SOLUTION
    measures = {
        name: norm / np.sqrt(codes.var(axis=0).sum()) for name, (norm, codes) in networks.items()
    }
    best = min(measures, key=measures.get)
    return best, measures[best]
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "least-sensitive-check", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
checks.contractive.least_sensitive(least_sensitive)
### BEGIN HIDDEN TESTS
checks.contractive.least_sensitive(least_sensitive, count=100, seed=9)
### END HIDDEN TESTS

# %% tags=["demonstration"]
pca = metrics.fit_pca(images, 20)
flat = test.reshape(len(test), -1)
networks = {}
for weight, model in untied.items():
    networks[f"λ = {weight:g}"] = mean_norm(model), encode(model, test)
networks["plain, tied"] = mean_norm(plain), encode(plain, test)
networks["PCA, 20 components"] = np.sqrt(20), pca.transform(flat)
for name, pair in networks.items():
    print(f"{name:20} ‖J‖ {pair[0]:8.3f}, over spread {least_sensitive({name: pair})[1]:.3f}")
name, measure = least_sensitive(networks)
results.record("least sensitive: ‖J‖ over spread", measure)
print(f"least sensitive: {name}")
by_pca = metrics.restore_with_pca(pca, test, 20).clip(0, 1)
print(f"test MSE of PCA with 20 components: {metrics.mean_squared_error(test, by_pca):.4f}")

# %% [markdown]
# *Why?* Numbers don't explain themselves. This answer is read and graded by hand, one point for
# each sentence that is right and stands on *your* numbers.
#
# *Write* three sentences in the cell below:
#
# 1. From $\lambda = 0$ to the largest weight: by what factor does $\|J\|$ fall, and by what factor
#    $\|J\|$ over spread? What explains the difference?
# 2. PCA with 20 components has no penalty. Why is its code not very sensitive, and what does it
#    pay?
# 3. Which conclusion about contractive autoencoders would be tempting, but does *not* follow from
#    what you measured?

# %% [markdown] nbgrader={"grade": true, "grade_id": "interpretation", "locked": false, "points": 3, "schema_version": 3, "solution": true, "task": false}
# *One answer of many. What counts: the number, the reason, the limit.*
#
# 1. ‖J‖ falls by a factor of 7.6, from 4.31 to 0.56, over spread by 2.9. The difference, a factor of
#    2.6, is a smaller spread of the codes: scale, which the decoder can make up for.
# 2. Over spread it has 0.75, less than the plain networks with 1.3 and 1.8: it answers to 20
#    directions, those in which digits vary most, and to no other. It pays with its error, 0.022
#    in place of 0.011.
# 3. "A small ‖J‖ makes a code good for classification" would be tempting. No label was used here;
#    that needs a probe, beside pixels and PCA.
#    (Nor is λ = 0.01 "best": its error is 0.038, and PCA-20 has 0.022.)

# %% [markdown]
# ## What was measured

# %% tags=["demonstration"]
results.table()
