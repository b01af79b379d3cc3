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
# # Exercise 1: the vanilla autoencoder
#
# You will build, train and question an autoencoder of your own, on clothes in place of
# digits. There are seven questions, from easy to harder.
#
# **How it works.** Each question has a cell with a blank: replace the line
# `raise NotImplementedError(...)` by your code. The cell below it checks your answer: it
# prints a line if it is right, and says in a sentence what is wrong if it is not. It looks
# at what your function *does*, so write it in your own way. Stuck? Ask for a hint, and ask
# again for a second one:
#
#     checks.hint("vanilla.autoencoder")
#
# After each check, a cell puts your function to work on the real data.

# %%
import keras
import numpy as np
from keras import layers
from sklearn.metrics import roc_auc_score

from autoencoder_course import checks, datasets, metrics, plots, profile, results
from keras_autoencoders import builders, training

# %%
fashion = datasets.load("fashion_mnist")
mnist = datasets.load("mnist")
results.start("solutions/01_vanilla", fashion, mnist)

# %% tags=["demonstration"]
plots.class_examples(fashion.train.images, fashion.train.labels, fashion.class_names)

# %% [markdown]
# ## Question 1: build it
#
# Write a function that builds an autoencoder with one dense layer each way:
#
# - the **encoder** turns images of shape `image_shape` into codes of `code_size` numbers,
#   with a ReLU;
# - the **decoder** turns codes into images of shape `image_shape`, with pixels between 0
#   and 1;
# - the model is the decoder after the encoder, and its two parts are named `encoder` and
#   `decoder`.
#
# Use Keras layers here, not `builders`.


# %% nbgrader={"grade": false, "grade_id": "autoencoder", "locked": false, "schema_version": 3, "solution": true, "task": false}
def build_autoencoder(image_shape, code_size):
    """Return an uncompiled keras.Model with the parts "encoder" and "decoder"."""
    ### BEGIN SOLUTION
    encoder = keras.Sequential(
        [
            keras.Input(image_shape),
            layers.Flatten(),
            layers.Dense(code_size, activation="relu"),
        ],
        name="encoder",
    )
    decoder = keras.Sequential(
        [
            keras.Input((code_size,)),
            layers.Dense(int(np.prod(image_shape)), activation="sigmoid"),
            layers.Reshape(image_shape),
        ],
        name="decoder",
    )
    images = keras.Input(image_shape)
    return keras.Model(images, decoder(encoder(images)))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "autoencoder-check", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
checks.vanilla.autoencoder(build_autoencoder)
### BEGIN HIDDEN TESTS
checks.vanilla.autoencoder(build_autoencoder, image_shape=(3, 7, 3), code_size=11)
### END HIDDEN TESTS

# %% [markdown]
# ## Question 2: train it
#
# Write a function that compiles `model` with the mean squared error and an optimiser of your
# choice, trains it on the training images of `data` for `epochs` epochs in batches of at
# most 256, watches the validation images, and returns what `fit` returns. The parts of `data` are
# `data.train.images`, `data.validation.images` and `data.test.images`; one of the three has
# no business here.


# %% nbgrader={"grade": false, "grade_id": "train", "locked": false, "schema_version": 3, "solution": true, "task": false}
def train(model, data, epochs):
    """Train `model` as an autoencoder and return the History."""
    ### BEGIN SOLUTION
    model.compile(keras.optimizers.Adam(2e-3), loss="mse")
    return model.fit(
        data.train.images,
        data.train.images,
        validation_data=(data.validation.images, data.validation.images),
        batch_size=128,
        epochs=epochs,
        verbose=0,
    )
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "train-check", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
checks.vanilla.train(train)

# %% tags=["demonstration"]
profile.set_seed()
autoencoder = build_autoencoder(fashion.train.images.shape[1:], 32)
history = train(autoencoder, fashion, profile.epochs(8))
restored = autoencoder.predict(fashion.test.images, batch_size=1000, verbose=0)
error = metrics.mean_squared_error(fashion.test.images, restored)
print(f"test MSE with a code of 32: {error:.4f}")

# %% tags=["demonstration"]
plots.reconstructions({"original": fashion.test.images[:10], "restored": restored[:10]})

# %% [markdown]
# ## Question 3: what is it compared with?
#
# Is that error good? Write the two controls yourself. Both learn from the training images
# and are measured on the test images, as a mean squared error per pixel:
#
# 1. the **mean training image** as the answer to everything;
# 2. **PCA** with `components` components: take the mean off, project onto the directions of
#    largest variance, go back.
#
# NumPy is enough (`np.linalg.svd` or `np.linalg.eigh`), scikit-learn is allowed, and
# `metrics` is not: its functions are what the check compares with.


