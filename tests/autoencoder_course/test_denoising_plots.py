"""Figures with captions under images, and with arrows."""

import numpy as np
import pytest

from autoencoder_course import plots

IMAGES = np.random.default_rng(0).random((3, 4, 4, 1))
POINTS = np.random.default_rng(1).random((5, 2))


def shown_texts(figure):
    return [text.get_text() for axis in figure.axes for text in axis.texts if text.get_text()]


def test_numbers_stand_under_their_images_with_one_digit():
    figure = plots.captioned_images(
        {"clean": IMAGES, "noisy": IMAGES}, {"noisy": [12.34, np.inf, "best"]}
    )
    assert shown_texts(figure) == ["clean", "12.3", "noisy", "inf", "best"]
    assert [axis.images[0].get_array().shape for axis in figure.axes] == [(4, 4)] * 6


def test_captions_have_to_fit_a_row():
    with pytest.raises(ValueError, match=r"one caption per image of a row.*'noisy' with 2"):
        plots.captioned_images({"noisy": IMAGES}, {"noisy": [1, 2]})
    with pytest.raises(ValueError, match="'other' with 3"):
        plots.captioned_images({"noisy": IMAGES}, {"other": [1, 2, 3]})
    with pytest.raises(ValueError, match="as many images in all `rows`"):
        plots.captioned_images({"a": IMAGES, "b": IMAGES[:2]}, {})
    with pytest.raises(ValueError, match="at least one row"):
        plots.captioned_images({}, {})


def test_arrows_of_all_panels_have_one_scale():
    figure = plots.arrow_fields(POINTS, POINTS, {"one": POINTS, "double": 2 * POINTS})
    (one,), (double,) = (
        [item for item in axis.collections if hasattr(item, "scale")] for axis in figure.axes
    )
    assert one.scale == double.scale
    np.testing.assert_allclose(double.U, 2 * one.U)
    assert [axis.get_title() for axis in figure.axes] == ["one", "double"]


def test_fields_have_to_fit_their_places():
    with pytest.raises(ValueError, match="at least one field"):
        plots.arrow_fields(POINTS, POINTS, {})
    with pytest.raises(ValueError, match="same shape"):
        plots.arrow_fields(POINTS, POINTS, {"one": POINTS[:2]})
    with pytest.raises(ValueError, match=r"`points` to have the shape \(n, 2\)"):
        plots.arrow_fields(POINTS[:, :1], POINTS, {"one": POINTS})


@pytest.mark.parametrize(
    ("rows", "captions", "options", "told"),
    [
        ({"a": IMAGES[..., 0]}, {}, {}, r"`rows\['a'\]` of shape \(n, height, width, 1 or 3\)"),
        ({"a": IMAGES.repeat(2, -1)}, {}, {}, r"1 or 3\), at least one.*Received: shape \(3, "),
        ({"a": IMAGES[:0]}, {}, {}, r"at least one image. Received: shape \(0, "),
        ({"a": []}, {}, {}, r"at least one image. Received: shape \(0,\)"),
        ({"a": IMAGES}, {"a": 3.5}, {}, r"one caption per image of a row.*'a' with 3.5"),
        ({"a": IMAGES}, {"a": "abc"}, {}, r"one caption per image of a row.*'a' with 'abc'"),
        ({"a": IMAGES}, {"a": ["x", None, 1]}, {}, r"`captions\['a'\]` to hold texts or numbers"),
        ({"a": IMAGES}, {}, {"tile": 0}, r"`tile` to be a positive number. Received: tile=0"),
        ({"a": IMAGES}, {}, {"tile": np.nan}, r"`tile` to be a positive number"),
    ],
)
def test_what_cannot_be_shown_with_captions_is_told(rows, captions, options, told):
    with pytest.raises(ValueError, match=told):
        plots.captioned_images(rows, captions, **options)


def test_no_points_and_no_places_are_told():
    for points, places, name in ((POINTS[:0], POINTS, "points"), (POINTS, POINTS[:0], "places")):
        with pytest.raises(
            ValueError, match=rf"`{name}` to have .* n at least 1. Received: \(0, 2"
        ):
            plots.arrow_fields(points, places, {"one": POINTS})
    with pytest.raises(ValueError, match=r"`fields\['one'\]` to be finite"):
        plots.arrow_fields(POINTS, POINTS, {"one": np.nan * POINTS})
