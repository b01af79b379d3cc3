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
# # Exercise 2: stacked autoencoders
#
# You will pile layers on each other: greedily, by insertion and with tied weights. Then you
# choose a learning rate honestly, and mend a stack that somebody else left broken. There are
# seven questions, from easy to harder.
#
# **How it works.** As in exercise 1: replace the line `raise NotImplementedError(...)` by
# your code, run the check below it, and ask for a hint, or a second one, when you are stuck:
#
#     checks.hint("stacked.confusion")
#
# After each check, a cell puts your function to work on the real data.

# %%
import keras
import numpy as np
from keras import layers
from sklearn.decomposition import PCA

from autoencoder_course import checks, datasets, metrics, plots, profile, results
from keras_autoencoders import builders, training

# %%
# The quick profile is for a first look and for tests: fewer epochs and choices.
GREEDY_EPOCHS = profile.epochs(4)  # of each step
JOINT_EPOCHS = profile.epochs(4)
FROM_RANDOM_EPOCHS = profile.epochs(8)  # in full, as many as greedy and joint ones
RATES = profile.by_profile(full=[1e-4, 2e-3, 1e-1], quick=[2e-3, 1e-1])
RATE_EPOCHS = profile.epochs(4)
MENDED_EPOCHS = profile.epochs(20)
CLASSIFIER_EPOCHS = profile.epochs(4)

# %%
fashion = datasets.load("fashion_mnist")
image_shape = fashion.train.images.shape[1:]
results.start("solutions/02_stacked", fashion)


def error_on(model, split):
    """Return a model's mean squared error per pixel on a split such as fashion.test."""
    restored = model.predict(split.images, batch_size=1000, verbose=0)
    return metrics.mean_squared_error(split.images, restored)


# %% [markdown]
# ## Question 1: read a confusion matrix
#
# `counts[i, j]` says how many pictures of class `i` (the row: what is right) were answered
# with class `j` (the column: what was said). Write a function that returns two things:
#
# 1. the **worst class**: the one with the smallest share of right answers among its pictures.
#    Classes may differ in how many pictures they have;
# 2. the **most confused pair** `(right, answer)`: the mistake that was made most often.
#
# Classes are numbers, 0 for the first row. Leave `counts` as it is.


# %% nbgrader={"grade": false, "grade_id": "confusion", "locked": false, "schema_version": 3, "solution": true, "task": false}
def read_confusion(counts):
    """Return (worst class, (right class, answered class))."""
    ### BEGIN SOLUTION
    accuracies = np.diag(counts) / counts.sum(axis=1)
    mistakes = counts - np.diag(np.diag(counts))
    right, answer = np.unravel_index(mistakes.argmax(), mistakes.shape)
    return int(accuracies.argmin()), (int(right), int(answer))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "confusion-check", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
checks.stacked.confusion(read_confusion)
### BEGIN HIDDEN TESTS
checks.stacked.confusion(read_confusion, seed=5)
### END HIDDEN TESTS

# %% [markdown]
# A first customer is the simplest classifier there is: it answers with the class whose mean
# training picture is nearest. It will be the baseline for your stack at the end.

# %% tags=["demonstration"]
nearness = [
    -np.mean((fashion.test.images - images.mean(axis=0)) ** 2, axis=(1, 2, 3))
    for images in (fashion.train.images[fashion.train.labels == label] for label in range(10))
]
nearest_mean = np.stack(nearness, axis=1)
counts = metrics.confusion(fashion.test.labels, nearest_mean)
worst, (right, answer) = read_confusion(counts)
print(f"worst class: {fashion.class_names[worst]}")
print(f"most often, {fashion.class_names[right]} is taken for {fashion.class_names[answer]}")
plots.confusion_matrix(counts, fashion.class_names)

