"""The demos in a real browser: runs browser.test.mjs, if what it needs is installed."""

import shutil

import pytest
import running_node as node

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")

pytestmark = [
    pytest.mark.slow,
    node.needs_node,
    pytest.mark.skipif(
        not (node.HERE / "node_modules" / "playwright-core").is_dir(),
        reason="needs `npm ci` in tests/site/demos",
    ),
    pytest.mark.skipif(
        not any(map(shutil.which, CHROMIUM)), reason="needs Chromium (apt install chromium)"
    ),
]


def test_the_demos_work_in_a_browser():
    node.run("--test", "--test-concurrency=1", node.HERE / "browser.test.mjs", timeout=1200)
