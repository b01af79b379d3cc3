"""A Keras network as the demos' `network.js` reads it: layers in order, weights in half precision.

Half precision keeps ten bits after the leading one. Fewer do for most networks, and zeros pack
well; a network gets the fewest that leave its test error as it is.
"""

from pathlib import Path

import keras
import numpy as np

from coursework.demos import tensor_files
from keras_autoencoders.layers import DecoderOfLogits

LARGEST_LOSS = 1e-3  # what rounding may change in the test error, as a share of it
_BITS = range(4, 11)
_SAME_NUMBERS = ("InputLayer", "Flatten", "Reshape", "Corruption")  # a picture is a flat list
_ACTIVATIONS = ("linear", "relu", "sigmoid", "silu", "tanh")


def save(path: Path, model, parts: tuple[str, ...], error, metadata: dict) -> dict:
    """Round a trained network and write it.

    Args:
        path: The file.
        model: A trained `keras.Model`; its weights are rounded.
        parts: Names of its sub-models that the page computes; `network` is the whole model.
        error: Function from the model to its test error.
        metadata: More for the file, plain JSON types.

    Returns:
        What was written as metadata; `layers` of each part, `test_mse`, `rounding_loss` and
        `mantissa_bits` among it.

    Raises:
        ValueError: if the page can't compute a layer, or rounding changes the error by more than
            a thousandth.
    """
    described = {name: describe(part_of(model, name)) for name in parts}
    exact = float(error(model))
    bits, rounded = _round(model, error, exact)
    about = {
        **metadata,
        "layers": described,
        "test_mse": rounded,
        "rounding_loss": rounded / exact - 1,
        "mantissa_bits": bits,
        "parameters": sum(part_of(model, name).count_params() for name in parts),
    }
    tensors = {
        name: keras.ops.convert_to_numpy(variable).astype("float16")
        for name, variable in _weights(model, parts)
    }
    tensor_files.write(path, tensors, about)
    return about


def load(path: Path, model) -> dict:
    """Give a network, built as for the export, the weights of a file.

    Args:
        path: A file that `save` wrote.
        model: The untrained network.

    Returns:
        The file's metadata.

    Raises:
        ValueError: if the file's weights are not those of this network.
    """
    tensors, metadata = tensor_files.read(path)
    wanted = dict(_weights(model, metadata["layers"]))
    shapes = {name: array.shape for name, array in tensors.items()}
    if shapes != {name: tuple(variable.shape) for name, variable in wanted.items()}:
        raise ValueError(
            f"Expected `model` to have the layers of {path.name}, {shapes}. "
            f"Received: {sorted(wanted)}"
        )
    for name, variable in wanted.items():
        variable.assign(tensors[name].astype("float32"))
    return metadata


def _weights(model, parts):
    """Yield the name in the file and the variable of each kernel and bias."""
    for part in parts:
        for layer in part_of(model, part).layers:
            for kind, variable in zip(("kernel", "bias"), layer.weights, strict=False):
                yield f"{part}/{layer.name}/{kind}", variable


def part_of(model, name: str):
    """Return the sub-model of a name; `network` is the model itself."""
    return model if name == "network" else model.get_layer(name)


def describe(part) -> list[dict]:
    """List what a model computes, layer by layer.

    Args:
        part: A functional or sequential `keras.Model` with one input and one output.

    Returns:
        For each layer that changes numbers: `kind`, `name`, `inputs` (names of layers before it,
        or `input`), and what its kind needs.

    Raises:
        ValueError: if `network.js` does not know a layer, its padding or its activation.
    """
    if isinstance(part, DecoderOfLogits):
        raise ValueError("Expected a plain model. Received: a DecoderOfLogits")
    sources, shapes, layers = {}, {}, []
    for layer, before in _graph(part):
        kind = type(layer).__name__
        if not before:  # the input
            sources[layer.name], shapes[layer.name] = "input", part.input_shape[1:]
            continue
        given = [(1, *shapes[name]) for name in before]
        shapes[layer.name] = layer.compute_output_shape(given if len(given) > 1 else given[0])[1:]
        if kind in _SAME_NUMBERS:
            sources[layer.name] = sources[before[0]]
            continue
        sources[layer.name] = layer.name
        layers.append(
            {
                "kind": kind,
                "name": layer.name,
                "inputs": [sources[name] for name in before],
                **_details(layer, kind, [shapes[name] for name in before], shapes[layer.name]),
            }
        )
    return layers


