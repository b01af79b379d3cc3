"""The check of scores that have to beat PCA's."""

import numpy as np
from sklearn.metrics import roc_auc_score

from autoencoder_course import metrics
from autoencoder_course.checks.common import call, expect, fail, question, to_array

_AT_LEAST = 0.2  # of area above PCA's
_SIDE, _COMPONENTS = 8, 8


@question(
    "applications.beat_pca",
    hints=(
        "PCA restores a sum of two normal images as well as each of them. What does not?",
        "Compare with the images that you have: how far away is the nearest one, or the nearest "
        "few? Or train a network whose layers are not linear.",
        "metrics.distance_to_nearest(images, normal) returns a distance for each image. It is a "
        "beginning: on real digits try averages of several scores.",
    ),
)
def beat_pca(function, seed=0):
    """Check a function `function(normal, images)` that returns a score for each image."""
    random = np.random.default_rng(seed)
    normal = _bars(random, 300, 1)
    images = np.concatenate([_bars(random, 150, 1), _bars(random, 60, 2)])
    anomaly = np.arange(len(images)) >= 150
    order = random.permutation(len(images))
    images, anomaly = images[order], anomaly[order]
    scores = to_array(call(function, normal.copy(), images.copy()), "the scores")
    expect(
        scores.shape == (len(images),),
        f"Expected a score for each of {len(images)} images. Received: shape {scores.shape}.",
    )
    expect(np.isfinite(scores).all(), "Some scores are not finite numbers.")
    half = to_array(call(function, normal.copy(), images[:105].copy()), "the scores")
    pca = metrics.fit_pca(normal, _COMPONENTS)
    left = metrics.restore_with_pca(pca, images, _COMPONENTS) - images
    aim = roc_auc_score(anomaly, np.square(left).mean(axis=(1, 2, 3)))
    ours = roc_auc_score(anomaly, scores)
    expect(
        half.shape == (105,)
        and abs(roc_auc_score(anomaly[:105], half) - roc_auc_score(anomaly[:105], scores[:105]))
        < 0.1,
        "An image's score depends on which other images are scored with it: learn from `normal` "
        "only.",
    )
    expect(
        ours > 0.3,
        "The scores are the wrong way round: anomalies should have the larger ones.",
    )
    if ours < aim + _AT_LEAST:
        fail(
            f"Expected an area under the ROC curve of at least {aim + _AT_LEAST:.3f}, which is "
            f"{_AT_LEAST:g} more than PCA's. Received: {ours:.3f}."
        )


def _bars(random, count, bars):
    """Return images with so many vertical bars, at random places and of random brightness.

    As the brightness differs, eight components restore any sum of bars, so PCA misses nothing.
    """
    rows = np.zeros((count, _SIDE))
    for row in rows:
        places = random.choice(_SIDE, bars, replace=False)
        row[places] = random.uniform(0.5, 1, bars)
    images = np.repeat(rows[:, None, :, None], _SIDE, axis=1)
    # Grey, so that noise leaves [0, 1] nowhere: cut off, it would tell how many bars there are.
    return np.clip(0.2 + 0.6 * images + random.normal(0, 0.03, images.shape), 0, 1)
