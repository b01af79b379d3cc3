"""Work that only one process at a time may do."""

import os
import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path

import click


@contextmanager
def one_at_a_time(folder: Path, what: str):
    """Hold a folder while the block runs; a process that ends in any way lets go of it.

    Args:
        folder: What is held; it is made if need be.
        what: What is going on, for the message, such as `"The long run 'pca_start'"`.

    Raises:
        click.ClickException: if another process holds the folder, or this one does already.
    """
    folder.mkdir(parents=True, exist_ok=True)
    holder = folder / "process"
    # An empty database, for its lock: the one in Python's own library for every system.
    with closing(sqlite3.connect(folder / "lock", timeout=0, isolation_level=None)) as database:
        try:
            database.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            process = holder.read_text("utf-8") if holder.exists() else "unknown"
            raise click.ClickException(
                f"{what} is running already, in process {process}. Wait for its end, or stop it: "
                "what is finished is kept."
            ) from None
        holder.write_text(f"{os.getpid()}", "utf-8")
        try:
            yield
        finally:
            holder.unlink(missing_ok=True)
