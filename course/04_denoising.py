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
# # 4. Denoising autoencoders
#
# Spoil an image, show the network only the spoilt one, and ask for the clean one back. Such a
# **denoising autoencoder** gains nothing from copying: what it sees is not what it has to return.
# It has to know what images look like.
#
# ![A corruption layer spoils the image; the loss asks for the clean one](figures/denoising.svg)
#
# **After this you can**
#
# - build a denoiser whose noise is new in every step;
# - say whether it is good, beside the best linear map and tuned filters;
# - follow the rules that make such a measurement worth something;
# - explain why a denoiser moves images towards data, which diffusion models use;
# - train without clean images, and fill in hidden pixels.
#
# **You need** lecture 1: baselines, paired differences.
#
# *Time: 23 minutes to read, 3 minutes to run.*

# %%
from functools import partial

import keras
import numpy as np
from keras import layers
from scipy import ndimage
from scipy.spatial.distance import cdist
from scipy.special import softmax
from skimage import restoration

from autoencoder_course import datasets, metrics, plots, profile, results
from keras_autoencoders import builders, corruption, training
from keras_autoencoders.layers import Corruption

# %%
# What the profile changes: the full one is the real experiment, the quick one only shows that
# everything runs; records are always of the full one. Rates and epochs were set by trials on
# training and validation images.
EPOCHS, BATCH_SIZE = profile.by_profile(full=(3, 128), quick=(2, 32))
RATE, UNITS = 4e-3, 500
LEVELS = (0.1, 0.3, 0.5, 0.7)
SCORED = profile.by_profile(full=500, quick=50)  # test images
TUNING = 50  # validation images
FEW, COPIES, FEW_BATCH = profile.by_profile(full=(1_000, 15, 64), quick=(200, 3, 32))
PARTS = 4  # of a training, each of them of so many copies
SPIRAL_PASSES = profile.by_profile(full=300, quick=60)

# %% [markdown]
# ## 4.1 A denoiser that works
#
# `Corruption` is a layer that adds normal noise with the standard deviation $\sigma$ to every
# pixel, new in each training step, and clips to [0, 1]. Here each image draws its own
# $\sigma$ between 0.1 and 0.8. Outside training the layer does nothing.
#
# Behind it, 500 dense units see the whole image and make a first guess. **Convolutions** (lecture
# 5), layers that slide one small set of weights over the image, then look at guess and noisy image
# side by side and correct the guess. No bottleneck is needed: copying does not pay here.

# %%
# All training images of both would take half a gigabyte: they are loaded when they are needed.
both = {"digits": "mnist", "clothes": "fashion_mnist"}
mnist, fashion = datasets.load("mnist"), datasets.load("fashion_mnist")
results.start("course/04_denoising", mnist, fashion)
digits, clothes = mnist.test.images[:SCORED], fashion.test.images[:SCORED]
del mnist, fashion


def new_denoiser(noise, channels=1):
    """Build a denoiser: a dense guess of the whole image, then convolutions."""
    profile.set_seed()
    images = keras.Input((28, 28, channels))
    noisy = noise(images)
    code = layers.Dense(UNITS, activation="relu", name="code")(layers.Flatten()(noisy))
    guess = layers.Reshape((28, 28, 1))(layers.Dense(784)(code))
    maps = layers.Concatenate()([noisy, guess])
    maps = layers.Conv2D(32, 4, strides=2, padding="same", activation="relu")(maps)
    maps = layers.Conv2D(32, 3, padding="same", activation="relu")(maps)
    correction = layers.Conv2DTranspose(1, 4, strides=2, padding="same")(maps)
    return keras.Model(images, layers.Activation("sigmoid")(layers.Add()([guess, correction])))


# %%
def compile_for(model, inputs, epochs, batch_size=BATCH_SIZE):
    """Compile for Adam, whose rate rises at first and then falls to 0."""
    steps = epochs * training.steps(inputs, batch_size)
    model.compile(
        keras.optimizers.Adam(training.warmup_cosine(RATE, steps)),
        loss="binary_crossentropy",
        steps_per_execution=training.steps_per_execution(inputs, batch_size),
    )


