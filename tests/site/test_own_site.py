"""The course's own site: it builds without a warning, and its pages aren't large."""

import io
import os
import re
from pathlib import Path

import pytest
import toy_site
from rich.console import Console

from coursework import notebooks
from coursework.site import pages

LARGEST = {"index.html": 500_000, "course/": 1_500_000}  # bytes, with all that the page loads


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("own") / "site"
    said = io.StringIO()
    built = pages.build(toy_site.ROOT, folder, Console(file=said, width=200))
    assert built, said.getvalue()
    return folder


def weight(page):
    """Count the bytes of a page and of what it names: styles, scripts, images."""
    text = page.read_text("utf-8")
    named = re.findall(r'<(?:script|img)[^>]* src="([^"]*)"', text)
    named += re.findall(r'<link rel="stylesheet"[^>]* href="([^"]*)"', text)
    files = {(page.parent / name.split("?")[0]).resolve() for name in named if ":" not in name}
    return page.stat().st_size + sum(file.stat().st_size for file in files)


def test_every_lecture_and_exercise_has_a_page_that_the_landing_page_lists(site):
    landing = (site / "index.html").read_text("utf-8")
    for pair in notebooks.discover(toy_site.ROOT):
        source = pair.notebook if pair.folder == "course" else pair.exercise
        page = source.relative_to(toy_site.ROOT).with_suffix(".html").as_posix()
        assert (site / page).is_file()
        assert f'href="{page}"' in landing


def test_the_landing_page_and_the_lectures_are_no_larger_than_they_may_be(site):
    for page in site.rglob("*.html"):
        name = page.relative_to(site).as_posix()
        for start, limit in LARGEST.items():
            if name.startswith(start):
                assert weight(page) <= limit, name


def test_the_pages_name_no_path_of_the_machine_that_built_them(site):
    own = os.fspath(Path(toy_site.ROOT))
    for page in site.rglob("*.html"):
        assert own not in page.read_text("utf-8"), page
