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
# Spoil a picture, show the network only the spoilt one, and ask for the clean one back. Such
# a **denoising autoencoder** cannot get away with copying: what it sees is not what it has to
# say. It has to know what pictures look like.
#
# $$ \tilde{x} = C(x), \qquad h = f(W \tilde{x} + b), \qquad \hat{x} = g(V h + c), \qquad
#    L = \mathrm{loss}(x, \hat{x}) $$
#
# Here $x$ is the clean picture, $C$ the **corruption**, which draws new random noise each time,
# $\tilde{x}$ the spoilt picture, $h$ the code and $\hat{x}$ what the decoder restores; $f$ and
# $g$ are activations, $W$, $V$, $b$ and $c$ weights and biases. Mind the last formula: the loss
# compares $\hat{x}$ with the *clean* $x$.
#
# Whoever wants to show that such a network works can fool himself in several ways: let it
# train on noise that never changes, validate on clean pictures, or leave out the filters
# that people used before there were networks. This lecture does it with all the baselines. We
# begin with what is to be undone.

# %%
import keras
import numpy as np
from scipy import ndimage, signal
from skimage import restoration

from autoencoder_course import callbacks, datasets, label_budgets, metrics, plots, profile, results
from keras_autoencoders import builders, corruption, layers, training

# %%
# The quick profile is for a first look and for tests: fewer data, epochs, methods and choices.
DATA_SETS = profile.by_profile(full=("MNIST", "Fashion-MNIST"), quick=("MNIST",))
COLUMNS = profile.by_profile(full=10, quick=4)  # of a figure
SCORED = profile.by_profile(full=500, quick=50)  # test images
TUNING = profile.by_profile(full=50, quick=10)  # validation images
# A quick look needs smaller batches, for more steps.
PUBLISHED_BATCH = profile.by_profile(full=1000, quick=50)
BATCH_SIZE = profile.by_profile(full=128, quick=16)
PUBLISHED_EPOCHS = {
    "as published": profile.epochs(6),  # of the 20: see the curve
    "without the penalty": profile.epochs(10),  # of the 20
}
PROTOCOL_EPOCHS = profile.epochs(60)
WAYS = profile.by_profile(
    full=("all rules kept", "frozen noise", "noisy target", "no noise"),
    quick=("all rules kept", "no noise"),
)
WATCHED = profile.by_profile(full=("all rules kept", "frozen noise"), quick=())
FILTERS = profile.by_profile(
    full=("median", "Wiener", "total variation", "non-local means"), quick=("median", "Wiener")
)
LEVEL_RANGE = (0.1, 0.7)
LEVELS = profile.by_profile(full=[0.1, 0.3, 0.5, 0.7], quick=[0.3, 0.7])
DESIGNS = profile.by_profile(full=("dense", "convolutional"), quick=("dense",))
DESIGN_EPOCHS = {"dense": profile.epochs(5), "convolutional": profile.epochs(2)}
SMALL_EPOCHS = profile.epochs(2)
TRAINED_LEVELS = profile.by_profile(full=[0.1, 0.3, 0.7, LEVEL_RANGE], quick=[0.3, LEVEL_RANGE])
KINDS = profile.by_profile(
    full=("gaussian", "speckle", "salt_and_pepper", "mask_pixels", "mask_patch"),
    quick=("gaussian", "mask_patch"),
)
INPAINTED = profile.by_profile(full=50, quick=5)  # test images
CLASSIFIER_SEEDS = profile.seeds(3)
LEARNING_RATES = profile.by_profile(full=(1e-3, 4e-3), quick=(4e-3,))
LABEL_BUDGETS = profile.by_profile(full=(100, 1_000, 10_000), quick=())  # and all labels
COLLAPSE_TRIALS = profile.by_profile(
    full=("MSE", "MSE, warm-up", "cross-entropy", "MSE, bias", "MSE, no sigmoid"),
    quick=("MSE", "cross-entropy"),
)
COLLAPSE_IMAGES = profile.by_profile(full=10_000, quick=600)
COLLAPSE_EPOCHS = profile.epochs(2)

# %%
mnist = datasets.load("mnist")
fashion = datasets.load("fashion_mnist")
results.start("course/04_denoising", mnist, fashion)
both = {name: {"MNIST": mnist, "Fashion-MNIST": fashion}[name] for name in DATA_SETS}
image_shape = mnist.train.images.shape[1:]
mean_image_error = metrics.mean_image_baseline(mnist.train.images, mnist.test.images)

# %%
corruptions = {  # name in the course's library: (function, amount, how we call it)
    "gaussian": (corruption.add_gaussian_noise, 0.3, "Gaussian, σ = 0.3"),
    "speckle": (corruption.add_speckle_noise, 0.5, "speckle, σ = 0.5"),
    "salt_and_pepper": (corruption.add_salt_and_pepper_noise, 0.2, "salt and pepper, 20 %"),
    "mask_pixels": (corruption.mask_pixels, 0.5, "masked pixels, 50 %"),
    "mask_patch": (corruption.mask_patch, 0.25, "a hidden quarter"),
}
first = mnist.test.images[:COLUMNS]
plots.reconstructions(
    {
        "original": first,
        **{name: corrupt(first, amount, seed=0) for corrupt, amount, name in corruptions.values()},
    }
)

# %% [markdown]
# From top to bottom: normal noise of standard deviation $\sigma$ on every pixel; noise in
# proportion to the pixel, so that black stays black; pixels turned white or black; pixels
# turned black; and a quarter of the picture gone. The first two end with a cut to 0 … 1,
# because a picture has no other values. Remember that cut: it will matter.

# %% [markdown]
# ## 4.1 The recipe as published
#
# The Kharagpur recipe 20, a published lecture (see the README's sources), takes 784–400–784
# with tanh at the code and a sigmoid at the output, Adam with a learning rate of 0.001,
# 1,000 pictures in a batch, 20 epochs. Its noise is normal with mean 0.1 and standard
# deviation 0.2, new in each batch and cut to 0 … 1. And it keeps a line from the Kharagpur
# recipe 19, for sparse codes: 0.1 times the sum of the absolute *weights* of the encoder is
# added to the loss.
#
# Our corruption layer has no mean to set, so here is one that has. It shows all that a noise
# layer needs: a seed generator, so that each call draws new numbers, and a look at
# `training`, so that nothing is spoilt outside training. (To be saved within a model it would
# also need `get_config`.)


