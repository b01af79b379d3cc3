"""What `convolutional_comparisons` lacks: the dense network with twice the epochs."""

import keras
from convolutional_comparisons import BATCH, EPOCHS, IMAGES, RATE, error_of, fit, kinds, new_dense
from keras import ops

from coursework.execution.long_run_session import LongRun

STAGE = "networks"  # one epoch of the display is one of them


def train(session):
    """Train the dense network on each kind of image, for twice the epochs."""
    values = {}
    for done, (what, images, held_out) in enumerate(kinds(session.data), start=1):
        keras.utils.set_random_seed(session.seed)
        model = new_dense()
        fit(model, ops.convert_to_tensor(images[:IMAGES]), 2 * EPOCHS, RATE, BATCH)
        values[f"test MSE, {what}, dense, twice the epochs"] = error_of(model, held_out)
        session.tell(STAGE, min(done, session.epochs[STAGE]))
    return values


def controls(data):
    """Return nothing: what it stands beside is the record of `convolutional_comparisons`."""
    return {}


RUN = LongRun(
    "convolutional_seconds",
    f"the dense network of convolutional_comparisons, on the same {IMAGES:,} images of each kind, "
    f"for {2 * EPOCHS} epochs: twice as many as there",
    "mnist",
    {STAGE: 3},
    train,
    controls,
    seeds=(0, 1, 2, 3, 4),
)
