"""How long until a notebook that imports no more than it must has its data and trains."""

import ast
import os
import queue
import time
from contextlib import ExitStack

from jupyter_client import KernelManager
from jupyter_client.blocking import BlockingKernelClient

from coursework.execution.kernels import QUIET_KERNEL, ThisPython

PATIENCE = 300.0  # seconds for all cells; whoever asks waits longer (`measure.TURN`)

# The least that a notebook does; the last cell trains recipe 12's network for a step.
CELLS = {
    "kernel": "pass",
    "import": "import keras",
    "data": (
        "from autoencoder_course import datasets\n"
        "images = datasets.load('mnist').train.images[:1000]"
    ),
    "step": (
        "from benchmarks.frameworks import keras_fit, trainings\n"
        "model = keras_fit.compiled(trainings.TRAININGS['recipe_12'], images, 1000)\n"
        "model.fit(images, images, batch_size=1000, shuffle=False, verbose=0)"
    ),
}


def measure(cells: dict[str, str] | None = None, *, patience: float = PATIENCE) -> dict[str, float]:
    """Start a Jupyter kernel in this process's environment and run cells in it.

    Args:
        cells: Code by name; `CELLS` if None.
        patience: Seconds that all of them may take.

    Returns:
        For each cell, the seconds from the start of the kernel until the cell is done.

    Raises:
        RuntimeError: if a cell fails, they take too long, or the kernel ends.
    """
    manager = KernelManager(kernel_name="python3", kernel_spec_manager=ThisPython())
    started = time.monotonic()
    # As for this process: a file in the current folder must not stand in for a module.
    environment = {**os.environ, "PYTHONSAFEPATH": "1"}
    with ExitStack() as stack:
        stack.callback(manager.cleanup_resources)
        manager.start_kernel(extra_arguments=QUIET_KERNEL, env=environment)
        stack.callback(manager.shutdown_kernel, now=True)
        client = manager.blocking_client()
        stack.callback(client.stop_channels)
        client.start_channels()
        deadline = started + patience
        return {
            name: _done(client, name, code, deadline) - started
            for name, code in (CELLS if cells is None else cells).items()
        }


def _done(client: BlockingKernelClient, name: str, code: str, deadline: float) -> float:
    """Run a cell; return when it was done, by `time.monotonic`, the same in all processes."""
    # The kernel looks at its own clock: on its way to us the answer may wait.
    asked = client.execute(code, user_expressions={"now": "__import__('time').monotonic()"})
    while time.monotonic() < deadline:
        try:
            reply = client.get_shell_msg(timeout=1)
        except queue.Empty:
            if not client.is_alive():
                raise RuntimeError(f"the kernel ended in the cell {name!r}") from None
            continue
        if reply["parent_header"].get("msg_id") == asked:
            return _time_in(reply["content"])
    raise RuntimeError(f"the cell {name!r} did not end in time")


def _time_in(content: dict) -> float:
    if content["status"] != "ok":
        raise RuntimeError(f"{content['ename']}: {content['evalue']}")
    return ast.literal_eval(content["user_expressions"]["now"]["data"]["text/plain"])
