"""The limits that every submission is graded within."""

from collections.abc import Collection
from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Limits:
    """What one submission may use. A submission that uses more is stopped there.

    What was answered before the limit keeps its score; what was not run scores 0, and
    the row says so.

    Attributes:
        cell_seconds: Longest time for one cell. The cell is interrupted; the next ones run.
        notebook_seconds: Longest time for the whole submission, start of Python included.
        memory_gb: Most memory in use at once by all of its processes together, in GB.
        disk_gb: Most disk space, in GB; also the largest file.
        files: Most files and folders.
        processes: Most processes at once.
        output_mb: Most output kept of one cell, in MB. The rest is left out of the feedback.
        submission_mb: Largest notebook accepted, in MB.
    """

    cell_seconds: int = 30
    notebook_seconds: int = 120
    memory_gb: float = 4.0
    disk_gb: float = 1.0
    files: int = 10_000
    processes: int = 50
    output_mb: float = 2.0
    submission_mb: float = 20.0

    def processor_seconds(self, cores: Collection[int]) -> int:
        """Return the most processor time of a submission: what its cores can give it in time."""
        return int(self.notebook_seconds * max(1, len(cores)))

    def __post_init__(self):
        for field in fields(self):
            value = getattr(self, field.name)
            if not value > 0:
                raise ValueError(f"Expected {field.name} > 0. Received: {field.name}={value!r}")


GIGABYTE = 10**9
MEGABYTE = 10**6
