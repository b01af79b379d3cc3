"""Make students' text safe to show and to write: on terminals, in spreadsheets, in files."""

import re

# What makes Excel, LibreOffice and Google Sheets take a cell's text for a formula.
_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")

# Halves of a character: JSON and Python allow them alone, UTF-8 has no bytes for them.
_SURROGATES = re.compile("[\ud800-\udfff]")

_NUMBER = re.compile(r"-?\d+(\.\d+)?(e[+-]?\d+)?")


def visible(text: str) -> str:
    r"""Write what can't be printed as escapes, so that no terminal obeys it.

    Args:
        text: Any text, control codes and bytes that are no text included.

    Returns:
        The text; `\x1b` stands for an escape code, and so on.
    """
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode()
        for character in text
    )


def for_spreadsheet(text: str) -> str:
    """Make text safe to open in a spreadsheet.

    Args:
        text: Any text.

    Returns:
        The visible text, after an apostrophe if a spreadsheet would calculate it.
    """
    text = visible(text)
    is_formula = text.lstrip(" \N{NO-BREAK SPACE}").startswith(_FORMULA)
    return f"'{text}" if is_formula and not _NUMBER.fullmatch(text) else text


def writable(value):
    """Replace lone surrogates, half characters such as `\\ud83d`, so that a file can hold the text.

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
