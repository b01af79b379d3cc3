"""Fetch a prepared copy from the network: the whole of it, or nothing is changed.

Google Cloud's copy comes first: it is fast and prepared already. tensorflow-datasets
4.9.10 no longer looks there, whatever `try_gcs` says (`gcs_utils._is_gcs_disabled` is
True), so its few files are fetched here and checked against their MD5 sums. The original
servers come second, through tensorflow-datasets.
"""

import base64
import hashlib
import http.client
import json
import os
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

from autoencoder_course.datasets import _tfds_process
from autoencoder_course.datasets._catalogue import DATA_SETS
from autoencoder_course.datasets._decoded_cache import is_read_only

GOOGLE = "https://storage.googleapis.com"
PROBE_SECONDS = 5.0  # no answer in this time: no network
STALL_SECONDS = 30.0  # a transfer that receives nothing for this long has failed


class DownloadError(Exception):
    """A download that did not come about; the text says why, without a full stop."""


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
            raise DownloadError(f"{folder} is read-only")
    answering = _answering({"google": f"{GOOGLE}/", "original": DATA_SETS[name].server})
    if not answering:
        raise DownloadError("no network (no server answers)")
    version = DATA_SETS[name].version
    print(f"{name}: downloading the real data into {data_dir}, once.")
    try:
        with _staging(data_dir) as staging:
            _fetch_from(answering, name, version, staging, patience)
            _move(staging / name / version, data_dir / name / version)
    except OSError as error:
        raise DownloadError(f"cannot write to {data_dir} ({error.strerror or error})") from None


def _answering(servers: dict[str, str]) -> set[str]:
    """Which servers answer anything within `PROBE_SECONDS`, all asked at once."""
    answering = set()

    def ask(label: str, address: str) -> None:
        request = urllib.request.Request(address, method="HEAD")
        try:
            urllib.request.urlopen(request, timeout=PROBE_SECONDS).close()
        except urllib.error.HTTPError as page:
            page.close()  # an error page is an answer
        except Exception:  # anything else must not print a traceback in a notebook
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
    return set(answering)


def _fetch_from(answering, name, version, staging, patience) -> None:
    problems = []
    if "google" in answering:
        try:
            return _fetch_google(f"datasets/{name}/{version}/", staging / name / version)
        except DownloadError as error:
            shutil.rmtree(staging / name)
            problems.append(f"Google Cloud: {error}")
    if "original" in answering:
        try:
            return _tfds_process.prepare(name, str(staging), patience)
        except _tfds_process.WorkerError as error:
            problems.append(f"original server: {error}")
    raise DownloadError("; ".join(problems))


def _fetch_google(prefix: str, folder: Path) -> None:
    """Copy every object of Google Cloud's bucket below `prefix` into `folder`."""
    query = urllib.parse.urlencode({"prefix": prefix, "fields": "items(name,md5Hash)"})
    folder.mkdir(parents=True)
    try:
        listing = json.loads(b"".join(_blocks(f"{GOOGLE}/storage/v1/b/tfds-data/o?{query}")))
        sums = {item["name"].removeprefix(prefix): item["md5Hash"] for item in listing["items"]}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise DownloadError("its list of files cannot be read") from None
    if "dataset_info.json" not in sums:
        raise DownloadError("its copy is not complete")
    for file_name, md5 in sums.items():
        if file_name and "/" not in file_name:
            address = f"{GOOGLE}/tfds-data/{urllib.parse.quote(prefix + file_name)}"
            _fetch_file(address, folder / file_name, md5)


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
        with urllib.request.urlopen(address, timeout=STALL_SECONDS) as answer:
            while block := answer.read(1 << 20):
                yield block
    except (OSError, http.client.HTTPException) as error:
        raise DownloadError(str(getattr(error, "reason", None) or error)) from None


@contextmanager
def _staging(data_dir: Path) -> Iterator[Path]:
    """A temporary folder below `data_dir`; afterwards it is gone, whatever happened."""
    made = [folder for folder in (data_dir, *data_dir.parents) if not folder.exists()]
    data_dir.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(prefix=".download-", dir=data_dir) as folder:
            yield Path(folder)
    finally:
        for folder in made:
            with suppress(OSError):  # not empty: it holds the copy
                folder.rmdir()


def _move(source: Path, target: Path) -> None:
    target.parent.mkdir(exist_ok=True)
    try:
        os.rename(source, target)
    except OSError:
        # Another notebook may have been faster; its copy serves as well.
        if not (target / "dataset_info.json").exists():
            raise
