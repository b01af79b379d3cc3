import pytest

from keras_autoencoders import training


def rates(schedule, *steps):
    return [float(schedule(step)) for step in steps]


@pytest.mark.backends
def test_rate_rises_in_a_line_and_falls_like_a_cosine():
    schedule = training.warmup_cosine(0.8, 12, warmup_steps=4)
    # Half of the rise, its end, half of the fall (cos 90° = 0), its end.
    assert rates(schedule, 0, 2, 4, 8, 12) == pytest.approx([0, 0.4, 0.8, 0.4, 0], abs=1e-6)


def test_rate_rises_for_a_tenth_of_the_steps_unless_told_otherwise():
    assert rates(training.warmup_cosine(0.5, 30), 3, 30) == pytest.approx([0.5, 0], abs=1e-6)
    assert rates(training.warmup_cosine(0.5, 1), 0, 1) == pytest.approx([0, 0.5], abs=1e-6)


@pytest.mark.parametrize("name", ["steps", "warmup_steps"])
def test_steps_have_to_be_positive_integers(name):
    with pytest.raises(ValueError, match=f"Expected `{name}` .*Received: {name}=0"):
        training.warmup_cosine(0.1, **{"steps": 3, name: 0})
