"""The built site, seen in Chromium: `make test-site`."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent / "browser"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

pytestmark = pytest.mark.slow


def lacking():
    """Say what these tests need and isn't there."""
    if shutil.which("node") is None:
        return "Node is absent: apt-get install nodejs npm"
    if not os.environ.get("CHROMIUM") and not any(map(shutil.which, CHROMIUM)):
        return "Chromium is absent: apt-get install chromium"
    if not (HERE / "node_modules").is_dir():
        return f"its packages are absent: npm ci in {HERE.relative_to(ROOT)}"
    if not (ROOT / "build" / "site" / "index.html").is_file():
        return "the site isn't built: make site"
    return None


@pytest.mark.parametrize("script", sorted(HERE.glob("*.test.mjs")), ids=lambda path: path.stem)
def test_in_chromium(script):
    if reason := lacking():
        pytest.skip(reason)
    environment = {**os.environ, "COURSE_SITE": str(ROOT / "build" / "site")}
    done = subprocess.run(
        ["node", "--test", script], env=environment, cwd=HERE, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-3_000:]
