"""Variational autoencoders of dense layers."""

import keras

from keras_autoencoders import argument_checks, layers
from keras_autoencoders.builders._dense_autoencoder import dense_autoencoder


def variational(
    input_shape,
    hidden_units,
    code_size,
    *,
    beta=1.0,
    likelihood="bernoulli",
    activation="relu",
    dynamic_binarisation=False,
    sample_at_inference=False,
    seed=None,
):
    """Build a variational autoencoder: a code that is drawn, and a decoder that is a distribution.

    The model adds its whole loss itself, so `compile` needs an optimizer only:

        model = builders.variational((28, 28, 1), [200, 200], 50, dynamic_binarisation=True)
        model.compile("adam")
        model.fit(mnist.train.images, epochs=20, batch_size=128)
        samples = model.get_layer("decoder").predict(np.random.normal(size=(16, 50)))

    In training the loss is -log p(image | code) + β · KL, in nats: summed over pixels and over
    the code, averaged over images. With β = 1 it is the negative ELBO, for one draw of each code.
    `evaluate` and `predict` take the codes' means instead, whose loss is smaller and no bound. For
    the ELBO on test images say `sample_at_inference=True`, or use
    `metrics.importance_weighted_bound`, whose value for one sample it is.

    Args:
        input_shape: (height, width, channels) of one image.
        hidden_units: Units of the encoder's hidden layers from the pixels to the code, positive
            integers. The decoder has the same in reverse. With none, and `"gaussian"`, the model
            is linear, and its best likelihood is that of probabilistic PCA.
        code_size: Number of units in the code, a positive integer.
        beta: Factor β of the KL divergence, a number of 0 or more. It is a variable of the layer
            `code` of the encoder, which `training.BetaWarmUp` changes.
        likelihood: `"bernoulli"` for binary images (grey ones have no such likelihood, their
            loss is NaN); `"gaussian"` for any, with one standard deviation that is learned; or a
            layer such as `layers.GaussianLikelihood(0.1)`, of which the model gets a copy.
        activation: Activation of the hidden layers; anything that `keras.layers.Dense` takes.
        dynamic_binarisation: If True, training images may be grey, in [0, 1]: at every step each
            pixel is drawn anew as 0 or 1. Other images have to be binary: `corruption.binarise`.
        sample_at_inference: If True, `evaluate`, `predict` and the encoder draw codes, too.
        seed: Integer that fixes the sequences of all draws.

    Returns:
        An uncompiled `keras.Model` from images (n, height, width, channels) to what the decoder
        expects them to be, probabilities or means of the same shape, with

        - the sub-model `encoder`, from images to codes (n, code_size): their means, except in
          training. Its layers are `hidden_1`, …, `mean`, `log_variance` and `code`. For both
          parameters: `keras.Model(encoder.input, [encoder.get_layer(name).output for name in
          ("mean", "log_variance")])`. The KL divergence is part of it: a classifier on top had
          better copy `keras.Model(encoder.input, encoder.get_layer("mean").output)`.
        - the sub-model `decoder`, from codes to probabilities or means of pixels. Called with
          `return_logits=True`, that of binary images returns logits.
        - the layer `likelihood`, and before the encoder `dynamic_binarisation` where asked for.

    Raises:
        ValueError: if `input_shape` is not three positive integers, a number of units is not a
            positive integer, `beta` is negative or not finite, `likelihood` is neither of the
            names nor a likelihood, a switch is not a Boolean, or `dynamic_binarisation` is asked
            for with another likelihood than that of binary images.

    Source: Kingma and Welling 2014; Burda et al. 2016 for two hidden layers of 200 and a code of
        50; Lucas et al. 2019 for the linear one.
    """
    # Its hidden layers and its decoder; what lies between is made anew.
    plain = dense_autoencoder(
        input_shape,
        hidden_units,
        code_size,
        name="plain",
        activation=activation,
        output_activation=None,
    )
    likelihood = _likelihood(likelihood)
    binary = isinstance(likelihood, layers.BernoulliLikelihood)
    code = layers.Sampling(beta, sample_at_inference=sample_at_inference, seed=seed, name="code")
    encoder = _with_two_heads(plain.get_layer("encoder"), code)
    decoder = _of_class(
        layers.DecoderOfLogits if binary else keras.Model, plain.get_layer("decoder")
    )
    images = keras.Input(plain.input_shape[1:], name="images")
    seen = images
    if argument_checks.boolean("dynamic_binarisation", dynamic_binarisation):
        if not binary:
            raise ValueError(
                "Expected `dynamic_binarisation` with the likelihood of binary images only. "
                "Received: dynamic_binarisation=True and another `likelihood`"
            )
        seen = layers.DynamicBinarisation(seed=seed, name="dynamic_binarisation")(images)
    options = {"return_logits": True} if binary else {}
    decoded = decoder(encoder(seen), **options)
    return keras.Model(images, likelihood([seen, decoded]), name="variational")


def _with_two_heads(encoder, code):
    """Return an encoder with the layers before the code, then its distribution and a draw."""
    code_size = encoder.output_shape[-1]
    images = keras.Input(encoder.input_shape[1:])
    features = _applied(encoder.layers[:-1], images)
    mean = keras.layers.Dense(code_size, name="mean")(features)
    log_variance = keras.layers.Dense(code_size, name="log_variance")(features)
    return keras.Model(images, code([mean, log_variance]), name="encoder")


def _of_class(model_class, decoder):
    """Return a functional model of the same layers."""
    codes = keras.Input(decoder.input_shape[1:])
    return model_class(codes, _applied(decoder.layers, codes), name="decoder")


def _applied(chain, tensor):
    for layer in chain:
        tensor = layer(tensor)
    return tensor


def _likelihood(likelihood):
    """Return a new layer, or raise a ValueError."""
    if isinstance(likelihood, (layers.BernoulliLikelihood, layers.GaussianLikelihood)):
        return layers.copy_layer(likelihood, name="likelihood")
    if likelihood == "bernoulli":
        return layers.BernoulliLikelihood(name="likelihood")
    if likelihood == "gaussian":
        return layers.GaussianLikelihood(learn_stddev=True, name="likelihood")
    raise ValueError(
        'Expected `likelihood` to be "bernoulli", "gaussian" or a layer such as '
        f"layers.GaussianLikelihood(0.1). Received: likelihood={likelihood!r}"
    )
