"""Anomalies: an autoencoder that has seen one kind of digit only, beside PCA of the same images."""

import keras
import numpy as np
from sklearn.metrics import roc_auc_score

from autoencoder_course import metrics, profile
from keras_autoencoders import builders, training

NORMAL = (1, 4, 8)  # each the only kind that one network has seen
NETWORKS = {f"only_{digit}": ("encoder", "decoder") for digit in NORMAL}
HIDDEN, CODE = 64, 16
EPOCHS, RATE, BATCH_SIZE = 40, 4e-3, 100


def build(name):
    """Return the untrained network."""
    profile.set_seed()
    return builders.stacked((28, 28, 1), [HIDDEN], CODE, activation="relu", code_activation=None)


def train(mnist, keep):
    """Train them; keep the scores of all validation images of the class and all test images."""
    scores, areas = {}, {}
    for name, digit in zip(NETWORKS, NORMAL, strict=True):
        images, validation = (
            split.images[split.labels == digit] for split in (mnist.train, mnist.validation)
        )
        model = build(name)
        steps = EPOCHS * training.steps(images, BATCH_SIZE)
        model.compile(
            keras.optimizers.Adam(training.warmup_cosine(RATE, steps)),
            "mse",
            steps_per_execution=training.steps_per_execution(images, BATCH_SIZE),
        )
        tensor = keras.ops.convert_to_tensor(images)
        model.fit(tensor, tensor, batch_size=BATCH_SIZE, epochs=EPOCHS, verbose=0)
        pca = metrics.fit_pca(images, CODE)
        facts = {"normal": digit, "epochs": EPOCHS, "trained_on": len(images)}
        keep(name, model, facts | {"code_size": CODE})
        ways = {
            "network": lambda inputs, model=model: model.predict(
                inputs, batch_size=1000, verbose=0
            ),
            "pca": lambda inputs, pca=pca: metrics.restore_with_pca(pca, inputs, CODE).clip(0, 1),
        }
        for way, restore in ways.items():
            of_test = score(mnist.test.images, restore(mnist.test.images))
            normal = mnist.test.labels == digit
            scores[f"{name}/{way}/validation"] = np.sort(score(validation, restore(validation)))
            scores[f"{name}/{way}/normal"] = np.sort(of_test[normal])
            scores[f"{name}/{way}/anomalies"] = np.sort(of_test[~normal])
            areas[f"{name}/{way}"] = float(roc_auc_score(~normal, of_test))
        scores[f"{name}/mean"] = pca.mean_
        scores[f"{name}/components"] = pca.components_
    facts = {
        "normal": NORMAL,
        "code_size": CODE,
        "auroc": areas,
        "test_images": len(mnist.test.images),
    }
    keep.data("anomalies", {name: array.astype("float16") for name, array in scores.items()}, facts)


def error(model, mnist):
    """Return the test MSE over all digits, most of which it has never seen."""
    restored = model.predict(mnist.test.images, batch_size=1000, verbose=0)
    return metrics.mean_squared_error(mnist.test.images, restored)


def score(images, restored):
    """Return the root mean squared error of each image: the larger, the odder."""
    return np.sqrt(np.mean(np.square(images - restored).reshape(len(images), -1), axis=1))
