"""Feedback pages: what a student hands in runs nothing, loads nothing and covers nothing there."""

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from submissions import toy
from traitlets.config import Config

from coursework.grading import feedback, workspace
from coursework.grading.limits import Limits
from coursework.grading.marks import GradingTask

SCRIPT = "<script>alert(1)</script>"
OVERLAY = "<div style='position: fixed; top: 0; z-index: 9'>Score: 6 / 6</div>"


def page(*cells):
    """Make the feedback page of some cells, as grading does."""
    notebook = new_notebook()
    notebook.cells = list(cells)  # not checked: some cells here are what nobody can save
    names = {"notebook": "01_toy", "score": 1.0, "max_score": 6.0, "late_penalty": 0.0}
    generate = _generate()
    exporter = generate.exporter_class(config=generate.config)
    text, _ = exporter.from_notebook_node(notebook, {"nbgrader": names})
    return BeautifulSoup(text, "html.parser")


def _generate():
    from nbgrader.converters import GenerateFeedback

    config = Config()
    config.GenerateFeedback.exporter_class = feedback.FeedbackExporter
    generate = GenerateFeedback(config=config)
    generate.config.Exporter.default_preprocessors = []
    return generate


def shown(**data):
    """A cell that shows something of one kind, `text_html` for example."""
    kinds = {name.replace("_", "/", 1): value for name, value in data.items()}
    return new_code_cell("show()", outputs=[new_output("display_data", data=kinds)])


ATTACKS = {
    "script in Markdown": new_markdown_cell(SCRIPT),
    "script in an output": shown(text_html=SCRIPT),
    "script in Markdown output": shown(text_markdown=SCRIPT),
    "handler": new_markdown_cell("<img src=x onerror=alert(1)>"),
    "link": new_markdown_cell("[x](javascript:alert(1)) <a href='data:text/html,<b>'>y</a>"),
    "refresh": new_markdown_cell('<meta http-equiv="refresh" content="0; url=http://a.b">'),
    "base": new_markdown_cell('<base href="http://a.b/">'),
    "frame": new_markdown_cell('<iframe src="http://a.b" srcdoc="<b>"></iframe>'),
    "form": new_markdown_cell('<form action="http://a.b"><button>Send</button></form>'),
    "drawing": new_markdown_cell("<svg><foreignObject><iframe></iframe></foreignObject></svg>"),
    "style sheet": new_markdown_cell("<style>body { display: none }</style>"),
    "overlay": new_markdown_cell(OVERLAY),
    "overlay in an output": shown(text_html=OVERLAY),
    "imitated heading": new_markdown_cell('<div class="panel-heading" id="top">Score: 6</div>'),
    "hijacked anchor": new_markdown_cell('<a name="double_test" id="double_test"></a>'),
    "beacon": shown(text_html='<img src="http://a.b/seen.png"><p style="background: url(//a.b)">'),
    "javascript output": nbformat.from_dict(shown(**{"application_javascript": "alert(1)"})),
    "raw cell": nbformat.v4.new_raw_cell(SCRIPT),
    "stdout": new_code_cell("", outputs=[new_output("stream", name="stdout", text=SCRIPT)]),
    "error": new_code_cell(
        "", outputs=[new_output("error", ename="E", evalue=SCRIPT, traceback=[SCRIPT])]
    ),
    "formula": new_markdown_cell(f"${SCRIPT}$ and $$</span>{SCRIPT}$$"),
    "code": new_code_cell(SCRIPT),
    "fence": new_markdown_cell(f'```"><script>\n{SCRIPT}\n```'),
    "heading": new_markdown_cell('# <img src=x onerror="alert(1)">'),
    "drawn output": shown(**{"image_svg+xml": f"<svg onload='alert(1)'>{SCRIPT}</svg>"}),
    "isolated output": new_code_cell(
        outputs=[
            new_output(
                "display_data",
                data={"text/html": SCRIPT},
                metadata={"text/html": {"isolated": True}},
            )
        ]
    ),
    "counter": {**new_code_cell("1"), "execution_count": SCRIPT},
}
ATTACKS["attachment"] = new_markdown_cell(
    "![x](attachment:a.png)", attachments={"a.png": {"text/html": 'x" onerror="alert(1)'}}
)
ATTACKS["tag"] = new_code_cell("", metadata={"tags": ["x navbar-fixed-top panel-heading"]})
ATTACKS["size of an image"] = new_code_cell(
    outputs=[
        new_output(
            "display_data",
            {"image/png": "AAAA"},
            metadata={
                "image/png": {"width": "1 onerror=alert(1) class=panel-heading id=double_test"},
                "filenames": {"image/png": "http://a.b/x.png"},
            },
        )
    ]
)


