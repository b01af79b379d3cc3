"""Patches are windows of the images, at places that a seed fixes."""

import numpy as np
import pytest

from autoencoder_course import datasets

# Each pixel says where it is, in units of 1/256: image · 100 + row · 10 + column.
GREY = np.add.outer(np.add.outer(100 * np.arange(3), 10 * np.arange(4)), np.arange(6)) / 256


def test_a_patch_is_a_window_of_one_image():
    patches = datasets.random_patches(GREY, 2, 2_000, seed=0)
    corner = patches[:, 0, 0]
    steps = 256 * (patches - corner[:, None, None])
    np.testing.assert_array_equal(steps, [[[0, 1], [10, 11]]] * 2_000)
    # All of 3 images · 3 rows · 5 columns, and no others.
    assert set(corner) == set(GREY[:, :3, :5].ravel())


def test_colours_stay_last():
    coloured = np.stack([GREY, -GREY], axis=-1)
    patches = datasets.random_patches(coloured, 3, 5, seed=1)
    assert patches.shape == (5, 3, 3, 2)
    np.testing.assert_array_equal(patches[..., 0], datasets.random_patches(GREY, 3, 5, seed=1))
    np.testing.assert_array_equal(patches[..., 1], -patches[..., 0])


def test_the_seed_fixes_the_places_and_patches_are_a_copy():
    first, again, other = (datasets.random_patches(GREY, 2, 50, seed=seed) for seed in (0, 0, 1))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()
    first[:] = -1
    assert GREY.min() == 0


def test_no_images_have_no_patches():
    with pytest.raises(ValueError, match="at least one image in `images`"):
        datasets.random_patches(GREY[:0], 2, 1, seed=0)


@pytest.mark.parametrize(
    ("size", "count", "name"), [(5, 1, "size"), (0, 1, "size"), (2, 0, "count")]
)
def test_wrong_sizes_are_named(size, count, name):
    with pytest.raises(ValueError, match=f"`{name}`"):
        datasets.random_patches(GREY, size, count, seed=0)
