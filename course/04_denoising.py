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
# *Time: 24 minutes to read, 25 minutes to run.*

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
# everything runs. Rates and epochs were set by trials on training and validation images.
EPOCHS, FILLING_EPOCHS, BATCH_SIZE = profile.by_profile(full=(3, 2, 128), quick=(4, 4, 32))
RATE, UNITS = 4e-3, 500
LEVELS = profile.by_profile(full=(0.1, 0.3, 0.5, 0.7), quick=(0.3, 0.7))
SCORED = profile.by_profile(full=500, quick=50)  # test images
TUNING = profile.by_profile(full=50, quick=10)  # validation images
SETTINGS = profile.by_profile(full=(0.1, 0.2, 0.4, 0.8), quick=(0.2,))  # of filters
FEW, COPIES, FEW_BATCH = profile.by_profile(full=(1_000, 60, 64), quick=(200, 10, 32))
SEEDS = profile.seeds(5)
HOLES = profile.by_profile(full=200, quick=10)  # test images with holes
SPIRAL_EPOCHS = profile.by_profile(full=300, quick=60)

# %% [markdown]
# ## 4.1 A denoiser that works
#
# `Corruption` is a layer that adds normal noise with the standard deviation $\sigma$ to every
# pixel, new in each training step, and clips to [0, 1]. Here each image draws its own
# $\sigma$ between 0.1 and 0.8. Outside training the layer does nothing.
#
# Behind it, 500 dense units see the whole image and make a first guess. **Convolutions**, layers
# that slide one small set of weights over the image, then look at guess and noisy image side by
# side and correct the guess. (Lecture 5 is about convolutions.) No bottleneck is needed (the noisy
# image passes the 500 by): copying does not pay here.

# %%
mnist, fashion = datasets.load("mnist"), datasets.load("fashion_mnist")
results.start("course/04_denoising", mnist, fashion)
both = {"digits": mnist, "clothes": fashion}


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
for name, data in both.items():
    denoisers[name] = new_denoiser(Corruption("gaussian", (0.1, 0.8), seed=0))
    compile_for(denoisers[name], data.train.images, EPOCHS)
    # Clean images are both input and target: the model spoils its input itself.
    train = keras.ops.convert_to_tensor(data.train.images)
    denoisers[name].fit(train, train, batch_size=BATCH_SIZE, epochs=EPOCHS, verbose=0)


# %%
def gaussian(images, stddev, seed):
    """Spoil images once and for all; the seed fixes the noise."""
    return corruption.add_gaussian_noise(images, stddev, seed=seed)


def restore(model, noisy):
    """Return a model's answers."""
    return keras.ops.convert_to_numpy(model(noisy))


digits = mnist.test.images[:SCORED]
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
# $\tilde{x}$, likely ones counting more. So a denoiser blurs what it can't know. Unlike squared
# error it keeps its gradient where a sigmoid is flat; the exercise shows what happens otherwise.
#
# ## 4.2 Is that good?
#
# The strongest simple baseline is a **linear map**: every pixel of the answer is a weighted sum of
# all noisy pixels, plus a shift. Least squares gives the best weights, in closed form, from the
# same training images. Unlike the network, it is told the level: we fit one for each.
#
# **Filters** learn nothing. The **median** takes the median of each pixel's neighbourhood, **total
# variation** looks for a near image whose neighbouring pixels differ little, **non-local means**
# averages pixels whose surroundings look alike. Each level gets the filter and setting that are
# best on validation images, followed by a **line**, one slope and one shift for all pixels. Noise
# clipped at 0 brightens black pixels, averaging keeps that grey, and the line takes it off.
#
# *Guess first: which is best, a filter, the linear map, or the network?*

# %%
filters = {f"median {side} × {side}": partial(ndimage.median_filter, size=side) for side in (3, 5)}
for setting in SETTINGS:
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
for name, data in both.items():
    train, some, clean = (split.images for split in data[:3])
    some, clean = some[:TUNING], clean[:SCORED]
    for level in LEVELS:
        noisy = gaussian(clean, level, seed=2)
        linear_map = metrics.fit_linear_map(gaussian(train, level, seed=3), train)
        best, line = tuned_filter(some, gaussian(some, level, seed=1))
        print(f"{name}, σ = {level}: the best filter is {best}")
        as_it_is = filtered(best, noisy)
        restored[name, level] = {
            "noisy": noisy,
            "filter": as_it_is.clip(0, 1),
            "filter, line": np.polyval(line, as_it_is).clip(0, 1),
            "linear map": linear_map(noisy),
            "network": restore(denoisers[name], noisy),
        }
        answers = restored[name, level].items()
        quality[name, level] = {way: metrics.psnr(clean, images) for way, images in answers}

