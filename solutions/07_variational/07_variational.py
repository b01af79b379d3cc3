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
# # Exercise 7: variational autoencoders
#
# Seven questions; the first ones are easier. You write the two parts of a variational autoencoder
# (VAE) that a plain one lacks, measure how much it knows about digits, find what a wrong mean does
# to a loss, and judge samples.
#
# **How it works.** As in exercise 1: replace the line `raise NotImplementedError(...)` with your
# code, and run the check below it. Stuck? Each blank has three hints; ask again for the next one:
#
#     checks.hint("variational.kl_divergence")
#
# After a check, a few cells put your function to work on real digits. Question 7 you answer in
# words: it has no check, and your teacher grades it.

# %%
import keras
import numpy as np
from keras import layers, ops
from scipy.ndimage import gaussian_filter

from autoencoder_course import checks, datasets, metrics, plots, profile, results
from keras_autoencoders import builders, corruption, likelihoods, training
from keras_autoencoders import layers as course_layers

# %% [markdown]
# Everything that depends on the profile stands here. The quick profile has 1,000 images.

# %%
LIMIT = profile.by_profile(full=10_000, quick=1_000)  # images of a split
EPOCHS, BATCH_SIZE = profile.by_profile(full=(20, 100), quick=(20, 25))
COUNT = profile.by_profile(full=1_000, quick=250)  # samples that are judged
CODE, SAMPLES = 20, 1_000

# %%
mnist = datasets.load("mnist", limit=LIMIT)
results.start("solutions/07_variational", mnist)
images = mnist.train.images
test = corruption.binarise(mnist.test.images[:1000], seed=0)
digits = test[:100]

# %% [markdown]
# Functions for all questions. All likelihoods are in nats for each image, and pixels are black or
# white: a grey pixel of the data is the probability of a white one.


# %%
def train(model):
    """Train a model that adds its whole loss itself; return it."""
    rate = training.warmup_cosine(2e-3, EPOCHS * training.steps(images, BATCH_SIZE))
    per_epoch = training.steps_per_execution(images, BATCH_SIZE)
    model.compile(keras.optimizers.Adam(rate), steps_per_execution=per_epoch)
    model.fit(images, batch_size=BATCH_SIZE, epochs=EPOCHS, verbose=0)
    return model


def new_vae(beta=1.0):
    """Build and train the library's VAE, 784-200-200-20 and back."""
    profile.set_seed()
    options = {"beta": beta, "dynamic_binarisation": True}
    return train(builders.variational((28, 28, 1), [200, 200], CODE, **options))


def elbo(model):
    """Return the mean ELBO of the test images, one draw of a code for each."""
    return metrics.importance_weighted_bound(model, test, 1).mean()


def code_of(model, pixels):
    """Return the means and the log-variances of the codes of images, (n, units) each."""
    encoder = model.get_layer("encoder")
    heads = [encoder.get_layer(name).output for name in ("mean", "log_variance")]
    found = keras.Model(encoder.input, heads)(pixels)
    return [ops.convert_to_numpy(each).astype("float64") for each in found]


def log_normal(values, mean, log_variance):
    """Return the log-density of independent normal values, summed over the last axis."""
    squares = (values - mean) ** 2 / np.exp(log_variance)
    return -0.5 * np.sum(squares + log_variance + np.log(2 * np.pi), axis=-1)


# %%
vae = new_vae()
mean, log_variance = code_of(vae, digits)
binary = corruption.binarise(images, seed=1)
mixture = metrics.fit_bernoulli_mixture(binary, 50).log_likelihood(test).mean()
results.record("VAE: test ELBO", elbo(vae), control=mixture)
print(f"test images: ELBO of the VAE {elbo(vae):.1f} nats, mixture of 50 Bernoullis {mixture:.1f}")

# %% [markdown]
# ## Question 1: what a code costs
#
# The encoder answers an image with a normal distribution for each unit of the code, of mean $m$ and
# variance $v$. What that tells of the image is its Kullback-Leibler (KL) divergence from the
# standard normal, in nats. For a code with several units,
#
# $$ \mathrm{KL} = \tfrac{1}{2} \sum_j \big( m_j^2 + v_j - 1 - \log v_j \big) . $$
#
# *Write* it with `keras.ops`, for question 2 trains with it. `mean` and `log_variance` have the
# shape (n, units); return a number for each of the n images.
#
# *The check* knows the usual slips, and codes of two sizes.


