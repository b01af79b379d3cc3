"""Everything trains in single, double and half precision."""

import keras
import numpy as np
import pytest
from precision import kept, precision_of, precisions_of_losses
from sklearn.decomposition import PCA

from keras_autoencoders import builders, corruption, layers, regularizers

IMAGES = np.random.default_rng(0).random((8, 8, 8, 1), "float32")
POLICIES = ("float32", "float64", "mixed_float16", "mixed_bfloat16")


@pytest.fixture(params=POLICIES)
def policy(request):
    keras.config.set_dtype_policy(request.param)
    yield request.param
    keras.config.set_dtype_policy("float32")


@pytest.mark.backends
@pytest.mark.parametrize("amount", [0.25, (0.1, 0.4)], ids=["number", "pair"])
@pytest.mark.parametrize("kind", corruption.KINDS)
def test_corruption_keeps_the_type_and_the_range_of_its_inputs(kind, amount, policy):
    layer = layers.Corruption(kind, amount, seed=0)
    noisy = layer(IMAGES, training=True)
    assert precision_of(noisy) == kept(layer.compute_dtype)
    values = keras.ops.convert_to_numpy(keras.ops.cast(noisy, "float32"))
    assert values.min() >= 0
    assert values.max() <= 1
    assert not np.array_equal(values, IMAGES)


@pytest.mark.backends
@pytest.mark.parametrize("kind", corruption.KINDS)
def test_a_denoising_autoencoder_trains(kind, policy):
    keras.utils.set_random_seed(0)
    model = builders.denoising((8, 8, 1), [], 6, layers.Corruption(kind, 0.25))
    model.compile("sgd", "mse")
    history = model.fit(IMAGES, IMAGES, epochs=1, verbose=0)
    assert np.isfinite(history.history["loss"]).all()


MODELS = {
    "vanilla": lambda: builders.vanilla((8, 8, 1), 4),
    "stacked": lambda: builders.stacked((8, 8, 1), [12], 4),
    "tied": lambda: builders.stacked((8, 8, 1), [12], 4, tied=True),
    "L1": lambda: builders.sparse((8, 8, 1), 10, keras.regularizers.L1(1e-3), activation="relu"),
    "KL": lambda: builders.sparse((8, 8, 1), 10, regularizers.KLSparsity(0.05, 0.1)),
    "contractive": lambda: builders.contractive((8, 8, 1), 6, 1e-3),
    "k-sparse": lambda: builders.sparse((8, 8, 1), 10, layers.KSparse(3), activation="linear"),
    "convolutional": lambda: builders.convolutional((8, 8, 1), [4, 4], 6),
    "colour": lambda: builders.convolutional((8, 8, 3), [4, 4], 6),
    "fused": lambda: builders.convolutional((8, 8, 1), [4], fuse_last_enlargement=True),
}


def why_one_filter_does_not_train(policy):
    """Return PyTorch's error, if it has one, in the gradient of a convolution with one filter.

    Keras hands PyTorch a kernel of (height, width, channels, filters) with its axes in another
    order. With one filter, PyTorch takes its layout for two different ones in its own
    convolution, which trains whatever oneDNN doesn't: float64, and on many processors float16
    and bfloat16.
    """
    if keras.backend.backend() != "torch":
        return None
    import torch

    dtype = getattr(torch, keras.dtype_policies.get(policy).compute_dtype)
    maps = torch.ones(2, 4, 8, 8, dtype=dtype).contiguous(memory_format=torch.channels_last)
    kernel = torch.ones(3, 3, 4, 1, dtype=dtype, requires_grad=True)
    try:
        torch.conv2d(maps, kernel.permute(3, 2, 0, 1)).sum().backward()
    except RuntimeError as error:
        return str(error)
    return None


@pytest.mark.backends
@pytest.mark.parametrize("name", MODELS)
def test_every_builder_trains(name, policy):
    # Of all, only "convolutional" has a plain convolution with one filter, at its end.
    if name == "convolutional" and (reason := why_one_filter_does_not_train(policy)):
        pytest.skip(f"PyTorch itself can't train one filter in {policy} here: {reason}")
    keras.utils.set_random_seed(0)
    model = MODELS[name]()
    images = IMAGES.repeat(model.input_shape[-1], axis=-1)
    model.compile("sgd", "mse")
    history = model.fit(images, images, epochs=1, verbose=0)
    assert np.isfinite(history.history["loss"]).all()


OTHERS = {
    "residual": lambda: builders.residual((8, 8, 1), 6, filters=4),
    "linear path": lambda: builders.add_linear_path(
        builders.refinement((8, 8, 1), 4, 1), PCA(3).fit(IMAGES.reshape(8, -1)), 3
    ),
    "denoising, convolutional": lambda: builders.denoising(
        (8, 8, 1), filters=[4], corruption=layers.Corruption("gaussian", 0.25)
    ),
    "classifier": lambda: builders.classifier(MODELS["contractive"]().get_layer("encoder"), 2),
}


