"""What lecture 3 compares over seeds: the cost of zeros, dead units, code sizes, edges, labels."""

import keras
import numpy as np
from keras import layers, ops
from keras.regularizers import L1

from autoencoder_course import datasets, metrics
from coursework.execution.long_run_session import LongRun
from keras_autoencoders import builders, training
from keras_autoencoders.layers import KSparse

CODE, L1_WEIGHT, KEPT = 400, 2e-4, 35
L1_STAGES = (5e-5, 1e-4, L1_WEIGHT, 5e-4, 1e-3)
K_STAGES = (140, 70, KEPT, 20, 10)
STAGE_EPOCHS, BATCH, RATE = 2, 250, 3e-3
SIZES, SIZE_IMAGES, SIZE_EPOCHS = (100, 400, 1_600), 5_000, 4
PHOTOGRAPHS, PATCHES, PATCH_SIDE, WHITENING = 10_000, 100_000, 8, 0.005
PATCH_UNITS, PATCH_WEIGHTS, PATCH_EPOCHS, PATCH_BATCH = 200, (1e-2, 2e-2), 20, 500
BUDGETS = (100, 1_000, 10_000)
PCA_IMAGES, PCA_SIZE = 20_000, 100
SHARE_ON = 0.18  # of the thresholded training images: as many as with L1


def train(session):
    """Train what the lecture compares, and measure it on test images."""
    data, seed, values = session.data, session.seed, {}
    networks = sparse_networks(data.train.images, seed)
    comparisons = (
        lambda: zeros(networks, data.test.images),
        lambda: code_sizes(data, seed),
        lambda: gabor_shares(data.source, seed),
        lambda: probes(data, ways(data.train.images, networks, seed), seed),
    )
    for number, compare in enumerate(comparisons, start=1):
        values |= compare()
        session.tell("comparisons", number)
    return values


def new_sparse(mean_image, seed, penalty=None, activation="relu", units=None):
    """Build 784-units-784 that starts at the mean image."""
    keras.utils.set_random_seed(seed)
    model = builders.sparse(mean_image.shape, units or CODE, penalty, activation=activation)
    training.start_at_mean(model, mean_image)
    return model


def train_sparse(model, settings, inputs, epochs=STAGE_EPOCHS):
    """Train in stages, each with its own weight of L1 or its own k; return them by setting."""
    whole_epoch = training.steps_per_execution(inputs, BATCH)
    steps = epochs * training.steps(inputs, BATCH)
    rate = keras.optimizers.schedules.CosineDecayRestarts(RATE, steps, t_mul=1.0)
    optimizer, stages = keras.optimizers.Adam(rate), {}
    for setting in settings:
        code = model.get_layer("encoder").layers[-1]
        if isinstance(code, KSparse):
            code.k = setting
        elif setting:
            code.activity_regularizer.l1 = setting
        # Compiled again, Keras sees the setting. The optimiser goes on with what it knows.
        model.compile(optimizer, "mse", steps_per_execution=whole_epoch)
        model.fit(inputs, inputs, batch_size=BATCH, epochs=epochs, verbose=0)
        stages[setting] = keras.models.clone_model(model)
        stages[setting].set_weights(model.get_weights())
    return stages


def sparse_networks(images, seed):
    """Train the four kinds of network; return for each its stages by setting."""
    inputs, mean = ops.convert_to_tensor(images), images.mean(axis=0)
    until_kept = K_STAGES[: 1 + K_STAGES.index(KEPT)]
    kinds = {
        "no penalty": (None, "relu", (None,) * len(until_kept)),
        "L1": (L1(1.0), "relu", L1_STAGES),
        "k-sparse": (KSparse(KEPT), "linear", K_STAGES),
        "from the start": (KSparse(KEPT), "linear", (KEPT,) * len(until_kept)),  # equal epochs
    }
    return {
        name: train_sparse(new_sparse(mean, seed, penalty, activation), settings, inputs)
        for name, (penalty, activation, settings) in kinds.items()
    }


def zeros(networks, test):
    """Describe every stage of every network."""
    values = {}
    for name, stages in networks.items():
        for setting, model in stages.items():
            values |= described(f"{name} {setting:g}" if setting else name, model, test)
    return values


def encode(model, images):
    """Return the codes of images."""
    return ops.convert_to_numpy(model.get_layer("encoder")(images))


def described(name, model, test):
    """Return a network's error and how sparse its code is, on test images."""
    code = encode(model, test)
    return {
        f"{name}: test MSE": metrics.mean_squared_error(test, ops.convert_to_numpy(model(test))),
        f"{name}: near zero (%)": 100 * metrics.fraction_near_zero(code),
        f"{name}: dead units": metrics.dead_units(code).sum(),
    }


def code_sizes(data, seed):
    """Train L1 in stages with fewer and more units, on some of the images."""
    some = ops.convert_to_tensor(data.train.images[:SIZE_IMAGES])
    mean, weights = data.train.images.mean(axis=0), L1_STAGES[: 1 + L1_STAGES.index(L1_WEIGHT)]
    values = {}
    for units in SIZES:
        model = new_sparse(mean, seed, L1(1.0), units=units)
        model = train_sparse(model, weights, some, SIZE_EPOCHS)[L1_WEIGHT]
        values |= described(f"{units:,} units", model, data.test.images)
    return values


