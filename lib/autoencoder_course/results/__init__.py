"""A notebook's measured numbers, beside what was published and their controls.

A notebook calls `start` once, `record` for each number, and `table` at its end. What is claimed
of each number stands in `course/claims`.
"""

from autoencoder_course.results._long_runs import LongRun, read_long_run
from autoencoder_course.results._recorder import (
    ClaimError,
    add_data,
    folder,
    record,
    start,
    table,
)

__all__ = [
    "ClaimError",
    "LongRun",
    "add_data",
    "folder",
    "read_long_run",
    "record",
    "start",
    "table",
]