# %% nbgrader={"grade": false, "grade_id": "kl-divergence", "locked": false, "schema_version": 3, "solution": true, "task": false}
def divergence(mean, log_variance):
    """Return the KL divergence of normal codes from the standard normal, (n,) nats."""
    ### BEGIN SOLUTION
    costs = ops.square(mean) + ops.exp(log_variance) - 1 - log_variance
    return 0.5 * ops.sum(costs, axis=1)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "kl-divergence-check", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
checks.variational.kl_divergence(divergence)
### BEGIN HIDDEN TESTS
checks.variational.kl_divergence(divergence, images=7, units=5, seed=3)
### END HIDDEN TESTS

# %% [markdown]
# Is the formula right? The divergence is the mean of $\log q(z \mid x) - \log p(z)$ over codes $z$
# that the encoder draws, so draw 100,000 of them for one digit. *Guess first: how many digits after
# the point will agree?*

# %% tags=["demonstration"]
noise = np.random.default_rng(0).standard_normal((100_000, CODE))
drawn = mean[0] + np.exp(log_variance[0] / 2) * noise
found = log_normal(drawn, mean[0], log_variance[0]) - log_normal(drawn, 0.0, 0.0)
formula = float(ops.convert_to_numpy(divergence(mean[:1], log_variance[:1]))[0])
standard_error = found.std() / np.sqrt(len(found))
print(f"formula {formula:.3f} nats, 100,000 draws {found.mean():.3f} ± {standard_error:.3f}")
_ = results.record("KL of a digit, by the formula", formula, control=found.mean())

# %% [markdown]
# ## Question 2: draw, and let gradients through
#
# Training has to change $m$ and $v$ by what becomes of a *drawn* code. Drawing has no derivative.
# The way out: draw noise $\epsilon$ from the standard normal distribution, which depends on nothing,
# and make a code of the mean, the variance and the noise.
#
# *Write* that with `keras.ops`. Noise comes from `keras.random.normal(shape, seed=generator)`, where
# `generator` is a `keras.random.SeedGenerator`: it gives new noise at each call. Return codes of the
# shape of `mean`.
#
# *The check* looks at the codes' distribution, at a second call, and at gradients.


# %% nbgrader={"grade": false, "grade_id": "reparameterise", "locked": false, "schema_version": 3, "solution": true, "task": false}
def draw(mean, log_variance, generator):
    """Return codes drawn from normal distributions, a tensor of the shape of `mean`."""
    ### BEGIN SOLUTION
    noise = keras.random.normal(ops.shape(mean), seed=generator)
    return mean + ops.exp(0.5 * log_variance) * noise
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "reparameterise-check", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
checks.variational.reparameterise(draw)
### BEGIN HIDDEN TESTS
checks.variational.reparameterise(draw, units=4, seed=4)
### END HIDDEN TESTS

# %% [markdown]
# That is all that a VAE needs beyond a plain autoencoder. Here is one with your two functions.


