"""The exact log-likelihood of the best linear model of images."""

import numpy as np

from autoencoder_course.metrics._errors import fit_pca
from keras_autoencoders import argument_checks


def probabilistic_pca_log_likelihood(train, test, components: int) -> np.ndarray:
    """Return the log-likelihood of test images under probabilistic PCA, in nats, exactly.

    An image is the mean, plus a normal code times the components, plus normal noise of one
    variance for all pixels. Both are fitted to the training images by maximum likelihood: the
    noise has the mean variance of the directions that are left out. No linear variational
    autoencoder has a higher ELBO on the training images, and the best one has this.

    Args:
        train: Training images (n, height, width, channels), pixels in [0, 1].
        test: Test images (m, height, width, channels).
        components: Code size, from 1 to the number of pixels less one, at most that of images.

    Returns:
        float64 array (m,): log p of each test image, nats per image. It is a density of pixels
        as they are given, here in [0, 1]; it can be positive.

    Raises:
        ValueError: if the images differ in shape or are no pixels, `components` is out of range,
            or the components leave no variance to the noise.

    Source: Tipping and Bishop 1999, equations 7 and 8; Lucas et al. 2019 for the link to linear
        variational autoencoders.

    Example:
        `probabilistic_pca_log_likelihood(train, test, 50).mean()`
    """
    argument_checks.pixels("test", test)
    if np.shape(train)[1:] != np.shape(test)[1:]:
        raise ValueError(
            "Expected `train` and `test` to hold images of one shape. "
            f"Received: {np.shape(train)[1:]} and {np.shape(test)[1:]}"
        )
    pca = fit_pca(train, components)
    count, left = len(train), pca.n_features_in_ - components
    # Maximum likelihood divides by n, and shares the rest among all other directions, also those
    # in which fewer images than pixels do not vary at all; scikit-learn does neither.
    variances = pca.explained_variance_ * (count - 1) / count
    total = np.var(np.reshape(train, (count, -1)), axis=0, dtype="float64").sum()
    noise = (total - variances.sum()) / left if left else 0.0
    if noise <= 1e-12 * total:
        raise ValueError(
            "Expected `components` to leave variance to the noise. "
            f"Received: components={components}, which explain all of it"
        )
    pca.explained_variance_, pca.noise_variance_ = variances, noise
    return pca.score_samples(np.reshape(test, (len(test), -1)).astype("float64"))
