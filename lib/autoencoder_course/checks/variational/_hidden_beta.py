"""The check of the β that is hidden in a loss."""

import numpy as np

from autoencoder_course.checks.common import (
    close,
    expect,
    expect_no_mistake,
    number,
    question,
    to_array,
)
from autoencoder_course.checks.variational._own_functions import call_with_own


@question(
    "variational.hidden_beta",
    hints=(
        "You can call the loss as often as you like, with what you like. For which mean and "
        "log-variance is a code free, however its cost is averaged?",
        "With a free code only the pixels are left. How much does the loss charge for a nat of "
        "distortion? And how much does it charge for a nat of divergence, which is what comes on "
        "top with the real code?",
        "β is the second price over the first. free = loss(images, restored, 0 * mean, 0 * "
        "log_variance) is the first price times the mean distortion.",
    ),
)
def hidden_beta(find, images=6, pixels=12, units=5, seed=0):
    """Check a function `find(loss, distortion, images, restored, mean, log_variance)`."""
    generator = np.random.default_rng(seed)
    restored = generator.uniform(0.1, 0.9, (images, pixels))
    binary = (generator.random((images, pixels)) < restored).astype("float64")
    mean, log_variance = generator.normal(0, 0.8, (2, images, units))
    batch = [binary, restored, mean, log_variance]
    for distortion in (_cross_entropy, _SquaredError(0.3)):
        for loss in _losses(distortion, pixels, units, images):
            _expect_beta(find, loss, batch)


class _Loss:
    """Price of a nat of distortion and of a nat of divergence, averaged over images."""

    def __init__(self, name, distortion, by_distortion, by_divergence):
        self.name, self.distortion = name, distortion
        self.by_distortion, self.by_divergence = by_distortion, by_divergence

    def __call__(self, images, restored, mean, log_variance):
        arrays = (images, restored, mean, log_variance)
        images, restored, mean, log_variance = (
            to_array(each, "what `loss` is given") for each in arrays
        )
        rates = _divergence(mean, log_variance)
        distortions = self.distortion(images, restored)
        return self.by_distortion * distortions.mean() + self.by_divergence * rates.mean()


def _losses(distortion, pixels, units, images):
    prices = {
        "sums over pixels and over the code": (1, 1),
        "the divergence averaged over the code": (1, 1 / units),
        "the distortion averaged over pixels": (1 / pixels, 1),
        "both averaged": (1 / pixels, 1 / units),
        "sums over the images of a batch, too": (images, images),
        "half of the distortion": (0.5, 1),
    }
    return [_Loss(name, distortion, *each) for name, each in prices.items()]


def _cross_entropy(images, restored):
    images, restored = (to_array(each, "what is compared") for each in (images, restored))
    restored = np.clip(restored, 1e-7, 1 - 1e-7)
    return -np.sum(images * np.log(restored) + (1 - images) * np.log(1 - restored), axis=-1)


class _SquaredError:
    """Distortion of pixels with a standard deviation, without its constant."""

    def __init__(self, stddev):
        self.stddev = stddev

    def __call__(self, images, restored):
        images, restored = (to_array(each, "what is compared") for each in (images, restored))
        return np.sum((images - restored) ** 2, axis=-1) / (2 * self.stddev**2)


def _divergence(mean, log_variance):
    return 0.5 * np.sum(mean**2 + np.exp(log_variance) - 1 - log_variance, axis=-1)


def _expect_beta(find, loss, batch):
    given = (each.copy() for each in batch)
    answer = call_with_own(find, loss, loss.distortion, *given)
    found = number(to_array(answer, "β"), "β")
    images, restored, mean, log_variance = batch
    units, pixels = mean.shape[1], images.shape[1]
    right = loss.by_divergence / loss.by_distortion
    rate = _divergence(mean, log_variance).mean()
    distortion = loss.distortion(images, restored).mean()
    whole = loss(*batch)
    mistakes = {
        "β is upside down: the divergence's price over the distortion's.": 1 / right,
        "That is what the loss charges for a nat of divergence: divide by what it charges for a "
        "nat of distortion.": loss.by_divergence,
        "The divergence that you divide by is averaged over the code: sum it.": right * units,
        "The distortion that you divide by is averaged over the pixels: sum it.": right / pixels,
        "The divergence that you divide by is summed over the images: average it.": (
            right / len(mean)
        ),
        "The whole loss is divided by the divergence: take off what the pixels cost.": (
            whole / rate / loss.by_distortion
        ),
        "The price of the distortion is taken from the whole loss, with the code's part in it.": (
            right * loss.by_distortion * distortion / whole
        ),
        "That is the ratio of the two parts of the loss: divide each by what it is in nats.": (
            right * rate / distortion
        ),
    }
    telling = {
        sentence: wrong
        for sentence, wrong in mistakes.items()
        if not close(wrong, right, tolerance=0.02)
    }
    expect_no_mistake(found, telling, tolerance=2e-3)
    expect(
        close(found, right, tolerance=2e-3),
        f"Expected β = {right:.4g} for a loss with {loss.name}. Received: {found:.4g}.",
    )