# %% [markdown]
# ## Question 2: the greedy step
#
# A stack can grow from the pixels up: train an autoencoder with one layer, hand its codes to
# the next one as *its* inputs, and so on. Write one such step:
#
# - `inputs` has the shape `(n, d)`: flattened pixels, or the codes of the layer below;
# - the **layer** is a `Dense` layer with `units` units and a non-linear activation;
# - its **partner** is a `Dense` layer back to `d` numbers. It is linear, because codes are
#   not limited to $[0, 1]$;
# - train both together to restore `inputs`: mean squared error, Adam at a rate of 0.002,
#   batches of 128, `epochs` epochs;
# - return the trained layer, the trained partner, and the codes of `inputs`, `(n, units)`.


# %% nbgrader={"grade": false, "grade_id": "greedy-step", "locked": false, "schema_version": 3, "solution": true, "task": false}
def greedy_step(inputs, units, epochs):
    """Return (layer, partner, codes): two trained Dense layers and an array."""
    ### BEGIN SOLUTION
    layer = layers.Dense(units, activation="elu")
    partner = layers.Dense(inputs.shape[1])
    model = keras.Sequential([keras.Input(inputs.shape[1:]), layer, partner])
    model.compile(
        keras.optimizers.Adam(2e-3),
        loss="mse",
        steps_per_execution=training.steps_per_execution(inputs, 128),
    )
    model.fit(inputs, inputs, batch_size=128, epochs=epochs, verbose=0)
    return layer, partner, keras.ops.convert_to_numpy(layer(inputs))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "greedy-step-check", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
checks.stacked.greedy_step(greedy_step)
### BEGIN HIDDEN TESTS
checks.stacked.greedy_step(greedy_step, features=9, units=5)
### END HIDDEN TESTS

# %% [markdown]
# Two steps make 784–256–64. How much of the codes does the second pair lose, and how much
# would PCA with as many numbers lose?

# %% tags=["demonstration"]
profile.set_seed()
pixels = fashion.train.images.reshape(len(fashion.train.images), -1)
*first_pair, first_codes = greedy_step(pixels, 256, GREEDY_EPOCHS)
*second_pair, second_codes = greedy_step(first_codes, 64, GREEDY_EPOCHS)

# %% tags=["demonstration"]
first_layer, _ = first_pair
second_layer, second_partner = second_pair
test_codes = first_layer(fashion.test.images.reshape(len(fashion.test.images), -1))
missed = keras.ops.convert_to_numpy(test_codes - second_partner(second_layer(test_codes)))
test_codes = keras.ops.convert_to_numpy(test_codes)
variance = np.mean((test_codes - first_codes.mean(axis=0)) ** 2)
lost = 100 * float(np.mean(missed**2) / variance)
pca = PCA(64, svd_solver="covariance_eigh").fit(first_codes)
missed_by_pca = test_codes - pca.inverse_transform(pca.transform(test_codes))
lost_by_pca = 100 * float(np.mean(missed_by_pca**2) / variance)
results.record(
    "second greedy step: variance of the codes that 64 units lose (%)", lost, control=lost_by_pca
)
print(f"your second pair loses {lost:.1f} % of the variance of the codes, PCA {lost_by_pca:.1f} %")

# %% [markdown]
# ## Question 3: pile them up
#
# `pairs` is a list of `(layer, partner)`, the pair nearest to the pixels first. Write a
# function that makes one deep autoencoder of them, for images of shape `image_shape`:
#
# - its part `encoder` goes from images through all layers to the last code;
# - its part `decoder` goes back through all partners to images;
# - every layer starts with the weights from `pairs`, and can be trained;
# - training the stack must **not** change `pairs`: they will be needed again.


