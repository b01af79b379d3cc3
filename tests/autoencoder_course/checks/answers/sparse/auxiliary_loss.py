"""Answers to `sparse.auxiliary_loss`; a wrong one's docstring is part of the message it gets."""

import numpy as np
from keras import ops


def _keep_largest(codes, k):
    return ops.where(codes >= ops.top_k(codes, k)[0][:, -1:], codes, 0.0)


def _largest_of_silent(codes, silent, k, others=-1e9):
    return ops.where(silent, _keep_largest(ops.where(silent, codes, others), k), 0.0)


def _loss(
    pixels,
    codes,
    k,
    decoder,
    *,
    is_silent=lambda kept: ops.all(kept == 0, axis=0),
    rest_of=lambda pixels, drawn: ops.stop_gradient(pixels - drawn),
    spare_of=_largest_of_silent,
    draw=lambda spare, decoder: ops.matmul(spare, decoder.kernel),
    average=ops.mean,
):
    """The right answer, of which each step may be replaced."""
    kept = _keep_largest(codes, k)
    rest = rest_of(pixels, decoder(kept))
    spare = spare_of(codes, is_silent(kept), k)
    return average(ops.square(rest - draw(spare, decoder)))


def right_step_by_step(pixels, codes, k, decoder):
    return _loss(pixels, codes, k, decoder)


def right_less_what_zeros_draw(pixels, codes, k, decoder):
    def draw(spare, decoder):
        return decoder(spare) - decoder(ops.zeros_like(spare))

    return _loss(pixels, codes, k, decoder, draw=draw)


def right_masks_that_are_multiplied(pixels, codes, k, decoder):
    on = ops.cast(codes >= ops.sort(codes, axis=1)[:, -k, None], codes.dtype)
    silent = 1 - ops.max(on, axis=0)
    left = ops.stop_gradient(pixels - decoder(codes * on))
    sizes = codes - 1e6 * (1 - silent)
    chosen = ops.cast(sizes >= ops.sort(sizes, axis=1)[:, -k, None], codes.dtype) * silent
    error = left - ops.matmul(codes * chosen, decoder.kernel)
    return ops.mean(ops.mean(error**2, axis=1))


def right_infinity(pixels, codes, k, decoder):
    def spare_of(codes, silent, k):
        return _largest_of_silent(codes, silent, k, others=-np.inf)

    return _loss(pixels, codes, k, decoder, spare_of=spare_of)


def wrong_pixels_in_place_of_the_rest(pixels, codes, k, decoder):
    """compare them with what the kept units left over"""
    return _loss(pixels, codes, k, decoder, rest_of=lambda pixels, drawn: pixels)


def wrong_bias_added_again(pixels, codes, k, decoder):
    """The bias is added again"""
    return _loss(pixels, codes, k, decoder, draw=lambda spare, decoder: decoder(spare))


def wrong_bias_left_in_the_rest(pixels, codes, k, decoder):
    """The bias is still in what is left over"""
    return _loss(
        pixels,
        codes,
        k,
        decoder,
        rest_of=lambda pixels, drawn: ops.stop_gradient(pixels - drawn + decoder.bias),
    )


def wrong_sign(pixels, codes, k, decoder):
    """has the wrong sign"""
    return _loss(
        pixels, codes, k, decoder, rest_of=lambda pixels, drawn: ops.stop_gradient(drawn - pixels)
    )


def wrong_all_silent_units(pixels, codes, k, decoder):
    """keep the k largest of them"""
    return _loss(
        pixels,
        codes,
        k,
        decoder,
        spare_of=lambda codes, silent, k: ops.where(silent, codes, 0.0),
    )


def wrong_silent_for_one_image(pixels, codes, k, decoder):
    """off for the whole batch"""
    return _loss(pixels, codes, k, decoder, is_silent=lambda kept: kept == 0)