# %%
for key, by_way in quality.items():
    print(*key, "  ".join(f"{way} {psnr.mean():.2f}" for way, psnr in by_way.items()), "dB")
    for way in ("linear map", "filter, line"):
        lead = metrics.bootstrap_mean(by_way["network"] - by_way[way])
        results.record(f"{key[0]}, σ = {key[1]}: network minus {way} (dB)", lead.mean, control=0.0)
        print(f"    network minus {way}: {lead} dB, {SCORED} images")
panels = {
    name: {way: [quality[name, level][way].mean() for level in LEVELS] for way in by_way}
    for name in both
}
plots.level_curves(LEVELS, panels, label="PSNR (dB)")

# %%
name, level = "clothes", 0.5 if 0.5 in LEVELS else 0.7
rows = {way: images[:9] for way, images in restored[name, level].items() if way != "filter"}
captions = {way: quality[name, level][way][:9] for way in rows}
plots.captioned_images(rows | {"clean": fashion.test.images[:9]}, captions)

# %% [markdown]
# (In brackets: 95 % intervals over test images, for this one training.)
#
# From σ = 0.3 on the network is ahead of everything: of the linear map by 1.7 to 2.6 dB on digits
# and by 1.1 to 1.4 on clothes, of the best filter by 2.3 to 4.4. The line counts: at σ = 0.3 on
# digits it is worth 3.7 dB to non-local means; without it the network would seem to lead by 6.
# Filters know that neighbours are alike, the linear map which pixels go together, the network
# digits.
#
# At σ = 0.1 the order turns: on digits the best filter has 28.3 dB, the linear map 27.5, the
# network 26.7; it is the same on clothes. The network serves all levels at once; section 4.7 shows
# what that can cost. With hardly any noise it pays to leave the image nearly as it is: filter and
# linear map, told the level, do so.
#
# ## 4.3 The rules of the game
#
# 1. **Fresh noise** in each epoch.
# 2. **The clean image is the target.**
# 3. **Noisy validation**, spoilt once with a fixed seed. `Corruption` does nothing in validation:
#    left alone, Keras validates on *clean* inputs, which is another task.
# 4. **One noisy test set** for each level, the same for all ways.
#
# What does breaking one cost? 1,000 digits, 60 epochs, a small network 784–400–784, five seeds.
# **Frozen** noise is drawn once, before training. Two ways break rule 2: the target is **the same**
# noisy image, or **another** noisy copy, with noise of its own. And one never sees noise.
#
# *Guess first: which of these four costs least?*

# %%
few = mnist.train.images[:FEW]
clean = np.concatenate([few] * COPIES)  # as many epochs, one after the other
small = builders.vanilla((28, 28, 1), 400)  # compiled once, trained often
compile_for(small, clean, 1, FEW_BATCH)


def train_small(inputs, targets, seed=None):
    """Train the small network from fresh weights; return its weights."""
    profile.set_seed(seed)
    small.set_weights(builders.vanilla((28, 28, 1), 400).get_weights())
    for memory in small.optimizer.variables:  # Adam forgets the training before
        memory.assign(keras.ops.zeros_like(memory))
    small.fit(inputs, targets, batch_size=FEW_BATCH, verbose=0)
    return small.get_weights()


def ways_to_train(seed):
    """Return inputs and targets of each way."""
    noisy, another = gaussian(clean, 0.3, seed), gaussian(clean, 0.3, seed + 500)
    return {
        "all rules kept": (noisy, clean),
        "frozen noise": (np.concatenate([gaussian(few, 0.3, seed)] * COPIES), clean),
        "target: another copy": (noisy, another),
        "target: the same": (noisy, noisy),
        "no noise": (clean, clean),
    }