# %% nbgrader={"grade": false, "grade_id": "stack-pairs", "locked": false, "schema_version": 3, "solution": true, "task": false}
def stack_pairs(pairs, image_shape):
    """Return an uncompiled keras.Model with the parts "encoder" and "decoder"."""
    ### BEGIN SOLUTION
    code_size = pairs[-1][0].units
    encoder = keras.Sequential(
        [keras.Input(image_shape), layers.Flatten(), *[layer for layer, _ in pairs]],
        name="encoder",
    )
    decoder = keras.Sequential(
        [
            keras.Input((code_size,)),
            *[partner for _, partner in reversed(pairs)],
            layers.Reshape(image_shape),
        ],
        name="decoder",
    )
    images = keras.Input(image_shape)
    shared = keras.Model(images, decoder(encoder(images)))
    stack = keras.models.clone_model(shared)
    stack.set_weights(shared.get_weights())
    return stack
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "stack-pairs-check", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
checks.stacked.stack_pairs(stack_pairs)
### BEGIN HIDDEN TESTS
checks.stacked.stack_pairs(stack_pairs, widths=(6, 4, 3))
### END HIDDEN TESTS

# %% [markdown]
# No layer has seen the errors of the others so far. Joint training lets all of them work on
# the pixels. The baseline starts from random weights and gets as many epochs in all.

# %% tags=["demonstration"]
profile.set_seed()
stack = stack_pairs([first_pair, second_pair], image_shape)
greedy_error = error_on(stack, fashion.test)
from_random = keras.models.clone_model(stack)  # the same layers with new weights
histories = {}
for name, model, epochs in (
    ("pretrained", stack, JOINT_EPOCHS),
    ("from random weights", from_random, FROM_RANDOM_EPOCHS),
):
    model.compile(
        keras.optimizers.Adam(1e-3),
        loss="mse",
        steps_per_execution=training.steps_per_execution(pixels, 128),
    )
    histories[name] = model.fit(
        fashion.train.images,
        fashion.train.images,
        batch_size=128,
        epochs=epochs,
        verbose=0,
        validation_data=(fashion.validation.images, fashion.validation.images),
    ).history["val_loss"]

# %% tags=["demonstration"]
joint_error, random_error = error_on(stack, fashion.test), error_on(from_random, fashion.test)
pca_error = metrics.pca_baseline(fashion.train.images, fashion.test.images, 64, clip=False)
results.record(
    "784-256-64: test MSE after joint training ÷ before", joint_error / greedy_error, control=1.0
)
results.record(
    "784-256-64: test MSE, greedy then joint ÷ PCA-64",
    joint_error / pca_error,
    control=random_error / pca_error,
)
print(f"greedy steps only   {greedy_error:.4f}")
print(f"greedy, then joint  {joint_error:.4f}")
print(f"from random weights {random_error:.4f}")
print(f"PCA-64              {pca_error:.4f}")
plots.loss_curves(histories, controls={"PCA-64 (test)": pca_error})

# %% [markdown]
# Greedy steps give a good start, and joint training improves on it. But look at the orange
# curve: with Adam, random weights catch up in the epochs that the greedy steps have used. And
# within these few epochs neither stack does better than PCA with 64 numbers. Lecture 2 shows
# what that takes.

# %% [markdown]
# ## Question 4: choose the learning rate
#
# Write a function that tries every rate in `rates` and chooses one, fairly:
#
# - `build()` returns a new, uncompiled autoencoder; call it once for each rate, with the
#   random seed set just before, so that all start from the same weights;
# - train each with Adam at that rate, the mean squared error, on `data.train`, for `epochs`
#   epochs in batches of 128;
# - choose by the error on `data.validation`. A rate can be so large that the error is not a
#   number (NaN): never choose that one;
# - return the chosen rate and the **test** error of its model. `error_on` helps.


