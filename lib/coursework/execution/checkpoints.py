"""A training's last two states on disk, so that an interruption never costs more than an epoch.

Keras's own `BackupAndRestore` overwrites its one file in place: a training that is stopped just
then finds half a file, and can't start again.
"""

import warnings
from collections.abc import Callable
from pathlib import Path

import keras


class Checkpoints(keras.callbacks.Callback):
    """Keep a model's weights and its optimizer's state after each of the last two epochs.

    Args:
        folder: Where they lie; nothing else may.
        note: Called with a sentence if one that can't be read is set aside.

    Example:
        `model.fit(x, y, initial_epoch=checkpoints.restore(model), callbacks=[checkpoints])`
    """

    KEPT = 2
    DAMAGED = ".damaged"  # added to the name of a file that can't be read

    def __init__(self, folder: Path, note: Callable[[str], object] = print):
        super().__init__()
        self.folder, self.note = folder, note

    def restore(self, model) -> int:
        """Give a compiled model the newest state that can be read; rename those that can't.

        Args:
            model: A `keras.Model`, compiled and built. Without any state it stays as it is.

        Returns:
            How many epochs are done, 0 without any state.
        """
        if not self._files():
            return 0
        if not model.optimizer.built:  # else its state would be passed over
            model.optimizer.build(model.trainable_variables)
        variables = [*model.variables, *model.optimizer.variables]
        fresh = [keras.ops.copy(variable.value) for variable in variables]
        for path in reversed(self._files()):
            try:
                with warnings.catch_warnings():  # a missing part is only warned of
                    warnings.filterwarnings("error", "Skipping")
                    model.load_weights(path)
            except Exception as error:  # h5py's depend on which bytes are missing
                # Nor need it be the file's fault: memory may be short, or the code have changed.
                kept = path.replace(path.with_name(f"{path.name}{self.DAMAGED}"))
                self.note(
                    f"{path.name} in {path.parent} can't be read, so it is passed over, and kept "
                    f"as {kept.name}: {error}"
                )
            else:
                return int(path.name.split(".")[0].removeprefix("epoch-"))
        # A part of a damaged file may have been read before its end was missed.
        for variable, value in zip(variables, fresh, strict=True):
            variable.assign(value)
        return 0

    def on_epoch_end(self, epoch, logs=None):
        """Write the state after an epoch, and delete all but the last two."""
        self.folder.mkdir(parents=True, exist_ok=True)
        unfinished = self.folder / "unfinished.weights.h5"
        self.model.save_weights(unfinished, overwrite=True)
        unfinished.replace(self.folder / f"epoch-{epoch + 1:06}.weights.h5")
        for path in self._files()[: -self.KEPT]:
            path.unlink()

    def _files(self) -> list[Path]:
        return sorted(self.folder.glob("epoch-*.weights.h5"))
