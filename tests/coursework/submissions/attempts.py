"""What submissions try against the grader and each other, and honest habits that look unusual."""

import json
from collections.abc import Callable
from dataclasses import dataclass

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from submissions import toy

from coursework.exercises import release

_CHECKS = """
class answers:
    def question(answer, number, right):
        assert answer(number) == right
        print("toy.question: right.")
"""


def solution() -> NotebookNode:
    """Make the toy's solution with tests that print a line of success."""
    notebook = toy.solution()
    toy.find(notebook, "set_up").source = _CHECKS
    for name, power in (("double", None), ("square", 2), ("cube", 3)):
        public, hidden = (2 * n if power is None else n**power for n in (3, 11))
        toy.find(notebook, f"{name}_test").source = (
            f"answers.question({name}, 3, {public})\n### BEGIN HIDDEN TESTS\n"
            f"answers.question({name}, 11, {hidden})\n### END HIDDEN TESTS"
        )
    return notebook


def exercise(**answers: str) -> NotebookNode:
    """Make a submission to it: the exercise with these cells filled in."""
    notebook = nbformat.reads(release.exercise_text(solution()), as_version=4)
    for name, source in answers.items():
        toy.find(notebook, name).source = source
    return notebook


@dataclass(frozen=True)
class Attempt:
    """A submission that tries something.

    Attributes:
        name: What it tries.
        code: Its first cell. The others are untouched, or right if `is_honest`.
        status: How its row ends; empty if that may be anything.
        score: Its points; 1 for `refused`, where the first answer is right if nothing was reached.
        reason: What the row says.
        is_honest: Whether all answers are right.
    """

    name: str
    code: str
    status: str = "graded"
    score: float = 0
    reason: str = ""
    is_honest: bool = False
    edit: Callable[[NotebookNode], str] | None = None

    def __str__(self) -> str:
        return self.name

    def text(self) -> str:
        """Return the submitted notebook's text."""
        notebook = exercise(**(toy.RIGHT if self.is_honest else {}))
        notebook.cells.insert(2, new_code_cell(self.code))
        return self.edit(notebook) if self.edit else nbformat.writes(notebook)


def refused(name: str, *lines: str) -> Attempt:
    """An attempt each line of which must fail with an `OSError`; only then it gets its point."""
    code = (
        "import ctypes, glob, os, resource, signal, socket, sys\n"
        f"for line in {lines!r}:\n"
        "    try:\n        exec(line)\n    except OSError:\n        continue\n"
        "    raise AssertionError(line)\n"
        "double = lambda number: 2 * number"
    )
    keep = "pass  # as in the cell before"

    def edit(notebook):
        toy.find(notebook, "double").source = keep
        return nbformat.writes(notebook)

    return Attempt(name, code, score=1, edit=edit)


ATTEMPTS = [
    refused(
        "the grader's sockets",
        "for place in ('/tmp', '/home', '/dev', '/etc', '/given', '/var', '/root'):\n"
        "    for path in glob.glob(f'{place}/**', recursive=True, include_hidden=True):\n"
        "        assert os.lstat(path).st_mode & 0o170000 != 0o140000\n"
        "raise OSError",
        "names = [line.split()[-1] for line in open('/proc/net/unix').readlines()[1:]]\n"
        "if not [name for name in names if name[0] in '/@' and not name.startswith('/run/')]:\n"
        "    raise OSError",
    ),
    refused(
        "others' processes",
        *(
            "for pid in range(3, 30000):\n"
            "    if pid != os.getpid() and not os.path.exists(f'/proc/self/task/{pid}'):\n"
            f"        try:\n            {call}\n            break\n"
            "        except ProcessLookupError:\n            pass\n"
            "else:\n    raise OSError"
            for call in (
                "resource.prlimit(pid, resource.RLIMIT_AS, (1, 1))",
                "os.kill(pid, signal.SIGKILL)",
                "os.sched_setaffinity(pid, {0})",
            )
        ),
    ),
    refused(
        "others' files",
        "open('ROOT/solutions/01_toy/01_toy.ipynb')",
        "open('ROOT/handed in/00 right/01_toy/01_toy.ipynb', 'a')",
        "os.chmod('ROOT/handed in', 0)",
        "os.chmod(os.path.dirname(os.__file__), 0)",
        "[os.chmod(path, 0) for path in sys.path if path]",
        "open('/etc/shadow')",
        "open(os.path.join(sys.prefix, 'mine'), 'w')",
        "open('/mine', 'w')",
        "open('/dev/mine', 'w')",
        "os.chroot('/tmp')",
        "if ctypes.CDLL(None).unshare(0x10000000): raise OSError",  # a user namespace
    ),
    refused(
        "the network",
        *(
            f"socket.socket(socket.AF_INET, {kind}).{call}"
            for kind, call in (
                ("socket.SOCK_STREAM", "connect(('127.0.0.1', PORT))"),
                ("socket.SOCK_STREAM, 262", "connect(('127.0.0.1', PORT))"),  # MPTCP
                ("socket.SOCK_STREAM", "sendto(b'x', 0x20000000, ('127.0.0.1', PORT))"),
                ("socket.SOCK_DGRAM", "sendto(b'x', ('127.0.0.1', PORT)); raise OSError"),
                ("socket.SOCK_DGRAM", "connect(('192.0.2.1', 53))"),
            )
        ),
    ),
    refused(
        "the grader's environment and descriptors",
        "if 'SECRET' not in str(dict(os.environ)): raise OSError",
        "for path in glob.glob('/proc/[0-9]*/environ'):\n"
        "    if b'SECRET' in open(path, 'rb').read():\n        break\nelse:\n    raise OSError",
        "for path in glob.glob('/proc/[0-9]*/fd/*'):\n"
        "    if os.path.islink(path) and 'grading-' in os.readlink(path):\n        break\n"
        "else:\n    raise OSError",
    ),
    Attempt(
        "memory without a name",
        "import os\nhandles = []\nfor n in range(30):\n"
        "    handles.append(os.memfd_create('x'))\n    os.write(handles[-1], bytes(10**8))",
        "memory limit",
        reason="It used more than 0.6 GB.",
    ),
    Attempt(
        "files without a name",
        "import tempfile\nfiles = [tempfile.TemporaryFile() for n in range(30)]\n"
        "for file in files:\n    file.write(bytes(10**8)); file.flush()",
        "disk limit",
        reason="It wrote more than 0.2 GB",
    ),
    Attempt(
        "shared memory that stays",
        "import ctypes\nlibc = ctypes.CDLL(None)\nassert libc.shmget(0x5EC2E7, 10**6, 0o1666) >= 0",
    ),
    Attempt(
        "busy processes",
        "import os, time\nfor n in range(12):\n    if os.fork() == 0:\n        os.setsid()\n"
        "        while True: pass\ntime.sleep(4)",
        status="",  # it may slow itself
    ),
]

