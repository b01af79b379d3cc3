"""The web site's pages: what is in them, and that nothing is fetched from elsewhere."""

import re
import shutil

import pytest
import toy_site


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """A site of a course that names no address and has no demo."""
    return built(tmp_path_factory)


@pytest.fixture(scope="module")
def public(tmp_path_factory):
    """A site of a course that names its address and has a demo."""
    return built(tmp_path_factory, address=toy_site.ADDRESS, demo=True)


def built(factory, **options):
    folder, status, said = toy_site.build(toy_site.make(factory.mktemp("site") / "toy", **options))
    assert status == 0, said
    return folder


def page(site, name):
    return (site / name).read_text("utf-8")


def links(text):
    return re.findall(r'<a [^>]*href="([^"]*)"', text)


def loaded(text):
    """List what a browser fetches for a page by itself."""
    scripts = re.findall(r'<(?:script|img|source|iframe)[^>]* src="([^"]*)"', text)
    return scripts + re.findall(
        r'<link rel="(?:stylesheet|icon|preload)"[^>]* href="([^"]*)"', text
    )


def test_a_demo_brings_its_figure_its_style_and_its_module(public):
    text = page(public, "docs/demos/toy.html")
    assert '<figure class="demo" data-demo="toy"><canvas></canvas></figure>' in text
    assert "<noscript>This figure needs JavaScript.</noscript>" in text
    files = [address.split("?")[0] for address in loaded(text)]
    assert "../../_static/demos/demo.css" in files
    assert "../../_static/demos/toy.js" in files
    assert re.search(r'<script type="module" src="[^"]*/toy\.js', text)


def test_a_demos_files_are_copied_and_its_page_is_not(public):
    copied = public / "_static" / "demos"
    assert (copied / "models" / "toy.safetensors").read_text() == "weights"
    names = {path.relative_to(copied).as_posix() for path in copied.rglob("*") if path.is_file()}
    assert names == set(toy_site.DEMO) - {"toy.md"}


def test_only_pages_with_a_demo_load_it(public):
    assert not [name for name in loaded(page(public, "docs/data.html")) if "demos" in name]


def test_a_demo_is_listed_and_linked_from_its_lecture(public):
    assert "docs/demos/toy.html" in links(page(public, "index.html"))
    lecture = page(public, "course/01_toy.html").split("notebook-buttons")[1]
    assert 'href="../docs/demos/toy.html">Live: A toy demo</a>' in lecture


def test_an_optional_demo_that_is_absent_leaves_no_trace(plain):
    assert "demo" not in page(plain, "index.html")
    assert "A text about" not in page(plain, "index.html")


def test_the_text_of_a_demo_stands_above_it(public):
    text, figure = page(public, "index.html").split('<figure class="demo"')
    assert 'A text about <a class="reference internal" href="docs/demos/toy.html">' in text
    assert "A text about" not in figure


def test_a_demo_that_is_absent_stops_the_build(tmp_path):
    root = toy_site.make(tmp_path / "toy", demo=True)
    (root / "docs" / "demos" / "toy.js").unlink()
    _, status, said = toy_site.build(root)
    assert status != 0
    assert "demo toy: no toy.js in docs/demos" in said


def test_formulas_are_set_without_a_script(plain):
    text = page(plain, "course/01_toy.html")
    assert text.count('class="katex"') == 2
    assert 'class="katex-display"' in text
    assert not [name for name in loaded(text) if "mathjax" in name.lower()]
    assert [name for name in loaded(text) if "katex.min.css" in name]
    assert not [name for name in loaded(page(plain, "docs/data.html")) if "katex" in name]


def test_a_formula_that_is_none_stops_the_build(tmp_path):
    root = toy_site.make(tmp_path / "toy")
    (root / "docs" / "data.md").write_text("# Data\n\n$\\frac{1}$\n")
    _, status, said = toy_site.build(root)
    assert status != 0
    assert "KaTeX" in said or "ParseError" in said