# %% nbgrader={"grade": false, "grade_id": "controls", "locked": false, "schema_version": 3, "solution": true, "task": false}
def measure_controls(train_images, test_images, components):
    """Return the test errors (mean image, PCA), two numbers."""
    ### BEGIN SOLUTION
    train_pixels = train_images.reshape(len(train_images), -1).astype("float64")
    test_pixels = test_images.reshape(len(test_images), -1).astype("float64")
    mean = train_pixels.mean(axis=0)
    centred = train_pixels - mean
    # eigh sorts eigenvalues upwards: the last columns vary most.
    _, vectors = np.linalg.eigh(centred.T @ centred)
    basis = vectors[:, -components:]
    differences = test_pixels - mean
    projected = differences @ basis @ basis.T
    return np.mean(differences**2), np.mean((differences - projected) ** 2)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "controls-check", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
checks.vanilla.controls(measure_controls)
### BEGIN HIDDEN TESTS
checks.vanilla.controls(measure_controls, components=1)
checks.vanilla.controls(measure_controls, components=5)
### END HIDDEN TESTS

# %% tags=["demonstration"]
mean_image_error, pca_error = measure_controls(fashion.train.images, fashion.test.images, 32)
results.record(
    "Fashion-MNIST: test MSE with a code of 32 ÷ PCA-32",
    error / pca_error,
    control=mean_image_error / pca_error,
)
print(f"mean image {mean_image_error:.4f}")
print(f"PCA-32     {pca_error:.4f}")
print(f"yours      {error:.4f}")

# %% [markdown]
# ## Question 4: which picture does not belong?
#
# An autoencoder restores well what resembles its training images, and badly what does not.
# So its error says how *unusual* a picture is. Write a function that returns one score for
# each image: its mean squared error.


# %% nbgrader={"grade": false, "grade_id": "anomaly-scores", "locked": false, "schema_version": 3, "solution": true, "task": false}
def anomaly_scores(model, images):
    """Return the mean squared error of each image, an array of shape (n,)."""
    ### BEGIN SOLUTION
    difference = images - model.predict(images, batch_size=1000, verbose=0)
    return np.mean(difference**2, axis=(1, 2, 3))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "anomaly-scores-check", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
checks.vanilla.anomaly_scores(anomaly_scores)

# %% [markdown]
# Now mix digits among the clothes. The area under the ROC curve is the probability that a
# digit gets a higher score than a piece of clothing: 0.5 is guessing, 1 is perfect.

# %% tags=["demonstration"]
clothes_scores = anomaly_scores(autoencoder, fashion.test.images)
digit_scores = anomaly_scores(autoencoder, mnist.test.images)
is_digit = np.r_[np.zeros(len(clothes_scores)), np.ones(len(digit_scores))]
area = roc_auc_score(is_digit, np.r_[clothes_scores, digit_scores])

# Control: how far a picture is from the mean training image, with no network at all.
mean_image = fashion.train.images.mean(axis=0)
distances = [
    np.mean((images - mean_image) ** 2, axis=(1, 2, 3))
    for images in (fashion.test.images, mnist.test.images)
]
control_area = roc_auc_score(is_digit, np.concatenate(distances))
results.record("digits among clothes: area under the ROC curve", area, control=control_area)
print(f"autoencoder {area:.3f}, distance to the mean image {control_area:.3f}")

# %% tags=["demonstration"]
unusual = np.argsort(clothes_scores)
plots.reconstructions(
    {
        "most usual clothes": fashion.test.images[unusual[:10]],
        "most unusual clothes": fashion.test.images[unusual[::-1][:10]],
    }
)

# %% [markdown]
# ## Question 5: is a linear autoencoder PCA?
#
# The rows of `a` span a subspace, those of `b` another. Write a function that returns the
# largest principal angle between them, in **degrees**, with NumPy:
#
# 1. find an orthonormal basis of each: columns $Q_a$ and $Q_b$;
# 2. the singular values of $Q_a^\top Q_b$ are the cosines of the principal angles;
# 3. the largest angle has the smallest cosine. (Rounding can push a cosine past 1.)


# %% nbgrader={"grade": false, "grade_id": "largest-angle", "locked": false, "schema_version": 3, "solution": true, "task": false}
def largest_angle(a, b):
    """Return the largest principal angle between two row spaces, in degrees."""
    ### BEGIN SOLUTION
    basis_a = np.linalg.qr(a.T)[0]
    basis_b = np.linalg.qr(b.T)[0]
    cosines = np.linalg.svd(basis_a.T @ basis_b, compute_uv=False)
    return np.degrees(np.arccos(np.clip(cosines.min(), -1, 1)))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "largest-angle-check", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
checks.vanilla.largest_angle(largest_angle)

