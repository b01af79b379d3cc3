"""Text that can be written: JSON and Python allow half a character, files don't."""

import re

_SURROGATES = re.compile("[\ud800-\udfff]")


def writable(value):
    """Replace lone surrogates, half characters such as `\\ud83d`, which UTF-8 has no bytes for.

    Args:
        value: A text, or lists and dictionaries of texts, changed in place.

    Returns:
        The value with U+FFFD in place of each.
    """
    if isinstance(value, str):
        return _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", value)
    if isinstance(value, list):
        value[:] = map(writable, value)
    elif isinstance(value, dict):
        for key in [*value]:
            value[writable(key)] = writable(value.pop(key))
    return value
