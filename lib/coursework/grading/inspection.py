"""What can be said about a submitted notebook before it is run."""

import ast
import json
from collections.abc import Iterator

import nbformat
from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode

from coursework.grading.cells import is_demonstration
from coursework.grading.marks import Status, UnusableError
from coursework.grading.text import writable

_CHECKS = "autoencoder_course.checks"
_CHANGERS = {"setattr", "delattr", "patch", "object"}  # the last is mock.patch.object


def read(content: bytes) -> NotebookNode:
    """Read a submitted notebook, without its outputs and without half characters.

    Args:
        content: The submitted file.

    Returns:
        A valid notebook in format 4.

    Raises:
        UnusableError: if it isn't a notebook, or is one that can't be read.
    """
    try:
        # NaN is no JSON, but Python's own tools write it, so a notebook may hold it.
        raw = json.loads(content.decode("utf-8-sig"), parse_constant=lambda name: None)
    except (ValueError, RecursionError) as error:
        raise _unreadable("The file isn't a notebook: it isn't JSON text.") from error
    if not isinstance(raw, dict) or "nbformat" not in raw:
        raise _unreadable("The file is JSON, but not a notebook.")
    try:
        text = writable(json.dumps(raw, ensure_ascii=False))
        notebook = nbformat.reads(text, as_version=4)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
        notebook.metadata.pop("widgets", None)
        nbformat.validate(notebook, relax_add_props=True)
    except Exception as error:  # a damaged notebook can fail anywhere in nbformat
        raise _unreadable("The notebook is damaged: its cells can't be read.") from error
    return notebook


def demonstrations(content: bytes) -> list[str]:
    """List the code of a solution that grading leaves out, if a student left it as it was.

    Args:
        content: The solution's notebook file.

    Returns:
        The sources of the cells tagged `demonstration`: they show what the student's
        functions do on the real data, and no test needs them.
    """
    return [cell.source for cell in read(content).cells if is_demonstration(cell)]


def imports(content: bytes) -> set[str]:
    """List the modules that a notebook's cells import, by their dotted names.

    Args:
        content: The notebook file.
    """
    found = set()
    for tree in _trees(read(content)):
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def tampering(notebook: NotebookNode) -> list[str]:
    """Point out code that looks like an attempt to replace the checks.

    This finds the plain ways only (`checks.topic.question = …`, `def`, `setattr`, `patch`,
    `sys.modules`). A submission runs in the same Python as its tests, so no inspection
    finds all of them.

    Args:
        notebook: What `read` returned.

    Returns:
        One phrase for each kind found; empty if there is none.
    """
    found = []
    names = {"checks"}  # what the checks are called so far
    for tree in _trees(notebook):
        found += [text for text in _tampering(tree, names) if text not in found]
    return found


def _trees(notebook: NotebookNode) -> Iterator[ast.AST]:
    """The code of each cell that Python can read."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            try:
                yield ast.parse(TransformerManager().transform_cell(cell.source))
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                continue  # it will fail when run


def _unreadable(reason: str) -> UnusableError:
    return UnusableError(Status.NOT_A_NOTEBOOK, reason)


def _tampering(tree: ast.AST, names: set[str]) -> list[str]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names |= _names_of_checks(node)
        elif isinstance(node, (ast.Name, ast.Attribute)) and isinstance(
            node.ctx, (ast.Store, ast.Del)
        ):
            if _is_checks(node, names):
                found.append(f"it assigns to {ast.unparse(node)}")
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name in names:
            found.append(f"it redefines {node.name}")
        elif isinstance(node, ast.Call) and node.args:
            called = ast.unparse(node.func).split(".")[-1]
            if called in _CHANGERS and _mentions(node.args[0], names):
                found.append(f"it changes the checks with {called}")
        if isinstance(node, ast.Attribute) and ast.unparse(node) == "sys.modules":
            found.append("it uses sys.modules")
    return found


def _names_of_checks(node: ast.Import | ast.ImportFrom) -> set[str]:
    module = getattr(node, "module", None)
    if module == _CHECKS:
        return {alias.asname or alias.name for alias in node.names}
    if module == "autoencoder_course":
        return {alias.asname or alias.name for alias in node.names if alias.name == "checks"}
    return {alias.asname for alias in node.names if alias.name == _CHECKS and alias.asname}


def _is_checks(node: ast.AST, names: set[str]) -> bool:
    text = ast.unparse(node)
    return text.split(".")[0] in names or text.startswith(_CHECKS)


def _mentions(node: ast.AST, names: set[str]) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and node.value.startswith(_CHECKS)
    return _is_checks(node, names)
