"""Training a variational autoencoder with the bound of several samples."""

import keras

from keras_autoencoders.importance_weights import ImportanceWeightedBound


def importance_weighted(model, samples, *, seed=None):
    """Build a model that trains an autoencoder's layers as an importance-weighted autoencoder.

    It has no weights of its own: what `fit` changes is `model`.

        model = builders.variational((28, 28, 1), [200, 200], 50, dynamic_binarisation=True)
        bound = builders.importance_weighted(model, 5)
        bound.compile("adam")
        bound.fit(mnist.train.images, epochs=20, batch_size=128)
        samples = model.get_layer("decoder").predict(np.random.normal(size=(16, 50)))

    The loss is -log 1/k Σ p(x | z) p(z) / q(z | x) over k codes that the encoder draws, averaged
    over images, in nats. For k = 1 that is the negative ELBO in expectation (β, if the
    autoencoder has one, is not part of it); a larger k comes closer to -log p(x), and a code
    costs little where the encoder is unsure. A step decodes k codes for every image.

    Args:
        model: From `builders.variational`; or any `keras.Model` with its parts.
        samples: How many codes are drawn for each image, k, a positive integer.
        seed: Integer that fixes the sequence of noise.

    Returns:
        An uncompiled `keras.Model` from images (n, height, width, channels) to their bounds (n,),
        in nats, with the autoencoder's `dynamic_binarisation` in front where it has one. Codes
        are drawn in `evaluate` and `predict`, too. It shares its layers, so it can't be
        saved: save `model`.

    Raises:
        ValueError: if `model` has other parts or `samples` is not a positive integer.

    Source: Burda, Grosse and Salakhutdinov 2016.
    """
    bound = ImportanceWeightedBound(model, samples, seed=seed, name="bound")
    images = keras.Input(model.input_shape[1:], name="images")
    seen = images
    for layer in model.layers:
        if layer.name == "dynamic_binarisation":
            seen = layer(images)
    return keras.Model(images, bound(seen), name="importance_weighted")
