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
# # 5. Convolutional autoencoders
#
# Shuffle the pixels of all images in the same way, and a dense network will not notice: it does
# not know which pixels are neighbours. A **convolution** does. It slides one small set of
# weights over the image and asks the same question everywhere. What does that buy?
#
# ![An image passes feature maps that get smaller, to a latent code, and back](figures/convolutional.svg)
#
# **After this you can**
#
# - build a convolutional autoencoder in plain Keras, and work out the sizes of its maps;
# - test a claim about it at an equal code, equal weights and equal seconds;
# - say what a transposed convolution does, and where checkerboards come from;
# - train an autoencoder of colour photographs that beats clipped PCA, and say what it takes;
# - ask what such a code knows: neighbours and labels.
#
# **You need** lecture 1: bottleneck, clipped PCA, paired differences, the linear probe.
#
# *Time: MEASURE minutes to read, MEASURE minutes to run.*

# %%
import keras
import numpy as np
from keras import layers

from autoencoder_course import callbacks, datasets, label_budgets, metrics, plots, profile, results
from keras_autoencoders import builders, training

# %%
# What the profile changes: the full one is the real experiment, the quick one only shows that
# everything runs. Learning rates were chosen on validation images, for each network alone.
SEEDS = profile.seeds(5)
EPOCHS, DENSE_EPOCHS = profile.by_profile(full=(3, 12), quick=(2, 4))  # take as many seconds
CONVOLUTIONAL_RATE, DENSE_RATE = 8e-3, 8e-3
PHOTOGRAPHS = profile.by_profile(full=None, quick=600)
PHOTOGRAPH_EPOCHS = profile.by_profile(full=3, quick=1)
TRIAL_PHOTOGRAPHS, TRIAL_EPOCHS = profile.by_profile(full=(6_000, 2), quick=(300, 1))
TRIALS = profile.by_profile(full=None, quick=["batch of 1,000", "linear"])
LABEL_BUDGETS = profile.by_profile(full=[100, 1_000], quick=[100])
LEARNING_RATES = profile.by_profile(full=(2e-3, 8e-3), quick=(2e-3,))
ASKED = profile.by_profile(full=1_000, quick=100)  # test images whose neighbours are looked for

# %% [markdown]
# ## 5.1 A convolutional autoencoder that works
#
# Digits first. Two convolutions halve the image, to 14 × 14 and 7 × 7 places; a third, as large
# as what is left, makes the code of 64 numbers. The decoder goes back the same way.

# %%
mnist = datasets.load("mnist")
results.start("course/05_convolutional", mnist)
train, validation, test = mnist.train.images, mnist.validation.images, mnist.test.images
train_tensor = keras.ops.convert_to_tensor(train)


def new_convolutional():
    """Build the lab session's network, with a linear code."""
    images, codes = keras.Input((28, 28, 1)), keras.Input((1, 1, 64))
    maps = layers.Conv2D(16, 3, strides=2, padding="same", activation="relu")(images)
    maps = layers.Conv2D(32, 3, strides=2, padding="same", activation="relu")(maps)
    encoder = keras.Model(images, layers.Conv2D(64, 7)(maps), name="encoder")
    maps = layers.Conv2DTranspose(32, 7, activation="relu")(codes)
    maps = layers.Conv2DTranspose(16, 3, strides=2, padding="same", activation="relu")(maps)
    pixels = layers.Conv2DTranspose(1, 3, strides=2, padding="same", activation="sigmoid")
    decoder = keras.Model(codes, pixels(maps), name="decoder")
    return keras.Model(images, decoder(encoder(images)))


