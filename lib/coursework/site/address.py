"""The repository's address stands in one place: `[project.urls]` of pyproject.toml.

    [project.urls]
    Repository = "https://github.com/OWNER/NAME"

Without it, no page and no notebook shows a button that leads nowhere.
"""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

import click

from coursework.files.texts import read_text

KEY = "Repository"
COLAB_BRANCH = "colab"  # holds the notebooks that `python -m coursework colab` writes
_GITHUB = re.compile(r"https://github\.com/(?P<owner>[\w-]+)/(?P<name>[\w.-]+?)(?:\.git)?/?")


@dataclass(frozen=True)
class Repository:
    """A public repository.

    Attributes:
        owner: Whose it is on GitHub.
        name: Its name there.
        branch: The branch that people use.
    """

    owner: str
    name: str
    branch: str = "main"

    @property
    def url(self) -> str:
        """Its page on GitHub."""
        return f"https://github.com/{self.owner}/{self.name}"

    def file(self, path: str) -> str:
        """Return the address of a file or folder, given relative to the root."""
        return f"{self.url}/blob/{self.branch}/{quote(path)}"

    def raw(self, path: str) -> str:
        """Return the address of a file's content, such as an image's."""
        where = f"{self.owner}/{self.name}/{self.branch}/{quote(path)}"
        return f"https://raw.githubusercontent.com/{where}"

    def colab(self, path: str) -> str:
        """Return the address that opens one of the generated notebooks in Colab."""
        where = f"{self.owner}/{self.name}/blob/{COLAB_BRANCH}/{quote(path)}"
        return f"https://colab.research.google.com/github/{where}"

    def binder(self, path: str) -> str:
        """Return the address that opens a notebook on Binder."""
        options = urlencode({"urlpath": f"lab/tree/{path}"})
        return f"https://mybinder.org/v2/gh/{self.owner}/{self.name}/{self.branch}?{options}"

    def buttons(self, page: str) -> dict[str, str]:
        """Return the buttons of a notebook's page.

        Args:
            page: Its name without `.ipynb`, such as `course/01_vanilla`.

        Returns:
            Addresses by the text of the button.
        """
        path = f"{page}.ipynb"
        return {
            "Open in Colab": self.colab(path),
            "Open on Binder": self.binder(path),
            "Show on GitHub": self.file(path),
        }


def read(root: Path) -> Repository | None:
    """Read the repository's address.

    Args:
        root: The course's root folder.

    Returns:
        The repository, or None if pyproject.toml names none.

    Raises:
        click.ClickException: if the address isn't one of GitHub, which Colab and Binder need.
    """
    project = tomllib.loads(read_text(root / "pyproject.toml")).get("project", {})
    url = project.get("urls", {}).get(KEY)
    if url is None:
        return None
    match = _GITHUB.fullmatch(url)
    if match is None:
        raise click.ClickException(
            f"[project.urls] {KEY} in pyproject.toml must be of the form "
            f"https://github.com/OWNER/NAME; it is {url!r}."
        )
    return Repository(match["owner"], match["name"])
