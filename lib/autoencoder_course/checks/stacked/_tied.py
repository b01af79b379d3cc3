"""The check of a stack with tied weights: what it has to compute, and its gradient."""

import itertools

import keras
import numpy as np

from autoencoder_course.checks.common import (
    apply,
    call,
    expect,
    expect_model,
    fail,
    question,
    random_images,
    restored_images,
    take_a_step,
)

_FUNCTIONS = {
    "none": lambda x: x,
    "relu": lambda x: np.maximum(x, 0),
    "selu": lambda x: 1.05070099 * np.where(x > 0, x, 1.67326324 * np.expm1(np.minimum(x, 0))),
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "tanh": np.tanh,
}
# (hidden layers, code, pixels, hidden layers of the decoder) in the answers that mix them up.
_OTHER_ACTIVATIONS = (
    ("selu", "none", "none", "selu"),
    ("selu", "none", "selu", "selu"),
    ("selu", "selu", "sigmoid", "selu"),
    ("none", "none", "sigmoid", "none"),
    ("relu", "none", "sigmoid", "relu"),
    ("tanh", "none", "sigmoid", "tanh"),
    ("tanh", "tanh", "sigmoid", "tanh"),
    ("selu", "none", "sigmoid", "none"),
    ("selu", "none", "none", "none"),
    ("selu", "none", "sigmoid", "sigmoid"),
    ("selu", "selu", "sigmoid", "none"),
    ("none", "none", "sigmoid", "selu"),
)


@question(
    "stacked.tied",
    hints=(
        "Make the encoder's Dense layers first and keep them in a list. In which order does the "
        "decoder need them?",
        "A layer back uses `dense.kernel` at the moment of the call, not a copy of its numbers, "
        "and has one weight of its own. Which, and how long is it?",
        "TiedDense(inputs of dense, tied_to=dense, activation=...) is such a layer, once `dense` "
        "has been called. One layer down is linear and one layer back has a sigmoid: which?",
    ),
)
def tied(build, image_shape=(5, 2, 1), units=(6, 4)):
    """Check a function `build(image_shape, units)` that returns a tied stack."""
    keras.utils.set_random_seed(1)
    model = call(build, image_shape, list(units))
    expect_model(model)
    generator = np.random.default_rng(9)
    images = random_images(20, image_shape, generator)
    expect_no_loose_end(model, images)
    restored_images(model, images)
    weights = TiedWeights(model, [int(np.prod(image_shape)), *units])
    weights.expect_complete()
    weights.randomise(generator)
    values = expect_tied(model, weights, images, "after all weights were given new values")
    place = (2, 1)
    slope = tied_slope(images, values, place)
    take_a_step(model, images, images)
    after = expect_tied(model, weights, images, "after a step of training")
    moved = values[0][0][place] - after[0][0][place]
    expect(
        abs(moved - slope) < 0.02 * abs(slope) + 1e-6,
        f"A step of training moved a weight by {moved:.4f} instead of {slope:.4f}: both uses of "
        "the kernel have to pass their gradient on.",
    )


def expect_no_loose_end(model, images):
    """Fail if a TiedDense knows its layer by name only, and refuses to compute."""
    try:
        model(images)
    except Exception as error:  # any other one is said where the model is called next
        expect(
            "to be tied before it computes" not in str(error),
            "A TiedDense knows its layer by name only, so it is not tied yet: give it the layer "
            "itself, TiedDense(inputs, tied_to=dense), once `dense` has been called.",
        )