denoisers = {}
for name, data_set in both.items():
    train = keras.ops.convert_to_tensor(datasets.load(data_set).train.images)
    denoisers[name] = new_denoiser(Corruption("gaussian", (0.1, 0.8), seed=0))
    compile_for(denoisers[name], train, EPOCHS)
    # Clean images are both input and target: the model spoils its input itself.
    denoisers[name].fit(train, train, batch_size=BATCH_SIZE, epochs=EPOCHS, verbose=0)
    del train


# %%
gaussian = corruption.add_gaussian_noise  # spoils images once and for all


def restore(model, noisy):
    """Return a model's answers."""
    return keras.ops.convert_to_numpy(model(noisy))


noisy = gaussian(digits, 0.5, seed=2)
shown = {"noisy, σ = 0.5": noisy[:10], "restored": restore(denoisers["digits"], noisy[:10])}
decibels = {name: metrics.psnr(digits[:10], images) for name, images in shown.items()}
plots.captioned_images(shown | {"clean": digits[:10]}, decibels)

# %% [markdown]
# The numbers are **decibels** (dB), the **peak signal-to-noise ratio** of each image,
# $\mathrm{PSNR} = -10 \log_{10} \mathrm{MSE}$. More is better: 3 dB more is half of the squared
# error.
#
# With $x$ for a clean image, $\tilde{x}$ for the spoilt one and $r(\tilde{x})$ for what the network
# makes of it, training makes the loss between $r(\tilde{x})$ and $x$ small. The loss is **binary
# cross-entropy**, with $D$ pixels
#
# $$ -\frac{1}{D} \sum_{d=1}^{D} \big( x_d \log r_d + (1 - x_d) \log (1 - r_d) \big). $$
#
# Like squared error it is least at the *mean* of all clean images that could be behind
# $\tilde{x}$, likely ones counting more: a denoiser blurs what it can't know. Unlike squared error
# it keeps its gradient where a sigmoid is flat; the exercise shows what happens otherwise.
#
# ## 4.2 Is that good?
#
# The strongest simple baseline is a **linear map**: every pixel of the answer is a weighted sum of
# all noisy pixels, plus a shift. Least squares gives the best weights from the same training
# images. Unlike the network, it is told the level: we fit one for each.
#
# **Filters** learn nothing. The **median** takes the median of each pixel's neighbourhood, **total
# variation** looks for a near image whose neighbouring pixels differ little, **non-local means**
# averages pixels whose surroundings look alike. Each level gets the filter and setting that are
# best on validation images, then a **line**, one slope and one shift for all pixels. Noise clipped
# at 0 brightens black pixels, averaging keeps that grey, and the line takes it off.
#
# *Guess first: which is best, a filter, the linear map, or the network?*

# %%
filters = {f"median {side} × {side}": partial(ndimage.median_filter, size=side) for side in (3, 5)}
for setting in (0.1, 0.2, 0.4, 0.8):
    variation = partial(restoration.denoise_tv_chambolle, weight=setting)
    filters[f"total variation {setting}"] = variation
    options = {"patch_size": 5, "patch_distance": 6, "h": 0.6 * setting, "sigma": setting}
    filters[f"non-local means {setting}"] = partial(restoration.denoise_nl_means, **options)


def filtered(name, images):
    """Filter images one by one."""
    return np.stack([filters[name](image[..., 0]) for image in images])[..., None]


def tuned_filter(clean, noisy):
    """Return the name of the best filter and its line."""
    tried = {}
    for name in filters:
        answers = filtered(name, noisy)
        line = np.polyfit(answers.ravel(), clean.ravel(), 1)
        tried[name] = metrics.psnr(clean, np.polyval(line, answers).clip(0, 1)).mean(), line
    best = max(tried, key=lambda name: tried[name][0])
    return best, tried[best][1]


