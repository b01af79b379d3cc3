"""Reconstruction errors, and the baselines that they stand beside."""

import numpy as np

from keras_autoencoders import argument_checks


def mean_squared_error(images, restored) -> float:
    """Return the squared error averaged over all pixels of all images.

    Args:
        images: Array (n, height, width, channels), pixels in [0, 1].
        restored: Array of the same shape.

    Returns:
        The mean squared error per pixel, a float of 0 or more; NaN or infinity where
        `restored` holds them, as after a training that diverged.

    Raises:
        ValueError: if the shapes differ, or `images` are not finite or no pixels of [0, 1]:
            whole numbers above 1, or values far above 1.
    """
    argument_checks.same_shape("images", images, "restored", restored)
    argument_checks.pixels("images", images)
    argument_checks.restored_pixels("restored", restored)
    difference = np.asarray(images, "float32") - np.asarray(restored, "float32")
    return float(np.mean(np.square(difference, out=difference), dtype="float64"))


def mean_image_baseline(train, test) -> float:
    """Return the test error of the answer that ignores its input: the mean training image.

    Args:
        train: Training images (n, height, width, channels), pixels in [0, 1].
        test: Test images (m, height, width, channels).

    Returns:
        Test mean squared error per pixel.

    Raises:
        ValueError: if the images differ in shape or are refused by `mean_squared_error`.
    """
    _same_image_shape(train, test)
    mean = np.mean(train, axis=0, dtype="float64").astype("float32")
    return mean_squared_error(test, np.broadcast_to(mean, np.shape(test)))


def fit_pca(train, components: int):
    """Fit a principal component analysis to flattened images, exactly.

    Args:
        train: Training images (n, height, width, channels).
        components: Number of components, from 1 to the number of pixels or of images,
            whichever is smaller.

    Returns:
        A fitted `sklearn.decomposition.PCA`; `components_` has shape (components, pixels).

    Raises:
        ValueError: if `components` is out of that range, or `mean_squared_error` would refuse
            the images.
    """
    from sklearn.decomposition import PCA

    pixels = _flatten(argument_checks.pixels("train", train))
    components = argument_checks.positive_integer("components", components)
    if components > min(pixels.shape):
        raise ValueError(
            f"Expected `components` to be at most {min(pixels.shape)}, the smaller of the "
            f"numbers of images and pixels. Received: components={components}"
        )
    # Both are exact. The covariance matrix costs one pass over many images; of a few images
    # it is large and nearly all of its eigenvalues are 0, which takes many times as long.
    few = pixels.shape[0] < pixels.shape[1]
    solver = "full" if few else "covariance_eigh"
    return PCA(components, svd_solver=solver).fit(pixels.astype("float64"))


def pca_baseline(train, test, components, *, clip: bool = True):
    """Return the test error of principal component analysis, the best linear autoencoder.

    Args:
        train: Training images (n, height, width, channels), pixels in [0, 1].
        test: Test images (m, height, width, channels).
        components: Code size, a positive integer; or a sequence of them, which costs one
            analysis in all.
        clip: If True, pixels of the reconstruction that fall below 0 or above 1 are set to
            0 or 1 first, as any display does. This makes the baseline stronger, for nothing;
            without it the method is linear. Say False for images that are not in [0, 1],
            such as centred ones.

    Returns:
        Test mean squared error per pixel: a float, or a list of floats for a sequence.

    Raises:
        ValueError: if the images differ in shape or are refused by `mean_squared_error`, or
            a number of components is not between 1 and the smaller of the numbers of
            training images and pixels.

    Source: Pearson 1901; Baldi and Hornik 1989 for the link to linear autoencoders.

    Example:
        `pca_baseline(mnist.train.images, mnist.test.images, 100)` is 0.0046, and 0.0056
        with `clip=False`.
    """
    _same_image_shape(train, test)
    single = np.ndim(components) == 0
    sizes = [components] if single else list(components)
    sizes = [argument_checks.positive_integer("components", size) for size in sizes]
    pca = fit_pca(train, max(sizes))
    errors = (_clipped_errors if clip else _linear_errors)(pca, _flatten(test), sizes)
    return errors[0] if single else errors