def _graph(part):
    """Yield each layer with the names of the layers that feed it."""
    if isinstance(part, keras.Sequential):
        before: list[str] = ["the input"]
        yield keras.layers.InputLayer(part.input_shape[1:], name="the input"), []
        for layer in part.layers:
            yield layer, before
            before = [layer.name]
        return
    for config in part.get_config()["layers"]:
        before = [name for node in config["inbound_nodes"] for name in _named(node["args"])]
        yield part.get_layer(config["name"]), before


def _named(arguments) -> list[str]:
    """Name the layers whose outputs are among a call's arguments, in a model's configuration."""
    if isinstance(arguments, dict) and "keras_history" in arguments.get("config", {}):
        return [arguments["config"]["keras_history"][0]]
    if isinstance(arguments, (list, tuple)):
        return [name for each in arguments for name in _named(each)]
    return []


def _details(layer, kind: str, inputs: list[tuple], output: tuple) -> dict:
    """Return what the page has to know of a layer, or refuse it."""
    if kind == "KSparse":
        return {"k": min(round(layer.k * layer.inference_factor), output[-1])}
    if kind == "Add":
        return {}
    if kind == "Concatenate":
        if layer.axis not in (-1, len(output)):
            raise ValueError(f"{layer.name}: network.js joins channels only")
        return {"channels": [shape[-1] for shape in inputs]}
    if kind not in ("Activation", "Conv2D", "Conv2DTranspose", "Dense"):
        raise ValueError(f"{layer.name}: network.js has no layer {kind}")
    about = {"activation": keras.activations.serialize(layer.activation)}
    if about["activation"] not in _ACTIVATIONS:
        raise ValueError(f"{layer.name}: network.js has no activation {about['activation']}")
    if kind.startswith("Conv"):
        about |= _of_convolution(layer, inputs[0], output)
    elif kind == "Dense" and len(inputs[0]) != 1:
        raise ValueError(f"{layer.name}: network.js has dense layers for flat inputs only")
    return about


def _of_convolution(layer, shape: tuple, output: tuple) -> dict:
    plain = (
        layer.padding == "same"
        and layer.data_format == "channels_last"
        and len({*layer.strides}) == len({*layer.kernel_size}) == 1
        and {*layer.dilation_rate} == {1}
        and getattr(layer, "groups", 1) == 1
        and layer.use_bias
    )
    if not plain:
        raise ValueError(
            f"{layer.name}: network.js has square convolutions with padding 'same', a bias and "
            "channels last only"
        )
    return {"strides": layer.strides[0], "input": [*shape], "output": [*output]}


def _round(model, error, exact: float) -> tuple[int, float]:
    """Round a model's weights to the fewest bits that leave its error as it is."""
    weights, rounded = model.get_weights(), exact
    for bits in _BITS:
        model.set_weights([to_half(array, bits).astype("float32") for array in weights])
        rounded = float(error(model))
        if abs(rounded / exact - 1) <= LARGEST_LOSS:
            return bits, rounded
    raise ValueError(
        f"Expected float16 to change the test error by at most {LARGEST_LOSS:.1%}. "
        f"Received: {exact:.6f}, which became {rounded:.6f}"
    )


def to_half(array, bits: int = 10) -> np.ndarray:
    """Round to half precision with fewer bits.

    Args:
        array: Numbers that half precision can hold.
        bits: Bits kept after the leading one, 1 to 10.

    Returns:
        float16 array of the same shape, whose last 10 - `bits` bits are zeros.
    """
    # As integers, positive floats keep their order; ties go to the even neighbour, or all weights
    # together would grow. Straight from single precision: halves rounded again meet many ties.
    integers = np.asarray(array, "float32").view("uint32").astype("uint64")
    dropped = 23 - bits
    integers += (1 << (dropped - 1)) - 1 + ((integers >> dropped) & 1)
    return (integers >> dropped << dropped).astype("uint32").view("float32").astype("float16")
