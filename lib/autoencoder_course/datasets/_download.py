"""Fetch a prepared copy from the network: the whole of it, or nothing is changed.

Google Cloud's copy comes first: it is fast and prepared already. tensorflow-datasets
4.9.10 no longer looks there, whatever `try_gcs` says (`gcs_utils._is_gcs_disabled` is
True), so its few files are fetched here and checked against their MD5 sums. The original
servers come second, through tensorflow-datasets.

pooch, with the names and hashes of the bucket's files in a registry, would replace
`_fetch_google` and what only it calls, 60 lines. The question which server answers, the names
of failures, the copy that appears whole or not at all and the way through tensorflow-datasets
would stay. Pinned is the digest of the decoded images instead (see `_catalogue`): it holds for
either server's files, in any format, and for copies that were not downloaded here.
"""

import base64
import hashlib
import http.client
import json
import os
import re
import shutil
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from autoencoder_course.datasets import _tfds_process, _unfinished
from autoencoder_course.datasets._catalogue import DATA_SETS
from autoencoder_course.datasets._decoded_cache import is_read_only
from autoencoder_course.datasets._download_error import (
    CONNECT,
    LOG_IN,
    WRITE_ELSEWHERE,
    DownloadError,
    named,
    no_answer,
)

GOOGLE = "https://storage.googleapis.com"
PROBE_SECONDS = 5.0  # no answer in this time: no network
STALL_SECONDS = 30.0  # a transfer that receives nothing for this long has failed
_STAGING = ".download-"  # how the names of unfinished downloads begin
_MARK = ".unfinished"  # the file in one of them that its writer holds


def fetch(name: str, data_dir: Path, *, patience: float | None = None) -> None:
    """Put a prepared copy into `data_dir/name/version`, or leave everything as it was.

    Args:
        name: a key of `DATA_SETS`.
        data_dir: TensorFlow Datasets' directory; made if need be.
        patience: seconds that the original server may take, None for no limit.

    Raises:
        DownloadError: if no server answers, a transfer fails or takes too long, or
            `data_dir` cannot be written to.
    """
    for folder in (data_dir, data_dir / name):
        if is_read_only(folder):
            raise DownloadError(f"{folder} is read-only", WRITE_ELSEWHERE)
    servers = {"Google Cloud": f"{GOOGLE}/", "original server": DATA_SETS[name].server}
    answering, failures = _ask(servers)
    if not answering:
        raise _together(failures) if failures else no_answer(list(servers.values()))
    version = DATA_SETS[name].version
    print(f"{name}: downloading the real data into {data_dir}, once.")
    try:
        with _staging(data_dir) as staging:
            _fetch_from(answering, failures, name, version, staging, patience)
            _move(staging / name / version, data_dir / name / version)
    except OSError as error:
        known = named(error)
        raise DownloadError(
            f"cannot write to {data_dir} ({known or error.strerror or error})",
            known.mend if known else WRITE_ELSEWHERE,
        ) from None