# %%
restored, quality = {}, {}
for name, data_set in both.items():
    train, some, clean = (split.images for split in datasets.load(data_set)[:3])
    some, clean = some[:TUNING].copy(), clean[:SCORED]  # a copy, as a view would keep them all
    noisy = gaussian(clean, 0.5, seed=2)
    linear_map = metrics.fit_linear_map(gaussian(train, 0.5, seed=3), train)
    best, line = tuned_filter(some, gaussian(some, 0.5, seed=1))
    del train
    as_it_is = filtered(best, noisy)
    restored[name] = {
        "noisy": noisy,
        "filter": as_it_is.clip(0, 1),
        "filter, line": np.polyval(line, as_it_is).clip(0, 1),
        "linear map": linear_map(noisy),
        "network": restore(denoisers[name], noisy),
    }
    quality[name] = {way: metrics.psnr(clean, images) for way, images in restored[name].items()}
    print(f"{name}, σ = 0.5, {SCORED} images; the best filter is {best}")
    for way in ("filter, line", "linear map"):
        lead = metrics.bootstrap_mean(quality[name]["network"] - quality[name][way])
        print(f"    network minus {way}: {lead} dB")

# %%
# The baselines at all levels, measured in the same way beforehand, are read from a record.
recorded = results.read_long_run("denoising_comparisons")
panels = {}
for name, clean in {"digits": digits, "clothes": clothes}.items():
    answers = [restore(denoisers[name], gaussian(clean, level, seed=2)) for level in LEVELS]
    panels[name] = {
        way: [recorded.control(f"{name}, σ = {level}: {way} (dB)") for level in LEVELS]
        for way in ("noisy", "filter", "filter, line", "linear map")
    } | {"network": [metrics.psnr(clean, images).mean() for images in answers]}
    for way, values in panels[name].items():
        print(f"{name:7} {way:12}", *(f"{value:6.2f}" for value in values), "dB")
        leads = np.subtract(panels[name]["network"], values)
        for level, lead in zip(LEVELS, leads, strict=True):
            if way in ("linear map", "filter, line"):
                results.record(f"{name}, σ = {level}: network minus {way} (dB)", lead, control=0.0)
plots.level_curves(LEVELS, panels, label="PSNR (dB)")

# %%
rows = {way: images[:9] for way, images in restored["clothes"].items() if way != "filter"}
captions = {way: quality["clothes"][way][:9] for way in rows}
plots.captioned_images(rows | {"clean": clothes[:9]}, captions)

# %% [markdown]
# (In brackets: 95 % intervals over test images, for this one training.)
#
# From σ = 0.3 on the network is ahead of everything: of the linear map by 1.7 to 2.6 dB on digits
# and by 1.1 to 1.4 on clothes, of the best filter by 2.3 to 4.4. The line counts: at σ = 0.3 on
# digits it is worth 3.7 dB to the filter; without it the network would seem to lead by 6.
#
# At σ = 0.1 the order turns: on digits the best filter has 28.3 dB, the linear map 27.5, the
# network 26.7; it is the same on clothes. The network serves all levels at once, which has a price
# (4.7). With hardly any noise it pays to leave the image nearly as it is: filter and linear map,
# told the level, do so.
#
# ## 4.3 The rules of the game
#
# 1. **Fresh noise** in each epoch.
# 2. **The clean image is the target.**
# 3. **Noisy validation**, spoilt once with a fixed seed. `Corruption` does nothing in validation:
#    left alone, Keras validates on *clean* inputs, which is another task.
# 4. **One noisy test set** for each level, the same for all ways.
#
# What does breaking one cost? 1,000 digits, 60 epochs, a small network 784–400–784. **Frozen**
# noise is drawn once, before training. Two ways break rule 2: the target is **the same** noisy
# image, or **another** noisy copy, with noise of its own. And one never sees noise.
#
# *Guess first: which of these four costs least?*

# %%
mnist = datasets.load("mnist")
few = mnist.train.images[:FEW]


def inputs_and_targets(way, seed, part):
    """Return what the network sees and what it has to answer, a quarter of all epochs at once."""
    clean, first = np.concatenate([few] * COPIES), 1_000 * (seed + 1)
    if way == "no noise":
        return clean, clean
    if way == "frozen noise":
        return np.concatenate([gaussian(few, 0.3, seed=first)] * COPIES), clean
    noisy, another = (gaussian(clean, 0.3, seed=first + part + more) for more in (0, 500))
    targets = {"target: another copy": another, "target: the same": noisy}
    return noisy, targets.get(way, clean)


