"""Checks of exercise 2: stacked autoencoders."""

import keras
import numpy as np

from autoencoder_course import metrics
from autoencoder_course.checks.common._core import call, expect, question
from autoencoder_course.checks.common._data import striped_data
from autoencoder_course.checks.denoising._grey import (
    expect_grey_choice,
    grey_builder,
    grey_data,
    grey_runs,
)
from autoencoder_course.checks.stacked import _stacks
from autoencoder_course.checks.stacked._confusion import (
    expect_most_confused,
    expect_worst_class,
    planted_confusion,
)
from autoencoder_course.checks.stacked._stacks import (
    apply,
    expect_model,
    expect_parts,
    is_linear,
    through,
    train_a_step,
)
from autoencoder_course.checks.stacked._tied import TiedWeights, expect_tied, tied_slope
from keras_autoencoders import builders


@question(
    "stacked.confusion",
    hints=(
        "The diagonal holds the right answers, and a row holds all pictures of a class. For "
        "the mistakes, the diagonal must not count.",
        "np.diag(counts) / counts.sum(axis=1) are the shares of right answers. Set the diagonal "
        "of a COPY of counts to 0; np.unravel_index(copy.argmax(), copy.shape) is the pair.",
    ),
)
def confusion(read, seed=0):
    """Check a function `read(counts)` that returns (worst class, (right, answer))."""
    counts = planted_confusion(seed)
    given = counts.copy()
    answer = call(read, given)
    expect(
        isinstance(answer, (tuple, list)) and len(answer) == 2,
        "Expected two things: the worst class, and the pair (right, answer).",
    )
    expect_worst_class(answer[0], counts)
    expect_most_confused(answer[1], counts)
    expect(
        np.array_equal(given, counts),
        "Your function changes `counts` itself: work on a copy of it.",
    )


@question(
    "stacked.greedy_step",
    hints=(
        "Make the two Dense layers first and keep them in variables; put both into a "
        "keras.Sequential to train them, and return them afterwards.",
        "layer = layers.Dense(units, activation='relu'), partner = layers.Dense(inputs.shape[1]). "
        "After model.fit(inputs, inputs, ...) the codes are layer(inputs).",
    ),
)
def greedy_step(step, features=12, units=6, epochs=12):
    """Check a function `step(inputs, units, epochs)` returning (layer, partner, codes)."""
    keras.utils.set_random_seed(0)
    inputs = _stacks.codes_from_below(features, units - 2)
    answer = call(step, inputs.copy(), units, epochs)
    expect(
        isinstance(answer, (tuple, list)) and len(answer) == 3,
        "Expected three things: the layer, its partner, and the codes.",
    )
    layer, partner = answer[:2]
    for part, width, name in ((layer, units, "layer"), (partner, features, "partner")):
        expect(
            isinstance(part, keras.layers.Dense) and part.built and part.units == width,
            f"Expected the {name} to be a trained keras.layers.Dense with {width} units. "
            f"Received: {part}.",
        )
    codes, expected = np.asarray(answer[2]), apply(layer, inputs, "the layer")
    expect(
        codes.shape == expected.shape,
        f"Expected codes of shape {expected.shape}. Received: {codes.shape}.",
    )
    expect(
        np.allclose(codes, expected, atol=1e-3),
        "The codes are not what the returned layer makes of `inputs`: compute them after "
        "training, from the inputs as they were given.",
    )
    expect(
        not is_linear(inputs, codes),
        "The codes are a linear function of the inputs, so stacked layers would be no better "
        "than one: give the layer an activation.",
    )
    expect(
        apply(partner, 100 * (codes - codes.mean()), "the partner").min() < -1,
        f"The inputs go down to {inputs.min():.1f}, but whatever the codes are, the partner does "
        "not: leave its activation away.",
    )
    restored = apply(partner, codes, "the partner")
    error, mean_error = np.mean((restored - inputs) ** 2), np.mean(np.var(inputs, axis=0))
    expect(
        error < 0.5 * mean_error,
        f"The pair restores its own inputs with an error of {error:.2f}; their mean alone has "
        f"{mean_error:.2f}. Are `inputs`, unchanged, the target too, and does the training use "
        "all `epochs`, with Adam at a rate of about 0.002 or more?",
    )