# %%
class PublishedNoise(keras.layers.Layer):
    """Add normal noise of mean 0.1 and standard deviation 0.2, then cut to 0 … 1."""

    def __init__(self, **options):
        super().__init__(**options)
        self.seed_generator = keras.random.SeedGenerator()

    def call(self, images, training=False):
        """Return spoilt images in training, the same images otherwise."""
        if not training:
            return images
        noise = keras.random.normal(
            keras.ops.shape(images), mean=0.1, stddev=0.2, seed=self.seed_generator
        )
        return keras.ops.clip(images + noise, 0, 1)


# %%
# The published lecture knows no validation part: it trains on all 60,000 pictures.
all_training_images = np.concatenate([mnist.train.images, mnist.validation.images])


def train_as_published(penalty, epochs, label):
    """784-400-784 with tanh; return the model and its training MSE of each epoch."""
    profile.set_seed()
    model = builders.denoising(
        image_shape, [], 400, PublishedNoise(), activation="tanh", kernel_regularizer=penalty
    )
    model.compile(
        keras.optimizers.Adam(1e-3),
        loss="mse",
        metrics=["mse"],
        steps_per_execution=training.steps_per_execution(all_training_images, PUBLISHED_BATCH),
    )
    history = model.fit(
        all_training_images,
        all_training_images,
        batch_size=PUBLISHED_BATCH,
        epochs=epochs,
        verbose=0,
        callbacks=[callbacks.LossLine(label)],
    )
    return model, history.history["mse"]


# %%
published, published_curves = {}, {}
for name, penalty in (
    ("as published", keras.regularizers.L1(0.1)),
    ("without the penalty", None),
):
    published[name], published_curves[name] = train_as_published(
        penalty, PUBLISHED_EPOCHS[name], f"{name}:"
    )


# %%
def compute(network, images):
    """Call a network on all pictures at once: quicker than `predict` for a few of them."""
    return keras.ops.convert_to_numpy(network(images))


profile.set_seed()
spoilt = keras.ops.convert_to_numpy(PublishedNoise()(first, training=True))
plots.reconstructions(
    {
        "original": first,
        "spoilt": spoilt,
        **{f"restored, {name}": compute(model, spoilt) for name, model in published.items()},
    }
)

# %%
plots.loss_curves(
    {f"{name} (training)": curve for name, curve in published_curves.items()},
    controls={"mean image (test)": mean_image_error},
)

# %% [markdown]
# With the penalty the network answers every digit with the same blob: the mean picture. It
# has collapsed. Why? Compare the two terms of its loss, and ask how much the code varies
# from picture to picture.

# %%
profile.set_seed()
untrained = builders.denoising(image_shape, [], 400, PublishedNoise(), activation="tanh")
print("".ljust(22) + "penalty".rjust(10) + "MSE, training".rjust(16) + "code's spread".rjust(16))
spread = {}
for name, model in {"before training": untrained, **published}.items():
    encoder = model.get_layer("encoder")
    penalty = 0.1 * np.abs(encoder.get_layer("code").get_weights()[0]).sum()
    codes = compute(encoder, mnist.test.images[:1000])
    spread[name] = codes.std(axis=0).mean()
    error = published_curves[name][-1] if name in published else np.nan
    print(f"{name.ljust(22)}{penalty:10.1f}{error:16.4f}{spread[name]:16.4f}")

# %% [markdown]
# Before training the penalty is more than a thousand, the MSE less than 1. Gradient descent
# does what the loss asks for: it takes the weights to zero, and a code without weights says
# nothing about the picture. The "code's spread", the standard deviation of a unit's
# activity over pictures, averaged over units, says so in a number. The decoder then has
# nothing to go by, and the best single answer to all pictures is their mean.
#
# The penalty is a sum over 313,600 weights, the MSE is a *mean* over pixels. After three
# epochs the curve lies on the mean picture's error and stays there, so we stopped after six.
# With the penalty off, the same recipe denoises: within ten of its 20 epochs the error falls to
# a seventh of the mean picture's, and it is still falling. One number would have told, the
# mean picture's error next to the network's own.

# %%
for name, curve in published_curves.items():
    results.record(
        f"recipe 20's network, {name}: training MSE", curve[-1], control=mean_image_error
    )
results.record(
    "recipe 20's network, as published: spread of the code",
    spread["as published"],
    control=spread["without the penalty"],
)

# %% tags=["nbval-check-output"]
print(
    "the penalty takes the code's spread away:",
    spread["as published"] < 0.5 * spread["before training"],
)
print(
    "without it the training error is lower:",
    published_curves["without the penalty"][-1] < published_curves["as published"][-1],
)

# %% [markdown]
# ## 4.2 The protocol
#
# Four rules make a measurement of denoising worth something.
#
# 1. **Fresh noise in each epoch.** `layers.Corruption` draws anew at every training step.
# 2. **The clean picture is the target**, for training and for every error.
# 3. **Noisy validation with a fixed seed.** Noise layers are off in validation: without
#    further ado Keras validates on *clean* inputs, another task. Spoil the validation
#    pictures once, explicitly.
# 4. **One test set per noise level**, spoilt once with a seed of its own, the same for all
#    methods.
#
# See rule 1 and its exception in three calls:

# %%
noise = layers.Corruption("gaussian", 0.3, seed=0)
once, twice = (keras.ops.convert_to_numpy(noise(first, training=True)) for _ in range(2))
again = keras.ops.convert_to_numpy(layers.Corruption("gaussian", 0.3, seed=0)(first, training=True))

# %% tags=["nbval-check-output"]
print("two calls draw different noise:", not np.array_equal(once, twice))
print("a new layer with the same seed draws the same noise:", np.array_equal(once, again))
print(
    "outside training nothing is spoilt:",
    np.array_equal(keras.ops.convert_to_numpy(noise(first)), first),
)

# %% [markdown]
# What does it cost to break a rule? Four networks 784–400–784, the same 1,000 digits, the
# same start, 60 epochs. One keeps all rules. **Frozen noise**: the training pictures are
# spoilt once, before `fit`. **Noisy target**: `fit(noisy, noisy)`, a slip easily made. And
# **no noise** at all, the plain autoencoder, as a baseline.
#
# Quality is told in decibels: the **peak signal-to-noise ratio** of a picture is
#
# $$ \mathrm{PSNR} = 10 \log_{10} \frac{1}{\mathrm{MSE}} $$
#
# with its mean squared error over pixels, and 1 the largest pixel. 10 dB more is a tenth of
# the error; we average the PSNR over pictures.


