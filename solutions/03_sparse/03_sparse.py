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
# You will make codes in which few numbers are active at a time, measure how sparse they
# are, and find out what that costs. There are seven questions, from easy to harder.
#
# **How it works.** Each question has a cell with a blank: replace the line
# `raise NotImplementedError(...)` by your code. The cell below it checks your answer: it
# prints a line if it is right, and says in a sentence what is wrong if it is not. It looks
# at what your function *does*, so write it in your own way. Stuck? Ask for a hint, and ask
# again for a second one:
#
#     checks.hint("sparse.kl_penalty")
#
# After each check, a cell puts your function to work on real images.

# %%
import keras
import numpy as np
from keras import layers, ops

from autoencoder_course import checks, datasets, metrics, plots, profile, results
from keras_autoencoders import builders, training

# %%
# The quick profile is for a first look and for tests: fewer epochs and choices.
EPOCHS = profile.epochs(6)
PENALTY_WEIGHTS = profile.by_profile(full=(3e-4, 1e-3), quick=(1e-3,))

# %%
fashion = datasets.load("fashion_mnist")
mnist = datasets.load("mnist")
results.start("solutions/03_sparse", fashion, mnist)

# %% [markdown]
# These cells are given. `Penalty` is a layer that passes codes on unchanged and adds a penalty
# on them to the loss. `train` trains an autoencoder with 100 code units on the first 20,000
# images, which is enough here; the penalty is any layer that follows the code, or `None`.


# %%
class Penalty(layers.Layer):
    """Add `penalty(codes)` to the loss."""

    def __init__(self, penalty):
        super().__init__()
        self.penalty = penalty

    def call(self, codes):
        self.add_loss(self.penalty(codes))
        return codes


# %%
def train(penalty, activation="relu", data=fashion, weight_penalty=None):
    """Train an autoencoder whose code is followed by `penalty`."""
    profile.set_seed()
    images = data.train.images[:20_000]
    model = builders.sparse(
        images.shape[1:],
        100,
        penalty,
        activation=activation,
        kernel_regularizer=weight_penalty,
    )
    model.compile(
        keras.optimizers.Adam(2e-3),
        loss="mse",
        steps_per_execution=training.steps_per_execution(images, 100),
    )
    model.fit(images, images, batch_size=100, epochs=EPOCHS, verbose=0)
    return model


# %%
def encode(model, images):
    """Return the codes of images, an array (n, 100)."""
    return ops.convert_to_numpy(model.get_layer("encoder")(images))


def restore(model, images):
    """Return what the autoencoder makes of images."""
    return ops.convert_to_numpy(model(images))


def error_of(model, split=fashion.test):
    """Return the mean squared error per pixel, without any penalty."""
    return metrics.mean_squared_error(split.images, restore(model, split.images))


# %% [markdown]
# ## Question 1: the KL penalty
#
# Let $\hat\rho_j$ be the mean activity of unit $j$ over the batch, and $\rho$ the mean that
# we want, the target. The penalty is
#
# $$\sum_j \left[\rho \log\frac{\rho}{\hat\rho_j}
#   + (1-\rho)\log\frac{1-\rho}{1-\hat\rho_j}\right].$$
#
# Write it with `keras.ops`, so that it works inside `fit`, for codes of shape (n, units)
# with values from 0 to 1. A unit may be exactly 0 for the whole batch: clip the means to
# $[10^{-7}, 1-10^{-7}]$.


# %% nbgrader={"grade": false, "grade_id": "kl-penalty", "locked": false, "schema_version": 3, "solution": true, "task": false}
def kl_penalty(codes, target):
    """Return the KL penalty of a batch of codes, a scalar tensor."""
    ### BEGIN SOLUTION
    means = ops.clip(ops.mean(codes, axis=0), 1e-7, 1 - 1e-7)
    active = target * ops.log(target / means)
    silent = (1 - target) * ops.log((1 - target) / (1 - means))
    return ops.sum(active + silent)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "kl-penalty-check", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