@question(
    "stacked.stack_pairs",
    hints=(
        "The encoder uses the layers in the order of `pairs`; what was encoded last has to be "
        "decoded first.",
        "Build both parts from the layers of `pairs`, with reversed(pairs) for the decoder and a "
        "Reshape at its end. keras.models.clone_model(model), then set_weights("
        "model.get_weights()) on the clone, makes a model of its own.",
    ),
)
def stack_pairs(stack, widths=(12, 12)):
    """Check a function `stack(pairs, image_shape)` that returns a deep autoencoder."""
    generator = np.random.default_rng(8)
    shape = (4, 3, 1)
    pairs = _stacks.random_pairs(12, widths, generator)
    before = [[w.copy() for layer in pair for w in layer.get_weights()] for pair in pairs]
    model = call(stack, list(pairs), shape)
    images = generator.random((16, *shape), dtype="float32")
    codes, restored = expect_parts(model, images, widths[-1])
    flat, layers, partners = images.reshape(16, -1), *zip(*pairs, strict=True)
    expect(
        np.allclose(codes, through(layers, flat), atol=1e-4),
        "The encoder's codes are not those of the layers in `pairs`, one after the other: is "
        "their order right, and do they keep their weights and activations?",
    )
    expect(
        np.allclose(restored.reshape(16, -1), through(partners[::-1], codes), atol=1e-4),
        "The decoder does not undo the encoder step by step: the partner of the LAST layer "
        "comes first, and all keep their weights.",
    )
    old = model.get_weights()
    train_a_step(model, images)
    now = [[w for layer in pair for w in layer.get_weights()] for pair in pairs]
    expect(
        all(
            np.array_equal(a, b)
            for p, q in zip(before, now, strict=True)
            for a, b in zip(p, q, strict=True)
        ),
        "Training the stack changed the layers in `pairs`: give the stack copies of them.",
    )
    expect(
        len(old) == 4 * len(pairs)
        and not any(np.array_equal(a, b) for a, b in zip(old, model.get_weights(), strict=True)),
        f"Expected {4 * len(pairs)} weight arrays, and a step of training to change each of "
        "them: is any layer frozen, missing or superfluous?",
    )


@question(
    "stacked.learning_rate",
    hints=(
        "In a loop over the rates: seed, build, compile, fit, and measure on the validation "
        "split. The test split is needed once, for the model that you choose.",
        "Keep the smallest validation error so far, starting from np.inf: `if error < smallest` "
        "is never true for NaN. profile.set_seed() before build() makes the starts equal.",
    ),
)
def learning_rate(choose, rates=(30.0, 0.1, 0.2, 0.04), epochs=5):
    """Check a function `choose(build, data, rates, epochs)` returning (rate, test error)."""
    data = grey_data()
    build, built = grey_builder()
    answer = call(choose, build, data, list(rates), epochs)
    expect(
        isinstance(answer, (tuple, list)) and len(answer) == 2,
        "Expected two things: the chosen rate, and the test error.",
    )
    expect_grey_choice(answer, grey_runs(built, epochs, len(rates)), rates, data)


@question(
    "stacked.tied",
    hints=(
        "Make the encoder's Dense layers first and keep them in a list. A layer back uses "
        "`dense.kernel` at the moment of the call, not a copy of its numbers.",
        "TiedDense(number of inputs of dense, tied_to=dense, activation=...) is such a layer, "
        "once `dense` has been called. Go through the list in reverse; only the last one gets "
        "the sigmoid.",
    ),
)
def tied(build, image_shape=(5, 2, 1), units=(6, 4)):
    """Check a function `build(image_shape, units)` that returns a tied stack."""
    keras.utils.set_random_seed(1)
    model = call(build, image_shape, list(units))
    expect_model(model)
    generator = np.random.default_rng(9)
    images = generator.random((20, *image_shape), dtype="float32")
    restored = apply(model, images, "the model")
    expect(
        restored.shape == images.shape,
        f"Expected images of shape {images.shape} to come out. Received: {restored.shape}.",
    )
    weights = TiedWeights(model, [int(np.prod(image_shape)), *units])
    weights.expect_complete()
    weights.randomise(generator)
    values = expect_tied(model, weights, images, "after all weights were given new values")
    place = (2, 1)
    slope = tied_slope(images, values, place)
    train_a_step(model, images, learning_rate=1.0)
    after = expect_tied(model, weights, images, "after a step of training")
    moved = values[0][0][place] - after[0][0][place]
    expect(
        abs(moved - slope) < 0.02 * abs(slope) + 1e-5,
        f"A step of training moved a weight by {moved:.4f} instead of {slope:.4f}: both uses of "
        "the kernel have to pass their gradient on.",
    )