# %%
def fit(model, inputs, targets, epochs, label="", learning_rate=2e-3, validation=None):
    """Train with cross-entropy; the rate rises for a tenth of the steps, then falls to zero."""
    rate = training.warmup_cosine(learning_rate, epochs * training.steps(inputs, BATCH_SIZE))
    model.compile(
        keras.optimizers.Adam(rate),
        loss="binary_crossentropy",
        metrics=["mse"],
        steps_per_execution=training.steps_per_execution(inputs, BATCH_SIZE),
    )
    return model.fit(
        inputs,
        targets,
        batch_size=BATCH_SIZE,
        epochs=epochs,
        verbose=0,
        validation_data=validation,
        callbacks=[callbacks.LossLine(label)] if label else None,
    ).history


# %%
def gaussian(images, stddev=0.3, seed=1):
    """Spoil pictures once: for validation (seed 1), for test (2), as frozen noise (3)."""
    return corruption.add_gaussian_noise(images, stddev, seed=seed)


def decibels(images, restored):
    """Return the PSNR, averaged over pictures."""
    return metrics.psnr(images, restored).mean()


few = mnist.train.images[:1000]
few_noisy = gaussian(few, seed=3)
validation = mnist.validation.images[:1000]
validation_noisy = gaussian(validation)
test = {name: data.test.images[:SCORED] for name, data in both.items()}
noise = layers.Corruption("gaussian", 0.3, seed=0)
ways = {  # inputs, targets, corruption
    "all rules kept": (few, few, noise),
    "frozen noise": (few_noisy, few, None),
    "noisy target": (few_noisy, few_noisy, None),
    "no noise": (few, few, None),
}

# %%
protocol = {}
for way in WAYS:
    inputs, targets, layer = ways[way]
    profile.set_seed()
    if layer is None:
        model = builders.vanilla(image_shape, 400)
    else:
        model = builders.denoising(image_shape, [], 400, layer)
    pair = (validation_noisy, validation) if way in WATCHED else None
    history = fit(model, inputs, targets, PROTOCOL_EPOCHS, f"{way}:", validation=pair)
    protocol[way] = {
        "curves": history,
        "clean": metrics.mean_squared_error(validation, compute(model, validation)),
        "brightness": compute(model, validation).mean(),
        "noisy": metrics.mean_squared_error(validation, compute(model, validation_noisy)),
        "dB": decibels(test["MNIST"], compute(model, gaussian(test["MNIST"], seed=2))),
    }

# %%
nothing = decibels(test["MNIST"], gaussian(test["MNIST"], seed=2))
print("".ljust(16) + "MSE: training, validation (clean, noisy)   brightness, clean   test, σ = 0.3")
for way, row in protocol.items():
    print(
        f"{way.ljust(16)}{row['curves']['mse'][-1]:13.4f}{row['clean']:13.4f}{row['noisy']:8.4f}"
        f"{row['brightness']:22.3f}{row['dB']:16.2f} dB"
    )
print(f"{'doing nothing'.ljust(16)}{validation.mean():56.3f}{nothing:16.2f} dB")

# %%
plots.loss_curves(
    {
        f"{way}, {what}": protocol[way]["curves"][key]
        for way in ("all rules kept", "frozen noise")
        if way in protocol
        for what, key in (("training", "mse"), ("noisy validation", "val_mse"))
        if key in protocol[way]["curves"]
    }
)

# %% [markdown]
# - **Frozen noise** is learned by heart: its training error falls below that of fresh noise,
#   its validation error stays above. It costs half a decibel here, where the same 1,000 noisy
#   digits come by 60 times. With more pictures and fewer epochs it should cost less and be
#   harder to see.
# - **The noisy target** gives a network that hands much of the noise on.
# - **Clean validation picks the wrong network**: by that column the plain autoencoder is the
#   best of the four, and the one that keeps all rules is far behind. Has it learned nothing?
#   It has never seen a clean picture. Noise that is cut at 0 and 1 makes black pixels brighter
#   and white ones darker, by 0.12 on average at σ = 0.3; so a clean picture has more contrast
#   than anything in its training, and it answers with one that is nearly twice as bright (the
#   column "brightness"). By the column that asks the right question it is the best, and the
#   plain autoencoder the worst: no better than doing nothing.

# %%
for way in list(protocol)[1:]:
    gain = protocol["all rules kept"]["dB"] - protocol[way]["dB"]
    what = f"MNIST, σ = 0.3: all rules kept minus {way}, test PSNR (dB)"
    results.record(what, gain, control=0.0)

# %% tags=["nbval-check-output"]
names = list(protocol)
print("best by clean validation:", min(names, key=lambda way: protocol[way]["clean"]))
print("best by noisy validation:", min(names, key=lambda way: protocol[way]["noisy"]))

# %% [markdown]
# ## 4.3 Dense, convolutional, classical
#
# What did people use before networks? Four filters, none of which learns:
#
# - the **median** of each pixel's neighbourhood;
# - the **Wiener** filter, which pulls each pixel to its neighbourhood's mean where that
#   varies no more than the noise does;
# - **total variation**, which looks for a picture near the noisy one with little change from
#   pixel to pixel;
# - **non-local means**, which averages pixels whose surroundings look alike.
#
# Of each we tune one setting. A filter with a bad setting is a straw man, so each gets the one
# that is best on validation pictures, for each noise level anew. The networks are told less
# about the level: each is trained once, on the whole range from 0.1 to 0.7.

# %%
classical = {  # function of one picture (height, width) and a setting; settings to try
    "median": (ndimage.median_filter, (3, 5)),
    "Wiener": (signal.wiener, (3, 5)),
    "total variation": (restoration.denoise_tv_chambolle, (0.05, 0.1, 0.2, 0.4)),
    "non-local means": (
        lambda picture, s: restoration.denoise_nl_means(picture, 5, 6, h=0.6 * s, sigma=s),
        (0.1, 0.2, 0.3, 0.5),
    ),
}
classical = {name: classical[name] for name in FILTERS}


def filtered(name, images, setting):
    """Filter each picture; cut to 0 … 1."""
    function, _ = classical[name]
    with np.errstate(divide="ignore", invalid="ignore"):  # Wiener divides by zero variances
        restored = [function(image[..., 0], setting) for image in images]
    return np.clip(np.stack(restored)[..., None], 0, 1).astype("float32")


