"""How much of the classes a straight line reads off a representation."""

import warnings
from typing import NamedTuple

import numpy as np

from keras_autoencoders import argument_checks

PENALTIES = (1e-4, 1e-3, 1e-2, 1e-1)
_MOST_STEPS = 1_000


class LinearProbe(NamedTuple):
    """Test accuracy of a linear probe, and the penalty that validation chose for it."""

    accuracy: float
    penalty: float


def linear_probe(labelled, validation, test, *, penalties=PENALTIES) -> LinearProbe:
    """Train a linear classifier on features until it converges, and return its accuracy.

    The classifier is a logistic regression with an L2 penalty. Features are divided by one
    number, their standard deviation, so that the same penalties suit pixels and codes. An
    optimiser that goes on until nothing changes leaves no learning rate to choose and no
    epochs to count: what is measured is the features.

    Args:
        labelled: Pair of features, an array (n, ...) that is flattened to (n, size), and
            classes, integers (n,), to train on.
        validation: Such a pair to choose the penalty on.
        test: Such a pair to report on.
        penalties: Positive numbers p to choose from; the mean cross-entropy plus
            p / 2 times the sum of the squared weights is made small.

    Returns:
        `LinearProbe(accuracy, penalty)`: test accuracy in [0, 1], and the chosen penalty.
        Give it as `penalties=[penalty]` to repeat the probe with another draw.

    Raises:
        ValueError: if features and classes of a pair do not fit, features are not finite, a
            penalty is not positive, or there is only one class to train on.
        sklearn.exceptions.ConvergenceWarning: if it has not converged after 1,000 steps.

    Source: Alain and Bengio 2016, linear classifier probes.
    """
    pairs = {"labelled": labelled, "validation": validation, "test": test}
    pairs = {name: _checked(name, *pair) for name, pair in pairs.items()}
    penalties = list(penalties)
    if not penalties or not all(penalty > 0 for penalty in penalties):
        raise ValueError(f"Expected `penalties` to be positive. Received: penalties={penalties}")
    if len(np.unique(pairs["labelled"][1])) < 2:
        raise ValueError("Expected `labelled` to hold two classes or more. Received: one")
    scale = pairs["labelled"][0].std() or 1.0
    probes = [_fit(*pairs["labelled"], scale, penalty) for penalty in penalties]
    if len(probes) == 1:
        best = 0
    else:
        best = int(np.argmax([_accuracy(probe, *pairs["validation"], scale) for probe in probes]))
    return LinearProbe(_accuracy(probes[best], *pairs["test"], scale), penalties[best])


def _fit(features, labels, scale, penalty):
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits

    probe = LogisticRegression(
        C=1 / (penalty * len(features)), solver="newton-cg", tol=1e-3, max_iter=_MOST_STEPS
    )
    # Its products of matrices are small: a second thread costs more than it saves, and where
    # another process uses the cores, ten times as much.
    with warnings.catch_warnings(), threadpool_limits(1):
        warnings.simplefilter("error", ConvergenceWarning)  # a probe that stops early misleads
        return probe.fit(features / scale, labels)


def _accuracy(probe, features, labels, scale):
    return float(np.mean(probe.predict(features / scale) == labels))


def _checked(name, features, labels):
    features = argument_checks.finite(f"{name}[0]", features)
    features = features.reshape(len(features), -1)
    return features, argument_checks.class_labels(f"{name}[1]", labels, len(features))
