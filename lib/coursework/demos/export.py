"""Train the networks of the demos and write them where the pages read them."""

import ast
import importlib
import time
from pathlib import Path

import click
from rich.console import Console

from coursework.demos import tensor_files
from coursework.execution.terminal import say
from coursework.files import texts
from coursework.staleness import fingerprint

RECIPES = ["pictures", "latent_map", "code_sizes", "denoiser", "sparse_code", "betas", "one_class"]
FOLDER = Path("docs") / "demos"
LIMIT = 6_000_000  # bytes of all files together
BACKEND = "tensorflow"


class Keeper:
    """Writes what a recipe makes: call it with a network, `data` with arrays."""

    def __init__(self, root: Path, name: str, mnist, console: Console):
        self._folder, self._recipe, self._mnist = root / FOLDER, recipe(name), mnist
        self._about = {
            "recipe": name,
            "fingerprint": fingerprint_of(root, name),
        }
        self._console = console

    def __call__(self, name: str, model, facts: dict) -> dict:
        """Round a network, which changes its weights, and write it; return all facts."""
        from coursework.demos import network_files

        path = file_of(self._folder, "models", name)
        about = network_files.save(
            path,
            model,
            self._recipe.NETWORKS[name],
            lambda model: self._recipe.error(model, self._mnist),
            {**self._about, **facts},
        )
        self._say(
            path,
            f"test MSE {about['test_mse']:.6f}, {about['mantissa_bits']} bits, "
            f"rounding {about['rounding_loss']:+.4%}",
        )
        return about

    def data(self, name: str, tensors: dict, facts: dict) -> None:
        """Write arrays that are no network."""
        path = file_of(self._folder, "data", name)
        tensor_files.write(path, tensors, {**self._about, **facts})
        self._say(path, "")

    def _say(self, path: Path, more: str) -> None:
        size = path.stat().st_size / 1000
        say(self._console, f"wrote   {path.name}: {size:,.0f} kB  {more}")


def file_of(folder: Path, kind: str, name: str) -> Path:
    """Return the path of a network (`models`) or of arrays (`data`)."""
    return folder / kind / f"{name}{tensor_files.SUFFIX}"


def recipe(name: str):
    """Return a recipe's module."""
    return importlib.import_module(f"coursework.demos.recipes.{name}")


def fingerprint_of(root: Path, name: str) -> dict:
    """Return what the files of a recipe are made from if it runs now."""
    here = Path(__file__).parent
    paths = here / "recipes" / f"{name}.py", here / "network_files.py", here / "tensor_files.py"
    # How lines are broken changes no number.
    codes = [ast.unparse(ast.parse(texts.read_text(path))) for path in paths]
    return fingerprint.of_code(codes, root, BACKEND)


def stale(root: Path) -> list[str]:
    """Say which files the present code did not make.

    Args:
        root: The course's root folder.

    Returns:
        A sentence for each file; empty if all are good.
    """
    found, known = [], {name: fingerprint_of(root, name) for name in RECIPES}
    for path in sorted((root / FOLDER).glob(f"*/*{tensor_files.SUFFIX}")):
        metadata = tensor_files.read(path)[1]
        name = metadata.get("recipe")
        now = known.get(name)
        reasons = ["no recipe gives it"]
        if now is not None:
            reasons = fingerprint.differences(metadata["fingerprint"], now)
        if reasons:
            found.append(f"{path.name}: {', '.join(reasons)}")
    return found


def export(root: Path, only: tuple[str, ...], console: Console) -> bool:
    """Train and write.

    Args:
        root: The course's root folder.
        only: Names of recipes; empty for all.
        console: Where progress is printed.

    Returns:
        True if all files together are small enough.

    Raises:
        click.ClickException: if a name is no recipe's, real data is missing, or the installed
            versions are not the pinned ones.
    """
    from autoencoder_course import datasets

    if unknown := sorted(set(only) - set(RECIPES)):
        raise click.ClickException(
            f"No recipe is called {', '.join(unknown)}. There are: {', '.join(RECIPES)}."
        )
    fingerprint.check_installed(root, BACKEND)
    mnist = datasets.load("mnist", source="tfds")
    for name in only or RECIPES:
        started = time.perf_counter()
        recipe(name).train(mnist, Keeper(root, name, mnist, console))
        say(console, f"        {name} took {time.perf_counter() - started:.0f} s")
    total = size(root)
    say(console, f"{total / 1e6:.2f} MB in all; at most {LIMIT / 1e6:.0f} MB may be.")
    return total <= LIMIT


def size(root: Path) -> int:
    """Return the bytes of all files of the demos' networks and arrays together."""
    return sum(path.stat().st_size for path in (root / FOLDER).glob(f"*/*{tensor_files.SUFFIX}"))
