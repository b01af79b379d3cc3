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
# # 5. The published recipe, rerun
#
# A case study beside [lecture 5](05_convolutional.ipynb). The Kharagpur recipe 32 trains a
# convolutional autoencoder on small colour photographs, looks at its first kernels, and turns its
# encoder into a classifier. It never shows a reconstruction. We do, and add the baselines. At
# the end stands the lab session's convolutional network for digits.
#
# ![The recipe's two networks, layer by layer.](figures/05_published.svg)
#
# **After this you can**
#
# - rerun a published recipe, and find the error in how it reports its loss;
# - count what an epoch costs, and where;
# - test a sentence about kernels that sounds plausible;
# - say what a classifier owes to the autoencoder before it.
#
# **You need** lecture 5: convolutions, up-sampling, PCA, clipped.
#
# *Time: 18 minutes to read, MEASURE minutes to run.*

# %%
import keras
import numpy as np
from scipy.stats import spearmanr

from autoencoder_course import callbacks, datasets, metrics, plots, profile, results
from keras_autoencoders import builders

# %%
# What the quick profile changes. Under the full one, this is the recipe as published.
IMAGES, BATCH_SIZE, PARTS = profile.by_profile(full=(None, 2000, 4), quick=(300, 60, 2))
EPOCHS = profile.by_profile(full=5, quick=1)
PCA_SIZES = profile.by_profile(full=[64, 1024], quick=[64, 128])
FEW, FEW_BATCH = profile.by_profile(full=(2000, 80), quick=(100, 50))
LAB_IMAGES = profile.by_profile(full=10_000, quick=500)
SEED = profile.seeds(2)[0]

# %% [markdown]
# ## The data and the baselines
#
# The recipe has no validation part, so it gets all 50,000 training images of CIFAR-10. So does
# PCA, whose pixels we clip to [0, 1].

# %%
cifar = datasets.load("cifar10", limit=IMAGES, validation=0)
results.start("course/05_convolutional_published", cifar)
train, test = cifar.train, cifar.test
mean_error = metrics.mean_image_baseline(train.images, test.images)
pca = metrics.fit_pca(train.images, max(PCA_SIZES))
by_pca = {
    f"PCA-{size}": metrics.restore_with_pca(pca, test.images, size).clip(0, 1) for size in PCA_SIZES
}
pca_errors = {
    name: metrics.mean_squared_error(test.images, images) for name, images in by_pca.items()
}
print(f"baseline, mean image       test MSE {mean_error:.5f}")
for name, error in pca_errors.items():
    print(f"baseline, {name}, clipped  test MSE {error:.5f}")
by_pca = {name: images[:10] for name, images in by_pca.items()}  # to show; the rest takes room

# %% [markdown]
# ## Recipe 32, the autoencoder
#
# Three convolutions of stride 2 with 64, 128 and 128 filters (32 → 16 → 8 → 4; the talk says 14
# where the first map has 16), a dense code of 1,024 numbers. Back: dense, then three times a
# convolution and bilinear up-sampling, and a last convolution to the pixels. All activations are
# leaky ReLUs, $\max(z, z/10)$; the pixels are ReLU. Mean squared error (MSE), Adam with a rate of
# 0.001, batches of 2,000, five epochs.
#
# The weights start as in PyTorch, uniform in $\pm 1/\sqrt{n}$ for $n$ inputs, and here the
# *biases* matter too. The untrained network paints nearly the same for every image: nine layers
# of small weights have faded it. So its last biases decide which colours are on. A ReLU that is
# off for all images has no gradient, and that colour may stay black for good. We draw the
# biases until all three colours are on; the published run may have been a lucky one.
#
# A batch of 2,000 takes much memory. We feed four parts of 500, and
# `gradient_accumulation_steps` lets Adam take one step with the mean of their gradients.


# %%
def new_autoencoder(activation=None):
    """Build the recipe's network."""
    return builders.convolutional(
        (32, 32, 3),
        [64, 128, 128],
        1024,
        decoder_filters=[128, 64, 64],
        activation=activation or keras.layers.LeakyReLU(0.1),
        output_activation="relu",
        up_sampling="bilinear",
        padding="symmetric",
        kernel_initializer=keras.initializers.VarianceScaling(1 / 3, "fan_in", "uniform"),
        fuse_last_enlargement=True,  # the same function, with less memory
    )