def train_small(way, seed=0):
    """Train the small network in one of the ways."""
    profile.set_seed(seed)
    small = builders.vanilla((28, 28, 1), 400)
    compile_for(small, np.concatenate([few] * COPIES), PARTS, FEW_BATCH)
    for part in range(PARTS):  # all at once would take four times the memory
        small.fit(*inputs_and_targets(way, seed, part), batch_size=FEW_BATCH, verbose=0)
    return small


# %%
noisy_digits = gaussian(digits, 0.3, seed=2)
small = {way: train_small(way) for way in ("all rules kept", "target: another copy")}
answers = {way: restore(model, noisy_digits) for way, model in small.items()}
rows = {"noisy, σ = 0.3": noisy_digits} | answers
decibels = {way: metrics.psnr(digits, images) for way, images in rows.items()}
for way in small:
    before = recorded.values(f"{way}: test (dB)")[0]
    print(f"{way}: {decibels[way].mean():.2f} dB (recorded with this seed: {before:.2f})")
first = {way: images[:10] for way, images in rows.items()}
plots.captioned_images(first, {way: decibels[way][:10] for way in first})

# %% [markdown]
# Five seeds of all five ways, and of what 4.5 to 4.7 compare, took 44 minutes, so they were trained
# beforehand: `python -m coursework longrun denoising_comparisons` repeats it.

# %%
print(recorded.caption)
print(f"{'':22}validation MSE, clean   noisy   test dB   with a line   lost by breaking the rule")
measured = ("validation MSE, clean", "validation MSE, noisy", "test (dB)", "test, with a line (dB)")
kept = recorded.values(f"all rules kept: {measured[-1]}")
broken = ("frozen noise", "target: another copy", "target: the same", "no noise")
for way in ("all rules kept", *broken):
    means = [recorded.mean(f"{way}: {what}") for what in measured]
    row = "{:22}{:21.4f}{:8.4f}{:10.2f}{:14.2f}".format(way, *means)
    lost = metrics.paired_difference(kept, recorded.values(f"{way}: {measured[-1]}"))
    print(row, f"  {lost}" if way in broken else "")
    if way in broken:
        results.record(f"{way}: dB lost, with a line", lost.mean, control=0.0)

# %% [markdown]
# - **Frozen noise** is learned by heart and costs 1.6 dB (last column, with the line).
# - **The same noisy image** as target, the slip `fit(noisy, noisy)`: the network hands noise on,
#   and loses 4.6 dB, or 2.4 with a line.
# - **Another noisy copy** costs least, 0.6 dB. Its noise can't be foreseen, so the best answer is
#   its mean: two bad photographs of everything are enough (Lehtinen et al. 2018, *Noise2Noise*).
#   Only our line, which takes off the grey of *clipped* noise, needs clean images (not so in the
#   exercise). Noise in the target does less harm than noise that target and input **share**.
# - **Clean validation picks the wrong network**: by that column the one that never saw noise is
#   best. By the noisy column it is the worst, in the test a decibel above doing nothing.
#
# ## 4.4 What a denoiser knows
#
# Now in two dimensions, where everything can be drawn: points on a spiral, with normal noise of
# σ = 0.1, not clipped. A trained denoiser $r$ moves a noisy point $\tilde{x}$ by its **residual**
# $r(\tilde{x}) - \tilde{x}$. Where to? Where data are denser. For squared error there is an exact
# formula (Miyasawa 1961; Vincent 2011; Alain and Bengio 2014):
#
# $$ \frac{r(\tilde{x}) - \tilde{x}}{\sigma^2} = \nabla \log p_\sigma(\tilde{x}), $$
#
# where $p_\sigma$ is the density of noisy data. The gradient on the right is called the **score**.
# For data given as points, $p_\sigma$ is a mean of Gaussians around them, so we can compute it.

# %%
SIGMA, random = 0.1, np.random.default_rng(0)


def spiral(count):
    """Draw points on a spiral, (count, 2)."""
    angle = 3.5 * np.pi * np.sqrt(random.uniform(0.02, 1, count))
    return np.stack([angle * np.cos(angle), angle * np.sin(angle)], axis=1).astype("float32") / 11