def whitened_patches(source):
    """Return whitened grey patches of photographs, a row each."""
    photographs = datasets.load("cifar10", source=source, limit=PHOTOGRAPHS).train.images
    grey = photographs.mean(axis=-1)
    patches = datasets.random_patches(grey, PATCH_SIDE, PATCHES, seed=0).reshape(PATCHES, -1)
    patches -= patches.mean(axis=1, keepdims=True)
    variances, directions = np.linalg.eigh(np.cov(patches.T))
    scaled = patches @ directions / np.sqrt(variances + WHITENING)
    return (scaled @ directions.T).astype("float32")


def gabor_shares(source, seed):
    """Train on patches with each weight; return how many of the living units are edges."""
    inputs, shape = ops.convert_to_tensor(whitened_patches(source)), (PATCH_SIDE, PATCH_SIDE)
    shares = {}
    for weight in PATCH_WEIGHTS:
        fits = metrics.gabor_fit(learn_patches(inputs, weight, seed), shape)
        shares[f"patches, L1 {weight:g}: Gabor functions (%)"] = 100 * np.mean(fits > 0.5)
    return shares


def learn_patches(inputs, weight, seed):
    """Train a sparse autoencoder of patches; return what its living units draw, a row each."""
    keras.utils.set_random_seed(seed)
    model = keras.Sequential(
        [
            keras.Input(inputs.shape[1:]),
            layers.Dense(PATCH_UNITS, activation="relu", activity_regularizer=L1(weight)),
            layers.Dense(inputs.shape[1], kernel_constraint=keras.constraints.UnitNorm(axis=1)),
        ]
    )
    whole_epoch = training.steps_per_execution(inputs, PATCH_BATCH)
    model.compile("adam", "mse", steps_per_execution=whole_epoch)
    model.fit(inputs, inputs, batch_size=PATCH_BATCH, epochs=PATCH_EPOCHS, verbose=0)
    alive = ~metrics.dead_units(ops.convert_to_numpy(model.layers[0](inputs[:10_000])))
    rows = model.layers[1].get_weights()[0][alive]
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def ways(images, networks, seed):
    """Return functions from images to codes: the networks', and baselines."""
    mean, pca = images.mean(axis=0), metrics.fit_pca(images[:PCA_IMAGES], PCA_SIZE)
    models = {
        "L1": networks["L1"][L1_WEIGHT],
        "k-sparse": networks["k-sparse"][KEPT],
        "no penalty": networks["no penalty"][None],
        "untrained ReLU": new_sparse(mean, seed),
        "untrained k-sparse": new_sparse(mean, seed, KSparse(KEPT), "linear"),
    }
    return {
        **{name: lambda some, model=model: encode(model, some) for name, model in models.items()},
        "pixels": lambda some: some,
        f"PCA-{PCA_SIZE}": lambda some: pca.transform(some.reshape(len(some), -1)),
        "training images": by_training_images(images, mean, seed),
    }


def by_training_images(images, mean, seed):
    """Return a function to codes whose units are training images, with a threshold each."""
    chosen = np.random.default_rng(seed).choice(len(images), CODE, replace=False)
    units = (images[chosen] - mean).reshape(CODE, -1)
    units /= np.linalg.norm(units, axis=1, keepdims=True)

    def products(some):
        return (some - mean).reshape(len(some), -1) @ units.T

    thresholds = np.quantile(products(images[:5_000]), 1 - SHARE_ON, axis=0)
    return lambda some: np.maximum(products(some) - thresholds, 0)


def probes(data, represented, seed):
    """Probe each representation at each label budget, its penalty chosen on validation images."""
    values = {}
    for way, represent in represented.items():
        held_out = [(represent(part.images), part.labels) for part in data[1:3]]
        for budget in BUDGETS:
            if budget <= len(data.train.images):
                labelled = datasets.balanced_subset(data.train, budget, seed=seed)
                features = represent(labelled.images)
                probe = metrics.linear_probe((features, labelled.labels), *held_out)
                values[f"{way}, {budget:,} labels: accuracy (%)"] = 100 * probe.accuracy
    return values


def controls(data):
    """Return nothing: baselines are drawn and probed with each seed; PCA stands in the lecture."""
    return {}


RUN = LongRun(
    "sparse_comparisons",
    f"784–{CODE}–784 on 55,000 training images of MNIST, mean squared error, batches of {BATCH}, "
    f"Adam from {RATE:g} down to 0 like a cosine within each stage of {STAGE_EPOCHS} epochs: L1 "
    f"of {', '.join(f'{weight:g}' for weight in L1_STAGES)}; k-sparse with k of "
    f"{', '.join(map(str, K_STAGES))}; no penalty; and k = {KEPT} from the start. L1 with "
    f"{', '.join(map(str, SIZES))} units on {SIZE_IMAGES:,} images, {SIZE_EPOCHS} epochs a stage. "
    f"64–{PATCH_UNITS}–64 with L1 of {', '.join(map(str, PATCH_WEIGHTS))} on {PATCHES:,} whitened "
    f"patches of {PHOTOGRAPHS:,} photographs of CIFAR-10, {PATCH_EPOCHS} epochs. Linear probes of "
    f"eight representations with {', '.join(map(str, BUDGETS))} labels, their penalty chosen on "
    "validation images",
    "mnist",
    {"comparisons": 4},
    train,
    controls,
    seeds=(0, 1, 2, 3, 4),
)