def best_setting(name, clean, noisy):
    """Return the setting with the best PSNR on validation pictures."""
    _, settings = classical[name]
    return max(settings, key=lambda setting: decibels(clean, filtered(name, noisy, setting)))


# %%
noisy_test = {
    (name, level): gaussian(test[name], level, seed=2) for name in both for level in LEVELS
}
restored, chosen = {}, {}
for (name, level), noisy in noisy_test.items():
    restored[name, level] = {"doing nothing": noisy}
    clean = both[name].validation.images[:TUNING]
    for method in classical:
        chosen[name, level, method] = best_setting(method, clean, gaussian(clean, level))
        restored[name, level][method] = filtered(method, noisy, chosen[name, level, method])

# %% [markdown]
# Two networks: a dense one with 1,000 units, 784–1000–784, and a convolutional one with
# 16 and then 32 filters of 3 × 3, which halves the picture twice and doubles it back. The loss
# is the **binary cross-entropy**
#
# $$ L = -\frac{1}{D} \sum_{d=1}^{D} \big( x_d \log \hat{x}_d + (1 - x_d) \log (1 - \hat{x}_d)
#    \big) $$
#
# over the $D$ pixels of a picture, $x_d$ clean and $\hat{x}_d$ restored. Like the MSE it is
# least when $\hat{x}$ is the *mean* of all clean pictures that could be behind the noisy
# one. That is why a denoiser blurs what it cannot know. Section 4.7 shows what can happen with
# the MSE behind a sigmoid.

# %%
noise_of_any_level = layers.Corruption("gaussian", LEVEL_RANGE, seed=0)
designs = {
    "dense": {"hidden_units": [], "code_size": 1000},
    "convolutional": {"filters": [16, 32], "up_sampling": "transposed"},
}
denoisers = {}
for name, data in both.items():
    for design in DESIGNS:
        profile.set_seed()
        model = builders.denoising(image_shape, corruption=noise_of_any_level, **designs[design])
        images = data.train.images
        fit(model, images, images, DESIGN_EPOCHS[design], f"{name}, {design}:", 4e-3)
        denoisers[name, design] = model
        for level in LEVELS:
            restored[name, level][design] = compute(model, noisy_test[name, level])


# %%
def show(name, level, methods):
    """Original, noisy and restored pictures, and how far each is from the original."""
    rows = {"original": test[name][:COLUMNS]}
    rows[f"noisy, σ = {level}"] = restored[name, level]["doing nothing"][:COLUMNS]
    for method in methods:
        rows[method] = restored[name, level][method][:COLUMNS]
        rows[f"{method}: difference"] = np.abs(rows[method] - rows["original"])
    return plots.reconstructions(rows)


quality = {
    key: {
        method: (decibels(test[key[0]], images), metrics.ssim(test[key[0]], images).mean())
        for method, images in by_method.items()
    }
    for key, by_method in restored.items()
}
best_classical = {
    key: max(classical, key=lambda method: by_method[method][0])
    for key, by_method in quality.items()
}
middle = 0.3
show("MNIST", middle, [best_classical["MNIST", middle], *DESIGNS])

# %%
last = list(both)[-1]
show(last, LEVELS[-1], [best_classical[last, LEVELS[-1]], *DESIGNS])

# %% [markdown]
# The rows "difference" are absolute differences from the original: black is right.
# PSNR takes all pixels alike. A second measure, the **structural similarity** (SSIM),
# compares means, variances and correlations within small windows; 1 is a perfect picture.

# %%
methods = ["doing nothing", *classical, *DESIGNS]
for name in both:
    print(f"{name}: PSNR (dB) / SSIM")
    print("σ".ljust(16) + "".join(f"{level:>15}" for level in LEVELS))
    for method in methods:
        cells = ("{:.2f} / {:.3f}".format(*quality[name, level][method]) for level in LEVELS)
        print(method.ljust(16) + "".join(f"{cell:>15}" for cell in cells))

# %%
plots.level_curves(
    LEVELS,
    {
        name: {method: [quality[name, level][method][0] for level in LEVELS] for method in methods}
        for name in both
    },
    label="PSNR (dB)",
)

# %%
lead = {}
for (name, level), by_method in quality.items():
    ahead = max(by_method[design][0] for design in DESIGNS)
    lead[name, level] = ahead - by_method[best_classical[name, level]][0]
for (name, level), decibels_ahead in lead.items():
    what = f"{name}, σ = {level}: best network minus best classical filter (dB)"
    results.record(what, decibels_ahead, control=0.0)
at_middle = {method: psnr for method, (psnr, _) in quality["MNIST", middle].items()}
for design in DESIGNS:
    what = f"MNIST, σ = {middle}: PSNR, {design} (dB)"
    results.record(what, at_middle[design], control=at_middle["median"])

# %% tags=["nbval-check-output"]
print(
    "at σ = 0.3 and 0.7 networks beat every filter:",
    all(lead[name, level] > 0 for name in both for level in (0.3, 0.7)),
)

# %% [markdown]
# From σ = 0.3 on the networks are ahead of every filter, on digits by more than five decibels
# at 0.3 and 0.5: less than a third of the error. That is how such results are published.
# **Is it fair?** Section 4.2 said that noise which is cut at 0 makes black pixels brighter, by
# 0.12 on average at σ = 0.3. The networks were trained to take that grey off. A filter that
# averages keeps the mean, and the grey with it. To know that much, nobody needs a network: give
# each filter a **straight line** as well, the slope and shift that bring its answers nearest to
# clean pixels, fitted on the same validation pictures that choose its setting. What is left
# of the lead? Guess before you run it.


# %%
def straightened(images, line):
    """Take every pixel along a line (slope, shift); cut to 0 … 1."""
    return np.clip(line[0] * images + line[1], 0, 1).astype("float32")


def best_with_line(name, clean, noisy):
    """Return the setting, and the line behind it, with the best PSNR on validation pictures."""
    tried = []
    for setting in classical[name][1]:
        answers = filtered(name, noisy, setting)
        line = np.polyfit(answers.ravel(), clean.ravel(), 1)
        tried.append((decibels(clean, straightened(answers, line)), setting, line))
    return max(tried, key=lambda entry: entry[0])[1:]


lined = {key: {} for key in noisy_test}
for (name, level), noisy in noisy_test.items():
    clean = both[name].validation.images[:TUNING]
    for method in classical:
        setting, line = best_with_line(method, clean, gaussian(clean, level))
        images = straightened(filtered(method, noisy, setting), line)
        lined[name, level][method] = (
            decibels(test[name], images),
            metrics.ssim(test[name], images).mean(),
        )

