"""What may stand in a stored notebook's outputs: no noise, nothing that changes by itself."""

import base64
import os
import re
import tempfile
from pathlib import Path

from nbformat import NotebookNode

from coursework.notebooks.pairs import LANGUAGE_INFO, code_cells

CELL_METADATA = ("tags", "nbgrader", "editable", "deletable", "lines_to_next_cell")

_LOG_LINE = re.compile(  # what TensorFlow, XLA and absl write from C++
    r"^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+: [IWEF] "
    r"|[IWEF]\d{4} \d\d:\d\d:\d\d\.\d+ "
    r"|[IWEF]0000 00:00:\d+\.\d+ "
    r"|WARNING: All log messages before absl::InitializeLog"
    r"|To enable the following instructions:"
    r"|Skipping registering GPU devices)"
)
_PROGRESS_BAR = re.compile(r"\d+%\|.*(it/s|s/it|\?)|\dm?s/step|[━─]{8,}|\x1b\[")
_BORDER = re.compile(r"[┏┡├└][━─┳╇┼┴]+[┓┩┤┘]")  # of a table
# Keras shows a model as several displays, coloured ones, of which one is a table.
_MODEL = "Total params"
_COLOUR = re.compile(r"\x1b\[\d*(;\d+)*m")
_LOGGED = re.compile(r"^(WARNING|ERROR|INFO):\w.*", re.MULTILINE)
_ADDRESS = re.compile(r"\b0x[0-9a-f]{6,}")
_HOME = re.compile(r"(?<![\w.])(/home/\w|/root/|/Users/\w|/tmp/\w|/private/|[A-Z]:\\Users\\)")


def clean(notebook: NotebookNode) -> None:
    """Take out what differs from run to run, and log lines.

    Progress bars and Python warnings stay, so that `problems` can name them.

    Args:
        notebook: An executed notebook, changed in place.
    """
    notebook.metadata.pop("widgets", None)
    notebook.metadata.language_info = NotebookNode(LANGUAGE_INFO)
    for cell in notebook.cells:
        kept = {key: cell.metadata[key] for key in CELL_METADATA if key in cell.metadata}
        cell.metadata = NotebookNode(kept)
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if _keep(output)]


def _keep(output: NotebookNode) -> bool:
    if output.output_type in ("display_data", "execute_result"):
        output.metadata = NotebookNode()
    if output.output_type != "stream" or output.name != "stderr":
        return True
    lines = [line for line in output.text.splitlines() if line.strip()]
    lines = [line for line in lines if not is_log_line(line)]
    output.text = "\n".join(lines) + "\n"
    return bool(lines)


def compress_figures(notebook: NotebookNode) -> None:
    """Store each figure's pixels in fewer bytes, without changing one.

    Matplotlib writes four channels also where one would do; a notebook shrinks by a quarter.

    Args:
        notebook: An executed notebook, changed in place.
    """
    import oxipng

    for cell in code_cells(notebook):
        for output in cell.outputs:
            data = output.get("data", {})
            if "image/png" in data:
                png = base64.b64decode(data["image/png"])
                smaller = oxipng.optimize_from_memory(png, level=3)
                data["image/png"] = base64.b64encode(smaller).decode()


def is_log_line(line: str) -> bool:
    """Say whether a line comes from TensorFlow's, XLA's or absl's C++ logging."""
    return bool(_LOG_LINE.match(line))


def problems(notebook: NotebookNode, root: Path) -> list[str]:
    """Say what is wrong with a notebook's outputs.

    Args:
        notebook: A stored notebook.
        root: The course's root folder, which no output may mention.

    Returns:
        One sentence for each problem, naming the code cell; empty if there is none.
    """
    cells = list(enumerate(code_cells(notebook), start=1))
    found = [
        f"was not executed from top to bottom: code cell {number} has count {cell.execution_count}"
        for number, cell in cells
        if cell.execution_count != number
    ][:1]
    for number, cell in cells:
        found += [f"code cell {number} {text}" for text in _cell_problems(cell, root)]
    return found


def _cell_problems(cell: NotebookNode, root: Path) -> list[str]:
    found = []
    may_fail = "raises-exception" in cell.metadata.get("tags", ())
    displays = [output for output in cell.outputs if output.output_type == "display_data"]
    shows_model = any(_MODEL in text for output in displays for text in _texts(output))
    for output in cell.outputs:
        if output.output_type == "error" and not may_fail:
            found.append(f"stored an error: {output.ename}: {output.evalue[:200]}")
        if output.output_type == "stream" and output.name == "stderr":
            found.append(f"wrote to stderr: {output.text.strip()[:200]}")
        for text in _texts(output):
            if shows_model and output.output_type == "display_data":
                text = _COLOUR.sub("", text)
            found += _text_problems(text, root)
    return list(dict.fromkeys(found))


def _texts(output: NotebookNode) -> list[str]:
    if output.output_type == "stream":
        return [output.text] if output.name == "stdout" else []
    data = output.get("data", {}).items()
    return [text for kind, text in data if kind.startswith("text/") and isinstance(text, str)]


def _own_paths(root: Path) -> list[re.Pattern]:
    """Return what finds this machine's folders in a text: as whole paths, not within addresses.

    In a container the home folder may be `/`, missing or relative; such a path tells nothing
    of the machine, and every web address would hold it.
    """
    folders = {str(root): r"(?![\w-]|\.\w)"}  # the course's own folder, and what is in the others
    folders |= dict.fromkeys((os.path.expanduser("~"), tempfile.gettempdir()), r"[/\\]")
    # A path may follow a quote, a blank or `file://`, but neither a host nor another folder.
    return [
        re.compile(rf"(?:(?<=file://)|(?<![\w./~-])){re.escape(folder)}{end}")
        for folder, end in ((folder.rstrip("/\\"), end) for folder, end in folders.items())
        if os.path.isabs(folder) and folder != os.path.splitdrive(folder)[0]
    ]


def _text_problems(text: str, root: Path) -> list[str]:
    found = []
    if match := _PROGRESS_BAR.search(_BORDER.sub("", text)):
        found.append(f"left a progress bar ({match.group()[:30]!r}): fit with verbose=0")
    if match := _LOGGED.search(text):
        found.append(f"logged {match.group()[:80]!r}")
    if match := _ADDRESS.search(text):
        found.append(f"shows a memory address ({match.group()}), which changes on every run")
    if _HOME.search(text) or any(pattern.search(text) for pattern in _own_paths(root)):
        found.append("shows a path of the machine that ran it")
    return found
