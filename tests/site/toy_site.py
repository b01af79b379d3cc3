"""A small web site for tests: the course's own settings and extensions, a few pages of its own."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ADDRESS = '\n[project.urls]\nRepository = "https://github.com/somebody/a-course"\n'
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII="
)
INDEX = """\
# A toy

```{demo} latent
:optional:

A text about [a page](docs/demos/latent.md) that isn't there.
```

```{demo} toy
:optional:

A text about [the toy](docs/demos/toy.md).
```

See [lecture 1](course/01_toy.ipynb), its [script](course/01_toy.py), the [library](lib) and
[data](docs/data.md).

```{toctree}
:hidden:
:glob:

course/*
exercises/*/*
docs/data
```

```{demos}
:caption: Live
```
"""
DEMO = {
    "toy.md": "# A toy demo\n\nSee [lecture 1](../../course/01_toy.ipynb).\n\n```{demo} toy\n```\n",
    "toy.html": '<figure class="demo" data-demo="toy"><canvas></canvas></figure>\n',
    "toy.js": "import './network.js';\n",
    "network.js": "export const nothing = 0;\n",
    "demo.css": ".demo { margin: 0; }\n",
    "models/toy.safetensors": "weights",
}


def code(source, *outputs):
    """Return a code cell."""
    return {
        "cell_type": "code",
        "execution_count": 1,
        "id": f"cell-{abs(hash(source)) % 10**6}",
        "metadata": {},
        "outputs": [
            {"output_type": "display_data", "data": data, "metadata": {}} for data in outputs
        ],
        "source": source,
    }


def notebook(*cells):
    """Return a notebook; a text is a Markdown cell."""
    made = [
        {"cell_type": "markdown", "id": f"text-{i}", "metadata": {}, "source": cell}
        if isinstance(cell, str)
        else cell
        for i, cell in enumerate(cells)
    ]
    metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
        "jupytext": {"formats": "ipynb,py:percent"},
    }
    return {"cells": made, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


LECTURE = notebook(
    "# 1. A toy lecture\n\n![A drawing](figures/toy.svg) Then do the "
    "[exercise](../exercises/01_toy/01_toy.ipynb), see [a script](01_toy.py#L1).",
    "## 1.1 A formula\n\nInline $x^2$, and\n\n$$\\sum_{i=1}^n x_i$$",
    code("x = 1"),
    code(
        'plots.reconstructions({"image": test, "restored by PCA": way})',
        {"image/png": PIXEL, "text/plain": "<Figure>"},
    ),
    code(
        "model.summary()",
        {"text/html": '<pre>images (<span style="color: #00d7ff">None</span>, 28)</pre>'},
    ),
)
EXERCISE = notebook(
    "# Exercise 1: a toy\n\nRead [the lecture](../../course/01_toy.ipynb).", code("y")
)


def make(root, *, address="", demo=False):
    """Make the sources of a small site.

    Args:
        root: A folder that isn't there yet.
        address: What pyproject.toml says of the repository; see `ADDRESS`.
        demo: Whether there is a demo.

    Returns:
        `root`.
    """
    files = {
        "pyproject.toml": f'[project]\nname = "toy"\n{address}',
        "index.md": INDEX,
        "course/01_toy.ipynb": json.dumps(LECTURE),
        "course/01_toy.py": "x = 1\n",
        "course/figures/toy.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>',
        "exercises/01_toy/01_toy.ipynb": json.dumps(EXERCISE),
        "lib/toy.py": "",
        "docs/data.md": "# Data\n\nNo formula here.\n",
        "docs/students.md": "---\norphan: true\n---\n\n# For students\n",
    }
    if demo:
        files |= {f"docs/demos/{name}": text for name, text in DEMO.items()}
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    shutil.copy(ROOT / "docs" / "conf.py", root / "docs")
    for name in ("_extensions", "_static"):
        shutil.copytree(
            ROOT / "docs" / name,
            root / "docs" / name,
            ignore=shutil.ignore_patterns("__pycache__"),
        )
    return root


def build(root):
    """Build it; return the folder and what was said. Warnings are errors."""
    from coursework.site.pages import command

    folder = root / "build" / "site"
    done = subprocess.run(
        command(folder), cwd=root, capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    return folder, done.returncode, done.stderr


if __name__ == "__main__":
    print(*build(make(Path(sys.argv[1]), demo=True)))