# %%
fair_lead = {}
for name in both:
    print(f"{name}: PSNR (dB) / SSIM, filters with a line")
    print("σ".ljust(26) + "".join(f"{level:>15}" for level in LEVELS))
    for method in classical:
        cells = ("{:.2f} / {:.3f}".format(*lined[name, level][method]) for level in LEVELS)
        print(method.ljust(26) + "".join(f"{cell:>15}" for cell in cells))
    for level in LEVELS:
        best_network = max(quality[name, level][design][0] for design in DESIGNS)
        best_lined = max(lined[name, level][method][0] for method in classical)
        fair_lead[name, level] = best_network - best_lined
    for what, by_key in (("lead, filters as they are", lead), ("lead, with a line", fair_lead)):
        print(what.ljust(26) + "".join(f"{by_key[name, level]:15.2f}" for level in LEVELS))

# %% tags=["nbval-check-output"]
print(
    "a line behind the filters costs the networks some of their lead:",
    all(fair_lead[key] < lead[key] for key in lead),
)

# %% [markdown]
# On digits at σ = 0.3 more than three of the five decibels were the grey. What remains, one
# and a half to three and a half decibels from σ = 0.3 on, is what the networks know and the
# filters do not: filters know that neighbours are alike, networks know digits or clothes.
# They are ahead by more at 0.5 than at 0.3, for the less is left to see, the more it helps to
# know what it could be.
#
# At σ = 0.1 the tables turn: with a line, total variation and non-local means are three decibels
# ahead and more, on both data sets. Two things cost the networks here. They were trained on
# the whole range of levels, and section 4.4 shows what that costs at 0.1. And they rebuild the
# whole picture: on clothes the dense network loses hardly more than a decibel from σ = 0.1 to
# 0.3 while the noisy picture loses nine, so most of its error at 0.1 is lost texture, not noise.
# A filter that does little leaves texture as it is.
#
# Why did the SSIM call the networks better even at σ = 0.1, on both data sets? A fifth of the
# windows of a digit are all black. There the SSIM compares a mean of 0 with the grey that the
# cut leaves, 0.04, and calls a perfectly smooth grey window 0.06 instead of 1. With a line the
# filters gain much by this measure, and on clothes they pass the networks.
#
# Dense or convolutional? Here the dense network is ahead, but for digits at σ = 0.1: there they
# are even, and which one leads by a twentieth of a decibel differs from machine to machine. That
# is no verdict: the dense one has 1.6 million weights against 19 thousand, and five epochs against
# two. The convolutional one sees a small neighbourhood of each pixel, the dense one the whole
# picture.
#
# ## 4.4 Trained at one level, tested at another
#
# The networks above were trained on a range of levels. Would the level of the test be
# better? And what does a network do with noise that it never met? Small networks,
# 784–400–784, two epochs, one for each level and one for the range:


# %%
def small_denoiser(kind, amount, label):
    """784-400-784, trained for two epochs on all training digits."""
    profile.set_seed()
    noise = layers.Corruption(kind, amount, seed=0)
    model = builders.denoising(image_shape, [], 400, noise)
    fit(model, mnist.train.images, mnist.train.images, SMALL_EPOCHS, label)
    return model


level_names = {
    level: "trained at 0.1 … 0.7" if level == LEVEL_RANGE else f"trained at {level}"
    for level in TRAINED_LEVELS
}
by_level = {
    level: small_denoiser("gaussian", level, f"{name}:") for level, name in level_names.items()
}

# %%
mismatch = {
    trained: [
        decibels(test["MNIST"], compute(model, noisy_test["MNIST", level])) for level in LEVELS
    ]
    for trained, model in by_level.items()
}
print("PSNR (dB), tested at σ =".ljust(26) + "".join(f"{level:>8}" for level in LEVELS))
for trained, row in mismatch.items():
    print(level_names[trained].ljust(26) + "".join(f"{value:8.2f}" for value in row))
row = [quality["MNIST", level]["doing nothing"][0] for level in LEVELS]
print("doing nothing".ljust(26) + "".join(f"{value:8.2f}" for value in row))

# %%
plots.level_curves(
    LEVELS,
    {"small networks, MNIST": {level_names[trained]: row for trained, row in mismatch.items()}},
    label="PSNR (dB)",
)

# %%
strong = LEVELS.index(0.7)
results.record(
    "MNIST, σ = 0.7: trained on the range minus trained at 0.3 (dB)",
    mismatch[LEVEL_RANGE][strong] - mismatch[0.3][strong],
    control=0.0,
)
results.record(
    "MNIST, σ = 0.3: trained on the range minus trained at 0.3 (dB)",
    mismatch[LEVEL_RANGE][LEVELS.index(0.3)] - mismatch[0.3][LEVELS.index(0.3)],
    control=0.0,
)

# %% tags=["nbval-check-output"]
print(
    "at σ = 0.7 the range beats a network that never saw more than 0.3:",
    mismatch[LEVEL_RANGE][strong] > mismatch[0.3][strong],
)

# %% [markdown]
# Each network is best near its own level. Trained at 0.1, it breaks down on stronger noise: at
# 0.3 its answer is worse than the noisy picture it got, and its 9.6 dB at 0.5 and 0.7 are what
# a black picture gets. Trained at 0.3 or at 0.7, a network spoils what came with σ = 0.1, by
# seven and by nine decibels: it is used to less contrast (section 4.2). So a network at the
# wrong level can be worse than no network at all.
#
# The network for the range costs half a decibel at 0.3 and two and a half at 0.1, where it is
# a decibel worse than doing nothing; from 0.3 on it is at or near the top of every column. If
# you do not know the level that will come, train on a range, and do not expect it to leave a
# good picture alone.
#
# ## 4.5 Every kind of noise, and filling in
#
# Now the kind. One small network for each, each tested on all five; beside them the
# best classical filter for that kind (again with its setting chosen on validation).

# %%
by_kind = {"gaussian": by_level[0.3]}
for kind in KINDS[1:]:
    by_kind[kind] = small_denoiser(kind, corruptions[kind][1], f"{corruptions[kind][2]}:")


# %%
def spoil(kind, images, seed):
    """Corrupt pictures with a kind's function and amount."""
    corrupt, amount, _ = corruptions[kind]
    return corrupt(images, amount, seed=seed)


