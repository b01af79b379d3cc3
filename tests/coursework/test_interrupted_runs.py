"""Long runs that are stopped: at any moment, and started again."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import click
import keras
import numpy as np
import pytest
import toy_course
from toy_long_run import ROWS, model, start, toy

from coursework.execution.checkpoints import Checkpoints
from coursework.execution.long_run_session import Session
from coursework.execution.one_at_a_time import one_at_a_time


@pytest.fixture(autouse=True)
def lock(tmp_path):
    """Every course pins its versions; those of these tests lie in the temporary folder."""
    shutil.copy(toy_course.REPOSITORY / "requirements.lock", tmp_path)


def test_interrupted_run_does_not_redo_a_finished_seed(tmp_path):
    trained = []

    def train(session):
        trained.append(session.seed)
        if trained == [0, 1]:
            raise KeyboardInterrupt
        return {"error": session.seed}

    run = toy(train)
    with pytest.raises(KeyboardInterrupt):
        start(tmp_path, run)
    text = start(tmp_path, run)
    assert trained == [0, 1, 1, 2]
    assert "kept    seed 0: it was trained before" in text
    assert "0, 1, 2" in text


class Stop(keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        if epoch == 2:
            raise KeyboardInterrupt


def test_interrupted_training_goes_on_with_its_optimizer(tmp_path):
    run, told = toy(None), []

    def session():
        return Session(run, None, 0, tmp_path / "seed", lambda *done: told.append(done))

    steps, points = [], []

    def train(interrupt):
        first, second = model(), model()
        one = session()
        one.fit("first", first, ROWS, ROWS, batch_size=4, measure=lambda: len(points))
        if interrupt:
            original = second.fit
            second.fit = lambda *args, callbacks, **options: original(
                *args, callbacks=[*callbacks, Stop()], **options
            )
        else:
            steps.append(int(second.optimizer.iterations))
        one.fit("second", second, ROWS, ROWS, batch_size=4)
        return one, first, second

    run = run._replace(stages={"first": 1, "second": 5})
    with pytest.raises(KeyboardInterrupt):
        train(interrupt=True)
    before = list(told)
    assert before[-1] == ("second", 2)
    one, _, second = train(interrupt=False)
    # The first stage is only told of; the second starts after its second epoch, with all
    # of Adam's ten steps in the end: four before the interruption and six after it.
    assert told[len(before) :] == [("first", 1), *[("second", n) for n in (3, 4, 5, 5)]]
    assert steps == [0]
    assert int(second.optimizer.iterations) == 10
    assert one.curves == {"first": [[1, 0.0]]}
    assert one.seconds > Session(run, None, 0, tmp_path / "other").seconds
    one.forget()
    assert not (tmp_path / "seed").exists()


# In the middle of a save

RUN = toy(None, stages={"only": 5})


def trained(folder, made=None):
    """Train the one stage of a toy; return its model, the epochs told of, and the notes."""
    told, notes, made = [], [], made or model()
    session = Session(RUN, None, 0, folder, lambda stage, epoch: told.append(epoch), notes.append)
    session.fit("only", made, ROWS, ROWS, batch_size=4)
    return made, told, notes


def interrupt_at(call, monkeypatch, owner, name):
    """Raise KeyboardInterrupt in place of the given call of a method, counted from 1."""
    original, calls = getattr(owner, name), []

    def method(*args, **kwargs):
        calls.append(1)
        if len(calls) == call:
            raise KeyboardInterrupt
        return original(*args, **kwargs)

    monkeypatch.setattr(owner, name, method)


@pytest.mark.parametrize("owner", [keras.layers.Dense, keras.optimizers.Adam])
@pytest.mark.parametrize("save", [1, 3])
def test_run_stopped_within_a_save_goes_on_from_the_one_before(tmp_path, monkeypatch, owner, save):
    interrupt_at(save, monkeypatch, owner, "save_own_variables")
    with pytest.raises(KeyboardInterrupt):
        trained(tmp_path / "seed")
    made, told, notes = trained(tmp_path / "seed")
    assert told == [*range(save, 6), 5]
    assert int(made.optimizer.iterations) == 10
    assert notes == []  # nothing is damaged: half a file never takes a whole one's place


def test_run_stopped_after_half_a_file_was_written_goes_on(tmp_path):
    made, saves = model(), []

    def save_weights(path, **options):
        keras.Model.save_weights(made, path, **options)
        saves.append(path)
        if len(saves) == 3:
            cut(Path(path))
            raise KeyboardInterrupt

    made.save_weights = save_weights
    with pytest.raises(KeyboardInterrupt):
        trained(tmp_path / "seed", made)
    assert trained(tmp_path / "seed")[1] == [3, 4, 5, 5]


def test_run_stopped_while_a_finished_stage_is_kept_redoes_no_epoch(tmp_path, monkeypatch):
    with monkeypatch.context() as patch:
        interrupt_at(1, patch, np, "savez")
        with pytest.raises(KeyboardInterrupt):
            trained(tmp_path / "seed")
    made, told, _ = trained(tmp_path / "seed")
    assert told == [5]
    assert int(made.optimizer.iterations) == 10
    assert {path.name for path in (tmp_path / "seed").iterdir()} == {"only.npz", "seconds.json"}


# Damaged files


def stopped_after_epoch(epoch, folder):
    class Stop(keras.callbacks.Callback):
        def on_epoch_begin(self, now, logs=None):
            if now == epoch:
                raise KeyboardInterrupt

    made = model()
    with pytest.raises(KeyboardInterrupt):
        made.fit(
            ROWS, ROWS, epochs=5, batch_size=4, verbose=0, callbacks=[Checkpoints(folder), Stop()]
        )
    return made


def cut(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def test_older_checkpoint_is_used_when_the_newer_is_damaged(tmp_path):
    folder = tmp_path / "in progress"
    stopped_after_epoch(3, folder)
    older, newer = sorted(folder.iterdir())
    cut(newer)
    notes, made = [], model()
    assert Checkpoints(folder, notes.append).restore(made) == 2
    assert int(made.optimizer.iterations) == 4
    (note,) = notes
    kept = f"{newer.name}.damaged"
    expected = f"{newer.name} in {folder} can't be read, so it is passed over, and kept as {kept}: "
    assert note.startswith(expected)
    assert {path.name for path in folder.iterdir()} == {older.name, kept}


def test_a_checkpoint_that_could_not_be_read_is_whole_when_it_was_not_its_fault(
    tmp_path, monkeypatch
):
    folder = tmp_path / "in progress"
    stopped_after_epoch(1, folder)
    (path,) = folder.iterdir()
    with monkeypatch.context() as patch:
        patch.setattr(keras.Model, "load_weights", _out_of_memory)
        assert Checkpoints(folder, [].append).restore(model()) == 0
    path.with_name(f"{path.name}.damaged").rename(path)
    assert Checkpoints(folder).restore(model()) == 1


def _out_of_memory(*_):
    raise MemoryError


def test_training_starts_anew_when_both_checkpoints_are_damaged(tmp_path):
    folder = tmp_path / "in progress"
    stopped = stopped_after_epoch(3, folder)
    # As if Keras was stopped within: the file is whole, its layers are read, and Adam is missing.
    for path in folder.iterdir():
        keras.Model(stopped.inputs, stopped.outputs).save_weights(path, overwrite=True)
    notes, made = [], model()
    before = made.get_weights()
    assert Checkpoints(folder, notes.append).restore(made) == 0
    assert len(notes) == 2
    assert all(map(np.array_equal, before, made.get_weights()))
    assert int(made.optimizer.iterations) == 0


@pytest.mark.parametrize(
    ("name", "mend"),
    [("seconds.json", "Delete .*seed: then seed 0 is trained anew"), ("only.npz", "Delete it: ")],
)
def test_other_damaged_file_is_named_with_what_to_delete(tmp_path, name, mend):
    trained(tmp_path / "seed")
    (tmp_path / "seed" / name).write_text("[0")
    with pytest.raises(click.ClickException, match=rf"{name} is damaged \(.*\)\. {mend}"):
        trained(tmp_path / "seed")


def test_damaged_seed_is_named_with_what_to_delete(tmp_path):
    run = toy(lambda session: {"error": 1})
    start(tmp_path, run)
    (path,) = tmp_path.glob("build/longruns/toy/*/seed-1.json")
    path.write_text("{")
    with pytest.raises(click.ClickException, match=r"seed-1\.json is damaged .*Delete it"):
        start(tmp_path, run)
    path.unlink()
    start(tmp_path, run)


# Two at once


def test_second_run_of_one_name_is_refused(tmp_path):
    refused = []

    def train(session):
        try:
            start(tmp_path, run)
        except click.ClickException as error:
            refused.append(str(error))
        return {"error": 1}

    run = toy(train)
    start(tmp_path, run)
    assert len(refused) == len(run.seeds)
    assert re.search(r"^The long run 'toy' is running already, in process \d+\. ", refused[0])
    start(tmp_path, run)


def test_other_names_may_run_meanwhile(tmp_path):
    other = toy(lambda session: {"error": 2}, name="other")
    start(tmp_path, toy(lambda session: {"error": len(start(tmp_path, other))}))


def test_killed_process_lets_go(tmp_path):
    code = (
        "from pathlib import Path; from coursework.execution.one_at_a_time import one_at_a_time\n"
        f"with one_at_a_time(Path({str(tmp_path)!r}), 'It'): print('held', flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout.readline().strip() == b"held"
        with (
            pytest.raises(click.ClickException, match=f"It is running .* process {child.pid}"),
            one_at_a_time(tmp_path, "It"),
        ):
            pass
        child.kill()
        child.wait()
    with one_at_a_time(tmp_path, "It"):
        pass
