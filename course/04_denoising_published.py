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
# # 4. The published recipe, rerun
#
# A case study beside [lecture 4](04_denoising.ipynb). Two recipes: the Kharagpur recipe 20, of
# which we know the released notebook but no talk, and the lab session, which shows a dense and a
# convolutional denoiser, a coffee stain as an example, and says three things about them. Neither
# compares with anything. We run both again, and compare.
#
# ![The networks of both recipes, layer by layer](figures/04_published.svg)
#
# **After this you can**
#
# - see from one number that a training has collapsed, and find the term of the loss that did it;
# - write a noise layer of your own;
# - check what a denoiser does against the simplest thing that could do it;
# - test "convolutional denoises better" at equal code size, in pairs;
# - train a network to remove a stain, or what JPEG leaves behind.
#
# **You need** lecture 4: corruption, PSNR, the best linear map.
#
# *Time: 17 minutes to read, 5 minutes to run.*

# %%
import keras
import numpy as np
from keras import layers
from scipy import ndimage

from autoencoder_course import callbacks, datasets, metrics, plots, profile, results
from keras_autoencoders import builders, corruption, training
from keras_autoencoders.layers import Corruption

# %%
# What the quick profile changes. Under the full one, these are the recipes as published.
BATCH_SIZE, LAB_BATCH_SIZE = profile.by_profile(full=(1000, 32), quick=(50, 32))
EPOCHS = profile.by_profile(
    full={"as published": 6, "no penalty": 20}, quick={"as published": 5, "no penalty": 5}
)
LAB_EPOCHS = profile.by_profile(full=5, quick=3)
SEEDS = profile.seeds(3)
AMOUNTS = profile.by_profile(full=(0.1, 0.3, 0.5, 0.9), quick=(0.3, 0.9))
COMPARED = profile.by_profile(full=20_000, quick=1_000)  # images, where many networks train
REPAIRED, REPAIR_EPOCHS = profile.by_profile(full=(20_000, 4), quick=(1_000, 4))

# %%
mnist = datasets.load("mnist", validation=0)  # neither recipe knows a validation part
results.start("course/04_denoising_published", mnist)
images, test = mnist.train.images, mnist.test.images
mean_error = metrics.mean_image_baseline(images, test)
print(f"baseline, mean image: test MSE {mean_error:.4f}")

# %% [markdown]
# ## Recipe 20
#
# 784–400–784, tanh at the code and a sigmoid at the output, mean squared error (MSE), Adam at
# 0.001, batches of 1,000, 20 epochs. The noise is normal with mean 0.1 and standard deviation 0.2,
# new in each batch, and clipped to [0, 1]; at test time the recipe forgets to clip. And it keeps a
# line from recipe 19, on sparse codes: 0.1 times the sum of the absolute *weights* of the encoder
# is added to the loss.
#
# The library's layer has no mean to set, so here is one that has. It shows all that a noise layer
# needs: a seed generator, so that each call draws new numbers, and a look at `training`. (To be
# saved within a model it would also need `get_config`.)
#
# **Guess first:** the loss is MSE plus a penalty. Which of the two is larger at the start, and by
# what factor?


# %%
class PublishedNoise(layers.Layer):
    """Add normal noise of mean 0.1 and standard deviation 0.2, then clip to [0, 1]."""

    def __init__(self, **options):
        super().__init__(**options)
        self.seed_generator = keras.random.SeedGenerator()

    def call(self, images, training=False):
        """Return spoilt images in training, the same images otherwise."""
        if not training:
            return images
        shape = keras.ops.shape(images)
        noise = keras.random.normal(shape, mean=0.1, stddev=0.2, seed=self.seed_generator)
        return keras.ops.clip(images + noise, 0, 1)


# %%
def new_published(penalty=None):
    """Build 784-400-784 behind the published noise."""
    profile.set_seed()
    noise = PublishedNoise()
    return builders.denoising(
        (28, 28, 1), [], 400, noise, activation="tanh", kernel_regularizer=penalty
    )


published, curves = {}, {}
for name, penalty in (("as published", keras.regularizers.L1(0.1)), ("no penalty", None)):
    published[name] = new_published(penalty)
    published[name].compile(
        keras.optimizers.Adam(1e-3),
        loss="mse",
        metrics=["mse"],
        steps_per_execution=training.steps_per_execution(images, BATCH_SIZE),
    )
    history = published[name].fit(
        images,
        images,
        batch_size=BATCH_SIZE,
        epochs=EPOCHS[name],
        verbose=0,
        callbacks=[callbacks.LossLine(f"{name}:")],
    )
    curves[name] = history.history["mse"]

# %%
plots.loss_curves(
    curves, controls={"mean image (test)": mean_error}, label="training MSE per pixel"
)


