"""Lecture 4's comparisons, with five seeds: rules, levels, filling in; and its baselines."""

from functools import partial

import keras
import numpy as np
from keras import layers
from scipy import ndimage
from scipy.special import softmax
from skimage import restoration

from autoencoder_course import datasets, metrics, profile
from coursework.execution.long_run_session import LongRun
from keras_autoencoders import builders, corruption, training
from keras_autoencoders.layers import Corruption

RATE, UNITS, BATCH, FILLING_EPOCHS = 4e-3, 500, 128, 2
FEW, PARTS, COPIES, SMALL_BATCH, SIGMA = 1_000, 4, 15, 64, 0.3
LEVELS = (0.1, 0.3, 0.5, 0.7)
WAYS = ("all rules kept", "frozen noise", "target: another copy", "target: the same", "no noise")
TRAINED_AT = {"0.1": 0.1, "0.3": 0.3, "0.7": 0.7, "0.1 to 0.7": (0.1, 0.7)}
HOLES = {"a hidden quarter": ("mask_patch", 0.25), "half of the pixels": ("mask_pixels", 0.5)}
TUNING = 50  # validation images on which filters are tuned
FILTERS = {f"median {side} × {side}": partial(ndimage.median_filter, size=side) for side in (3, 5)}
for setting in (0.1, 0.2, 0.4, 0.8):
    variation = partial(restoration.denoise_tv_chambolle, weight=setting)
    FILTERS[f"total variation {setting}"] = variation
    options = {"patch_size": 5, "patch_distance": 6, "h": 0.6 * setting, "sigma": setting}
    FILTERS[f"non-local means {setting}"] = partial(restoration.denoise_nl_means, **options)
NEIGHBOURS = 200


def train(session):
    """Train the small networks in all ways and at all levels, then those that fill in."""
    told = iter(range(1, TRAININGS + 1))

    def tell():
        session.tell("comparisons", min(next(told), session.epochs["comparisons"]))

    return rules(session, tell) | levels(session, tell) | fillers(session, tell)


def scored(data):
    """Return the test images that everything is measured on."""
    return data.test.images[: profile.by_profile(500, 50)]


def gaussian(images, stddev, seed):
    """Spoil images once and for all; the seed fixes the noise."""
    return corruption.add_gaussian_noise(images, stddev, seed=seed)


def restore(model, noisy):
    """Return a model's answers."""
    return keras.ops.convert_to_numpy(model(noisy))


def compile_for(model, inputs, epochs, batch_size):
    """Compile for Adam, whose rate rises at first and then falls to 0."""
    steps = epochs * training.steps(inputs, batch_size)
    model.compile(
        keras.optimizers.Adam(training.warmup_cosine(RATE, steps)),
        loss="binary_crossentropy",
        steps_per_execution=training.steps_per_execution(inputs, batch_size),
    )


class Small:
    """The small network, compiled once and trained often, each time from fresh weights."""

    def __init__(self, session):
        self.seed, self.model = session.seed, builders.vanilla((28, 28, 1), 400)
        compile_for(self.model, np.empty(FEW * copies()), PARTS, SMALL_BATCH)

    def train(self, inputs_and_targets):
        """Train it on each part in turn, to save memory; its optimizer starts anew, too."""
        keras.utils.set_random_seed(self.seed)
        self.model.set_weights(builders.vanilla((28, 28, 1), 400).get_weights())
        for memory in self.model.optimizer.variables:
            memory.assign(keras.ops.zeros_like(memory))
        for part in range(PARTS):
            self.model.fit(*inputs_and_targets(part), batch_size=SMALL_BATCH, verbose=0)
        return self.model


def copies():
    """Return how many times the small networks see their images in a part."""
    return profile.by_profile(COPIES, 1)


def inputs_and_targets(few, way, seed, part):
    """Return what the network sees and what it has to answer, a quarter of all epochs at once."""
    clean, first = np.concatenate([few] * copies()), 1_000 * (seed + 1)
    if way == "no noise":
        return clean, clean
    if way == "frozen noise":
        return np.concatenate([gaussian(few, SIGMA, first)] * copies()), clean
    noisy, another = (gaussian(clean, SIGMA, first + part + more) for more in (0, 500))
    targets = {"target: another copy": another, "target: the same": noisy}
    return noisy, targets.get(way, clean)