def draw_biases(model, draw):
    """Draw all biases as PyTorch does; return in how many colours the network then paints."""
    for part in ("encoder", "decoder"):
        for layer in model.get_layer(part).layers:
            if layer.weights:
                reach = 1 / np.sqrt(np.prod(layer.kernel.shape[:-1]))
                layer.bias.assign(draw.uniform(-reach, reach, layer.bias.shape))
    painted = keras.ops.convert_to_numpy(model(train.images[:50]))
    return int((painted.max(axis=(0, 1, 2)) > 0).sum())


# %%
def draw_until_lit(model):
    """Draw biases until the network paints in all three colours; return all counts."""
    draw, counts = np.random.default_rng(SEED), []
    while 3 not in counts and len(counts) < 100:
        counts.append(draw_biases(model, draw))
    return counts


profile.set_seed(SEED)
published = new_autoencoder()
print("colours that are on, draw by draw:", *draw_until_lit(published))
published.summary(expand_nested=True)

# %% [markdown]
# **Guess first:** the recipe prints a loss that falls from 0.148 to 0.024 in five epochs. Is that
# better or worse than PCA with as many numbers? With a sixteenth of them?


# %%
def fit(model, inputs, targets, loss, label, **options):
    """Train as published; return the history and the stopwatch."""
    model.compile(
        # Adam's epsilon is PyTorch's, which matters where gradients have faded.
        keras.optimizers.Adam(1e-3, epsilon=1e-8, gradient_accumulation_steps=PARTS),
        loss,
        metrics=["accuracy"] if loss != "mse" else None,
    )
    model.optimizer.build(model.trainable_variables)  # else TensorFlow traces a step twice
    watch = callbacks.Stopwatch()
    fitted = model.fit(
        inputs,
        targets,
        batch_size=BATCH_SIZE // PARTS,
        epochs=EPOCHS,
        verbose=0,
        callbacks=[callbacks.LossLine(f"{label}:"), watch],
        **options,
    )
    return fitted.history, watch.seconds[-1] / EPOCHS


def first_kernels(model):
    """Return the kernels of the first convolution, (3, 3, 3, 64)."""
    return model.get_layer("encoder").get_layer("conv_1").get_weights()[0]


# %%
train_tensor = keras.ops.convert_to_tensor(train.images)
before = first_kernels(published)
start = published.get_weights()
history, epoch_seconds = fit(published, train_tensor, train_tensor, "mse", "autoencoder")
after = first_kernels(published)
losses = np.array(history["loss"])
restored = published.predict(test.images, batch_size=500, verbose=0).clip(0, 1)
error = metrics.mean_squared_error(test.images, restored)
restored = restored[:10].copy()
print("training MSE of each epoch:   ", *(f"{loss:.4f}" for loss in losses))
print("divided by 30, as published:  ", *(f"{loss * 25 / 30:.4f}" for loss in losses))
print(f"test MSE {error:.4f}, {error / pca_errors['PCA-64']:.1f} times that of PCA-64, clipped")
results.record("training MSE ÷ 30 batches, first epoch", losses[0] * 25 / 30)
results.record("training MSE ÷ 30 batches, last epoch", losses[-1] * 25 / 30)
_ = results.record("test MSE, code of 1,024", error, control=pca_errors["PCA-64"])

# %%
published_losses = [0.148075, 0.052894, 0.038849, np.nan, 0.024]  # the fourth is not shown
plots.loss_curves(
    {
        "our run": losses,
        "our run, divided by 30": losses * 25 / 30,
        "published": published_losses[:EPOCHS],
    },
    controls={"mean image (test)": mean_error, "PCA-64, clipped (test)": pca_errors["PCA-64"]},
    label="training MSE per pixel",
)

# %% [markdown]
# The published losses are sums over an epoch's batches, divided by 60,000 / 2,000 = 30. That is
# MNIST's size. CIFAR-10 has 50,000 training images, so there are 25 batches, and every printed
# loss is 25/30 of the true one. With the same divisor ours goes from MEASURE to MEASURE. One run
# says little: five seeds of an earlier rerun began between 0.10 and 0.28 and ended between 0.022
# and 0.032, and the published 0.148 and 0.024 lie among them.