def _linear_errors(pca, pixels, sizes):
    centred = pixels.astype("float64") - pca.mean_
    codes = centred @ pca.components_.T
    # The components are orthonormal: what k of them explain of a squared length is the
    # sum of the first k squared codes, and the rest is the error.
    explained = np.cumsum(np.mean(np.square(codes), axis=0)) / centred.shape[1]
    total = np.mean(np.square(centred))
    return [max(float(total - explained[size - 1]), 0.0) for size in sizes]


def _clipped_errors(pca, pixels, sizes):
    return [
        mean_squared_error(pixels, np.clip(restore_with_pca(pca, pixels, size), 0, 1))
        for size in sizes
    ]


def restore_with_pca(pca, images, components: int):
    """Return what the first components of a PCA make of images.

    Args:
        pca: What `fit_pca` returned.
        images: Images (n, height, width, channels), of the size that it was fitted to.
        components: Code size, from 1 to the number of its components.

    Returns:
        float32 array of the shape of `images`; pixels may lie outside [0, 1].

    Raises:
        ValueError: if `components` is out of that range, or `mean_squared_error` would refuse
            the images.
    """
    components = argument_checks.positive_integer("components", components)
    if components > len(pca.components_):
        raise ValueError(
            f"Expected `components` to be at most {len(pca.components_)}, which `pca` has. "
            f"Received: components={components}"
        )
    mean, rows = (part.astype("float32") for part in (pca.mean_, pca.components_[:components]))
    argument_checks.pixels("images", images)
    return ((_flatten(images) - mean) @ rows.T @ rows + mean).reshape(np.shape(images))


def restore_with_largest(pca, images, count: int):
    """Return what each image's own choice of a PCA's components makes of it.

    It is the strongest PCA for a sparse code: an image keeps the components with its largest
    coefficients, which leaves the smallest squared error of all choices.

    Args:
        pca: What `fit_pca` returned; the choice is out of all components that it has.
        images: Images (n, height, width, channels), of the size that it was fitted to.
        count: Number of components that an image keeps, from 1 to the number of all.

    Returns:
        float32 array of the shape of `images`; pixels may lie outside [0, 1].

    Raises:
        ValueError: if `count` is out of that range, or `mean_squared_error` would refuse the
            images.
    """
    count = argument_checks.positive_integer("count", count)
    if count > len(pca.components_):
        raise ValueError(
            f"Expected `count` to be at most {len(pca.components_)}, the components that `pca` "
            f"has. Received: count={count}"
        )
    argument_checks.pixels("images", images)
    mean, rows = (part.astype("float32") for part in (pca.mean_, pca.components_))
    codes = (_flatten(images) - mean) @ rows.T
    least = np.partition(np.abs(codes), -count, axis=1)[:, -count, None]
    codes *= np.abs(codes) >= least
    return (codes @ rows + mean).reshape(np.shape(images))


def distance_to_nearest(images, real) -> np.ndarray:
    """Measure how far each image is from the nearest of many real ones.

    Args:
        images: Images (n, height, width, channels), pixels in [0, 1].
        real: Images (m, height, width, channels) to look among.

    Returns:
        Array (n,): the root mean squared difference per pixel to the nearest real image.

    Raises:
        ValueError: if the images differ in shape or are refused by `mean_squared_error`.

    Example:
        `distance_to_nearest(decoded, mnist.train.images).mean()`
    """
    from sklearn.metrics import pairwise_distances_argmin_min

    _same_image_shape(images, real, ("images", "real"))
    pixels = _flatten(images)
    return pairwise_distances_argmin_min(pixels, _flatten(real))[1] / np.sqrt(pixels.shape[1])


def _flatten(images) -> np.ndarray:
    images = np.asarray(images)
    return images.reshape(len(images), -1)


def _same_image_shape(first, second, names=("train", "test")):
    if np.shape(first)[1:] != np.shape(second)[1:]:
        raise ValueError(
            f"Expected `{names[0]}` and `{names[1]}` to hold images of one shape. "
            f"Received: {np.shape(first)[1:]} and {np.shape(second)[1:]}"
        )
    for name, images in zip(names, (first, second), strict=True):
        argument_checks.pixels(name, images)