def rules(session, tell):
    """Train with each rule kept or broken; return errors, PSNR and how far codes move."""
    data, small, values = session.data, Small(session), {}
    few, validation, digits = data.train.images[:FEW], data.validation.images[:1_000], scored(data)
    noisy_validation, noisy_digits = gaussian(validation, SIGMA, 1), gaussian(digits, SIGMA, 2)
    for way in WAYS:
        model = small.train(partial(inputs_and_targets, few, way, session.seed))
        on_noisy, answers = restore(model, noisy_validation), restore(model, noisy_digits)
        line = np.polyfit(on_noisy.ravel(), validation.ravel(), 1)
        on_clean = restore(model, validation)
        values |= {
            f"{way}: validation MSE, clean": metrics.mean_squared_error(validation, on_clean),
            f"{way}: validation MSE, noisy": metrics.mean_squared_error(validation, on_noisy),
            f"{way}: test (dB)": metrics.psnr(digits, answers).mean(),
            f"{way}: test, with a line (dB)": psnr_on(line, digits, answers),
            f"{way}: code movement": movement(partial(restore, model.get_layer("encoder")), digits),
        }
        tell()
    return values


def psnr_on(line, clean, answers):
    """Return the mean PSNR of answers that a line has corrected, in dB."""
    return metrics.psnr(clean, np.polyval(line, answers).clip(0, 1)).mean()


def movement(encode, images):
    """Return how far apart the codes of two noisy copies are, over those of two images."""
    copies = [gaussian(images, SIGMA, seed) for seed in (5, 6)]
    first, second = (encode(part).reshape(len(part), -1) for part in copies)
    another = np.roll(second, 1, axis=0)
    apart = [np.linalg.norm(first - part, axis=1).mean() for part in (second, another)]
    return apart[0] / apart[1]


def levels(session, tell):
    """Train the small network at each level; return its PSNR at all levels."""
    images, digits = session.data.train.images, scored(session.data)
    many = np.resize(images, (PARTS, FEW * copies(), 28, 28, 1))
    values, small = {}, Small(session)
    for name, level in TRAINED_AT.items():

        def noisy_and_clean(part, level=level):
            return gaussian(many[part], level, 1_000 * (session.seed + 1) + part), many[part]

        model = small.train(noisy_and_clean)
        for tested in LEVELS:
            answers = restore(model, gaussian(digits, tested, 2))
            values[f"trained at {name}, tested at {tested} (dB)"] = metrics.psnr(
                digits, answers
            ).mean()
        tell()
    return values


def new_denoiser(noise, channels):
    """Build a denoiser: a dense guess of the whole image, then convolutions."""
    images = keras.Input((28, 28, channels))
    noisy = noise(images)
    code = layers.Dense(UNITS, activation="relu", name="code")(layers.Flatten()(noisy))
    guess = layers.Reshape((28, 28, 1))(layers.Dense(784)(code))
    maps = layers.Concatenate()([noisy, guess])
    maps = layers.Conv2D(32, 4, strides=2, padding="same", activation="relu")(maps)
    maps = layers.Conv2D(32, 3, padding="same", activation="relu")(maps)
    correction = layers.Conv2DTranspose(1, 4, strides=2, padding="same")(maps)
    return keras.Model(images, layers.Activation("sigmoid")(layers.Add()([guess, correction])))


def with_ones(images):
    """Add the channel that tells which pixels are seen."""
    return np.concatenate([images, np.ones_like(images)], axis=-1)


def spoilt(digits, kind, amount):
    """Return digits with holes, two channels, and where the holes are."""
    inputs = getattr(corruption, kind)(with_ones(digits), amount, seed=2)
    return inputs, inputs[..., 1:] == 0


def error_in(hole, digits, answers):
    """Return the mean squared error of hidden pixels, each image counting alike."""
    squares = np.square(answers - digits) * hole
    return np.mean(squares.sum(axis=(1, 2, 3)) / hole.sum(axis=(1, 2, 3)))


def fillers(session, tell):
    """Train a network for each kind of hole; return its error in the holes."""
    images, digits, values = session.data.train.images, scored(session.data), {}
    epochs = profile.epochs(FILLING_EPOCHS)
    for name, (kind, amount) in HOLES.items():
        keras.utils.set_random_seed(session.seed)
        filler = new_denoiser(Corruption(kind, amount, seed=session.seed), channels=2)
        inputs = keras.ops.convert_to_tensor(with_ones(images))
        compile_for(filler, inputs, epochs, BATCH)
        filler.fit(inputs, images, batch_size=BATCH, epochs=epochs, verbose=0)
        inputs, hole = spoilt(digits, kind, amount)
        values[f"{name}: MSE, network"] = error_in(hole, digits, restore(filler, inputs))
        tell()
    return values


