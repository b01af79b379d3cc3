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
# # Exercise 3: sparse autoencoders
#
# Seven questions; the first ones are easier. You make codes in which few units are on at a time,
# measure how sparse they are and what that costs, write a regularizer of your own, and keep units
# from dying.
#
# **How it works.** As in exercise 1: replace the line `raise NotImplementedError(...)` with your
# code, and run the check below it. Stuck? Each blank has three hints; ask again for the next one:
#
#     checks.hint("sparse.autoencoder")
#
# After a check, a few cells put your function to work on the real data. Question 7 you answer in
# words: it has no check, and your teacher grades it.

# %%
import keras
import numpy as np
from keras import layers, ops

from autoencoder_course import checks, datasets, metrics, plots, profile, results
from keras_autoencoders import builders, training

# %% [markdown]
# Everything that depends on the profile stands here. **The text describes the full profile.** The
# quick one has 1,000 images, so it takes smaller batches and fewer choices; there PCA usually wins,
# and by more.

# %%
BATCH_SIZE = profile.by_profile(full=100, quick=20)
EPOCHS = profile.by_profile(full=6, quick=8)
UNITS, KEPT = 100, 25
L1_WEIGHT = 1e-4
L1_WEIGHTS = profile.by_profile(full=(3e-5, L1_WEIGHT, 3e-4, 1e-3), quick=(L1_WEIGHT,))
SMALL_BATCH, LARGE_BATCH = profile.by_profile(full=(50, 500), quick=(10, 50))
AUXILIARY_WEIGHT = 1 / 32
SEEDS = profile.seeds(3)

# %%
fashion = datasets.load("fashion_mnist")
mnist = datasets.load("mnist")
results.start("solutions/03_sparse", fashion, mnist)
image_shape = fashion.train.images.shape[1:]
pca = metrics.fit_pca(fashion.train.images[:20_000], UNITS)


# %% [markdown]
# A few functions for all questions. The first 20,000 images are enough here. Reconstructions are
# clipped to [0, 1], PCA's too.


# %%
def fit(model, data=fashion, batch_size=BATCH_SIZE):
    """Train an autoencoder and return it. Penalties on its layers are part of the loss."""
    images = data.train.images[:20_000]
    model.compile(
        keras.optimizers.Adam(2e-3),
        loss="mse",
        # Only faster: Keras returns to Python once an epoch.
        steps_per_execution=training.steps_per_execution(images, batch_size),
    )
    model.fit(images, images, batch_size=batch_size, epochs=EPOCHS, verbose=0)
    return model


def encode(encoder, images=fashion.test.images):
    """Return the codes of images, an array (n, 100)."""
    return ops.convert_to_numpy(encoder(images))


def restore(model, images=fashion.test.images):
    """Return what an autoencoder makes of images, clipped to [0, 1]."""
    return ops.convert_to_numpy(model(images)).clip(0, 1)


def error_of(model, split=fashion.test):
    """Return the mean squared error (MSE) per pixel, without any penalty."""
    return metrics.mean_squared_error(split.images, restore(model, split.images))


def error_of_pca(count, split=fashion.test):
    """Return the MSE of PCA of which each image keeps its `count` best components of 100."""
    restored = metrics.restore_with_largest(pca, split.images, count)
    return metrics.mean_squared_error(split.images, restored.clip(0, 1))


# %% [markdown]
# ## Question 1: a penalty on the code
#
# *Why?* A network with 100 code units uses most of them for every image. A price on activity makes
# it use fewer, and in Keras that is one argument.
#
# *Write* a function that builds an autoencoder with one dense layer each way, `units` units with a
# ReLU, a sigmoid at the pixels, and the parts `encoder` and `decoder` (as in exercise 1, question
# 1). New is an **L1 penalty on the code**: `weight` times the sum of absolute activities of an
# image, averaged over the images of the batch, is added to the loss. Use what Keras has, and not
# `builders`.
#
# *The check* gives all weights new values, and works out what should be added to the loss.