def overall_decibels(images, restored):
    """Return the PSNR of the mean error: a picture that lost nothing has no PSNR of its own."""
    return -10 * np.log10(metrics.mean_squared_error(images, restored))


def best_filter(kind):
    """Return the best classical filter on validation pictures, and its setting."""
    clean = mnist.validation.images[:TUNING]
    noisy = spoil(kind, clean, 1)
    pairs = [(name, setting) for name, (_, settings) in classical.items() for setting in settings]
    return max(pairs, key=lambda pair: overall_decibels(clean, filtered(pair[0], noisy, pair[1])))


# %%
spoilt_test = {kind: spoil(kind, test["MNIST"], 2) for kind in KINDS}
by_filter = {kind: best_filter(kind) for kind in KINDS}
kinds_quality = {
    trained: {
        kind: overall_decibels(test["MNIST"], compute(model, noisy))
        for kind, noisy in spoilt_test.items()
    }
    for trained, model in by_kind.items()
}
kinds_quality["doing nothing"] = {
    kind: overall_decibels(test["MNIST"], noisy) for kind, noisy in spoilt_test.items()
}
kinds_quality["best filter"] = {
    kind: overall_decibels(test["MNIST"], filtered(by_filter[kind][0], noisy, by_filter[kind][1]))
    for kind, noisy in spoilt_test.items()
}

# %%
print("PSNR (dB), tested on".ljust(32) + "".join(f"{kind:>17}" for kind in KINDS))
for trained, row in kinds_quality.items():
    name = f"trained on {trained}" if trained in corruptions else trained
    print(name.ljust(32) + "".join(f"{row[kind]:17.2f}" for kind in KINDS))
print("the best filter is".ljust(32) + "".join(f"{by_filter[k][0]:>17}" for k in KINDS))

# %% [markdown]
# Each column is won by the network that was trained on its kind, also against the filters, and
# trained on the wrong kind a network may be worse than doing nothing. Salt and pepper makes the
# best all-rounder of the five, though on speckle even it is worse than doing nothing: on Gaussian
# noise it is hardly behind the network that was trained on that, and it beats the median
# filter, the classical answer to salt and pepper. (The filters are as they are, without section
# 4.3's line. A picture whose hidden quarter was black lost nothing, and its PSNR is
# infinite; so this table has the PSNR of the mean error, not the mean PSNR.)
#
# Filling in is a task of its own. The classical method is **inpainting**: it is told *where*
# the hole is and continues the picture smoothly into it (here with the biharmonic equation).
# Our network is not told where the hole is; it has to find it. A second baseline for the hole:
# fill it with the mean training picture. All errors below are those of the hidden pixels only.

# %%
holes = {}
for kind in [kind for kind in ("mask_pixels", "mask_patch") if kind in by_kind]:
    clean = test["MNIST"][:INPAINTED]
    hidden = spoil(kind, np.ones_like(clean), 2) == 0  # same seed, same places
    spoilt = spoil(kind, clean, 2)
    pairs = zip(spoilt, hidden, strict=True)
    inpainted = [restoration.inpaint_biharmonic(x[..., 0], where[..., 0]) for x, where in pairs]
    filled = {
        "left black": spoilt,
        "mean picture": np.where(hidden, mnist.train.images.mean(axis=0), spoilt),
        "inpainting": np.clip(np.stack(inpainted)[..., None], 0, 1),
        "network": compute(by_kind[kind], spoilt),
    }
    holes[kind] = {
        "clean": clean,
        **filled,
        "errors": {
            name: np.mean(np.square(images - clean)[hidden]) for name, images in filled.items()
        },
    }

# %%
print("MSE of hidden pixels".ljust(24) + "".join(f"{kind:>16}" for kind in holes))
for name in filled:
    errors = (holes[kind]["errors"][name] for kind in holes)
    print(name.ljust(24) + "".join(f"{error:16.4f}" for error in errors))

# %%
plots.reconstructions(
    {
        "original": holes["mask_patch"]["clean"][:COLUMNS],
        **{name: holes["mask_patch"][name][:COLUMNS] for name in filled},
    }
)

# %%
for kind, hole in holes.items():
    for control in ("mean picture", "inpainting"):
        ratio = hole["errors"]["network"] / hole["errors"][control]
        what = f"MNIST, {corruptions[kind][2]}: MSE of hidden pixels, network ÷ {control}"
        results.record(what, ratio, control=1.0)

# %% tags=["nbval-check-output"]
errors = holes["mask_patch"]["errors"]
print(
    "the network fills a hidden quarter better than black:",
    errors["network"] < errors["left black"],
)

# %% [markdown]
# Half of the pixels, scattered: each has neighbours left to go by, and inpainting, which is told
# where the holes are, is clearly ahead of our small network after two epochs. A whole quarter:
# nothing is near. Inpainting smears what stands at the edge of the hole into it and is no
# better than the mean picture; the network does better than both, because it knows how digits
# go on. Look at its row: where several digits would fit it answers with a grey mixture of
# them, the mean that its loss asks for.
#
# ## 4.6 What did the encoder learn?
#
# Look at the encoder's weights, a tile for each unit: trained without noise, with σ = 0.3 and
# with σ = 0.7. All three started from the same random weights, which two epochs do not wipe
# out, so we subtract them: what you see is what was **learned**. The 64 units that learned
# most are shown. Which of the three has strokes?

# %%
profile.set_seed()
plain = builders.vanilla(image_shape, 400)
kernel_at_start = plain.get_layer("encoder").get_weights()[0]
fit(plain, mnist.train.images, mnist.train.images, SMALL_EPOCHS, "no noise:")
encoders = {"no noise": plain.get_layer("encoder")}
for level in (0.3, 0.7):
    if level in by_level:
        encoders[f"σ = {level}"] = by_level[level].get_layer("encoder")
learned = {
    name: (encoder.get_weights()[0] - kernel_at_start).T for name, encoder in encoders.items()
}


def longest(weights, count=64):
    """Return the tiles of the units with the largest weights."""
    return weights[np.sort(np.argsort(-np.linalg.norm(weights, axis=1))[:count])]


plots.tile_mosaics({name: longest(weights) for name, weights in learned.items()}, (28, 28))


# %%
def percent_zero(encoder, images):
    """How much of the code is 0, over all pictures."""
    return 100 * np.mean(compute(encoder, images) == 0)


