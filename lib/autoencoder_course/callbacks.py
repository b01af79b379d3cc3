"""What a notebook shows while a model trains, and how long it takes."""

import time

import keras
import numpy as np


class LossLine(keras.callbacks.Callback):
    """Show one line that is updated in place, instead of a bar per epoch.

    What stays in the notebook is the last line: epochs and final losses, no timings, so
    that running an unchanged notebook again changes nothing in it. Pass it to `fit` as
    `callbacks=[callbacks.LossLine()]` together with `verbose=0`.

    Args:
        label: Words to put before the numbers.
    """

    def __init__(self, label: str = ""):
        super().__init__()
        self.label = label

    def on_train_begin(self, logs=None):
        """Open the line."""
        from IPython.display import display

        self._line = display(_Text(f"{self.label} training"), display_id=True)

    def on_epoch_end(self, epoch, logs=None):
        """Write the epoch's losses into the line."""
        if self._line is None:  # not in a notebook
            return
        numbers = "  ".join(f"{name} {value:.4f}" for name, value in (logs or {}).items())
        epochs = self.params["epochs"]
        self._line.update(_Text(f"{self.label} epoch {epoch + 1}/{epochs}  {numbers}"))


class Stopwatch(keras.callbacks.Callback):
    """Note how many seconds have passed at the end of each epoch.

    Pass it to `fit` as `callbacks=[watch]`; then `watch.seconds` has a number for each epoch.
    The first holds what Keras takes to compile, which `steady` leaves out; validation counts.
    """

    def on_train_begin(self, logs=None):
        """Start."""
        self.seconds = []
        self._started = time.perf_counter()

    def on_epoch_end(self, epoch, logs=None):
        """Note the time."""
        self.seconds.append(time.perf_counter() - self._started)

    def steady(self):
        """Return the seconds as if each epoch had taken the median of those after the first.

        Raises:
            ValueError: if there were fewer than two epochs.
        """
        if len(self.seconds) < 2:
            raise ValueError(f"Expected at least two epochs. Received: {len(self.seconds)}")
        return np.arange(1, len(self.seconds) + 1) * np.median(np.diff(self.seconds))


class _Text:
    """Shows as plain text, without quotation marks."""

    def __init__(self, text: str):
        self.text = text.strip()

    def __repr__(self):
        return self.text
