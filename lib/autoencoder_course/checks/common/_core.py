"""The machinery that all checks share: failing in a sentence, and hints."""

import functools

import numpy as np

_hints: dict[str, tuple[str, str]] = {}
_given: dict[str, int] = {}


class CheckFailed(AssertionError):
    """An answer is not right yet; the message says what was expected and what was seen."""

    def _render_traceback_(self):
        # IPython calls this in place of its own traceback: the sentence is all a
        # student needs, the frames of the check are not.
        return [f"CheckFailed: {self}"]


def question(name: str, *, hints: tuple[str, str]):
    """Make a function the check of one question.

    Args:
        name: What `hint` calls the question, for example `"vanilla.autoencoder"`.
        hints: The first and the second hint.

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
    """Print the first hint to a question; called again, the second one too.

    Args:
        question: The name that a failing check gives, for example
            `"vanilla.autoencoder"`.

    Raises:
        ValueError: if there is no such question.
    """
    if question not in _hints:
        known = ", ".join(sorted(_hints))
        raise ValueError(f"Expected `question` to be one of: {known}. Received: {question!r}")
    given = _given[question] = min(_given.get(question, 0) + 1, 2)
    print(f"Hint 1: {_hints[question][0]}")
    if given == 2:
        print(f"Hint 2: {_hints[question][1]}")
    else:
        print("(Run this again for a second hint.)")


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
        raise CheckFailed(f"Expected a function. Received: {_short(function)}.")
    name = getattr(function, "__name__", "your function")
    try:
        answer = function(*args, **kwargs)
    except NotImplementedError:
        raise CheckFailed(
            f"`{name}` is still blank: replace its line `raise NotImplementedError(...)` "
            "with your answer."
        ) from None
    except Exception as error:
        raise CheckFailed(
            f"`{name}` stopped with {_reason(error)}. Call it in a cell of its own to see where."
        ) from None
    expect(answer is not None, f"`{name}` returned nothing. Does it end with `return`?")
    return answer


def expect(condition, message: str) -> None:
    """Raise `CheckFailed(message)` unless the condition holds."""
    if not condition:
        raise CheckFailed(message)


def number(value, what: str) -> float:
    """Return `value` as a float, or raise a `CheckFailed` that says it is no number."""
    try:
        array = np.asarray(value, dtype="float64")
    except (TypeError, ValueError):
        array = np.empty(0)
    expect(
        array.size == 1 and np.isfinite(array).all(),
        f"Expected {what} to be one finite number. Received: {_short(value)}.",
    )
    return float(array.reshape(()))


def close(value, expected: float, *, tolerance: float = 1e-3) -> bool:
    """Say whether two numbers agree within a relative tolerance."""
    return abs(value - expected) <= tolerance * max(abs(expected), 1e-12)


def _reason(error) -> str:
    first_line = (str(error).strip() or "no message").split("\n")[0]
    return f"{type(error).__name__}: {first_line[:200].rstrip('.')}"


def _short(value) -> str:
    text = " ".join(repr(value).split())  # a message is one line
    return text if len(text) <= 80 else text[:77] + "..."