# %% nbgrader={"grade": false, "grade_id": "autoencoder", "locked": false, "schema_version": 3, "solution": true, "task": false}
def build_sparse(image_shape, units, weight):
    """Return an uncompiled keras.Model with the parts "encoder" and "decoder"."""
    ### BEGIN SOLUTION
    price = keras.regularizers.L1(weight)
    encoder = keras.Sequential(
        [
            keras.Input(image_shape),
            layers.Flatten(),
            layers.Dense(units, activation="relu", activity_regularizer=price),
        ],
        name="encoder",
    )
    decoder = keras.Sequential(
        [
            keras.Input((units,)),
            layers.Dense(int(np.prod(image_shape)), activation="sigmoid"),
            layers.Reshape(image_shape),
        ],
        name="decoder",
    )
    images = keras.Input(image_shape)
    return keras.Model(images, decoder(encoder(images)))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "autoencoder-check", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
checks.sparse.autoencoder(build_sparse)
### BEGIN HIDDEN TESTS
checks.sparse.autoencoder(build_sparse, image_shape=(3, 4, 2), units=11, weight=0.005)
### END HIDDEN TESTS

# %% [markdown]
# Guess first: how much worse are the images if activity has a price?

# %% tags=["demonstration"]
models = {}
for weight in (0.0, L1_WEIGHT):
    profile.set_seed()
    models[weight] = fit(build_sparse(image_shape, UNITS, weight))
plain_codes, l1_codes = (encode(models[weight].get_layer("encoder")) for weight in (0.0, L1_WEIGHT))
for weight, model in models.items():
    print(f"weight {weight:6g}: test MSE {error_of(model):.4f}")

# %% tags=["demonstration"]
shown = {"original": fashion.test.images[:10]}
for weight, model in models.items():
    shown[f"weight {weight:g}"] = restore(model, fashion.test.images[:10])
plots.reconstructions(shown)

# %% [markdown]
# The error is about a third larger, and the eye hardly sees it. What did we get for it?
#
# ## Question 2: how sparse is it?
#
# *Why?* "Sparse" has several meanings, and a single number can be misread.
#
# ### 2a: dead units
#
# A unit that is silent for *every* image is **dead**: it takes up room and does nothing. Count
# those before you believe any other number.
#
# *Write* a function that returns the indices of the units whose activity is below `threshold`, in
# absolute value, for all images. `codes` is a NumPy array (n, units).
#
# *The check* has units that are easily taken for dead ones.


# %% nbgrader={"grade": false, "grade_id": "find-dead", "locked": false, "schema_version": 3, "solution": true, "task": false}
def find_dead(codes, threshold):
    """Return the indices of dead units, a list or array."""
    ### BEGIN SOLUTION
    silent = np.abs(codes) < threshold
    return np.flatnonzero(silent.all(axis=0))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "find-dead-check", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
checks.sparse.find_dead(find_dead)
### BEGIN HIDDEN TESTS
checks.sparse.find_dead(find_dead, threshold=0.05, units=17, seed=1)
### END HIDDEN TESTS

# %% tags=["demonstration"]
dead = np.asarray(find_dead(l1_codes, 0.01), dtype="int64")
dead_without = len(find_dead(plain_codes, 0.01))
results.record(
    "Fashion-MNIST: dead units of 100, L1 penalty of 0.0001", len(dead), control=dead_without
)
print(f"dead units of 100: {len(dead)} with the penalty, {dead_without} without")
l1_kernel = models[L1_WEIGHT].get_layer("encoder").get_weights()[0].T
tiles = {"dead units": l1_kernel[dead], "others": np.delete(l1_kernel, dead, axis=0)}
plots.weight_tiles({name: rows for name, rows in tiles.items() if len(rows)}, (28, 28), count=16)

# %% [markdown]
# Some units are dead without any penalty: a ReLU that is off for every image gets no gradient.
#
# ### 2b: three measures
#
# For the activities $a_1, \dots, a_N$ of one row, take
#
# $$S = \frac{1 - \operatorname{mean}(|a|)^2 / \operatorname{mean}(a^2)}{1 - 1/N},$$
#
# which is 0 if all have the same size, and 1 if only one is not zero (Vinje and Gallant 2000).
#
# *Write* a function that returns three numbers for `codes`, a NumPy array (n, units):
#
# 1. the **fraction near zero**: the share of all activities with $|a| < 0.01$;
# 2. **population sparsity**: $S$ over the units, for each image; then the mean over images;
# 3. **lifetime sparsity**: $S$ over the images, for each unit; then the mean over units.
#
# Where all activities of an image or of a unit are exactly 0, $S$ is 0 / 0: leave it out of the
# mean. In this question don't use `metrics`: its functions are what the check compares with.
#
# *The check* has codes with a silent image and a silent unit, and knows what the usual slips give.