# %%
def fit(model, images, epochs, rate, batch_size=128):
    """Train on the MSE with Adam, whose rate rises for a tenth of the steps, then falls to 0."""
    steps = epochs * training.steps(images, batch_size)
    model.compile(
        keras.optimizers.Adam(training.warmup_cosine(rate, steps)),
        loss="mse",
        steps_per_execution=training.steps_per_execution(images, batch_size),
    )
    watch = callbacks.Stopwatch()
    options = {"batch_size": batch_size, "epochs": epochs, "verbose": 0}
    model.fit(images, images, callbacks=[watch], **options)
    return watch


def error_of(model, images=test):
    """Return the mean squared error (MSE) per pixel, with pixels clipped to [0, 1]."""
    restored = model.predict(images, batch_size=500, verbose=0)
    return metrics.mean_squared_error(images, np.clip(restored, 0, 1))


profile.set_seed(SEEDS[0])
convolutional = new_convolutional()
watch = fit(convolutional, train_tensor, EPOCHS, CONVOLUTIONAL_RATE)
pca = metrics.fit_pca(train, 64)
pca_errors = dict(zip((16, 64), metrics.pca_baseline(train, test, [16, 64]), strict=True))
print(f"mean image       test MSE {metrics.mean_image_baseline(train, test):.5f}")
print(f"PCA-64, clipped  test MSE {pca_errors[64]:.5f}")
print(f"autoencoder      test MSE {error_of(convolutional):.5f}")

# %%
plots.reconstructions(
    {
        "image": test[:10],
        "PCA-64, clipped": metrics.restore_with_pca(pca, test[:10], 64).clip(0, 1),
        "autoencoder": convolutional.predict(test[:10], verbose=0),
    }
)

# %% [markdown]
# It wins by a factor of MEASURE, after a few seconds of training.
#
# ## 5.2 What the layers do
#
# ![A kernel slides over an image, with strides of 1 and 2](figures/convolution_steps.svg)
#
# A convolution multiplies a window of the image by its **kernel** and adds up, then moves on:
#
# $$ y_{i,j,k} = f\Big( b_k + \sum_{u,v,c} w_{u,v,c,k} \; x_{si+u,\; sj+v,\; c} \Big) $$
#
# Here $x$ is the image with channels $c$, $w_{\cdot,\cdot,\cdot,k}$ the kernel of filter $k$, $b_k$ its
# bias, $f$ the activation, $y$ the **feature map**, and $s$ the **stride**. With $p$ zeros on each
# side, a kernel of side $m$ turns a side of $n$ into $\lfloor (n + 2p - m) / s \rfloor + 1$. Keras's
# `padding="same"` gives $\lceil n / s \rceil$; for $s = 2$ it puts the zeros at the bottom and the
# right only. The pixels that one place of a map depends on are its **receptive field**: 3 × 3 after
# the first layer, 7 × 7 after the second, everything after the third. That one is in truth a dense
# layer: a 7 × 7 kernel has only one place on a 7 × 7 map.
#
# ![A transposed convolution writes overlapping copies of its kernel](figures/transposed_steps.svg)
#
# A **transposed convolution** goes the other way: every place *writes* its value times the kernel,
# two pixels after its neighbour, and what overlaps is added. Note the counts: section 5.6 is about
# them.
#
# ![Max pooling and unpooling](figures/pooling.svg)
#
# **Max pooling** is the older way to a smaller map: the largest of four numbers stays. Its mirror
# image, **unpooling**, has to be told *where* each number was. In an autoencoder that is a way
# around the bottleneck: those places are part of the code, and nobody counts them. Up-sampling
# needs no such message.
#
# ## 5.3 Is it the convolution?
#
# The lab session reports a loss of 0.0664 for its dense network and 0.012 for its convolutional
# one after as many epochs, "almost a sixth". But its dense network has a code of 16 numbers, and
# the convolutional one of 64 (the [case study](05_convolutional_published.ipynb) reruns both). So
# we make equal:
#
# - **the code**: 64 numbers;
# - **the weights**: 784–128–64–128–784 has about as many;
# - **the seconds**: a dense epoch is cheaper, so the dense network gets more of them;
# - **the chance to learn**: each has its own learning rate.
#
# One more pair tests the idea itself: the same two networks on digits whose pixels are shuffled,
# all in the same way. *Guess first: what does shuffling do to each?*