# %% tags=["demonstration"]
class Code(layers.Layer):
    """Your draw in training, and your divergence in the loss."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.generator = keras.random.SeedGenerator(0)

    def call(self, mean, log_variance, training=False):
        self.add_loss(ops.mean(divergence(mean, log_variance)))
        return draw(mean, log_variance, self.generator) if training else mean


def hidden_layers(features):
    """Apply two layers of 200 ReLU units."""
    return layers.Dense(200, "relu")(layers.Dense(200, "relu")(features))


# %% tags=["demonstration"]
def new_own():
    """Build and train a VAE with your functions."""
    profile.set_seed()
    pixels, codes = keras.Input((28, 28, 1)), keras.Input((CODE,))
    features = hidden_layers(layers.Flatten()(pixels))
    heads = [layers.Dense(CODE, name=name)(features) for name in ("mean", "log_variance")]
    encoder = keras.Model(pixels, Code()(*heads), name="encoder")
    logits = layers.Reshape((28, 28, 1))(layers.Dense(784)(hidden_layers(codes)))
    decoder = keras.Model(codes, logits, name="decoder")
    likelihood = course_layers.BernoulliLikelihood(name="likelihood")
    grey = keras.Input((28, 28, 1))
    seen = course_layers.DynamicBinarisation()(grey)
    return train(keras.Model(grey, likelihood([seen, decoder(encoder(seen))])))


own = elbo(new_own())
results.record("your VAE: test ELBO", own, control=elbo(vae))
print(f"test ELBO: your VAE {own:.1f} nats, the library's {elbo(vae):.1f}")

# %% [markdown]
# ## Question 3: the mean of tiny numbers
#
# How probable is a test digit $x$ under the model? $p(x)$ is the mean of $p(x \mid z)$ over codes
# $z$ from the prior. Of $p(x \mid z)$ we have only the logarithm, for the number itself is too small
# for a computer: exp(-1000) is 0 there.
#
# *Write* a NumPy function that turns `values`, (rows, count), into $\log \frac{1}{k} \sum_{i=1}^{k}
# e^{a_i}$ for each row, where $a_1$ to $a_k$ are the values of the row.
#
# *The check* has values around -2,000 and 2,000, and rows that are far apart.


# %% nbgrader={"grade": false, "grade_id": "log-mean-exp", "locked": false, "schema_version": 3, "solution": true, "task": false}
def log_mean_exp(values):
    """Return the logarithm of the mean of exp(values) along the second axis, (rows,)."""
    ### BEGIN SOLUTION
    largest = values.max(axis=1, keepdims=True)
    return largest[:, 0] + np.log(np.mean(np.exp(values - largest), axis=1))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "log-mean-exp-check", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
checks.variational.log_mean_exp(log_mean_exp)
### BEGIN HIDDEN TESTS
checks.variational.log_mean_exp(log_mean_exp, rows=3, count=9, seed=5)
### END HIDDEN TESTS


# %% tags=["demonstration"]
def log_likelihood(codes):
    """Return log p(digit | code) of codes (digits, samples, units), (digits, samples)."""
    decoder, found = vae.get_layer("decoder"), []
    for digit, of_digit in zip(digits, codes, strict=True):
        logits = decoder(of_digit.astype("float32"), return_logits=True)
        found.append(likelihoods.bernoulli_log_likelihood(digit[None], logits))
    return ops.convert_to_numpy(ops.stack(found)).astype("float64")


prior = np.random.default_rng(1).standard_normal((len(digits), SAMPLES, CODE))
log_p = log_likelihood(prior)
with np.errstate(divide="ignore"):
    naive = np.log(np.mean(np.exp(log_p[0].astype("float32"))))
print(f"first digit: log p(x | z) from {log_p[0].min():.0f} to {log_p[0].max():.0f}")
print(f"as written, with 7 digits: {naive}; by your function: {log_mean_exp(log_p)[0]:.1f}")
from_prior = log_mean_exp(log_p).mean()
print(f"100 digits, 1,000 codes from the prior: {from_prior:.1f} nats")

# %% [markdown]
# The best of 1,000 codes from the prior gives the first digit -197 nats, and the mean rests on
# nearly that code alone: -197 - log 1,000 is -204. So the estimate is far too low, as question 4
# shows: -155 nats over 100 digits.
#
# ## Question 4: let the encoder choose
#
# The encoder knows which codes fit. Draw $z_1$ to $z_k$ from it, and make up for the choice with
# weights: the importance-weighted bound is
#
# $$ L_k = \log \frac{1}{k} \sum_{i=1}^{k} \frac{p(x \mid z_i) \, p(z_i)}{q(z_i \mid x)} . $$
#
# With $k = 1$ its mean is the ELBO. On average it grows with $k$, and never beyond $\log p(x)$.
#
# *Write* a NumPy function that returns $L_k$ for each of n images, with your `log_mean_exp`. `mean`
# and `log_variance` (n, units) are the encoder's answer, `noise` (n, k, units) is standard normal.
# Make the codes, (n, k, units), of these; `log_likelihood(codes)` returns $\log p(x \mid z)$, (n, k).
# The function `log_normal` above has the other two terms: both are log-densities of normal codes.
#
# *The check* has a linear model whose $\log p(x)$ is known exactly.


# %% nbgrader={"grade": false, "grade_id": "bound", "locked": false, "schema_version": 3, "solution": true, "task": false}
def bound(log_likelihood, mean, log_variance, noise):
    """Return the importance-weighted bound of each image, (n,) nats."""
    ### BEGIN SOLUTION
    means, log_variances = mean[:, None], log_variance[:, None]
    codes = means + np.exp(log_variances / 2) * noise
    of_encoder = log_normal(codes, means, log_variances)
    return log_mean_exp(log_likelihood(codes) + log_normal(codes, 0.0, 0.0) - of_encoder)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "bound-check", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
checks.variational.bound(bound)
### BEGIN HIDDEN TESTS
checks.variational.bound(bound, images=5, samples=20, seed=6)
### END HIDDEN TESTS

# %% [markdown]
# The same 100 digits, by your function and by the library's, each with its own noise. *Guess first:
# from k = 1 to k = 1,000, how many nats does the bound gain?*

# %% tags=["demonstration"]
sizes = [1, 10, 100, SAMPLES]
noise = np.random.default_rng(2).standard_normal((len(digits), SAMPLES, CODE))
yours = {k: bound(log_likelihood, mean, log_variance, noise[:, :k]).mean() for k in sizes}
of_library = metrics.importance_weighted_bound(vae, digits, sizes).mean(axis=1)
for k, other in zip(sizes, of_library, strict=True):
    print(f"k = {k:5}: your bound {yours[k]:8.2f} nats, the library's {other:8.2f}")
results.record("bound, k = 1,000: yours", yours[SAMPLES], control=of_library[-1])
results.record("bound: gain from k = 1 to 1,000", yours[SAMPLES] - yours[1], control=0.0)
results.record("1,000 codes from the prior: log p", from_prior, control=yours[SAMPLES])
print(f"1,000 codes from the prior: {from_prior:8.2f}")

# %% [markdown]
# ## Question 5: the β that a wrong mean hides
#
# The loss of a VAE is the distortion, $-\log p(x \mid z)$ summed over *pixels*, plus the divergence,
# summed over the *code*; both are averaged over images. A β-VAE multiplies the divergence by β.
# Public code often averages where it should sum. Nothing fails: it trains a β-VAE, and its author
# doesn't know the β.
#
# *Write* a function that finds it. `loss(images, restored, mean, log_variance)` returns a number, and
# you don't see how. You may call it with any arrays. `distortion(images, restored)` is the right one,
# (n,) in nats. Your `divergence` is right, too. Which β makes distortion + β · divergence the same
# loss, up to a factor?
#
# *The check* has losses with sums and means in all places, for binary and for grey pixels.


# %% nbgrader={"grade": false, "grade_id": "hidden-beta", "locked": false, "schema_version": 3, "solution": true, "task": false}
def hidden_beta(loss, distortion, images, restored, mean, log_variance):
    """Return the β of the β-VAE that a loss trains, a number."""
    ### BEGIN SOLUTION
    free = loss(images, restored, np.zeros_like(mean), np.zeros_like(log_variance))
    price_of_distortion = free / np.mean(distortion(images, restored))
    rate = ops.convert_to_numpy(divergence(mean, log_variance)).mean()
    price_of_rate = (loss(images, restored, mean, log_variance) - free) / rate
    return price_of_rate / price_of_distortion
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "hidden-beta-check", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
checks.variational.hidden_beta(hidden_beta)
### BEGIN HIDDEN TESTS
checks.variational.hidden_beta(hidden_beta, images=4, pixels=20, units=3, seed=7)
### END HIDDEN TESTS


# %% [markdown]
# Three losses that are in public code. *Guess first: which β has each?*


# %% tags=["demonstration"]
def cross_entropy(images, restored):
    """Return -log p(image | code) of binary images, summed over pixels, (n,)."""
    restored = np.clip(restored.astype("float64"), 1e-7, 1 - 1e-7)
    costs = np.where(images == 1, -np.log(restored), -np.log(1 - restored))
    return costs.sum(axis=(1, 2, 3))


def squared_error(images, restored):
    """Return -log p(image | code) of pixels with σ = 1, without its constant, (n,)."""
    return np.square(images - restored).sum(axis=(1, 2, 3)) / 2


def divergence_averaged(images, restored, mean, log_variance):
    rate = ops.convert_to_numpy(divergence(mean, log_variance)).mean()
    return cross_entropy(images, restored).mean() + rate / CODE  # as ops.mean over all units


def pixels_averaged(images, restored, mean, log_variance):
    rate = ops.convert_to_numpy(divergence(mean, log_variance)).mean()
    return cross_entropy(images, restored).mean() / 784 + rate  # as Keras's losses over pixels


def mean_squared_error(images, restored, mean, log_variance):
    rate = ops.convert_to_numpy(divergence(mean, log_variance)).mean()
    return np.mean(np.square(images - restored)) + rate


# %% tags=["demonstration"]
restored = vae.predict(digits, verbose=0)
batch = digits, restored, mean, log_variance
averaged = hidden_beta(divergence_averaged, cross_entropy, *batch)
per_pixel = hidden_beta(pixels_averaged, cross_entropy, *batch)
print(f"divergence averaged over the code:   β = {averaged:.4g}")
print(f"cross-entropy averaged over pixels:  β = {per_pixel:.4g}")
by_squares = hidden_beta(mean_squared_error, squared_error, *batch)
print(f"squared error averaged over pixels:  β = {by_squares:.4g} for pixels with σ = 1")

# %% [markdown]
# The last β is for σ = 1; for another σ it is $392 / \sigma^2$. It would be 1 for σ = 19.8, which
# says that a pixel between 0 and 1 is known up to ± 19.8. What do the first two losses do to a VAE?

# %% tags=["demonstration"]
models = {averaged: new_vae(averaged), 1.0: vae, per_pixel: new_vae(per_pixel)}
elbos = {}
for beta, model in models.items():
    elbos[beta] = elbo(model)
    rate = ops.convert_to_numpy(divergence(*code_of(model, test))).mean()
    print(
        f"β = {beta:6.4g}: test ELBO {elbos[beta]:7.1f} nats, "
        f"distortion {-elbos[beta] - rate:6.1f}, divergence {rate:6.1f}"
    )
independent = metrics.independent_pixels_log_likelihood(binary, test).mean()
print(f"independent pixels: {independent:.1f} nats")
results.record("KL averaged over the code: test ELBO", elbos[averaged], control=elbos[1.0])
_ = results.record("loss averaged over pixels: test ELBO", elbos[per_pixel], control=independent)

# %% [markdown]
# ## Question 6: sample, and judge the samples
#
# *Write* a function that draws `count` codes from the prior and returns what the decoder makes of
# them, (count, 28, 28, 1). `decoder` is a Keras model; the same `seed` has to give the same images.
#
# *The check* looks at the codes that your function gives to a decoder.


# %% nbgrader={"grade": false, "grade_id": "draw-samples", "locked": false, "schema_version": 3, "solution": true, "task": false}
def draw_samples(decoder, code_size, count, seed):
    """Return images that a decoder makes of codes from the prior."""
    ### BEGIN SOLUTION
    codes = np.random.default_rng(seed).standard_normal((count, code_size))
    return decoder.predict(codes.astype("float32"), verbose=0)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "draw-samples-check", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
checks.variational.draw_samples(draw_samples)
### BEGIN HIDDEN TESTS
checks.variational.draw_samples(draw_samples, code_size=4, seed=8)
### END HIDDEN TESTS

# %% [markdown]
# Beside them, real training images, and samples of the simplest model: PCA with 50 components, whose
# coefficients are drawn from normal distributions of their variances.

# %% tags=["demonstration"]
samples = {
    beta: draw_samples(model.get_layer("decoder"), CODE, COUNT, seed=0)
    for beta, model in models.items()
}
pca = metrics.fit_pca(images, 50)
coefficients = np.random.default_rng(3).standard_normal((COUNT, 50))
gaussian = pca.inverse_transform(coefficients * np.sqrt(pca.explained_variance_))
gaussian = gaussian.clip(0, 1).astype("float32").reshape(-1, 28, 28, 1)
half = len(images) // 2
reference, real = images[:half], images[half : half + COUNT]
rows = {f"VAE, β = {beta:.4g}": made[:12] for beta, made in samples.items()}
plots.reconstructions({**rows, "PCA's Gaussian": gaussian[:12], "training images": real[:12]})

# %% [markdown]
# Which row is best? Eyes disagree, so measure: **nearness**, the mean distance from a sample to the
# nearest image of the reference; and **coverage**, the mean distance from an image of the reference
# to the nearest sample. A distance of 0.18 says nothing by itself. Put both on a scale on which
# PCA's Gaussian is at 0 and real images are at 1, a straight line between the two.
#
# *Write* a function that returns the pair (nearness, coverage) on that scale. All four arguments are
# images; `samples`, `gaussian` and `real` are equally many. `metrics.distance_to_nearest(a, b)`
# returns the distance of each image of `a` to the nearest one of `b`.
#
# *The check* has samples of half of the kinds of image, and copies of a single one.


# %% nbgrader={"grade": false, "grade_id": "judge", "locked": false, "schema_version": 3, "solution": true, "task": false}
def judge(samples, gaussian, real, reference):
    """Return (nearness, coverage): 0 is as PCA's Gaussian, 1 as real images."""
    ### BEGIN SOLUTION
    kinds = samples, gaussian, real
    there = [metrics.distance_to_nearest(each, reference).mean() for each in kinds]
    back = [metrics.distance_to_nearest(reference, each).mean() for each in kinds]
    return tuple((poor - found) / (poor - good) for found, poor, good in (there, back))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "judge-check", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