class TiedWeights:
    """The weights of a student's tied stack, told apart by their shapes.

    So all widths, from the pixels to the code, have to differ. Two biases of a hidden
    layer have one shape, one for each direction: `output` finds out which is which.
    """

    def __init__(self, model, widths):
        weights = {id(weight): weight for weight in model.trainable_weights}.values()

        def of_shape(*shapes):
            return [weight for weight in weights if tuple(weight.shape) in shapes]

        layers = list(itertools.pairwise(widths))
        self.widths = widths
        self.kernels = [of_shape(layer, layer[::-1]) for layer in layers]
        self.biases = [of_shape((width,)) for width in widths]

    def expect_complete(self):
        """Fail unless each layer has one kernel, and a bias for each direction."""
        sizes = "–".join(map(str, self.widths))
        for found, before, after in zip(self.kernels, self.widths, self.widths[1:], strict=False):
            expect(
                len(found) == 1,
                f"Expected one trainable kernel between {before} and {after} numbers in the stack "
                f"{sizes}, used in both directions. Received: {len(found)}.",
            )
        for found, width in zip(self.biases, self.widths, strict=True):
            count = 1 if width in (self.widths[0], self.widths[-1]) else 2
            expect(
                len(found) == count,
                f"Expected {count} trainable bias(es) of {width} numbers in the stack {sizes}: "
                f"each direction has its own. Received: {len(found)}.",
            )

    def randomise(self, generator):
        """Give all weights new values, so that none is like another by chance."""
        for weight in itertools.chain(*self.kernels, *self.biases):
            weight.assign(generator.normal(scale=0.3, size=tuple(weight.shape)))

    def possible_values(self):
        """Yield (kernels, biases down, biases up) as arrays, for every order of the biases."""
        kernels = [
            _array(found[0]) if found[0].shape[0] == before else _array(found[0]).T
            for found, before in zip(self.kernels, self.widths, strict=False)
        ]
        first, *hidden, last = [[_array(bias) for bias in found] for found in self.biases]
        for pairs in itertools.product(*[itertools.permutations(found) for found in hidden]):
            down = [*[pair[0] for pair in pairs], *last]
            yield kernels, down, [*first, *[pair[1] for pair in pairs]]

    def values_that_give(self, images, restored):
        """Return the values with which the formula gives these reconstructions, or None."""
        for values in self.possible_values():
            if np.allclose(tied_output(images, *values), restored, atol=1e-4):
                return values
        return None


def expect_tied(model, weights, images, when):
    """Fail unless the model computes the formula; return the weights' values."""
    restored = apply(model, images, "the model")
    values = weights.values_that_give(images, restored)
    if values is not None:
        return values
    expect(
        not any(
            np.allclose(tied_output(images, *values, *activations), restored, atol=1e-4)
            for activations in _OTHER_ACTIVATIONS
            for values in weights.possible_values()
        ),
        "The kernels are tied, but the activations are others: SELU in hidden layers, those of the "
        "decoder included, none at the code, and a sigmoid at the pixels.",
    )
    fail(
        f"The output differs from the formula {when}: each layer of the decoder has to compute "
        "with the encoder's kernel as it is then, transposed, and with a bias of its own."
    )
    return None


def tied_output(images, kernels, down, up, hidden="selu", code="none", last="sigmoid", back="selu"):
    """Compute a tied stack with NumPy, given the names of its activations, `back` the decoder's."""
    values = images.reshape(len(images), -1).astype("float64")
    names = [*[hidden] * (len(kernels) - 1), code]
    for kernel, bias, name in zip(kernels, down, names, strict=True):
        values = _FUNCTIONS[name](values @ kernel + bias)
    for level in reversed(range(len(kernels))):
        values = _FUNCTIONS[back if level else last](values @ kernels[level].T + up[level])
    return values.reshape(images.shape)


def tied_slope(images, values, place, step=1e-5):
    """Return how fast the mean squared error changes with one number of the first kernel."""
    kernels, down, up = values
    errors = []
    for change in (step, -step):
        changed = [kernel.copy() for kernel in kernels]
        changed[0][place] += change
        errors.append(np.mean((images - tied_output(images, changed, down, up)) ** 2))
    return (errors[0] - errors[1]) / (2 * step)


def _array(variable):
    return keras.ops.convert_to_numpy(variable).astype("float64")