def wrong_all_that_are_off(pixels, codes, k, decoder):
    """All units that are off for an image draw"""
    return _loss(
        pixels,
        codes,
        k,
        decoder,
        is_silent=lambda kept: kept == 0,
        spare_of=lambda codes, silent, k: ops.where(silent, codes, 0.0),
    )


def wrong_largest_of_all(pixels, codes, k, decoder):
    """The silent units draw nothing"""
    return _loss(
        pixels,
        codes,
        k,
        decoder,
        spare_of=lambda codes, silent, k: ops.where(silent, _keep_largest(codes, k), 0.0),
    )


def wrong_kept_units_again(pixels, codes, k, decoder):
    """draw a second time"""
    return _loss(
        pixels, codes, k, decoder, spare_of=lambda codes, silent, k: _keep_largest(codes, k)
    )


def wrong_living_units_count_as_zero(pixels, codes, k, decoder):
    """have to lose against any number"""

    def spare_of(codes, silent, k):
        return _largest_of_silent(codes, silent, k, others=0.0)

    return _loss(pixels, codes, k, decoder, spare_of=spare_of)


def wrong_absolute_values(pixels, codes, k, decoder):
    """signs included"""

    def spare_of(codes, silent, k):
        sizes = ops.where(silent, ops.abs(codes), -1e9)
        return ops.where((_keep_largest(sizes, k) != 0) & silent, codes, 0.0)

    return _loss(pixels, codes, k, decoder, spare_of=spare_of)


def wrong_relu(pixels, codes, k, decoder):
    """no ReLU here"""

    def spare_of(codes, silent, k):
        return ops.relu(_largest_of_silent(codes, silent, k))

    return _loss(pixels, codes, k, decoder, spare_of=spare_of)


def wrong_minus_a_billion_stays(pixels, codes, k, decoder):
    """Set them to 0 after the choice"""

    def spare_of(codes, silent, k):
        return _keep_largest(ops.where(silent, codes, -1e9), k)

    return _loss(pixels, codes, k, decoder, spare_of=spare_of)


def wrong_infinity_stays(pixels, codes, k, decoder):
    """one finite number"""

    def spare_of(codes, silent, k):
        return _keep_largest(ops.where(silent, codes, -np.inf), k)

    return _loss(pixels, codes, k, decoder, spare_of=spare_of)


def wrong_sum(pixels, codes, k, decoder):
    """The squares are summed: take their mean"""
    return _loss(pixels, codes, k, decoder, average=ops.sum)


def wrong_sum_over_the_pixels(pixels, codes, k, decoder):
    """summed over the pixels"""
    return _loss(
        pixels,
        codes,
        k,
        decoder,
        average=lambda squares: ops.mean(ops.sum(squares, axis=1)),
    )


def wrong_one_value_for_each_image(pixels, codes, k, decoder):
    """to be one number"""
    return _loss(pixels, codes, k, decoder, average=lambda squares: ops.mean(squares, axis=1))


def wrong_error_of_the_kept_units_added(pixels, codes, k, decoder):
    """Keras does that"""
    error = ops.mean(ops.square(pixels - decoder(_keep_largest(codes, k))))
    return error + _loss(pixels, codes, k, decoder)


def wrong_no_stop_gradient(pixels, codes, k, decoder):
    """ops.stop_gradient"""
    return _loss(pixels, codes, k, decoder, rest_of=lambda pixels, drawn: pixels - drawn)


def wrong_gradient_stopped_everywhere(pixels, codes, k, decoder):
    """No gradient reaches the silent units"""
    return ops.stop_gradient(_loss(pixels, codes, k, decoder))


def wrong_numpy(pixels, codes, k, decoder):
    """in place of NumPy"""
    silent = (np.asarray(_keep_largest(codes, k)) == 0).all(axis=0)
    return _loss(pixels, codes, k, decoder, is_silent=lambda kept: silent)


def wrong_constant(pixels, codes, k, decoder):
    """Expected the auxiliary loss"""
    return 0.0
