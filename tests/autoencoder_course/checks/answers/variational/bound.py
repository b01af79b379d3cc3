"""Answers to `variational.bound`; a wrong docstring is part of its message."""

import numpy as np
from scipy import stats
from scipy.special import logsumexp


def _log_normal(values, mean, log_variance):
    squares = (values - mean) ** 2 / np.exp(log_variance)
    return -0.5 * np.sum(squares + log_variance + np.log(2 * np.pi), axis=-1)


def _log_mean_exp(values):
    return logsumexp(values, axis=1) - np.log(values.shape[1])


def _terms(log_likelihood, mean, log_variance, noise):
    mean, log_variance = mean[:, None], log_variance[:, None]
    codes = mean + np.exp(log_variance / 2) * noise
    return (
        log_likelihood(codes),
        _log_normal(codes, 0.0, 0.0),
        _log_normal(codes, mean, log_variance),
    )


def right_three_terms(log_likelihood, mean, log_variance, noise):
    pixels, prior, encoder = _terms(log_likelihood, mean, log_variance, noise)
    return _log_mean_exp(pixels + prior - encoder)


def right_without_the_constants(log_likelihood, mean, log_variance, noise):
    codes = mean[:, None] + np.exp(log_variance / 2)[:, None] * noise
    ratio = np.sum(noise**2 - codes**2 + log_variance[:, None], axis=-1) / 2
    return _log_mean_exp(log_likelihood(codes) + ratio)


def right_scipy_densities(log_likelihood, mean, log_variance, noise):
    mean, stddev = mean[:, None], np.exp(log_variance / 2)[:, None]
    codes = mean + stddev * noise
    prior = stats.norm.logpdf(codes).sum(axis=2)
    encoder = stats.norm.logpdf(codes, mean, stddev).sum(axis=2)
    return _log_mean_exp(log_likelihood(codes) + prior - encoder)


def wrong_elbo(log_likelihood, mean, log_variance, noise):
    """which is the ELBO whatever k is"""
    pixels, prior, encoder = _terms(log_likelihood, mean, log_variance, noise)
    return np.mean(pixels + prior - encoder, axis=1)


def wrong_no_encoder(log_likelihood, mean, log_variance, noise):
    """q(z | x) is missing"""
    pixels, prior, _ = _terms(log_likelihood, mean, log_variance, noise)
    return _log_mean_exp(pixels + prior)


def wrong_density_of_the_noise(log_likelihood, mean, log_variance, noise):
    """q(z | x) is that of the noise"""
    pixels, prior, _ = _terms(log_likelihood, mean, log_variance, noise)
    return _log_mean_exp(pixels + prior - _log_normal(noise, 0.0, 0.0))


def wrong_blank_below(log_likelihood, mean, log_variance, noise):
    """uses `own_log_mean_exp`, which is still blank"""

    def own_log_mean_exp(values):
        raise NotImplementedError("Your answer")

    pixels, prior, encoder = _terms(log_likelihood, mean, log_variance, noise)
    return own_log_mean_exp(pixels + prior - encoder)


def wrong_sum(log_likelihood, mean, log_variance, noise):
    """The weights are summed"""
    return right_three_terms(log_likelihood, mean, log_variance, noise) + np.log(noise.shape[1])


def wrong_no_prior(log_likelihood, mean, log_variance, noise):
    """p(z) is missing"""
    pixels, _, encoder = _terms(log_likelihood, mean, log_variance, noise)
    return _log_mean_exp(pixels - encoder)


def wrong_only_the_likelihood(log_likelihood, mean, log_variance, noise):
    """Only p(x | z) is averaged"""
    return _log_mean_exp(_terms(log_likelihood, mean, log_variance, noise)[0])


def wrong_encoder_multiplied(log_likelihood, mean, log_variance, noise):
    """q(z | x) is multiplied in"""
    return _log_mean_exp(sum(_terms(log_likelihood, mean, log_variance, noise)))


def wrong_places(log_likelihood, mean, log_variance, noise):
    """have changed places"""
    pixels, prior, encoder = _terms(log_likelihood, mean, log_variance, noise)
    return _log_mean_exp(pixels + encoder - prior)


def wrong_noise_as_codes(log_likelihood, mean, log_variance, noise):
    """The codes are the noise itself"""
    encoder = _log_normal(noise, mean[:, None], log_variance[:, None])
    return _log_mean_exp(log_likelihood(noise) + _log_normal(noise, 0.0, 0.0) - encoder)


def wrong_noise_times_the_variance(log_likelihood, mean, log_variance, noise):
    """its factor is the standard deviation"""
    scaled = np.exp(log_variance / 2)[:, None] * noise
    return right_three_terms(log_likelihood, mean, log_variance, scaled)


def wrong_constant_left_out_of_the_prior(log_likelihood, mean, log_variance, noise):
    """is in q(z | x), and not in p(z)"""
    pixels, prior, encoder = _terms(log_likelihood, mean, log_variance, noise)
    prior = prior + noise.shape[-1] * np.log(2 * np.pi) / 2
    return _log_mean_exp(pixels + prior - encoder)


def wrong_constant_left_out_of_the_encoder(log_likelihood, mean, log_variance, noise):
    """is in p(z), and not in q(z | x)"""
    pixels, prior, encoder = _terms(log_likelihood, mean, log_variance, noise)
    encoder = encoder + noise.shape[-1] * np.log(2 * np.pi) / 2
    return _log_mean_exp(pixels + prior - encoder)


def wrong_best_sample(log_likelihood, mean, log_variance, noise):
    """The best sample is taken"""
    pixels, prior, encoder = _terms(log_likelihood, mean, log_variance, noise)
    return (pixels + prior - encoder).max(axis=1)


def wrong_one_image_after_the_other(log_likelihood, mean, log_variance, noise):
    """Expected `log_likelihood` to be given codes of shape"""
    return log_likelihood(mean[0] + np.exp(log_variance[0] / 2) * noise[0])


def wrong_mean_over_the_images(log_likelihood, mean, log_variance, noise):
    """Expected a bound for each of"""
    return right_three_terms(log_likelihood, mean, log_variance, noise).mean()


def wrong_first_for_all(log_likelihood, mean, log_variance, noise):
    """another one's is not"""
    return np.repeat(right_three_terms(log_likelihood, mean, log_variance, noise)[:1], len(mean))
