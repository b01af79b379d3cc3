"""A notebook depends on the definitions that it reaches, and on no others."""

import pytest

from coursework.staleness.reachable_code import reachable
from coursework.staleness.source_text import without_comments

LESSONS = "autoencoder_course"
FILES = {
    f"{LESSONS}/__init__.py": '"""The package."""\n',
    f"{LESSONS}/profile.py": "SIZE = 3\nOTHER = 4\n",
    f"{LESSONS}/metrics.py": (
        "from autoencoder_course import profile\n"
        "from autoencoder_course.helpers import square as _square\n\n"
        'def error(x):\n    """Doc."""\n    return _square(x) * profile.SIZE  # why\n\n'
        "def unused():\n    return 1\n"
    ),
    f"{LESSONS}/helpers.py": (
        "import math\n\ndef square(x):\n    return math.pow(x, 2)\n\n"
        "def cube(x):\n    return x**3\n"
    ),
    f"{LESSONS}/label_budgets.py": (
        "import keras_autoencoders\nfrom . import profile\n\n"
        "def compare():\n    return keras_autoencoders.builders.vanilla(), profile.OTHER\n"
    ),
    f"{LESSONS}/datasets/_offline_sample/__init__.py": "def draw():\n    return 1\n",
    "keras_autoencoders/__init__.py": "",
    "keras_autoencoders/sizes.py": "SIZE = 3\nOTHER = 4\n",
    "keras_autoencoders/builders/__init__.py": (
        "from keras_autoencoders.builders._dense import vanilla\n"
    ),
    "keras_autoencoders/builders/_dense.py": (
        "from .. import sizes\nfrom ._join import join\n\n"
        "@staticmethod\ndef vanilla():\n    return join(sizes.SIZE)\n\n"
        "def stacked():\n    return 2\n"
    ),
    "keras_autoencoders/builders/_join.py": "def join(x):\n    return x\n",
}


@pytest.fixture
def library(tmp_path):
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def names(library, *codes):
    found = {entry.split("\n")[0] for entry in reachable(list(codes), library)}
    return {name for name in found if not name.endswith(".")}


def test_a_call_reaches_what_the_function_uses(library):
    assert names(library, "from autoencoder_course import metrics", "metrics.error(1)") == {
        "autoencoder_course.metrics.error",
        "autoencoder_course.profile.SIZE",
        "autoencoder_course.helpers.square",
        "autoencoder_course.helpers.math",
    }


@pytest.mark.parametrize(
    "code",
    [
        "from keras_autoencoders.builders import vanilla\nvanilla()",
        "from keras_autoencoders import builders\nbuilders.vanilla()",
        "import keras_autoencoders.builders as b\nb.vanilla()",
        "import keras_autoencoders.builders\nkeras_autoencoders.builders.vanilla()",
        "from keras_autoencoders.builders._dense import vanilla as v\nv()",
    ],
)
def test_every_way_to_import_reaches_the_same_code(library, code):
    reached = names(library, code)
    assert {
        "keras_autoencoders.builders._dense.vanilla",
        "keras_autoencoders.builders._join.join",
        "keras_autoencoders.sizes.SIZE",
    } <= reached
    assert "keras_autoencoders.builders._dense.stacked" not in reached
    assert "keras_autoencoders.sizes.OTHER" not in reached


def test_one_packages_code_reaches_into_the_other(library):
    code = "from autoencoder_course import label_budgets\nlabel_budgets.compare()"
    reached = names(library, code)
    assert "keras_autoencoders.builders._join.join" in reached
    assert "autoencoder_course.profile.OTHER" in reached
    assert "autoencoder_course.profile.SIZE" not in reached


def test_a_module_passed_around_counts_as_a_whole(library):
    assert {"autoencoder_course.metrics.error", "autoencoder_course.metrics.unused"} <= names(
        library, "from autoencoder_course import metrics\nhelp(metrics)"
    )
    assert {"autoencoder_course.helpers.square", "autoencoder_course.helpers.cube"} <= names(
        library, "from autoencoder_course.helpers import *"
    )


def test_code_without_the_library_reaches_nothing(library):
    assert reachable(["import math\nmath.pi"], library) == []


def test_magic_lines_are_no_obstacle(library):
    code = "%matplotlib inline\nfrom autoencoder_course import profile\nprofile.SIZE"
    assert "autoencoder_course.profile.SIZE" in names(library, code)


def test_the_offline_sample_has_no_part_in_stored_notebooks(library):
    code = "from autoencoder_course.datasets import _offline_sample\n_offline_sample.draw()"
    assert names(library, code) == set()


def test_only_changes_in_reached_code_count(library):
    code = ["from autoencoder_course import metrics\nmetrics.error(1)"]
    before = reachable(code, library)
    path = library / LESSONS / "metrics.py"
    path.write_text(path.read_text().replace("Doc.", "Better doc.").replace("# why", "# because"))
    path.write_text(path.read_text().replace("return 1\n", "return 2\n"))
    assert reachable(code, library) == before
    helpers = library / LESSONS / "helpers.py"
    helpers.write_text(helpers.read_text().replace("math.pow(x, 2)", "math.pow(x, 3)"))
    assert reachable(code, library) != before


def test_another_name_in_a_list_of_imports_changes_nothing(library):
    code = ["from autoencoder_course import metrics\nmetrics.error(1)"]
    before = reachable(code, library)
    path = library / LESSONS / "metrics.py"
    one, two = "import square as _square", "import cube, square as _square"
    path.write_text(path.read_text().replace(one, two))
    assert reachable(code, library) == before
    path.write_text(path.read_text().replace(two, "import cube as _square"))
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
