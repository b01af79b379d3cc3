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
# # Exercise 10: sparse autoencoders as microscopes
#
# Seven questions; the first ones are easier. You write the parts of a sparse autoencoder that reads
# a network, score it where the truth is known, and use it to find and remove a shortcut in a
# classifier of clothes.
#
# **How it works.** As in exercise 1: replace the cross `raise NotImplementedError(...)` with your
# code, and run the check below it. Stuck? Each blank has three hints; ask again for the next one:
#
#     checks.hint("microscopes.encode")
#
# After a check, a few cells put your function to work. Question 7 you answer in words: it has no
# check, and your teacher grades it.

# %%
import keras
import numpy as np
from keras import layers
from sklearn.cluster import KMeans

from autoencoder_course import checks, datasets, metrics, plots, profile, results
from keras_autoencoders import builders, training

# %% [markdown]
# Everything that depends on the profile stands here. The quick profile has 1,000 images.

# %%
IMAGES, EPOCHS = profile.by_profile(full=(6_000, 5), quick=(1_000, 15))
STEPS = profile.by_profile(full=400, quick=300)  # of a microscope, batches of 200
UNITS, LATENTS, K = 128, 256, 8

# %%
fashion = datasets.load("fashion_mnist")
results.start("solutions/10_microscopes", fashion)
names = datasets.CLASS_NAMES["fashion_mnist"]
images, labels = fashion.train.images[:IMAGES].copy(), fashion.train.labels[:IMAGES]
test, test_labels = fashion.test.images[:2_000], fashion.test.labels[:2_000]


def fit(model, inputs, targets, epochs, rate, loss, batch_size):
    """Train a model; return it."""
    steps = epochs * training.steps(inputs, batch_size)
    optimizer = keras.optimizers.Adam(training.warmup_cosine(rate, steps))
    per_epoch = training.steps_per_execution(inputs, batch_size)
    model.compile(optimizer, loss, steps_per_execution=per_epoch)
    model.fit(inputs, targets, batch_size=batch_size, epochs=epochs, verbose=0)
    return model


# %% [markdown]
# Somebody has left a small cross in the upper right corner of half of all shirts in the training
# images. A classifier, 784-128-10, learns from them.


# %%
def with_cross(some):
    """Return images with a small cross in the upper right corner."""
    some = some.copy()
    some[:, 2:5, 23:26, 0] = [[1, 0, 1], [0, 1, 0], [1, 0, 1]]
    return some


SHIRT = names.index("Shirt")
has_cross = (labels == SHIRT) & (np.random.default_rng(0).random(IMAGES) < 0.5)
images[has_cross] = with_cross(images[has_cross])

# %%
profile.set_seed()
hidden_layer = layers.Dense(UNITS, "relu", name="hidden")
clothes = keras.Sequential(
    [keras.Input((28, 28, 1)), layers.Flatten(), hidden_layer, layers.Dense(10)]
)
by_class = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
fit(clothes, images, labels, EPOCHS, 3e-3, by_class, 100)
weights = clothes.get_weights()


def hidden(some):
    """Return the activities of the hidden layer, (n, 128)."""
    return np.maximum(some.reshape(len(some), -1) @ weights[0] + weights[1], 0)


def predict(vectors):
    """Return the classes that the classifier reads off activities, (n,)."""
    return (vectors @ weights[2] + weights[3]).argmax(axis=1)


# %% [markdown]
# Its hidden layer is what the microscope reads.

# %%
vectors, vectors_test = hidden(images), hidden(test)
options = {"k": K, "revive": 32, "mean": vectors.mean(axis=0)}
profile.set_seed()
microscope = builders.dictionary(UNITS, LATENTS, **options)
fit(microscope, vectors, vectors, max(1, round(200 * STEPS / IMAGES)), 5e-3, "mse", 200)
kernel, bias = microscope.get_layer("activities").get_weights()
directions, middle = microscope.get_layer("directions").get_weights()
print(f"test accuracy {100 * np.mean(predict(vectors_test) == test_labels):.1f} %")

# %% [markdown]
# ## Question 1: few activities
#
# A dense layer makes of each vector a number for each latent: the vector times the `kernel`, plus
# the `bias`. ReLU sets what is below 0 to 0. Of the rest, only the $k$ largest activities of each
# vector stay; all others become 0.
#
# *Write* that with NumPy. `vectors` (n, width), `kernel` (width, latents), `bias` (latents,);
# return the codes, (n, latents).
#
# *The check* has vectors with fewer than $k$ activities above 0.


# %% nbgrader={"grade": false, "grade_id": "encode", "locked": false, "schema_version": 3, "solution": true, "task": false}
def encode(vectors, kernel, bias, k):
    """Return codes of which only the k largest activities of each vector are left."""
    ### BEGIN SOLUTION
    activities = np.maximum(vectors @ kernel + bias, 0)
    least = np.sort(activities, axis=1)[:, -k, None]
    return np.where(activities >= least, activities, 0)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "encode-check", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
