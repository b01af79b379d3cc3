"""Each failure of a download by its own name, with what to do about it."""

import errno
import http.server
import os
import socket
import ssl
import threading
import urllib.error
from dataclasses import replace

import numpy as np
import pytest

from autoencoder_course import datasets
from autoencoder_course.datasets import DataError, _download, _offline_sample, _tfds_process
from autoencoder_course.datasets._catalogue import DATA_SETS

UNTRUSTED = ssl.SSLCertVerificationError(
    1,
    "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: "
    "self-signed certificate in certificate chain (_ssl.c:1006)",
)
FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.fixture(autouse=True)
def nothing_prepared(monkeypatch, tmp_path):
    """An empty machine without a proxy, on which nobody answers."""
    monkeypatch.setenv("TFDS_DATA_DIR", str(tmp_path / "data"))
    for name in ("http_proxy", "https_proxy", "no_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setattr(_download, "GOOGLE", "http://127.0.0.1:9")
    set_original(monkeypatch, "http://127.0.0.1:9")


def set_original(monkeypatch, address):
    monkeypatch.setitem(DATA_SETS, "mnist", replace(DATA_SETS["mnist"], server=address))


def told():
    """What the user reads."""
    with pytest.raises(DataError) as raised:
        datasets.load("mnist", source="tfds")
    assert str(raised.value).startswith("there is no prepared copy of mnist in ")
    assert "\n" not in str(raised.value)
    return str(raised.value).split("downloading one failed: ")[1]


def refuse(monkeypatch, error):
    def refused(*_):
        raise error

    monkeypatch.setattr(_download, "_open", refused)


def answer(monkeypatch):
    """Let both servers answer the first question; what comes then is the test's."""
    both = {"Google Cloud", "original server"}
    monkeypatch.setattr(_download, "_ask", lambda servers: (both, {}))


class Refusing(http.server.BaseHTTPRequestHandler):
    """A proxy that lets nothing through."""

    def refuse(self):
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD = do_CONNECT = refuse

    def log_message(self, *_):
        pass


@pytest.fixture
def proxy(monkeypatch):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Refusing)
    server.status = 407
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    for name in ("http_proxy", "https_proxy"):
        monkeypatch.setenv(name, f"http://student:secret@127.0.0.1:{server.server_port}")
    yield server
    server.shutdown()
    server.server_close()


def test_no_network_is_still_no_network():
    message = told()
    assert message.startswith("no network (no server answers). Connect to the network.")
    assert "source='sample'" in message


def test_an_untrusted_certificate_is_named(monkeypatch):
    refuse(monkeypatch, urllib.error.URLError(UNTRUSTED))
    message = told()
    assert message.startswith(
        "Google Cloud and original server: the server's certificate is not trusted: "
        "self-signed certificate in certificate chain. "
    )
    assert "SSL_CERT_FILE" in message
    assert "no network" not in message


def test_an_untrusted_certificate_during_the_transfer_is_named(monkeypatch):
    answer(monkeypatch)
    refuse(monkeypatch, urllib.error.URLError(UNTRUSTED))

    def prepare(*_):
        raise _tfds_process.WorkerError(f"SSLError: Max retries exceeded (Caused by {UNTRUSTED!r}")

    monkeypatch.setattr(_tfds_process, "prepare", prepare)
    message = told()
    assert message.startswith(
        "Google Cloud and original server: the server's certificate is not trusted: self-signed"
    )
    assert "REQUESTS_CA_BUNDLE" in message


def test_an_encrypted_connection_that_fails_otherwise_is_named(monkeypatch):
    broken = ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1006)")
    refuse(monkeypatch, urllib.error.URLError(broken))
    assert "no encrypted connection ([SSL: WRONG_VERSION_NUMBER]" in told()


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_wants_a_password_is_named(proxy, monkeypatch, scheme):
    monkeypatch.setattr(_download, "GOOGLE", f"{scheme}://127.0.0.1:9")
    set_original(monkeypatch, f"{scheme}://127.0.0.1:9")
    message = told()
    assert "the proxy asks for a user name and a password (407). Put the proxy's" in message
    assert "http://user:password@host:port" in message
    assert "no network" not in message


def test_a_proxy_that_refuses_is_named_with_its_answer(proxy, monkeypatch):
    proxy.status = 403
    monkeypatch.setattr(_download, "GOOGLE", "https://127.0.0.1:9")
    set_original(monkeypatch, "https://127.0.0.1:9")
    message = told()
    assert "the proxy does not let it through: 403 Forbidden. Check HTTP_PROXY" in message


def test_a_proxy_that_is_not_there_is_named_without_its_password(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    monkeypatch.setenv("http_proxy", f"http://student:secret@127.0.0.1:{port}")
    message = told()
    assert f"no network (no server answers through the proxy 127.0.0.1:{port}). Check" in message
    assert "secret" not in message


def test_a_network_that_wants_a_login_is_named(proxy):
    proxy.status = 511
    message = told()
    assert "the network asks for a login (511). Log in to the network" in message


def test_one_servers_failure_is_told_where_the_other_fails_later(monkeypatch):
    def opened(request, _):
        if "google" in request.full_url:
            raise urllib.error.URLError(UNTRUSTED)
        raise urllib.error.HTTPError(request.full_url, 404, "Not Found", {}, None)

    def prepare(*_):
        raise _tfds_process.WorkerError("not done after 7 s")

    monkeypatch.setattr(_download, "GOOGLE", "http://google.invalid")
    monkeypatch.setattr(_download, "_open", opened)
    monkeypatch.setattr(_tfds_process, "prepare", prepare)
    message = told()
    assert "Google Cloud: the server's certificate is not trusted" in message
    assert "; original server: not done after 7 s. Check the computer's clock" in message


def test_a_full_disk_is_named(monkeypatch, tmp_path):
    def fetch_file(*_):
        raise FULL

    answer(monkeypatch)
    monkeypatch.setattr(_download, "_fetch_google", fetch_file)
    message = told()
    assert message.startswith(f"cannot write to {tmp_path / 'data'} (the disk is full). Free some")
    assert "Connect to the network" not in message
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "words",
    [
        "OSError: [Errno 28] No space left on device",
        "OSError: Not enough disk space. Needed: 132.40 MiB (download: 11.06 MiB)",
    ],
)
def test_a_full_disk_of_the_preparing_process_is_named(monkeypatch, words):
    def prepare(*_):
        raise _tfds_process.WorkerError(words)

    monkeypatch.setattr(_download, "_ask", lambda servers: ({"original server"}, {}))
    monkeypatch.setattr(_tfds_process, "prepare", prepare)
    assert told().startswith("original server: the disk is full. Free some space")


def test_a_folder_that_is_read_only_is_no_lack_of_network(tmp_path):
    (tmp_path / "data").mkdir(mode=0o555)
    message = told()
    assert "data is read-only. Set TFDS_DATA_DIR to a directory that you can write to" in message
    assert "Connect" not in message
    (tmp_path / "data").chmod(0o755)


def test_auto_names_it_too_in_its_one_line(monkeypatch, capfd):
    monkeypatch.setenv("COURSE_DATA", "auto")
    refuse(monkeypatch, urllib.error.URLError(UNTRUSTED))
    splits = [np.zeros((8, 2, 2, 1), "uint8"), np.zeros(8, "uint8")] * 2
    monkeypatch.setattr(_offline_sample, "make", lambda name: splits)
    assert datasets.load("mnist", limit=5).source == "sample"
    out, err = capfd.readouterr()
    assert "the server's certificate is not trusted: self-signed certificate" in out
    assert (out.count("\n"), err) == (1, "")