def test_a_link_that_leads_nowhere_stops_the_build(tmp_path):
    root = toy_site.make(tmp_path / "toy")
    (root / "docs" / "data.md").write_text("# Data\n\n[gone](gone.md)\n")
    _, status, said = toy_site.build(root)
    assert status != 0
    assert "gone.md" in said


def test_without_an_address_links_to_unshown_files_are_text_and_no_button_leads_away(plain):
    text = page(plain, "index.html")
    assert "its script, the library and" in " ".join(re.sub("<[^>]*>", "", text).split())
    everything = "".join(path.read_text("utf-8") for path in plain.rglob("*.html"))
    for word in ("github.com/somebody", "colab", "mybinder"):
        assert word not in everything
    assert not (plain / "_downloads").exists()


def test_with_an_address_links_and_buttons_lead_there(public):
    home = "https://github.com/somebody/a-course/blob/main"
    assert {f"{home}/course/01_toy.py", f"{home}/lib"} <= set(links(page(public, "index.html")))
    assert set(links(page(public, "exercises/01_toy/01_toy.html"))) >= {
        "https://colab.research.google.com/github/somebody/a-course/blob/colab/exercises/01_toy/"
        "01_toy.ipynb",
        "https://mybinder.org/v2/gh/somebody/a-course/main?"
        "urlpath=lab%2Ftree%2Fexercises%2F01_toy%2F01_toy.ipynb",
        f"{home}/exercises/01_toy/01_toy.ipynb",
    }


def test_lecture_and_exercise_link_each_other_and_say_how_to_run_them(plain):
    row = page(plain, "course/01_toy.html").split("notebook-buttons")[1].split("</div>")[0]
    assert links(row) == ["../exercises/01_toy/01_toy.html", "../docs/students.html"]
    row = page(plain, "exercises/01_toy/01_toy.html").split("notebook-buttons")[1]
    assert links(row.split("</div>")[0]) == [
        "../../course/01_toy.html",
        "../../docs/students.html",
    ]


def test_a_figure_has_a_text_made_of_what_the_code_says(plain):
    [text] = re.findall(
        r'<img alt="(Show[^"]*|[^"]*restored[^"]*)"', page(plain, "course/01_toy.html")
    )
    assert "image, restored by PCA" in text
    assert text.endswith("In the section “1.1 A formula”.")


def test_the_colours_of_a_summary_are_left_to_the_theme(plain):
    text = page(plain, "course/01_toy.html")
    assert "images (None, 28)" in text
    assert "#00d7ff" not in text


def test_only_notebooks_load_the_styles_of_notebooks(public):
    assert [name for name in loaded(page(public, "course/01_toy.html")) if "mystnb" in name]
    assert not [name for name in loaded(page(public, "index.html")) if "mystnb" in name]


def test_headings_in_the_list_of_pages_say_their_level(public):
    text = page(public, "docs/data.html")
    assert text.count('role="heading"') == text.count('role="heading" aria-level="2"') == 1


@pytest.mark.parametrize("site", ["plain", "public"])
def test_no_page_asks_another_host(site, request):
    folder = request.getfixturevalue(site)
    for path in folder.rglob("*.html"):
        for address in loaded(path.read_text("utf-8")):
            assert not re.match(r"(https?:)?//", address), (path, address)


def test_no_source_is_copied(plain):
    assert not list((plain / "_sources").glob("**/*.*"))
    assert not list(plain.rglob("*.ipynb"))


def test_a_second_build_drops_files_of_a_demo_that_are_gone(tmp_path):
    root = toy_site.make(tmp_path / "toy", demo=True)
    folder, status, said = toy_site.build(root)
    assert status == 0, said
    shutil.rmtree(root / "docs" / "demos" / "models")
    assert toy_site.build(root)[1] == 0
    assert not (folder / "_static" / "demos" / "models").exists()