# %%
def restore(model, inputs):
    """Return a model's answers."""
    return model.predict(inputs, batch_size=1000, verbose=0)


print(f"{'':16}penalty    spread of the code    MSE, training")
spread = {}
for name, model in {"before training": new_published(), **published}.items():
    encoder = model.get_layer("encoder")
    penalty = 0.1 * np.abs(encoder.get_layer("code").get_weights()[0]).sum()
    spread[name] = restore(encoder, test).std(axis=0).mean()
    error = f"{curves[name][-1]:17.4f}" if name in curves else ""
    print(f"{name:16}{penalty:7.1f}{spread[name]:22.4f}{error}")
for name, curve in curves.items():
    results.record(f"recipe 20, {name}: training MSE", curve[-1], control=mean_error)
_ = results.record(
    "recipe 20, as published: spread of the code",
    spread["as published"],
    control=spread["no penalty"],
)

# %%
profile.set_seed()
spoilt = keras.ops.convert_to_numpy(PublishedNoise()(test[:10], training=True))
answers = {f"restored, {name}": restore(model, spoilt) for name, model in published.items()}
plots.reconstructions({"original": test[:10], "corrupted": spoilt, **answers})

# %% [markdown]
# With the penalty every digit gets the same answer, the mean image: the training has **collapsed**.
# At the start the penalty is more than a thousand, the MSE less than 1. So the weights go to zero,
# and a code without weights says nothing about the image: its *spread*, the standard deviation of a
# unit over images, is gone. The penalty is a sum over 313,600 weights, the MSE a mean over pixels.
# After three epochs the curve lies on the mean image and stays there (we stopped after six). One
# number would have told: the mean image's error beside the network's.
#
# Without the penalty the same recipe denoises: 0.0060 after 20 epochs, an eleventh of the mean
# image's error.
#
# ## The lab's dense denoiser
#
# 784–256–64–32–8 and back, ReLU, tanh at the output, MSE, Adam, batches of 32, 5 epochs. "30
# percent noise" is added to every pixel: a number drawn uniformly between 0 and 0.3,
# `Corruption("uniform", 0.3)`. The session shows rows of digits and finds that the noise "has been
# completely cleaned out".
#
# Uniform noise has a mean: here 0.15. The simplest denoiser of all **subtracts** it, and clips at
# 0. It has no weights.
#
# **Guess first:** who wins, 784–256–64–32–8 or a subtraction?


# %%
def dense(hidden, code_size, amount=0.3, kind="uniform"):
    """Build a dense denoiser as in the lab session."""
    noise = Corruption(kind, amount)
    return builders.denoising((28, 28, 1), hidden, code_size, noise, output_activation="tanh")


def train(
    model, inputs, targets, label, epochs=LAB_EPOCHS, batch_size=LAB_BATCH_SIZE, optimizer="adam"
):
    """Train, by default as in the lab session."""
    per_epoch = training.steps_per_execution(inputs, batch_size)
    model.compile(optimizer, "mse", steps_per_execution=per_epoch)
    line = callbacks.LossLine(f"{label}:")
    model.fit(inputs, targets, batch_size=batch_size, epochs=epochs, verbose=0, callbacks=[line])
    return model


def quality(restored, clean=test):
    """Return the mean PSNR in dB."""
    return metrics.psnr(clean, restored.clip(0, 1)).mean()


# %%
noisy = corruption.add_uniform_noise(test, 0.3, seed=2)
linear_map = metrics.fit_linear_map(corruption.add_uniform_noise(images, 0.3, seed=3), images)
by_rule = {
    "corrupted": noisy,
    "minus 0.15": (noisy - 0.15).clip(0, 1),
    "linear map": linear_map(noisy),
}
profile.set_seed(SEEDS[0])
lab_dense = train(dense([256, 64, 32], 8), images, images, "dense, code of 8")
answers = by_rule | {"dense, code of 8": restore(lab_dense, noisy)}
for name, answer in answers.items():
    print(f"{name:18} {quality(answer):6.2f} dB")
results.record(
    "lab, dense, code of 8: PSNR (dB)",
    quality(answers["dense, code of 8"]),
    control=quality(by_rule["minus 0.15"]),
)
captions = {
    name: metrics.psnr(test[:10], answer[:10].clip(0, 1)) for name, answer in answers.items()
}
plots.captioned_images(
    {"original": test[:10]} | {name: answer[:10] for name, answer in answers.items()}, captions
)

