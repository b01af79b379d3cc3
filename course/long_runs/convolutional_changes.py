"""The residual autoencoder of colour photographs, trained for short, with one change at a time."""

import keras
from convolutional_comparisons import fit, new_muon
from convolutional_photographs import BATCH, CODE, PATTERN, RATE, alternation, build, restore
from keras import ops

from autoencoder_course import metrics
from coursework.execution.long_run_session import LongRun

PHOTOGRAPHS, EPOCHS = 6_400, 1
CHANGES = {
    "nothing": {},
    "batch of 1,000": {"batch_size": 1_000},
    "Adam in place of Muon": {"optimizer": keras.optimizers.Adam},
    "no activations": {"activation": None},
    "no block in the encoder": {"encoder_blocks": 0},
    "no blocks in the decoder": {"decoder_blocks": 0},
    "sigmoid pixels": {"output_activation": "sigmoid"},
    "black in place of the mean": {"mean": 0.0},
    "last kernels of 6": {"decoder_kernel_size": 6},
    "last kernels of 4": {"decoder_kernel_size": 4},
}


def train(session):
    """Train with each change; measure the error and, of the last kernels, the pattern."""
    images, test = session.data.train.images, session.data.test.images
    some = ops.convert_to_tensor(images[:PHOTOGRAPHS])
    values = {}
    for done, (name, changes) in enumerate(CHANGES.items(), start=1):
        options = dict(changes)
        batch_size, optimizer = options.pop("batch_size", BATCH), options.pop("optimizer", new_muon)
        model = build(images, session.seed, **options)
        fit(model, some, EPOCHS, RATE, batch_size, optimizer)
        restored = restore(model, test)
        values[f"test MSE, {name}"] = metrics.mean_squared_error(test, restored)
        if name == "nothing" or "kernels" in name:
            values[f"alternation, {name}"] = alternation(restored[:PATTERN], test[:PATTERN])
        session.tell("comparisons", done)
    return values


def controls(data):
    """Return the error of PCA of the same photographs, with pixels clipped to [0, 1]."""
    few = data.train.images[:PHOTOGRAPHS]
    return {"PCA-64": metrics.pca_baseline(few, data.test.images, CODE)}


RUN = LongRun(
    "convolutional_changes",
    f"the network of convolutional_photographs with one change at a time, {PHOTOGRAPHS:,} "
    f"photographs, {EPOCHS} epoch, Muon whose rate rises to {RATE:g} in a tenth of the steps and "
    f"falls to 0 like a cosine, batches of {BATCH} where nothing else is said",
    "cifar10",
    {"comparisons": len(CHANGES)},
    train,
    controls,
)
