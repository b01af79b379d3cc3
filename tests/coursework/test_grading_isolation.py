"""No submission reaches the grader or another one; honest habits cost nothing."""

import socket
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from submissions import attempts, toy

from coursework.grading import class_run, control_groups, sandbox
from coursework.grading.limits import Limits

LIMITS = Limits(cell_seconds=15, notebook_seconds=90, memory_gb=0.6, disk_gb=0.2, processes=20)
INNOCENTS = {
    "right": (attempts.exercise(**toy.RIGHT), 6),
    "half": (attempts.exercise(**{**toy.RIGHT, "square": "def square(number): return 9"}), 4),
    "untouched": (attempts.exercise(), 0),
}
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sandbox.is_available(), reason="no bubblewrap that works here"),
]


@pytest.fixture(scope="module")
def listening() -> Iterator[list[socket.socket]]:
    """Sockets on one port of this machine: TCP and UDP."""
    with socket.socket() as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
        tcp.bind(("127.0.0.1", 0))
        tcp.listen()
        udp.bind(tcp.getsockname())
        for one in (tcp, udp):
            one.setblocking(False)
        yield [tcp, udp]


@pytest.fixture(scope="module")
def graded(tmp_path_factory, listening):
    """The rows of a class, by student: three innocents beside each attempt."""
    root = toy.make_course(tmp_path_factory.mktemp("course"))
    nbformat.write(attempts.solution(), root / "solutions" / toy.NAME / f"{toy.NAME}.ipynb")
    texts = {str(one): one.text() for one in (*attempts.CHEATS, *attempts.HABITS)}
    for number, attempt in enumerate(attempts.ATTEMPTS):
        port = str(listening[0].getsockname()[1])
        text = attempt.text().replace("ROOT", str(root)).replace("PORT", port)
        texts[f"{number:02} hostile"] = text
        for name, (notebook, _) in INNOCENTS.items():
            texts[f"{number:02} {name}"] = nbformat.writes(notebook)
    for student, text in texts.items():
        path = root / "handed in" / student / toy.NAME / f"{toy.NAME}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(text, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SECRET_TOKEN", "SECRET")
        output = root / "grades"
        rows = class_run.grade(root / "handed in", root=root, output=output, limits=LIMITS, jobs=2)
    return {row.student: row for row in rows}


@pytest.mark.parametrize("number", range(len(attempts.ATTEMPTS)))
def test_an_attempt_moves_nobody(graded, number):
    attempt = attempts.ATTEMPTS[number]
    for name, (_, score) in INNOCENTS.items():
        mark = graded[f"{number:02} {name}"].mark
        assert (mark.status, mark.score) == ("graded", score), (attempt.name, mark)
    if attempt.status and (attempt.status != "memory limit" or control_groups.available()):
        assert_is(graded[f"{number:02} hostile"].mark, attempt)


@pytest.mark.parametrize("attempt", [*attempts.CHEATS, *attempts.HABITS], ids=str)
def test_cheats_are_seen_and_habits_cost_nothing(graded, attempt):
    assert_is(graded[attempt.name].mark, attempt)


@pytest.mark.usefixtures("graded")
def test_nothing_arrives_and_nothing_stays(listening):
    tcp, udp = listening
    with pytest.raises(BlockingIOError):
        tcp.accept()
    with pytest.raises(BlockingIOError):
        udp.recv(1)
    segments = Path("/proc/sysvipc/shm").read_text()
    assert str(0x5EC2E7) not in segments


def assert_is(mark, attempt):
    """Compare a row with what an attempt should end as."""
    assert (mark.status, mark.score) == (attempt.status, attempt.score), mark
    assert attempt.reason in mark.reason