# %% [markdown]
# The subtraction has 22.7 dB, the network 16.0, and the best linear map 26.8. The noise *is* gone
# from the network's answers, as the session says. So is much of the digit: eight numbers can't hold
# it. To see what is lost one has to put the original beside, and a number under it. What looks
# clean need not be right.
#
# ## "It does a better denoising"
#
# The lab's second denoiser is convolutional: 16, 32 and 64 channels, the last with a kernel of 7 ×
# 7, so that the code is 64 numbers; and back. The session says that it denoises better. But two
# things differ: the layers, and the size of the code. The missing network is dense with a code of
# 64. All three train with 20,000 images here, to save time.
#
# **Guess first:** which of the two differences matters?


# %%
def convolutional(amount=0.3):
    """Build a convolutional denoiser of 16, 32 and 64 channels."""
    up = {"padding": "same", "activation": "relu"}
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            Corruption("uniform", amount),
            layers.Conv2D(16, 3, strides=2, **up),
            layers.Conv2D(32, 3, strides=2, **up),
            layers.Conv2D(64, 7),  # 7 × 7 places become one
            layers.Conv2DTranspose(32, 7, activation="relu"),
            layers.Conv2DTranspose(16, 3, strides=2, **up),
            layers.Conv2DTranspose(1, 3, strides=2, padding="same", activation="tanh"),
        ]
    )


# %%
networks = {
    "dense, code of 8": lambda: dense([256, 64, 32], 8),
    "dense, code of 64": lambda: dense([256], 64),
    "convolutional, code of 64": convolutional,
}
reached, shown = {name: [] for name in networks}, {"corrupted": noisy[:10]}
few = images[:COMPARED]
for seed in SEEDS:
    for name, build in networks.items():
        profile.set_seed(seed)
        model = train(build(), few, few, f"{name}, seed {seed}")
        shown[name] = restore(model, noisy)
        reached[name].append(quality(shown[name]))

# %%
few_map = metrics.fit_linear_map(corruption.add_uniform_noise(few, 0.3, seed=3), few)
print(f"linear map, of as many images: {quality(few_map(noisy)):.2f} dB")
for name, values in reached.items():
    print(f"{name:26}", "  ".join(f"{value:.2f}" for value in values), "dB")
    if name != "convolutional, code of 64":
        lead = metrics.paired_difference(reached["convolutional, code of 64"], values)
        print(f"    convolutional minus this: {lead} dB")
        results.record(f"convolutional minus {name} (dB)", lead.mean, control=0.0)
plots.reconstructions(
    {"original": test[:10]} | {name: answer[:10].clip(0, 1) for name, answer in shown.items()}
)

# %% [markdown]
# The sentence holds, after five epochs. Of the 8.7 dB between the lab's two networks 2.7 are the
# size of the code; the other 6.0 ± 0.5 are left at an equal one, with three seeds of three. The lab
# compared with neither a subtraction nor a linear map: the first comes between its two networks,
# and the second, which has no bottleneck, is about two decibels ahead of the better one.
#
# ## "Don't go to 90 percent, it will destroy your thing"
#
# We train the dense network with a code of 64 at several amounts of noise, with 20,000 images.
#
# **Guess first:** can a digit be read under 90 % noise, which is up to 0.9 added to every pixel?

# %%
rows = {"original": test[:10]}
for amount in AMOUNTS:
    noisy = corruption.add_uniform_noise(test, amount, seed=2)
    profile.set_seed(SEEDS[0])
    model = train(dense([256], 64, amount), few, few, f"{amount:.0%} noise")
    answer = restore(model, noisy)
    by_rule, by_network = quality(noisy - amount / 2), quality(answer)
    print(
        f"{amount:4.0%} noise: corrupted {quality(noisy):5.2f} dB, minus its mean {by_rule:5.2f}, "
        f"restored {by_network:5.2f}"
    )
    results.record(f"{amount:.0%} noise: PSNR, restored (dB)", by_network, control=by_rule)
    rows |= {f"{amount:.0%} noise": noisy[:10], f"{amount:.0%}, restored": answer[:10].clip(0, 1)}
captions = {name: metrics.psnr(test[:10], rows[name]) for name in list(rows)[1:]}
plots.captioned_images(rows, captions)

# %% [markdown]
# Yes: 90 % destroys neither the digits nor the training. And of the four amounts only there does
# this network beat a subtraction of the mean, by 3.6 dB; with 10 and 30 % the subtraction is far
# ahead, with 50 % they are level. The range of such noise is 0.9, but its standard deviation is
# only $0.9 / \sqrt{12} = 0.26$.
#
# ## The coffee stain
#
# The session's example: a photograph with a coffee stain. A stain on paper is a dark blot over
# dark ink, so we turn the digits into ink on paper, and put a blot at a random place (`"stain"`).
#
# Two baselines: the best linear map, and a rule without weights. Strokes are thin and stains broad,
# so the brightest pixel of each 5 × 5 neighbourhood, and then the darkest of those (a **closing**),
# is the stained paper without its ink. Divide by it.
#
# The network is convolutional and adds a correction to what it gets: it need not draw the whole
# image anew.


