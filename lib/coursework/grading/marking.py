"""Mark one submission with nbgrader, in a process and a course directory of its own."""

import json
import logging
import os
import re
import shutil
import sys
import traceback
from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde, GenerateAssignment, GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.orm import configure_mappers

from coursework.grading import cells, confinement, inspection, processes, releases, workspace
from coursework.grading.cells import grade_id
from coursework.grading.feedback import FeedbackExporter
from coursework.grading.forked_kernel import ForkedKernel
from coursework.grading.marks import (
    BY_HAND,
    GradingTask,
    Mark,
    Question,
    Status,
    UnusableError,
)
from coursework.grading.preprocessors import DISK_FULL, KERNEL_DIED, ExecuteWithinLimits
from coursework.grading.releases import Difference

_SUCCESS = re.compile(r"[\w.]+: right\.")  # as `autoencoder_course.checks` says it


def make_gradebook(root: Path, folder: Path, assignments: tuple[str, ...]) -> None:
    """Make `gradebook.db` in a folder, with the assignments as nbgrader releases them.

    Args:
        root: The course's root folder.
        folder: An existing folder. Besides, it gets `max_scores.json`,
            `demonstrations.json`, `log.txt` and nbgrader's working files.
        assignments: The names of the solutions to put in.
    """
    _log_to(folder / "log.txt")
    # nbgrader starts `alembic` by name; it is beside Python, which need not be on the path.
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    demonstrations = {}
    for name in assignments:
        target = folder / "solutions" / name / f"{name}.ipynb"
        target.parent.mkdir(parents=True)
        shutil.copyfile(root / "solutions" / name / f"{name}.ipynb", target)
        demonstrations[name] = inspection.demonstrations(target.read_bytes())
        config = workspace.nbgrader_config(root, folder, name)
        GenerateAssignment(coursedir=CourseDirectory(config=config), config=config).start()
    with Gradebook(workspace.database(folder)) as gradebook:
        points = {name: gradebook.find_assignment(name).max_score for name in assignments}
    (folder / "max_scores.json").write_text(json.dumps(points), "utf-8")
    (folder / "demonstrations.json").write_text(json.dumps(demonstrations), "utf-8")


def warm_up() -> None:
    """Do what each fork would do again: map the gradebook, compile templates and patterns."""
    configure_mappers()
    cell_output = new_output("error", ename="Error", evalue="x", traceback=["\x1b[31mx\x1b[0m"])
    shown = [new_markdown_cell("# A *b* `c` $d$"), new_code_cell("1", outputs=[cell_output])]
    converter = GenerateFeedback()
    with suppress(Exception):  # the page itself lacks what a submission has
        resources = {"nbgrader": defaultdict(int), "metadata": {"name": "x"}}
        FeedbackExporter(config=converter.config).from_notebook_node(
            new_notebook(cells=shown), resources
        )


def mark(task: GradingTask) -> None:
    """Mark one submission and write the result into its folder.

    This is the whole life of a process that is started for it.

    Args:
        task: The submission.
    """
    os.setsid()
    _log_to(task.log)
    confinement.adopt_orphans()
    if task.cores and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, task.cores)
    workspace.enter(task)
    try:
        workspace.lay_out(task)
        # Before anything of a submission is read: the fork has all that is in memory here.
        forked = workspace.start_kernel(task) if task.sandboxed else None
        result = _mark(task, forked)
    except UnusableError as error:
        result = error.mark
    except Exception:
        traceback.print_exc()
        result = Mark(Status.ERROR, "nbgrader could not grade this notebook; its log says why.")
    result.write(task.result)


def _mark(task: GradingTask, forked: ForkedKernel | None) -> Mark:
    notebook = inspection.read(task.notebook.read_bytes())
    shutil.copyfile(task.gradebook, task.folder / "gradebook.db")
    difference = releases.compare(notebook, _released(task))
    workspace.put_down(task, notebook)
    events: list[tuple[str, str, str]] = []
    config = workspace.grading_config(
        task,
        _sealed_execute(task, forked),
        on_event=lambda kind, cell, how: events.append((kind, _cell_name(cell), how)),
    )
    config.ExecuteWithinLimits.left_out += cells.unchanged_demonstrations(notebook)
    coursedir = CourseDirectory(config=config)
    Autograde(coursedir=coursedir, config=config).start()
    questions = _questions(task, difference)
    suspicions = [*inspection.tampering(notebook), *_without_success(task, questions)]
    result = _summary(task, questions, difference, suspicions, events)
    try:
        GenerateFeedback(coursedir=coursedir, config=config).start()
    except Exception:  # the score stands without a page
        traceback.print_exc()
        reason = f"{result.reason} nbgrader could not make its feedback page.".strip()
        status = result.status
        status = Status.NEEDS_ATTENTION if status is Status.GRADED else status
        result = replace(result, status=status, reason=reason)
    return result


