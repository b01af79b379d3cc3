"""Answers to `applications.quantise`; a wrong docstring is part of its message."""

import numpy as np


def right_round(codes, step):
    symbols = np.round(codes / step).astype(int)
    return symbols, symbols * step


def right_floor_of_half_more(codes, step):
    symbols = np.floor(codes / step + 0.5).astype("int32")
    return symbols, symbols * step


def wrong_rounded_down(codes, step):
    """always rounded down"""
    symbols = np.floor(codes / step).astype(int)
    return symbols, symbols * step


def wrong_cut_off(codes, step):
    """round first"""
    symbols = (codes / step).astype(int)
    return symbols, symbols * step


def wrong_multiplied(codes, step):
    """multiplied by the step"""
    symbols = np.round(codes * step).astype(int)
    return symbols, symbols / step


def wrong_without_step(codes, step):
    """rounded without the step"""
    symbols = np.round(codes).astype(int)
    return symbols, symbols * step


def wrong_not_integers(codes, step):
    """of a type of integers"""
    symbols = np.round(codes / step)
    return symbols, symbols * step


def wrong_symbols_twice(codes, step):
    """The values are the symbols"""
    symbols = np.round(codes / step).astype(int)
    return symbols, symbols


def wrong_values_are_codes(codes, step):
    """a decoder has the symbols only"""
    return np.round(codes / step).astype(int), codes


def wrong_middle_of_the_step(codes, step):
    """A symbol of"""
    symbols = np.round(codes / step).astype(int)
    return symbols, (symbols + 0.5) * step


def wrong_only_symbols(codes, step):
    """Expected two arrays"""
    return np.round(codes / step).astype(int)


def wrong_flat(codes, step):
    """of the shape"""
    symbols = np.round(codes / step).astype(int)
    return symbols.ravel(), symbols * step


def wrong_half_steps(codes, step):
    """whole numbers of steps, the nearest"""
    symbols = np.round(2 * codes / step).astype(int)
    return symbols, symbols * step / 2