# %% nbgrader={"grade": false, "grade_id": "learning-rate", "locked": false, "schema_version": 3, "solution": true, "task": false}
def choose_learning_rate(build, data, rates, epochs):
    """Return (chosen rate, test error of the model trained with it)."""
    ### BEGIN SOLUTION
    chosen, smallest, reported = None, np.inf, None
    for rate in rates:
        profile.set_seed()
        model = build()
        model.compile(
            keras.optimizers.Adam(rate),
            loss="mse",
            steps_per_execution=training.steps_per_execution(data.train.images, 128),
        )
        images = data.train.images
        model.fit(images, images, batch_size=128, epochs=epochs, verbose=0)
        error = error_on(model, data.validation)
        # A comparison with NaN is never true.
        if error < smallest:
            chosen, smallest, reported = rate, error, error_on(model, data.test)
    return chosen, reported
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "learning-rate-check", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
checks.stacked.learning_rate(choose_learning_rate)
### BEGIN HIDDEN TESTS
checks.stacked.learning_rate(choose_learning_rate, rates=(0.18, 0.11, 30.0, 0.05))
### END HIDDEN TESTS

# %% tags=["demonstration"]
rate, untied_error = choose_learning_rate(
    lambda: builders.stacked(image_shape, [128], 32, activation="tanh"),
    fashion,
    RATES,
    RATE_EPOCHS,
)
pca_32_error = metrics.pca_baseline(fashion.train.images, fashion.test.images, 32, clip=False)
results.record(
    "784-128-32, tanh: test MSE at the chosen rate ÷ PCA-32",
    untied_error / pca_32_error,
    control=1.0,
)
print(f"chosen: {rate:g}; test MSE {untied_error:.4f}, PCA-32 {pca_32_error:.4f}")

# %% [markdown]
# ## Question 5: tie the weights
#
# A decoder can use the encoder's weights backwards: with $h = \tanh(x W + b)$ the layer back
# computes $\tanh(h W^\top + c)$, with the same $W$ and a bias $c$ of its own. That halves the
# number of weights. Write a function that builds a tied stack:
#
# - the encoder flattens the image and has a layer with tanh for each number in `units`;
# - the decoder is its mirror image. Hidden layers have a tanh, the pixels a sigmoid;
# - each $W$ exists **once**: a training step changes it for both directions.
#
# Write a small layer with `keras.ops`, or use `TiedDense` from `keras_autoencoders.layers`; do not
# use `builders`.


# %% nbgrader={"grade": false, "grade_id": "tied", "locked": false, "schema_version": 3, "solution": true, "task": false}
def build_tied(image_shape, units):
    """Return an uncompiled keras.Model, 784-128-32-128-784 for units=[128, 32]."""

    ### BEGIN SOLUTION
    class Backwards(layers.Layer):
        """The dense layer `other` backwards: its kernel transposed, a bias of its own."""

        def __init__(self, other, activation):
            super().__init__()
            self.other, self.activation = other, keras.activations.get(activation)
            self.back_bias = self.add_weight(shape=(other.kernel.shape[0],), initializer="zeros")

        def call(self, codes):
            outputs = keras.ops.matmul(codes, keras.ops.transpose(self.other.kernel))
            return self.activation(outputs + self.back_bias)

    images = keras.Input(image_shape)
    values = layers.Flatten()(images)
    down = [layers.Dense(width, activation="tanh") for width in units]
    for layer in down:
        values = layer(values)
    for layer in reversed(down):
        values = Backwards(layer, "sigmoid" if layer is down[0] else "tanh")(values)
    return keras.Model(images, layers.Reshape(image_shape)(values))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "tied-check", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
checks.stacked.tied(build_tied)
### BEGIN HIDDEN TESTS
checks.stacked.tied(build_tied, image_shape=(3, 3, 2), units=(7,))
checks.stacked.tied(build_tied, units=(8, 6, 3))
### END HIDDEN TESTS

# %% [markdown]
# What does it cost? The same recipe at the same rate, with half the weights. (Is that rate
# the best one for a tied stack too? Your function can tell.)

# %% tags=["demonstration"]
_, tied_error = choose_learning_rate(
    lambda: build_tied(image_shape, [128, 32]), fashion, [rate], RATE_EPOCHS
)
tied_size = build_tied(image_shape, [128, 32]).count_params()
untied_size = builders.stacked(image_shape, [128], 32).count_params()
results.record("784-128-32: test MSE tied ÷ untied", tied_error / untied_error, control=1.0)
print(f"tied   {tied_size:7,} parameters, test MSE {tied_error:.4f}")
print(f"untied {untied_size:7,} parameters, test MSE {untied_error:.4f}")