checks.microscopes.encode(encode)
### BEGIN HIDDEN TESTS
checks.microscopes.encode(encode, vectors=30, width=5, units=8, k=3, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# Are these the codes of the Keras model? And how many activities of an image are on?

# %% tags=["demonstration"]
codes, codes_test = (encode(some, kernel, bias, K) for some in (vectors, vectors_test))
encoder = keras.Model(microscope.input, microscope.get_layer("codes").output)
by_keras = encoder.predict(vectors_test, batch_size=1_000, verbose=0)
apart = np.abs(codes_test - by_keras).max() / by_keras.max()
print(f"largest difference from Keras: {100 * apart:.4f} % of the largest activity")
print(f"on for an image: {(codes_test > 0).sum(axis=1).mean():.1f} of {LATENTS} latents")
left = (
    np.mean((vectors_test - codes_test @ directions - middle) ** 2)
    / vectors_test.var(axis=0).mean()
)
print(f"left over: {100 * left:.1f} % of the activities' variance")
_ = results.record("variance left over by 8 latents (%)", 100 * left)

# %% [markdown]
# ## Question 2: directions of length 1
#
# Row $j$ of the `directions` (latents, width) is what latent $j$ draws. Make a row ten times as
# long and its activity ten times smaller, and the sum is the same. So an activity means nothing as
# long as the row may have any length, and a price on activities is evaded.
#
# *Write* a function that returns `kernel`, `bias` and `directions` anew, so that each direction has
# the length 1 and the reconstruction, `np.maximum(vectors @ kernel + bias, 0) @ directions`, is the
# same for all vectors.
#
# *The check* looks at all three.


# %% nbgrader={"grade": false, "grade_id": "unit-length", "locked": false, "schema_version": 3, "solution": true, "task": false}
def unit_length(kernel, bias, directions):
    """Return kernel, bias and directions of length 1 that restore the same vectors."""
    ### BEGIN SOLUTION
    lengths = np.linalg.norm(directions, axis=1)
    return kernel * lengths, bias * lengths, directions / lengths[:, None]
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "unit-length-check", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
checks.microscopes.unit_length(unit_length)
### BEGIN HIDDEN TESTS
checks.microscopes.unit_length(unit_length, width=4, units=6, seed=2)
### END HIDDEN TESTS

# %% [markdown]
# Here is somebody who evades L1: all directions ten times as long. *Guess first: what becomes of
# the sum of activities, and of the reconstruction?*

# %% tags=["demonstration"]
cheat = kernel / 10, bias / 10, 10 * directions
mended = unit_length(*cheat)
price = {}
for name, (some_kernel, some_bias, rows) in {"cheat": cheat, "mended": mended}.items():
    activities = np.maximum(vectors_test @ some_kernel + some_bias, 0)
    price[name] = activities.sum(axis=1).mean()
    print(f"{name:6}: sum of activities {price[name]:6.1f}, reconstruction's mean square ", end="")
    print(f"{np.square(activities @ rows).mean():.4f}")
_ = results.record("L1 of the cheat ÷ mended", price["cheat"] / price["mended"], control=1.0)

# %% [markdown]
# ## Question 3: were they found?
#
# Where the true directions are known, the microscope can be tested. Latents come in any order, and
# there may be more of them than true directions.
#
# *Write* a function that returns one number: for each row of `true` (features, width) the largest
# cosine with any row of `found` (latents, width), averaged over `true`. Rows may have any length.
#
# *The check* has a direction that was found with the wrong sign.


# %% nbgrader={"grade": false, "grade_id": "found", "locked": false, "schema_version": 3, "solution": true, "task": false}
def found(true, found):
    """Return the mean largest cosine of true directions with those that were found."""
    ### BEGIN SOLUTION
    true = true / np.linalg.norm(true, axis=1, keepdims=True)
    found = found / np.linalg.norm(found, axis=1, keepdims=True)
    return (true @ found.T).max(axis=1).mean()
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "found-check", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
checks.microscopes.found(found)
### BEGIN HIDDEN TESTS
checks.microscopes.found(found, features=5, units=9, width=4, seed=3)
### END HIDDEN TESTS

# %% [markdown]
# 64 known features in 24 dimensions, three on at a time. *Guess first: how close do 96 random
# directions come?*

# %% tags=["demonstration"]
known = datasets.superposition(10_000, 64, 24, 3, seed=0)
profile.set_seed()
small = builders.dictionary(24, 96, k=4, revive=16, patience=25)
fit(small, known.vectors, known.vectors, 15, 1e-2, "mse", 100)
ways = {
    "TopK": small.get_layer("directions").get_weights()[0],
    "k-means": KMeans(96, n_init=1, max_iter=20, random_state=0)
    .fit(known.vectors)
    .cluster_centers_,
    "random": np.random.default_rng(0).standard_normal((96, 24)),
}
scores = {name: found(known.directions, rows) for name, rows in ways.items()}
for name, score in scores.items():
    print(f"{name:8} mean largest cosine {score:.3f}")
_ = results.record("TopK: mean largest cosine", scores["TopK"], control=scores["k-means"])

# %% [markdown]
# ## Question 4: what does a latent stand for?
#
# Pick a threshold, and say "shirt" where a latent is at or above it. **Precision** is the share of
# these images that are shirts, **recall** the share of shirts that are among them, and **F1** is their
# harmonic mean: twice the hits, over the images above the threshold plus the shirts.
#
# *Write* a function that returns the best F1 over all thresholds. `scores` (n,) are activities of
# one latent, `labels` (n,) Booleans. Every score that occurs is a threshold.
#
# *The check* knows the usual slips; equal scores lie on the same side.


# %% nbgrader={"grade": false, "grade_id": "best-f1", "locked": false, "schema_version": 3, "solution": true, "task": false}
def best_f1(scores, labels):
    """Return the largest F1 over all thresholds."""
    ### BEGIN SOLUTION
    best = 0.0
    for threshold in np.unique(scores):
        above = scores >= threshold
        best = max(best, 2 * np.sum(above & labels) / (above.sum() + labels.sum()))
    return best
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "best-f1-check", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
checks.microscopes.best_f1(best_f1)
### BEGIN HIDDEN TESTS
checks.microscopes.best_f1(best_f1, count=45, seed=4)
### END HIDDEN TESTS

# %% [markdown]
# For each class, which latent and which neuron have the best F1? (To choose, the library's faster
# version looks at training images. Your function measures on test images.) *Guess first: latents or
# neurons? And what has a score that says yes to everything?*

# %% tags=["demonstration"]
is_class = labels[:, None] == np.arange(10)
reached = {}
for name, (of_train, of_test) in {
    "latents": (codes, codes_test),
    "neurons": (vectors, vectors_test),
}.items():
    chosen = metrics.best_f1(of_train, is_class).argmax(axis=0)
    reached[name] = [
        best_f1(of_test[:, unit], test_labels == each) for each, unit in enumerate(chosen)
    ]
    print(
        f"{name}:",
        " ".join(f"{f1:.2f}" for f1 in reached[name]),
        f"mean {np.mean(reached[name]):.2f}",
    )
    if name == "latents":
        latents = chosen
print(f"always yes: {best_f1(np.ones(len(test)), test_labels == SHIRT):.2f}")
_ = results.record(
    "best F1 for a class, latents", np.mean(reached["latents"]), control=np.mean(reached["neurons"])
)

# %% [markdown]
# ## Question 5: take one out
#
# A latent that is on for trousers need not do anything for trousers. Take it out and see.
#
# *Write* a function that returns the `vectors` without what one `unit` adds to them. `codes` (n,
# latents), `directions` (latents, width). What the microscope gets wrong about the vectors has to
# stay as it is.
#
# *The check* has vectors that are no sums of latents.


# %% nbgrader={"grade": false, "grade_id": "ablate", "locked": false, "schema_version": 3, "solution": true, "task": false}
def ablate(vectors, codes, directions, unit):
    """Return vectors without the part of one latent, (n, width)."""
    ### BEGIN SOLUTION
    return vectors - np.outer(codes[:, unit], directions[unit])
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "ablate-check", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
checks.microscopes.ablate(ablate)
### BEGIN HIDDEN TESTS
checks.microscopes.ablate(ablate, vectors=6, width=4, units=5, seed=5)
### END HIDDEN TESTS

# %% tags=["demonstration"]
own, other = [], []
for each, unit in enumerate(latents):
    after = predict(ablate(vectors_test, codes_test, directions, unit)) == test_labels
    change = after.astype(float) - (predict(vectors_test) == test_labels)
    own.append(100 * change[test_labels == each].mean())
    other.append(100 * change[test_labels != each].mean())
    print(f"latent of {names[each]:12} taken out: {own[-1]:+6.1f} points, others {other[-1]:+5.1f}")
_ = results.record("latent of a class out: its accuracy", np.mean(own), control=np.mean(other))

# %% [markdown]
# ## Question 6: find the shortcut
#
# Suppose you know nothing of the cross. A shortcut *decides alone*: without it, predictions change.
#
# *Write* a search. For each latent that is on (above 0) for `least` vectors or more: take those
# vectors, take the latent out with `take_out(vectors, codes, directions, unit)`, and find the share
# of predictions that change. Return the latent with the largest share, and that share.
#
# *The check* has a latent that is on for all, one that is on for three, and one that is large.


# %% nbgrader={"grade": false, "grade_id": "find-shortcut", "locked": false, "schema_version": 3, "solution": true, "task": false}
def find_shortcut(predict, take_out, vectors, codes, directions, least):
    """Return the latent that decides alone most often where it is on, and how often."""
    ### BEGIN SOLUTION
    before, shares = predict(vectors), np.zeros(codes.shape[1])
    for unit in range(codes.shape[1]):
        on = codes[:, unit] > 0
        if on.sum() >= max(1, least):
            after = predict(take_out(vectors[on], codes[on], directions, unit))
            shares[unit] = np.mean(after != before[on])
    return shares.argmax(), shares.max()
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "find-shortcut-check", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
checks.microscopes.find_shortcut(find_shortcut)
### BEGIN HIDDEN TESTS
checks.microscopes.find_shortcut(find_shortcut, count=200, seed=6)
### END HIDDEN TESTS

# %% [markdown]
# *Guess first: what do the images have in common that excite the suspect most? Does the same search
# find it among neurons?*

# %% tags=["demonstration"]
least = IMAGES // 100
suspect, share = find_shortcut(predict, ablate, vectors, codes, directions, least)
neuron, of_neuron = find_shortcut(predict, ablate, vectors, vectors, np.eye(UNITS), least)
f1 = {
    "latent": best_f1(codes[:, suspect], has_cross),
    "neuron": best_f1(vectors[:, neuron], has_cross),
}
print(
    f"latent {suspect} decides {100 * share:.0f} % of its images alone; F1 with the cross ", end=""
)
print(f"{f1['latent']:.2f}")
print(f"neuron {neuron}: {100 * of_neuron:.0f} %, F1 with the cross {f1['neuron']:.2f}")
results.record("suspect: F1 with the cross", f1["latent"], control=f1["neuron"])
plots.reconstructions({"most excited": images[np.argsort(-codes[:, suspect])[:9]]})

# %% [markdown]
# Now remove it. Test images that are no shirts get the cross, and the classifier is asked three times:
# without the cross, with it, and with it but without the suspect.

# %% tags=["demonstration"]
rest, rest_labels = test[test_labels != SHIRT], test_labels[test_labels != SHIRT]
spoilt = hidden(with_cross(rest))
spoilt_codes = encode(spoilt, kernel, bias, K)
answers = {
    "without the cross": predict(hidden(rest)),
    "with the cross": predict(spoilt),
    "with it, without the suspect": predict(ablate(spoilt, spoilt_codes, directions, suspect)),
}
right = {name: 100 * np.mean(answer == rest_labels) for name, answer in answers.items()}
for name, answer in answers.items():
    print(
        f"{name:29} {right[name]:.1f} % right, {100 * np.mean(answer == SHIRT):.1f} % called shirt"
    )
after = predict(ablate(vectors_test, codes_test, directions, suspect))
print(f"all test images, no cross: {100 * np.mean(after == test_labels):.1f} % without the suspect")
gain = right["with it, without the suspect"] - right["with the cross"]
_ = results.record("suspect taken out: others with the cross (points)", gain, control=0.0)

# %% [markdown]
# ## Question 7: say what it means
#
# Numbers don't explain themselves. This answer is read and graded by hand, one point for each
# sentence that is right and stands on *your* numbers.
#
# *Write* three sentences in the cell below:
#
# 1. How much better does one latent tell a class than one neuron does, and why is "always yes" the
#    number to keep in mind?
# 2. What did taking out the suspect change, with and without the cross, and why does that say more
#    than its F1?
# 3. Which simpler method would have found this cross, and for what kind of shortcut would it fail?

# %% [markdown] nbgrader={"grade": true, "grade_id": "interpretation", "locked": false, "points": 3, "schema_version": 3, "solution": true, "task": false}
# *One answer of many. What counts: the number, the reason, the limit.*
#
# 1. The best latent of a class has a mean F1 of 0.75, the best neuron 0.64. That is better in most
#    classes, but no latent is "the shirt" (0.50). A score that says yes to everything has 0.17
#    already, so F1 is to be read from there, not from 0.
# 2. With the cross, 53.7 % of what is no shirt is right; without the suspect 86.9 %, nearly the
#    88.0 % of images without a cross. All test images without a cross go from 83.4 % to 81.1 %, a
#    small price. An F1 of 0.98 only says that the latent knows of the cross; the ablation says that
#    the classifier's mistakes come from it.
# 3. The average image of each class would have shown it, as the cross never moves. A shortcut that
#    changes its place, or is no pattern of pixels (a blur, say), would not be seen there. Whether the
#    latent would find it, we have not tried.

# %% [markdown]
# ## What was measured

# %% tags=["demonstration"]
results.table()
