"""Lecture 2's comparisons: depth, ways to grow a stack, starts of a classifier, tied weights."""

import keras

from autoencoder_course import datasets, label_budgets, metrics, profile
from coursework.execution.long_run_session import LongRun
from keras_autoencoders import builders, training

EPOCHS, STEP_EPOCHS, BATCH = 4, 2, 250
# Chosen on validation images: for shallow networks and for deep ones (at 0.016 some seeds fail).
RATE, DEEP_RATE = 0.016, 0.008
# Also on validation images, with the first seed: of 0.004, 0.008 and 0.016 for the joint training
# after the greedy one; up to 0.032 for a network on clothes, where both ways fail.
JOINT_RATE = 0.016
CLOTHES_RATES = {"untied": 0.016, "tied": 0.016}
HIDDEN, CODE = [256, 128, 64], 30
NETWORKS = {  # hidden units, code size, learning rate, epochs
    "1 hidden layer": ([300], CODE, RATE, EPOCHS),
    "1 wide layer": ([600], CODE, RATE, EPOCHS // 2),  # twice the weights, half the epochs
    "2 hidden layers": ([260, 140], CODE, RATE, EPOCHS),
    "3 layers, equal widths": ([220, 172, 172], CODE, RATE, EPOCHS),
    "4 hidden layers": ([256, 128, 64, 32], CODE, DEEP_RATE, EPOCHS),
    "1 hidden layer, code of 8": ([300], 8, RATE, EPOCHS),
    "3 hidden layers, code of 8": (HIDDEN, 8, DEEP_RATE, EPOCHS),
}
PCA_SIZES = [8, CODE]
LABEL_BUDGETS = [100, 1_000, 10_000]
# Chosen for each start and label budget on validation images, of six from 0.002 to 0.064 (with
# 10,000 labels of four, to 0.016). "Greedy, then joint" takes those that both of its halves have.
LABEL_RATES = {
    "from scratch": [2e-3, 8e-3, 8e-3],
    "greedy": [4e-3, 4e-3, 1.6e-2],
    "greedy, then joint": [4e-3, 4e-3, 1.6e-2],
    "end to end": [4e-3, 4e-3, 1.6e-2],
    "end to end, rescaled": [2e-3, 1.6e-2, 1.6e-2],
    "from scratch, scaled up": [4e-3, 1.6e-2, 1.6e-2],
}


def train(session):
    """Train every network with one seed, and each classifier from every start."""
    told = iter(range(1, TRAININGS + 1))

    def tell():
        session.tell("comparisons", min(next(told), session.epochs["comparisons"]))

    images, test = session.data.train.images, session.data.test.images
    values = {}
    for name, (hidden, code_size, rate, epochs) in NETWORKS.items():
        stack = new_stack(session.seed, hidden, code_size)
        values[f"test MSE, {name}"] = trained(stack, images, test, rate, epochs)
        tell()
    values |= on_clothes(session, tell)
    ways, starts = three_ways(session, tell)
    return values | ways | with_labels(session, starts, tell)


def new_stack(seed, hidden=HIDDEN, code_size=CODE, **options):
    """Build a stack with SELU, a linear code and random weights."""
    keras.utils.set_random_seed(seed)
    return builders.stacked(
        (28, 28, 1), hidden, code_size, activation="selu", code_activation=None, **options
    )


def adam_for(epochs, rate, images):
    """Return Adam whose rate rises during the first quarter of the steps, then falls to 0."""
    steps = epochs * training.steps(images, BATCH)
    return keras.optimizers.Adam(training.warmup_cosine(rate, steps, steps // 4))


def trained(stack, images, test, rate, epochs=EPOCHS):
    """Train a stack in place; return its test MSE."""
    stack.compile(
        adam_for(epochs, rate, images),
        "mse",
        steps_per_execution=training.steps_per_execution(images, BATCH),
    )
    stack.fit(images, images, batch_size=BATCH, epochs=epochs, verbose=0)
    return error_on(stack, test)


def error_on(stack, test):
    """Return a stack's mean squared error per pixel."""
    return metrics.mean_squared_error(test, stack.predict(test, batch_size=1000, verbose=0))


def clothes_like(data):
    """Load as many clothes as there are digits at most."""
    return datasets.load("fashion_mnist", limit=len(data.train.images))


def on_clothes(session, tell):
    """Train 784-300-30 on clothes, untied and tied."""
    clothes, values = clothes_like(session.data), {}
    for way, rate in CLOTHES_RATES.items():
        stack = new_stack(session.seed, [300], tied=way == "tied")
        error = trained(stack, clothes.train.images, clothes.test.images, rate)
        values[f"test MSE, clothes, {way}"] = error
        tell()
    return values


def three_ways(session, tell):
    """Grow a stack layer by layer and end to end; return errors, and the encoders' weights."""
    images, test = session.data.train.images, session.data.test.images
    values, starts = {}, {}

    def note(way, stack, name, error):
        values[f"test MSE, {name}"] = error
        starts[way] = stack.get_layer("encoder").get_weights()
        tell()

    stack = new_stack(session.seed)
    training.pretrain_layerwise(
        stack,
        images,
        epochs=STEP_EPOCHS,
        batch_size=BATCH,
        optimizer=adam_for(STEP_EPOCHS, DEEP_RATE, images),
        seed=session.seed,
    )
    note("greedy", stack, "greedy, alone", error_on(stack, test))
    joint = trained(stack, images, test, JOINT_RATE, STEP_EPOCHS)
    note("greedy, then joint", stack, "greedy, then joint", joint)
    stack = new_stack(session.seed)
    note("end to end", stack, "3 hidden layers", trained(stack, images, test, DEEP_RATE))
    return values, starts


def with_labels(session, starts, tell):
    """Train classifiers from all starts; return their accuracies and a probe's on pixels."""
    data, trainer = session.data, label_budgets.Trainer(new_classifier)
    starts, values = with_other_spreads(session, starts)
    for number, budget in enumerate(profile.by_profile(LABEL_BUDGETS, LABEL_BUDGETS[:1])):
        labelled = datasets.balanced_subset(data.train, budget, seed=session.seed)
        if not number:
            probe = metrics.linear_probe(labelled, data.validation, data.test)
            values[f"linear probe on pixels, {budget:,} labels (%)"] = 100 * probe.accuracy
        draws = [(labelled, data.validation, data.test)]
        for way, rates in LABEL_RATES.items():
            start = start_from(starts[way])
            right = trainer.accuracies(draws, [session.seed], [rates[number]], start)
            values[f"{way}, {budget:,} labels (%)"] = right[0]
            tell()
    return values


def new_classifier():
    """Build the stack's encoder with a softmax layer, random weights."""
    stack = builders.stacked((28, 28, 1), HIDDEN, CODE, activation="selu", code_activation=None)
    return builders.classifier(stack.get_layer("encoder"), 10)


def start_from(weights):
    """Return a function that gives a classifier's encoder these weights."""
    return lambda model: model.get_layer("encoder").set_weights(weights)


def with_other_spreads(session, starts):
    """Add fresh weights, trained ones with their spreads and the reverse; return codes' spreads."""
    keras.utils.set_random_seed(session.seed)
    starts = {**starts, "from scratch": new_classifier().get_layer("encoder").get_weights()}
    images = session.data.validation.images
    spreads = {way: with_spreads(weights, images)[1] for way, weights in starts.items()}
    for way, source, wanted in (
        ("end to end, rescaled", "end to end", "from scratch"),
        ("from scratch, scaled up", "from scratch", "end to end"),
    ):
        starts[way], _ = with_spreads(starts[source], images, spreads[wanted])
    return starts, {f"spread of the code, {way}": each[-1] for way, each in spreads.items()}


def with_spreads(weights, images, wanted=()):
    """Scale an encoder's layers until outputs spread as wanted; return weights and spreads."""
    encoder = new_classifier().get_layer("encoder")
    values, spreads = images.reshape(len(images), -1), []
    encoder.set_weights(weights)
    for number, layer in enumerate(layer for layer in encoder.layers if layer.weights):
        for _ in range(10 if wanted else 0):  # SELU is no straight line: one step is not enough
            factor = wanted[number] / keras.ops.convert_to_numpy(layer(values)).std()
            layer.set_weights([factor * each for each in layer.get_weights()])
        values = keras.ops.convert_to_numpy(layer(values))
        spreads.append(float(values.std()))
    return encoder.get_weights(), spreads


def controls(data):
    """Return what the mean image and clipped PCA leave."""
    images, test, clothes = data.train.images, data.test.images, clothes_like(data)
    errors = metrics.pca_baseline(images, test, PCA_SIZES)
    return {
        "mean image": metrics.mean_image_baseline(images, test),
        **{f"PCA-{size}, clipped": error for size, error in zip(PCA_SIZES, errors, strict=True)},
        f"clothes: PCA-{CODE}, clipped": metrics.pca_baseline(
            clothes.train.images, clothes.test.images, CODE
        ),
    }


# Each network, two on clothes, three ways, and the classifiers.
TRAININGS = len(NETWORKS) + 2 + 3 + len(LABEL_RATES) * len(LABEL_BUDGETS)
RUN = LongRun(
    "stacked_comparisons",
    "stacks of 784 pixels with SELU, a linear code and sigmoid pixels; mean squared error, "
    f"{EPOCHS} epochs on 55,000 training images in batches of {BATCH}, Adam whose rate rises in a "
    f"quarter of the steps to {RATE:g} (256–128–64: {DEEP_RATE:g}) and falls to 0 like a cosine; "
    "classifiers on their encoders, with 100 to 10,000 labels",
    "mnist",
    {"comparisons": TRAININGS},
    train,
    controls,
    seeds=(0, 1, 2, 3, 4),
)
