"""Who trains: this course's way and its peers, and which of them are installed here."""

import os
import shutil
import sysconfig
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec

from benchmarks.frameworks.trainings import Training


@dataclass(frozen=True)
class Contestant:
    """A way to train a training.

    Attributes:
        name: What the command line and the tables call it.
        about: What it is, in a few words.
        module: The module of this package whose `train` does it.
        needs: Packages that it imports.
        options: Further arguments of that `train`.
        backend: Its Keras backend, None if it doesn't use Keras.
        images_only: Whether it makes sense for convolutions only.
        compiler: Whether it needs a C++ compiler.
    """

    name: str
    about: str
    module: str
    needs: tuple[str, ...]
    options: tuple[tuple[str, object], ...] = ()
    backend: str | None = None
    images_only: bool = False
    compiler: bool = False

    def enters(self, training: Training) -> bool:
        """Whether the contestant trains a training at all."""
        return training.convolutional or not self.images_only


def _keras(backend: str) -> Contestant:
    about = f"this course: Keras on {backend}, compile and fit with batches cut once"
    return Contestant(f"keras-{backend}", about, "keras_fit", ("keras", backend), backend=backend)


CONTESTANTS = {
    contestant.name: contestant
    for contestant in (
        _keras("tensorflow"),
        _keras("jax"),
        _keras("torch"),
        Contestant("torch-eager", "PyTorch by hand, as published", "torch_loop", ("torch",)),
        Contestant(
            "torch-channels-last",
            "the same, images stored with their channels last",
            "torch_loop",
            ("torch",),
            options=(("channels_last", True),),
            images_only=True,
        ),
        Contestant(
            "torch-compile",
            "the same through torch.compile (images with their channels last)",
            "torch_loop",
            ("torch",),
            options=(("channels_last", True), ("compiled", True)),
            compiler=True,
        ),
        Contestant(
            "jax-scan",
            "JAX by hand, a whole epoch in one scan (convolutions batch by batch)",
            "jax_scan",
            ("jax",),
        ),
    )
}


def why_absent(contestant: Contestant) -> str | None:
    """Say what a contestant lacks on this machine.

    Args:
        contestant: Who.

    Returns:
        What is missing, in words, or None if nothing is.
    """
    for package in contestant.needs:
        if find_spec(package) is None:
            return f"{package} is not installed"
    return _why_not_compiled() if contestant.compiler else None


def _why_not_compiled() -> str | None:
    """Say what keeps torch.compile from calling the C++ compiler that CXX names."""
    if not any(map(shutil.which, (os.environ.get("CXX", "g++"), "cl"))):
        return "there is no C++ compiler"
    # PyTorch 2.13 splits its command for g++ at spaces, those of these folders too.
    folders = (
        os.path.dirname(find_spec("torch").origin),
        sysconfig.get_config_var("LIBDIR") or "",
        os.environ.get("TORCHINDUCTOR_CACHE_DIR") or tempfile.gettempdir(),
    )
    for folder in folders if os.name == "posix" else ():
        if " " in folder:
            return f"torch.compile fails with a space in a folder's path: {folder}"
    return None