# %% tags=["demonstration"]
profile.set_seed()
centred = fashion.train.images - fashion.train.images.mean(axis=0)
linear = builders.vanilla(centred.shape[1:], 8, activation=None, output_activation=None)
epochs, steps = profile.epochs(20), training.steps(centred, 1000)
linear.compile(
    keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(5e-3, epochs * steps)),
    loss="mse",
    **training.speed_options(centred, 1000),
)
_ = linear.fit(centred, centred, batch_size=1000, epochs=epochs, verbose=0)
angle = largest_angle(
    linear.get_layer("decoder").get_weights()[0].astype("float64"),
    metrics.fit_pca(fashion.train.images, 8).components_,
)
results.record(
    "Fashion-MNIST: largest angle, linear autoencoder to PCA-8 (degrees)", angle, control=0.0
)
print(f"largest angle to PCA-8: {angle:.2f} degrees")

# %% [markdown]
# ## Question 6: from encoder to classifier
#
# Write a function that puts a softmax layer with `class_count` units on the codes of a
# **copy** of `encoder` (training the classifier must not change the autoencoder). The copy
# starts with the encoder's weights; with `freeze=True` only the new layer is trained.


# %% nbgrader={"grade": false, "grade_id": "classifier", "locked": false, "schema_version": 3, "solution": true, "task": false}
def build_classifier(encoder, class_count, freeze):
    """Return an uncompiled keras.Model from images to class probabilities."""
    ### BEGIN SOLUTION
    copy = keras.models.clone_model(encoder)
    copy.set_weights(encoder.get_weights())
    copy.trainable = not freeze
    images = keras.Input(encoder.input_shape[1:])
    probabilities = layers.Dense(class_count, activation="softmax")(copy(images))
    return keras.Model(images, probabilities)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "classifier-check", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
checks.vanilla.classifier(build_classifier)
### BEGIN HIDDEN TESTS
checks.vanilla.classifier(build_classifier, class_count=7)
### END HIDDEN TESTS

# %% tags=["demonstration"]
labelled = datasets.balanced_subset(fashion.train, min(10_000, len(fashion.train.images)), seed=0)
accuracies = {}
for name, freeze in (("frozen", True), ("all weights trainable", False)):
    profile.set_seed()
    model = build_classifier(autoencoder.get_layer("encoder"), 10, freeze)
    model.compile(keras.optimizers.Adam(3e-3), loss="sparse_categorical_crossentropy")
    model.fit(
        labelled.images, labelled.labels, batch_size=128, epochs=profile.epochs(10), verbose=0
    )
    probabilities = model.predict(fashion.test.images, batch_size=1000, verbose=0)
    accuracies[name] = 100 * metrics.accuracy(fashion.test.labels, probabilities)
    print(f"{name}: {accuracies[name]:.1f} %")

# %% tags=["demonstration"]
results.record(
    "Fashion-MNIST: test accuracy, 10,000 labels, all weights trainable (%)",
    accuracies["all weights trainable"],
    control=accuracies["frozen"],
)
plots.confusion_matrix(metrics.confusion(fashion.test.labels, probabilities), fashion.class_names)

# %% [markdown]
# Which kinds of clothes are taken for each other, and would you have guessed it from the
# pictures at the top?

# %% [markdown]
# ## Question 7: choose, then report
#
# Several settings were tried. You get two dicts, from the setting to its error: one measured
# on the validation images, one on the test images. Write a function that returns the setting
# that you choose, and the error that you report for it.


# %% nbgrader={"grade": false, "grade_id": "choose", "locked": false, "schema_version": 3, "solution": true, "task": false}
def choose(validation_errors, test_errors):
    """Return (chosen setting, error to report)."""
    ### BEGIN SOLUTION
    chosen = min(validation_errors, key=validation_errors.get)
    return chosen, test_errors[chosen]
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "choose-check", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
checks.vanilla.choose(choose)

# %% tags=["demonstration"]
validation_errors, test_errors = {}, {}
for learning_rate in (1e-4, 1e-3, 1e-2, 1e-1):
    profile.set_seed()
    model = builders.vanilla(fashion.train.images.shape[1:], 32)
    model.compile(
        keras.optimizers.Adam(learning_rate),
        loss="mse",
        **training.speed_options(fashion.train.images, 256),
    )
    model.fit(
        fashion.train.images, fashion.train.images, batch_size=256,
        epochs=profile.epochs(4), verbose=0,
    )  # fmt: skip
    for split, found in ((fashion.validation, validation_errors), (fashion.test, test_errors)):
        restored = model.predict(split.images, batch_size=1000, verbose=0)
        found[learning_rate] = metrics.mean_squared_error(split.images, restored)
    print(f"learning rate {learning_rate:g}: validation {validation_errors[learning_rate]:.4f}")

# %% tags=["demonstration"]
chosen, reported = choose(validation_errors, test_errors)
results.record("Fashion-MNIST: test MSE at the chosen learning rate", reported, control=pca_error)
print(f"chosen: {chosen:g}; reported test MSE: {reported:.4f}")

# %% [markdown]
# ## What was measured

# %% tags=["demonstration"]
results.table()