def _ask(servers: dict[str, str]) -> tuple[set[str], dict[str, DownloadError]]:
    """Ask all servers at once for anything within `PROBE_SECONDS`.

    Returns which of them answer, and the failures that are more than silence.
    """
    answering, failures = set(), {}

    def ask(label: str, address: str) -> None:
        request = urllib.request.Request(address, method="HEAD")
        try:
            _open(request, PROBE_SECONDS).close()
        except Exception as error:  # else it prints a traceback in a notebook
            is_page = isinstance(error, urllib.error.HTTPError)
            if is_page:
                error.close()
            failure = named(error)
            if failure or not isinstance(error, OSError):
                failures[label] = failure or DownloadError(f"{type(error).__name__}: {error}")
            if failure or not is_page:  # an error page of the server's own is an answer
                return
        answering.add(label)

    # Threads, because looking up a host's name has no time limit of its own; daemons, so
    # that one which hangs there does not hold up the end of the program.
    deadline = time.monotonic() + PROBE_SECONDS
    threads = [threading.Thread(target=ask, args=server, daemon=True) for server in servers.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
    return set(answering), dict(failures)  # copies: a thread may still be asking


def _fetch_from(answering, failures, name, version, staging, patience) -> None:
    failures = dict(failures)
    if "Google Cloud" in answering:
        try:
            return _fetch_google(name, version, staging / name / version)
        except DownloadError as error:
            shutil.rmtree(staging / name)
            failures["Google Cloud"] = error
    if "original server" in answering:
        try:
            return _tfds_process.prepare(name, str(staging), patience)
        except _tfds_process.WorkerError as error:
            failures["original server"] = named(error) or DownloadError(str(error))
    raise _together(failures)


def _together(failures: dict[str, DownloadError]) -> DownloadError:
    """One failure that tells several servers' failures, each once."""
    reasons = {}
    for label, failure in failures.items():
        reasons.setdefault(str(failure), []).append(label)
    told = "; ".join(f"{' and '.join(labels)}: {reason}" for reason, labels in reasons.items())
    # What one can mend comes before the advice for want of better.
    mends = [failure.mend for failure in failures.values() if failure.mend != CONNECT]
    return DownloadError(told, *mends[:1])


def _fetch_google(name: str, version: str, folder: Path) -> None:
    """Copy every object that Google Cloud's bucket has of a data set into `folder`."""
    prefix = f"datasets/{name}/{version}/"
    query = urllib.parse.urlencode({"prefix": prefix, "fields": "items(name,md5Hash)"})
    folder.mkdir(parents=True)
    answer = b"".join(_blocks(f"{GOOGLE}/storage/v1/b/tfds-data/o?{query}"))
    try:
        listing = json.loads(answer)
        sums = {item["name"].removeprefix(prefix): item["md5Hash"] for item in listing["items"]}
    except (ValueError, KeyError, TypeError, AttributeError):
        if answer.lstrip().startswith(b"<"):
            raise DownloadError("a web page came instead of its list of files", LOG_IN) from None
        raise DownloadError("its list of files cannot be read") from None
    missing = _missing(name, set(sums))
    if missing:
        raise DownloadError(f"its copy is not complete ({missing} is missing)")
    for file_name, md5 in sums.items():
        if file_name and "/" not in file_name:
            address = f"{GOOGLE}/tfds-data/{urllib.parse.quote(prefix + file_name)}"
            _fetch_file(address, folder / file_name, md5)


def _missing(name: str, files: set[str]) -> str | None:
    """What a copy with these files lacks, None where nothing does."""
    for needed in ("dataset_info.json", "features.json"):
        if needed not in files:
            return needed
    for split in ("train", "test"):
        shards = [
            re.fullmatch(rf"{name}-{split}\.\w+-(\d{{5}})-of-(\d{{5}})", file) for file in files
        ]
        there = {int(shard[1]) for shard in shards if shard}
        count = max((int(shard[2]) for shard in shards if shard), default=1)
        for number in range(count):
            if number not in there:
                return f"part {number + 1} of {count} of the {split} split"
    return None


def _fetch_file(address: str, path: Path, md5: str) -> None:
    checksum = hashlib.md5(usedforsecurity=False)
    with open(path, "wb") as file:
        for block in _blocks(address):
            checksum.update(block)
            file.write(block)
    if base64.b64encode(checksum.digest()).decode() != md5:
        raise DownloadError(f"{path.name} arrived damaged")


def _blocks(address: str) -> Iterator[bytes]:
    try:
        with _open(address, STALL_SECONDS) as answer:
            while block := answer.read(1 << 20):
                yield block
    except (OSError, http.client.HTTPException) as error:
        raise named(error) or DownloadError(str(getattr(error, "reason", None) or error)) from None


def _open(request, timeout: float):
    """Open an address like `urlopen`, which would keep the proxies that were set at first."""
    return urllib.request.build_opener().open(request, timeout=timeout)


@contextmanager
def _staging(data_dir: Path) -> Iterator[Path]:
    """A temporary folder below `data_dir`; afterwards it is gone, whatever happened."""
    _remove_abandoned(data_dir)
    made = [folder for folder in (data_dir, *data_dir.parents) if not folder.exists()]
    data_dir.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(prefix=_STAGING, dir=data_dir) as folder:
            mark = Path(folder) / _MARK
            mark.touch()
            with _unfinished.held(mark):
                mark.write_text("Somebody downloads into this folder.\n")
                yield Path(folder)
    finally:
        for folder in made:
            with suppress(OSError):  # not empty: it holds the copy
                folder.rmdir()


def _remove_abandoned(data_dir: Path) -> None:
    """Remove what downloads that were killed left behind."""
    for folder in data_dir.glob(f"{_STAGING}*"):
        mark = folder / _MARK
        if _unfinished.is_abandoned(mark if mark.exists() else folder):
            shutil.rmtree(folder, ignore_errors=True)


def _move(source: Path, target: Path) -> None:
    target.parent.mkdir(exist_ok=True)
    try:
        os.rename(source, target)
    except OSError:
        # Another notebook may have been faster; its copy serves as well.
        if not (target / "dataset_info.json").exists():
            raise