# %%
validation = mnist.validation.images[:1_000]
noisy_validation, noisy_digits = gaussian(validation, 0.3, seed=1), gaussian(digits, 0.3, seed=2)
weights, rows, table = {}, {"noisy, σ = 0.3": noisy_digits[:10]}, {}
for seed in SEEDS:
    for way, (inputs, targets) in ways_to_train(seed).items():
        weights[way, seed] = train_small(inputs, targets, seed)
        on_clean, on_noisy = restore(small, validation), restore(small, noisy_validation)
        rows[way] = restore(small, noisy_digits)
        line = np.polyfit(on_noisy.ravel(), validation.ravel(), 1)
        measured = [
            metrics.mean_squared_error(validation, on_clean),
            metrics.mean_squared_error(validation, on_noisy),
            metrics.psnr(digits, rows[way]).mean(),
            metrics.psnr(digits, np.polyval(line, rows[way]).clip(0, 1)).mean(),
        ]
        table.setdefault(way, []).append(measured)

# %%
print(f"doing nothing: {metrics.psnr(digits, noisy_digits).mean():.2f} dB")
print(f"{'':22}validation MSE, clean   noisy   test dB   with a line   lost by breaking the rule")
kept = np.array(table["all rules kept"])
for way, values in table.items():
    values = np.array(values)
    lost = metrics.paired_difference(kept[:, 3], values[:, 3])
    row = "{:22}{:21.4f}{:8.4f}{:10.2f}{:14.2f}".format(way, *values.mean(axis=0))
    print(row, "" if way == "all rules kept" else f"  {lost}")
    if way != "all rules kept":
        results.record(f"{way}: dB lost, with a line", lost.mean, control=0.0)
shown = {way: images[:10] for way, images in rows.items()}
plots.captioned_images(shown, {way: metrics.psnr(digits[:10], shown[way]) for way in shown})

# %% [markdown]
# - **Frozen noise** is learned by heart and costs 1.5 dB (last column, with the line).
# - **The same noisy image** as target, the slip `fit(noisy, noisy)`: the network hands noise on,
#   and loses 4.6 dB, or 2.4 with a line. A bottleneck of 400 holds some noise back.
# - **Another noisy copy** costs least, 0.6 dB. Its noise can't be foreseen, so the best answer is
#   its mean: two bad photographs of everything are enough (Lehtinen et al. 2018, *Noise2Noise*).
#   Only our line, which takes off the grey of *clipped* noise, needs clean images (not so in the
#   exercise). So noise in the target does less harm than noise that target and input **share**.
# - **Clean validation picks the wrong network**: by that column the one that never saw noise is
#   best. By the noisy column it is the worst, in the test a decibel above doing nothing.
#
# ## 4.4 What a denoiser knows
#
# Now in two dimensions, where everything can be drawn. The data are points on a spiral, the noise
# is normal with σ = 0.1 and not clipped. A trained denoiser $r$ moves a noisy point $\tilde{x}$ by
# its **residual** $r(\tilde{x}) - \tilde{x}$. Where to?
#
# Where data are denser. For squared error there is an exact formula (Miyasawa 1961; Vincent 2011;
# Alain and Bengio 2014):
#
# $$ \frac{r(\tilde{x}) - \tilde{x}}{\sigma^2} = \nabla \log p_\sigma(\tilde{x}), $$
#
# where $p_\sigma$ is the density of noisy data. The gradient on the right is called the **score**.
# For data given as points, $p_\sigma$ is a mean of Gaussians around them, so we can compute it.

# %%
SIGMA = 0.1
random = np.random.default_rng(0)


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
per_epoch = training.steps_per_execution(points, 200)
rate = training.warmup_cosine(5e-3, SPIRAL_EPOCHS * training.steps(points, 200))
on_plane.compile(keras.optimizers.Adam(rate), "mse", steps_per_execution=per_epoch)
_ = on_plane.fit(points, points, batch_size=200, epochs=SPIRAL_EPOCHS, verbose=0)


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
# the nearest data point, which has to keep all points. Nobody told the network a density: it
# learned the direction to the data from pairs of noisy and clean points.
#
# So a denoiser can be *walked*: go a part of the way to its answer, here a fifth, ask again, and so
# on. Each step goes roughly uphill in $\log p$ (our digits' noise is clipped, and of many levels).
# Below, digits under strong noise, and noise without any digit.

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
# Noise without a digit turns into strokes, sometimes nearly into a digit. One more idea makes a
# generator of it: begin with pure noise, add a little fresh noise after each step, and tell the
# network the falling level. That is a **diffusion model**: a denoiser for every level, and a walk
# (Sohl-Dickstein et al. 2015; Ho et al. 2020).
#
# ## 4.5 How far does a code move?
#
# Two noisy copies of one image should have nearly the same code. We measure how far apart they are,
# divided by the distance of two *different* images, for the small networks of section 4.3.
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


