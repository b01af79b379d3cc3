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
# - compare depth with width fairly: at equal seconds, and at an equal number of weights;
# - say at which code size PCA wins, and start a network as PCA;
# - grow a stack layer by layer, and measure in pairs whether that helps;
# - explain what tied weights save, and what they cost.
#
# **You need** lecture 1: bottleneck, clipped PCA, paired differences.
#
# *Time: 26 minutes to read, 22 minutes to run.*

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
# 0.032 is a little better with a code of 30, and fails with one of 128. Deep ones take 0.008: at
# 0.016 some seeds fail.
EPOCHS = profile.by_profile(full=4, quick=8)
RATE, DEEP_RATE, FROM_PCA_RATE = 0.016, 0.008, 2e-4
HIDDEN = [256, 128, 64]
NETWORKS = {  # hidden units, learning rate, share of the epochs
    "1 hidden layer": ([300], RATE, 1),
    "2 hidden layers": ([260, 140], RATE, 1),
    "3 layers, equal widths": ([220, 172, 172], RATE, 1),
    "4 hidden layers": ([256, 128, 64, 32], DEEP_RATE, 1),
    "1 wide layer": ([600], RATE, 0.5),
}
if profile.name() == "quick":
    NETWORKS = {"1 hidden layer": ([300], RATE, 1)}
SMALL_CODE = 8
CODE_SIZES = profile.by_profile(full=[30, 128, 256], quick=[30, 256])
FROM_PCA_EPOCHS = profile.by_profile(full=3, quick=6)
STEP_EPOCHS = 2
SEEDS = profile.seeds(5)
LABEL_BUDGETS = profile.by_profile(full=[100, 1_000, 10_000], quick=[100])
# The best learning rate for each start and label budget on validation, two seeds, of six from
# 0.002 to 0.064 (with 10,000 labels of four, to 0.016).
LEARNING_RATES = {
    "greedy": {100: 4e-3, 1_000: 4e-3, 10_000: 1.6e-2},
    "end to end": {100: 4e-3, 1_000: 4e-3, 10_000: 1.6e-2},
    "end to end, rescaled": {100: 2e-3, 1_000: 1.6e-2, 10_000: 1.6e-2},
    "from scratch, scaled up": {100: 4e-3, 1_000: 1.6e-2, 10_000: 1.6e-2},
    "from scratch": {100: 2e-3, 1_000: 8e-3, 10_000: 8e-3},
}

# %% [markdown]
# ## 2.1 A deep autoencoder that works
#
# The encoder takes 784 pixels through layers of 256, 128 and 64 units to a code of 30 numbers.
# The decoder goes back the same way.

