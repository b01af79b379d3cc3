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
# # 2. Stacked autoencoders
#
# Lecture 1's network had one layer each way. A **stack** has several: hidden layers between
# image and code, and their mirror image on the way back. What does the depth buy?
#
# ![A stack trained end to end, and the same stack grown layer by layer](figures/stacked.svg)
#
# **After this you can**
#
# - build a deep autoencoder that beats PCA with few numbers by far;
# - compare depth with width fairly: at an equal number of weights and of epochs;
# - say at which code size PCA wins, and start a network as PCA;
# - grow a stack layer by layer, and measure in pairs whether that helps;
# - say what tied weights save, and what they cost.
#
# **You need** lecture 1: bottleneck, clipped PCA, paired differences.
#
# *Time: 23 minutes to read, 4 minutes to run.*

# %%
import keras
import numpy as np
from keras import layers
from scipy.optimize import linear_sum_assignment

from autoencoder_course import callbacks, datasets, label_budgets, metrics, plots, profile, results
from keras_autoencoders import builders, training

# %%
# What the profile changes: the full one is the real experiment, the quick one only shows that
# everything runs. Learning rates were compared on validation images. Shallow networks take 0.016:
# 0.032 is a little better with a code of 30, and fails with one of 128. A code of 256 takes 0.012
# and deep networks 0.008: at 0.016 some seeds fail.
EPOCHS = profile.by_profile(full=4, quick=8)
RATE, WIDE_RATE, DEEP_RATE, JOINT_RATE, FROM_PCA_RATE = 0.016, 0.012, 0.008, 0.016, 2e-4
HIDDEN = [256, 128, 64]
CODE_SIZES = profile.by_profile(full=[30, 128, 256], quick=[30, 256])
FROM_PCA_EPOCHS = profile.by_profile(full=3, quick=6)
STEP_EPOCHS = 2
SEED = profile.seeds(5)[0]  # of all that is trained here
LABELS = profile.by_profile(full=10_000, quick=100)
LABEL_RATES = {"from scratch": 8e-3, "end to end": 1.6e-2}  # with 10,000 labels
run = results.read_long_run("stacked_comparisons")  # what was trained beforehand

# %% [markdown]
# ## 2.1 A deep autoencoder that works
#
# The encoder takes 784 pixels through layers of 256, 128 and 64 units to a code of 30 numbers.
# The decoder goes back the same way.

# %%
mnist = datasets.load("mnist")
results.start("course/02_stacked", mnist)
train, test = mnist.train.images, mnist.test.images

profile.set_seed()
encoder = keras.Sequential(
    [
        keras.Input((28, 28, 1)),
        layers.Flatten(),
        *[layers.Dense(units, activation="selu") for units in (256, 128, 64)],
        layers.Dense(30),  # the code is linear
    ]
)
decoder = keras.Sequential(
    [
        keras.Input((30,)),
        *[layers.Dense(units, activation="selu") for units in (64, 128, 256)],
        layers.Dense(784, activation="sigmoid"),
        layers.Reshape((28, 28, 1)),
    ]
)
images = keras.Input((28, 28, 1))
autoencoder = keras.Model(images, decoder(encoder(images)))


