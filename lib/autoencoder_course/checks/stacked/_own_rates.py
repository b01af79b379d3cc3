"""The check of a choice of learning rates: one for each way, and none that diverged."""

import math

from autoencoder_course.checks.common import call, expect, number, question, shortened

_NAN = math.nan
# Validation errors by way, in the order of the rates. The best rates differ, and NaN comes first
# in some ways and later in others.
_ERRORS = {
    "tied": (_NAN, 0.031, 0.024, 0.042),
    "untied": (0.050, 0.022, _NAN, 0.029),
    "shallow": (0.019, 0.026, 0.020, _NAN),
    "deep": (_NAN, _NAN, 0.035, 0.033),
}


@question(
    "stacked.own_rates",
    hints=(
        "How many rates does the answer hold: one for all, or one for each way?",
        "Which of 1 < NaN, 1 > NaN and NaN == NaN are true? So what does `min` give if it meets "
        "a NaN first?",
        "Inside a loop over the ways, list the rates whose error is a number (math.isnan tells). "
        "Then you want the rate of the smallest error, and not the error: what does `key` do in "
        "min(..., key=...)?",
    ),
)
def own_rates(choose, rates=(0.1, 0.03, 0.01, 0.003)):
    """Check a function `choose(errors)` that returns the best rate of each way, as a dict."""
    table = {way: dict(zip(rates, errors, strict=True)) for way, errors in _ERRORS.items()}
    given = {way: dict(errors) for way, errors in table.items()}
    answer = call(choose, given)
    expect(
        isinstance(answer, dict) and set(answer) == set(table),
        f"Expected a dict with a rate for each of the ways {list(table)}. "
        f"Received: {shortened(answer)}.",
    )
    expect(
        repr(given) == repr(table),  # as text, for NaN is not equal to itself
        "Your function changes `errors` itself: leave it as it is.",
    )
    chosen = {way: _chosen(answer[way], way, table[way]) for way in table}
    expect(
        len(set(chosen.values())) > 1,
        f"All ways get the rate {chosen['tied']:g}, but each has a best rate of its own.",
    )
    for way, rate in chosen.items():
        _expect_best(rate, way, table[way])


def _chosen(answer, way, errors):
    """Return the rate that an answer names, or fail."""
    rate = number(answer, f"the rate of {way!r}")
    expect(
        rate not in errors.values(),
        f"{rate:g} is an error of {way!r}, its smallest perhaps: return the rate that it belongs "
        "to.",
    )
    expect(rate in errors, f"Expected one of the rates {list(errors)}. Received: {rate:g}.")
    return rate


def _expect_best(rate, way, errors):
    finite = {each: error for each, error in errors.items() if not math.isnan(error)}
    expect(
        rate in finite,
        f"With the rate {rate:g} the training of {way!r} diverged: its error is not a number "
        "(NaN). No comparison with NaN is true, so `min` and `<` don't see it.",
    )
    best = min(finite, key=finite.get)
    expect(
        rate == best or rate != max(finite, key=finite.get),
        f"{rate:g} has the LARGEST error of {way!r}: you want the smallest.",
    )
    expect(
        rate == best,
        f"Expected {best:g} for {way!r}, with an error of {finite[best]}. Received: {rate:g}, "
        f"with {finite[rate]}.",
    )
