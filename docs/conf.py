"""The web site: `make site`, which is `python -m sphinx -c docs . build/site`.

The source folder is the repository itself, so that notebooks are shown where they lie and links
between them mean the same on the site, on GitHub and in JupyterLab. Nothing is executed.
"""

import os
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE / "_extensions"), str(HERE.parent / "lib")]
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # autodoc imports Keras

from coursework.site import address  # noqa: E402

project = "Autoencoders in Keras 3"
project_copyright = "the course's authors, MIT licence"
repository = address.read(HERE.parent)

extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx.ext.viewcode",
    "myst_nb",
    "katex_math",
    "demo",
    "links_outside",
    "notebook_text",
    "notebook_buttons",
    "figure_texts",
    "page_frame",
    "hub_form",
]
root_doc = "index"
include_patterns = [
    "index.md",
    "CONTRIBUTING.md",
    "benchmarks/README.md",
    "docs/*.md",
    "docs/api/*.md",
    "docs/demos/*.md",
    "course/*.ipynb",
    "exercises/*/*.ipynb",
]
exclude_patterns = ["**/.ipynb_checkpoints", "docs/_*"]

nb_execution_mode = "off"
nb_merge_streams = True
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 4
suppress_warnings = ["mystnb.unknown_mime_type"]  # a notebook's results are stored as JSON too

default_role = "code"  # single backticks in docstrings
autodoc_member_order = "bysource"
autodoc_typehints = "none"  # the docstrings say shapes, ranges and units
napoleon_custom_sections = ["Source"]
viewcode_line_numbers = False

html_math_renderer = "katex"
html_theme = "furo"
html_title = project
html_favicon = "_static/favicon.svg"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_js_files = [("site.js", {"defer": "defer"})]
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
if repository:
    html_theme_options = {
        "source_repository": f"{repository.url}/",
        "source_branch": repository.branch,
        "source_directory": "",
    }
