"""The check of an experiment's design: what was run, and what is reported of it."""

import keras
import numpy as np

from autoencoder_course.checks.common import (
    call,
    close,
    expect,
    fail,
    question,
    shortened,
    to_array,
)

_KEYS = ("hidden_units", "activation", "epochs")


@question(
    "vanilla.experiment",
    hints=(
        "If two things differ between two runs, which of them made the difference?",
        "{**baseline, ...} copies the baseline's settings and replaces one of them. Every setting, "
        "the baseline too, is run with every seed.",
        'First make a dict from names to settings, with the baseline as "baseline". Then go '
        "through it, and for each seed take two entries of what run(**setting, seed=seed) "
        "returns: which error may you look at while you are still choosing?",
    ),
)
def experiment(compare, seeds=(0, 1, 2)):
    """Check a function `compare(run, baseline, seeds)`: (error, seconds) a seed, by name."""
    baseline = {"hidden_units": (128,), "activation": "relu", "epochs": 5}
    log = _Log()
    answer = call(compare, log.run, dict(baseline), list(seeds))
    expect(
        isinstance(answer, dict) and answer,
        "Expected a dict from a setting's name to its results, a pair (error, seconds) a seed. "
        f"Received: {shortened(answer)}.",
    )
    _expect_fair(log, _frozen(baseline), seeds)
    expect(
        "baseline" in answer,
        'Expected one of the names to be "baseline": what are the others compared with? '
        f"Received: {shortened(list(answer))}.",
    )
    settings = {name: _setting_of(name, rows, log, seeds) for name, rows in answer.items()}
    expect(
        settings["baseline"] == _frozen(baseline),
        'The results under "baseline" belong to another setting.',
    )
    left_out = len(log.settings()) - len(set(settings.values()))
    expect(
        not left_out,
        f"{left_out} of the settings that were run are not reported: report what you tried, "
        "also what came out badly.",
    )


class _Log:
    """A `run` that needs no time: it notes what it was asked for and makes up results."""

    def __init__(self):
        self.runs = []  # (setting, seed)
        self.results = []

    def run(self, hidden_units, activation, epochs, seed):
        setting = {"hidden_units": hidden_units, "activation": activation, "epochs": epochs}
        _expect_possible(setting)
        self.runs.append((_frozen(setting), seed))
        # No two numbers are the same: each says where it is from.
        first = 0.01 + 0.001 * len(self.runs) ** 2
        result = {"validation": first, "test": first + 0.0003, "seconds": 100 * first}
        self.results.append(result)
        return dict(result)

    def settings(self):
        return list(dict.fromkeys(setting for setting, _ in self.runs))


def _frozen(setting):
    activation = setting["activation"]
    name = "linear" if activation is None else getattr(activation, "__name__", activation)
    return tuple(map(int, setting["hidden_units"])), name, int(setting["epochs"])


def _expect_possible(setting):
    units, epochs = setting["hidden_units"], setting["epochs"]
    expect(
        isinstance(units, (tuple, list)) and all(_is_count(each) for each in units) and len(units),
        "Expected `hidden_units` to be a tuple with the size of each hidden layer, at least one, "
        f"such as (128,). Received: {shortened(units)}.",
    )
    expect(_is_count(epochs), f"Expected `epochs` to be a positive integer. Received: {epochs!r}.")
    try:
        keras.activations.get(setting["activation"])
    except Exception:
        known = '"relu", "selu", "tanh", "sigmoid"'
        fail(
            f"Keras does not know the activation {setting['activation']!r}; it knows {known} and "
            "others.",
        )


def _is_count(value):
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool) and value > 0


def _expect_fair(log, baseline, seeds):
    """Fail unless all differ from the baseline in one thing, and all have all seeds."""
    settings = log.settings()
    expect(settings, "Nothing was run: call run(**setting, seed=seed).")
    expect(
        baseline in settings,
        "The baseline itself was not run, so there is nothing to compare with.",
    )
    expect(len(settings) > 1, "Only the baseline was run: change one thing and run that too.")
    for setting in settings:
        changed = [key for key, a, b in zip(_KEYS, setting, baseline, strict=True) if a != b]
        expect(
            len(changed) < 2,
            f"One run changes {' and '.join(changed)} at once, so nobody can say which of them "
            "made the difference: change one thing at a time.",
        )
        mine = [seed for other, seed in log.runs if other == setting]
        _expect_seeds(mine, seeds, changed[0] if changed else "")


def _expect_seeds(mine, seeds, changed):
    what = f"the setting with another `{changed}`" if changed else "the baseline"
    expect(
        len(set(mine)) > 1,
        f"{what.capitalize()} was run with one seed: without a second one, a difference may be "
        "luck. Use all of `seeds`.",
    )
    expect(
        set(mine) == set(seeds),
        f"Expected {what} to be run with the seeds {list(seeds)}, so that runs can be compared "
        f"in pairs. Received: {mine}.",
    )


def _setting_of(name, rows, log, seeds):
    """Return which setting the rows of a name belong to, or fail where they are mixed up."""
    rows = to_array(rows, f"the results of {name!r}")
    expect(
        rows.shape == (len(seeds), 2),
        f"Expected a pair (error, seconds) for each of the {len(seeds)} seeds under {name!r}. "
        f"Received: an array of shape {rows.shape}.",
    )
    found = []
    for error, seconds in rows:
        expect(
            not _places(error, log, "test"),
            "The errors are those of the test images: while you still compare settings, look at "
            "the validation error.",
        )
        expect(
            not _places(error, log, "seconds"),
            "The order within a pair is (error, seconds); here it is the other way round.",
        )
        both = [*_places(error, log, "validation"), *_places(seconds, log, "seconds")]
        expect(
            len(both) == 2 and both[0] == both[1],
            f"The results under {name!r} hold a number that no single run returned: report every "
            "run as it came out.",
        )
        found.append(log.runs[both[0]])
    settings, seen = zip(*found, strict=True)
    expect(
        len(set(settings)) == 1,
        f"The results under {name!r} come from different settings.",
    )
    expect(
        list(seen) == list(seeds),
        f"The results under {name!r} are in the order of the seeds {list(seen)}, not "
        f"{list(seeds)}: in pairs, only runs with one seed are compared.",
    )
    return settings[0]


def _places(value, log, key):
    return [
        place
        for place, result in enumerate(log.results)
        if close(value, result[key], tolerance=1e-6)
    ]
