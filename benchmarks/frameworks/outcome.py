"""What a contestant tells about a training."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Trained:
    """A warm-up epoch, which compiles, and the epochs after it.

    Attributes:
        loss: Mean over the images of the warm-up epoch, each batch before its step.
        seconds: How long each later epoch took.
    """

    loss: float
    seconds: list[float]