def _sealed_execute(task: GradingTask, forked: ForkedKernel | None) -> type[ExecuteWithinLimits]:
    class SealedExecute(ExecuteWithinLimits):
        """Execution that leaves no process behind, and the gradebook as it was before."""

        def create_kernel_manager(self):
            if not forked:
                return super().create_kernel_manager()
            self.km = forked.manager()
            return self.km

        def preprocess(self, nb, resources, km=None):
            gradebook = task.folder / "gradebook.db"
            before = gradebook.read_bytes()
            resources["metadata"]["path"] = str(task.scratch / "notebook")
            try:
                return super().preprocess(nb, resources, km)
            finally:
                if forked:
                    forked.kill()
                if not processes.kill_descendants(os.getpid()):
                    raise RuntimeError("Some of the submission's processes could not be ended")
                for path in task.folder.glob("gradebook.db*"):
                    path.unlink()  # a journal beside it would be played back into it
                gradebook.write_bytes(before)

    return SealedExecute


def _released(task: GradingTask) -> NotebookNode:
    """Read the exercise as `make_gradebook` released it."""
    path = task.gradebook.parent / "exercises" / task.assignment / f"{task.assignment}.ipynb"
    return nbformat.read(path, as_version=4)


def _without_success(task: GradingTask, questions: tuple[Question, ...]) -> list[str]:
    """Say which points came without the lines that the checks print when they are satisfied."""
    path = task.folder / "autograded" / workspace.STUDENT / task.assignment
    autograded = nbformat.read(path / f"{task.assignment}.ipynb", as_version=4)
    printed = {
        grade_id(cell): [
            line
            for output in cell.outputs
            if output.output_type == "stream"
            for line in output.text.splitlines()
            if _SUCCESS.fullmatch(line)
        ]
        for cell in autograded.cells
        if cell.cell_type == "code" and cells.is_test(cell)
    }
    task.successes.write_text(json.dumps(printed), "utf-8")
    if not task.expected.is_file():  # this is the solution
        return []
    expected = json.loads(task.expected.read_text("utf-8"))
    lacking = [
        question.name
        for question in questions
        if question.score
        and Counter(expected.get(question.name)) - Counter(printed.get(question.name))
    ]
    names = ", ".join(lacking)
    return [f"points without the check's own line of success in {names}"] if lacking else []


def _questions(task: GradingTask, difference: Difference) -> tuple[Question, ...]:
    with Gradebook(workspace.database(task.folder)) as gradebook:
        submission = gradebook.find_submission_notebook(
            task.assignment, task.assignment, workspace.STUDENT
        )
        grades = {grade.name: grade for grade in submission.grades}
        return tuple(_question(grades[name], difference) for name in difference.tests)


def _question(grade, difference: Difference) -> Question:
    note = BY_HAND if grade.needs_manual_grade else difference.note(grade.name)
    return Question(grade.name, float(grade.score), float(grade.max_score), note)


def _summary(
    task: GradingTask,
    questions: tuple[Question, ...],
    difference: Difference,
    suspicions: list[str],
    events: list[tuple[str, str, str]],
) -> Mark:
    failed = [question.name for question in questions if question.score < question.max_score]
    reasons, notices = [], difference.sentences(failed)
    if suspicions:
        reasons.append(f"Look at its code: {'; '.join(suspicions)}.")
    calls = bool(reasons) or difference.needs_attention(failed)
    status = Status.NEEDS_ATTENTION if calls else Status.GRADED
    reasons = [*notices, *reasons]
    if task.group and task.group.memory_kills():
        status = Status.MEMORY_LIMIT
        reasons.append(f"It used more than {task.limits.memory_gb:g} GB.")
    for kind, cell, how in events:
        if kind == KERNEL_DIED:
            status = status if status is Status.MEMORY_LIMIT else Status.KERNEL_DIED
            reasons.append(f"The kernel died in {cell} ({how}); what follows was not run.")
        elif kind == DISK_FULL:
            status = Status.DISK_LIMIT
            reasons.append(f"It wrote more than {task.limits.disk_gb:g} GB in {cell}.")
        else:
            status = status if status is Status.MEMORY_LIMIT else Status.TIME_LIMIT
            how = f"; {how}, so what follows was not run" if how else ""
            reasons.append(f"The limit of {task.limits.cell_seconds} s stopped {cell}{how}.")
    if names := [question.name for question in questions if question.note == BY_HAND]:
        reasons.append(f"To be graded by hand: {', '.join(names)}.")  # last: no cause of the status
    return Mark(status, " ".join(reasons), questions)


def _cell_name(cell) -> str:
    if name := grade_id(cell):
        return f"cell {name}"
    first_line = cell.source.strip().split("\n")[0]
    return f"the cell that begins with {first_line[:40]!r}"


def _log_to(path: Path) -> None:
    """Send everything that this process says to a file, the C libraries' words included."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os.dup2(handle, 1)
    os.dup2(handle, 2)
    os.close(handle)
    logging.basicConfig(level=logging.INFO, stream=sys.__stderr__, force=True)