checks.variational.judge(judge)
### BEGIN HIDDEN TESTS
checks.variational.judge(judge, count=60, seed=9)
### END HIDDEN TESTS

# %% [markdown]
# What you saw are not the model's samples: they are probabilities of white pixels. So judge twice,
# those in grey, and images whose pixels are drawn, beside real images whose pixels are drawn, too.
# With them come four cheats: real images that are blurred, the mean image again and again, one
# real image again and again, and copies of the reference. *Guess first: which cheat gets away with
# it?*

# %% tags=["demonstration"]
judged = {f"VAE, β = {beta:.4g}": made for beta, made in samples.items()}
judged["blurred images"] = gaussian_filter(real, (0, 1, 1, 0))
judged["the mean image"] = np.repeat(images.mean(axis=0)[None], COUNT, axis=0)
judged["one image"] = np.repeat(real[:1], COUNT, axis=0)
judged["copies"] = reference[:COUNT]
calibration = gaussian, real, reference
in_binary = [corruption.binarise(each, seed=place) for place, each in enumerate(calibration)]
in_grey, in_drawn = {}, {}
print(" " * 19 + "in grey: nearness, coverage    drawn: nearness, coverage")
for name, made in judged.items():
    in_grey[name] = judge(made, *calibration)
    in_drawn[name] = judge(corruption.binarise(made, seed=4), *in_binary)
    numbers = *in_grey[name], *in_drawn[name]
    print(f"{name:14}", *(f"{number:14.2f}" for number in numbers))