zero_codes = {name: percent_zero(encoder, mnist.test.images) for name, encoder in encoders.items()}
print("code that is 0 (%)   clean pictures   pictures with the noise of its training")
for name, percent in zero_codes.items():
    level = 0 if name == "no noise" else float(name.split()[-1])
    own = percent_zero(encoders[name], gaussian(mnist.test.images, level, seed=2))
    print(f"{name.ljust(21)}{percent:14.0f}{own:16.0f}")

# %%
for name, percent in zero_codes.items():
    results.record(
        f"MNIST, trained with {name}: code that is 0 (%)", percent, control=zero_codes["no noise"]
    )

# %% tags=["nbval-check-output"]
print("noise makes units fall silent:", zero_codes["σ = 0.3"] > zero_codes["no noise"])

# %% [markdown]
# Without noise the tiles are patches, thrown over the digits' whole area; outside it nothing was
# learned. With strong noise many are strokes, bows and rings, on a weak, grainy ground. A unit
# that looks at patches anywhere gives a number for every picture; a unit that looks for a bow
# has something to say only when it sees one. The table agrees: for clean pictures hardly any of
# the code is 0 without noise, a third at σ = 0.3, half at 0.7. Part of that is the clean
# picture's doing, which these encoders have never seen: for pictures with the noise of their
# training it is a seventh and a quarter, still more than without noise. Nobody asked for a
# sparse code here, as lecture 3 did with a penalty. A likely reason: a unit that adds up many
# pixels along a stroke, and stays silent below a threshold, is not moved by a speck.
#
# Does that help a classifier? As in lecture 2: three ways to start 784–400–10, an encoder
# trained without noise, one trained with noise of σ = 0.3, and fresh weights; all weights are
# then trained with labels. Three seeds draw the labelled pictures, the order and the fresh
# weights, the same ones for all ways, and we take the difference to "from scratch" seed by
# seed. With up to 1,000 labels each way chooses between two learning rates on the validation
# pictures; with more, the larger one is set beforehand.


# %%
def new_classifier():
    """784-400-10 with ReLU, fresh weights."""
    return builders.classifier(builders.vanilla(image_shape, 400).get_layer("encoder"), 10)


trainer = label_budgets.Trainer(new_classifier)  # up to 20 passes with Adam, at least 3


def accuracies_from(encoder, budget):
    """Test accuracy for each seed; `encoder` None stands for fresh weights."""

    def start(model):
        if encoder:
            model.get_layer("encoder").set_weights(encoder.get_weights())

    draws = [
        (datasets.balanced_subset(mnist.train, budget, seed=seed), mnist.validation, mnist.test)
        for seed in CLASSIFIER_SEEDS
    ]
    rates = LEARNING_RATES if budget <= 1_000 else LEARNING_RATES[-1:]
    return trainer.accuracies(draws, CLASSIFIER_SEEDS, rates, start)


# %%
everything = len(mnist.train.images)
# The offline sample has fewer images than the largest budgets.
budgets = [*(budget for budget in LABEL_BUDGETS if budget < everything), everything]
starts = {"no noise": encoders["no noise"], "σ = 0.3": encoders["σ = 0.3"], "from scratch": None}
if len(budgets) == 1:  # a first look
    del starts["no noise"]
accuracies = {
    way: [accuracies_from(encoder, budget) for budget in budgets] for way, encoder in starts.items()
}

# %%
estimates = {
    way: [metrics.mean_and_interval(values) for values in by_budget]
    for way, by_budget in accuracies.items()
}
gains = {
    way: [
        metrics.mean_and_interval(values - control)
        for values, control in zip(accuracies[way], accuracies["from scratch"], strict=True)
    ]
    for way in starts
    if way != "from scratch"
}
for heading, rows in (("test accuracy (%)", estimates), ("minus from scratch", gains)):
    print(heading.ljust(20) + "".join(f"{budget:>15,}" for budget in budgets))
    for way, items in rows.items():
        cells = (f"{item.mean:.2f} ± {item.half_width:.2f}" for item in items)
        print(way.ljust(20) + "".join(f"{cell:>15}" for cell in cells))

# %%
plots.label_budget_curves(budgets, gains, label="gain over from scratch (points)")

# %%
for way, items in gains.items():
    for budget, gain in zip(budgets, items, strict=True):
        labels = "all" if budget == everything else f"{budget:,}"
        what = f"MNIST: pretrained, {way}, minus from scratch, {labels} labels (points)"
        results.record(what, gain.mean, control=0.0)

# %% [markdown]
# Without noise, pretraining costs about two points from 1,000 labels on, and more with 100: the
# encoder that copies is no start for one that sorts. Noise takes most of that cost away, one and
# a half to two points of it from 1,000 labels on. So denoising codes *are* a better start than
# copying ones. But not a better one than none: with 1,000 labels the denoising start is level
# with fresh weights, and with 100, with 10,000 and with all of them it was behind in every one
# of five repetitions, by a few tenths of a point, with 100 up to one and a half. (Each start is
# one encoder, trained for two epochs; the intervals cover the labelled pictures, their order
# and the fresh weights.)
#
# The classical result is about *stacks*: each layer is pretrained to restore the codes of the
# one below from masked ones (`training.pretrain_layerwise` with a `corruption`). With three
# such layers Vincent and others reported 1.28 % of the test digits wrong in 2010, all
# labels. That takes longer than a notebook may; a recorded long run:

# %%
classifier_run = results.read_long_run("stacked_denoising")
print(classifier_run.recipe)
print(classifier_run.caption)
for what, estimate in classifier_run:
    print(f"    {what}: {estimate}")

# %% [markdown]
# Both are below the figure of 2010 (ours have seen all 60,000 training digits), and pretraining
# gains nothing: from scratch is ahead with each of the three seeds, by 0.01 to 0.19 points, no
# more than chance can do. What may have brought the error down stands in both rows: units that
# do not saturate, batch normalisation (it shifts and scales each unit to mean 0 and spread 1
# over the batch), and noise, on the pixels and before every activation. That is denoising, too:
# every layer has to do with spoilt inputs, only it learns to together with the labels and not
# before them.
#
# ## 4.7 A second way to collapse
#
# The convolutional denoiser above was trained with binary cross-entropy. Why not with the MSE,
# which is what PSNR measures? Try it: the same kind of network, up-sampling by copying
# pixels, Adam with a learning rate of 0.001 from the first step on.

