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
# Seven questions; the first ones are easier. You compare two ways of training fairly, pile layers
# on each other, tie their weights, start a network as PCA, and mend a stack that somebody left
# broken.
#
# **How it works.** As in exercise 1: replace the line `raise NotImplementedError(...)` with your
# code, and run the check below it. Stuck? Each blank has three hints; ask again for the next one:
#
#     checks.hint("stacked.intervals")
#
# After a check, a few cells put your function to work on the real data.

# %%
import keras
import numpy as np
from keras import layers
from scipy import stats
from sklearn.decomposition import PCA

from autoencoder_course import checks, datasets, metrics, plots, profile, results
from keras_autoencoders import builders, training

# %% [markdown]
# Everything that depends on the profile stands here. The quick profile has 1,000 images, so
# it takes smaller batches and more epochs. The text describes the full profile: in the quick one
# the numbers are others, and PCA usually wins.

# %%
BATCH_SIZE = profile.by_profile(full=250, quick=50)
CODE_SIZE = 30
GREEDY_EPOCHS = profile.by_profile(full=3, quick=8)  # of each step
JOINT_EPOCHS = profile.by_profile(full=3, quick=4)
WHOLE_EPOCHS = GREEDY_EPOCHS + JOINT_EPOCHS  # as many as greedy and joint ones
JOINT_RATE = 2e-3  # better than 8e-3 for both
TIED_EPOCHS = profile.by_profile(full=2, quick=3)
RATES = profile.by_profile(full=[2e-3, 8e-3, 3.2e-2], quick=[8e-3])
FROM_PCA_EPOCHS = 4
FROM_PCA_RATE, FROM_RANDOM_RATE = 2e-3, 8e-3
MENDED_EPOCHS = profile.by_profile(full=20, quick=10)

# %%
fashion = datasets.load("fashion_mnist")
results.start("solutions/02_stacked", fashion)
image_shape = fashion.train.images.shape[1:]
pixels = fashion.train.images.reshape(len(fashion.train.images), -1)


# %% [markdown]
# Two functions for all questions. Reconstructions are clipped to [0, 1], as PCA's are.


# %%
def error_on(model, split):
    """Return a model's mean squared error (MSE) per pixel on a split such as fashion.test."""
    restored = model.predict(split.images, batch_size=1000, verbose=0)
    return metrics.mean_squared_error(split.images, restored.clip(0, 1))


def train(model, epochs, rate):
    """Train on clothes; the rate rises in the first tenth of the steps, then falls to 0."""
    images = fashion.train.images
    schedule = training.warmup_cosine(rate, epochs * training.steps(images, BATCH_SIZE))
    model.compile(
        keras.optimizers.Adam(schedule),
        loss="mse",
        # Only faster: Keras returns to Python once an epoch.
        steps_per_execution=training.steps_per_execution(images, BATCH_SIZE),
    )
    model.fit(images, images, batch_size=BATCH_SIZE, epochs=epochs, verbose=0)


pca_sizes = [CODE_SIZE, 64]
pca_test_errors = metrics.pca_baseline(fashion.train.images, fashion.test.images, pca_sizes)
pca_errors = dict(zip(pca_sizes, pca_test_errors, strict=True))

# %% [markdown]
# ## Question 1: read a comparison
#
# *Why?* "With pretraining it is better": this exercise compares two ways again and again. When
# may you believe it?
#
# ### 1a: two intervals
#
# Ten test accuracies, made up but of a usual kind: a classifier is trained with 100 labels, from
# pretrained weights and from scratch, with five seeds. A seed says which images have labels.

# %% tags=["demonstration"]
pretrained = np.array([71.8, 76.4, 68.9, 74.2, 79.1])
from_scratch = np.array([70.9, 75.8, 67.6, 73.5, 77.9])
print("pretrained  ", *pretrained)
print("from scratch", *from_scratch)

# %% [markdown]
# *Write* a function that gets the accuracies of two ways as arrays, $n$ of each, in the order of
# the seeds. Return three numbers:
#
# 1. the **mean difference**, `first` minus `second`;
# 2. the half-width of its 95 % interval if the runs are **paired**: $t_{n-1} \, s_d / \sqrt{n}$,
#    where $s_d$ is the standard deviation of the $n$ differences;
# 3. the half-width if they are **not**: $t_{2n-2} \, s \sqrt{2 / n}$, where $s^2$ is the mean of
#    the two ways' variances.
#
# A number from Student's distribution with $k$ degrees of freedom lies between $-t_k$ and $t_k$
# in 95 % of all cases. Take $t_k$ from `scipy.stats`. In this question don't use `metrics`: the
# check compares with it.
#
# *The check* has accuracies of its own, for two different $n$, and knows what the usual slips give.