checks.sparse.kl_penalty(kl_penalty)
### BEGIN HIDDEN TESTS
checks.sparse.kl_penalty(kl_penalty, target=0.1, seed=1)
checks.sparse.kl_penalty(kl_penalty, target=0.25, seed=2)
### END HIDDEN TESTS

# %% tags=["demonstration"]
sigmoid_model = train(None, activation="sigmoid")
kl_model = train(Penalty(lambda codes: 0.003 * kl_penalty(codes, 0.05)), activation="sigmoid")
sigmoid_codes = encode(sigmoid_model, fashion.test.images)
kl_codes = encode(kl_model, fashion.test.images)
results.record(
    "Fashion-MNIST: mean activity, KL penalty with target 0.05",
    kl_codes.mean(),
    control=sigmoid_codes.mean(),
)
print(f"no penalty: mean activity {sigmoid_codes.mean():.3f}, MSE {error_of(sigmoid_model):.4f}")
print(f"KL penalty: mean activity {kl_codes.mean():.3f}, MSE {error_of(kl_model):.4f}")

# %% tags=["demonstration"]
plots.activation_histograms(
    {"no penalty": sigmoid_codes.mean(axis=0), "KL, target 0.05": kl_codes.mean(axis=0)},
    bins=40,
    label="a unit's mean activity",
)

# %% [markdown]
# ## Question 2: whatever the batch size
#
# The KL penalty is made of means, so the batch size does not matter to it. Other penalties
# are a **sum over the images** of the batch, and act ten times as strongly on a batch that
# is ten times as large. Write a function that calls such a penalty and makes its value the
# mean over the images. It has to work inside `fit`, where the batch size is not known in
# advance, for codes of any shape whose first axis is the batch.
#
# (Keras does this by itself to what you pass as `activity_regularizer`, from version 3.14
# on; not to what a layer adds to the loss.)


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


# %% tags=["demonstration"]
def l1_sum(codes):
    """Return the sum of absolute activities over the batch."""
    return ops.sum(ops.abs(codes))


def penalty_ratio(penalty):
    """Compare the penalty of 1,000 images with that of 32."""
    return float(penalty(sigmoid_codes[:1000])) / float(penalty(sigmoid_codes[:32]))


ratio = penalty_ratio(lambda codes: batch_free(l1_sum, codes))
results.record(
    "L1 penalty: a batch of 1,000 images ÷ a batch of 32", ratio, control=penalty_ratio(l1_sum)
)
for batch_size in (32, 256, 1000):
    batch = sigmoid_codes[:batch_size]
    summed, mean = float(l1_sum(batch)), float(batch_free(l1_sum, batch))
    print(f"batch of {batch_size:4d}: summed {summed:8.1f}, yours {mean:5.1f}")

# %% [markdown]
# Now it is fit for training. These two networks, with a ReLU and with or without an L1
# penalty on the code, will be needed again.

# %% tags=["demonstration"]
plain_model = train(None)
l1_model = train(Penalty(lambda codes: 1e-4 * batch_free(l1_sum, codes)))
plain_codes, l1_codes = (encode(model, fashion.test.images) for model in (plain_model, l1_model))
for name, model in (("no penalty", plain_model), ("L1 penalty", l1_model)):
    print(f"{name}: test MSE {error_of(model):.4f}")

# %% [markdown]
# ## Question 3: keep the k largest
#
# There is a way to a sparse code without a penalty: keep the $k$ largest numbers of each
# code and set all others to 0. Write it with `keras.ops` for codes of shape (n, units).
# Numbers may be negative; "largest" takes their signs into account.


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

# %% tags=["demonstration"]
k_sparse_model = train(layers.Lambda(lambda codes: keep_largest(codes, 25)), activation="linear")
k_sparse_codes = encode(k_sparse_model, fashion.test.images)
pca_error = metrics.pca_baseline(fashion.train.images, fashion.test.images, 25, clip=False)
results.record(
    "Fashion-MNIST: test MSE, the 25 largest of 100 kept ÷ PCA-25",
    error_of(k_sparse_model) / pca_error,
    control=error_of(plain_model) / pca_error,
)
print(f"25 numbers for each image, its own choice: {error_of(k_sparse_model):.4f}")
print(f"25 numbers, the same for all (PCA-25):     {pca_error:.4f}")