# %%
def adam_for(images, epochs, rate):
    """Return Adam whose rate rises during the first quarter of the steps, then falls to 0."""
    steps = epochs * training.steps(images, 250)
    return keras.optimizers.Adam(training.warmup_cosine(rate, steps, steps // 4))


def fit(model, data, epochs, rate):
    """Train on images; return the seconds and the validation errors after each epoch."""
    images, held_out = data.train.images, data.validation.images
    steps = training.steps_per_execution(images, 250)
    model.compile(adam_for(images, epochs, rate), loss="mse", steps_per_execution=steps)
    watch = callbacks.Stopwatch()
    history = model.fit(
        images,
        images,
        validation_data=(held_out, held_out),
        batch_size=250,
        epochs=epochs,
        verbose=0,
        callbacks=[watch],
    )
    return watch.steady(), history.history["val_loss"]


# %%
deep_curve = fit(autoencoder, mnist, EPOCHS, DEEP_RATE)


# %%
def error_on(model, inputs=test):
    """Return a model's mean squared error (MSE) per pixel on images."""
    restored = model.predict(inputs, batch_size=1000, verbose=0)
    return metrics.mean_squared_error(inputs, restored)


pca_sizes = [30, 128, 256]
pca_errors = dict(zip(pca_sizes, metrics.pca_baseline(train, test, pca_sizes), strict=True))
deep_error = error_on(autoencoder)
print(f"mean image       test MSE {metrics.mean_image_baseline(train, test):.5f}")
print(f"PCA-30, clipped  test MSE {pca_errors[30]:.5f}")
print(f"autoencoder      test MSE {deep_error:.5f}")
results.record("test MSE, 784–256–128–64–30", deep_error, control=pca_errors[30])
_ = results.record("PCA-30 clipped ÷ 784–256–128–64–30", pca_errors[30] / deep_error, control=1.0)

# %%
pca = metrics.fit_pca(train, 256)
plots.reconstructions(
    {
        "image": test[:10],
        "PCA-30, clipped": metrics.restore_with_pca(pca, test[:10], 30).clip(0, 1),
        "autoencoder": autoencoder.predict(test[:10], verbose=0),
    }
)

# %% [markdown]
# A few seconds of training, and 30 numbers restore digits with about half of the error of the
# best 30 linear ones, clipped. Two details are meant to help so deep a network train:
#
# - **SELU**, a ReLU whose negative half is a curve, made to keep the spread of signals about the
#   same from layer to layer.
# - **Warm-up**: the learning rate rises from zero during the first quarter of the steps. Adam's
#   first steps are its wildest.
#
# (Chosen by experience. What each is worth here, you can test by taking it away.)
#
# ## 2.2 What does depth buy?
#
# We compare one to four hidden layers each way, and keep everything else equal:
#
# - **the code**: 30 numbers;
# - **the number of weights**: about 490,000, so that depth isn't just size. A single hidden layer
#   may then have 300 units;
# - **the epochs**: with equal weights, an epoch is about equally many multiplications;
# - **the chance to learn**: the learning rate was chosen for shallow and for deep networks apart.
#
# Deep networks of this kind also get narrow towards the code. One has three layers of about equal
# width instead. And one is a single layer of 600 units: twice the weights, so half the epochs.
#
# *Guess first: which one wins, and where does clipped PCA come in?*
#
# The network of section 2.1 has three hidden layers. Here are the others, but for the one of equal
# widths, against the seconds that they take:


# %%
def new_stack(hidden=HIDDEN, code_size=30, **options):
    """Build a stack with SELU, a linear code and random weights."""
    shape = (28, 28, 1)
    return builders.stacked(
        shape, hidden, code_size, activation="selu", code_activation=None, **options
    )


def train_stack(data, hidden, code_size, epochs=EPOCHS, **options):
    """Train a new stack; return it, with seconds and validation errors by epoch."""
    profile.set_seed()
    model = new_stack(hidden, code_size, **options)
    rate = WIDE_RATE if code_size > 128 else DEEP_RATE if len(hidden) > 2 else RATE
    return model, fit(model, data, epochs, rate)


# %%
live, curves = {"3 hidden layers": (autoencoder, deep_error)}, {"3 hidden layers": deep_curve}
for name, hidden, epochs in [
    ("1 hidden layer", [300], EPOCHS),
    ("2 hidden layers", [260, 140], EPOCHS),
    ("4 hidden layers", [256, 128, 64, 32], EPOCHS),
    ("1 wide layer", [600], EPOCHS // 2),
]:
    model, curves[name] = train_stack(mnist, hidden, 30, epochs)
    live[name] = model, error_on(model)
for name, (model, error) in live.items():
    print(
        f"{name:15} {model.count_params():,} parameters, {curves[name][0][-1]:3.0f} s, test MSE "
        f"{error:.5f} (recorded beforehand: {run.values(f'test MSE, {name}')[0]:.5f})"
    )
plots.time_curves(
    curves,
    controls={"PCA-30, clipped (test)": pca_errors[30]},
    label="validation MSE per pixel",
)

# %% [markdown]
# Is that the luck of one seed, and what about the others? Five seeds of all that this lecture
# compares take the minutes that the next cell prints, so they were trained beforehand:
# `python -m coursework longrun stacked_comparisons` repeats it. What runs here has the first of
# these seeds. On another processor its errors come out up to 2 % different: small differences in
# rounding grow while a network trains.


# %%
def percent_above(way, baseline):
    """Say by how many per cent a way's recorded test MSE is above another's, in pairs of seeds."""
    first, second = (np.array(run.values(f"test MSE, {name}")) for name in (way, baseline))
    return metrics.paired_difference(100 * first / second, np.full(len(first), 100))


print(run.caption)
others = ["2 hidden layers", "3 hidden layers", "3 layers, equal widths", "4 hidden layers"]
for name in ["1 hidden layer", *others, "1 wide layer"]:
    estimate = run.estimate(f"test MSE, {name}")
    line = f"{name:22} {estimate.mean:.5f} ± {estimate.half_width:.5f}"
    if name != "1 hidden layer":
        above = percent_above(name, "1 hidden layer")
        line += f", {above} % above 1 hidden layer"
        results.record(f"test MSE ÷ 1 hidden layer, {name}", 1 + above.mean / 100, control=1.0)
    print(line)

# %% [markdown]
# All beat PCA, but in these epochs depth buys nothing. One hidden layer and two are nearly level,
# a third costs about a quarter more error, and the fourth is the worst by far. All take about as
# long, so at equal seconds the order is the same (see the figure, of one seed). A good part of that
# is the narrowing: three layers of equal widths, which also bear the larger rate, lose less than
# half as much. One wide layer does not help either, in half of the epochs. That is an answer about
# short trainings: in a longer one, three large layers get much further (section 2.7).
#
# Does that hold for any code? From the same run, a code of 8 numbers:

# %%
for name in ("1 hidden layer, code of 8", "3 hidden layers, code of 8"):
    print(f"{name:26} test MSE {run.mean(f'test MSE, {name}'):.5f}")
print(f"{'PCA-8, clipped':26} test MSE {run.control('PCA-8, clipped'):.5f}")
above = percent_above("3 hidden layers, code of 8", "1 hidden layer, code of 8")
print(f"3 hidden layers: {above} % above 1")
name = "code of 8: test MSE, 3 hidden layers ÷ 1"
_ = results.record(name, 1 + above.mean / 100, control=1.0)

# %% [markdown]
# With 8 numbers the order turns: three hidden layers make about a tenth less error than one. A
# plausible reading: a code that small has to be bent around where the images are, and bending is
# what several layers can do. So depth can pay where the code is small. (One small size is no
# proof.)
#
# ## 2.3 At which code size does PCA win?
#
# Now the other direction: larger codes, one hidden layer of 300.
#
# *Guess first: how many numbers does a code need until PCA is ahead?*

# %%
shallow_errors = [
    live["1 hidden layer"][1] if size == 30 else error_on(train_stack(mnist, [300], size)[0])
    for size in CODE_SIZES
]
for size, error in zip(CODE_SIZES, shallow_errors, strict=True):
    print(f"code of {size:3}: network {error:.5f}, clipped PCA {pca_errors[size]:.5f}")
    name = f"digits: PCA clipped ÷ 784–300–{size}"
    results.record(name, pca_errors[size] / error, control=1.0)
plots.code_size_curves(
    CODE_SIZES,
    {"1 hidden layer": shallow_errors, "PCA, clipped": [pca_errors[size] for size in CODE_SIZES]},
)

# %% [markdown]
# With 30 numbers the network makes less than half of PCA's error. With 128 it is still ahead. With
# 256 **PCA wins**, clearly. From 30 to 256 numbers its error falls to a fifteenth: its directions
# come from a formula, exactly. The network's error falls far less.
#
# ### Started as PCA
#
# Can't the network do what PCA does, or does training not find it? `training.start_at_pca` *sets*
# the weights so that 784–300–256 computes clipped PCA-256: ReLU units whose biases are so large
# that all are on (then a ReLU is a straight line), and a "hard" sigmoid at the output, which is
# just the clipping. We train from there.

# %%
profile.set_seed()
sizes = (28, 28, 1), [300], 256
options = {"code_activation": None, "output_activation": "hard_sigmoid"}
from_pca = builders.stacked(*sizes, **options)
training.start_at_pca(from_pca, pca, train)
at_start = error_on(from_pca)
fit(from_pca, mnist, FROM_PCA_EPOCHS, FROM_PCA_RATE)
after = error_on(from_pca)
print(f"PCA-256, clipped        {pca_errors[256]:.5f}")
print(f"started there           {at_start:.5f}")
print(f"after training          {after:.5f}")
straight = builders.stacked(*sizes, activation=None, **options)
straight.set_weights(from_pca.get_weights())  # every ReLU is taken out
without = error_on(straight)
print(f"the same without ReLU   {without:.5f}")
print(f"from random weights     {shallow_errors[-1]:.5f}")
results.record("code of 256: test MSE, started as PCA", after, control=pca_errors[256])
_ = results.record("code of 256: the same network without its ReLUs", without, control=after)

# %% [markdown]
# It starts level with PCA and then halves the error. So such a network *can* hold a better code of
# 256 numbers than PCA's; our training from random weights did not find it. (It had SELU, a sigmoid
# and a larger rate. Section 2.7 has longer runs of both.)
#
# Is that what hidden layers are for? No. Take the ReLUs out of the trained network, and its error
# stays what it was: it is still a linear map, and a clip. PCA is the best linear map *before*
# clipping. Training knows that pixels are clipped, so it may let them run below 0 and above 1.
# Where a formula solves most of the problem, start from it.
#
# ## 2.4 Layer by layer, or end to end?
#
# The schematic above shows two ways to grow one stack. **End to end**: train it whole.
# **Greedy**, layer by layer: train 784–256–784 on images, then 256–128–256 on the codes of the
# first, and so on (`training.pretrain_layerwise`); put the halves together; then train the whole a
# little, **jointly**. The greedy steps together cost as much per epoch as the whole stack. So two
# greedy epochs and two joint ones stand against the four end to end of section 2.1.
#
# *Guess first: does it pay to prepare each layer?*

# %%
stack, optimizer = new_stack(), adam_for(train, STEP_EPOCHS, DEEP_RATE)
training.pretrain_layerwise(
    stack, train, epochs=STEP_EPOCHS, batch_size=250, optimizer=optimizer, seed=SEED
)
shown = {"image": test[:10], "greedy, alone": stack.predict(test[:10], verbose=0)}
grown = {"greedy, alone": error_on(stack)}
fit(stack, mnist, STEP_EPOCHS, JOINT_RATE)
grown |= {"greedy, then joint": error_on(stack), "3 hidden layers": deep_error}
shown["greedy, then joint"] = stack.predict(test[:10], verbose=0)
shown["end to end"] = autoencoder.predict(test[:10], verbose=0)

# %%
for way, error in grown.items():
    recorded = "  ".join(f"{value:.5f}" for value in run.values(f"test MSE, {way}"))
    print(f"{way:18} test MSE {error:.5f}, recorded with five seeds: {recorded}")
worse = percent_above("greedy, then joint", "3 hidden layers")
print(f"greedy, then joint: {worse} % above end to end")
results.record("greedy, then joint: test MSE above end to end (%)", worse.mean, control=0.0)
alone, pca_error = run.mean("test MSE, greedy, alone"), run.control("PCA-30, clipped")
results.record("greedy, alone: test MSE", alone, control=pca_error)
plots.reconstructions(shown)

# %% [markdown]
# **End to end wins**, with each of the five seeds, by about a tenth. The greedy steps alone lose
# even to clipped PCA-30, and the digits show it. Probably small errors add up from step to step:
# each step restores its own input, and none knows what the pixels need. Joint training mends most
# of it, not all. Other networks may differ: for 784–400–256 with tanh we found both ways within
# a few per cent of each other.
#
# ## 2.5 Does pretraining help a classifier?
#
# In lecture 1 it did not. A stack has more to prepare, and that was the historical reason to grow
# stacks at all. A softmax layer goes on the code of 30 numbers, and all weights
# are trained with labels. The starts:
#
# - **from scratch**: random weights;
# - **end to end**: the encoder of section 2.1;
# - **greedy**: after two epochs of each step; **greedy, then joint**: after all four epochs;
# - **end to end, rescaled**: each layer's weights are scaled so that its output spreads as in a
#   fresh network (lecture 1 found that the scale alone can decide);
# - **from scratch, scaled up**: the reverse, random weights with the spread of the trained ones.
#
# A **linear probe on the pixels** stands beside them. Each seed has its own stack, labelled images
# and random weights, and all starts share them. The learning rate of each start and budget was
# chosen on validation images.
#
# *Guess first: which start wins with 100 labels, and with 10,000?*
#
# Two of the starts, with one seed:


# %%
def new_classifier():
    """Build the stack's encoder with a softmax layer, random weights."""
    return builders.classifier(new_stack().get_layer("encoder"), 10)


def start_end_to_end(classifier):
    """Give a classifier the weights of section 2.1's encoder."""
    classifier.get_layer("encoder").set_weights(encoder.get_weights())


labelled = datasets.balanced_subset(mnist.train, LABELS, seed=SEED)
draws = [(labelled, mnist.validation, mnist.test)]
trainer = label_budgets.Trainer(new_classifier)
for way, start in {"from scratch": None, "end to end": start_end_to_end}.items():
    (right,) = trainer.accuracies(draws, [SEED], [LABEL_RATES[way]], start)
    recorded = run.values(f"{way}, {LABELS:,} labels (%)")[0]
    print(f"{LABELS:,} labels, {way}: {right:.2f} % right (recorded beforehand: {recorded:.2f})")

# %%
budgets = [100, 1_000, 10_000]
ways = ["greedy", "greedy, then joint", "end to end", "end to end, rescaled"]
ways += ["from scratch, scaled up", "from scratch"]
estimates = {
    way: [run.estimate(f"{way}, {count:,} labels (%)") for count in budgets] for way in ways
}
probe = "linear probe on pixels, 100 labels (%)"
estimates["linear probe on pixels"] = [run.estimate(probe)]
print(label_budgets.table(estimates, budgets, "test accuracy (%)"))
gains = {way: [] for way in ways if way != "from scratch"}
for way in gains:
    for count in budgets:
        pair = (run.values(f"{name}, {count:,} labels (%)") for name in (way, "from scratch"))
        gain = metrics.paired_difference(*pair)
        print(f"{count:6,} labels, {way} minus from scratch: {gain} points")
        gains[way].append(metrics.Estimate(gain.mean, gain.half_width))
        name = f"{way} minus from scratch, {count:,} labels (points)"
        results.record(name, gain.mean, control=0.0)
beside = metrics.paired_difference(run.values("end to end, 100 labels (%)"), run.values(probe))
print(f"   100 labels, end to end minus linear probe on pixels: {beside} points")
name = "end to end minus linear probe on pixels, 100 labels (points)"
_ = results.record(name, beside.mean, control=0.0)

# %%
plots.label_budget_curves(budgets, gains, label="gain over from scratch (points)")

# %% [markdown]
# - **End to end gains a little**: with 10,000 labels 0.4 points, in five seeds of five. With fewer
#   labels the mean gain is larger, but so is its interval.
# - **Greedy** alone is within the intervals at every budget. With joint training it gains as much
#   as end to end: 0.8 ± 0.3 points with 1,000 labels, 0.5 ± 0.3 with 10,000, in five seeds of five.
# - **The scale matters.** Rescaled like fresh weights, the end-to-end start is level with random
#   weights at 1,000 labels and more. But random weights that are scaled *up* gain nothing, and with
#   100 labels they are clearly worse. So the gain takes both, what was learned and its scale.
#
# So here pretraining helps, but little. And with 100 labels a linear probe on the *pixels* is no
# worse than any of these. All of that holds for this network, trained this long.
#
# ## 2.6 Tied weights: half the parameters
#
# The decoder undoes what the encoder does. With **tied weights** each of its layers uses the
# kernel of its partner, transposed: $V_k = W_k^\top$, with $W_k$ for the kernel of the encoder's
# layer $k$ and $V_k$ for that of its partner. PCA does the same. Only biases are its own. We
# compare on clothes, 784–300–30. Each way has its own best learning rate of 0.004, 0.008, 0.016
# and 0.032; it happens to be the same.
#
# *Guess first: what does it cost to halve the weights? Does a free decoder learn the transpose
# anyway?*

# %%
del mnist, train  # the digits' memory is needed
fashion = datasets.load("fashion_mnist")
results.add_data(fashion)
clothes_test = fashion.test.images
untied, _ = train_stack(fashion, [300], 30)
tied, _ = train_stack(fashion, [300], 30, tied=True)
for way, model in {"untied": untied, "tied": tied}.items():
    error, recorded = error_on(model, clothes_test), run.values(f"test MSE, clothes, {way}")[0]
    print(f"{way:6} {model.count_params():7,} parameters, test MSE {error:.5f} ({recorded:.5f})")
clothes_pca = run.control("clothes: PCA-30, clipped")
print(f"PCA-30, clipped            test MSE {clothes_pca:.5f}")
more = percent_above("clothes, tied", "clothes, untied")
print(f"five seeds: tied {more} % above untied")
results.record("clothes, code of 30: tied above untied (%)", more.mean, control=0.0)
ratio = clothes_pca / run.mean("test MSE, clothes, untied")
_ = results.record("clothes: PCA clipped ÷ 784–300–30", ratio, control=1.0)

# %% [markdown]
# Now compare the free decoder's weights to pixels with the encoder's weights from pixels, unit
# by unit: the cosine of two weight vectors, its sign left away, is 1 if they lie on one line, and
# 0 if they have nothing in common. The 300 units of the decoder stand in an order of their own, so
# we also look for the best partner of each (`linear_sum_assignment`), also before training.


# %%
def best_partners(model):
    """Match units of the first and last layer; return both weights, and mean cosines."""
    down = model.get_layer("encoder").get_layer("hidden_1").get_weights()[0].T
    up = model.get_layer("decoder").get_layer("pixels").get_weights()[0]
    down, up = (rows / np.linalg.norm(rows, axis=1, keepdims=True) for rows in (down, up))
    cosines = np.abs(down @ up.T)
    first, second = linear_sum_assignment(cosines, maximize=True)
    return down[first], up[second], np.diag(cosines).mean(), cosines[first, second].mean()


profile.set_seed()
untrained = keras.models.clone_model(untied)  # new random weights
*_, same_before, best_before = best_partners(untrained)
from_pixels, to_pixels, same, best = best_partners(untied)
print(f"untrained: mean cosine at the same position {same_before:.3f}, best {best_before:.3f}")
print(f"trained:   mean cosine at the same position {same:.3f}, best {best:.3f}")
_ = results.record("clothes: cosine, decoder and encoder", best, control=best_before)

# %%
plots.weight_tiles(
    {"encoder: from pixels": from_pixels, "decoder: to pixels, partners": to_pixels},
    (28, 28),
    count=36,
)

# %% [markdown]
# The free decoder does **not** learn the transpose. At the same position there is little in
# common, as expected; but even best partners have a mean cosine of only 0.3 or so. So tying is a
# real constraint, and the error rises by 2.6 ± 2.2 %, for half of the weights. Whether that is a
# good trade depends on what you lack: memory, or sharp images. In the exercise you tie weights
# yourself, with half of these epochs, where it costs about 6 %, and see what the learning rate does
# to the comparison.
#
# ## 2.7 What longer training reaches
#
# Four trainings are longer still. They were run beforehand, too, with three seeds each.

# %%
for name in ("deep_autoencoder", "stacked_classifier", "longer_stack", "pca_start"):
    longer = results.read_long_run(name)
    print(longer.recipe)
    print(longer.caption)
    for what, estimate in longer:
        print(f"    {what}: {estimate}")
    if name == "stacked_classifier":
        starts = [longer.values(f"test error, {way} (%)") for way in ("pretrained", "from scratch")]
        print(f"    pretrained minus from scratch: {metrics.paired_difference(*starts)} points")

# %% [markdown]
# The first is measured as in 2006, when Hinton and Salakhutdinov made deep autoencoders famous:
# squared error summed over an image, 784 times our MSE. They report 3.00, pretrained layer by
# layer; PCA-30 makes 13.9 (12.6 clipped). Ours is below theirs without pretraining. But it also
# sees three distorted copies of each image, and a modern optimiser, so nothing follows about
# pretraining.
#
# In the second, pretrained minus from scratch is less than its uncertainty: with all labels
# pretraining shows no gain. Vincent et al. (2010) report 1.40 % wrong for three pretrained layers,
# and 1.28 % for *denoising* ones (see lecture 4). An error near 1.3 % on 10,000 test images is
# itself uncertain by ± 0.22 points, and recipes differ from 2010 in many ways at once: nothing
# here says *which* difference matters.
#
# The last two belong to section 2.3. With ten times the epochs, codes of 256 from random weights
# come close to clipped PCA-256, which makes 0.0011. Started as PCA, a network of that size ends at
# less than half of it. (Its own random start, with the same "hard" sigmoid, stays at 0.022.)
#
# ## 2.8 What to remember
#
# - A deep autoencoder with 30 numbers has half the error of the best linear one.
# - Depth is not free. At equal weights and epochs, one hidden layer is about as good as two with 30
#   numbers; three win with 8.
# - Compare at each network's own learning rate, or you measure whom the rate suits.
# - With many numbers PCA wins. Started there, training improves on it.
# - End to end beats layer by layer here, in five pairs of five. As a start for a classifier with
#   10,000 labels either gains about half a point, if the layers are trained jointly in the end.
# - Tied weights are a real constraint: a free decoder does not learn the transpose by itself.
#
# *The recipe behind this lecture, rerun and taken apart:
# [02_stacked_published](02_stacked_published.ipynb). Now do the exercise: `exercises/02_stacked`.*
#
# Five of the results, each beside its baseline; the others are folded away:

# %%
results.table()
