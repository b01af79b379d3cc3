"""Answers to `vanilla.largest_angle`; a wrong one's docstring is part of its message."""

import numpy as np
import scipy.linalg


def right_scipy(a, b):
    return np.degrees(scipy.linalg.subspace_angles(a.T, b.T)).max()


def right_bases_from_singular_vectors(a, b):
    basis_a = np.linalg.svd(a, full_matrices=False)[2]
    basis_b = np.linalg.svd(b, full_matrices=False)[2]
    smallest = np.linalg.svd(basis_a @ basis_b.T)[1][-1]
    return float(np.rad2deg(np.arccos(min(smallest, 1.0))))


def _cosines(a, b):
    return np.clip(
        np.linalg.svd(np.linalg.qr(a.T)[0].T @ np.linalg.qr(b.T)[0], compute_uv=False), -1, 1
    )


def wrong_radians(a, b):
    """return degrees"""
    return np.arccos(_cosines(a, b).min())


def wrong_smallest_angle(a, b):
    """Expected 30 degrees"""
    return np.degrees(np.arccos(_cosines(a, b).max()))


def wrong_rows_not_made_orthonormal(a, b):
    """Expected"""
    return np.degrees(np.arccos(np.clip(np.linalg.svd(a @ b.T)[1].min(), -1, 1)))


def wrong_rows_only_normalised(a, b):
    """Expected 0 degrees"""
    a, b = (m / np.linalg.norm(m, axis=1, keepdims=True) for m in (a, b))
    return np.degrees(np.arccos(np.clip(np.linalg.svd(a @ b.T)[1].min(), -1, 1)))


def wrong_columns_in_place_of_rows(a, b):
    """Expected 90 degrees"""
    return np.degrees(
        np.arccos(np.clip(np.linalg.svd(np.linalg.qr(a)[0].T @ np.linalg.qr(b)[0])[1].min(), -1, 1))
    )


def wrong_angle_between_first_vectors(a, b):
    """Expected"""
    cosine = a[0] @ b[0] / np.linalg.norm(a[0]) / np.linalg.norm(b[0])
    return np.degrees(np.arccos(np.clip(cosine, -1, 1)))


def wrong_cosine(a, b):
    """Expected"""
    return _cosines(a, b).min()


def wrong_constant(a, b):
    """Expected 90 degrees"""
    return 0.0


def wrong_all_angles(a, b):
    """to be one finite number"""
    return np.degrees(np.arccos(_cosines(a, b)))
