"""A notebook depends on the definitions that it reaches, and on no others."""

import pytest

from coursework.staleness.reachable_code import reachable
from coursework.staleness.source_text import without_comments

LIBRARY = {
    "__init__.py": '"""The package."""\n',
    "settings.py": "SIZE = 3\nOTHER = 4\n",
    "metrics.py": (
        "from autoencoder_course import settings\n"
        "from autoencoder_course.helpers import square as _square\n\n"
        'def error(x):\n    """Doc."""\n    return _square(x) * settings.SIZE  # why\n\n'
        "def unused():\n    return 1\n"
    ),
    "helpers.py": (
        "import math\n\ndef square(x):\n    return math.pow(x, 2)\n\n"
        "def cube(x):\n    return x**3\n"
    ),
    "builders/__init__.py": "from autoencoder_course.builders.dense import vanilla\n",
    "builders/dense.py": (
        "from .. import settings\nfrom ._join import join\n\n"
        "@staticmethod\ndef vanilla():\n    return join(settings.SIZE)\n\n"
        "def stacked():\n    return 2\n"
    ),
    "builders/_join.py": "def join(x):\n    return x\n",
    "datasets._offline_sample/__init__.py": "def draw():\n    return 1\n",
}


@pytest.fixture
def library(tmp_path):
    for name, text in LIBRARY.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return tmp_path


def names(library, *codes):
    found = {entry.split("\n")[0] for entry in reachable(list(codes), library)}
    return {name for name in found if not name.endswith(".")}


def test_a_call_reaches_what_the_function_uses(library):
    assert names(library, "from autoencoder_course import metrics", "metrics.error(1)") == {
        "metrics.error",
        "settings.SIZE",
        "helpers.square",
        "helpers.math",
    }


@pytest.mark.parametrize(
    "code",
    [
        "from autoencoder_course.builders import vanilla\nvanilla()",
        "from autoencoder_course import builders\nbuilders.vanilla()",
        "import autoencoder_course.builders as b\nb.vanilla()",
        "import autoencoder_course.builders\nautoencoder_course.builders.vanilla()",
        "from autoencoder_course.builders.dense import vanilla as v\nv()",
    ],
)
def test_every_way_to_import_reaches_the_same_code(library, code):
    reached = names(library, code)
    assert {"builders.dense.vanilla", "builders._join.join", "settings.SIZE"} <= reached
    assert "builders.dense.stacked" not in reached
    assert "settings.OTHER" not in reached


def test_a_module_passed_around_counts_as_a_whole(library):
    assert {"metrics.error", "metrics.unused"} <= names(
        library, "from autoencoder_course import metrics\nhelp(metrics)"
    )
    assert {"helpers.square", "helpers.cube"} <= names(
        library, "from autoencoder_course.helpers import *"
    )


def test_code_without_the_library_reaches_nothing(library):
    assert reachable(["import math\nmath.pi"], library) == []


def test_magic_lines_are_no_obstacle(library):
    assert "settings.SIZE" in names(
        library, "%matplotlib inline\nfrom autoencoder_course import settings\nsettings.SIZE"
    )


def test_the_offline_sample_has_no_part_in_stored_notebooks(library):
    code = "from autoencoder_course.datasets import _offline_sample\n_offline_sample.draw()"
    assert names(library, code) == set()


def test_only_changes_in_reached_code_count(library):
    code = ["from autoencoder_course import metrics\nmetrics.error(1)"]
    before = reachable(code, library)
    path = library / "metrics.py"
    path.write_text(path.read_text().replace("Doc.", "Better doc.").replace("# why", "# because"))
    path.write_text(path.read_text().replace("return 1\n", "return 2\n"))
    assert reachable(code, library) == before
    helpers = library / "helpers.py"
    helpers.write_text(helpers.read_text().replace("math.pow(x, 2)", "math.pow(x, 3)"))
    assert reachable(code, library) != before


def test_comments_and_docstrings_go_but_other_strings_and_indentation_stay():
    source = 'def f():\n    """Doc\n    more"""\n    x = "# no comment"  # yes\n    return x\n'
    assert without_comments(source) == [
        "def f():",
        "",
        "",
        '    x = "# no comment"',
        "    return x",
    ]
