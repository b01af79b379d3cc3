"""Downloading a prepared copy: all of it or nothing. The servers run on this machine."""

import base64
import hashlib
import http.server
import json
import os
import socket
import threading
import time
import urllib.parse
from dataclasses import replace

import pytest

from autoencoder_course.datasets import _download, _tfds_process
from autoencoder_course.datasets._download import DownloadError

PREFIX = "datasets/mnist/3.0.1/"
FILES = {
    "dataset_info.json": b"{}",
    "features.json": b"{}",
    "mnist-train.tfrecord-00000-of-00002": bytes(range(256)) * 9000,
    "mnist-train.tfrecord-00001-of-00002": b"the rest",
    "mnist-test.tfrecord-00000-of-00001": b"test",
}


class Bucket(http.server.BaseHTTPRequestHandler):
    """Answers like Google Cloud Storage; tests change what it has."""

    def do_HEAD(self):
        self._send(b"")

    def do_GET(self):
        address = urllib.parse.urlparse(self.path)
        if address.path == "/storage/v1/b/tfds-data/o":
            prefix = urllib.parse.parse_qs(address.query)["prefix"][0]
            assert prefix == PREFIX
            self._send(self.server.listing)
        else:
            name = urllib.parse.unquote(address.path.removeprefix(f"/tfds-data/{PREFIX}"))
            self._send(self.server.files.get(name))

    def _send(self, content):
        self.send_response(404 if content is None else 200)
        self.send_header("Content-Length", str(len(content or b"")))
        self.end_headers()
        self.wfile.write(content or b"")

    def log_message(self, *_):
        pass


def listing_of(files):
    sums = {name: hashlib.md5(content).digest() for name, content in files.items()}
    items = [
        {"name": PREFIX + name, "md5Hash": base64.b64encode(digest).decode()}
        for name, digest in sums.items()
    ]
    return json.dumps({"items": items}).encode()


def set_original(monkeypatch, address):
    mnist = replace(_download.DATA_SETS["mnist"], server=address)
    monkeypatch.setitem(_download.DATA_SETS, "mnist", mnist)


@pytest.fixture
def bucket(monkeypatch):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Bucket)
    server.files, server.listing = dict(FILES), listing_of(FILES)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    monkeypatch.setattr(_download, "GOOGLE", f"http://127.0.0.1:{server.server_port}")
    set_original(monkeypatch, "http://127.0.0.1:9")
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def data_dir(tmp_path):
    return tmp_path / "some" / "data"


def fetch(data_dir, **options):
    _download.fetch("mnist", data_dir, **options)


def test_every_file_arrives_and_nothing_else_is_left(bucket, data_dir, capfd):
    fetch(data_dir)
    copy = data_dir / "mnist" / "3.0.1"
    assert {path.name: path.read_bytes() for path in copy.iterdir()} == FILES
    assert [path.name for path in data_dir.iterdir()] == ["mnist"]
    out, err = capfd.readouterr()
    assert out == f"mnist: downloading the real data into {data_dir}, once.\n"
    assert err == ""


def break_sum(bucket):
    bucket.files["features.json"] = b"[]"


def lose_file(bucket):
    del bucket.files["features.json"]


def list_without(*names):
    def damage(bucket):
        bucket.listing = listing_of({name: FILES[name] for name in FILES if name not in names})

    return damage


def list_nothing(bucket):
    bucket.listing = b"{}"


def answer_like_a_login_page(bucket):
    bucket.listing = b"<html>Please log in</html>"


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (break_sum, "Google Cloud: features.json arrived damaged"),
        (lose_file, "Google Cloud: Not Found"),
        (list_nothing, "Google Cloud: its list of files cannot be read"),
        (answer_like_a_login_page, "Google Cloud: a web page came instead of its list of files"),
        (
            list_without("dataset_info.json"),
            "Google Cloud: its copy is not complete (dataset_info.json is missing)",
        ),
        (
            list_without("features.json"),
            "Google Cloud: its copy is not complete (features.json is missing)",
        ),
        (
            list_without(*(name for name in FILES if "tfrecord" in name)),
            "Google Cloud: its copy is not complete (part 1 of 1 of the train split is missing)",
        ),
        (
            list_without("mnist-train.tfrecord-00001-of-00002"),
            "Google Cloud: its copy is not complete (part 2 of 2 of the train split is missing)",
        ),
        (
            list_without("mnist-test.tfrecord-00000-of-00001"),
            "Google Cloud: its copy is not complete (part 1 of 1 of the test split is missing)",
        ),
    ],
    ids=[
        "sum",
        "file",
        "nothing",
        "page",
        "info",
        "features",
        "data",
        "second part",
        "test split",
    ],
)
def test_a_failed_download_leaves_nothing_at_all(bucket, data_dir, tmp_path, damage, reason):
    damage(bucket)
    with pytest.raises(DownloadError) as raised:
        fetch(data_dir)
    assert str(raised.value) == reason
    assert list(tmp_path.iterdir()) == []