# %%
def corrector(noise=None):
    """Build a convolutional network that adds a correction to the spoilt image."""
    profile.set_seed()
    inputs = keras.Input((28, 28, 1))
    spoilt = noise(inputs) if noise else inputs
    same = {"padding": "same", "activation": "relu"}
    maps = layers.Conv2D(32, 4, strides=2, **same)(spoilt)
    maps = layers.Conv2D(32, 3, **same)(maps)
    correction = layers.Conv2DTranspose(1, 4, strides=2, padding="same")(maps)
    return keras.Model(inputs, layers.Add()([spoilt, correction]))


def repair(model, inputs, targets, label):
    """Train a corrector; Adam's rate rises at first and then falls to 0."""
    rate = training.warmup_cosine(4e-3, REPAIR_EPOCHS * training.steps(inputs, 128))
    return train(model, inputs, targets, label, REPAIR_EPOCHS, 128, keras.optimizers.Adam(rate))


# %%
paper, paper_test = 1 - images[:REPAIRED], 1 - test[:1000]
stained = corruption.add_stain(paper_test, (0.3, 0.8), seed=2)
linear_map = metrics.fit_linear_map(corruption.add_stain(paper, (0.3, 0.8), seed=3), paper)
model = repair(corrector(Corruption("stain", (0.3, 0.8), seed=0)), paper, paper, "stain")
closing = ndimage.grey_closing(stained, size=(1, 5, 5, 1))
answers = {
    "linear map": linear_map(stained),
    "÷ closing": (stained / np.maximum(closing, 0.1)).clip(0, 1),
    "restored": restore(model, stained),
}
rows = {"original": paper_test, "corrupted": stained, **answers}
for name in ("corrupted", *answers):
    print(f"{name:12} {quality(rows[name], paper_test):.2f} dB")
reached = {name: quality(answer, paper_test) for name, answer in answers.items()}
results.record("stain: PSNR, restored (dB)", reached["restored"], control=reached["÷ closing"])
results.record("stain: PSNR, ÷ closing (dB)", reached["÷ closing"], control=reached["linear map"])
plots.captioned_images(
    {name: row[:10] for name, row in rows.items()},
    {name: metrics.psnr(paper_test[:10], rows[name][:10]) for name in list(rows)[1:]},
)

# %% [markdown]
# The stain goes, and what lay under it comes back: 31.9 dB, where the linear map has 22.1. A linear
# map has to treat a dark pixel in the same way whether it is ink or stain; the network sees from
# its surroundings which of the two it is. So does the rule: 29.3 dB. The network's lead over the
# best simple method is under three decibels, not ten.
#
# ## What JPEG leaves behind
#
# Lossy compression is corruption without any noise: the same image always loses the same. So there
# is nothing to draw anew, and the spoilt images are made once. We save digits as JPEG with a
# quality of 10 of 100 and let a network repair them.

# %%
spoilt, spoilt_test = (datasets.through_jpeg(part, 10) for part in (images[:REPAIRED], test[:1000]))
model = repair(corrector(), spoilt, images[:REPAIRED], "JPEG")
linear_map = metrics.fit_linear_map(spoilt, images[:REPAIRED])
answers = {"linear map": linear_map(spoilt_test), "restored": restore(model, spoilt_test)}
rows = {"original": test[:1000], "corrupted": spoilt_test, **answers}
for name in ("corrupted", *answers):
    print(f"{name:12} {quality(rows[name], test[:1000]):.2f} dB")
results.record(
    "JPEG: PSNR, restored (dB)",
    quality(answers["restored"], test[:1000]),
    control=quality(answers["linear map"], test[:1000]),
)
plots.captioned_images(
    {name: row[:10] for name, row in rows.items()},
    {name: metrics.psnr(test[:10], rows[name][:10]) for name in list(rows)[1:]},
)

# %% [markdown]
# It gains four decibels on the spoilt images, and two on the linear map. The ringing around the
# strokes is gone; of the strokes themselves what was lost stays lost.
#
# ## Key takeaways
# - Add up penalties and errors on one scale, and put the mean image beside a falling loss.
# - Noise with a mean is half undone by a subtraction. Try the simplest thing first.
# - Clean is not the same as right: put the original beside, and a number under it.
# - "Better" of two networks that differ in two things says nothing about either.
# - A denoiser takes away whatever it was trained to take away: a stain, or the traces of JPEG.
#
# ## What was measured

# %%
results.table()
