"""The record of a notebook's numbers: what is refused, judged, shown and stored."""

import json
from types import SimpleNamespace

import pytest

from autoencoder_course import results
from autoencoder_course.results import _recorder, claims, text

REAL = SimpleNamespace(source="tfds")
SAMPLE = SimpleNamespace(source="sample")
CLAIMS = """
[MSE]
control = "PCA"
published = 0.0162
source = "recipe 12"
claim = "< control"
band = {high = 0.0165}

[dead]
band = {low = 20}

["a < b & c"]
band = {low = 0}
"""


@pytest.fixture(autouse=True)
def full_run_in_a_folder_of_its_own(tmp_path, monkeypatch):
    folder = tmp_path / "claims"
    folder.mkdir()
    for name in ("01_vanilla.toml", "exercise_01_vanilla.toml"):
        (folder / name).write_text(CLAIMS)
    monkeypatch.setattr(claims, "FOLDER", folder)
    monkeypatch.setenv("COURSE_RESULTS", str(tmp_path / "results"))
    monkeypatch.setenv("COURSE_PROFILE", "full")
    monkeypatch.setattr(_recorder, "_run", None)


@pytest.fixture
def shown(monkeypatch):
    tables = []
    monkeypatch.setattr("IPython.display.display", tables.append)
    return tables


def stored(tmp_path, name="course-01_vanilla"):
    return json.loads((tmp_path / "results" / f"{name}.json").read_text())


def test_what_was_measured_is_written_and_what_is_claimed_is_not(tmp_path, shown):
    results.start("course/01_vanilla", REAL)
    assert results.record("MSE", 0.015, control=0.02) == 0.015
    results.table()
    record = stored(tmp_path)
    assert record.pop("seconds") >= 0
    assert record == {
        "notebook": "course/01_vanilla",
        "data_source": "tfds",
        "profile": "full",
        "backend": record["backend"],
        "results": [{"name": "MSE", "value": 0.015, "control": 0.02}],
    }
    assert [path.name for path in (tmp_path / "results").iterdir()] == ["course-01_vanilla.json"]


def test_the_table_shows_published_control_claim_band_and_verdict(shown):
    results.start("course/01_vanilla", REAL)
    results.record("MSE", 0.015, control=0.02)
    results.table()
    bundle = shown[0]._repr_mimebundle_()
    row = bundle["text/plain"].splitlines()[-1]
    for part in ("MSE", "0.0162 (recipe 12)", "0.02 (PCA)", "< control", "≤ 0.0165", "holds"):
        assert part in row
    assert "seconds" not in bundle[text.MIME_TYPE]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (0.0166, "MSE: 0.0166, band ≤ 0.0165"),
        (0.03, "MSE: 0.03, claim < control, 0.02 (PCA)"),
        (float("nan"), "MSE: nan, claim < control"),
    ],
)
def test_a_failure_is_raised_after_showing_and_writing(tmp_path, shown, value, message):
    results.start("course/01_vanilla", REAL)
    results.record("MSE", value, control=0.02)
    with pytest.raises(results.ClaimError) as error:
        results.table()
    assert message in str(error.value)
    assert stored(tmp_path)["results"]
    assert len(shown) == 1


def test_a_claim_fails_under_the_quick_profile_on_the_sample_too(shown, monkeypatch):
    monkeypatch.setenv("COURSE_PROFILE", "quick")
    results.start("course/01_vanilla", REAL, SAMPLE)
    results.record("dead", 1)  # outside its band, which does not count here
    results.table()
    results.record("MSE", 0.03, control=0.02)
    with pytest.raises(results.ClaimError, match="MSE"):
        results.table()


@pytest.mark.parametrize(
    ("first", "later", "source"),
    [(REAL, REAL, "tfds"), (REAL, SAMPLE, "sample"), (SAMPLE, REAL, "sample")],
)
def test_data_added_later_count_like_those_at_the_start(first, later, source, tmp_path, shown):
    results.start("course/01_vanilla", first)
    results.record("dead", 20)
    results.add_data(later)
    results.table()
    assert stored(tmp_path)["data_source"] == source
    assert [row["value"] for row in stored(tmp_path)["results"]] == [20]


def test_exercise_trains_the_students_answer_and_is_not_judged(tmp_path, shown):
    results.start("exercises/01_vanilla", REAL)
    results.record("MSE", 99, control=1)
    results.table()
    assert stored(tmp_path, "exercises-01_vanilla")["results"][0]["value"] == 99


def test_recording_a_name_again_replaces_the_value(tmp_path, shown):
    results.start("course/01_vanilla", REAL)
    results.record("dead", 9)
    results.record("dead", 30)
    results.table()
    assert [row["value"] for row in stored(tmp_path)["results"]] == [30]


def test_table_escapes_what_it_shows(shown):
    results.start("course/01_vanilla", REAL)
    results.record("a < b & c", 0.5)
    results.table()
    assert "a &lt; b &amp; c" in shown[0]._repr_mimebundle_()["text/html"]


def test_recording_before_start_says_what_to_do():
    with pytest.raises(RuntimeError, match="results.start"):
        results.record("MSE", 0.5)


def test_an_unknown_name_is_refused_with_name_and_file():
    results.start("course/01_vanilla", REAL)
    with pytest.raises(ValueError, match=r"entry in .*01_vanilla.toml. Received: name='RMSE'"):
        results.record("RMSE", 0.5)


@pytest.mark.parametrize(("name", "control"), [("MSE", None), ("dead", 3)])
def test_a_control_and_its_name_go_together(name, control):
    results.start("course/01_vanilla", REAL)
    with pytest.raises(ValueError, match=f"`control` of '{name}'"):
        results.record(name, 0.5, control=control)


def test_start_wants_folder_and_name_data_and_claims():
    with pytest.raises(ValueError, match="folder/NN_topic"):
        results.start("01_vanilla", REAL)
    with pytest.raises(ValueError, match="at least one data set"):
        results.start("course/01_vanilla")
    with pytest.raises(FileNotFoundError, match="02_new.toml"):
        results.start("course/02_new", REAL)


def test_records_of_a_notebook_in_the_course_go_to_its_build_folder(tmp_path, monkeypatch):
    monkeypatch.delenv("COURSE_RESULTS")
    (tmp_path / "course" / "long_runs").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "course")
    assert results.folder() == tmp_path / "build" / "results"


def test_chosen_results_stand_in_sight_and_the_whole_table_is_folded(shown):
    path = claims.FOLDER / "01_vanilla.toml"
    path.write_text(CLAIMS.replace("[MSE]", "[MSE]\nshown = true"))
    results.start("course/01_vanilla", REAL)
    results.record("dead", 30)
    results.record("MSE", 0.015, control=0.02)
    results.table()
    in_sight, folded = shown[0]._repr_mimebundle_()["text/html"].split("<details>")
    assert ">MSE<" in in_sight
    assert ">dead<" not in in_sight
    assert all(text in folded for text in (">MSE<", ">dead<", "All 2 results"))
    path.write_text(CLAIMS.replace("[MSE]", '[MSE]\nshown = "yes"'))
    with pytest.raises(ValueError, match="`shown` of 'MSE' to be true or false. Received: 'yes'"):
        results.start("course/01_vanilla", REAL)


def test_a_table_without_chosen_results_is_not_folded(shown):
    results.start("course/01_vanilla", REAL)
    results.record("dead", 30)
    results.table()
    assert "<details>" not in shown[0]._repr_mimebundle_()["text/html"]