def true_score(places):
    """Return the gradient of the log density of noisy data: a pull to each point, weighted."""
    pulls = softmax(-cdist(places, points, "sqeuclidean") / (2 * SIGMA**2), axis=1)
    return (pulls @ points - places) / SIGMA**2


points, unseen = spiral(2_000), spiral(1_000)
profile.set_seed()
on_plane = keras.Sequential([keras.Input((2,)), layers.GaussianNoise(SIGMA, seed=0)])
for units, activation in ((128, "relu"), (128, "relu"), (2, None)):
    on_plane.add(layers.Dense(units, activation=activation))
passes = np.tile(points, (SPIRAL_PASSES, 1))
rate = training.warmup_cosine(5e-3, training.steps(passes, 200))
at_once = training.steps_per_execution(passes, 200)
on_plane.compile(keras.optimizers.Adam(rate), "mse", steps_per_execution=at_once)
_ = on_plane.fit(passes, passes, batch_size=200, verbose=0)


# %%
def cosine(arrows, others):
    """Return the mean cosine of the angles between arrows."""
    lengths = np.linalg.norm(arrows, axis=1) * np.linalg.norm(others, axis=1)
    return np.mean(np.sum(arrows * others, axis=1) / lengths)


noisy_points = unseen + SIGMA * random.normal(size=unseen.shape)
spoilt = points + SIGMA * random.normal(size=points.shape)
answers = {
    "network": restore(on_plane, noisy_points),
    "linear map": metrics.fit_linear_map(spoilt, points)(noisy_points, clip=False),
    "nearest point": points[cdist(noisy_points, points).argmin(axis=1)],
}
agree = {way: cosine(to - noisy_points, true_score(noisy_points)) for way, to in answers.items()}
for way, value in agree.items():
    print(f"mean cosine of residual and score, {way}: {value:.3f}")
results.record("spiral: cosine, residual and score", agree["network"], control=agree["linear map"])
results.record("spiral: cosine, to the nearest point", agree["nearest point"])
grid = np.stack(np.meshgrid(*[np.linspace(-1.2, 1.2, 22)] * 2), axis=-1).reshape(-1, 2)
grid = grid[cdist(grid, points).min(axis=1) < 3 * SIGMA]
fields = {"true score": true_score(grid), "network": (restore(on_plane, grid) - grid) / SIGMA**2}
plots.arrow_fields(points[:1_000], grid, fields)

# %% [markdown]
# The two agree: the mean cosine is 0.98, only 0.21 for the best linear map, and 0.91 for the way to
# the nearest data point, which has to keep all points. Nobody told the network a density.
#
# So a denoiser can be *walked*: go a fifth of the way to its answer, ask again, and so on. Each
# step goes roughly uphill in $\log p$ (our digits' noise is clipped, and of many levels). Below,
# digits under strong noise, and noise without any digit.

# %%
static = np.random.default_rng(3).uniform(size=(3, 28, 28, 1)).astype("float32")
walk = {"start": np.concatenate([gaussian(digits[:6], 0.7, seed=2), static])}
here = walk["start"]
for step in range(1, 33):
    here = here + 0.2 * (restore(denoisers["digits"], here) - here)
    if step in (4, 8, 16, 32):
        walk[f"step {step}"] = here
plots.reconstructions(walk)

# %% [markdown]
# The digits get crisp: what a single answer leaves grey is decided on the way, not always rightly.
# Noise without a digit turns into strokes, sometimes nearly into a digit. One idea more makes a
# generator: begin with pure noise, add a little fresh noise after each step, and tell the network
# the falling level. That is a **diffusion model** (Sohl-Dickstein et al. 2015; Ho et al. 2020).
#
# ## 4.5 How far does a code move?
#
# Two noisy copies of one image should have nearly the same code. We measure how far apart they are,
# divided by the distance of two *different* images, for the small networks of 4.3.
#
# *Guess first: does the plain autoencoder's code move more or less than the pixels?*

# %%
copies = [gaussian(digits, 0.3, seed=seed) for seed in (5, 6)]


def movement(encode):
    """Return how far apart the codes of two copies are, over those of two images."""
    first, second = (encode(part).reshape(len(part), -1) for part in copies)
    another = np.roll(second, 1, axis=0)
    apart = [np.linalg.norm(first - part, axis=1).mean() for part in (second, another)]
    return apart[0] / apart[1]


