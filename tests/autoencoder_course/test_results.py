"""The record of a notebook's numbers: what is judged, shown and stored."""

import json
from types import SimpleNamespace

import pytest

from autoencoder_course import results
from autoencoder_course.results import _recorder

REAL = SimpleNamespace(source="tfds")
SAMPLE = SimpleNamespace(source="sample")


@pytest.fixture(autouse=True)
def full_run_in_a_folder_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_RESULTS", str(tmp_path))
    monkeypatch.setenv("COURSE_PROFILE", "full")
    monkeypatch.setattr(_recorder, "_run", None)


@pytest.fixture
def shown(monkeypatch):
    records = []
    monkeypatch.setattr("IPython.display.display", records.append)
    return records


def stored(tmp_path):
    return json.loads((tmp_path / "course-01_vanilla.json").read_text())


def test_record_is_written_with_the_agreed_keys(tmp_path, shown):
    results.start("course/01_vanilla", REAL)
    results.record("MSE", 0.015, reference=0.0162, source="lecture 12", high=0.0165)
    results.table()
    record = stored(tmp_path)
    assert set(record) >= {"notebook", "data_source", "profile", "backend", "seconds", "results"}
    assert (record["notebook"], record["data_source"]) == ("course/01_vanilla", "tfds")
    (row,) = record["results"]
    assert row["name"] == "MSE"
    assert (row["value"], row["reference"], row["source"]) == (0.015, 0.0162, "lecture 12")
    assert (row["low"], row["high"], row["ok"]) == (None, 0.0165, True)
    assert list(tmp_path.iterdir()) == [tmp_path / "course-01_vanilla.json"]


def test_value_outside_its_band_fails_after_showing_and_writing(tmp_path, shown):
    results.start("course/01_vanilla", REAL)
    results.record("MSE", 0.02, high=0.0165)
    with pytest.raises(results.OutOfBandError, match=r"MSE: 0.02, band ≤ 0.0165"):
        results.table()
    assert stored(tmp_path)["results"][0]["ok"] is False
    assert len(shown) == 1


@pytest.mark.parametrize("value", [1.0, 2.0])
def test_band_includes_both_ends(tmp_path, shown, value):
    results.start("course/01_vanilla", REAL)
    results.record("ratio", value, low=1.0, high=2.0)
    results.table()
    assert stored(tmp_path)["results"][0]["ok"] is True


def test_not_a_number_is_outside_every_band(shown):
    results.start("course/01_vanilla", REAL)
    results.record("MSE", float("nan"), low=0, high=1)
    with pytest.raises(results.OutOfBandError):
        results.table()


@pytest.mark.parametrize(("profile", "data"), [("quick", REAL), ("full", SAMPLE)])
def test_bands_hold_for_full_runs_on_real_data_only(tmp_path, shown, monkeypatch, profile, data):
    monkeypatch.setenv("COURSE_PROFILE", profile)
    results.start("course/01_vanilla", REAL, data)
    results.record("MSE", 99, high=1)
    results.table()
    assert stored(tmp_path)["results"][0]["ok"] is None
    assert "not judged" in shown[0]._repr_mimebundle_()["text/plain"]


def test_exercise_trains_the_students_answer_and_is_not_judged(tmp_path, shown):
    results.start("exercises/01_vanilla", REAL)
    results.record("MSE", 99, high=1)
    results.table()
    assert (
        json.loads((tmp_path / "exercises-01_vanilla.json").read_text())["results"][0]["ok"] is None
    )


def test_recording_a_name_again_replaces_the_value(tmp_path, shown):
    results.start("course/01_vanilla", REAL)
    results.record("MSE", 9, high=1)
    results.record("MSE", 0.5, high=1)
    results.table()
    assert [row["value"] for row in stored(tmp_path)["results"]] == [0.5]


def test_stored_output_has_no_timing(shown):
    results.start("course/01_vanilla", REAL)
    results.record("MSE", 0.5, high=1)
    results.table()
    assert "seconds" not in shown[0]._repr_mimebundle_()[results.text.MIME_TYPE]


def test_table_escapes_what_it_shows(shown):
    results.start("course/01_vanilla", REAL)
    results.record("a < b & c", 0.5, high=1)
    results.table()
    assert "a &lt; b &amp; c" in shown[0]._repr_mimebundle_()["text/html"]


def test_recording_before_start_says_what_to_do():
    with pytest.raises(RuntimeError, match="results.start"):
        results.record("MSE", 0.5, high=1)


@pytest.mark.parametrize("band", [{}, {"low": 2, "high": 1}])
def test_band_without_an_end_or_without_room_is_refused(band):
    results.start("course/01_vanilla", REAL)
    with pytest.raises(ValueError, match="Expected a band"):
        results.record("MSE", 0.5, **band)


def test_start_wants_folder_and_name_and_data():
    with pytest.raises(ValueError, match="folder/NN_topic"):
        results.start("01_vanilla", REAL)
    with pytest.raises(ValueError, match="at least one data set"):
        results.start("course/01_vanilla")


def test_records_of_a_notebook_in_the_course_go_to_its_build_folder(tmp_path, monkeypatch):
    monkeypatch.delenv("COURSE_RESULTS")
    (tmp_path / "course" / "long_runs").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "course")
    assert results.folder() == tmp_path / "build" / "results"
