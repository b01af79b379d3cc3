"""Answers to `vanilla.experiment`; a wrong one's docstring is part of the message it gets."""

import numpy as np


def _results(run, settings, seeds, error="validation"):
    found = {}
    for name, setting in settings.items():
        runs = [run(**setting, seed=seed) for seed in seeds]
        found[name] = [(each[error], each["seconds"]) for each in runs]
    return found


def _activations(baseline, *names):
    others = {name: {**baseline, "activation": name} for name in names}
    return {"baseline": baseline} | others


def right_activations(run, baseline, seeds):
    return _results(run, _activations(baseline, "selu", "tanh", "sigmoid"), seeds)


def right_more_epochs_as_an_array_and_seed_by_seed(run, baseline, seeds):
    longer = {**baseline, "epochs": 50}
    pairs = [(run(**baseline, seed=seed), run(**longer, seed=seed)) for seed in seeds]
    table = np.array([[(a["validation"], a["seconds"]) for a in pair] for pair in pairs])
    return {"baseline": table[:, 0], "50 epochs": table[:, 1]}


def right_two_questions_each_with_one_change(run, baseline, seeds):
    settings = {
        "baseline": baseline,
        "two hidden layers": {**baseline, "hidden_units": [128, 64]},
        "no activation": {**baseline, "activation": None},
    }
    return _results(run, settings, seeds)


def wrong_two_things_changed(run, baseline, seeds):
    """change one thing at a time"""
    deeper = {"hidden_units": (256, 64), "activation": "tanh", "epochs": 5}
    return _results(run, {"baseline": baseline, "deeper": deeper}, seeds)


def wrong_no_baseline(run, baseline, seeds):
    """The baseline itself was not run"""
    return _results(run, {"tanh": {**baseline, "activation": "tanh"}}, seeds)


def wrong_only_the_baseline(run, baseline, seeds):
    """Only the baseline was run"""
    return _results(run, {"baseline": baseline}, seeds)


def wrong_one_seed(run, baseline, seeds):
    """a difference may be luck"""
    return _results(run, _activations(baseline, "tanh"), seeds[:1])


def wrong_other_seeds_for_the_other_setting(run, baseline, seeds):
    """compared in pairs"""
    found = _results(run, {"baseline": baseline}, seeds)
    tanh = {"tanh": {**baseline, "activation": "tanh"}}
    return found | _results(run, tanh, [10 + seed for seed in seeds])


def wrong_test_errors(run, baseline, seeds):
    """The errors are those of the test images"""
    return _results(run, _activations(baseline, "tanh"), seeds, error="test")


def wrong_seconds_first(run, baseline, seeds):
    """The order within a pair"""
    found = _results(run, _activations(baseline, "tanh"), seeds)
    return {name: [row[::-1] for row in rows] for name, rows in found.items()}


def wrong_best_of_the_seeds(run, baseline, seeds):
    """Expected a pair (error, seconds) for each of the 3 seeds"""
    found = _results(run, _activations(baseline, "tanh"), seeds)
    return {name: [min(rows)] for name, rows in found.items()}


def wrong_mean_for_every_seed(run, baseline, seeds):
    """a number that no single run returned"""
    found = _results(run, _activations(baseline, "tanh"), seeds)
    return {name: [np.mean(rows, axis=0)] * len(rows) for name, rows in found.items()}


def wrong_sorted_by_error(run, baseline, seeds):
    """are in the order of the seeds"""
    found = _results(run, _activations(baseline, "tanh"), seeds)
    return {name: sorted(rows, reverse=True) for name, rows in found.items()}


def wrong_bad_ones_left_out(run, baseline, seeds):
    """report what you tried"""
    found = _results(run, _activations(baseline, "selu", "sigmoid"), seeds)
    return {name: found[name] for name in ("baseline", "selu")}


def wrong_baseline_under_another_name(run, baseline, seeds):
    """Expected one of the names to be "baseline\""""
    found = _results(run, _activations(baseline, "tanh"), seeds)
    return {"relu": found["baseline"], "tanh": found["tanh"]}


def wrong_names_exchanged(run, baseline, seeds):
    """belong to another setting"""
    found = _results(run, _activations(baseline, "tanh"), seeds)
    return {"baseline": found["tanh"], "tanh": found["baseline"]}


def wrong_unknown_activation(run, baseline, seeds):
    """Keras does not know the activation"""
    return _results(run, _activations(baseline, "rectifier"), seeds)


def wrong_hidden_units_is_a_number(run, baseline, seeds):
    """Expected `hidden_units` to be a tuple"""
    return _results(run, {"baseline": baseline, "wide": {**baseline, "hidden_units": 256}}, seeds)
