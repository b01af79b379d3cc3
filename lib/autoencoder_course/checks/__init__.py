"""What exercise cells call: one function per question, and `hint`.

A check runs the student's function on small inputs and looks at what it does, never at
how it is written. It prints a line if the answer is right and raises `CheckFailed`, with
a sentence or two and no traceback, if it is not.
"""

from autoencoder_course.checks import (
    applications,
    contractive,
    convolutional,
    denoising,
    microscopes,
    sparse,
    stacked,
    vanilla,
    variational,
)
from autoencoder_course.checks.common import CheckFailed, hint

__all__ = [
    "CheckFailed",
    "applications",
    "contractive",
    "convolutional",
    "denoising",
    "hint",
    "microscopes",
    "sparse",
    "stacked",
    "vanilla",
    "variational",
]