# %%
def new_dense():
    """Build 784-128-64-128-784."""
    return builders.stacked((28, 28, 1), [128], 64, code_activation=None)


order = np.random.default_rng(0).permutation(784)


def shuffled(images):
    """Return images whose pixels are in another order, the same for all."""
    return images.reshape(-1, 784)[:, order].reshape(images.shape)


trained = {"convolutional": [convolutional], "dense": []}
seconds = {"convolutional": watch.seconds[-1]}
for seed in SEEDS:
    for name, build, epochs, rate in (
        ("convolutional", new_convolutional, EPOCHS, CONVOLUTIONAL_RATE),
        ("dense", new_dense, DENSE_EPOCHS, DENSE_RATE),
    ):
        if len(trained[name]) <= SEEDS.index(seed):
            profile.set_seed(seed)
            trained[name].append(build())
            seconds[name] = fit(trained[name][-1], train_tensor, epochs, rate).seconds[-1]

# %%
errors = {name: [error_of(model) for model in models] for name, models in trained.items()}
for name, values in errors.items():
    weights, shown = trained[name][0].count_params(), "  ".join(f"{value:.5f}" for value in values)
    print(f"{name:14}{weights:8,} parameters, {seconds[name]:3.0f} s, test MSE {shown}")
less = 100 * (1 - np.array(errors["convolutional"]) / errors["dense"])
difference = metrics.paired_difference(less, np.zeros(len(SEEDS)))
print(f"the convolutional network's MSE is {difference} % below the dense one's")
results.record("digits: convolutional below dense (%)", difference.mean, control=0.0)
gain = pca_errors[64] / np.mean(errors["convolutional"])
results.record("digits: PCA-64 clipped ÷ convolutional", gain, control=1.0)
lab = pca_errors[16] / pca_errors[64]
results.record("digits: PCA-16 ÷ PCA-64, clipped", lab, control=1.0)
print(f"PCA-16 ÷ PCA-64, clipped: {lab:.2f}")

# %%
fashion = datasets.load("fashion_mnist")
results.add_data(fashion)
others = {
    "shuffled digits": (shuffled(train), shuffled(test)),
    "clothes": (fashion.train.images, fashion.test.images),
}
for what, (images, held_out) in others.items():
    by_pca = metrics.pca_baseline(images, held_out, 64)
    found = {"PCA-64, clipped": by_pca}
    for name, build, epochs, rate in (
        ("convolutional", new_convolutional, EPOCHS, CONVOLUTIONAL_RATE),
        ("dense", new_dense, DENSE_EPOCHS, DENSE_RATE),
    ):
        profile.set_seed()
        model = build()
        fit(model, keras.ops.convert_to_tensor(images), epochs, rate)
        found[name] = error_of(model, held_out)
        results.record(f"{what}: PCA-64 clipped ÷ {name}", by_pca / found[name], control=1.0)
    print(what, "test MSE:", ", ".join(f"{name} {value:.5f}" for name, value in found.items()))

# %% [markdown]
# At an equal code the lab's sixth shrinks to MEASURE: most of it was the code, since PCA with 64
# numbers already makes MEASURE times less error than with 16. What is left is the convolution's
# own, MEASURE % in MEASURE of five seeds. Shuffled digits show where it comes from: the dense
# network does not mind (MEASURE), the convolutional one loses its lead (MEASURE). It gains because
# its questions are about neighbours. On clothes MEASURE.
#
# ## 5.4 Colour photographs
#
# CIFAR-10 has 60,000 photographs of 32 × 32 pixels in three colours: 3,072 numbers, of which we
# keep 64. Here PCA is hard to beat: photographs are mostly smooth, and smooth is linear.
#
# MEASURE (architecture)
