"""`make lab` gives a student copies that nothing overwrites."""

from coursework.commands.lab import copy_exercises


def test_answers_survive_a_second_time_and_a_new_release(tmp_path):
    exercise = tmp_path / "exercises" / "01_toy" / "01_toy.ipynb"
    exercise.parent.mkdir(parents=True)
    exercise.write_text("blank")
    (copy,) = copy_exercises(tmp_path)
    assert copy.read_text() == "blank"
    copy.write_text("my answer")
    exercise.write_text("another blank")
    assert copy_exercises(tmp_path) == []
    assert copy.read_text() == "my answer"
