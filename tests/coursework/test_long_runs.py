"""Long runs: what a record says, that finished work is not redone, and each run in small."""

import json
import re
import shutil
import sys
from pathlib import Path

import keras
import nbformat
import numpy as np
import pytest
from click.testing import CliRunner
from toy_long_run import start, toy, write_recipe

from autoencoder_course import datasets, metrics, results
from coursework.commands.cli import main
from coursework.execution import long_runs
from coursework.execution.long_run_session import Session, all_training
from coursework.staleness import fingerprint, records
from keras_autoencoders import builders

ROOT = Path(__file__).parents[2]


def recipe(name):
    long_runs.find(ROOT, name)
    return sys.modules[name]


@pytest.fixture(autouse=True)
def lock(tmp_path):
    """Every course pins its versions; those of these tests lie in the temporary folder."""
    shutil.copy(ROOT / "requirements.lock", tmp_path)


# Records


def test_record_holds_what_the_seeds_gave():
    seeds = [
        {"values": {"error": value}, "curves": {"first": [[5, value]]}, "seconds": 10.04}
        for value in (1.0, 2.0, 3.0)
    ]
    record = long_runs.make_record(toy(None), seeds, {"PCA": 7.0})
    # Student's quantile for two degrees of freedom is 4.3027, the standard error 1/√3.
    assert record["results"] == {
        "error": {
            "values": [1.0, 2.0, 3.0],
            "mean": 2.0,
            "half_width": pytest.approx(2.4841, abs=1e-4),
        }
    }
    assert record["controls"] == {"PCA": 7.0}
    assert record["curves"] == {"first": [[[5, 1.0]], [[5, 2.0]], [[5, 3.0]]]}
    assert record["seconds"] == [10.0, 10.0, 10.0]
    assert record["seeds"] == [0, 1, 2]
    assert record["versions"]["keras"] == keras.__version__


def write_record(folder):
    seeds = [
        {"values": {"error": value}, "curves": {"first": [[1, 9.0], [5, value]]}, "seconds": 90}
        for value in (1.0, 2.0)
    ]
    record = long_runs.make_record(toy(None, seeds=(0, 3)), seeds, {"PCA": 7.0})
    (folder / "toy.json").write_text(json.dumps(record))


def test_notebook_reads_results_by_name(tmp_path):
    write_record(tmp_path)
    run = results.read_long_run("toy", folder=tmp_path)
    assert run.mean("error") == 1.5
    assert run.values("error") == [1.0, 2.0]
    assert run.estimate("error") == metrics.mean_and_interval([1.0, 2.0])
    assert run.control("PCA") == 7.0
    assert run.curve("first", seed=3) == ([1, 5], [9.0, 2.0])
    assert [(what, estimate.mean) for what, estimate in run] == [("error", 1.5)]
    assert run.caption.startswith("2 seeds, 3 minutes in all, ")
    assert run.caption.endswith(f", keras {keras.__version__} on {keras.backend.backend()}")


def test_wrong_names_are_answered_with_the_right_ones(tmp_path):
    write_record(tmp_path)
    run = results.read_long_run("toy", folder=tmp_path)
    with pytest.raises(ValueError, match=r"`what` to be one of \['error'\].*'toy'.*what='eror'"):
        run.mean("eror")
    with pytest.raises(ValueError, match=r"`what` to be one of \['PCA'\]"):
        run.control("error")
    with pytest.raises(ValueError, match=r"`stage` to be one of \['first'\]"):
        run.curve("second")
    with pytest.raises(ValueError, match=r"`seed` to be one of \[0, 3\]"):
        run.curve("first", seed=1)


def test_missing_or_damaged_record_names_the_command(tmp_path):
    with pytest.raises(FileNotFoundError, match="python -m coursework longrun toy"):
        results.read_long_run("toy", folder=tmp_path)
    for text in ("{", '{"name": "toy"}', "[]"):
        (tmp_path / "toy.json").write_text(text)
        with pytest.raises(ValueError, match="is not the record.*coursework longrun toy"):
            results.read_long_run("toy", folder=tmp_path)


# Once its record is stored, the strict mark fails: then take the name out.
NOT_RUN_YET = {"sparse_recipe", "sparse_untrained"}


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(
            name,
            marks=pytest.mark.xfail(raises=FileNotFoundError, strict=True)
            if name in NOT_RUN_YET
            else [],
        )
        for name in long_runs.names(ROOT)
    ],
)
def test_stored_record_is_of_the_run_as_it_is(name):
    run, stored = long_runs.find(ROOT, name), results.read_long_run(name)
    assert stored.recipe == run.recipe
    assert tuple(stored.seeds) == run.seeds
    for what, estimate in stored:
        assert estimate == pytest.approx(metrics.mean_and_interval(stored.values(what)))