_PASS = "lambda *arguments: None"
_SHELL = "shell = get_ipython()\n"
CHEATS = [
    Attempt(name, code, "needs attention", 6, "points without the check's own line of success in")
    for name, code in (
        ("through vars", f"setattr(vars()['answers'], 'question', {_PASS})"),
        ("through globals", f"setattr(globals()['answers'], 'question', {_PASS})"),
        (
            "through the code",
            f"vars(answers)['question'].__code__ = ({_PASS}).__code__",
        ),
        (
            "through gc",
            "import gc\nfor one in gc.get_objects():\n"
            "    if type(one).__name__ == 'function' and one.__name__ == 'question':\n"
            f"        one.__code__ = ({_PASS}).__code__",
        ),
        (
            "by an input transformer",
            f"{_SHELL}shell.input_transformers_post.append(lambda lines: ['pass\\n'])",
        ),
        (
            "by a syntax-tree transformer",
            f"import ast\n{_SHELL}class No(ast.NodeTransformer):\n"
            "    def visit_Expr(self, node): return ast.copy_location(ast.Pass(), node)\n"
            "    def visit_Raise(self, node): return ast.copy_location(ast.Pass(), node)\n"
            "shell.ast_transformers.append(No())",
        ),
        (
            "by do_execute",
            f"{_SHELL}async def no(*a, **k):\n"
            "    return {'status': 'ok', 'execution_count': 1, 'payload': [],"
            " 'user_expressions': {}}\n"
            "shell.kernel.do_execute = no",
        ),
        (
            "by forged replies",
            f"{_SHELL}session = shell.kernel.session\nsend = session.send\n"
            "def forge(stream, kind, content=None, *a, **k):\n"
            "    if kind == 'error': return\n"
            "    if kind == 'execute_reply': content = {'status': 'ok', 'execution_count': 1}\n"
            "    return send(stream, kind, content, *a, **k)\n"
            "session.send = forge",
        ),
    )
]


def _with_nan(notebook: NotebookNode) -> str:
    notebook.cells[0].metadata["score"] = float("nan")
    return json.dumps(notebook)


def _moved(notebook: NotebookNode) -> str:
    test = toy.find(notebook, "square_test")
    notebook.cells.remove(test)
    notebook.cells.insert(2, test)
    return nbformat.writes(notebook)


def _honest(name, code="", **more):
    return Attempt(name, code, score=6, is_honest=True, **more)


HABITS = [
    _honest("installs and lists", "!pip install click\n!ls\n!echo $HOME"),
    _honest(
        "temporary files",
        "import tempfile\nopen('/tmp/mine', 'w').write('x')\n"
        "tempfile.NamedTemporaryFile().write(b'x')",
    ),
    _honest(
        "pools, queues, shared memory",
        "import multiprocessing as m\nfrom multiprocessing import shared_memory\n"
        "queue = m.Queue()\nm.Process(target=queue.put, args=(3,)).start()\n"
        "assert queue.get(timeout=9) == 3\n"
        "with m.Pool(2) as pool: assert pool.map(abs, [-1, 2]) == [1, 2]\n"
        "memory = shared_memory.SharedMemory(create=True, size=10)\nmemory.unlink()",
    ),
    _honest("another folder", "import os\nos.makedirs('/tmp/a')\nos.chdir('/tmp/a')"),
    _honest("a question", "name = input('Your name?')\nassert name == ''"),
    _honest("a moved test", edit=_moved, reason="Test above its question, moved back below it"),
    _honest("NaN", edit=_with_nan),
    _honest(
        "one slow call into C",  # which no signal interrupts
        "import signal, time\nsignal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])\n"
        "time.sleep(25)\nsignal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])",
        status="time limit",
        reason="The limit of 15 s stopped the cell that begins with 'import signal, time'",
    ),
]
