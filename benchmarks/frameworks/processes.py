"""Starting a child and understanding its answer."""

import json
import os
import subprocess
import sys
from pathlib import Path

from benchmarks.frameworks.child import MARK

ROOT = Path(__file__).resolve().parents[2]
# `benchmarks` is no installed package. It comes second: a Jupyter kernel drops the first place if
# that is the current folder.
PLACES = os.pathsep.join([str(ROOT / "lib"), str(ROOT)])
PATIENCE = 1800.0  # seconds; a process that takes longer hangs

# Everybody computes on the processor, in full: what is compared is software on one machine.
ENVIRONMENT = {
    "COURSE_PROFILE": "full",
    "CUDA_VISIBLE_DEVICES": "-1",
    "JAX_PLATFORMS": "cpu",
    "KERAS_TORCH_DEVICE": "cpu",
    "TF_CPP_MIN_LOG_LEVEL": "3",
}


class Failed(Exception):
    """Why a child gave no answer, in one line."""


def ask(
    request: dict, environment: dict[str, str] | None = None, *, patience: float = PATIENCE
) -> dict:
    """Have something measured in a fresh process.

    Args:
        request: `what` is measured, and its arguments; plain JSON types.
        environment: Variables besides `ENVIRONMENT`.
        patience: Seconds that it may take.

    Returns:
        The answer.

    Raises:
        Failed: if the process fails, hangs or says nothing.
    """
    # -P: a file in the current folder must not stand in for a module of the same name.
    command = [sys.executable, "-P", "-m", "benchmarks.frameworks.child"]
    complete = {**os.environ, **ENVIRONMENT, "PYTHONPATH": PLACES, **(environment or {})}
    try:
        done = subprocess.run(
            command,
            input=json.dumps(request),
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            env=complete,
            timeout=patience,
        )
    except subprocess.TimeoutExpired:
        raise Failed(f"it took longer than {patience:.0f} s") from None
    lines = [line for line in done.stdout.splitlines() if line.startswith(MARK)]
    if done.returncode or not lines:
        raise Failed(_reason(done))
    return json.loads(lines[-1].removeprefix(MARK))


def _reason(done: subprocess.CompletedProcess) -> str:
    if done.returncode < 0:
        return f"it was ended by signal {-done.returncode}"
    # Of a traceback, the error's own line: it is the last one that isn't indented, unless
    # the message itself has several lines; then the name of an error tells where it begins.
    lines = [line.strip() for line in done.stderr.splitlines() if line[:1].strip()]
    named = [line for line in lines if line.split(":")[0].endswith(("Error", "Exception"))]
    last = (named or lines or ["it said nothing"])[-1]
    return f"{last} (exit status {done.returncode})"
