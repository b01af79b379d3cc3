"""How a grading run ends before its time: in order, and with nothing left running."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from coursework.grading import processes


@contextmanager
def by_signals() -> Iterator[None]:
    """Let a termination signal or a closed terminal end the block as Ctrl-C does.

    The first signal raises `KeyboardInterrupt`; the next ones are ignored, so that they
    can't cut short the cleaning up. Signals that are ignored already (`nohup`) stay so.
    Does nothing outside the main thread, where Python allows no handlers.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.getsignal(number) for number in numbers}
    caught = [number for number, handler in before.items() if handler != signal.SIG_IGN]

    def stop(*_):
        for number in caught:
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    for number in caught:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number in caught:
            signal.signal(number, before[number] or signal.SIG_DFL)


def end_with_parent() -> None:
    """Watch the process that started this one; when it is gone, end this one and all below it.

    A killed run (`kill -9`, out of memory) can't end its submissions, and nobody would
    hold them to their limits.
    """
    threading.Thread(target=_wait_for_the_end, daemon=True).start()


def _wait_for_the_end() -> None:
    multiprocessing.parent_process().join()
    processes.kill_descendants(os.getpid())
    os._exit(1)