# %%
plots.reconstructions(
    {
        "image": test.images[:10],
        "as published, 1,024": restored,
        **{f"{name}, clipped": images for name, images in by_pca.items()},
    }
)

# %% [markdown]
# What the recipe does not show: a grey blob, lighter or darker. PCA with 64 numbers, a sixteenth
# of the code, does far better, and with 1,024 its copy looks like the original. So the code is not
# what is missing. 125 steps are: lecture 5 shows what the number of steps does.
#
# ## Where do the seconds go?
#
# The recipe takes about 25 seconds for an epoch of the autoencoder and 3 for one of the
# classifier, and says why: bilinear up-sampling. Count first. Each layer multiplies every number
# of its kernel once at each place of its output.


# %%
def multiplications(part):
    """Return the multiplications of a model's convolutions and dense layers for one image."""
    total = 0
    for layer in part.layers:
        if layer.weights:
            places = 1 if layer.kernel.ndim == 2 else np.prod(layer.output.shape[1:3])
            total += int(np.prod(layer.kernel.shape)) * int(places)
    return total


counts = {part: multiplications(published.get_layer(part)) for part in ("encoder", "decoder")}
ratio = sum(counts.values()) / counts["encoder"]
for part, count in counts.items():
    print(f"{part}: {count / 1e6:.1f} million multiplications for an image")
print(f"autoencoder ÷ encoder: {ratio:.1f}; the recipe's seconds: {25 / 3:.1f}")
_ = results.record("multiplications, autoencoder ÷ encoder", ratio)

# %%
few = train.images[:FEW]
seconds = {}
for way in ("bilinear", "nearest"):
    profile.set_seed(SEED)
    options = {"decoder_filters": [128, 64, 64], "padding": "symmetric", "up_sampling": way}
    model = builders.convolutional((32, 32, 3), [64, 128, 128], 1024, **options)
    model.compile("adam", "mse")
    watch = callbacks.Stopwatch()
    model.fit(few, few, batch_size=FEW_BATCH, epochs=3, verbose=0, callbacks=[watch])
    seconds[way] = watch.steady()[0]
slower = seconds["bilinear"] / seconds["nearest"]
print(f"seconds of an epoch, bilinear ÷ nearest: {slower:.2f}")
_ = results.record("seconds, bilinear ÷ nearest", slower, control=1.0)

# %% [markdown]
# The decoder does twice the work of the encoder, so the whole costs three times as much, wherever
# it runs. On this processor bilinear up-sampling adds MEASURE % to that. The recipe's factor of
# eight needs both, and probably more: its large maps of 64 channels, which have to be stored and
# read again.
#
# ## What the first layer looks at
#
# The 64 first kernels are 3 × 3 × 3 numbers each, small enough to show as images: mid-grey is
# zero, and a kernel that likes red and dislikes blue is orange. (The recipe takes absolute values
# first. Then a kernel and its negative look the same.) Each panel has its own scale.

# %%
plots.filter_grid({"before": before, "after": after, "difference": after - before}, own_scale=True)

# %%
moved = np.linalg.norm(after - before) / np.linalg.norm(before)
results.record("first kernels, autoencoder: difference ÷ before", moved)
print(f"length of the difference ÷ length of the kernels before: {moved:.3f}")

# %% [markdown]
# The recipe finds "not much of a change", and that its differences look like "scalars": a tint for
# the whole kernel. Both hold. So what one sees in these tiles is the random start: do not read
# edges into it.
#
# ## Recipe 32, the classifier
#
# The decoder goes, ten softmax units come, and all weights are trained with labels for five
# epochs. The recipe reports a test accuracy of each epoch, from 38.2 to 55.7 %. (We look at the
# test images here only because it does; nothing is chosen by them.) **The missing baseline** is
# the same network from the weights that the autoencoder *started* from.
#
# **Guess first:** by how many points does the pretrained start win?

