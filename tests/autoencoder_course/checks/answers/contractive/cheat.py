"""Answers to `contractive.cheat`; a wrong docstring is part of its message."""


def right_scaled(kernel, bias, back, output_bias, factor):
    return factor * kernel, factor * bias, back / factor, output_bias


def right_list(kernel, bias, back, output_bias, factor):
    return [kernel * factor, bias * factor, back * (1 / factor), output_bias.copy()]


def right_two_halves(kernel, bias, back, output_bias, factor):
    """Reorder the units: the norm and the reconstructions stay."""
    return factor * kernel[:, ::-1], factor * bias[::-1], back[::-1] / factor, output_bias


def wrong_nothing(kernel, bias, back, output_bias, factor):
    """The encoder's kernel is as it was"""
    return kernel, bias, back, output_bias


def wrong_bias_forgotten(kernel, bias, back, output_bias, factor):
    """The encoder's bias is as it was"""
    return factor * kernel, bias, back / factor, output_bias


def wrong_decoder_forgotten(kernel, bias, back, output_bias, factor):
    """it has to make up for the smaller code"""
    return factor * kernel, factor * bias, back, output_bias


def wrong_output_bias_scaled(kernel, bias, back, output_bias, factor):
    """it never went through the code"""
    return factor * kernel, factor * bias, back / factor, output_bias / factor


def wrong_the_other_way_round(kernel, bias, back, output_bias, factor):
    """not by the factor"""
    return kernel / factor, bias / factor, factor * back, output_bias


def wrong_squared(kernel, bias, back, output_bias, factor):
    """not by the factor"""
    return factor**2 * kernel, factor**2 * bias, back / factor**2, output_bias


def wrong_decoder_multiplied(kernel, bias, back, output_bias, factor):
    """The reconstructions are other ones"""
    return factor * kernel, factor * bias, factor * back, output_bias


def wrong_fixed_factor(kernel, bias, back, output_bias, factor):
    """and not by 3"""
    return 0.1 * kernel, 0.1 * bias, 10 * back, output_bias


def wrong_three_arrays(kernel, bias, back, output_bias, factor):
    """Expected four arrays"""
    return factor * kernel, factor * bias, back / factor


def wrong_transposed(kernel, bias, back, output_bias, factor):
    """to keep its shape"""
    return factor * back, factor * bias, kernel / factor, output_bias
