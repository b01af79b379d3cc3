"""A notebook's measured numbers, beside their references and baselines.

A notebook calls `start` once, `record` for each claim, and `table` at its end.
"""

from autoencoder_course.results._long_runs import LongRun, read_long_run
from autoencoder_course.results._recorder import (
    OutOfBandError,
    Record,
    Result,
    folder,
    record,
    start,
    table,
)

__all__ = [
    "LongRun",
    "OutOfBandError",
    "Record",
    "Result",
    "folder",
    "read_long_run",
    "record",
    "start",
    "table",
]