# %%
mnist, fashion = datasets.load("mnist"), datasets.load("fashion_mnist")
results.start("course/02_stacked", mnist, fashion)
train, validation, test = mnist.train.images, mnist.validation.images, mnist.test.images

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
def adam_for(epochs, rate, inputs=train):
    """Return Adam whose rate rises during the first quarter of the steps, then falls to 0."""
    steps = epochs * training.steps(inputs, 250)
    return keras.optimizers.Adam(training.warmup_cosine(rate, steps, steps // 4))


def compile_for(model, epochs, rate, inputs=train):
    """Compile for batches of 250 and Adam."""
    model.compile(
        adam_for(epochs, rate, inputs),
        loss="mse",
        steps_per_execution=training.steps_per_execution(inputs, 250),
    )


compile_for(autoencoder, EPOCHS, DEEP_RATE)
watch = callbacks.Stopwatch()
history = autoencoder.fit(
    train,
    train,
    validation_data=(validation, validation),
    batch_size=250,
    epochs=EPOCHS,
    verbose=0,
    callbacks=[watch],
)


# %%
def error_on(model, inputs=test):
    """Return a model's mean squared error (MSE) per pixel on images."""
    restored = model.predict(inputs, batch_size=1000, verbose=0)
    return metrics.mean_squared_error(inputs, restored)


pca_sizes = [SMALL_CODE, 30, 128, 256]
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
# (We chose them by experience. What each is worth here, you can test by taking it away.)
#
# ## 2.2 What does depth buy?
#
# We compare one to four hidden layers each way. A fair comparison keeps everything else equal:
#
# - **the code**: 30 numbers;
# - **the number of weights**: about 490,000, so that depth isn't just size. A single hidden layer
#   may then have 300 units;
# - **the epochs**: with equal weights, an epoch is about equally many multiplications. (Seconds are
#   printed, too. They depend on what else the machine does.)
# - **the chance to learn**: the learning rate was chosen for shallow and for deep networks apart.
#
# Deep networks of this kind also get narrow towards the code. One has three layers of about equal
# width instead. And one is the opposite of deep: a single layer of 600 units. It has twice the
# weights, so it gets half the epochs. All have one seed; section 2.4 prints how little five seeds
# differ.
#
# *Guess first: which one wins, and where does clipped PCA come in?*


# %%
def train_stack(hidden, code_size, rate=RATE, epochs=EPOCHS, inputs=train, **options):
    """Train a stack with SELU and a linear code; return it, with seconds and errors by epoch."""
    profile.set_seed()
    model = builders.stacked(
        (28, 28, 1), hidden, code_size, activation="selu", code_activation=None, **options
    )
    compile_for(model, epochs, rate, inputs)
    watch = callbacks.Stopwatch()
    history = model.fit(
        inputs,
        inputs,
        validation_data=(validation, validation) if inputs is train else None,
        batch_size=250,
        epochs=epochs,
        verbose=0,
        callbacks=[watch],
    )
    return model, (watch.steady(), history.history["val_loss" if inputs is train else "loss"])


# %%
models, curves = {}, {"3 hidden layers": (watch.steady(), history.history["val_loss"])}
errors = {"3 hidden layers": deep_error}
for name, (hidden, rate, share) in NETWORKS.items():
    models[name], curves[name] = train_stack(hidden, 30, rate, int(share * EPOCHS))
    errors[name] = error_on(models[name])
for name in sorted(errors):
    weights = (models | {"3 hidden layers": autoencoder})[name].count_params()
    print(
        f"{name:22} {weights:9,} parameters, {curves[name][0][-1]:3.0f} s, test MSE "
        f"{errors[name]:.5f}, {pca_errors[30] / errors[name]:.2f} times better than PCA"
    )
    if name != "1 hidden layer":
        ratio = errors[name] / errors["1 hidden layer"]
        results.record(f"test MSE ÷ 1 hidden layer, {name}", ratio, control=1.0)

# %%
plots.time_curves(
    {name: curves[name] for name in sorted(curves)},
    controls={"PCA-30, clipped (test)": pca_errors[30]},
    label="validation MSE per pixel",
)

# %% [markdown]
# All beat PCA, but in these epochs depth buys nothing. One hidden layer and two are level, a third
# costs about a quarter more error, and the fourth is the worst by far. A good part of that is the
# narrowing: three layers of equal widths, which also bear the larger rate, lose less than half as
# much. One wide layer does not help either, in its half of the epochs. That is an answer about
# short trainings: for longer, one with three large layers gets much further (section 2.7).
#
# The rates matter, too. To compare at one learning rate is to ask whom it suits.
#
# Does that hold for any code? The same test with 8 numbers:

# %%
small = {
    "1 hidden layer": error_on(train_stack([300], SMALL_CODE)[0]),
    "3 hidden layers": error_on(train_stack(HIDDEN, SMALL_CODE, DEEP_RATE)[0]),
}
print(f"code of {SMALL_CODE}, test MSE")
for name, error in (small | {"PCA, clipped": pca_errors[SMALL_CODE]}).items():
    print(f"{name:15} {error:.5f}")
ratio = small["3 hidden layers"] / small["1 hidden layer"]
_ = results.record(f"code of {SMALL_CODE}: test MSE, 3 hidden layers ÷ 1", ratio, control=1.0)

# %% [markdown]
# With 8 numbers the order turns: three hidden layers make about a tenth less error than one. The
# same epochs, the same weights, another code. A plausible reading: a code that small has to be
# bent around where the images are, and bending is what several layers can do. So depth can pay
# where the code is small. (One seed at one small size is no proof.)
#
# ## 2.3 At which code size does PCA win?
#
# Now the other direction: larger codes, one hidden layer of 300.
#
# *Guess first: how many numbers does a code need until PCA is ahead?*

# %%
shallow_errors = [
    errors["1 hidden layer"] if size == 30 else error_on(train_stack([300], size)[0])
    for size in CODE_SIZES
]
clothes, clothes_test = fashion.train.images, fashion.test.images
untied, _ = train_stack([300], 30, inputs=clothes)
clothes_error = error_on(untied, clothes_test)
clothes_pca = metrics.pca_baseline(clothes, clothes_test, 30)

# %%
compared = [
    ("digits", size, error, pca_errors[size])
    for size, error in zip(CODE_SIZES, shallow_errors, strict=True)
]
for what, size, error, baseline in [*compared, ("clothes", 30, clothes_error, clothes_pca)]:
    print(f"{what:7}, code of {size:3}: network {error:.5f}, clipped PCA {baseline:.5f}")
    name = f"{what}: PCA clipped ÷ 784–300–{size}"
    results.record(name, baseline / error, control=1.0)
plots.code_size_curves(
    CODE_SIZES,
    {"1 hidden layer": shallow_errors, "PCA, clipped": [pca_errors[size] for size in CODE_SIZES]},
)

# %% [markdown]
# With 30 numbers the network makes less than half of PCA's error on digits, and two thirds of it
# on clothes. With 128 it is still ahead. With 256 **PCA wins**, clearly: it overtakes somewhere
# between the two. From 30 to 256 numbers
# PCA's error falls to a fifteenth: what it leaves out is next to nothing, and its directions
# come from a formula, exactly. The network's error falls far less.
#
# ### Started as PCA
#
# Can't the network do what PCA does, or does training not find it? We *set* the weights so that
# 784–300–256 computes clipped PCA-256, and train from there. `training.start_at_pca` does so
# with ReLU units whose biases are so large that all are on (a ReLU that is always on is a
# straight line), and a "hard" sigmoid at the output, which is just the clipping.

# %%
profile.set_seed()
from_pca = builders.stacked(
    (28, 28, 1), [300], 256, code_activation=None, output_activation="hard_sigmoid"
)
training.start_at_pca(from_pca, pca, train)
at_start = error_on(from_pca)
compile_for(from_pca, FROM_PCA_EPOCHS, FROM_PCA_RATE)
from_pca.fit(train, train, batch_size=250, epochs=FROM_PCA_EPOCHS, verbose=0)
after = error_on(from_pca)
print(f"PCA-256, clipped        {pca_errors[256]:.5f}")
print(f"started there           {at_start:.5f}")
print(f"after training          {after:.5f}")
straight = builders.stacked(
    *((28, 28, 1), [300], 256),
    **{"activation": None, "code_activation": None, "output_activation": "hard_sigmoid"},
)
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
# Where a closed formula solves most of the problem, start from the formula.
#
# ## 2.4 Layer by layer, or end to end?
#
# The schematic above shows two ways to grow one stack. **End to end**: train it whole.
# **Greedy**, layer by layer: train 784–256–784 on images, then 256–128–256 on the codes of the
# first, and so on; put the halves together; then train the whole a little, **jointly**.
# `training.pretrain_layerwise` does the greedy part. Its steps together cost as much per epoch as
# the whole stack. So two greedy epochs and two joint ones stand against four end to end, and with
# five seeds they form five pairs.
#
# *Guess first: does it pay to prepare each layer?*


# %%
def new_stack():
    """Build 784-256-128-64-30 and back, with random weights."""
    return builders.stacked((28, 28, 1), HIDDEN, 30, activation="selu", code_activation=None)


def train_whole(stack, epochs):
    """Train all layers of a stack; return its test MSE."""
    compile_for(stack, epochs, DEEP_RATE)
    stack.fit(train, train, batch_size=250, epochs=epochs, verbose=0)
    return error_on(stack)


# %%
starts = {"greedy": [], "end to end": []}  # encoders' weights, one for each seed
stack_errors = {"greedy, alone": [], "greedy, then joint": [], "end to end": []}
for seed in SEEDS:
    stack = new_stack()
    optimizer = adam_for(STEP_EPOCHS, DEEP_RATE)
    training.pretrain_layerwise(
        stack, train, epochs=STEP_EPOCHS, batch_size=250, optimizer=optimizer, seed=seed
    )
    starts["greedy"].append(stack.get_layer("encoder").get_weights())
    stack_errors["greedy, alone"].append(error_on(stack))
    shown = {"image": test[:10], "greedy, alone": stack.predict(test[:10], verbose=0)}
    stack_errors["greedy, then joint"].append(train_whole(stack, STEP_EPOCHS))
    profile.set_seed(seed)
    stack = new_stack()
    stack_errors["end to end"].append(train_whole(stack, 2 * STEP_EPOCHS))
    starts["end to end"].append(stack.get_layer("encoder").get_weights())
    shown["end to end"] = stack.predict(test[:10], verbose=0)

# %%
for way, values in stack_errors.items():
    print(f"{way:18} test MSE", "  ".join(f"{value:.5f}" for value in values))
worse = 100 * (np.array(stack_errors["greedy, then joint"]) / stack_errors["end to end"] - 1)
difference = metrics.paired_difference(worse, np.zeros(len(SEEDS)))
print(f"greedy, then joint: {difference} % above end to end")
results.record("greedy, then joint: test MSE above end to end (%)", difference.mean, control=0.0)
alone = np.mean(stack_errors["greedy, alone"])
results.record("greedy, alone: test MSE", alone, control=pca_errors[30])
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
# In lecture 1 it did not. A stack has more to prepare, and preparing layers was the historical
# reason to grow stacks at all. A softmax layer goes on the code of 30 numbers, and all weights
# are trained with labels. The starts:
#
# - **from scratch**: random weights;
# - **end to end**: the encoder of section 2.4, after its four epochs;
# - **greedy**: after two epochs of each step, before joint training;
# - **end to end, rescaled**: each layer's weights are scaled so that its output spreads as in a
#   fresh network (lecture 1 found that the scale alone can decide);
# - **from scratch, scaled up**: the reverse, random weights with the spread of the trained ones.
#
# Each seed has its own stack, labelled images and random weights, and all starts share them. The
# learning rate of each start and budget was chosen on validation images (see the settings).
#
# *Guess first: which start wins with 100 labels, and with 10,000?*


# %%
def new_classifier():
    """Build the stack's encoder with a softmax layer, random weights."""
    return builders.classifier(new_stack().get_layer("encoder"), 10)


def start_from(weights):
    """Return a function that gives a classifier's encoder these weights."""
    return lambda model: model.get_layer("encoder").set_weights(weights)


def with_spreads(weights, wanted=()):
    """Scale an encoder's layers until outputs spread as wanted; return weights and spreads."""
    encoder, values, spreads = new_stack().get_layer("encoder"), validation.reshape(-1, 784), []
    encoder.set_weights(weights)
    for number, layer in enumerate(layer for layer in encoder.layers if layer.weights):
        for _ in range(10 if wanted else 0):  # SELU is no straight line: one step is not enough
            factor = wanted[number] / keras.ops.convert_to_numpy(layer(values)).std()
            layer.set_weights([factor * each for each in layer.get_weights()])
        values = keras.ops.convert_to_numpy(layer(values))
        spreads.append(float(values.std()))
    return encoder.get_weights(), spreads


# %%
fresh = []
for seed in SEEDS:
    profile.set_seed(seed)
    fresh.append(new_classifier().get_layer("encoder").get_weights())
spreads = {
    kind: [with_spreads(each)[1] for each in weights]
    for kind, weights in {"fresh": fresh, **starts}.items()
}
for kind, by_seed in spreads.items():
    print(f"{kind:11} spread layer by layer", "  ".join(f"{value:.2f}" for value in by_seed[0]))
starts["end to end, rescaled"] = [
    with_spreads(*pair)[0] for pair in zip(starts["end to end"], spreads["fresh"], strict=True)
]
starts["from scratch, scaled up"] = [
    with_spreads(*pair)[0] for pair in zip(fresh, spreads["end to end"], strict=True)
]
starts["from scratch"] = fresh

# %%
trainer = label_budgets.Trainer(new_classifier)
accuracies = {way: [] for way in LEARNING_RATES}
for budget in LABEL_BUDGETS:
    draws = [
        (datasets.balanced_subset(mnist.train, budget, seed=seed), mnist.validation, mnist.test)
        for seed in SEEDS
    ]
    for way, rates in LEARNING_RATES.items():
        start = [start_from(weights) for weights in starts[way]]
        accuracies[way].append(trainer.accuracies(draws, SEEDS, (rates[budget],), start))

# %%
estimates = {
    way: [metrics.mean_and_interval(values) for values in by_budget]
    for way, by_budget in accuracies.items()
}
print(label_budgets.table(estimates, LABEL_BUDGETS, "test accuracy (%)"))
gains = {way: [] for way in LEARNING_RATES if way != "from scratch"}
for way in gains:
    for budget, values, baseline in zip(
        LABEL_BUDGETS, accuracies[way], accuracies["from scratch"], strict=True
    ):
        gain = metrics.paired_difference(values, baseline)
        print(f"{budget:6,} labels, {way} minus from scratch: {gain} points")
        gains[way].append(metrics.Estimate(gain.mean, gain.half_width))
        name = f"{way} minus from scratch, {budget:,} labels (points)"
        results.record(name, gain.mean, control=0.0)

# %%
plots.label_budget_curves(LABEL_BUDGETS, gains, label="gain over from scratch (points)")

# %% [markdown]
# - **End to end gains a little**: with 10,000 labels 0.4 points, in five seeds of five. With fewer
#   labels the mean gain is larger, but so is its interval.
# - **Greedy** is within the intervals at every budget. (It also had half of the epochs.)
# - **The scale matters.** Rescaled like fresh weights, the end-to-end start is level with random
#   weights at 1,000 labels and more. But random weights that are scaled *up* gain nothing, and with
#   100 labels they are clearly worse. So with many labels the gain takes both, what was learned
#   and its scale.
#
# So here pretraining helps, but little. And with 100 labels a linear probe on the *pixels* is no
# worse than any of these (76 %, lecture 1, the same images). All of that holds for trainings of
# this length and this network.
#
# ## 2.6 Tied weights: half the parameters
#
# The decoder undoes what the encoder does. With **tied weights** each of its layers uses the
# kernel of its partner, transposed: $V_k = W_k^\top$, with $W_k$ for the kernel of the encoder's
# layer $k$ and $V_k$ for that of its partner in the decoder. PCA does the same. Only biases are
# its own. We compare on clothes, 784–300–30. Each way has its own best learning rate of 0.004,
# 0.008 and 0.016; it happens to be the same.
#
# *Guess first: what does it cost to halve the weights? Does a free decoder learn the transpose
# anyway?*

# %%
tied, _ = train_stack([300], 30, inputs=clothes, tied=True)
tied_error = error_on(tied, clothes_test)
print(f"untied           {untied.count_params():8,} parameters, test MSE {clothes_error:.5f}")
print(f"tied             {tied.count_params():8,} parameters, test MSE {tied_error:.5f}")
print(f"PCA-30, clipped                      test MSE {clothes_pca:.5f}")
more = 100 * (tied_error / clothes_error - 1)
print(f"tied: {more:.1f} % above untied")
_ = results.record("clothes, code of 30: tied above untied (%)", more, control=0.0)

# %% [markdown]
# Now compare the free decoder's weights to pixels with the encoder's weights from pixels, unit
# by unit: the cosine of two weight vectors, its sign left away, is 1 if they lie on one line, and
# 0 if they have nothing in common. But the 300 units of the decoder stand in an order of their
# own. So we also look for the best partner of each (`linear_sum_assignment`), and do the same
# before training, as a baseline.


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
# real constraint, and the error rises by about 4 % with this seed, for half of the weights. Whether
# that is a good trade depends on what you lack: memory, or sharp images. In the exercise you tie
# the weights yourself, and see what the learning rate does to such a comparison.
#
# ## 2.7 What longer training reaches
#
# Four trainings are too long for a lecture. They were run once with three seeds each, and recorded.

# %%
for name in ("deep_autoencoder", "stacked_classifier", "longer_stack", "pca_start"):
    run = results.read_long_run(name)
    print(run.recipe)
    print(run.caption)
    for what, estimate in run:
        print(f"    {what}: {estimate}")

# %% [markdown]
# The first is measured as in 2006, when Hinton and Salakhutdinov made deep autoencoders famous:
# squared error summed over an image, 784 times our MSE. They report 3.00 for
# 784–1000–500–250–30, pretrained layer by layer, and PCA-30 makes 13.9 (12.6 clipped). Ours is
# below theirs, without pretraining: but it also sees three distorted copies of each image, and a
# modern optimiser, so nothing follows about pretraining. (In the units of section 2.2 it is
# 0.0033.)
#
# In the second, pretrained and from scratch lie within each other's range: with all labels
# pretraining shows no gain. It stands beside 1.40 % wrong for a stack of three pretrained layers,
# and 1.28 % for one of *denoising* autoencoders (Vincent et al. 2010; lecture 4 explains them). An
# error near 1.3 % on 10,000 test images is itself uncertain by ± 0.22 points, so such numbers
# differ by less than the test set can tell. And recipes differ from 2010 in many ways at once, so
# nothing here says *which* difference matters.
#
# The last two belong to section 2.3. With ten times the epochs, codes of 256 from random weights
# come close to clipped PCA-256, which makes 0.0011. Started as PCA, a network of that size ends at
# less than half of it. (Its own random start, with the same "hard" sigmoid, stays at 0.022.)
#
# ## 2.8 What to remember
#
# - A deep autoencoder with 30 numbers has half the error of the best linear one.
# - Depth is not free. At equal weights and epochs, one hidden layer is as good as two with 30
#   numbers; three win with 8.
# - Compare at each network's own learning rate, or you measure whom the rate suits.
# - With many numbers PCA wins. Start there: training then improves on it.
# - End to end beats layer by layer here, in five pairs of five. As a start for a classifier it
#   gains about half a point.
# - Tied weights are a real constraint: a free decoder does not learn the transpose by itself.
#
# *The recipe that this lecture is built on, rerun and taken apart:
# [02_stacked_published](02_stacked_published.ipynb). Now do the exercise:
# `exercises/02_stacked`.*
#
# Five of the results, each beside its baseline; the others are folded away. All are checked
# whenever this notebook is built.

# %%
results.table()