# %% nbgrader={"grade": false, "grade_id": "intervals", "locked": false, "schema_version": 3, "solution": true, "task": false}
def intervals(first, second):
    """Return (mean difference, paired half-width, unpaired half-width), in points."""
    ### BEGIN SOLUTION
    count = len(first)
    differences = first - second
    paired = stats.t.ppf(0.975, count - 1) * differences.std(ddof=1) / np.sqrt(count)
    variance = (first.var(ddof=1) + second.var(ddof=1)) / 2
    unpaired = stats.t.ppf(0.975, 2 * count - 2) * np.sqrt(2 * variance / count)
    return differences.mean(), paired, unpaired
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "intervals-check", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
checks.stacked.intervals(intervals)
### BEGIN HIDDEN TESTS
checks.stacked.intervals(intervals, counts=(8,))
### END HIDDEN TESTS

# %% tags=["demonstration"]
difference, paired, unpaired = intervals(pretrained, from_scratch)
print(f"paired:   {difference:.2f} ± {paired:.2f} points")
print(f"unpaired: {difference:.2f} ± {unpaired:.2f} points")

# %% [markdown]
# The same ten numbers. What may you conclude from each line? Decide before you read on.
#
# - *Paired*: pretraining helps, by 0.6 to 1.3 points. A seed that draws easy images draws them
#   for both ways, and that cancels out in each difference.
# - *Unpaired*: nothing. Pretraining may be 7 points better, or 5 worse. The line does **not** say
#   that both are equally good: five runs each could not have shown a difference of one point.
#
# The paired line is right only because both ways *had* the same images with each seed. With ten
# draws of its own for each run, the second line would be all that you have.
#
# ### 1b: the best rate of each
#
# Two ways are compared at one learning rate. Fair? Equal, yes. But each way has a rate that
# suits it.
#
# *Write* a function that gets `errors`: `errors[way][rate]` is the validation error of `way`,
# trained with `rate`. It is NaN (not a number) where the training diverged. Return a dict from
# each way to its own best rate; never one that diverged. Leave `errors` as it is.
#
# *The check* has tables in which NaN stands in different places.


# %% nbgrader={"grade": false, "grade_id": "own-rates", "locked": false, "schema_version": 3, "solution": true, "task": false}
def own_rates(errors):
    """Return {way: its best rate}."""
    ### BEGIN SOLUTION
    rates = {}
    for way, by_rate in errors.items():
        finite = {rate: error for rate, error in by_rate.items() if not np.isnan(error)}
        rates[way] = min(finite, key=finite.get)
    return rates
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "own-rates-check", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
checks.stacked.own_rates(own_rates)
### BEGIN HIDDEN TESTS
checks.stacked.own_rates(own_rates, rates=(0.002, 0.005, 1.5, 0.3))
### END HIDDEN TESTS

# %% [markdown]
# A real table: validation MSE of two stacks of lecture 2 with a code of 8, 784–300–8 and
# 784–256–128–64–8, after two epochs on digits. The mean image has about 0.067, clipped PCA-8
# 0.0370. Guess first: which stack wins?

# %% tags=["demonstration"]
measured = {
    "1 hidden layer": {0.002: 0.0324, 0.008: 0.0260, 0.032: 0.0246, 0.128: 0.1262},
    "3 hidden layers": {0.002: 0.0267, 0.008: 0.0224, 0.032: 0.1260, 0.128: 0.1202},
}
for rate in measured["1 hidden layer"]:
    print(f"{rate:6g}", *[f"{way}: {errors[rate]:.4f}  " for way, errors in measured.items()])
for way, rate in own_rates(measured).items():
    print(f"{way:16} at its own best rate, {rate:g}: {measured[way][rate]:.4f}")

# %% [markdown]
# One shared rate of 0.032 is the best of the stack with one hidden layer, and it says that depth
# does harm: the deep stack answers worse than the mean image. One of 0.008 says that depth helps, by
# 14 %. With its **own** rate each stack is at its best, and the deep one wins by 9 %. So a shared
# rate can exaggerate, and it can turn the order round. (One seed. You know what is missing.)

