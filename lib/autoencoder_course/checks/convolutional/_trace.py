"""The check of output shapes and parameter counts, which Keras's own layers give."""

import math

import keras
import numpy as np

from autoencoder_course.checks.common import call, expect, expect_items, fail, number, question


@question(
    "convolutional.trace",
    hints=(
        "At how many places does the kernel stand along one side? With \"same\" padding: at every "
        "s-th pixel, beginning with the first. And a kernel reaches through all channels.",
        "\"same\": (side - 1) // s + 1, which is side / s rounded up; \"valid\": (side - k) // s + "
        "1. Parameters: (k * k * channels + 1) * filters; dense: (inputs + 1) * units.",
    ),
)  # fmt: skip
def trace(trace, image_shape=(30, 32, 4), kernel_size=3, strides=2):
    """Check a function `trace(image_shape, stack)`: shapes and parameters of each layer."""
    same = convolution(5, kernel_size, strides, "same")
    valid = convolution(7, kernel_size, strides, "valid")
    ending = [{"kind": "flatten"}, {"kind": "dense", "units": 11}]
    expect_trace(trace, image_shape, [same, same, *ending])
    expect_trace(trace, (15, 22, 2), [same, valid, *ending])
    expect_trace(trace, (26, 33, 3), [convolution(4, 5, 1, "valid"), valid, same])
    pool = {"kind": "pooling", "size": 2}
    expect_trace(
        trace, (27, 20, 1), [convolution(6, 3, 1, "same"), pool, valid, pool, *ending, ending[1]]
    )
    expect_trace(trace, (8, 5, 4), [convolution(3, 5, 3, "valid"), *ending])


def convolution(filters, kernel_size, strides, padding):
    """Describe a convolution as the exercise does."""
    return {
        "kind": "convolution",
        "filters": filters,
        "kernel_size": kernel_size,
        "strides": strides,
        "padding": padding,
    }


def expect_trace(trace, image_shape, stack):
    """Fail unless `trace` gives the output shape and the parameters of each layer."""
    answer = call(trace, tuple(image_shape), [dict(layer) for layer in stack])
    expect_items(
        answer,
        len(stack),
        f"Expected a list of {len(stack)} pairs, one for each layer of the stack.",
    )
    expect(
        all(isinstance(pair, (tuple, list)) and len(pair) == 2 for pair in answer),
        "Expected a pair (output shape, parameters) for each layer.",
    )
    shape = tuple(image_shape)
    for layer, (found_shape, found_count) in zip(stack, answer, strict=True):
        expected_shape, expected_count = _by_keras(shape, layer)
        where = f"the layer {_words(layer)} for an input of shape {shape}"
        _expect_shape(found_shape, expected_shape, shape, layer, where)
        _expect_count(found_count, expected_count, shape, expected_shape, layer, where)
        shape = expected_shape


def _by_keras(shape, layer):
    made = _keras_layer(layer)
    out = tuple(int(size) for size in made.compute_output_shape((None, *shape))[1:])
    made.build((None, *shape))
    return out, made.count_params()


def _keras_layer(layer):
    if layer["kind"] == "convolution":
        options = {key: value for key, value in layer.items() if key != "kind"}
        return keras.layers.Conv2D(**options)
    if layer["kind"] == "pooling":
        return keras.layers.MaxPooling2D(layer["size"])
    if layer["kind"] == "flatten":
        return keras.layers.Flatten()
    return keras.layers.Dense(layer["units"])


def _words(layer):
    return ", ".join(f"{value}" if key == "kind" else f"{key}={value}" for key, value in
                     layer.items())  # fmt: skip


def _expect_shape(found, expected, before, layer, where):
    try:
        found = tuple(int(size) for size in found)
    except (TypeError, ValueError):
        fail(f"Expected the output shape of {where} to be a tuple. Received: {found!r}.")
    if found == expected:
        return
    expect(
        found[1:] != expected or len(found) != len(expected) + 1,
        "The batch does not belong to the output shape: leave it out.",
    )
    expect(
        len(found) == len(expected),
        f"Expected {where} to give {len(expected)} size(s), {expected}. Received: {found}.",
    )
    if layer["kind"] == "convolution":
        _explain_convolution(found, expected, before, layer)
    fail(f"Expected {where} to give {expected}. Received: {found}.")


def _explain_convolution(found, expected, before, layer):
    kernel, stride = layer["kernel_size"], layer["strides"]

    def sides(rule):
        return tuple(rule(side) for side in before[:2])

    mistakes = {"Height and width are exchanged.": (expected[1], expected[0])}
    if layer["padding"] == "same":
        mistakes |= {
            "The stride is missing: with a stride of 2 the kernel stands at every second "
            "pixel.": before[:2],
            'The last place is missing: with stride 2, "same" padding makes 4 of 7, rounded '
            "up.": sides(lambda side: side // stride),
            'The padding is ignored: with "same", zeros around the image let the kernel stand at '
            "its edges too.": sides(lambda side: (side - kernel) // stride + 1),
        }
    else:
        mistakes |= {
            "The stride is missing: with a stride of 2 the kernel stands at every second "
            "place.": sides(lambda side: side - kernel + 1),
            'The kernel hangs over the edge: with "valid" padding, round down.': sides(
                lambda side: math.ceil((side - kernel) / stride) + 1
            ),
            'The padding is ignored: with "valid", a kernel of 3 fits into 5 pixels at 3 '
            "places.": sides(lambda side: math.ceil(side / stride)),
            "One place is missing: a kernel as large as the image has one place, not none.": sides(
                lambda side: (side - kernel) // stride
            ),
        }
    for sentence, wrong in mistakes.items():
        expect(wrong == expected[:2] or found[:2] != wrong, sentence)
    expect(
        found != (expected[2], *expected[:2]),
        "The channels come first: they have to come last, (height, width, channels).",
    )
    expect(
        found[2] == expected[2],
        f"Expected {expected[2]} channels from {expected[2]} filters. Received: {found[2]}.",
    )


def _expect_count(found, expected, before, after, layer, where):
    found = number(found, f"the number of parameters of {where}")
    expect(
        expected or not found,
        f"Expected {layer['kind']} to have no parameters. Received: {found:g}.",
    )
    mistakes = {}
    if layer["kind"] == "convolution":
        area, filters, channels = layer["kernel_size"] ** 2, layer["filters"], before[2]
        mistakes = {
            "The biases are missing: one for each filter.": area * channels * filters,
            "The kernel reaches through all channels of its input: multiply by them.": (
                (area + 1) * filters
            ),
            "A filter has one bias, not one for each channel of its input.": (
                (area + 1) * channels * filters
            ),
            "All places share one kernel: do not multiply by the size of the output.": (
                expected * int(np.prod(after[:2]))
            ),
            "There are so many filters: multiply by them.": area * channels + 1,
            "The kernel has two sides: square its size.": (
                (layer["kernel_size"] * channels + 1) * filters
            ),
            "Only one bias is counted: there is one for each filter.": (
                area * channels * filters + 1
            ),
        }
    elif layer["kind"] == "dense":
        mistakes = {"The biases are missing: one for each unit.": before[0] * layer["units"]}
    for sentence, wrong in mistakes.items():
        expect(wrong == expected or found != wrong, sentence)
    expect(found == expected, f"Expected {expected} parameters in {where}. Received: {found:g}.")
