"""Every check accepts right answers and rejects wrong ones, with a sentence that says why.

The answers lie in `answers/<exercise>/<question>.py`: functions named `right_…` and
`wrong_…` after what is different in them. The docstring of a wrong one is a part of the
message that it must get.
"""

import importlib.util
import re
from pathlib import Path

import keras
import pytest

from autoencoder_course import checks
from autoencoder_course.checks.common import _failing

ANSWERS = Path(__file__).parent / "answers"

# Their answers build networks and most train them. `make test` tries one right answer and four
# wrong ones of each, `make test-slow` all of them.
BUILD_NETWORKS = {
    *("convolutional.decoder_for", "convolutional.mended", "convolutional.receptive_field"),
    *("convolutional.swap_pooling", "convolutional.trace", "denoising.beat_linear_map"),
    *("sparse.autoencoder", "sparse.auxiliary_loss", "sparse.kl_regularizer"),
    *("stacked.greedy_step", "stacked.insert_layer", "stacked.mended", "stacked.stack_pairs"),
    *("stacked.start_as_pca", "stacked.tied"),
    *("vanilla.autoencoder", "vanilla.sweep", "vanilla.train"),
}
FAST_SHARE = {"right": 1, "wrong": 4}


def _functions(path):
    spec = importlib.util.spec_from_file_location(f"answers_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return {name: f for name, f in vars(module).items() if name.startswith(("right_", "wrong_"))}


def _table():
    for path in sorted(ANSWERS.glob("*/*.py")):
        question = f"{path.parent.name}.{path.stem}"
        seen = {"right": 0, "wrong": 0}
        for name, function in _functions(path).items():
            kind = name[:5]
            seen[kind] += 1
            dear = question in BUILD_NETWORKS and seen[kind] > FAST_SHARE[kind]
            marks = pytest.mark.slow if dear else ()
            yield pytest.param(question, function, id=f"{question}-{name}", marks=marks)


TABLE = list(_table())


def _check(question):
    exercise, name = question.split(".")
    return getattr(getattr(checks, exercise), name)


@pytest.mark.parametrize(("question", "answer"), TABLE)
def test_right_answers_pass_and_wrong_ones_are_told_why(question, answer, capsys):
    if answer.__name__.startswith("right_"):
        _check(question)(answer)
        assert capsys.readouterr().out == f"{question}: right.\n"
        return
    with pytest.raises(checks.CheckFailed) as failure:
        _check(question)(answer)
    message = str(failure.value)
    assert answer.__doc__ in message
    assert f'checks.hint("{question}")' in message
    assert "\n" not in message
    assert len(re.findall(r"[.?!](?= [A-Z])", message.split(" (Stuck?")[0])) <= 3


@pytest.mark.parametrize("question", sorted(_failing._hints))
def test_question_has_enough_right_and_wrong_answers(question):
    names = [param.values[1].__name__ for param in TABLE if param.values[0] == question]
    assert sum(name.startswith("right_") for name in names) >= 1
    assert sum(name.startswith("wrong_") for name in names) >= 5


@pytest.mark.parametrize("question", sorted(_failing._hints))
def test_unfilled_blank_is_named_and_does_not_pass(question):
    def fill_me_in(*args, **kwargs):
        raise NotImplementedError("Your answer")

    with pytest.raises(checks.CheckFailed, match="`fill_me_in` is still blank"):
        _check(question)(fill_me_in)


@pytest.mark.parametrize("question", sorted(_failing._hints))
@pytest.mark.parametrize("answer", [None, 0, "text", lambda *args: None, lambda: 1])
def test_nonsense_is_a_failed_check_and_not_a_crash(question, answer):
    with pytest.raises(checks.CheckFailed):
        _check(question)(answer)


def test_mistake_shows_one_sentence_and_no_traceback():
    with pytest.raises(checks.CheckFailed) as failure:
        checks.vanilla.choose_code_size(lambda validation, test, limit: 1 / 0)
    (line,) = failure.value._render_traceback_()
    assert "stopped with ZeroDivisionError" in line
    assert "Traceback" not in line


def test_error_in_a_layer_is_told_by_its_own_message_and_by_the_call():
    def build(image_shape, code_size):
        codes = keras.Input((code_size,))
        return keras.layers.Reshape(image_shape)(keras.layers.Dense(784)(codes))

    with pytest.raises(checks.CheckFailed, match=r"total size .* called `build\(\(6, 5, 1\), 3\)`"):
        checks.vanilla.autoencoder(build)


def test_wrong_call_of_what_the_check_hands_in_is_said_in_its_own_sentence():
    def sweep(build, fit, data, code_sizes):
        build((28, 28, 1), code_sizes[0])

    with pytest.raises(checks.CheckFailed, match=r"^Expected `build` to be given the shape of one"):
        checks.vanilla.sweep(sweep)


def test_decoder_of_a_fixed_size_is_told_apart():
    def build(image_shape, code_size):
        images = keras.Input(image_shape)
        codes = keras.layers.Dense(code_size, "relu")(keras.layers.Flatten()(images))
        encoder = keras.Model(images, codes, name="encoder")
        decoder = keras.Sequential(
            [keras.Input((code_size,)), keras.layers.Dense(784), keras.layers.Reshape((28, 28, 1))],
            name="decoder",
        )
        return keras.Model(images, decoder(encoder(images)))

    with pytest.raises(checks.CheckFailed, match="Take every size from `image_shape`"):
        checks.vanilla.autoencoder(build)


def test_hint_gives_one_more_each_time_and_says_when_there_is_another(capsys, monkeypatch):
    monkeypatch.setattr(_failing, "_given", {})
    monkeypatch.setattr(_failing, "_hints", {"toy.area": ("Which shape?", "A disc.", "Use pi.")})
    shown = []
    for _ in range(4):
        checks.hint("toy.area")
        shown.append(capsys.readouterr().out.splitlines())
    again = "(Run this again for the next hint.)"
    assert shown[0] == ["Hint 1: Which shape?", again]
    assert shown[1] == ["Hint 1: Which shape?", "Hint 2: A disc.", again]
    assert shown[2] == shown[3] == ["Hint 1: Which shape?", "Hint 2: A disc.", "Hint 3: Use pi."]


def test_unknown_question_lists_the_known_ones():
    with pytest.raises(ValueError, match=r"vanilla.autoencoder.*Received: 'vanila'"):
        checks.hint("vanila")
