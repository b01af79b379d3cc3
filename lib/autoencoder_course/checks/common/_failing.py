"""The machinery that all checks share: failing in a sentence, and hints."""

import functools
import re
from typing import NoReturn

import numpy as np

_hints: dict[str, tuple[str, ...]] = {}
_given: dict[str, int] = {}
_ANSI = re.compile(r"\x1b\[[0-9;]*m")  # bold and colours of a terminal


class CheckFailed(AssertionError):
    """An answer is not right yet; the message says what was expected and what was seen."""

    def _render_traceback_(self):
        # IPython calls this in place of its own traceback: the sentence is all a
        # student needs, the frames of the check are not.
        return [f"CheckFailed: {self}"]


def question(name: str, *, hints: tuple[str, ...]):
    """Make a function the check of one question.

    Args:
        name: What `hint` calls the question, for example `"vanilla.autoencoder"`.
        hints: Two or three of them, from a question to the next step; none is the answer.

    Returns:
        A decorator. The decorated check prints a line when it passes, raises
        `CheckFailed` when it does not, and turns any other error of the student's code
        into a `CheckFailed` as well.
    """
    _hints[name] = hints

    def decorate(check):
        @functools.wraps(check)
        def run(*args, **kwargs):
            try:
                check(*args, **kwargs)
            except CheckFailed as failure:
                # `from None`: what went on inside the check is not the student's concern.
                raise CheckFailed(f'{failure} (Stuck? checks.hint("{name}"))') from None
            except Exception as error:
                raise CheckFailed(
                    f"The check cannot work with your answer: {_reason(error)}. "
                    f'(Stuck? checks.hint("{name}"))'
                ) from None
            print(f"{name}: right.")

        return run

    return decorate


def hint(question: str) -> None:
    """Print the first hint to a question; called again, one more each time.

    Args:
        question: The name that a failing check gives, for example
            `"vanilla.autoencoder"`.

    Raises:
        ValueError: if there is no such question.
    """
    if question not in _hints:
        known = ", ".join(sorted(_hints))
        raise ValueError(f"Expected `question` to be one of: {known}. Received: {question!r}")
    hints = _hints[question]
    given = _given[question] = min(_given.get(question, 0) + 1, len(hints))
    for position, text in enumerate(hints[:given], start=1):
        print(f"Hint {position}: {text}")
    if given < len(hints):
        print("(Run this again for the next hint.)")


def call(function, *args, **kwargs):
    """Call a student's function; a blank or an error becomes a `CheckFailed`.

    Args:
        function: What the student wrote.
        *args: Passed on.
        **kwargs: Passed on.

    Returns:
        What `function` returns.

    Raises:
        CheckFailed: if `function` is not a function, is still blank, returns nothing or
            raises anything.
    """
    if not callable(function):
        raise CheckFailed(f"Expected a function. Received: {shortened(function)}.")
    name = getattr(function, "__name__", "your function")
    try:
        answer = function(*args, **kwargs)
    except NotImplementedError:
        raise CheckFailed(
            f"`{name}` is still blank: replace its line `raise NotImplementedError(...)` "
            "with your answer."
        ) from None
    except CheckFailed:  # from something that the check handed in; it says what is wrong
        raise
    except Exception as error:
        raise CheckFailed(
            f"`{name}` stopped with {_reason(error)}. The check called {_shown(name, args)}: "
            "do that in a cell of its own to see where."
        ) from None
    expect(answer is not None, f"`{name}` returned nothing. Does it end with `return`?")
    return answer


def expect(condition, message: str) -> None:
    """Raise `CheckFailed(message)` unless the condition holds."""
    if not condition:
        raise CheckFailed(message)


def fail(message: str) -> NoReturn:
    """Raise `CheckFailed(message)`."""
    raise CheckFailed(message)


def expect_items(answer, count: int, message: str) -> None:
    """Raise `CheckFailed(message)` unless an answer is a tuple, list or array of `count` items."""
    expect(isinstance(answer, (tuple, list, np.ndarray)) and len(answer) == count, message)


def described(value) -> str:
    """Name a value in a few words: an array by its shape, and all else as Python shows it."""
    if np.ndim(value):
        return f"an array of shape {np.shape(value)}"
    return shortened(value.item() if hasattr(value, "item") else value)


def shortened(value) -> str:
    """Return the `repr` of a value in one line of at most 80 characters."""
    text = " ".join(repr(value).split())
    return text if len(text) <= 80 else text[:77] + "..."


def _shown(name, args) -> str:
    """Write a call down; what is longer than a few numbers becomes dots."""
    texts = (repr(value) for value in args)
    return f"`{name}({', '.join(text if len(text) <= 20 else '...' for text in texts)})`"


def _reason(error) -> str:
    lines = [line for line in _ANSI.sub("", str(error)).split("\n") if line.strip()]
    # Keras puts a line of its own before the message of an error in a layer.
    if len(lines) > 1 and lines[0].startswith("Exception encountered when calling"):
        lines = lines[1:]
    first_line = (lines or ["no message"])[0].strip()
    return f"{type(error).__name__}: {first_line[:200].rstrip('.')}"
