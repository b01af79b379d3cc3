"""Answers to `denoising.independent_targets`; a wrong docstring is part of its message."""

import numpy as np


def _flat(bursts):
    return bursts.reshape(-1, *bursts.shape[2:])


def _others(bursts):
    return bursts.sum(axis=1, keepdims=True) - bursts


def right_sum_less_itself(bursts):
    return _flat(bursts), _flat(_others(bursts) / (bursts.shape[1] - 1))


def right_loop(bursts):
    inputs, targets = [], []
    for burst in bursts:
        for place, copy in enumerate(burst):
            inputs.append(copy)
            targets.append(np.mean([*burst[:place], *burst[place + 1 :]], axis=0))
    return [np.stack(inputs), np.stack(targets)]


def right_copy_by_copy_in_another_order(bursts):
    count = bursts.shape[1]
    inputs = np.concatenate([bursts[:, place] for place in range(count)])
    targets = [np.delete(bursts, place, axis=1).mean(axis=1) for place in range(count)]
    return inputs, np.concatenate(targets)


def wrong_copies_themselves(bursts):
    """A copy is its own target"""
    return _flat(bursts), _flat(bursts)


def wrong_mean_of_all(bursts):
    """The target is the mean of ALL copies"""
    return _flat(bursts), np.repeat(bursts.mean(axis=1), bursts.shape[1], axis=0)


def wrong_next_copy(bursts):
    """The target is a single other copy"""
    return _flat(bursts), _flat(np.roll(bursts, 1, axis=1))


def wrong_sum_of_the_others(bursts):
    """divide by their number"""
    return _flat(bursts), _flat(_others(bursts))


def wrong_divided_by_all(bursts):
    """Is the sum divided by the number of copies"""
    return _flat(bursts), _flat(_others(bursts) / bursts.shape[1])


def wrong_next_image(bursts):
    """A target belongs to another image"""
    return _flat(bursts), _flat(np.roll(bursts, 1, axis=0))


def wrong_first_copy_only(bursts):
    """one for each copy"""
    return bursts[:, 0], bursts[:, 1:].mean(axis=1)


def wrong_means_as_inputs(bursts):
    """not the noisy copies as they are"""
    means = np.repeat(bursts.mean(axis=1), bursts.shape[1], axis=0)
    return means, _flat(bursts)


def wrong_in_place(bursts):
    """changes `bursts` itself"""
    inputs = _flat(bursts).copy()
    bursts -= bursts.sum(axis=1, keepdims=True)
    return inputs, _flat(-bursts / (bursts.shape[1] - 1))


def wrong_targets_only(bursts):
    """Expected two arrays"""
    return _flat(_others(bursts))


def wrong_inputs_partly_upside_down(bursts):
    """not the noisy copies as they are"""
    inputs = _flat(bursts).copy()
    inputs[:, 1:] = inputs[:, :0:-1]
    return inputs, _flat(_others(bursts))