# %% tags=["demonstration"]
results.record("drawn samples: nearness", in_drawn["VAE, β = 1"][0], control=0.0)
results.record("drawn samples: coverage", in_drawn["VAE, β = 1"][1], control=0.0)
results.record("samples in grey: nearness", in_grey["VAE, β = 1"][0], control=1.0)
results.record("blurred images in grey: nearness", in_grey["blurred images"][0], control=1.0)
_ = results.record("the mean image, drawn: coverage", in_drawn["the mean image"][1], control=0.0)

# %% [markdown]
# In grey, the VAE of β = 1 is as near as real images, and blurred images are nearer still: what is
# blurred lies between many images and close to some. Drawn pixels end that: 0.61 and 0.60, a good
# half of the way. The mean image fails on coverage. Copies of the reference get away with it on
# both scales, beyond 1: neither measure asks whether a sample is new.
#
# ## Question 7: say what it means
#
# Numbers don't explain themselves. This answer is read and graded by hand, one point for each
# sentence that is right and stands on *your* numbers.
#
# *Write* three sentences in the cell below:
#
# 1. From k = 1 to k = 1,000 the bound gains some nats, and no weight of the model has changed. How
#    many, and what does the gain say about the encoder? Is the last number the model's $\log p(x)$?
# 2. Averaged over the code, the divergence is too cheap. Which of distortion, divergence and ELBO
#    got better by that, and which got worse? Why do samples show it, and reconstructions don't?
# 3. Which conclusion about the VAE's samples would be tempting from the nearness in grey, but does
#    *not* follow?

# %% [markdown] nbgrader={"grade": true, "grade_id": "interpretation", "locked": false, "points": 3, "schema_version": 3, "solution": true, "task": false}
# *One answer of many. What counts: the number, the reason, the limit.*
#
# 1. It gains 4.4 nats, from -116.0 to -111.6. Only the weighting of codes has changed, so the
#    encoder's distribution is not the exact posterior, which costs the ELBO at least that. The last
#    number is still a lower bound: more codes can only raise it, on average.
# 2. With β = 0.05 the distortion falls from 93.3 to 70.9 nats, but the divergence rises from 19.7 to
#    73.5, and the ELBO falls by 31 nats, to -144.4. Reconstructions use the encoder's codes, which
#    may now lie where the prior puts few; samples use codes from the prior, and the decoder has not
#    learned those.
# 3. "Samples are as good as real digits, for their nearness is 1.00" would be tempting. Blurred
#    digits reach 1.39, copies of the reference 5.89: nearness rewards blur and copying. With drawn
#    pixels it is 0.61, and neither measure says whether a sample can be read or is new.

# %% [markdown]
# ## What was measured

# %% tags=["demonstration"]
results.table()