@pytest.mark.parametrize("name", OTHERS)
def test_so_do_the_others_and_a_classifier(name, policy):
    keras.utils.set_random_seed(0)
    model = OTHERS[name]()
    targets = IMAGES if name != "classifier" else np.eye(2)[np.arange(8) % 2]
    model.compile("sgd", "mse", run_eagerly=True)  # sooner, and precisions are checked as well
    history = model.fit(IMAGES, targets, epochs=1, verbose=0)
    assert np.isfinite(history.history["loss"]).all()


def test_a_penalty_too_large_for_half_precision_is_summed_in_single(request):
    keras.config.set_dtype_policy("mixed_float16")
    request.addfinalizer(lambda: keras.config.set_dtype_policy("float32"))
    model = builders.sparse((8, 8, 1), 1000, keras.regularizers.L1(1.0), activation="linear")
    code = model.get_layer("encoder").get_layer("code")
    code.kernel.assign(np.ones((64, 1000)))
    model(np.ones((8, 8, 8, 1), "float32"))
    # 1,000 units of 64 each, beyond float16's 65,504 even before the batch is summed.
    assert float(model.losses[0]) == pytest.approx(64_000, rel=1e-3)


def test_so_is_a_contractive_penalty(request):
    keras.config.set_dtype_policy("mixed_float16")
    request.addfinalizer(lambda: keras.config.set_dtype_policy("float32"))
    model = builders.contractive((8, 8, 1), 10, 1.0)
    model.get_layer("encoder").get_layer("code").kernel.assign(np.full((64, 10), 100.0))
    model(np.zeros((8, 8, 8, 1), "float32"))
    # All codes are 1/2. Ten kernels of 64 · 100² each, times (1/2 · 1/2)².
    assert float(model.losses[0]) == pytest.approx(400_000, rel=1e-3)


PENALISED = {
    "codes": lambda: builders.sparse((8, 8, 1), 10, keras.regularizers.L1L2(1e-3, 1e-3)),
    "mean codes": lambda: builders.sparse((8, 8, 1), 10, regularizers.KLSparsity(0.05, 0.1)),
    # Keras's own OrthogonalRegularizer multiplies by a float32 and refuses double precision.
    "kernels": lambda: builders.stacked(
        (8, 8, 1), [12], 4, kernel_regularizer=keras.regularizers.L1L2(1e-3, 1e-3)
    ),
    "codes and tied kernels": lambda: builders.sparse(
        (8, 8, 1), 10, "l1", kernel_regularizer=keras.regularizers.L2(1e-3), tied=True
    ),
    "kernels of a denoiser": lambda: builders.denoising(
        (8, 8, 1), [12], 6, layers.Corruption("stain", 0.2), kernel_regularizer="l2"
    ),
}
# Of losses, and of layers: `set_floatx` changes the losses' and may leave the layers' as it was.
PRECISIONS = (*(("float32", policy) for policy in POLICIES), ("float64", "float64"))
PRECISIONS += (("float64", "float32"),)


@pytest.fixture(params=PRECISIONS, ids="-".join)
def precision(request):
    floatx, policy = request.param
    keras.config.set_floatx(floatx)
    keras.config.set_dtype_policy(policy)
    yield request.param
    keras.config.set_floatx("float32")
    keras.config.set_dtype_policy("float32")


@pytest.mark.backends
@pytest.mark.parametrize("name", PENALISED)
def test_every_penalty_trains(name, precision):
    keras.utils.set_random_seed(0)
    model = PENALISED[name]()
    # Eagerly, as in a compiled step, precisions that do not fit raise; and it is sooner.
    model.compile("sgd", "mse", run_eagerly=True)
    history = model.fit(IMAGES, IMAGES, epochs=1, verbose=0)
    assert np.isfinite(history.history["loss"]).all()
    if keras.backend.backend() != "torch":  # there Keras rounds penalties on codes to float32
        assert precisions_of_losses(model, IMAGES) == {kept(precision[0])}


@pytest.mark.skipif(keras.backend.backend() != "tensorflow", reason="others mix precisions")
def test_a_layer_of_keras_with_a_penalty_needs_the_precision_of_losses_too():
    """What the builders see to is Keras's own limit: without it, this fails in plain Keras."""
    import tensorflow

    keras.config.set_floatx("float64")
    try:
        inputs = keras.Input((3,))
        dense = keras.layers.Dense(3, kernel_regularizer="l2", dtype="float32")
        model = keras.Model(inputs, dense(inputs))
        model.compile("sgd", "mse", run_eagerly=True)
        with pytest.raises(tensorflow.errors.InvalidArgumentError, match="tensor but is a"):
            model.fit(np.ones((4, 3)), np.ones((4, 3)), verbose=0)
    finally:
        keras.config.set_floatx("float32")


def test_double_floatx_trains_too():
    keras.config.set_floatx("float64")
    try:
        for kind in corruption.KINDS:
            model = builders.denoising((8, 8, 1), [], 6, layers.Corruption(kind, (0.1, 0.2)))
            model.compile("sgd", "mse")
            model.fit(IMAGES, IMAGES, epochs=1, verbose=0)
        for options in ({}, {"directions": 1}):
            model = builders.contractive((8, 8, 1), 6, 1e-3, **options)
            model.compile("sgd", "mse")
            model.fit(IMAGES, IMAGES, epochs=1, verbose=0)
    finally:
        keras.config.set_floatx("float32")