# %% nbgrader={"grade": false, "grade_id": "sparsities", "locked": false, "schema_version": 3, "solution": true, "task": false}
def sparsities(codes):
    """Return (fraction near zero, population sparsity, lifetime sparsity)."""

    ### BEGIN SOLUTION
    def mean_selectivity(rows):
        rows = rows[np.any(rows != 0, axis=1)].astype("float64")
        ratio = np.mean(np.abs(rows), axis=1) ** 2 / np.mean(rows**2, axis=1)
        return np.mean((1 - ratio) / (1 - 1 / rows.shape[1]))

    near_zero = np.mean(np.abs(codes) < 0.01)
    return near_zero, mean_selectivity(codes), mean_selectivity(codes.T)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "sparsities-check", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
checks.sparse.sparsities(sparsities)
### BEGIN HIDDEN TESTS
checks.sparse.sparsities(sparsities, images=30, units=8, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# Guess first: if you leave the dead units out, is the code with the penalty still sparser?

# %% tags=["demonstration"]
measured = {
    "no penalty": sparsities(plain_codes),
    "L1": sparsities(l1_codes),
    "L1, dead units left out": sparsities(np.delete(l1_codes, dead, axis=1)),
}
results.record(
    "Fashion-MNIST: lifetime sparsity, L1 penalty of 0.0001",
    measured["L1"][2],
    control=measured["no penalty"][2],
)
print(" " * 24, "near zero  population  lifetime")
for name, (near_zero, population, lifetime) in measured.items():
    print(f"{name:24} {near_zero:9.1%} {population:11.2f} {lifetime:9.2f}")

# %% [markdown]
# Two thirds of all activities are near zero. Part of that is no choice of any image: the dead units
# alone make up 24 points of it. Of what the others do, 56 % is near zero: still far more than the
# 19 % without a penalty.

# %% [markdown]
# ## Question 3: which penalty was it?
#
# *Why?* A penalty can also be on the **weights** (`kernel_regularizer`). Both are called "sparse",
# and papers confuse them. They make different things zero.
#
# Two networks learned digits, one with an L1 penalty on the encoder's weights, the other with one
# on the **activity** of its code. Here are the encoder's weights, a tile a unit. Which is which?
# (The pixels at the border are black in every image: what happens to their weights without a
# penalty?)

# %% tags=["demonstration"]
penalties = {
    "activity": {"penalty": keras.regularizers.L1(1e-3)},
    "weights": {"penalty": None, "kernel_regularizer": keras.regularizers.L1(1e-5)},
}
digit_models = {}
for kind, options in penalties.items():
    profile.set_seed()
    model = builders.sparse(image_shape, UNITS, activation="relu", **options)
    digit_models[kind] = fit(model, mnist)
digit_kernels = {
    kind: model.get_layer("encoder").get_weights()[0] for kind, model in digit_models.items()
}
# Shuffled, so that this cell does not give it away.
kinds = dict(zip("AB", np.random.default_rng(3).permutation(list(digit_models)), strict=True))
plots.weight_tiles({name: digit_kernels[kinds[name]].T for name in kinds}, (28, 28), count=64)

# %% [markdown]
# *Write* a function that decides, from the encoder's weights (pixels, units) and the codes of some
# images (n, units). It returns `"weights"`, `"activity"`, or `"none"` for a network without a
# penalty. Numbers count as near zero below 0.01 in absolute value: training brings them there and
# seldom to 0 itself. A ReLU alone makes up to half of the code 0; with a penalty much more is.
#
# *The check* has layers of several sizes, with sigmoid and with ReLU codes.


# %% nbgrader={"grade": false, "grade_id": "tell-penalty", "locked": false, "schema_version": 3, "solution": true, "task": false}
def tell_penalty(weights, codes):
    """Return "weights", "activity" or "none"."""
    ### BEGIN SOLUTION
    shares = {
        "weights": np.mean(np.abs(weights) < 0.01),
        "activity": np.mean(np.abs(codes) < 0.01),
    }
    most = max(shares, key=shares.get)
    return most if shares[most] > 0.75 else "none"
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "tell-penalty-check", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
checks.sparse.tell_penalty(tell_penalty)
### BEGIN HIDDEN TESTS
checks.sparse.tell_penalty(tell_penalty, seed=1)
### END HIDDEN TESTS

# %% tags=["demonstration"]
digit_codes = {
    kind: encode(model.get_layer("encoder"), mnist.test.images)
    for kind, model in digit_models.items()
}
for what, values, kind, other in (
    ("encoder weights", digit_kernels, "weights", "activity"),
    ("the code", digit_codes, "activity", "weights"),
):
    results.record(
        f"MNIST: fraction of {what} near zero, L1 on the {kind}",
        metrics.fraction_near_zero(values[kind]),
        control=metrics.fraction_near_zero(values[other]),
    )
for name, kind in kinds.items():
    weights_near_zero, code_near_zero = (
        metrics.fraction_near_zero(values[kind]) for values in (digit_kernels, digit_codes)
    )
    print(f"{name}: {tell_penalty(digit_kernels[kind], digit_codes[kind])}, and it was: {kind}")
    print(f"   near zero: {weights_near_zero:.0%} of the weights, {code_near_zero:.0%} of the code")

# %% [markdown]
# Each penalty makes nine tenths of *its* numbers vanish, and few of the other's. At the
# border, weights without a penalty stay what chance made them: no gradient ever reaches them.
# And look at B's tiles: most of them are noise from edge to edge. How many of its units would your
# `find_dead` find, and what does that say of its share near zero?

# %% [markdown]
# ## Question 4: how much may it cost?
#
# *Why?* The larger the penalty's weight, the sparser the code, and the worse the images. You set a
# limit, and take the sparsest code that keeps it.
#
# *Write* a function that chooses: of all weights with a **validation** error of at most `limit`,
# the one with the largest fraction near zero. It returns that weight and the error to report, the
# **test** error. `frontier` is a dict from the weight to what was measured:
#
#     {1e-4: {"near_zero": 0.67, "validation_mse": 0.013, "test_mse": 0.013}, ...}
#
# *The check* has tables in which the wrong choice looks better.


# %% nbgrader={"grade": false, "grade_id": "choose-weight", "locked": false, "schema_version": 3, "solution": true, "task": false}
def choose_weight(frontier, limit):
    """Return (chosen weight, test error to report)."""
    ### BEGIN SOLUTION
    allowed = [weight for weight in frontier if frontier[weight]["validation_mse"] <= limit]
    chosen = max(allowed, key=lambda weight: frontier[weight]["near_zero"])
    return chosen, frontier[chosen]["test_mse"]
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "choose-weight-check", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
checks.sparse.choose_weight(choose_weight)
### BEGIN HIDDEN TESTS
checks.sparse.choose_weight(choose_weight, limit=0.007)
### END HIDDEN TESTS

# %% [markdown]
# Beside the networks stands **PCA that may choose**: of 100 components each image keeps as many as
# the network has units on, those with its largest coefficients. Guess first: who wins?

# %% tags=["demonstration"]
for weight in L1_WEIGHTS:
    if weight not in models:
        profile.set_seed()
        models[weight] = fit(build_sparse(image_shape, UNITS, weight))
frontier, units_on = {}, {}
for weight in sorted(models):
    encoder = models[weight].get_layer("encoder")
    near_zero = metrics.fraction_near_zero(encode(encoder, fashion.validation.images))
    units_on[weight] = max(1, round(UNITS * (1 - near_zero)))
    frontier[weight] = {
        "near_zero": near_zero,
        "validation_mse": error_of(models[weight], fashion.validation),
        "test_mse": error_of(models[weight]),
    }
pca_errors = {w: error_of_pca(count, fashion.validation) for w, count in units_on.items()}
for weight, count in units_on.items():
    print(
        f"weight {weight:6g}: {count:2} units on, validation MSE "
        f"{frontier[weight]['validation_mse']:.4f}, PCA's best {count}: {pca_errors[weight]:.4f}"
    )

# %% tags=["demonstration"]
plots.frontier(
    {
        "L1": [
            (weight, frontier[weight]["near_zero"], frontier[weight]["validation_mse"])
            for weight in L1_WEIGHTS
        ],
        "PCA, its best k, clipped": [
            (units_on[weight], 1 - units_on[weight] / UNITS, pca_errors[weight])
            for weight in L1_WEIGHTS
        ],
    },
    label="validation mean squared error per pixel",
)

# %% tags=["demonstration"]
# We allow half as much error again as without a penalty.
chosen, reported = choose_weight(frontier, 1.5 * frontier[0.0]["validation_mse"])
pca_reported = error_of_pca(units_on[chosen])
results.record("Fashion-MNIST: test MSE at the chosen L1 weight", reported, control=pca_reported)
print(f"chosen: {chosen:g}; reported test MSE: {reported:.4f}")
print(f"PCA's best {units_on[chosen]}, clipped: test MSE {pca_reported:.4f}")

# %% [markdown]
# PCA that may choose restores better at every weight. Where a third of the units are on, its error
# is smaller by more than a fifth. So here sparsity is no way to better images. Both choose image by
# image; PCA was made for small errors, and a network that pays for activity was not.

# %% [markdown]
# ## Question 5: a penalty of your own
#
# ### 5a: whatever the batch size
#
# *Why?* Keras's own L1 is a sum over the batch, and Keras divides by the batch size what you pass
# as `activity_regularizer` (from version 3.14 on). What a layer adds to the loss by itself is *not*
# divided. Then a sum acts ten times as strongly on a batch that is ten times as large.
#
# *Write* a function that calls such a penalty, a **sum over the images** of the batch, and makes
# its value the mean over the images. It has to work inside `fit`, where the batch size is not known
# in advance, for codes of any shape whose first axis is the batch.
#
# *The check* has several penalties, repeats the batch, and calls your function as `fit` does.


# %% nbgrader={"grade": false, "grade_id": "batch-free", "locked": false, "schema_version": 3, "solution": true, "task": false}
def batch_free(penalty, codes):
    """Return `penalty(codes)`, a sum over the batch, as a mean over its images."""
    ### BEGIN SOLUTION
    return ops.divide(penalty(codes), ops.shape(codes)[0])
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "batch-free-check", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
checks.sparse.batch_free(batch_free)
### BEGIN HIDDEN TESTS
checks.sparse.batch_free(batch_free, batch_size=9, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# What does it do to a training? The same L1 penalty, once as a sum and once as your mean, with
# small and with large batches. Both weights are set so that they agree at the batch size that we
# used so far. Guess first: what becomes of the code if the batch is ten times as large?


# %% tags=["demonstration"]
class Penalty(layers.Layer):
    """Pass codes on unchanged and add `penalty(codes)` to the loss."""

    def __init__(self, penalty):
        super().__init__()
        self.penalty = penalty

    def call(self, codes):
        self.add_loss(self.penalty(codes))
        return codes


def l1_sum(codes):
    """Return the sum of absolute activities over the batch."""
    return L1_WEIGHT * ops.sum(ops.abs(codes))


ways = {
    "sum": lambda codes: l1_sum(codes) / BATCH_SIZE,
    "mean": lambda codes: batch_free(l1_sum, codes),
}
near_zero = {}
for way, penalty in ways.items():
    for batch_size in (SMALL_BATCH, LARGE_BATCH):
        profile.set_seed()
        model = builders.sparse(image_shape, UNITS, Penalty(penalty), activation="relu")
        model = fit(model, batch_size=batch_size)
        codes = encode(model.get_layer("encoder"))
        near_zero[way, batch_size] = 100 * metrics.fraction_near_zero(codes)
        print(
            f"{way:4}, batches of {batch_size:3}: {near_zero[way, batch_size]:.0f} % near zero, "
            f"test MSE {error_of(model):.4f}"
        )

# %% tags=["demonstration"]
change = {way: near_zero[way, LARGE_BATCH] - near_zero[way, SMALL_BATCH] for way in ways}
_ = results.record(
    "L1 as a sum: near zero, large minus small batches (points)",
    change["sum"],
    control=change["mean"],
)

# %% [markdown]
# The mean is the baseline here: whatever changes with it is not the penalty's doing. A tenth of the
# batch size means ten times as many steps, and that alone changes the share near zero by 6 points.
# The sum changes it by 38.
#
# ### 5b: a regularizer
#
# The **KL penalty** wants each unit to have a given mean activity. Let $m_j$ be the mean activity
# of unit $j$ over the batch, and $t$ the mean that we want, the target. The penalty is
#
# $$\lambda \, \sum_j \left[t \log\frac{t}{m_j} + (1-t)\log\frac{1-t}{1-m_j}\right],$$
#
# with a weight $\lambda$. That is what should be **added to the loss**, whatever the batch size.
#
# *Write* it as a class that Keras takes as `activity_regularizer`. Two methods are yours:
#
# - `__call__` gets codes of shape (n, units) with values from 0 to 1 and returns a scalar. A unit
#   may be exactly 0 for the whole batch: clip the means to $[10^{-7}, 1-10^{-7}]$. Keras divides
#   what you return by n;
# - `get_config` returns what `__init__` takes, as a dict. Keras writes it into the file of a saved
#   model, and builds the regularizer from it again.
#
# *The check* works out what is added to the loss, calls your class as `fit` does, and makes a copy
# from its `get_config`.


# %% nbgrader={"grade": false, "grade_id": "kl-regularizer", "locked": false, "schema_version": 3, "solution": true, "task": false}
class KLRegularizer(keras.regularizers.Regularizer):
    """Add weight · sum over the units of the KL divergence of mean activities to the loss."""

    def __init__(self, target, weight):
        self.target = target
        self.weight = weight

    def __call__(self, codes):
        """Return what Keras divides by the batch size, a scalar tensor."""
        ### BEGIN SOLUTION
        means = ops.clip(ops.mean(codes, axis=0), 1e-7, 1 - 1e-7)
        active = self.target * ops.log(self.target / means)
        silent = (1 - self.target) * ops.log((1 - self.target) / (1 - means))
        batch_size = ops.cast(ops.shape(codes)[0], codes.dtype)
        return self.weight * ops.sum(active + silent) * batch_size
        ### END SOLUTION

    def get_config(self):
        """Return the arguments of `__init__`, a dict."""
        ### BEGIN SOLUTION
        return {"target": self.target, "weight": self.weight}
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "kl-regularizer-check", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
checks.sparse.kl_regularizer(KLRegularizer)
### BEGIN HIDDEN TESTS
checks.sparse.kl_regularizer(KLRegularizer, target=0.1, weight=0.02, seed=1)
checks.sparse.kl_regularizer(KLRegularizer, target=0.25, weight=5.0, seed=2)
### END HIDDEN TESTS

# %% tags=["demonstration"]
kl_codes = {}
for name, penalty in {"no penalty": None, "KL": KLRegularizer(0.05, 0.003)}.items():
    profile.set_seed()
    model = fit(builders.sparse(image_shape, UNITS, penalty, activation="sigmoid"))
    kl_codes[name] = encode(model.get_layer("encoder"))
    print(f"{name:10}: mean activity {kl_codes[name].mean():.3f}, test MSE {error_of(model):.4f}")
results.record(
    "Fashion-MNIST: mean activity, KL penalty with target 0.05",
    kl_codes["KL"].mean(),
    control=kl_codes["no penalty"].mean(),
)
plots.activation_histograms(
    {name: codes.mean(axis=0) for name, codes in kl_codes.items()},
    bins=40,
    label="a unit's mean activity",
)

# %% [markdown]
# The target is 0.05, and the mean activity stays above it: a weight is a price, not an order. And a
# sigmoid that is on a little for all images has the same mean as one that is fully on for a few.
# The penalty can't tell them apart. Which of your measures can?

# %% [markdown]
# ## Question 6: exactly 25
#
# ### 6a: keep the largest
#
# *Why?* With a penalty you find out afterwards how sparse the code is. A **k-sparse** code has it
# settled: keep the $k$ largest numbers of each code and set all others to 0 (Makhzani and Frey
# 2013).
#
# *Write* it with `keras.ops` for codes of shape (n, units). Numbers may be negative; "largest"
# takes their signs into account.
#
# *The check* has a code of negative numbers only, and calls your function as `fit` does.


# %% nbgrader={"grade": false, "grade_id": "keep-largest", "locked": false, "schema_version": 3, "solution": true, "task": false}
def keep_largest(codes, k):
    """Return codes in which all but the k largest numbers of each are 0."""
    ### BEGIN SOLUTION
    largest, _ = ops.top_k(codes, k)
    return ops.where(codes >= largest[:, -1:], codes, 0.0)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "keep-largest-check", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
checks.sparse.keep_largest(keep_largest)
### BEGIN HIDDEN TESTS
checks.sparse.keep_largest(keep_largest, k=2, seed=1)
checks.sparse.keep_largest(keep_largest, k=5, seed=2)
### END HIDDEN TESTS

# %% [markdown]
# The network's code and its pixels are linear: an image is the decoder's bias and 25 of its 100
# rows, each times a number.


# %% tags=["demonstration"]
def build_k_sparse(seed, auxiliary=None):
    """Build 784-100-784 with 25 units on; `auxiliary(pixels, codes, k, decoder)` is a loss."""
    profile.set_seed(seed)
    code = layers.Dense(UNITS)
    decoder = layers.Dense(int(np.prod(image_shape)), name="rows")
    decoder.build((None, UNITS))
    images = keras.Input(image_shape)
    pixels = layers.Flatten()(images)
    codes = code(pixels)
    if auxiliary:
        codes = KeepAlive(auxiliary, decoder)(pixels, codes)  # a layer of 6b
    kept = layers.Lambda(lambda codes: keep_largest(codes, KEPT))(codes)
    encoder = keras.Model(images, kept, name="encoder")
    restored = layers.Reshape(image_shape)(decoder(kept))
    return keras.Model(images, restored), encoder


def fit_k_sparse(auxiliary=None):
    """Train a k-sparse network with each seed; return errors, numbers of dead units, rows."""
    errors, dead, rows = [], [], []
    for seed in SEEDS:
        model, encoder = build_k_sparse(seed, auxiliary)
        errors.append(error_of(fit(model)))
        dead.append(len(find_dead(encode(encoder), 0.01)))
        rows.append(model.get_layer("rows").get_weights()[0])
    return errors, dead, rows


errors, dead_units, rows = fit_k_sparse()
best = error_of_pca(KEPT)
first = metrics.pca_baseline(fashion.train.images[:20_000], fashion.test.images, KEPT)
results.record("k-sparse, 25 of 100: test MSE", np.mean(errors), control=best)
print(f"k-sparse, 25 of 100    test MSE {np.mean(errors):.4f} (mean of {len(SEEDS)} seeds)")
print(f"PCA's first 25         test MSE {first:.4f}")
print(f"PCA's best 25 of 100   test MSE {best:.4f}")
print("dead units of 100, by seed:", *dead_units)

# %% [markdown]
# Choosing helps: PCA's best 25 make a much smaller error than its first 25. The network may choose
# as well, and it still loses to PCA's best 25 (0.0117). One reason is in the last line.
#
# ### 6b: let no unit die
#
# *Why?* A unit that is never among the 25 largest gets no gradient, so it never will be. Gao et al.
# (2024) give such units a task of their own: to draw what the others **left over**. That is an
# **auxiliary loss**.
#
# *Write* it with `keras.ops`, step by step:
#
# - what is **kept**: the `k` largest of each of the `codes` (n, units), by your `keep_largest`;
# - who is **silent**: the units that are kept for *no* image of the batch;
# - what is **left over**: `pixels` (n, pixels), less what `decoder` draws of what is kept.
#   `decoder` is a linear Dense layer with a bias. What is left over is a fixed target: no gradient
#   goes through it (`ops.stop_gradient`);
# - what the silent units **draw**: choose the `k` largest of *them* for each image (all, if there
#   are fewer), and multiply by `decoder.kernel`. The bias is not drawn twice;
# - return the mean squared difference between the last two, over images and pixels.
#
# *The check* has batches with more, and with fewer, than `k` silent units; takes a step of
# training; and looks at whose weights it moves.


# %% nbgrader={"grade": false, "grade_id": "auxiliary-loss", "locked": false, "schema_version": 3, "solution": true, "task": false}
def auxiliary_loss(pixels, codes, k, decoder):
    """Return how badly silent units draw what the kept ones left over, a scalar tensor."""
    ### BEGIN SOLUTION
    kept = keep_largest(codes, k)
    silent = ops.all(kept == 0, axis=0)
    left_over = ops.stop_gradient(pixels - decoder(kept))
    # The others lose against any number; where they are chosen all the same, they draw nothing.
    chosen = keep_largest(ops.where(silent, codes, -1e9), k)
    drawn = ops.matmul(ops.where(silent, chosen, 0.0), decoder.kernel)
    return ops.mean(ops.square(left_over - drawn))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "auxiliary-loss-check", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
checks.sparse.auxiliary_loss(auxiliary_loss)
### BEGIN HIDDEN TESTS
checks.sparse.auxiliary_loss(auxiliary_loss, images=10, living=7, k=2, seed=11)
checks.sparse.auxiliary_loss(auxiliary_loss, images=9, living=8, k=4, seed=12)
### END HIDDEN TESTS

# %% [markdown]
# It is added to the loss with a weight of 1/32, as Gao et al. do. (They call a unit dead after ten
# million inputs without it; a batch is enough for 100 units.) Same seeds, same epochs. Guess first:
# do more living units also restore better?


# %% tags=["demonstration"]
class KeepAlive(layers.Layer):
    """Pass codes on unchanged and add an auxiliary loss for silent units."""

    def __init__(self, auxiliary, decoder):
        super().__init__()
        self.auxiliary, self.decoder = auxiliary, decoder

    def call(self, pixels, codes):
        self.add_loss(AUXILIARY_WEIGHT * self.auxiliary(pixels, codes, KEPT, self.decoder))
        return codes


kept_alive_errors, kept_alive_dead, kept_alive_rows = fit_k_sparse(auxiliary_loss)
results.record(
    "k-sparse, 25 of 100: dead units with the auxiliary loss",
    np.mean(kept_alive_dead),
    control=np.mean(dead_units),
)
results.record(
    "k-sparse, 25 of 100: test MSE with the auxiliary loss",
    np.mean(kept_alive_errors),
    control=np.mean(errors),
)
ratio = 100 * np.divide(kept_alive_errors, errors)
print("dead units of 100, with it:   ", *kept_alive_dead)
print("dead units of 100, without it:", *dead_units)
print(f"test MSE with it: {np.mean(kept_alive_errors):.4f}, PCA's best 25: {best:.4f}")
print(f"with minus without: {metrics.paired_difference(ratio, [100] * len(SEEDS))} %")

# %% tags=["demonstration"]
plots.weight_tiles(
    {"without": rows[0], "with the auxiliary loss": kept_alive_rows[0]}, (28, 28), count=64
)

# %% [markdown]
# With the auxiliary loss every unit lives, in three seeds of three, where 34 to 44 of 100 were
# dead. The error falls by a tenth, too. PCA's best 25, clipped, is still a little better: 0.0117
# against 0.0127.

# %% [markdown]
# ## Question 7: what does it mean?
#
# *Why?* Numbers don't explain themselves. This answer is read and graded by hand, one point for
# each sentence that is right and stands on *your* numbers.
#
# *Write* three sentences in the cell below:
#
# 1. Who restores clothes better with 25 numbers out of 100, the k-sparse network or PCA that may
#    choose, and by how much? Which reason would you test, and how?
# 2. What did the auxiliary loss change in the number of dead units and in the error, compared with
#    what the seeds alone do?
# 3. Which conclusion about sparse codes would be tempting, but does *not* follow from what you
#    measured?

# %% [markdown] nbgrader={"grade": true, "grade_id": "interpretation", "locked": false, "points": 3, "schema_version": 3, "solution": true, "task": false}
# *One answer of many. What counts: the number, the reason, the limit.*
#
# 1. PCA's best 25 make 0.0117, the network 0.0127, so PCA wins by 8 %. Perhaps six epochs
#    are too few for a code of which each unit learns from a quarter of the images: I would train
#    both kinds of network for 30 epochs and see whether the gap closes.
# 2. Dead units fell from 34, 44 and 40 to none, in three seeds of three. The error fell by
#    11.6 ± 4.7 %.
# 3. "Two thirds of the code are near zero, so two thirds of the units can go" would be tempting.
#    But each image uses others; only the dead ones can go without a loss.

# %% [markdown]
# ## What was measured

# %% tags=["demonstration"]
results.table()