# %% [markdown]
# ## Question 2: the greedy step
#
# *Why?* A stack can grow from the pixels up: train an autoencoder with one layer, hand its codes
# to the next one as *its* inputs, and so on. Before 2010 that was how deep networks were trained.
#
# *Write* one such step:
#
# - `inputs` has the shape `(n, d)`: flattened pixels, or the codes of the layer below;
# - the **layer** is a `Dense` layer with `units` units and an ELU (`activation="elu"`);
# - its **partner** is a `Dense` layer back to `d` numbers. It is linear, because codes are
#   not limited to $[0, 1]$;
# - train both together to restore `inputs`: mean squared error, Adam at a rate of 0.002,
#   batches of 128, `epochs` epochs;
# - return the trained layer, the trained partner, and the codes of `inputs`, `(n, units)`.
#
# *The check* looks at what both layers do, and whether they have learned to restore.


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
# Two steps make 784–256–30. How much of the codes does the second pair lose, and how much would
# PCA with as many numbers lose?

# %% tags=["demonstration"]
profile.set_seed()
*first_pair, first_codes = greedy_step(pixels, 256, GREEDY_EPOCHS)
*second_pair, second_codes = greedy_step(first_codes, CODE_SIZE, GREEDY_EPOCHS)

# %% tags=["demonstration"]
first_layer, _ = first_pair
second_layer, second_partner = second_pair
test_codes = first_layer(fashion.test.images.reshape(len(fashion.test.images), -1))
missed = keras.ops.convert_to_numpy(test_codes - second_partner(second_layer(test_codes)))
test_codes = keras.ops.convert_to_numpy(test_codes)
variance = np.mean((test_codes - first_codes.mean(axis=0)) ** 2)
lost = 100 * float(np.mean(missed**2) / variance)
pca = PCA(CODE_SIZE, svd_solver="covariance_eigh").fit(first_codes)
missed_by_pca = test_codes - pca.inverse_transform(pca.transform(test_codes))
lost_by_pca = 100 * float(np.mean(missed_by_pca**2) / variance)
results.record("second greedy step: variance of the codes lost (%)", lost, control=lost_by_pca)
print(f"your second pair loses {lost:.1f} % of the variance of the codes, PCA {lost_by_pca:.1f} %")

# %% [markdown]
# Both lose between a quarter and a third, and PCA a little less. PCA is the best *linear* map to 30
# numbers and back; one non-linear layer with a linear partner has found nothing better here.

# %% [markdown]
# ## Question 3: pile them up
#
# *Why?* The pairs are trained, but they are no network yet.
#
# *Write* a function that makes one deep autoencoder of `pairs`, a list of `(layer, partner)`, the
# pair nearest to the pixels first, for images of shape `image_shape`:
#
# - its part `encoder` goes from images through all layers to the last code;
# - its part `decoder` goes back through all partners to images;
# - every layer starts with the weights from `pairs`, keeps its activation, and can be trained;
# - training the stack must **not** change `pairs`: they will be needed again.
#
# *The check* compares codes and reconstructions with your layers, one after the other, and
# trains the stack for a step.


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
# No layer has seen the errors of the others so far. **Joint** training lets all of them work on
# the pixels. Beside it, the same stack starts from random weights and gets as many epochs in all.
# Guess first: which one wins, and where does clipped PCA come in?

# %% tags=["demonstration"]
profile.set_seed()
stack = stack_pairs([first_pair, second_pair], image_shape)
greedy_error = error_on(stack, fashion.test)
end_to_end = keras.models.clone_model(stack)  # the same layers with new weights
train(stack, JOINT_EPOCHS, JOINT_RATE)
train(end_to_end, WHOLE_EPOCHS, JOINT_RATE)

# %% tags=["demonstration"]
joint_error, whole_error = error_on(stack, fashion.test), error_on(end_to_end, fashion.test)
pca_error = pca_errors[CODE_SIZE]
results.record("784-256-30: test MSE, joint ÷ greedy only", joint_error / greedy_error, control=1.0)
results.record("784-256-30: test MSE, greedy then joint", joint_error, control=pca_error)
results.record("784-256-30: test MSE, end to end", whole_error, control=pca_error)
print(f"greedy steps only   {greedy_error:.4f}")
print(f"greedy, then joint  {joint_error:.4f}")
print(f"end to end          {whole_error:.4f}")
print(f"PCA-30, clipped     {pca_error:.4f}")