# %%
fresh = new_autoencoder()
fresh.set_weights(start)
classifiers, curves, classifier_seconds = {}, {}, {}
for name, model in {"pretrained": published, "from scratch": fresh}.items():
    profile.set_seed(SEED)
    classifiers[name] = builders.classifier(model.get_layer("encoder"), 10)
    fitted, classifier_seconds[name] = fit(
        classifiers[name],
        train_tensor,
        train.labels,
        "sparse_categorical_crossentropy",
        name,
        validation_data=(test.images, test.labels),
        validation_batch_size=500,
    )
    curves[name] = 100 * np.array(fitted["val_accuracy"])
    print(f"{name:13} test accuracy by epoch (%):", *(f"{value:.1f}" for value in curves[name]))
print(f"seconds, autoencoder ÷ classifier: {epoch_seconds / classifier_seconds['pretrained']:.1f}")

# %%
plots.loss_curves(
    {**curves, "published": [38.23, 45.76, 50.10, 52.13, 55.72][:EPOCHS]},
    label="test accuracy (%)",
    log=False,
)

# %%
pretrained = curves["pretrained"]
results.record("classifier, first epoch (%)", pretrained[0], control=curves["from scratch"][0])
_ = results.record("classifier, last epoch (%)", pretrained[-1], control=curves["from scratch"][-1])

# %% [markdown]
# The published accuracies come out (MEASURE). So does the network that never was an autoencoder:
# MEASURE points apart at the end, one seed each. (Lecture 5 has a long run of a better
# network with two seeds: there the fresh start is ahead by a third of a point.)
#
# The recipe also prints the accuracy of each class, and suspects that cats are taken for deer.

# %%
probabilities = classifiers["pretrained"].predict(test.images, batch_size=500, verbose=0)
per_class = 100 * metrics.per_class_accuracy(test.labels, probabilities)
recipe = [66.0, 68.1, 41.3, 32.4, 31.8, 58.0, 72.8, 69.3, 63.3, 62.2]
for name, ours, theirs in zip(cifar.class_names, per_class, recipe, strict=True):
    print(f"{name:12} {ours:5.1f} %, published {theirs:.1f} %")
confusion = metrics.confusion(test.labels, probabilities)
cat, deer = (cifar.class_names.index(name) for name in ("cat", "deer"))
taken = {name: int(count) for name, count in zip(cifar.class_names, confusion[cat], strict=True)}
print("cats were taken for:", taken)
as_deer = 100 * confusion[cat, deer] / (confusion[cat].sum() - confusion[cat, cat])
results.record("wrong cats that are taken for deer (%)", as_deer, control=100 / 9)
plots.confusion_matrix(confusion, cifar.class_names)

# %% [markdown]
# MEASURE. Were the nine wrong classes equally likely, each would get 11 % of the cats that are not
# recognised.
#
# ## Which kernels change most?
#
# The recipe says that kernels which "fire in the same way" whatever the class are the ones that
# the labels change most. That can be measured. Before the classifier's training, take the mean
# activity of each of the 64 first maps for each class: a kernel that fires for all classes alike
# has a small spread of these ten means, relative to the spread over images. Then correlate the
# ranks of this *selectivity* with how far the kernel moves.

# %%
tuned = first_kernels(classifiers["pretrained"])
plots.filter_grid(
    {"autoencoder": after, "classifier": tuned, "difference": tuned - after}, own_scale=True
)

# %%
first_map = keras.Model(
    published.get_layer("encoder").inputs, published.get_layer("encoder").get_layer("conv_1").output
)
activity = first_map.predict(test.images, batch_size=500, verbose=0).mean(axis=(1, 2))
class_means = np.stack([activity[test.labels == label].mean(axis=0) for label in range(10)])
selectivity = class_means.std(axis=0) / activity.std(axis=0)
change = np.linalg.norm((tuned - after).reshape(-1, 64), axis=0)
rank, chance = spearmanr(selectivity, change)
results.record("rank correlation, selectivity and change of 64 kernels", rank, control=0.0)
print(f"rank correlation {rank:+.2f} (p = {chance:.2f}, n = {len(change)} kernels)")
moved = np.linalg.norm(tuned - after) / np.linalg.norm(after)
print(f"length of the difference ÷ length of the kernels before: {moved:.3f}")

# %% [markdown]
# The recipe's sentence asks for a clearly *negative* number: the less selective, the more change.
# MEASURE.
#
# ## Why leaky?
#
# The recipe gives a reason for its leaky ReLUs: where a ReLU is negative, no gradient comes back.
# A small test: the same network on 2,000 images in batches of 80, so that there are 125 steps
# again, with both.