pca = metrics.fit_pca(mnist.train.images, 100)
in_pixels = movement(np.asarray)
by_pca = movement(lambda part: pca.transform(part.reshape(len(part), -1)))
here = movement(partial(restore, small["all rules kept"].get_layer("encoder")))
print(f"pixels {in_pixels:.3f}, PCA-100 {by_pca:.3f}, the denoiser trained above {here:.3f}")
results.record("code movement, PCA-100", by_pca, control=in_pixels)
pixels = recorded.control("pixels: code movement")
for way in ("no noise", "all rules kept"):
    moved = recorded.estimate(f"{way}: code movement")
    print(f"recorded, {way}: {moved}")
    results.record(f"code movement, {way}", moved.mean, control=pixels)

# %% [markdown]
# Pixels move most: 0.67 of the way to another image. The plain code moves 0.43, the denoiser's
# 0.33. Small is no merit by itself: PCA with 100 components moves as little. A penalty can ask for
# a code that moves little directly, without noise (Rifai et al. 2011): lecture 6.
#
# ## 4.6 Filling in
#
# Hidden pixels are corruption, too. We hide a quarter of the image, a square anywhere. A second
# channel tells the network which: 1 where a pixel is seen, 0 where it is hidden. `Corruption` hides
# a pixel in all channels, so we just add a channel of ones. One epoch has to do here; recorded are
# networks of two epochs, and others for scattered holes, half of the pixels.
#
# Baselines: the **mean image** in the hole; **inpainting**, which continues the image smoothly into
# it; the best linear guess, told where the hole is: the mean that a **Gaussian** with the training
# images' mean and covariance gives hidden pixels, once the others are known; and memory: a mean of
# the 200 **neighbours**, the training images nearest in the visible pixels.
#
# *Guess first: can a network beat a Gaussian that knows which pixels go together? And memory?*


# %%
filler = new_denoiser(layers.Identity(), channels=2)  # of an image and its mask
images = keras.Input((28, 28, 1))
with_ones = layers.Concatenate()([images, keras.ops.ones_like(images)])
spoil_and_fill = keras.Model(images, filler(Corruption("mask_patch", 0.25, seed=0)(with_ones)))
train = keras.ops.convert_to_tensor(mnist.train.images)
compile_for(spoil_and_fill, train, epochs=1)
spoil_and_fill.fit(train, train, batch_size=BATCH_SIZE, verbose=0)
del train
seen = np.concatenate([digits, np.ones_like(digits)], axis=-1)
spoilt = corruption.mask_patch(seen, 0.25, seed=2)
image, hole = spoilt[..., :1], spoilt[..., 1:] == 0
answers = np.where(hole, restore(filler, spoilt), image)
pairs = zip(image[:10, ..., 0], hole[:10, ..., 0], strict=True)
rows = {
    "spoilt": image[:10],
    "inpainting": np.stack([restoration.inpaint_biharmonic(*pair) for pair in pairs])[..., None],
    "Gaussian": metrics.fill_in_as_gaussian(mnist.train.images, image[:10], hole[:10]),
    "network": answers[:10],
    "clean": digits[:10],
}
plots.reconstructions(rows)

# %%
live = np.square(answers - digits)[hole].mean()
print(f"MSE of hidden pixels, {SCORED} images; the network above, one epoch: {live:.4f}")
print("recorded, two epochs, five seeds:")
for name in ("a hidden quarter", "half of the pixels"):
    network = recorded.estimate(f"{name}: MSE, network")
    print(f"{name}: network {network}")
    for way in ("mean image", "inpainting", "Gaussian", "neighbours"):
        other = recorded.control(f"{name}: MSE, {way}")
        more = np.divide(recorded.values(f"{name}: MSE, network"), other / 100) - 100
        print(f"    {way:11} {other:.4f}; network minus it {metrics.mean_and_interval(more)} %")
        if way == "Gaussian":
            results.record(f"{name}: MSE, network", network.mean, control=other)
        if way == "neighbours":
            results.record(f"{name}: MSE, network ÷ neighbours", network.mean / other)