# %% [markdown]
# Joint training takes off some 6 % of the error that the greedy steps left. End to end comes to the
# same place in as many epochs, in one training in place of three. And neither gets below clipped
# PCA-30 by more than a hair, if at all: ELU layers with a linear output, trained so briefly, do
# about what PCA can. The stack of the next question does: it has SELU, a linear code, a sigmoid at
# the pixels and a larger learning rate.
#
# Lecture 2 compares both ways in five pairs, and there greedy, then joint ends about a tenth above
# end to end. That is another network, with three hidden layers, on digits and with other epochs:
# more steps whose errors can add up. Here you see one seed, too few to tell a small difference.

# %% [markdown]
# ## Question 4: tie the weights
#
# *Why?* A decoder can use the encoder's weights backwards: where a layer computes
# $h = f(x W + b)$, the layer back computes $g(h W^\top + c)$, with the same $W$ and a bias $c$ of
# its own. That halves the number of weights. What does it cost?
#
# *Write* a function that builds a tied stack:
#
# - the encoder flattens the image and has a layer for each number in `units`: hidden layers with
#   SELU, and the last one, the code, with no activation;
# - the decoder is its mirror image. Hidden layers have SELU, the pixels a sigmoid;
# - each $W$ exists **once**: a training step changes it for both directions.
#
# Write a small layer with `keras.ops`, or use `TiedDense` from `keras_autoencoders.layers`. (A
# builder can tie a whole stack, and the check would accept it. But then you have practised nothing.)
#
# *The check* gives all weights new values and computes what should come out; then it trains for
# a step.


# %% nbgrader={"grade": false, "grade_id": "tied", "locked": false, "schema_version": 3, "solution": true, "task": false}
def build_tied(image_shape, units):
    """Return an uncompiled keras.Model, 784-300-30-300-784 for units=[300, 30]."""

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
    down = [layers.Dense(width, activation="selu") for width in units[:-1]]
    down.append(layers.Dense(units[-1]))
    for layer in down:
        values = layer(values)
    for layer in reversed(down):
        values = Backwards(layer, "sigmoid" if layer is down[0] else "selu")(values)
    return keras.Model(images, layers.Reshape(image_shape)(values))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "tied-check", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
checks.stacked.tied(build_tied)
### BEGIN HIDDEN TESTS
checks.stacked.tied(build_tied, image_shape=(3, 3, 2), units=(7,))
checks.stacked.tied(build_tied, units=(8, 6, 3))
### END HIDDEN TESTS

# %% [markdown]
# Both ways are trained at three rates, and your `own_rates` chooses for each. Guess first: how much
# worse is it with half of the weights?


# %% tags=["demonstration"]
def build_untied(image_shape, units):
    """The same stack with a decoder of its own."""
    *hidden, code_size = units
    return builders.stacked(image_shape, hidden, code_size, activation="selu", code_activation=None)


ways = {"untied": build_untied, "tied": build_tied}
models = {way: {} for way in ways}
for way, build in ways.items():
    for rate in RATES:
        profile.set_seed()
        models[way][rate] = build(image_shape, [300, CODE_SIZE])
        train(models[way][rate], TIED_EPOCHS, rate)

# %% tags=["demonstration"]
errors = {
    way: {rate: error_on(model, fashion.validation) for rate, model in by_rate.items()}
    for way, by_rate in models.items()
}
best = {way: models[way][rate] for way, rate in own_rates(errors).items()}
test_errors = {way: error_on(model, fashion.test) for way, model in best.items()}
for way, rate in own_rates(errors).items():
    print(
        f"{way:6} {best[way].count_params():7,} parameters, own rate {rate:g}: "
        f"test MSE {test_errors[way]:.4f}"
    )
print(f"PCA-30, clipped: test MSE {pca_errors[CODE_SIZE]:.4f}")
excess = {rate: 100 * (errors["tied"][rate] / errors["untied"][rate] - 1) for rate in RATES}
for rate in RATES:
    print(f"both at {rate:5g}: tied {excess[rate]:+.1f} % (validation)")

# %% tags=["demonstration"]
more = 100 * (test_errors["tied"] / test_errors["untied"] - 1)
results.record("784-300-30: test MSE, untied", test_errors["untied"], control=pca_errors[CODE_SIZE])
results.record("784-300-30: test MSE, tied", test_errors["tied"], control=pca_errors[CODE_SIZE])
results.record("784-300-30: test MSE, tied above untied (%)", more, control=0.0)

# %% [markdown]
# Both beat clipped PCA-30, by 19 % and by 14 %. So half of the weights cost about 6 % here. Lecture
# 2 trains twice as long. Both ways happen to like the same rate best, but you know that only
# because each was asked. At other, shared rates the answer differs, and it depends on the seed as
# well: look at the three lines above.

