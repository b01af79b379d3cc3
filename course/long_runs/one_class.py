"""One class is normal, nine are anomalies: autoencoders and simple methods, on three data sets."""

import keras
import numpy as np
from sklearn.decomposition import PCA
from sklearn.ensemble import IsolationForest
from sklearn.metrics import roc_auc_score
from sklearn.svm import OneClassSVM

from autoencoder_course import datasets, metrics
from coursework.execution.long_run_session import LongRun
from keras_autoencoders import builders, training

SETS = {"digits": "mnist", "clothes": "fashion_mnist", "photographs": "cifar10"}
HIDDEN, CODE, BATCH, RATE = [128], 32, 128, 3e-3  # of four; test scores of seven classes were seen
EPOCHS = {"digits": 10, "clothes": 10, "photographs": 4}
CLASSES = range(10)
# PCA's code is the size that restores noisy validation images of the normal class best.
SIZES, SIGMA = (8, 16, 32, 64, 128), 0.5
NEIGHBOURS = 5
AT_A_TIME = 1_000  # test images whose distances are measured at once: bounds the memory


def train(session):
    """Train an autoencoder of each class of each set; return areas under the ROC curve."""
    values = {}
    for name in SETS:
        data, found = load(name, session.data), {}
        for number in CLASSES:
            normal, _ = of_class(data, number)
            keras.utils.set_random_seed(session.seed)
            model = builders.stacked(
                normal.shape[1:], HIDDEN, CODE, activation="silu", code_activation=None
            )
            stage = f"{name}, {number}"
            steps = session.epochs[stage] * training.steps(normal, BATCH)
            model.compile(
                keras.optimizers.Adam(training.warmup_cosine(RATE, steps)),
                "mse",
                steps_per_execution=training.steps_per_execution(normal, BATCH),
            )
            tensor = keras.ops.convert_to_tensor(normal)
            session.fit(stage, model, tensor, tensor, batch_size=BATCH)
            for score, area in areas(model, normal, data.test, number).items():
                found.setdefault(score, []).append(area)
                values[f"{name}, {data.class_names[number]}: {score}"] = area
        values |= {f"{name}: {score}": float(np.mean(each)) for score, each in found.items()}
    return values


def areas(model, normal, test, number):
    """Return the areas of two scores: the error, and the distance to the nearest codes."""
    restored = model.predict(test.images, batch_size=AT_A_TIME, verbose=0)
    errors = np.square(restored - test.images).mean(axis=(1, 2, 3))
    encoder = model.get_layer("encoder")
    codes, known = (
        encoder.predict(images, batch_size=AT_A_TIME, verbose=0) for images in (test.images, normal)
    )
    anomaly = test.labels != number
    return {
        "autoencoder": roc_auc_score(anomaly, errors),
        "autoencoder, nearest codes": roc_auc_score(anomaly, distance_to_few(codes, known)),
    }


def load(name, digits):
    """Load a data set of the source of the digits, with as many images at most."""
    if name == "digits":
        return digits
    data = datasets.load(SETS[name], limit=len(digits.train.images))
    if data.source != digits.source:
        raise ValueError(f"Expected all data to be of one source. Received: {data}")
    return data


def of_class(data, number):
    """Return the training and the validation images of one class."""
    return [split.images[split.labels == number] for split in (data.train, data.validation)]


def distance_to_few(points, known):
    """Return each point's mean distance to the nearest few of many known ones."""
    points, known = (each.reshape(len(each), -1) for each in (points, known))
    squares, few = np.square(known).sum(axis=1), min(NEIGHBOURS, len(known))
    found = []
    for start in range(0, len(points), AT_A_TIME):
        part = points[start : start + AT_A_TIME]
        distances = np.square(part).sum(axis=1)[:, None] + squares - 2 * part @ known.T
        nearest = np.partition(distances, few - 1, axis=1)[:, :few]
        found.append(np.sqrt(nearest.clip(0)).mean(axis=1))
    return np.concatenate(found)


def controls(digits):
    """Return what methods without a network reach, class by class and on average."""
    values = {}
    for name in SETS:
        data, found = load(name, digits), {}
        for number in CLASSES:
            anomaly = data.test.labels != number
            for method, scores in simple_scores(data, number).items():
                area = roc_auc_score(anomaly, scores)
                found.setdefault(method, []).append(area)
                values[f"{name}, {data.class_names[number]}: {method}"] = area
        values |= {f"{name}: {method}": float(np.mean(each)) for method, each in found.items()}
        sizes = [f"PCA-{size}" for size in SIZES if f"PCA-{size}" in found]
        best = np.max([found[size] for size in sizes], axis=0)  # of each class: the leak
        values[f"{name}: PCA, size chosen on test images"] = float(best.mean())
    return values


def simple_scores(data, number):
    """Return scores of the test images, by method: the larger, the less normal."""
    normal, held_out = of_class(data, number)
    sizes = [size for size in SIZES if size < min(len(normal), normal[0].size)]
    pca = fit_pca(normal, max(sizes))
    codes, left = project(pca, data.test.images)
    errors = {size: left + np.square(codes[:, size:]).sum(axis=1) for size in sizes}
    chosen = chosen_size(pca, held_out, sizes)
    # All coefficients, of one scale: for two digits that was far better than 32, or unscaled.
    known = project(pca, normal)[0]
    scale = known.std(axis=0)
    known, seen = known / scale, codes / scale
    forest = IsolationForest(n_estimators=200, random_state=0).fit(known)
    return {
        "PCA": errors[chosen],
        **{f"PCA-{size}": errors[size] for size in sizes},
        "nearest neighbours": distance_to_few(data.test.images, normal),
        "one-class SVM": -OneClassSVM(nu=0.1).fit(known).score_samples(seen),
        "isolation forest": -forest.score_samples(seen),
    }


def fit_pca(images, components):
    """Fit a PCA, exactly; of photographs, whose covariance is large, to many digits."""
    if images[0].size < 1_000:
        return metrics.fit_pca(images, components)
    solver = {"svd_solver": "randomized", "iterated_power": 7, "random_state": 0}
    return PCA(components, **solver).fit(images.reshape(len(images), -1))


def project(pca, images):
    """Return coefficients of images, and the squared lengths that they leave."""
    centred = images.reshape(len(images), -1) - pca.mean_.astype("float32")
    codes = centred @ pca.components_.T.astype("float32")
    return codes, np.square(centred).sum(axis=1) - np.square(codes).sum(axis=1)


def chosen_size(pca, images, sizes):
    """Return the size whose PCA restores noisy images best; no anomaly is needed."""
    noise = np.random.default_rng(0).normal(0, SIGMA, images.shape).astype("float32")
    errors = [
        np.square(metrics.restore_with_pca(pca, images + noise, size) - images).mean()
        for size in sizes
    ]
    return sizes[int(np.argmin(errors))]


RUN = LongRun(
    "one_class",
    f"an autoencoder of each class of MNIST, Fashion-MNIST and CIFAR-10, pixels-{HIDDEN[0]}-{CODE} "
    "and back, with SiLU, a linear code and sigmoid pixels; squared error, "
    f"{', '.join(f'{EPOCHS[name]} epochs on {name}' for name in SETS)} of one class in batches of "
    f"{BATCH}, Adam whose rate falls from {RATE:g} to 0; area under the ROC curve on all test "
    "images, the other nine classes as anomalies",
    "mnist",
    {f"{name}, {number}": EPOCHS[name] for name in SETS for number in CLASSES},
    train,
    controls,
    seeds=(0, 1, 2),
)
