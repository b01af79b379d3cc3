"""Does the demos' module compute what Keras computes? Keras is the reference."""

import keras
import numpy as np
import pytest
import running_node as node

from coursework.demos import export, network_files
from keras_autoencoders import builders
from keras_autoencoders.layers import KSparse

TOLERANCE = 2e-5  # of pixels, and relative to the largest number of a code
NETWORKS = [(recipe, name) for recipe in export.RECIPES for name in export.recipe(recipe).NETWORKS]

pytestmark = node.needs_node


def inputs_of(part, count=6):
    """Return digits if it takes pictures (black, white and random ones too), else codes."""
    generator = np.random.default_rng(0)
    shape = part.input_shape[1:]
    inputs = generator.random((count, *shape), "float32")
    if shape != (28, 28, 1):
        return 4 * inputs - 2
    pixels = network_files.tensor_files.read(export.file_of(node.PAGES, "data", "pictures"))[0][
        "pixels"
    ]
    inputs[0], inputs[1] = 0, 1
    digits = pixels[: 2 * count].reshape(-1, *shape).astype("float32") / 255
    return np.concatenate([inputs, digits])


def gap(path, parts, folder, module=node.MODULE):
    """Return the largest difference between Keras and the module, over all parts of a network."""
    inputs = {name: inputs_of(part) for name, part in parts.items()}
    expected = {
        name: part.predict(inputs[name], verbose=0).reshape(len(inputs[name]), -1)
        for name, part in parts.items()
    }
    sizes = {name: each.shape[1] for name, each in expected.items()}
    found = node.answers(path, inputs, sizes, folder, module)
    return max(
        np.max(np.abs(found[name] - each) / np.maximum(1, np.abs(each).max(axis=1, keepdims=True)))
        for name, each in expected.items()
    )


@pytest.mark.parametrize(("recipe", "name"), NETWORKS, ids=[name for _, name in NETWORKS])
def test_the_page_computes_what_keras_computes(recipe, name, tmp_path, record_property):
    path = export.file_of(node.PAGES, "models", name)
    model = export.recipe(recipe).build(name)
    metadata = network_files.load(path, model)
    parts = {part: network_files.part_of(model, part) for part in metadata["layers"]}
    largest = gap(path, parts, tmp_path)
    record_property("largest difference", f"{largest:.1e}")
    print(f"{name}: {largest:.1e}")
    assert largest < TOLERANCE


# Networks with random weights: every layer, activation and shape that the module knows


def several_channels():
    return builders.convolutional(
        (28, 28, 1), [3, 5], 7, activation="silu", code_activation="tanh", up_sampling="transposed"
    )


def k_sparse():
    return builders.sparse((28, 28, 1), 40, KSparse(6, inference_factor=1.5), activation="linear")


def two_ways_that_meet():
    images = keras.Input((28, 28, 1))
    conv = {"padding": "same", "activation": "relu"}
    fine = keras.layers.Conv2D(2, 3, **conv)(images)
    coarse = keras.layers.Conv2DTranspose(3, 5, strides=3, **conv)(
        keras.layers.Conv2D(2, 2, strides=3, **conv)(images)
    )
    coarse = keras.layers.Conv2D(3, 3, strides=1, padding="same")(coarse)
    coarse = keras.layers.Conv2DTranspose(3, 3, strides=2, padding="same")(
        keras.layers.Conv2D(3, 4, strides=2, padding="same")(
            keras.layers.Conv2D(1, 1, padding="same")(images)
        )
    )
    joined = keras.layers.Concatenate()([fine, coarse])
    mixed = keras.layers.Conv2D(5, 3, padding="same")(joined)
    summed = keras.layers.Add()([mixed, joined])
    return keras.Model(images, keras.layers.Activation("sigmoid")(summed))


SMALL = {
    "channels": (several_channels, ("encoder", "decoder")),
    "k": (k_sparse, ("encoder", "decoder")),
    "graph": (two_ways_that_meet, ("network",)),
}


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    folder, made = tmp_path_factory.mktemp("networks"), {}
    for name, (build, parts) in SMALL.items():
        keras.utils.set_random_seed(3)
        model = build()
        for layer in model.trainable_weights:  # biases are zero at first and would hide errors
            layer.assign(layer + 0.1 * np.random.default_rng(1).normal(size=layer.shape))
        path = folder / f"{name}.safetensors.gz"
        network_files.save(path, model, parts, lambda model: 1.0, {})
        made[name] = path, {part: network_files.part_of(model, part) for part in parts}
    return made


@pytest.mark.parametrize("name", SMALL)
def test_every_layer_and_shape_agrees(name, small, tmp_path):
    assert gap(*small[name], tmp_path) < TOLERANCE


PLANTED = {
    "padding": ("side - large, 0) >> 1", "side - large, 0) >> 2", "graph"),
    "relu": ("value < 0 ? 0 : value", "value < 0 ? 0.01 * value : value", "graph"),
    "half floats, exponent": ("exponent - 25", "exponent - 24", "k"),
    "half floats, sign": ("0x8000 ? -size", "0x8000 ? size", "k"),
    "k off by one": ("codes.length - k]", "codes.length - k - 1]", "k"),
    "kernel order": ("old[place * filters + filter]", "old[filter * size + place]", "channels"),
    "transposed kernel order": ("tap + filter * channels", "tap + filter", "channels"),
    "border": ("to = Math.min(side, width - first)", "to = side", "graph"),
    "transposed border": ("column >= columns", "column > columns", "graph"),
    "stride": ("first = x * strides - left", "first = x - left", "channels"),
    "bias": ("one + bias[filter]", "one", "channels"),
    "transposed bias": ("output.set(bias, to)", "output.set(bias, 0)", "channels"),
    "rest of four": ("for (; n < on.length; n++)", "for (; n + 1 < on.length; n++)", "k"),
    "silu": ("value / (1 + Math.exp(-value))", "value / (1 + Math.exp(value))", "channels"),
    "order of channels": ("pixel * (some + more) + some", "pixel * (some + more)", "graph"),
    "sum": ("value + second[i]", "value - second[i]", "graph"),
}


@pytest.mark.parametrize("error", PLANTED)
def test_a_planted_error_is_seen(error, small, tmp_path):
    right, wrong, name = PLANTED[error]
    text = node.MODULE.read_text("utf-8")
    assert text.count(right) == 1
    module = tmp_path / "network.mjs"
    module.write_text(text.replace(right, wrong), "utf-8")
    found = gap(*small[name], tmp_path, module)
    assert not found < 10 * TOLERANCE  # which NaN isn't, either


def test_a_file_that_is_already_unpacked_reads_the_same(small, tmp_path):
    import gzip

    path, parts = small["k"]
    plain = tmp_path / "plain.safetensors"
    plain.write_bytes(gzip.decompress(path.read_bytes()))
    assert gap(plain, parts, tmp_path) < TOLERANCE