# %% [markdown]
# ## Question 5: start as PCA
#
# *Why?* With 64 numbers a small network loses to PCA (exercise 1, question 4). But PCA *is* a
# network: one linear layer to the code, one back. So start there, and train on.
#
# The model is `builders.vanilla(image_shape, k, output_activation="hard_sigmoid")`, 784–$k$–784. Its
# part `encoder` has the layer `code`, its part `decoder` the layer `pixels`; `model.set_weights` takes
# the kernel and the bias of `code`, then those of `pixels`.
#
# Two things stand between it and clipped PCA:
#
# - the code has a **ReLU**, and PCA's codes are negative half of the time. The trick: a bias so
#   large that every ReLU is on for every image, and a decoder that takes it off again;
# - the output is Keras's `"hard_sigmoid"`, which is $\mathrm{clip}(y/6 + 1/2, 0, 1)$. So it can
#   clip, if $y$ is right.
#
# *Write* a function that sets the weights of `model` so that it computes clipped PCA with as many
# components as its code has numbers, for **any** image with pixels from 0 to 1. `pca` is what
# `metrics.fit_pca` returns: `pca.components_` has a row for each component (use the first ones),
# `pca.mean_` is the mean training image. Return `model`. It must still be possible to train it.
#
# (`training.start_at_pca` of lecture 2 is for stacks with a linear code, and refuses this model.)
#
# *The check* has images unlike those that PCA was fitted to, such as the worst ones for your bias.


# %% nbgrader={"grade": false, "grade_id": "start-as-pca", "locked": false, "schema_version": 3, "solution": true, "task": false}
def start_as_pca(model, pca):
    """Set the weights of a vanilla autoencoder so that it computes clipped PCA; return it."""
    ### BEGIN SOLUTION
    code_size = model.get_layer("encoder").output_shape[-1]
    components, mean = pca.components_[:code_size], pca.mean_
    # (x - mean) @ c is smallest where pixels are white if c is negative, and black elsewhere.
    smallest = np.minimum(components, 0).sum(axis=1) - components @ mean
    shift = 0.1 - smallest
    decoded_bias = mean - shift @ components
    model.set_weights(
        [components.T, shift - components @ mean, 6 * components, 6 * (decoded_bias - 0.5)]
    )
    return model
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "start-as-pca-check", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
checks.stacked.start_as_pca(start_as_pca)
### BEGIN HIDDEN TESTS
checks.stacked.start_as_pca(start_as_pca, image_shape=(7, 4, 2), code_size=6, spare=0)
### END HIDDEN TESTS

# %% [markdown]
# Train it on, and train the same network from random weights, each at its own best rate of three.
# Guess first: can it still beat clipped PCA?

# %% tags=["demonstration"]
profile.set_seed()
from_random = builders.vanilla(image_shape, 64, output_activation="hard_sigmoid")
from_pca = start_as_pca(
    keras.models.clone_model(from_random), metrics.fit_pca(fashion.train.images, 64)
)
start_error = error_on(from_pca, fashion.test)
train(from_pca, FROM_PCA_EPOCHS, FROM_PCA_RATE)
train(from_random, FROM_PCA_EPOCHS, FROM_RANDOM_RATE)

# %% tags=["demonstration"]
from_pca_error, from_random_error = (
    error_on(model, fashion.test) for model in (from_pca, from_random)
)
codes = from_pca.get_layer("encoder").predict(fashion.test.images, batch_size=1000, verbose=0)
ratio = start_error / pca_errors[64]
results.record("784-64-784: test MSE at the start ÷ clipped PCA-64", ratio, control=1.0)
results.record("784-64-784: test MSE, started as PCA", from_pca_error, control=pca_errors[64])
results.record(
    "784-64-784: test MSE, from random weights", from_random_error, control=pca_errors[64]
)
print(f"PCA-64, clipped       {pca_errors[64]:.5f}")
print(f"started as PCA        {start_error:.5f}")
units_off = np.sum(codes <= 0)
results.record("784-64-784: units off in all test codes, after training", units_off)
print(f"after training        {from_pca_error:.5f}, {units_off} of {codes.size:,} units off")
print(f"from random weights   {from_random_error:.5f}")

# %% [markdown]
# It starts as clipped PCA-64, and four epochs later its error is 9 % smaller: it beats PCA. From
# random weights the same network stays above PCA in these epochs.
#
# What has it found? The test images make 640,000 activities in all, and not one of them is off. So
# up to the output the network is still one straight line, and among those PCA is the best. The gain
# can only come from the output: training knows that it clips. PCA avoids a pixel of −0.2, which is
# shown as a black one.

