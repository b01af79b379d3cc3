"""The check of a penalty that was made with weights outside the graph."""

import numpy as np
from keras import ops

from autoencoder_course.checks.common import (
    call,
    close,
    expect,
    expect_value,
    question,
    random_images,
    scalar,
)
from autoencoder_course.checks.contractive._penalised import (
    RATE,
    arrays,
    gradients,
    sigmoid_layer,
    squared_norms,
    step,
)


@question(
    "contractive.mended",
    hints=(
        "When is each line run: once, before training, or in every step?",
        "What `get_weights` returns is a copy in NumPy. Does it change when training changes the "
        "layer? And does a gradient reach the layer through it?",
        "dense.kernel is the variable itself. Use it inside the inner function.",
    ),
)
def mended(make, pixels=5, units=4, weight=0.3, seed=0):
    """Check a function `make(dense, weight)` that returns a function of codes."""
    dense = sigmoid_layer(pixels, units, seed)
    images = random_images(6, (pixels,), seed + 1)
    penalty = call(make, dense, weight)
    expect(callable(penalty), "Expected a function that turns codes into a penalty: return it.")
    first = _expect_value(penalty, dense, images, weight)
    kernel, bias = dense.get_weights()
    dense.set_weights([2 * kernel, bias])
    codes = arrays(dense, images)[2]
    found = scalar(penalty, ops.convert_to_tensor(codes.astype("float32")), what="the penalty")
    expect(
        not close(found, weight * squared_norms(kernel, codes).mean()),
        "The layer's weights have changed, and the penalty still uses the old ones: it holds a "
        "copy, made before training.",
    )
    _expect_value(penalty, dense, images, weight)
    dense.set_weights([kernel, bias])
    expect(close(_expect_value(penalty, dense, images, weight), first), "The penalty has changed.")
    by_codes, by_norms = (weight * part for part in gradients(*arrays(dense, images)))
    change = step(dense, penalty, images)
    expect(
        not np.allclose(change, -RATE * by_codes, atol=1e-5),
        "The value is right, but the gradient still takes the norms for constants: the kernel has "
        "to be the layer's variable, not a copy.",
    )
    expect(
        not np.allclose(change, -RATE * by_norms, atol=1e-5),
        "The gradient takes the codes for constants: leave out the stop_gradient.",
    )
    expect(
        np.allclose(change, -RATE * (by_codes + by_norms), atol=1e-4),
        "The value is right, but training moves the weights another way than the penalty's "
        "gradient.",
    )


def _expect_value(penalty, dense, images, weight):
    _, kernel, codes = arrays(dense, images)
    right = weight * squared_norms(kernel, codes).mean()
    found = scalar(penalty, ops.convert_to_tensor(codes.astype("float32")), what="the penalty")
    mistakes = {
        "The weight is missing: multiply by it.": right / weight,
        "The penalty grows with the batch: it was an average over images, leave it so.": right
        * len(codes),
    }
    expect_value(
        found, right, mistakes, f"Expected a penalty of {right:.5f}. Received: {found:.5f}."
    )
    return found