# %% [markdown]
# What does a unit stand for? A row of the decoder's weights is what it paints when active.

# %% tags=["demonstration"]
plots.weight_tiles(
    {
        "ReLU": plain_model.get_layer("decoder").get_weights()[0],
        "25 largest kept": k_sparse_model.get_layer("decoder").get_weights()[0],
    },
    (28, 28),
    count=64,
)

# %% [markdown]
# ## Question 4: find the dead units
#
# A unit that is silent for *every* image is dead: it takes up room and does nothing. Write
# a function that returns the indices of the units whose activity is below `threshold`, in
# absolute value, for all images. `codes` is a NumPy array (n, units).


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
results.record(
    "Fashion-MNIST: dead units of 100, L1 penalty of 0.0001",
    len(dead),
    control=len(find_dead(plain_codes, 0.01)),
)
print(f"dead with the penalty: {len(dead)}, without: {len(find_dead(plain_codes, 0.01))}")

# %% tags=["demonstration"]
l1_kernel = l1_model.get_layer("encoder").get_weights()[0].T
alive = np.setdiff1d(np.arange(100), dead)
tiles = {"dead units": l1_kernel[dead], "others": l1_kernel[alive]}
plots.weight_tiles({name: rows for name, rows in tiles.items() if len(rows)}, (28, 28), count=16)

# %% [markdown]
# ## Question 5: three measures of sparsity
#
# For the activities $a_1, \dots, a_N$ of one row, take
#
# $$S = \frac{1 - \operatorname{mean}(|a|)^2 / \operatorname{mean}(a^2)}{1 - 1/N},$$
#
# which is 0 if all have the same size, and 1 if only one is not zero. Write a function that
# returns three numbers for codes, a NumPy array (n, units):
#
# 1. the **fraction near zero**: the share of all activities with $|a| < 0.01$;
# 2. **population sparsity**: $S$ over the units, for each image; then the mean over images;
# 3. **lifetime sparsity**: $S$ over the images, for each unit; then the mean over units.
#
# Where all activities of an image or of a unit are exactly 0, $S$ is 0 / 0: leave it out of
# the mean. Do not use `metrics`: its functions are what the check compares with.


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


# %% nbgrader={"grade": true, "grade_id": "sparsities-check", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
checks.sparse.sparsities(sparsities)
### BEGIN HIDDEN TESTS
checks.sparse.sparsities(sparsities, images=30, units=8, seed=1)
### END HIDDEN TESTS

# %% tags=["demonstration"]
codes = {
    "sigmoid": sigmoid_codes,
    "sigmoid, KL": kl_codes,
    "ReLU": plain_codes,
    "ReLU, L1": l1_codes,
    "25 largest": k_sparse_codes,
}
measured = {name: sparsities(values) for name, values in codes.items()}
results.record(
    "Fashion-MNIST: lifetime sparsity, L1 penalty of 0.0001",
    measured["ReLU, L1"][2],
    control=measured["ReLU"][2],
)
print("              near zero  population  lifetime")
for name, (near_zero, population, lifetime) in measured.items():
    print(f"{name:12s} {near_zero:10.1%} {population:11.2f} {lifetime:9.2f}")

# %% tags=["demonstration"]
plots.activation_histograms({"sigmoid": sigmoid_codes, "sigmoid, KL": kl_codes})

# %% [markdown]
# ## Question 6: how much may it cost?
#
# The larger the penalty's weight, the sparser the code, and the worse the images. Write a
# function that chooses: of all weights with a **validation** error of at most `limit`, the
# one with the largest fraction near zero. It returns that weight and the error to report,
# the **test** error. `frontier` is a dict from the weight to what was measured:
#
#     {1e-4: {"near_zero": 0.67, "validation_mse": 0.013, "test_mse": 0.013}, ...}


