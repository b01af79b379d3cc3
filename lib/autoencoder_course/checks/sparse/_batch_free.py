"""The check of a penalty that does not depend on the batch size."""

import numpy as np
from keras import ops

from autoencoder_course.checks.common import close, expect, question, scalar
from autoencoder_course.checks.sparse._tensor_functions import (
    distinct_codes,
    expect_codes_value,
    expect_works_in_fit,
)


@question(
    "sparse.batch_free",
    hints=(
        "The penalty is a sum over the batch. What turns a sum over images into a mean?",
        "Divide by the batch size and by nothing else, after the penalty is computed. Inside `fit` "
        "the first number of codes.shape is None: who knows the batch size there?",
        "ops.shape(codes)[0] does. It may be a tensor of whole numbers, and ops.divide takes "
        "tensors of both kinds. Which one is divided by which?",
    ),
)
def batch_free(per_image, batch_size=6, seed=0):
    """Check a function `per_image(penalty, codes)`: the penalty averaged over the batch."""

    def squares(codes):
        return 0.5 * ops.sum(ops.square(codes))

    def magnitudes(codes):
        return 0.2 * ops.sum(ops.abs(codes))

    def measure(penalty, codes):
        return scalar(per_image, penalty, ops.convert_to_tensor(codes), what="the penalty")

    vectors = distinct_codes(seed, batch_size, 5)
    maps = distinct_codes(seed, batch_size, 12).reshape(batch_size, 2, 2, 3)
    for penalty in (squares, magnitudes):
        for codes in (vectors, maps):
            total = float(penalty(codes))
            expected = total / batch_size
            mistakes = {
                "The penalty is still the sum over the batch.": total,
                "The penalty is divided by the number of units: divide by the batch size.": total
                / codes.shape[-1],
                "The penalty is divided by the number of all activities: divide by the batch size "
                "only.": total / codes.size,
                "The penalty is divided by the batch size twice, or inside it where it is squared: "
                "divide once, after the penalty.": expected / batch_size,
                "The penalty is multiplied by the batch size: divide by it.": total * batch_size,
                "Only the first image's penalty is there: average over the batch.": float(
                    penalty(codes[:1])
                ),
            }
            value = measure(penalty, codes)
            expect_codes_value(value, expected, mistakes, f"the penalty of codes {codes.shape}")
            repeated = measure(penalty, np.concatenate([codes] * 4))
            expect(
                close(repeated, value),
                f"With every image four times in the batch the penalty goes from {value:.4f} to "
                f"{repeated:.4f}: it still depends on the batch size.",
            )
    expect_works_in_fit(lambda codes: per_image(squares, codes), (5,), "batch_free")
