"""A new layer with the arguments of another."""


def copy_layer(layer, **changes):
    """Return a new, unbuilt layer with the arguments of `layer`, apart from `changes`."""
    return type(layer).from_config({**layer.get_config(), **changes})
