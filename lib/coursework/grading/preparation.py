"""What happens before the first submission: packages, gradebook, the solutions' own marks."""

import json
import re
import shutil
from importlib.util import find_spec
from pathlib import Path

import click

from coursework.grading import environment, inspection, place, processes, sandbox, supervisor
from coursework.grading.course import Course
from coursework.grading.forks import Server
from coursework.grading.marks import BY_HAND

PACKAGES = [
    Path(find_spec(name).origin).parent
    for name in ("keras_autoencoders", "autoencoder_course", "coursework")
]

_GRADEBOOK_SECONDS = 600


def copy_packages(course: Course) -> None:
    """Copy the course's packages: all submissions import the same, whatever you edit meanwhile."""
    for package in PACKAGES:
        shutil.copytree(package, course.packages / package.name)
    claims = course.root / "course" / "claims"  # what exercises record is named there
    if claims.is_dir():
        copy = course.packages / "autoencoder_course" / "_course" / "claims"
        shutil.copytree(claims, copy, dirs_exist_ok=True)


def start_server(course: Course, names: set[str], *, threads: int) -> Server:
    """Start the process that forks for each submission, with what the solutions import."""
    fonts, home = course.place / "fonts", course.place / "home"
    _list_fonts(fonts)
    shutil.copytree(fonts, home / "matplotlib")
    variables = {
        **environment.inherited(),
        **environment.imports(course.packages, threads=threads),
        "HOME": str(home),
        "MPLCONFIGDIR": str(home / "matplotlib"),
    }
    modules = _imported(course, names) if sandbox.is_available() else ()
    return Server(variables, course.place / "server.txt", modules)


def _imported(course: Course, names: set[str]) -> list[str]:
    """List the modules that solutions import: a submission forks from them."""
    found = set()
    for name in names:
        found |= inspection.imports(course.solution(name).read_bytes())
    return sorted(found)


def _list_fonts(folder: Path) -> None:
    """Copy matplotlib's list of this machine's fonts; submissions would take seconds to make it."""
    import matplotlib
    import matplotlib.font_manager

    folder.mkdir()
    for path in Path(matplotlib.get_cachedir()).glob("fontlist-*.json"):
        shutil.copyfile(path, folder / path.name)


def make_gradebook(course: Course, names: set[str], server: Server) -> dict[str, float]:
    """Make the gradebook in a process of its own; return each assignment's points."""
    folder = course.gradebook.parent
    folder.mkdir()
    if not names:
        return {}
    process = server.start("make_gradebook", course.root, folder, tuple(sorted(names)))
    try:
        process.join(_GRADEBOOK_SECONDS)
    finally:
        if process.exitcode is None:  # stuck, or we are being stopped
            processes.kill_descendants(process.pid)
            process.kill()
    if process.exitcode != 0:
        path = folder / "log.txt"
        log = path.read_text("utf-8", "replace") if path.is_file() else ""
        causes = re.findall(r"^(?!.*NbGraderException)[\w.]*Error: .*$", log, re.MULTILINE)
        cause = causes[0] if causes else "it did not finish."
        raise click.ClickException(f"nbgrader can't release {', '.join(sorted(names))}: {cause}")
    return json.loads((folder / "max_scores.json").read_text("utf-8"))


def grade_solutions(course: Course, names: set[str], server: Server) -> None:
    """Make sure that the solutions get all points on this machine; keep what checks say then."""
    tasks = []
    for name in sorted(names):
        folder = course.place / f"solution-{name}"
        tasks.append(course.task(folder, name, course.solution(name)))
    for finished in supervisor.mark_all(tasks, server=server, slots=1, on_start=lambda task: None):
        mark, name = finished.mark, finished.task.assignment
        lost = [
            question.name
            for question in mark.questions
            if question.score < question.max_score and question.note != BY_HAND
        ]
        if lost or not mark.questions:
            raise click.ClickException(
                f"On this machine the solution of {name} itself doesn't get its points, so no "
                f"submission would. {mark.status}: {mark.reason} Lost: {', '.join(lost) or 'all'}."
            )
        finished.task.successes.replace(finished.task.expected)
        place.remove(finished.task.folder)
