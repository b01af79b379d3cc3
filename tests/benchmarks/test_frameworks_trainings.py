"""What the benchmark measures: its trainings, their arithmetic, and where everybody starts."""

import numpy as np
import pytest

from benchmarks.frameworks import command, contestants, trainings, weights

RECIPE_12 = trainings.Case(trainings.TRAININGS["recipe_12"], 1000, 60_000)
RECIPE_32 = trainings.Case(trainings.TRAININGS["recipe_32"], 2000, 10_000)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("recipe_12", 784 * 100 + 100 * 784),
        ("recipe_17", 784 * 400 + 400 * 784),
        (
            "recipe_32",
            (16 * 16 * 64) * (3 * 3 * 3)
            + (8 * 8 * 128) * (3 * 3 * 64)
            + (4 * 4 * 128) * (3 * 3 * 128)
            + 2048 * 1024
            + 1024 * 2048
            + (4 * 4 * 128) * (3 * 3 * 128)
            + (8 * 8 * 64) * (3 * 3 * 128)
            + (16 * 16 * 64) * (3 * 3 * 64)
            + (32 * 32 * 3) * (3 * 3 * 64),
        ),
    ],
)
def test_multiply_adds_are_each_output_times_what_it_sums_up(name, expected):
    assert trainings.multiply_adds(trainings.TRAININGS[name].layers) == expected


def test_an_epoch_is_three_passes_of_two_operations_per_multiply_add_two_for_the_first_layer():
    case = trainings.Case(trainings.TRAININGS["recipe_12"], 5, 10)
    assert trainings.operations(case) == 2 * (2 * 78_400 + 3 * 78_400) * 10


def test_one_layer_instead_of_two_leaves_what_the_job_says():
    pixels, small, channels, filters = 3 * 3, 16 * 16, 64, 3
    last = trainings.TRAININGS["recipe_32"].layers[-1]
    assert trainings.multiply_adds((last,)) == 4 * small * pixels * channels * filters
    products = small * pixels * channels * filters
    # Columns, then rows: each of 32 outputs sees 16 inputs through three taps.
    gathered = 16 * (32 * 16 * 3) * (3 * filters) + (32 * 16 * 3) * (32 * filters)
    # The matrices that gather are fixed: two passes, not three.
    done = 3 * products + 2 * gathered
    case = trainings.Case(trainings.TRAININGS["recipe_32"], 1, 1)
    left = 1 - 2 * (3 * trainings.multiply_adds((last,)) - done) / trainings.operations(case)
    assert f"leaves {100 * left:.0f} % of" in case.training.about


def test_each_published_network_has_its_batch_and_128_and_grows():
    found = [(case.training.name, case.batch, case.images) for case in trainings.cases()]
    dense = [(1000, 10_000), (1000, 30_000), (1000, 60_000), (128, 60_000)]
    assert found == [
        *(("recipe_12", *pair) for pair in dense),
        *(("recipe_17", *pair) for pair in dense),
        ("recipe_32", 2000, 10_000),
        ("recipe_32", 2000, 4_000),
        ("recipe_32", 128, 4_000),
        ("recipe_32_nearest", 2000, 4_000),
    ]


def test_borders_are_pytorchs_as_published_and_keras_own_for_the_courses_own_network():
    stride = trainings.Layer(3, 8, "relu", side=16, kernel=3, stride=2)
    plain = trainings.Layer(3, 8, "relu", side=16, kernel=3)
    published, own = trainings.TRAININGS["recipe_32"], trainings.TRAININGS["recipe_32_nearest"]
    # From 32 to 16 with a kernel of 3 the last window starts at pixel 30: one row is missing.
    assert [own.zeros(layer) for layer in (stride, plain)] == [(0, 1), (1, 1)]
    assert [published.zeros(layer) for layer in (stride, plain)] == [(1, 1), (1, 1)]


def test_chosen_batches_and_sizes_replace_the_jobs_own():
    found = trainings.cases(("recipe_32",), batches=(500, 50), images=(100, 1000))
    assert [(case.batch, case.images) for case in found] == [
        *((100, 100), (50, 100)),  # a batch is at most the epoch
        *((500, 1000), (50, 1000)),
    ]


def test_a_quick_look_is_one_round_of_small_epochs():
    selection = command.select((), quick=True, rounds=3)
    assert selection.rounds == 1
    assert {case.images for case in selection.cases} == {2_000, 128}
    assert len(selection.cases) == len(set(selection.cases))


def test_everybody_starts_from_the_same_kernels():
    first, again = (weights.initial_kernels(trainings.TRAININGS["recipe_32"]) for _ in range(2))
    assert all(np.array_equal(one, other) for one, other in zip(first, again, strict=True))
    assert first[0].shape == (3, 3, 3, 64)
    limit = (3 * 3 * 3) ** -0.5
    assert 0.99 * limit < np.abs(first[0]).max() <= limit


def test_channels_last_is_for_images_only():
    channels_last = contestants.CONTESTANTS["torch-channels-last"]
    assert channels_last.enters(RECIPE_32.training)
    assert not channels_last.enters(RECIPE_12.training)