def test_a_size_in_pixels_stays():
    output = new_output(
        "display_data", {"image/png": "AAAA"}, metadata={"image/png": {"width": 120}}
    )
    image = page(new_code_cell(outputs=[output])).find(id="notebook-container").find("img")
    assert image["width"] == "120"


@pytest.mark.parametrize("cell", ATTACKS.values(), ids=ATTACKS)
def test_nothing_that_is_handed_in_runs_or_loads_or_covers(cell):
    soup = page(nbformat.from_dict(cell))
    assert not soup.find_all(["script", "iframe", "base", "form", "button", "object", "svg"])
    assert len(soup.find_all("meta", attrs={"http-equiv": True})) == 1
    work = soup.find(id="notebook-container")
    assert not work.find_all(["style", "meta", "link"])
    for element in work.find_all(True):
        names = set(element.attrs)
        assert not {name for name in names if name.startswith("on")}
        assert "position" not in element.get("style", "")
        assert "url" not in element.get("style", "")
        assert element.get("src", "data:image/").startswith("data:image/")
        assert not element.get("href", "").lower().startswith(("javascript", "data"))
    assert "navbar-fixed-top" not in {name for tag in work.find_all(True) for name in _classes(tag)}
    assert "panel-heading" not in {name for tag in work.find_all(True) for name in _classes(tag)}
    assert not work.find(id="double_test")
    assert not work.find(attrs={"name": "double_test"})
    assert len(soup.find_all(attrs={"name": "top"})) == 1
    assert soup.find("h4").text == "01_toy (Score: 1.0 / 6.0)"


def _classes(tag):
    return tag.get("class", [])


def test_the_page_forbids_scripts_and_addresses_and_keeps_work_in_its_area():
    soup = page(new_markdown_cell("text"))
    first = next(iter(soup.head.children))
    assert first["http-equiv"] == "Content-Security-Policy"
    rules = dict(rule.strip().split(" ", 1) for rule in first["content"].split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["img-src"] == "data:"
    assert "script-src" not in rules
    assert "contain: paint" in soup.head.find("style").text


def test_ordinary_work_is_shown_as_it_was():
    table = '<table class="dataframe"><thead><tr><th>a</th></tr></thead></table>'
    soup = page(
        new_markdown_cell("# Title\n**bold** `code` [a](https://keras.io) $x^2 < 1$\n\n- item"),
        new_code_cell("def f(x):\n    return x < 1"),
        shown(text_html=f"<style scoped>td {{ color: red }}</style>{table}", text_plain="a"),
        shown(image_png="AAAA"),
        shown(**{"application_vnd.jupyter.widget-view+json": {"model_id": "1"}, "text_plain": "7"}),
    )
    work = soup.find(id="notebook-container")
    assert work.find("h1").text == "Title"
    assert (work.find("strong").text, work.find("li").text) == ("bold", "item")
    assert work.find("a", href="https://keras.io").text == "a"
    assert "$x^2 < 1$" in work.text
    assert "return x < 1" in work.find(class_="highlight").text
    assert work.find("th").text == "a"
    assert "color: red" not in work.text
    assert work.find("img")["src"] == "data:image/png;base64,AAAA"
    assert work.find_all(class_="output_text")[-1].text.strip() == "7"


@pytest.mark.parametrize("text", ["<div>" * 300, "<b>x</b>" * 10_000, "x" * 300_000])
def test_html_that_would_take_long_is_left_out(text):
    assert "there is too much of it" in feedback.sanitised(text)


def test_pages_of_what_was_not_graded_are_safe_too():
    soup = BeautifulSoup(feedback.plain_page(SCRIPT, "error", OVERLAY), "html.parser")
    assert not soup.find("script")
    assert soup.find("h1").text == SCRIPT
    assert OVERLAY in soup.find("p").text
    assert "default-src 'none'" in soup.find("meta", attrs={"http-equiv": True})["content"]


def test_grading_and_plain_nbgrader_make_these_pages(tmp_path):
    root = toy.make_course(tmp_path)
    plain = workspace.nbgrader_config(root, tmp_path, toy.NAME)
    assert plain.GenerateFeedback.exporter_class is feedback.FeedbackExporter
    (root / "demonstrations.json").write_text('{"01_toy": []}')
    (root / "nbgrader_config.py").write_text("c = get_config()\n")
    task = GradingTask(root, toy.NAME, root, root, root / "gradebook.db", root, Limits())
    config = workspace.grading_config(task, object, print)
    assert config.GenerateFeedback.exporter_class is feedback.FeedbackExporter
