"""How probable digits are under a variational autoencoder, trained with one sample or several."""

import math

import keras

from autoencoder_course import metrics
from coursework.execution.long_run_session import LongRun, all_training
from keras_autoencoders import builders, corruption, training

UNITS, CODE = [200, 200], 50  # of Burda et al. 2016, who have tanh and 3,280 epochs
TRAINED = {"k = 1": 1, "k = 5": 5}  # codes drawn for each image at each step
EPOCHS = {"k = 1": 200, "k = 5": 80}  # about as long on a CPU
ACTIVATION, RATE, BATCH = "silu", 2e-2, 1000  # chosen beforehand, on validation images
BIASES = 0.1  # their rate, in terms of the other: Muon leaves vectors to Adam
SAMPLES, EVERY = 5_000, 10  # test: so many codes for every tenth image, which takes a minute,
FEW = 100  # and so many for each: what more of them add varies little from image to image


def train(session):
    """Train in both ways; measure test images, whose pixels are drawn as 0 or 1 once."""
    images = keras.ops.convert_to_tensor(all_training(session.data).images)
    test = corruption.binarise(session.data.test.images, seed=0)
    values = {}
    for stage, samples in TRAINED.items():
        keras.utils.set_random_seed(session.seed)
        model = builders.variational(
            images.shape[1:], UNITS, CODE, activation=ACTIVATION, dynamic_binarisation=True
        )
        trained = builders.importance_weighted(model, samples) if samples > 1 else model
        trained.compile(
            optimizer(images, session.epochs[stage]),
            steps_per_execution=training.steps_per_execution(images, BATCH),
        )

        def negative_elbo(model=model):
            return -metrics.importance_weighted_bound(model, test[::EVERY], 1).mean()

        session.fit(stage, trained, images, None, batch_size=BATCH, measure=negative_elbo)
        values |= {f"{stage}: {what}": value for what, value in measured(model, test).items()}
    return values


def optimizer(images, epochs):
    """Return Muon: 20 epochs with it came as far as 60 with Adam, on validation images."""
    per_epoch = training.steps(images, BATCH)
    rate = training.warmup_cosine(RATE, epochs * per_epoch, per_epoch)
    return keras.optimizers.Muon(
        rate, adam_lr_ratio=BIASES, weight_decay=None, adam_weight_decay=None
    )


def measured(model, test):
    """Return bounds on the mean negative log-likelihood in nats, and intervals over images.

    Many samples for all images would take ten minutes. The mean over all with few samples, less
    what many samples add for every tenth image, estimates the same: its interval joins those of
    both means.
    """
    one, few = -metrics.importance_weighted_bound(model, test, [1, FEW])
    many = -metrics.importance_weighted_bound(model, test[::EVERY], SAMPLES)
    of_all, gain = metrics.mean_and_interval(few), metrics.mean_and_interval(few[::EVERY] - many)
    tenth = metrics.mean_and_interval(many)
    return {
        "negative ELBO, all images": one.mean(),
        f"{FEW:,} samples, all images": of_all.mean,
        f"{SAMPLES:,} samples, every tenth image": tenth.mean,
        f"{SAMPLES:,} samples, every tenth image: half-width over images": tenth.half_width,
        f"{SAMPLES:,} samples, all images, estimated": of_all.mean - gain.mean,
        f"{SAMPLES:,} samples, all images, estimated: half-width over images": math.hypot(
            of_all.half_width, gain.half_width
        ),
    }


def controls(data):
    """Return nothing: lecture 7 has the baselines, and both ways stand beside each other."""
    return {}


RUN = LongRun(
    "variational_bound",
    f"variational autoencoder 784–{'–'.join(map(str, UNITS))}–{CODE} with SiLU of binary digits, "
    "MNIST's 60,000 training images with pixels drawn anew at every step, test images drawn once; "
    f"trained with {' or '.join(map(str, TRAINED.values()))} samples for each image "
    f"({' or '.join(map(str, EPOCHS.values()))} epochs), Muon (biases: Adam) whose rate rises to "
    f"{RATE:g} in one epoch and falls to 0 like a cosine, batches of {BATCH:,}; nats per "
    f"test image, bounds with {FEW:,} samples for all images and {SAMPLES:,} for every tenth",
    "mnist",
    EPOCHS,
    train,
    controls,
    seeds=(0, 1),
)
