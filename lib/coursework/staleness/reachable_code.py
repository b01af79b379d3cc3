"""Which parts of the library a piece of code reaches.

Whole definitions count, not whole files: a function added for lecture 5 doesn't make
lecture 1's outputs stale, while a changed line in anything that lecture 1 calls does.
"""

import ast
import functools
from collections import defaultdict
from contextlib import suppress
from pathlib import Path

from coursework.files.texts import read_text
from coursework.staleness.source_text import first_line, syntax_error, without_comments

PACKAGES = ("keras_autoencoders", "autoencoder_course")  # what notebooks import
EVERYTHING = "*"
# Stored notebooks are made on real data, without these.
ASIDE = (
    "autoencoder_course.datasets._offline_sample",
    "autoencoder_course.datasets._download",
)

# Where a name comes from: (module, definition). The module is dotted, such as
# "autoencoder_course.metrics"; the definition is None for the module as a whole.
Origin = tuple[str, str | None]


def reachable(codes: list[str], folder: Path) -> list[str]:
    """List the library's definitions that some code uses, directly or through others.

    A definition counts as used when its name is mentioned. Where a whole module is
    passed around, all of it counts.

    Args:
        codes: Pieces of Python, such as a notebook's code cells. A piece that isn't plain
            Python is read without its magic and shell lines.
        folder: The folder that holds `PACKAGES`.

    Returns:
        `module.name` and text of each definition, sorted, without comments and docstrings.

    Raises:
        SyntaxError: if a piece is no Python.
        click.ClickException: if a file of the library isn't.
    """
    modules = _read_modules(folder)
    tree = _parse_notebook(codes)
    wanted = _mentioned(tree, _imported(tree, [], modules), modules)
    wanted += [(package, EVERYTHING) for package in _named_packages(tree)]
    seen, found = set(), []
    while wanted:
        name, definition = wanted.pop()
        if name not in modules or name.startswith(ASIDE):
            continue
        module = modules[name]
        for key in module.expand(definition):
            if (name, key) not in seen:
                seen.add((name, key))
                found.append(f"{name}.{key}\n{module.text(key)}")
                wanted += module.mentions(key, modules)
    return sorted(found)


class _Module:
    """A library file, cut into its top-level definitions; the part "" runs at import."""

    def __init__(self, source: str, package: list[str]):
        self.package = package  # what its relative imports start from
        self._imports: dict[str, Origin] | None = None
        self.tree = ast.parse(source)
        self.lines = without_comments(source)
        self.parts: dict[str, list[ast.stmt]] = defaultdict(list, {"": []})
        for node in self.tree.body:
            for name in _defined(node):
                self.parts[name].append(node)

    def expand(self, definition: str | None) -> list[str]:
        if definition in (EVERYTHING, None):
            return list(self.parts)
        return ["", definition] if definition in self.parts else [""]

    def text(self, key: str) -> str:
        return "\n".join(
            line for node in self.parts[key] for line in self._lines_of(node, key) if line
        )

    def _lines_of(self, node: ast.stmt, key: str) -> list[str]:
        if isinstance(node, ast.ImportFrom):
            # Only the name itself: what else stands in the list changes nothing for it.
            names = [alias for alias in node.names if (alias.asname or alias.name) == key]
            return [ast.unparse(ast.ImportFrom(node.module, names, node.level))]
        return self.lines[first_line(node) - 1 : node.end_lineno]

    def imports(self, modules: dict) -> dict[str, Origin]:
        if self._imports is None:  # asked for thousands of times
            self._imports = _imported(self.tree, self.package, modules)
        return self._imports

    def mentions(self, key: str, modules: dict) -> list[Origin]:
        imported = self.imports(modules)
        me = next(name for name, module in modules.items() if module is self)
        known = {name: (me, name) for name in self.parts if name and name not in imported}
        body = ast.Module(body=self.parts[key], type_ignores=[])
        found = _mentioned(body, {**known, **imported}, modules)
        if key in imported and imported[key][1] is not None:  # re-exported from elsewhere
            found.append(imported[key])
        return found


def _read_modules(folder: Path) -> dict[str, _Module]:
    paths = [path for name in PACKAGES for path in sorted((folder / name).rglob("*.py"))]
    return _cut(folder, tuple((path, read_text(path)) for path in paths))