# %% [markdown]
# ## Question 6: insert a layer, lose little
#
# The Kharagpur recipe 17 trains 784–400–784, inserts 400–256–400 with **random** weights in its
# middle, and is thrown back: all that was learned has to pass through noise. Do better. Write a
# function that returns a new autoencoder:
#
# - the parts of `autoencoder`, named `encoder` and `decoder`, keep their weights: the new one
#   starts with copies of them, and `autoencoder` itself is not touched, now or later;
# - between them come two `Dense` layers with biases: from the codes to `units` numbers, and
#   back. The first belongs to the new `encoder`, the second to the new `decoder`;
# - these two start so that little is lost on `images`. Train them on the codes with your
#   `greedy_step`, or work them out: what is the best linear map to `units` numbers and back?


# %% nbgrader={"grade": false, "grade_id": "insert-layer", "locked": false, "schema_version": 3, "solution": true, "task": false}
def insert_layer(autoencoder, units, images):
    """Return an uncompiled keras.Model with the parts "encoder" and "decoder"."""
    ### BEGIN SOLUTION
    copies = keras.models.clone_model(autoencoder)
    copies.set_weights(autoencoder.get_weights())
    outer_encoder, outer_decoder = copies.get_layer("encoder"), copies.get_layer("decoder")
    codes = outer_encoder.predict(images, batch_size=1000, verbose=0)

    down, up = layers.Dense(units), layers.Dense(codes.shape[1])
    encoder = keras.Sequential([keras.Input(images.shape[1:]), outer_encoder, down], name="encoder")
    decoder = keras.Sequential([keras.Input((units,)), up, outer_decoder], name="decoder")
    inputs = keras.Input(images.shape[1:])
    stack = keras.Model(inputs, decoder(encoder(inputs)))

    found = PCA(units, svd_solver="covariance_eigh").fit(codes)
    down.set_weights([found.components_.T, -found.components_ @ found.mean_])
    up.set_weights([found.components_, found.mean_])
    return stack
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "insert-layer-check", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
checks.stacked.insert_layer(insert_layer)
### BEGIN HIDDEN TESTS
checks.stacked.insert_layer(insert_layer, code_size=10, units=7)
### END HIDDEN TESTS

# %% [markdown]
# Your first greedy pair is an autoencoder 784–256–784. Three ways to put 256–64–256 into it,
# before any joint training: with random weights, with your second greedy pair (the stack of
# question 3), and with `insert_layer`.

# %% tags=["demonstration"]
profile.set_seed()
shallow = stack_pairs([first_pair], image_shape)
random_pair = [layers.Dense(64), layers.Dense(256)]
random_pair[1](random_pair[0](first_codes[:1]))  # builds them
insertion_errors = {
    "before insertion": error_on(shallow, fashion.test),
    "random pair": error_on(stack_pairs([first_pair, random_pair], image_shape), fashion.test),
    "greedy pair": greedy_error,
    "insert_layer": error_on(insert_layer(shallow, 64, fashion.train.images), fashion.test),
}
results.record(
    "784-256-784: test MSE after insertion of 64 units ÷ before",
    insertion_errors["insert_layer"] / insertion_errors["before insertion"],
    control=insertion_errors["random pair"] / insertion_errors["before insertion"],
)
for name, error in insertion_errors.items():
    print(f"{name:17}{error:.4f}")

# %% [markdown]
# ## Question 7: why does it diverge?
#
# Somebody trains a stack on pixels as a file holds them, numbers from 0 to 255. It fails:


# %%
def train_broken(pixels, epochs):
    """Train a stack on pixels from 0 to 255 and return it with its losses."""
    model = builders.stacked(pixels.shape[1:], [64], 16, output_activation="relu")
    model.compile(
        keras.optimizers.SGD(learning_rate=0.98),
        loss=keras.losses.MeanSquaredError(reduction="sum"),
    )
    history = model.fit(pixels, pixels, batch_size=64, epochs=epochs, verbose=0)
    return model, history.history["loss"]


# %% tags=["demonstration"]
file_pixels = 255 * fashion.train.images[:5000]
_, broken_losses = train_broken(file_pixels, 2)
print("losses:", broken_losses)

# %% [markdown]
# More than one thing is wrong. Do not guess, **measure**, and measure again after each repair:
#
# - How large are the numbers that go in, and that should come out?
# - How large is the loss after one batch, after two, after three? `train_on_batch` tells. And
#   what does `reduction="sum"` do to the step that a learning rate of 0.98 makes?
# - What range can the outputs have? Which pixels are black in *every* reconstruction, although
#   they vary in the pictures? (Lecture 1's case study met them.)
#
# Write a function that trains the same layer sizes, image–64–16–64–image, so that it works:
# it gets `pixels` from 0 to 255 and returns the trained autoencoder, which restores images
# with pixels in $[0, 1]$.


# %% nbgrader={"grade": false, "grade_id": "mended", "locked": false, "schema_version": 3, "solution": true, "task": false}
def train_mended(pixels, epochs):
    """Return the trained keras.Model; it restores images with pixels in [0, 1]."""
    ### BEGIN SOLUTION
    images = pixels / 255
    model = builders.stacked(images.shape[1:], [64], 16, output_activation="sigmoid")
    model.compile(
        keras.optimizers.Adam(3e-3),
        loss="mse",
        steps_per_execution=training.steps_per_execution(images, 64),
    )
    model.fit(images, images, batch_size=64, epochs=epochs, verbose=0)
    return model
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "mended-check", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
checks.stacked.mended(train_mended)

# %% tags=["demonstration"]
profile.set_seed()
mended = train_mended(file_pixels, MENDED_EPOCHS)
mended_error = error_on(mended, fashion.test)
mean_image_error = metrics.mean_image_baseline(fashion.train.images[:5000], fashion.test.images)
results.record(
    "mended stack, 5,000 pictures: test MSE ÷ mean image",
    mended_error / mean_image_error,
    control=1.0,
)
print(f"mended {mended_error:.4f}, mean image {mean_image_error:.4f}")
plots.reconstructions(
    {
        "original": fashion.test.images[:10],
        "mended": mended.predict(fashion.test.images[:10], verbose=0),
    }
)

# %% [markdown]
# ## Does the code know its classes?
#
# The stack of question 3 has seen no label. Now a softmax on its code gets them all, with all
# weights trainable, and you read its confusion matrix.

# %% tags=["demonstration"]
profile.set_seed()
classifier = builders.classifier(stack.get_layer("encoder"), 10)
classifier.compile(
    keras.optimizers.Adam(1e-3),
    loss="sparse_categorical_crossentropy",
    steps_per_execution=training.steps_per_execution(pixels, 128),
)
classifier.fit(
    fashion.train.images,
    fashion.train.labels,
    batch_size=128,
    epochs=CLASSIFIER_EPOCHS,
    verbose=0,
)
probabilities = classifier.predict(fashion.test.images, batch_size=1000, verbose=0)
counts = metrics.confusion(fashion.test.labels, probabilities)
worst, (right, answer) = read_confusion(counts)
results.record(
    "test accuracy of a softmax on the stack's code (%)",
    100 * metrics.accuracy(fashion.test.labels, probabilities),
    control=100 * metrics.accuracy(fashion.test.labels, nearest_mean),
)
print(f"worst class: {fashion.class_names[worst]}")
print(f"most often, {fashion.class_names[right]} is taken for {fashion.class_names[answer]}")
plots.confusion_matrix(counts, fashion.class_names)

# %% [markdown]
# ## What was measured

# %% tags=["demonstration"]
results.table()