# %%
black = float(np.mean(np.square(test["MNIST"])))
mean_pixel = mnist.train.images.mean()
tried = {  # loss, learning rate warmed up, output activation, bias of the pixels at the start
    "MSE": ("mse", False, "sigmoid", 0.0),
    "MSE, warm-up": ("mse", True, "sigmoid", 0.0),
    "cross-entropy": ("binary_crossentropy", False, "sigmoid", 0.0),
    "MSE, bias": ("mse", False, "sigmoid", np.log(mean_pixel / (1 - mean_pixel))),
    "MSE, no sigmoid": ("mse", False, "linear", 0.0),
}
images = mnist.train.images[:COLLAPSE_IMAGES]
noisy = gaussian(test["MNIST"], 0.3, seed=2)

# %%
answers = {}
for name in COLLAPSE_TRIALS:
    loss, warm, output_activation, bias = tried[name]
    profile.set_seed()
    model = builders.denoising(
        image_shape,
        corruption=layers.Corruption("gaussian", 0.3, seed=0),
        filters=[32, 32],
        output_activation=output_activation,
        fuse_last_enlargement=True,
    )
    model.get_layer("decoder").get_layer("pixels").bias.assign([bias])
    step_count = COLLAPSE_EPOCHS * training.steps(images, BATCH_SIZE)
    rate = training.warmup_cosine(1e-3, step_count) if warm else 1e-3
    model.compile(keras.optimizers.Adam(rate), loss)
    model.fit(
        images,
        images,
        batch_size=BATCH_SIZE,
        epochs=COLLAPSE_EPOCHS,
        verbose=0,
        callbacks=[callbacks.LossLine(f"{name}:")],
    )
    answers[name] = np.clip(compute(model, noisy), 0, 1)

# %%
cured = {name: metrics.mean_squared_error(test["MNIST"], answers[name]) for name in answers}
print(f"{'a black picture'.ljust(18)} test MSE {black:.4f}")
for name, error in cured.items():
    print(f"{name.ljust(18)} test MSE {error:.4f}   brightest pixel {answers[name].max():.3f}")
plots.reconstructions(
    {"noisy": noisy[:COLUMNS], **{name: answer[:COLUMNS] for name, answer in answers.items()}}
)

# %% [markdown]
# Black. Most pixels of a digit *are* black, so the first thing to learn is: darker. Adam's first
# steps have their full size however small the gradient is, all weights move together, and the
# input $z$ of the sigmoid runs far below zero. There the gradient of the MSE,
#
# $$ \frac{\partial}{\partial z} (x - \hat{x})^2 = -2 (x - \hat{x}) \, \hat{x} (1 - \hat{x}),
#    \qquad \hat{x} = \frac{1}{1 + e^{-z}} $$
#
# with $x$ a clean pixel and $\hat{x}$ the answer, has a factor $\hat{x} (1 - \hat{x})$ that
# vanishes with $\hat{x}$. And Adam divides by its memory of squared gradients, which is about
# 1,000 steps long: after the large gradients of the beginning it takes tiny steps from tiny
# ones. In the 158 steps of this training nothing calls the pixel back. The gradient of the
# cross-entropy is $\hat{x} - x$: a white pixel that is black gets the full $-1$. That is the
# first cure. The second removes the reason to hurry: with the bias of the pixels at $\log
# \frac{m}{1 - m}$, where $m = 0.13$ is the mean pixel, the network starts at a grey that is
# right on average, and has no need to become darker as a whole. The third leaves the sigmoid out
# and cuts to 0 … 1 afterwards. After two short epochs the two cures that keep the MSE are a
# little ahead of cross-entropy at the MSE's own measure; all three are about ten times better
# than black. A warm-up, lecture 2's precaution, is no cure here, at least not one of 15 steps.

# %%
for name, error in cured.items():
    results.record(f"MNIST, convolutional denoiser, {name}: test MSE", error, control=black)

# %% tags=["nbval-check-output"]
print("cross-entropy beats the MSE at its own measure:", cured["cross-entropy"] < cured["MSE"])

# %% [markdown]
# ## 4.8 When it fails
#
# A denoiser restores what it has learned to expect. Give clothes to the network that was
# trained on digits:

# %%
clothes = fashion.test.images[:SCORED]
noisy_clothes = gaussian(clothes, 0.3, seed=2)
answers = {"digit network": compute(denoisers["MNIST", "dense"], noisy_clothes)}
if "convolutional" in DESIGNS:
    answers["digit network, convolutional"] = compute(
        denoisers["MNIST", "convolutional"], noisy_clothes
    )
if "Fashion-MNIST" in both:
    answers["clothes network"] = compute(denoisers["Fashion-MNIST", "dense"], noisy_clothes)
answers["median"] = filtered("median", noisy_clothes, 3)
failure = {name: decibels(clothes, answer) for name, answer in answers.items()}
print(f"{'doing nothing'.ljust(30)} {decibels(clothes, noisy_clothes):.2f} dB")
for name, value in failure.items():
    print(f"{name.ljust(30)} {value:.2f} dB")
plots.reconstructions(
    {
        "original": clothes[:COLUMNS],
        "noisy": noisy_clothes[:COLUMNS],
        **{name: answer[:COLUMNS] for name, answer in answers.items()},
    }
)

# %%
results.record(
    "Fashion-MNIST, σ = 0.3: dense digit network minus median (dB)",
    failure["digit network"] - failure["median"],
    control=0.0,
)

# %% tags=["nbval-check-output"]
print(
    "on clothes the median filter beats the dense digit network:",
    failure["median"] > failure["digit network"],
)

# %% [markdown]
# To the digit networks everything is a digit: they make strokes of seams and black holes of
# plain cloth. The dense one is worse than the noisy picture it was given. The convolutional
# one knows smaller things, pieces of strokes, and does some good; but the median filter, which
# knows nothing about either, is ahead of both. The same network trained on clothes is far ahead. A
# denoiser is a statement about the pictures it was trained on.
#
# Photographs in colour are another matter again; lecture 5 has the networks for them.
#
# ## 4.9 What was measured

# %%
results.table()

# %% [markdown]
# **Take with you.** Fresh noise, clean targets, noisy validation, one test set per level.
# Tune the classical filter before you beat it, and take off what the noise adds on average.
# Train on the range of noise that you expect;
# outside of it, and outside the kind of pictures it knows, a network may be worse than a
# median. Add up penalties and errors on one scale. And if a sigmoid goes black, look at its
# gradient before you look at the data.
#
# The exercises are in `exercises/04_denoising`.