@pytest.mark.parametrize(
    ("code", "counts"),
    [
        ('run = results.read_long_run("toy")', True),
        ("for name in ('other', 'toy'): results.read_long_run(name)", True),
        ("toy = results.read_long_run('other')", False),
    ],
)
def test_record_counts_for_the_notebook_that_names_it(tmp_path, code, counts):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    path = tmp_path / long_runs.FOLDER / "toy.json"
    path.parent.mkdir(parents=True)
    digests = []
    for text in ("{}", "[]"):
        path.write_text(text)
        digests.append(fingerprint.of(notebook, tmp_path, "tensorflow")["records"])
    assert (digests[0] != digests[1]) == counts


def test_a_record_is_stale_when_its_recipe_or_one_that_it_imports_changes(tmp_path):
    write_recipe(tmp_path, "RATE = 1\n", "shared")
    write_recipe(tmp_path, "from shared import RATE\n")
    record = {"backend": "tensorflow"}
    path = tmp_path / long_runs.FOLDER / "toy.json"
    path.write_text(json.dumps(record))
    command = "make longrun NAME=toy"
    assert records.stale(tmp_path) == [
        f"the record of toy was made before fingerprints were kept: {command}"
    ]
    record["fingerprint"] = records.of_long_run(tmp_path, "toy", "tensorflow")
    path.write_text(json.dumps(record))
    write_recipe(tmp_path, "from shared import RATE  # a comment\n")
    assert records.stale(tmp_path) == []
    write_recipe(tmp_path, "RATE = 2\n", "shared")
    lock = tmp_path / "requirements.lock"
    lock.write_text(re.sub(r"(?m)^keras==.*$", "keras==9.8.7", lock.read_text()))
    (note,) = records.stale(tmp_path)
    assert note.startswith(
        "the record of toy was made by other code than today's (its code changed"
    )
    assert note.endswith(f" became 9.8): {command}")


def test_the_backend_counts_with_its_own_packages():
    assert "scipy" in fingerprint.packages("tensorflow")
    assert "torch" not in fingerprint.packages("jax")
    assert {"jax", "jaxlib"} <= {*fingerprint.packages("jax")}
    assert "torch" in fingerprint.packages("torch")


# Runs


def test_changed_code_or_data_is_trained_anew(tmp_path, monkeypatch):
    trained = []

    def train(session):
        trained.append(session.seed)
        return {"error": 0}

    start(tmp_path, toy(train))
    start(tmp_path, toy(train))
    assert trained == [0, 1, 2]
    write_recipe(tmp_path, "steps = 2\n")
    start(tmp_path, toy(train))
    assert trained == [0, 1, 2] * 2
    monkeypatch.setattr(fingerprint, "installed_versions", lambda backend: {"keras": "4"})
    start(tmp_path, toy(train))
    assert trained == [0, 1, 2] * 3


def test_sample_and_quick_profile_leave_no_record(tmp_path, monkeypatch):
    text = start(tmp_path, toy(lambda session: {"error": 1}))
    assert "this is the quick profile on data from 'sample'" in text
    assert "not recorded" in text
    monkeypatch.setenv("COURSE_PROFILE", "full")
    assert "the full profile on data from 'sample'" in start(
        tmp_path, toy(lambda session: {"error": 1})
    )
    assert not (tmp_path / long_runs.FOLDER / "toy.json").exists()