def controls(data):
    """Return what the simple ways give: on noise, at each level, and in holes."""
    clothes = datasets.load("fashion_mnist", limit=len(data.train.images))
    if clothes.source != data.source:
        raise ValueError(f"Expected digits and clothes of one source. Received: {clothes}")
    both = {"digits": data, "clothes": clothes}
    values = {}
    for name, level in [(name, level) for name in both for level in LEVELS]:
        for way, quality in on_noise(both[name], level).items():
            values[f"{name}, σ = {level}: {way} (dB)"] = quality
    for name, (kind, amount) in HOLES.items():
        for way, error in in_holes(data, kind, amount).items():
            values[f"{name}: MSE, {way}"] = error
    pca = metrics.fit_pca(data.train.images, 100)
    codes = partial(movement, images=scored(data))
    values["pixels: code movement"] = codes(np.asarray)
    values["PCA-100: code movement"] = codes(lambda part: pca.transform(part.reshape(-1, 784)))
    return {what: float(value) for what, value in values.items()}


def filtered(name, images):
    """Filter images one by one."""
    return np.stack([FILTERS[name](image[..., 0]) for image in images])[..., None]


def on_noise(data, level):
    """Return the mean PSNR of doing nothing, the tuned filter, its line and the linear map."""
    train, clean = data.train.images, scored(data)
    some = data.validation.images[: profile.by_profile(TUNING, 10)]
    noisy, tried = gaussian(clean, level, 2), {}
    for name in FILTERS:
        answers = filtered(name, gaussian(some, level, 1))
        line = np.polyfit(answers.ravel(), some.ravel(), 1)
        tried[name] = psnr_on(line, some, answers), line
    best = max(tried, key=lambda name: tried[name][0])
    answers = filtered(best, noisy)
    linear_map = metrics.fit_linear_map(gaussian(train, level, 3), train)
    return {
        "noisy": metrics.psnr(clean, noisy).mean(),
        "filter": metrics.psnr(clean, answers.clip(0, 1)).mean(),
        "filter, line": psnr_on(tried[best][1], clean, answers),
        "linear map": metrics.psnr(clean, linear_map(noisy)).mean(),
    }


def in_holes(data, kind, amount):
    """Return the error in the holes of what fills in without a network."""
    train, digits = data.train.images, scored(data)
    inputs, hole = spoilt(digits, kind, amount)
    image = inputs[..., :1]
    pairs = zip(image[..., 0], hole[..., 0], strict=True)
    smooth = np.stack([restoration.inpaint_biharmonic(*pair) for pair in pairs])[..., None]
    answers = {
        "mean image": train.mean(axis=0),
        "inpainting": smooth.clip(0, 1),
        "Gaussian": metrics.fill_in_as_gaussian(train, image, hole),
        "neighbours": from_neighbours(train, image, hole),
    }
    return {way: error_in(hole, digits, images) for way, images in answers.items()}


def from_neighbours(train, image, hole):
    """Return a weighted mean of the training images that are nearest in the visible pixels."""
    train = train.reshape(-1, 784)
    seen = (~hole).reshape(-1, 784).astype("float32")
    given = image.reshape(-1, 784) * seen
    squares = np.square(train) @ seen.T - 2 * train @ given.T  # distances, but for a constant
    nearest = np.argpartition(squares, NEIGHBOURS, axis=0)[:NEIGHBOURS]
    shares = softmax(-np.take_along_axis(squares, nearest, axis=0) / 2, axis=0)
    return np.einsum("cn,cnp->np", shares, train[nearest]).reshape(image.shape)


TRAININGS = len(WAYS) + len(TRAINED_AT) + len(HOLES)
RUN = LongRun(
    "denoising_comparisons",
    "digits 784–400–784 with binary cross-entropy, "
    f"{FEW * COPIES * PARTS:,} examples in batches of {SMALL_BATCH}: {FEW:,} images "
    f"{COPIES * PARTS} times, with noise of σ = {SIGMA} or without, and all "
    f"images once at several levels; and 784–{UNITS}–784 with convolutions behind it, the mask "
    f"as a second channel, {FILLING_EPOCHS} epochs on 55,000 images in batches of {BATCH}, which "
    f"fills in; Adam whose rate rises to {RATE:g} and falls to 0 like a cosine",
    "mnist",
    {"comparisons": TRAININGS},
    train,
    controls,
    seeds=(0, 1, 2, 3, 4),
)
