"""Answers to `vanilla.crossing`; a wrong one's docstring is part of the message it gets."""

import numpy as np


def _digits(decoder, classify, codes):
    return np.asarray(classify(decoder.predict(codes, verbose=0)))


def _codes(start, end, shares):
    return start + shares[:, None] * (end - start)


def _first(decoder, classify, start, end, shares):
    digits = _digits(decoder, classify, _codes(start, end, shares))
    return shares[np.argmax(digits == digits[-1])]


def right_first_true(decoder, classify, start, end, count):
    return _first(decoder, classify, start, end, np.linspace(0, 1, count))


def right_loop(decoder, classify, start, end, count):
    last = classify(decoder(end[None]))[0]
    for step in range(count):
        share = step / (count - 1)
        if classify(decoder((1 - share) * start[None] + share * end[None]))[0] == last:
            return share


def wrong_number_of_the_image(decoder, classify, start, end, count):
    """That is the number of the image"""
    return round(right_first_true(decoder, classify, start, end, count) * (count - 1))


def wrong_images_mixed(decoder, classify, start, end, count):
    """The images at both ends were mixed"""
    first, last = decoder.predict(np.stack([start, end]), verbose=0)
    shares = np.linspace(0, 1, count)
    digits = classify(first + shares[:, None, None, None] * (last - first))
    return shares[np.argmax(digits == digits[-1])]


def wrong_end_left_out(decoder, classify, start, end, count):
    """both ends belong to the way"""
    return _first(decoder, classify, start, end, np.linspace(0, 1, count, endpoint=False))


def wrong_last_four(decoder, classify, start, end, count):
    """the last image before the change"""
    return right_first_true(decoder, classify, start, end, count) - 1 / (count - 1)


def wrong_first_change_to_anything(decoder, classify, start, end, count):
    """for a way that passes a seven"""
    shares = np.linspace(0, 1, count)
    digits = _digits(decoder, classify, _codes(start, end, shares))
    return shares[np.argmax(digits != digits[0])]


def wrong_last_change(decoder, classify, start, end, count):
    """for a nine before the last nine"""
    shares = np.linspace(0, 1, count)
    digits = _digits(decoder, classify, _codes(start, end, shares))
    return shares[np.flatnonzero(digits != digits[-1])[-1] + 1]


def wrong_share_left_to_go(decoder, classify, start, end, count):
    """Expected 0.70 for a straight change"""
    return 1 - right_first_true(decoder, classify, start, end, count)


def wrong_codes_classified(decoder, classify, start, end, count):
    """`classify` takes images"""
    return classify(_codes(start, end, np.linspace(0, 1, count)))


def wrong_half_way(decoder, classify, start, end, count):
    """Expected 0.70 for a straight change"""
    return 0.5


def wrong_code_and_not_share(decoder, classify, start, end, count):
    """to be one finite number"""
    share = right_first_true(decoder, classify, start, end, count)
    return start + share * (end - start)
