"""Answers to `convolutional.trace`; a wrong one's docstring is part of the message it gets."""

import math

import keras


def _trace(image_shape, stack, side=None, count=None, finish=None, dense=None, pool=None):
    """Trace a stack, with one part of the arithmetic exchanged."""
    shape, found = tuple(image_shape), []
    for layer in stack:
        parameters = 0
        if layer["kind"] == "convolution":
            k, s, f = layer["kernel_size"], layer["strides"], layer["filters"]
            sides = [(side or _side)(n, k, s, layer["padding"]) for n in shape[:2]]
            parameters = (count or _count)(k, shape[2], f, sides)
            shape = (*sides, f)
        elif layer["kind"] == "pooling":
            shape = (*[(pool or _pool)(n, layer["size"]) for n in shape[:2]], shape[2])
        elif layer["kind"] == "flatten":
            shape = (math.prod(shape),)
        else:
            parameters = (dense or _dense)(shape[0], layer["units"])
            shape = (layer["units"],)
        found.append((finish(shape) if finish else shape, parameters))
    return found


def _side(n, k, s, padding):
    return math.ceil(n / s) if padding == "same" else (n - k) // s + 1


def _count(k, channels, filters, sides):
    return k * k * channels * filters + filters


def _dense(inputs, units):
    return inputs * units + units


def _pool(n, size):
    return n // size


def right_formulas(image_shape, stack):
    return _trace(image_shape, stack)


def right_places_counted_one_by_one(image_shape, stack):
    def side(n, k, s, padding):
        return len(range(0, n, s)) if padding == "same" else len(range(0, n - k + 1, s))

    return [list(pair) for pair in _trace(image_shape, stack, side=side)]


def right_by_keras(image_shape, stack):
    kinds = {
        "convolution": keras.layers.Conv2D,
        "pooling": lambda size: keras.layers.MaxPooling2D(size),
        "flatten": keras.layers.Flatten,
        "dense": keras.layers.Dense,
    }
    shape, found = (None, *image_shape), []
    for settings in stack:
        options = {key: value for key, value in settings.items() if key != "kind"}
        layer = kinds[settings["kind"]](**options)
        layer.build(shape)
        shape = layer.compute_output_shape(shape)
        found.append((shape[1:], layer.count_params()))
    return found


def wrong_biases_forgotten(image_shape, stack):
    """The biases are missing: one for each filter"""
    return _trace(image_shape, stack, count=lambda k, c, f, sides: k * k * c * f)


def wrong_biases_of_the_dense_layer_forgotten(image_shape, stack):
    """The biases are missing: one for each unit"""
    return _trace(image_shape, stack, dense=lambda inputs, units: inputs * units)


def wrong_kernel_without_depth(image_shape, stack):
    """The kernel reaches through all channels"""
    return _trace(image_shape, stack, count=lambda k, c, f, sides: (k * k + 1) * f)


def wrong_a_bias_for_each_input_channel(image_shape, stack):
    """A filter has one bias"""
    return _trace(image_shape, stack, count=lambda k, c, f, sides: (k * k + 1) * c * f)


def wrong_weights_at_every_place(image_shape, stack):
    """All places share one kernel"""
    return _trace(
        image_shape, stack, count=lambda k, c, f, sides: math.prod(sides) * _count(k, c, f, sides)
    )


def wrong_one_filter(image_shape, stack):
    """There are so many filters"""
    return _trace(image_shape, stack, count=lambda k, c, f, sides: k * k * c + 1)


def wrong_kernel_with_one_side(image_shape, stack):
    """The kernel has two sides"""
    return _trace(image_shape, stack, count=lambda k, c, f, sides: (k * c + 1) * f)


def wrong_one_bias_in_all(image_shape, stack):
    """Only one bias"""
    return _trace(image_shape, stack, count=lambda k, c, f, sides: k * k * c * f + 1)


def wrong_stride_forgotten(image_shape, stack):
    """The stride is missing"""
    return _trace(
        image_shape, stack, side=lambda n, k, s, padding: n if padding == "same" else n - k + 1
    )


def wrong_same_rounded_down(image_shape, stack):
    """rounded up"""

    def side(n, k, s, padding):
        return n // s if padding == "same" else (n - k) // s + 1

    return _trace(image_shape, stack, side=side)


def wrong_valid_rounded_up(image_shape, stack):
    """round down"""

    def side(n, k, s, padding):
        return math.ceil(n / s) if padding == "same" else math.ceil((n - k) / s) + 1

    return _trace(image_shape, stack, side=side)


def wrong_padding_ignored(image_shape, stack):
    """The padding is ignored"""
    return _trace(image_shape, stack, side=lambda n, k, s, padding: math.ceil(n / s))


def wrong_valid_everywhere(image_shape, stack):
    """The padding is ignored"""
    return _trace(image_shape, stack, side=lambda n, k, s, padding: (n - k) // s + 1)


def wrong_one_place_too_few(image_shape, stack):
    """One place is missing"""

    def side(n, k, s, padding):
        return math.ceil(n / s) if padding == "same" else (n - k) // s

    return _trace(image_shape, stack, side=side)


def wrong_rows_and_columns_exchanged(image_shape, stack):
    """exchanged"""

    def turned(shape):
        return shape if len(shape) == 1 else (shape[1], shape[0], shape[2])

    return _trace(image_shape, stack, finish=turned)


def wrong_pooling_rounded_up(image_shape, stack):
    """Expected the layer pooling"""
    return _trace(image_shape, stack, pool=lambda n, size: math.ceil(n / size))


def wrong_channels_first(image_shape, stack):
    """they have to come last"""

    def turned(shape):
        return shape if len(shape) == 1 else (shape[2], *shape[:2])

    return _trace(image_shape, stack, finish=turned)


def wrong_batch_in_the_shape(image_shape, stack):
    """leave it out"""
    return _trace(image_shape, stack, finish=lambda shape: (1, *shape))


def wrong_only_the_total(image_shape, stack):
    """Expected a list of"""
    return sum(parameters for _, parameters in _trace(image_shape, stack))


def wrong_only_the_shapes(image_shape, stack):
    """Expected a pair"""
    return [shape for shape, _ in _trace(image_shape, stack)]


def wrong_the_published_encoder_by_heart(image_shape, stack):
    """Expected a list of"""
    return [
        ((16, 16, 64), 1792),
        ((8, 8, 128), 73856),
        ((4, 4, 128), 147584),
        ((2048,), 0),
        ((1024,), 2098176),
    ]
