"""Answers to `denoising.salt_and_pepper`; a wrong one's docstring is part of its message."""

import numpy as np
from keras import ops

from keras_autoencoders import corruption


def _place(images, seed):
    return np.random.default_rng(seed).random((*images.shape[:-1], 1))


def right_masks_of_one_draw(images, probability, seed):
    noisy = images.copy()
    place = _place(images, seed)[..., 0]
    noisy[place < probability / 2] = 1
    noisy[(place >= probability / 2) & (place < probability)] = 0
    return noisy


def right_where_and_which(images, probability, seed):
    generator = np.random.default_rng(seed)
    replaced = generator.random((*images.shape[:3], 1)) < probability
    colour = generator.integers(0, 2, (*images.shape[:3], 1))
    return np.where(replaced, colour, images)


def right_counted_pixels_of_each_image(images, probability, seed):
    generator = np.random.default_rng(seed)
    noisy = images.copy()
    pixels = images.shape[1] * images.shape[2]
    for image in noisy:
        chosen = generator.permutation(pixels)[: round(probability * pixels)]
        flat = image.reshape(pixels, -1)
        flat[chosen[::2]] = 1
        flat[chosen[1::2]] = 0
    return noisy


def right_keras_ops(images, probability, seed):
    place = ops.convert_to_tensor(_place(images, seed), "float32")
    peppered = ops.where(place < probability / 2, 0.0, images)
    return ops.where(place >= 1 - probability / 2, 1.0, peppered)


def right_from_the_library(images, probability, seed):
    return corruption.add_salt_and_pepper_noise(images, probability, seed=seed)


def wrong_salt_only(images, probability, seed):
    """Only white pixels appear"""
    return np.where(_place(images, seed) < probability, 1.0, images)


def wrong_pepper_only(images, probability, seed):
    """Only black pixels appear"""
    return np.where(_place(images, seed) < probability, 0.0, images)


def wrong_each_with_the_full_probability(images, probability, seed):
    """salt and pepper together"""
    place = _place(images, seed)
    return np.where(place < probability, 0.0, np.where(place >= 1 - probability, 1.0, images))


def wrong_second_draw_overwrites_the_first(images, probability, seed):
    """Does one overwrite the other?"""
    generator = np.random.default_rng(seed)
    shape = (*images.shape[:3], 1)
    salted = np.where(generator.random(shape) < probability / 2, 1.0, images)
    return np.where(generator.random(shape) < probability / 2, 0.0, salted)


def wrong_more_salt_than_pepper(images, probability, seed):
    """as much salt as pepper"""
    place = _place(images, seed)
    salted = np.where(place < 0.7 * probability, 1.0, images)
    return np.where((place >= 0.7 * probability) & (place < probability), 0.0, salted)


def wrong_each_channel_by_itself(images, probability, seed):
    """in one channel only"""
    place = np.random.default_rng(seed).random(images.shape)
    peppered = np.where(place < probability / 2, 0.0, images)
    return np.where(place >= 1 - probability / 2, 1.0, peppered)


def wrong_same_places_in_every_image(images, probability, seed):
    """The same pixels are replaced in every image"""
    place = np.random.default_rng(seed).random((*images.shape[1:3], 1))
    peppered = np.where(place < probability / 2, 0.0, images)
    return np.where(place >= 1 - probability / 2, 1.0, peppered)


def wrong_added_and_clipped(images, probability, seed):
    """they add nothing to it"""
    place = _place(images, seed)
    noise = 0.5 * (place < probability / 2) - 0.5 * (place >= 1 - probability / 2)
    return np.clip(images + noise, 0, 1)


def wrong_gaussian(images, probability, seed):
    """they add nothing to it"""
    return corruption.add_gaussian_noise(images, probability, seed=seed)


def wrong_changes_its_input(images, probability, seed):
    """changes `images` itself"""
    place = _place(images, seed)[..., 0]
    images[place < probability / 2] = 0
    images[place >= 1 - probability / 2] = 1
    return images


def wrong_no_seed(images, probability, seed):
    """Called twice with one seed"""
    return right_from_the_library(images, probability, int(np.random.default_rng().integers(1e9)))


def wrong_seed_of_its_own(images, probability, seed):
    """the same noise for every seed"""
    return right_from_the_library(images, probability, 42)


def wrong_probability_of_its_own(images, probability, seed):
    """of the pixels to be replaced"""
    return right_from_the_library(images, 0.5, seed)


def wrong_images_as_they_were(images, probability, seed):
    """No pixel is replaced"""
    return images


def wrong_white_is_255(images, probability, seed):
    """neither as they were nor 0 nor 1"""
    place = _place(images, seed)
    peppered = np.where(place < probability / 2, 0, images)
    return np.where(place >= 1 - probability / 2, 255, peppered)


def wrong_mask_returned(images, probability, seed):
    """Expected noisy images of shape"""
    return _place(images, seed)[..., 0] < probability
