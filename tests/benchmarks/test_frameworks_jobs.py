"""What the benchmark measures: its jobs, their arithmetic, and where everybody starts."""

import numpy as np
import pytest

from benchmarks.frameworks import command, contestants, jobs, weights

LECTURE_12 = jobs.Case(jobs.JOBS["lecture_12"], 1000, 60_000)
LECTURE_32 = jobs.Case(jobs.JOBS["lecture_32"], 2000, 10_000)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("lecture_12", 784 * 100 + 100 * 784),
        ("lecture_17", 784 * 400 + 400 * 784),
        (
            "lecture_32",
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
    assert jobs.multiply_adds(jobs.JOBS[name].layers) == expected


def test_an_epoch_is_three_passes_of_two_operations_per_multiply_add_two_for_the_first_layer():
    case = jobs.Case(jobs.JOBS["lecture_12"], 5, 10)
    assert jobs.operations(case) == 2 * (2 * 78_400 + 3 * 78_400) * 10


def test_one_layer_instead_of_two_leaves_what_the_job_says():
    pixels, small, channels, filters = 3 * 3, 16 * 16, 64, 3
    last = jobs.JOBS["lecture_32"].layers[-1]
    assert jobs.multiply_adds((last,)) == 4 * small * pixels * channels * filters
    products = small * pixels * channels * filters
    # Columns, then rows: each of 32 outputs sees 16 inputs through three taps.
    gathered = 16 * (32 * 16 * 3) * (3 * filters) + (32 * 16 * 3) * (32 * filters)
    # The matrices that gather are fixed: two passes, not three.
    done = 3 * products + 2 * gathered
    case = jobs.Case(jobs.JOBS["lecture_32"], 1, 1)
    left = 1 - 2 * (3 * jobs.multiply_adds((last,)) - done) / jobs.operations(case)
    assert f"leaves {100 * left:.0f} % of" in case.job.about


def test_each_published_network_has_its_batch_and_128_and_grows():
    found = [(case.job.name, case.batch, case.images) for case in jobs.cases()]
    dense = [(1000, 10_000), (1000, 30_000), (1000, 60_000), (128, 60_000)]
    assert found == [
        *(("lecture_12", *pair) for pair in dense),
        *(("lecture_17", *pair) for pair in dense),
        ("lecture_32", 2000, 10_000),
        ("lecture_32", 2000, 4_000),
        ("lecture_32", 128, 4_000),
        ("lecture_32_nearest", 2000, 4_000),
    ]


def test_borders_are_pytorchs_as_published_and_keras_own_for_the_courses_own_network():
    stride = jobs.Layer(3, 8, "relu", side=16, kernel=3, stride=2)
    plain = jobs.Layer(3, 8, "relu", side=16, kernel=3)
    published, own = jobs.JOBS["lecture_32"], jobs.JOBS["lecture_32_nearest"]
    # From 32 to 16 with a kernel of 3 the last window starts at pixel 30: one row is missing.
    assert [own.zeros(layer) for layer in (stride, plain)] == [(0, 1), (1, 1)]
    assert [published.zeros(layer) for layer in (stride, plain)] == [(1, 1), (1, 1)]


def test_chosen_batches_and_sizes_replace_the_jobs_own():
    found = jobs.cases(("lecture_32",), batches=(500, 50), images=(100, 1000))
    assert [(case.batch, case.images) for case in found] == [
        *((100, 100), (50, 100)),  # a batch is at most the epoch
        *((500, 1000), (50, 1000)),
    ]


def test_a_quick_look_is_one_round_of_small_epochs():
    plan = command.plan_for((), quick=True, rounds=3)
    assert plan.rounds == 1
    assert {case.images for case in plan.cases} == {2_000, 128}
    assert len(plan.cases) == len(set(plan.cases))


def test_everybody_starts_from_the_same_kernels():
    first, again = (weights.initial_kernels(jobs.JOBS["lecture_32"]) for _ in range(2))
    assert all(np.array_equal(one, other) for one, other in zip(first, again, strict=True))
    assert first[0].shape == (3, 3, 3, 64)
    limit = (3 * 3 * 3) ** -0.5
    assert 0.99 * limit < np.abs(first[0]).max() <= limit


def test_channels_last_is_for_images_only():
    channels_last = contestants.CONTESTANTS["torch-channels-last"]
    assert channels_last.enters(LECTURE_32.job)
    assert not channels_last.enters(LECTURE_12.job)