in_pixels = movement(np.asarray)
pca = metrics.fit_pca(mnist.train.images, 100)
by_pca = movement(lambda part: pca.transform(part.reshape(len(part), -1)))
moved = {"no noise": [], "all rules kept": []}
for way, seed in [(way, seed) for way in moved for seed in SEEDS]:
    small.set_weights(weights[way, seed])
    moved[way].append(movement(partial(restore, small.get_layer("encoder"))))
print(f"pixels          {in_pixels:.3f}\nPCA-100         {by_pca:.3f}")
results.record("code movement, PCA-100", by_pca, control=in_pixels)
for way, values in moved.items():
    print(f"{way:15} {metrics.mean_and_interval(values)}")
    results.record(f"code movement, {way}", np.mean(values), control=in_pixels)
print("difference", metrics.paired_difference(moved["all rules kept"], moved["no noise"]))

# %% [markdown]
# Pixels move most: 0.67 of the way to another image. The plain code moves 0.43, the denoiser's
# 0.33. Small is no merit by itself: PCA with 100 components moves as little. A penalty can ask for
# a code that moves little directly, without noise (Rifai et al. 2011).
#
# ## 4.6 Filling in
#
# Hidden pixels are corruption, too. We hide a quarter of the image, a square anywhere, or half of
# the pixels, scattered. A second channel tells the network which: 1 where a pixel is seen, 0 where
# it is hidden. `Corruption` hides a pixel in all channels, so we just add a channel of ones.
#
# Baselines: the **mean image** in the hole; **inpainting**, which continues the image smoothly into
# it; again the best linear guess, told where the hole is: the mean that a **Gaussian** with the
# training images' mean and covariance gives hidden pixels, once the others are known; and memory:
# the mean of the 200 **neighbours**, the training images nearest in the visible pixels, where near
# ones count more.
#
# *Guess first: can a network beat a Gaussian that knows which pixels go together? And memory?*

# %%
holes = {"a hidden quarter": ("mask_patch", 0.25), "half of the pixels": ("mask_pixels", 0.5)}
with_ones = np.concatenate([mnist.train.images, np.ones_like(mnist.train.images)], axis=-1)
mean_image = mnist.train.images.mean(axis=0)


def from_neighbours(image, hole, count=200):
    """Fill in with a weighted mean of the nearest training images."""
    train = mnist.train.images.reshape(-1, 784)
    seen = (~hole).reshape(-1, 784).astype("float32")
    given = image.reshape(-1, 784) * seen
    squares = np.square(train) @ seen.T - 2 * train @ given.T  # distances, but for a constant
    nearest = np.argpartition(squares, count, axis=0)[:count]
    shares = softmax(-np.take_along_axis(squares, nearest, axis=0) / 2, axis=0)
    mean = np.einsum("cn,cnp->np", shares, train[nearest])
    return np.where(hole, mean.reshape(image.shape), image)


# %%
filled, hidden = {}, {}
for name, (kind, amount) in holes.items():
    filler = new_denoiser(Corruption(kind, amount, seed=0), channels=2)
    compile_for(filler, with_ones, FILLING_EPOCHS)
    filler.fit(
        with_ones, mnist.train.images, batch_size=BATCH_SIZE, epochs=FILLING_EPOCHS, verbose=0
    )
    clean = np.concatenate([digits[:HOLES], np.ones_like(digits[:HOLES])], axis=-1)
    spoilt = getattr(corruption, kind)(clean, amount, seed=2)
    image, hole = spoilt[..., :1], spoilt[..., 1:] == 0
    pairs = zip(image[..., 0], hole[..., 0], strict=True)
    smooth = np.stack([restoration.inpaint_biharmonic(*pair) for pair in pairs])[..., None]
    hidden[name] = hole
    filled[name] = {
        "spoilt": image,
        "mean image": np.where(hole, mean_image, image),
        "inpainting": smooth.clip(0, 1),
        "Gaussian": metrics.fill_in_as_gaussian(mnist.train.images, image, hole),
        "neighbours": from_neighbours(image, hole),
        "network": np.where(hole, restore(filler, spoilt), image),
    }
del with_ones  # 345 MB