# %%
for name, activation in {"leaky": None, "plain": "relu"}.items():
    profile.set_seed(SEED)
    model = new_autoencoder(activation)
    lit = draw_until_lit(model)
    model.compile(keras.optimizers.Adam(1e-3, epsilon=1e-8), "mse")
    model.fit(few, few, batch_size=FEW_BATCH, epochs=EPOCHS, verbose=0)
    shown = model.predict(test.images[:2000], batch_size=500, verbose=0).clip(0, 1)
    found = metrics.mean_squared_error(test.images[:2000], shown)
    codes = model.get_layer("encoder").predict(test.images[:2000], batch_size=500, verbose=0)
    off = 100 * np.mean(codes.max(axis=0) <= 0)
    results.record(f"{name} ReLU, 2,000 images: test MSE", found, control=mean_error)
    print(f"{name} ReLU: test MSE {found:.4f}; code units below 0 for all images: {off:.0f} %")

# %% [markdown]
# MEASURE
#
# ## The lab session's network for digits
#
# 16, 32 and 64 filters whose kernels grow; the talk takes them from somebody else's page. A
# network that is widely copied has just these filters, with kernels of 3, 3 and 7, strides of 2
# and 2, and so a code of 1 × 1 × 64 numbers: we take it. Five epochs, batches of 32, Adam, and
# tanh pixels as in the lab's other networks, so the targets are $2x - 1$. The lab reports losses
# of 0.0664 for 784–64–16–64–784 and 0.012 for this one. We use 10,000 images, to save time.

# %%
mnist = datasets.load("mnist")
results.add_data(mnist)
digits = mnist.train.images[:LAB_IMAGES]


def lab_convolutional():
    """Build the lab session's network; its code is a map of 1 × 1 × 64."""
    halve = {"strides": 2, "padding": "same", "activation": "relu"}
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            keras.layers.Conv2D(16, 3, **halve),
            keras.layers.Conv2D(32, 3, **halve),
            keras.layers.Conv2D(64, 7),
            keras.layers.Conv2DTranspose(32, 7, activation="relu"),
            keras.layers.Conv2DTranspose(16, 3, **halve),
            keras.layers.Conv2DTranspose(1, 3, **{**halve, "activation": "tanh"}),
        ]
    )


# %%
networks = {
    "dense": lambda: builders.stacked((28, 28, 1), [64], 16, output_activation="tanh"),
    "convolutional": lab_convolutional,
}
lab = {}
for name, build in networks.items():
    profile.set_seed(SEED)
    model = build()
    model.compile("adam", "mse")
    model.fit(digits, 2 * digits - 1, batch_size=32, epochs=EPOCHS, verbose=0)
    restored = (model.predict(mnist.test.images, batch_size=500, verbose=0) + 1) / 2
    lab[name] = metrics.mean_squared_error(mnist.test.images, restored)
pca_16, pca_64 = metrics.pca_baseline(mnist.train.images, mnist.test.images, [16, 64])
print(f"code of 16: dense {lab['dense']:.4f}, PCA-16, clipped {pca_16:.4f}")
print(f"code of 64: convolutional {lab['convolutional']:.4f}, PCA-64, clipped {pca_64:.4f}")
ratio = lab["dense"] / lab["convolutional"]
results.record("lab: test MSE, dense ÷ convolutional", ratio, control=pca_16 / pca_64)
print(f"dense ÷ convolutional {ratio:.1f}; PCA-16 ÷ PCA-64 {pca_16 / pca_64:.1f}")

# %% [markdown]
# (Errors are per pixel in [0, 1], a quarter of the tanh's.) The lab's 5.5 comes out as MEASURE. But
# PCA alone gains a factor of MEASURE when it may use 64 numbers in place of 16. The two networks
# never had the same code; lecture 5 gives them one.
#
# ## Key takeaways
# - Look at a reconstruction, and at PCA, before you believe a falling loss.
# - Know what a printed number is divided by.
# - Count multiplications before you blame a layer for the seconds.
# - A code of 1,024 does not help a network that takes 125 steps.
# - Ask what the same classifier reaches without the autoencoder.
#
# ## What was measured

# %%
results.table()
