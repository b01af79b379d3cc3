"""What the checks of several exercises share."""

from autoencoder_course.checks.common._encoder_and_decoder import (
    expect_one_layer_each_way,
    expect_parts,
    expect_relu_codes,
)
from autoencoder_course.checks.common._failing import (
    CheckFailed,
    call,
    described,
    expect,
    expect_items,
    fail,
    hint,
    question,
    shortened,
)
from autoencoder_course.checks.common._images import image_data, random_images, striped_data
from autoencoder_course.checks.common._models import (
    apply,
    expect_bounded_pixels,
    expect_model,
    expect_not_linear,
    restored_images,
    same_weights,
    sub_model,
    take_a_step,
)
from autoencoder_course.checks.common._numbers import (
    close,
    expect_no_mistake,
    expect_value,
    number,
    scalar,
    to_array,
)
from autoencoder_course.checks.common._settled_model import (
    history_of,
    loss_of,
    settled_model,
    speckled_data,
)

__all__ = [
    "CheckFailed",
    "apply",
    "call",
    "close",
    "described",
    "expect",
    "expect_bounded_pixels",
    "expect_items",
    "expect_model",
    "expect_no_mistake",
    "expect_not_linear",
    "expect_one_layer_each_way",
    "expect_parts",
    "expect_relu_codes",
    "expect_value",
    "fail",
    "hint",
    "history_of",
    "image_data",
    "loss_of",
    "number",
    "question",
    "random_images",
    "restored_images",
    "same_weights",
    "scalar",
    "settled_model",
    "shortened",
    "speckled_data",
    "striped_data",
    "sub_model",
    "take_a_step",
    "to_array",
]