def test_full_run_on_real_data_is_recorded(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_PROFILE", "full")
    text = start(tmp_path, toy(lambda session: {"error": session.seed + 0.5}), source="tfds")
    assert "wrote   course/long_runs/toy.json" in text.replace("\\", "/")
    run = results.read_long_run("toy", folder=tmp_path / long_runs.FOLDER)
    assert run.values("error") == [0.5, 1.5, 2.5]
    assert run.fingerprint == records.of_long_run(tmp_path, "toy", keras.backend.backend())


def test_unknown_name_lists_the_known_ones():
    result = CliRunner().invoke(main, ["longrun", "deep"])
    assert result.exit_code == 1
    assert "no long run 'deep'" in result.output
    assert all(name in result.output for name in long_runs.names(ROOT))


def test_all_training_images_are_those_of_both_splits():
    data = datasets.load("mnist", limit=20)
    split = all_training(data)
    assert np.array_equal(split.images[20:], data.validation.images)
    assert np.array_equal(split.labels[:20], data.train.labels)


def test_deformed_copies_are_other_images_of_the_same_things():
    images = datasets.load("mnist", limit=30).train.images
    copies = recipe("deep_autoencoder").deformed(images, 1)
    assert copies.shape == images.shape
    assert copies.dtype == images.dtype
    assert copies.min() >= 0
    assert copies.max() <= 1
    np.testing.assert_array_equal(copies, recipe("deep_autoencoder").deformed(images, 1))
    assert not np.allclose(copies, recipe("deep_autoencoder").deformed(images, 2), atol=0.1)
    # A copy is nearer to its own original than to nearly all the other images.
    distances = np.square(copies[:, None] - images[None]).sum(axis=(2, 3, 4))
    assert distances.diagonal().min() > 0
    assert (distances.argmin(axis=1) == np.arange(30)).mean() > 0.8


def test_deformed_copies_stay_where_they_are():
    square = np.zeros((20, 28, 28, 1), "float32")
    square[:, 9:19, 9:19] = 1
    copies = recipe("deep_autoencoder").deformed(square, 0)[..., 0]
    places = np.arange(28) - 13.5
    assert np.abs(copies.sum(axis=1) @ places / copies.sum(axis=(1, 2))).max() < 0.1
    assert np.abs(copies.sum(axis=2) @ places / copies.sum(axis=(1, 2))).max() < 0.1


SMALLER = {  # less of the same, where a run repeats itself or its networks are large
    "contractive_classifier": {"UNITS": 50},
    "convolutional_classifier": {"FILTERS": [4, 8]},
    "convolutional_codes": {"SIZES": (64,), "ENCODER": [4, 8], "FILTERS": 4, "BLOCKS": 1},
    "convolutional_comparisons": {"LABELS": (100,)},
    "one_class": {"CLASSES": (0, 1)},
    "sparse_classifier": {"KEPT": {100: 1, 20: 1}, "COPIES": 1},
    "sparse_comparisons": {
        "CODE": 200,
        "SIZES": (50,),
        "PHOTOGRAPHS": 100,
        "PATCHES": 2_000,
        "PATCH_EPOCHS": 1,
        "PATCH_WEIGHTS": (1e-2,),
        "BUDGETS": (100,),
    },
    "stacked_classifier": {"UNITS": [100, 50]},
    "stacked_comparisons": {
        "NETWORKS": {"1 hidden layer": ([50], 8, 0.016, 1)},
        "LABEL_BUDGETS": [100],
    },
    "stacked_denoising": {"UNITS": [100, 50]},
    "variational_bound": {"UNITS": [50], "SAMPLES": 200, "FEW": 20},
}


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[] if name == "longer_stack" else pytest.mark.slow)
        for name in long_runs.names(ROOT)
    ],
)
def test_each_run_trains_in_small_and_a_seed_always_gives_the_same(name, tmp_path, monkeypatch):
    run = long_runs.find(ROOT, name)
    for constant, value in SMALLER.get(name, {}).items():
        monkeypatch.setattr(sys.modules[run.train.__module__], constant, value)
    run = run._replace(stages=dict.fromkeys(run.stages, 2))
    data = datasets.load(run.data, limit=300)
    sessions = [
        Session(run, data, run.seeds[0], tmp_path / turn, lambda *told: None)
        for turn in ("first", "again")
    ]
    first, again = (run.train(session) for session in sessions)
    assert again == first  # whatever was trained before
    assert sessions[1].curves == sessions[0].curves
    # Shares and counts, as of dead units, may be 0; errors may not.
    assert all(value > 0 for what, value in first.items() if "error" in what or "MSE" in what)
    limits = {what: 100 if "(%)" in what else 1_000 for what in first}
    assert all(0 <= value <= limits[what] for what, value in first.items())
    assert set(sessions[0].curves) <= set(run.stages)
    assert all(0 < value < 100 for value in run.controls(data).values())


def test_pretrained_classifier_starts_with_the_codes_of_the_stack():
    images = datasets.load("mnist", limit=200).train.images
    keras.utils.set_random_seed(0)
    *hidden_units, code_size = recipe("stacked_denoising").UNITS
    stack = builders.stacked(images.shape[1:], hidden_units, code_size)
    encoder = stack.get_layer("encoder")
    for layer in encoder.layers[1:]:
        layer.bias.assign(np.random.default_rng(0).normal(0, 0.1, layer.bias.shape))
    classifier = recipe("stacked_denoising").build(images.shape[1:])
    recipe("stacked_denoising").start_from(classifier, encoder, images)
    softmax = classifier.layers[-1]
    codes = encoder.predict(images, verbose=0)
    hidden = keras.Model(classifier.inputs, softmax.input).predict(images, verbose=0)
    used = codes.max(axis=0) > 0
    assert used.sum() > 100
    ratios = codes[:, used].max(axis=0) / hidden[:, used].max(axis=0)
    np.testing.assert_allclose(hidden[:, used] * ratios, codes[:, used], rtol=1e-3, atol=1e-4)
    assert np.all(hidden[:, ~used] < 1e-3)