# %% nbgrader={"grade": false, "grade_id": "choose-weight", "locked": false, "schema_version": 3, "solution": true, "task": false}
def choose_weight(frontier, limit):
    """Return (chosen weight, test error to report)."""
    ### BEGIN SOLUTION
    allowed = [weight for weight in frontier if frontier[weight]["validation_mse"] <= limit]
    chosen = max(allowed, key=lambda weight: frontier[weight]["near_zero"])
    return chosen, frontier[chosen]["test_mse"]
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "choose-weight-check", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
checks.sparse.choose_weight(choose_weight)
### BEGIN HIDDEN TESTS
checks.sparse.choose_weight(choose_weight, limit=0.007)
### END HIDDEN TESTS

# %% tags=["demonstration"]
models = {0.0: plain_model, 1e-4: l1_model}
for weight in PENALTY_WEIGHTS:
    models[weight] = train(Penalty(lambda codes, weight=weight: weight * batch_free(l1_sum, codes)))
frontier = {
    weight: {
        "near_zero": metrics.fraction_near_zero(encode(model, fashion.validation.images)),
        "validation_mse": error_of(model, fashion.validation),
        "test_mse": error_of(model),
    }
    for weight, model in models.items()
}
for weight, found in frontier.items():
    print(
        f"weight {weight:6g}: {found['near_zero']:.1%} near zero, "
        f"validation MSE {found['validation_mse']:.4f}"
    )

# %% tags=["demonstration"]
# We allow half as much error again as without a penalty.
chosen, reported = choose_weight(frontier, 1.5 * frontier[0.0]["validation_mse"])
results.record(
    "Fashion-MNIST: test MSE at the chosen L1 weight", reported, control=frontier[0.0]["test_mse"]
)
print(f"chosen: {chosen:g}; reported test MSE: {reported:.4f}")
plots.reconstructions(
    {"original": fashion.test.images[:10]}
    | {f"weight {weight:g}": restore(models[weight], fashion.test.images[:10]) for weight in models}
)

# %% [markdown]
# ## Question 7: which penalty was it?
#
# Two networks learned digits. One had an L1 penalty on the encoder's **weights**, the other
# on the **activity** of its code. Here are the encoder's weights, a tile a unit. Which is
# which? (The pixels at the border are black in every image: what happens to their weights
# without a penalty?)

# %% tags=["demonstration"]
digit_models = {
    "activity": train(Penalty(lambda codes: 1e-3 * batch_free(l1_sum, codes)), data=mnist),
    "weights": train(None, data=mnist, weight_penalty=keras.regularizers.L1(1e-5)),
}
digit_kernels = {
    kind: model.get_layer("encoder").get_weights()[0] for kind, model in digit_models.items()
}
# Shuffled, so that this cell does not give it away.
kinds = dict(zip("AB", np.random.default_rng(3).permutation(list(digit_models)), strict=True))
plots.weight_tiles({name: digit_kernels[kinds[name]].T for name in kinds}, (28, 28), count=64)

# %% [markdown]
# Now let a function decide, from the encoder's weights (pixels, units) and the codes of
# some images (n, units). It returns `"weights"`, `"activity"`, or `"none"` for a network
# without a penalty. Numbers count as near zero below 0.01 in absolute value: training
# brings them there and seldom to 0 itself. A ReLU alone makes up to half of the code 0, and
# with a penalty much more is.


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
digit_codes = {kind: encode(model, mnist.test.images) for kind, model in digit_models.items()}
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
    print(f"{name}: {tell_penalty(digit_kernels[kind], digit_codes[kind])}, and it was: {kind}")
plain_kernel = plain_model.get_layer("encoder").get_weights()[0]
print(f"the network of question 2 without a penalty: {tell_penalty(plain_kernel, plain_codes)}")

# %% [markdown]
# ## What was measured

# %% tags=["demonstration"]
results.table()