# %% [markdown]
# ## Question 6: insert a layer, lose little
#
# *Why?* The Kharagpur recipe 17 trains 784–400–784, inserts 400–256–400 with **random** weights in
# its middle, and is thrown back: all that was learned has to pass through noise. Do better.
#
# *Write* a function that returns a new autoencoder:
#
# - the parts of `autoencoder`, named `encoder` and `decoder`, keep their weights: the new one
#   starts with copies of them, and `autoencoder` itself is not touched, now or later;
# - between them come two `Dense` layers with biases: from the codes to `units` numbers, and
#   back. The first belongs to the new `encoder`, the second to the new `decoder`;
# - these two start so that little is lost on `images`. Train them on the codes with your
#   `greedy_step`, or work them out: what is the best linear map to `units` numbers and back? With
#   `greedy_step` count steps: it takes some 1,000, three epochs of 55,000 images or 60 of 2,000, as
#   many as the check has.
#
# *The check* looks at the error before and after the insertion, and trains the new model for a
# step.


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
# Your first greedy pair is an autoencoder 784–256–784. Three ways to put 256–30–256 into it,
# before any joint training: with random weights, with your second greedy pair (the stack of
# question 3), and with `insert_layer`.

# %% tags=["demonstration"]
profile.set_seed()
shallow = stack_pairs([first_pair], image_shape)
random_pair = [layers.Dense(CODE_SIZE), layers.Dense(256)]
random_pair[1](random_pair[0](first_codes[:1]))  # builds them
insertion_errors = {
    "before insertion": error_on(shallow, fashion.test),
    "random pair": error_on(stack_pairs([first_pair, random_pair], image_shape), fashion.test),
    "greedy pair": greedy_error,
    "insert_layer": error_on(insert_layer(shallow, CODE_SIZE, fashion.train.images), fashion.test),
    "PCA-30, clipped": pca_errors[CODE_SIZE],
}
results.record(
    "784-256-784: test MSE after insertion of 30 units",
    insertion_errors["insert_layer"],
    control=insertion_errors["random pair"],
)
for name, error in insertion_errors.items():
    print(f"{name:17}{error:.4f}")

# %% [markdown]
# PCA of the codes loses least, and needs no training. The greedy pair comes close. With random
# weights the error is larger than that of the mean image, 0.087. But clipped PCA-30 of the pixels
# is still better than all of them: an insertion is a start, and joint training has to follow.

# %% [markdown]
# ## Question 7: why does it diverge?
#
# *Why?* Sooner or later a training fails, and nobody tells you where. Somebody trains a stack on
# pixels as a file holds them, numbers from 0 to 255:


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
# More than one thing is wrong. Don't guess, **measure**, and measure again after each repair:
#
# - How large are the numbers that go in, and that should come out?
# - How large is the loss after one batch, after two, after three? `train_on_batch` tells. And
#   what does `reduction="sum"` do to the step that a learning rate of 0.98 makes?
# - What range can the outputs have? Which pixels are black in *every* reconstruction, although
#   they vary in the images?
#
# *Write* a function that trains the same layer sizes, image–64–16–64–image, so that it works. It
# gets `pixels` from 0 to 255, and returns the trained autoencoder:
#
# - the model takes images with pixels in $[0, 1]$ and restores them, so no layer of it rescales;
# - whatever its code is, its outputs lie in $[0, 1]$;
# - it has the parts `encoder` and `decoder`, as the broken one has;
# - no fault is left in its training, not even one that another repair hides. Adam hides how large
#   a gradient is, until somebody changes the optimiser.
#
# *The check* looks at what your training makes of small images, and names what is still wrong.


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
pca_16_error = metrics.pca_baseline(fashion.train.images[:5000], fashion.test.images, 16)
results.record("mended stack, 5,000 images: test MSE", mended_error, control=pca_16_error)
print(f"mended          {mended_error:.4f}")
print(f"PCA-16, clipped {pca_16_error:.4f}")
plots.reconstructions(
    {
        "original": fashion.test.images[:10],
        "mended": mended.predict(fashion.test.images[:10], verbose=0),
    }
)

# %% [markdown]
# Three repairs, and the stack beats clipped PCA-16 that was fitted to the same 5,000 images.

# %% [markdown]
# ## What was measured

# %% tags=["demonstration"]
results.table()