# %%
for name, by_way in filled.items():
    print(f"{name}, MSE of hidden pixels, {HOLES} images")
    errors = {}
    for way, images in by_way.items():
        squares = np.square(images - digits[:HOLES]) * hidden[name]
        errors[way] = squares.sum(axis=(1, 2, 3)) / hidden[name].sum(axis=(1, 2, 3))
        print(f"    {way:11} {errors[way].mean():.4f}")
    network = errors["network"]
    results.record(f"{name}: MSE, network", network.mean(), control=errors["Gaussian"].mean())
    for other in ("Gaussian", "neighbours"):
        difference = metrics.bootstrap_mean(100 * (network - errors[other]) / errors[other].mean())
        print(f"    network minus {other}: {difference} %")
    results.record(f"{name}: MSE, network ÷ neighbours", network.mean() / errors[other].mean())
shown = {way: images[:10] for way, images in filled["a hidden quarter"].items()}
plots.reconstructions(shown | {"clean": digits[:10]})

# %% [markdown]
# The network beats the Gaussian, by about a tenth of the error in a hidden quarter and a seventh
# for scattered pixels. But for the quarter memory does as well; for scattered pixels it is far
# behind. Inpainting is good where seen pixels are near, and worse than the mean image where none
# are. Where several digits would fit, the answer is a grey mixture, the mean that the losses ask
# for.
#
# ## 4.7 The wrong level, the wrong images
#
# Four small networks, trained at σ = 0.1, at 0.3, at 0.7, and on the whole range.
#
# *Guess first: what does a network do with less noise than it was trained for?*

# %%
many = np.resize(mnist.train.images, (FEW * COPIES, 28, 28, 1))
trained_at = {"0.1": 0.1, "0.3": 0.3, "0.7": 0.7, "0.1 to 0.7": (0.1, 0.7)}
curves = {"doing nothing": [quality["digits", level]["noisy"].mean() for level in LEVELS]}
for name, level in trained_at.items():
    train_small(gaussian(many, level, seed=3), many)
    answers = [restore(small, restored["digits", tested]["noisy"]) for tested in LEVELS]
    curves[f"trained at {name}"] = [metrics.psnr(digits, images).mean() for images in answers]
plots.level_curves(LEVELS, {"small networks, digits": curves}, label="PSNR (dB)")

# %%
for name, values in curves.items():
    print(f"{name:21}", *(f"{value:6.2f}" for value in values), "dB")
difference = np.subtract(curves["trained at 0.1 to 0.7"], curves["trained at 0.3"])
results.record("σ = 0.7: trained on the range minus at 0.3 (dB)", difference[-1], control=0.0)
at_middle = difference[LEVELS.index(0.3)]
results.record("σ = 0.3: trained on the range minus at 0.3 (dB)", at_middle, control=0.0)
clothes, noisy = fashion.test.images[:SCORED], restored["clothes", 0.3]["noisy"]
wrong = metrics.psnr(clothes, restore(denoisers["digits"], noisy)).mean()
by_filter, as_they_are = (quality["clothes", 0.3][way].mean() for way in ("filter, line", "noisy"))
results.record("clothes, σ = 0.3: network trained on digits (dB)", wrong, control=by_filter)
print(f"clothes: network trained on digits {wrong:.2f} dB, filter and line {by_filter:.2f} dB,")
print(f"    doing nothing {as_they_are:.2f} dB")

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
# et al. 2010). A newer kind of network, with three seeds, recorded:

# %%
run = results.read_long_run("stacked_denoising")
print(run.recipe)
print(run.caption)
for what, estimate in run:
    print(f"    {what}: {estimate}")

# %% [markdown]
# Both are below the figure of 2010, and pretraining gains nothing: from scratch is ahead with each
# seed, by 0.01 to 0.19 points. (Three seeds are few, and 10,000 test digits leave ± 0.2 points to
# chance.) Both have noise before every activation. That is denoising, too: every layer learns to do
# with spoilt inputs.
#
# ## 4.9 What to remember
#
# - Fresh noise, clean targets, noisy validation, one noisy test set for all ways.
# - Compare with the best linear map, in closed form, and with tuned filters *and* a line.
# - The target may be noisy, if its noise is not that of the input.
# - The residual of a denoiser is the score, the direction in which data get denser. Diffusion
#   models walk along it.
# - A denoiser knows its own level and its own images. Train on the range that you expect.
#
# *The recipe that this lecture is built on, rerun and taken apart:
# [04_denoising_published](04_denoising_published.ipynb). Now do the exercise:
# `exercises/04_denoising`.*
#
# Five of the results, each beside its baseline; the others are folded away.

# %%
results.table()
