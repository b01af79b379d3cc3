"""Python code without the parts that can't change what it does."""

import ast
import io
import tokenize

import click


def without_comments(source: str) -> list[str]:
    """Split code into lines, with comments, docstrings and trailing blanks emptied.

    Args:
        source: Python code.

    Returns:
        As many lines as the code has.

    Raises:
        SyntaxError, tokenize.TokenError: if it isn't Python.
    """
    lines = source.splitlines()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column]
    for node in ast.walk(ast.parse(source)):
        docstring = _docstring(node)
        if docstring and not lines[docstring.lineno - 1][: docstring.col_offset].strip():
            for row in range(docstring.lineno - 1, docstring.end_lineno):
                lines[row] = ""
    return [line.rstrip() for line in lines]


def syntax_error(
    name: object, error: SyntaxError, *, lines_before: int = 0
) -> click.ClickException:
    """Return a sentence for a syntax error, which by itself doesn't know its file.

    Args:
        name: The file.
        error: What Python said.
        lines_before: Lines of the file before the text that Python read.

    Returns:
        What to raise.
    """
    line = (error.lineno or 1) + lines_before
    shown = (error.text or "").strip()[:80]
    return click.ClickException(
        f"{name} has a syntax error in line {line}, {error.msg}" + (f": {shown}" if shown else "")
    )


def first_line(node: ast.stmt) -> int:
    """Return the line that a statement starts at, its decorators included."""
    return min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", ()))])


def _docstring(node: ast.AST) -> ast.Expr | None:
    kinds = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    if not isinstance(node, kinds) or not node.body:
        return None
    first = node.body[0]
    is_text = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return first if is_text and isinstance(first.value.value, str) else None