def test_a_failed_download_keeps_what_was_there(bucket, data_dir):
    (data_dir / "mnist").mkdir(parents=True)
    (data_dir / "mnist" / "note").write_text("mine")
    break_sum(bucket)
    with pytest.raises(DownloadError):
        fetch(data_dir)
    assert [path.name for path in data_dir.rglob("*")] == ["mnist", "note"]


def test_the_original_server_comes_second(bucket, data_dir, monkeypatch):
    def prepare(name, staging, patience):
        folder = _download.Path(staging) / name / "3.0.1"
        folder.mkdir(parents=True)
        (folder / "dataset_info.json").write_text(f"original, {patience}")

    set_original(monkeypatch, _download.GOOGLE)
    monkeypatch.setattr(_tfds_process, "prepare", prepare)
    break_sum(bucket)
    fetch(data_dir, patience=7)
    copy = data_dir / "mnist" / "3.0.1"
    assert {path.name: path.read_text() for path in copy.iterdir()} == {
        "dataset_info.json": "original, 7"
    }


def test_both_servers_reasons_are_told(bucket, data_dir, monkeypatch):
    def prepare(*_):
        raise _tfds_process.WorkerError("not done after 7 s")

    set_original(monkeypatch, _download.GOOGLE)
    monkeypatch.setattr(_tfds_process, "prepare", prepare)
    list_nothing(bucket)
    with pytest.raises(
        DownloadError, match=r"Google Cloud: .*; original server: not done after 7 s"
    ):
        fetch(data_dir)


def test_another_notebooks_copy_serves_as_well(bucket, data_dir):
    copy = data_dir / "mnist" / "3.0.1"
    copy.mkdir(parents=True)
    (copy / "dataset_info.json").write_text("was here first")
    fetch(data_dir)
    assert [path.read_text() for path in copy.iterdir()] == ["was here first"]
    assert [path.name for path in data_dir.iterdir()] == ["mnist"]


@pytest.mark.parametrize("locked", ["data", "mnist"])
def test_a_read_only_folder_is_told_before_anything_is_fetched(bucket, data_dir, locked):
    (data_dir / "mnist").mkdir(parents=True)
    folder = data_dir if locked == "data" else data_dir / "mnist"
    folder.chmod(0o555)
    with pytest.raises(DownloadError, match=f"{folder} is read-only"):
        fetch(data_dir)
    folder.chmod(0o755)


def test_a_file_in_the_way_is_told(bucket, data_dir):
    data_dir.parent.mkdir()
    data_dir.write_text("a file")
    with pytest.raises(DownloadError, match=f"cannot write to {data_dir}"):
        fetch(data_dir)


def test_a_server_that_keeps_silent_counts_as_no_network(data_dir, tmp_path, monkeypatch, capfd):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        monkeypatch.setattr(_download, "GOOGLE", address)
        set_original(monkeypatch, address)
        monkeypatch.setattr(_download, "PROBE_SECONDS", 0.3)
        start = time.monotonic()
        with pytest.raises(DownloadError, match="no network"):
            fetch(data_dir)
        assert time.monotonic() - start < 3
    assert list(tmp_path.iterdir()) == []
    assert capfd.readouterr() == ("", "")


def test_a_name_that_nobody_resolves_does_not_hold_up(data_dir, monkeypatch):
    """Looking up a host's name has no time limit of its own."""
    released = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: released.wait(20))
    monkeypatch.setattr(_download, "PROBE_SECONDS", 0.3)
    start = time.monotonic()
    with pytest.raises(DownloadError, match="no network"):
        fetch(data_dir)
    released.set()
    assert time.monotonic() - start < 3


def test_a_transfer_that_stalls_is_given_up(bucket, data_dir, tmp_path, monkeypatch):
    stalled = threading.Event()

    def stall(handler, content):
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        if handler.command == "GET":
            handler.wfile.write(b"half")
            handler.wfile.flush()
            stalled.wait(20)

    monkeypatch.setattr(Bucket, "_send", stall)
    monkeypatch.setattr(_download, "STALL_SECONDS", 0.3)
    with pytest.raises(DownloadError, match=r"Google Cloud: .*timed out"):
        fetch(data_dir)
    stalled.set()
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_download_left_is_removed_by_the_next(bucket, data_dir):
    killed = data_dir / ".download-killed"
    (killed / "mnist" / "3.0.1").mkdir(parents=True)
    (killed / ".unfinished").write_text("Somebody downloads into this folder.\n")
    fetch(data_dir)
    assert [path.name for path in data_dir.iterdir()] == ["mnist"]


def test_another_notebooks_download_is_left_alone(bucket, data_dir):
    with _download._staging(data_dir) as other:
        (other / "mnist").mkdir()
        fetch(data_dir)
        assert (other / "mnist").is_dir()
    assert [path.name for path in data_dir.iterdir()] == ["mnist"]


def test_a_download_that_was_just_begun_is_left_alone_for_an_hour(bucket, data_dir):
    begun = data_dir / ".download-begun"
    begun.mkdir(parents=True)
    fetch(data_dir)
    assert begun.exists()
    os.utime(begun, (time.time() - 4000,) * 2)
    _download._remove_abandoned(data_dir)
    assert not begun.exists()