# %% [markdown]
# (In the record: intervals over trainings, for these 500 images.) The network beats the Gaussian,
# by 9 % of the error in a hidden quarter and 17 % for scattered pixels. But for the quarter memory
# does as well; for scattered pixels it has twice the error. Inpainting is good where seen pixels
# are near, and worse than the mean image where none are. Where several digits would fit, the answer
# is a grey mixture: the mean.
#
# ## 4.7 The wrong level, the wrong images
#
# Recorded: four small networks, trained at σ = 0.1, at 0.3, at 0.7, and on the whole range. They
# see all training images once.
#
# *Guess first: what does a network do with less noise than it was trained for?*

# %%
curves = {"doing nothing": panels["digits"]["noisy"]}
for name in ("0.1", "0.3", "0.7", "0.1 to 0.7"):
    tests = [f"trained at {name}, tested at {level} (dB)" for level in LEVELS]
    curves[f"trained at {name}"] = [recorded.mean(test) for test in tests]
for name, values in curves.items():
    print(f"{name:21}", *(f"{value:6.2f}" for value in values), "dB")
for level in (0.3, 0.7):
    tested = [f"trained at {name}, tested at {level} (dB)" for name in ("0.1 to 0.7", "0.3")]
    lead = metrics.paired_difference(*(recorded.values(test) for test in tested))
    print(f"tested at {level}: trained on the range minus at 0.3: {lead} dB")
    results.record(f"σ = {level}: trained on the range minus at 0.3 (dB)", lead.mean, control=0.0)
plots.level_curves(LEVELS, {"small networks, digits": curves}, label="PSNR (dB)")

# %%
answers = restore(denoisers["digits"], gaussian(clothes, 0.3, seed=2))
wrong = metrics.psnr(clothes, answers).mean()
by_filter, as_they_are = (panels["clothes"][way][1] for way in ("filter, line", "noisy"))
results.record("clothes, σ = 0.3: network trained on digits (dB)", wrong, control=by_filter)
print(f"clothes, σ = 0.3: network trained on digits {wrong:.2f} dB, filter and line")
print(f"    {by_filter:.2f} dB, doing nothing {as_they_are:.2f} dB")

# %% [markdown]
# Each network is the best of the four at its own level. At σ = 0.1 those trained at 0.3 and 0.7 do
# harm: clipped noise takes away contrast, and they put back contrast that is not missing. On more
# noise than it knows a network breaks down. Training on the range costs half a decibel at 0.3 and
# next to nothing above, but at 0.1 it is no better than doing nothing. And on clothes the network
# that knows digits has 13.1 dB, hardly more than doing nothing (12.8); filter and line have 18.7.
#
# ## 4.8 Denoising as pretraining
#
# Denoising became famous as a start for classifiers: three layers, each pretrained to restore codes
# from masked ones, then trained with all labels, left 1.28 % of MNIST's test digits wrong (Vincent
# et al. 2010). A newer kind of network, recorded:

# %%
run = results.read_long_run("stacked_denoising")
print(run.recipe)
print(run.caption)
for what, estimate in run:
    print(f"    {what}: {estimate}")

# %% [markdown]
# Both are below the figure of 2010. From scratch is ahead with each of three seeds, in pairs by
# 0.12 ± 0.24 points, and it had fewer epochs: pretraining's own 15 come on top of the 40 that both
# have. So pretraining shows no gain here. (10,000 test digits leave ± 0.2 points to chance.) Both
# have noise before every activation. That is denoising, too.
#
# ## 4.9 What to remember
#
# - Fresh noise, clean targets, noisy validation, one noisy test set for all ways.
# - Compare with the best linear map, and with tuned filters *and* a line.
# - The target may be noisy, if its noise is not that of the input.
# - The residual of a denoiser is the score, the direction in which data get denser. Diffusion
#   models walk along it.
# - A denoiser knows its own level and its own images. Train on the range that you expect.
#
# *The recipe behind this lecture, rerun and taken apart:
# [04_denoising_published](04_denoising_published.ipynb). Now do the exercise:
# `exercises/04_denoising`.*
#
# Five of the results, each beside its baseline; the others are folded away.

# %%
results.table()