@question(
    "stacked.insert_layer",
    hints=(
        "Treat the old encoder and the old decoder as two finished blocks: encoder, new layer, "
        "new layer, decoder. Copy them first, with clone_model and set_weights.",
        "codes = old encoder's answer to images. greedy_step(codes, units, epochs) gives a pair; "
        "or fit sklearn's PCA(units) to the codes: kernels components_.T and components_, "
        "biases -components_ @ mean_ and mean_.",
    ),
)
def insert_layer(insert, code_size=12, units=5):
    """Check a function `insert(autoencoder, units, images)` that returns a deeper one."""
    keras.utils.set_random_seed(2)
    images = _stacks.curved_images(2000)
    original = _stacks.solved_autoencoder(code_size)
    before = original.get_weights()
    model = call(insert, original, units, images.copy())
    _, restored = expect_parts(model, images, units)
    kept = model.get_weights()
    expect(
        all(any(np.array_equal(old, new) for new in kept) for old in before),
        "The layers of `autoencoder` have not kept their weights in the new model.",
    )
    expected = original.count_params() + 2 * units * code_size + units + code_size
    expect(
        model.count_params() == expected,
        f"Expected {expected} parameters: the old ones and two Dense layers with biases, "
        f"{code_size}–{units} and {units}–{code_size}. Received: {model.count_params()}.",
    )
    old = metrics.mean_squared_error(images, apply(original, images, "the autoencoder"))
    new = metrics.mean_squared_error(images, restored)
    mean = metrics.mean_image_baseline(images, images)
    expect(
        new < old + 0.25 * (mean - old),
        f"The error rises from {old:.4f} to {new:.4f} by the insertion; the mean image has "
        f"{mean:.4f}. Start the new pair from what it has to restore: the codes, mean included.",
    )
    train_a_step(model, images[:32])
    expect(
        all(map(np.array_equal, before, original.get_weights())),
        "`autoencoder` itself has changed, or changes when the new model is trained: use copies "
        "of its parts.",
    )


@question(
    "stacked.mended",
    hints=(
        "Three things: the scale of the pixels, the size of a step, and an output that dies "
        "where it falls below 0.",
        "Divide the pixels by 255, input and target alike; use Adam with the mean of the squared "
        "errors (loss='mse'); end with a sigmoid.",
    ),
)
def mended(train, epochs=10):
    """Check a function `train(pixels, epochs)` that trains 64-16-64 so that it works."""
    keras.utils.set_random_seed(3)
    data = striped_data()
    model = call(train, 255 * data.train.images[:2000], epochs)
    expect_model(model)
    images = data.train.images[2000:]
    _, restored = expect_parts(model, images, 16)
    expected = builders.stacked((12, 12, 1), [64], 16).count_params()
    expect(
        model.count_params() == expected,
        f"Expected the layer sizes of the broken stack, {expected} parameters. "
        f"Received: {model.count_params()}.",
    )
    expect(
        np.isfinite(restored).all(),
        "The reconstructions are not numbers (NaN): the weights have overflown. Watch the loss "
        "after each of the first batches; which step is too large?",
    )
    expect(
        restored.max() < 2,
        f"The reconstructions of pixels in [0, 1] reach {restored.max():.0f}: the target is on "
        "another scale than the input, or both are on the file's.",
    )
    expect(
        np.ptp(restored, axis=0).max() > 0.01,
        "The stack answers every picture with the same one: its units are saturated or dead. "
        "Are all numbers in [0, 1], and are the steps small enough?",
    )
    error = metrics.mean_squared_error(images, restored)
    mean = metrics.mean_image_baseline(images, images)
    dead = int(((restored.max(axis=0) <= 0) & (images.max(axis=0) > 0)).sum())
    expect(
        dead == 0,
        f"{dead} pixels are black in every reconstruction although they vary: which output "
        "activation passes no gradient below 0?",
    )
    expect(
        error < 0.5 * mean,
        f"It does not diverge any more, but its error is {error:.4f} and that of the mean image "
        f"{mean:.4f}: it hardly learns. Are input and target both in [0, 1], and is the step now "
        "too small?",
    )