@functools.lru_cache(maxsize=2)  # one library serves all notebooks of a command
def _cut(folder: Path, sources: tuple[tuple[Path, str], ...]) -> dict[str, _Module]:
    modules = {}
    for path, source in sources:
        names = list(path.relative_to(folder).with_suffix("").parts)
        is_package = names[-1] == "__init__"
        names = names[:-1] if is_package else names
        try:
            module = _Module(source, names if is_package else names[:-1])
        except SyntaxError as error:
            raise syntax_error(path.relative_to(folder.parent), error) from None
        modules[".".join(names)] = module
    return modules


def _defined(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [node.name]
    if isinstance(node, ast.Import | ast.ImportFrom):
        return [alias.asname or alias.name.split(".")[0] for alias in node.names]
    if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        names = [n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name)]
        return names or [""]
    return [""]


def _imported(tree: ast.AST, package: list[str], modules: dict) -> dict[str, Origin]:
    """Map each name that a tree imports from the library to its origin."""
    found: dict[str, Origin] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import) and _names_package(node):
            for alias in node.names:
                top = alias.name.split(".")[0]
                found[alias.asname or top] = (alias.name if alias.asname else top, None)
        if isinstance(node, ast.ImportFrom) and _names_package(node):
            source = _source(node, package)
            for alias in node.names:
                inner = f"{source}.{alias.name}".strip(".")
                is_module = inner in modules
                origin = (inner, None) if is_module else (source, alias.name)
                found[alias.asname or alias.name] = origin
    return found


def _names_package(node: ast.AST) -> bool:
    if isinstance(node, ast.Import):
        return any(alias.name.split(".")[0] in PACKAGES for alias in node.names)
    return isinstance(node, ast.ImportFrom) and (
        node.level > 0 or node.module.split(".")[0] in PACKAGES
    )


def _named_packages(tree: ast.AST) -> list[str]:
    named = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            named.add(node.module.split(".")[0])
        if isinstance(node, ast.Import):
            named |= {alias.name.split(".")[0] for alias in node.names}
    return sorted(named.intersection(PACKAGES))


def _source(node: ast.ImportFrom, package: list[str]) -> str:
    names = node.module.split(".") if node.module else []
    if node.level == 0:
        return ".".join(names)
    return ".".join([*package[: len(package) + 1 - node.level], *names])


def _mentioned(tree: ast.AST, known: dict[str, Origin], modules: dict) -> list[Origin]:
    """List the origins of the library names that a tree mentions."""
    visitor = _Mentions(known, modules)
    visitor.visit(tree)
    return visitor.found


class _Mentions(ast.NodeVisitor):
    def __init__(self, known: dict[str, Origin], modules: dict):
        self.known, self.modules = known, modules
        self.found: list[Origin] = []

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        if EVERYTHING in self.known and node.names[0].name == EVERYTHING:
            self.found.append(self.known[EVERYTHING])

    def visit_Name(self, node: ast.Name) -> None:
        if node.id in self.known:
            module, definition = self.known[node.id]
            self.found.append((module, definition or EVERYTHING))

    def visit_Attribute(self, node: ast.Attribute) -> None:
        first, *rest = _chain(node)
        module, definition = self.known.get(first, ("", ""))
        if definition is not None:  # not a module: `value.attribute`
            self.generic_visit(node)
            return
        for name in rest:
            inner = f"{module}.{name}"
            origin = self.modules[module].imports(self.modules).get(name)
            if inner not in self.modules or (origin and origin[1] is not None):
                self.found.append((module, name))
                return
            module = inner
        self.found.append((module, EVERYTHING))


def _chain(node: ast.Attribute) -> list[str]:
    """Split `a.b.c` into its names; the first is empty if it doesn't begin with a name."""
    names = [node.attr]
    while isinstance(node.value, ast.Attribute):
        node = node.value
        names.append(node.attr)
    names.append(node.value.id if isinstance(node.value, ast.Name) else "")
    return names[::-1]


def _parse_notebook(codes: list[str]) -> ast.Module:
    body = [statement for code in codes for statement in parse_cell(code).body]
    return ast.Module(body=body, type_ignores=[])


def parse_cell(code: str) -> ast.Module:
    """Parse a cell of a notebook, with or without magics and shell lines.

    Args:
        code: The cell's source.

    Returns:
        Its statements; those below `%%time` count, those of `%%bash` are a string.

    Raises:
        SyntaxError: if it is neither Python nor IPython.
    """
    try:
        return ast.parse(code)
    except SyntaxError as error:
        from IPython.core.inputtransformer2 import TransformerManager

        plain = "\n".join(line for line in code.splitlines() if line[:1] not in "%!?")
        for version in (lambda: plain, lambda: TransformerManager().transform_cell(code)):
            with suppress(SyntaxError):
                return ast.parse(version())
        raise error from None
