"""What went wrong with a download, and what to do about it: each failure by its own name."""

import re
import ssl
import urllib.parse
import urllib.request

_ELSE = "Or set TFDS_DATA_DIR to a directory with a prepared copy, or use source='sample'."
CONNECT = f"Connect to the network. {_ELSE}"
WRITE_ELSEWHERE = "Set TFDS_DATA_DIR to a directory that you can write to, or use source='sample'."
FREE_SPACE = (
    "Free some space on that disk, set TFDS_DATA_DIR to a directory on another one, or use "
    "source='sample'."
)
LOG_IN = f"Log in to the network with a web browser and load again. {_ELSE}"
_TRUST = (
    "Check the computer's clock. Where the network inspects encrypted traffic, set SSL_CERT_FILE "
    "and REQUESTS_CA_BUNDLE to the file with its certificates; with Python from python.org on "
    f"macOS, run its Install Certificates.command. {_ELSE}"
)
_PROXY = f"Check HTTP_PROXY and HTTPS_PROXY. {_ELSE}"
_PROXY_LOGIN = (
    "Put the proxy's user name and password into HTTP_PROXY and HTTPS_PROXY: "
    f"http://user:password@host:port. {_ELSE}"
)

# (what the system's text says, our words, what to do). Text and not types, because a part of
# the failures comes from another process. The first that fits counts.
_KINDS = (
    (
        r"CERTIFICATE_VERIFY_FAILED|certificate verify failed",
        "the server's certificate is not trusted",
        _TRUST,
    ),
    (
        r"407:? Proxy Auth|HTTP code: 407",
        "the proxy asks for a user name and a password (407)",
        _PROXY_LOGIN,
    ),
    (
        r"Tunnel connection failed|ProxyError|[Cc]annot connect to proxy",
        "the proxy does not let it through",
        _PROXY,
    ),
    (
        r"\b511\b.*Network Auth|HTTP code: 511",
        "the network asks for a login (511)",
        LOG_IN,
    ),
    (
        r"No space left on device|[Nn]ot enough (disk )?space|Disk quota exceeded",
        "the disk is full",
        FREE_SPACE,
    ),
)


class DownloadError(Exception):
    """A download that did not come about.

    Args:
        reason: why, without a full stop.
        mend: what to do about it, sentences.
    """

    def __init__(self, reason: str, mend: str = CONNECT):
        super().__init__(reason)
        self.mend = mend


def named(error: Exception) -> DownloadError | None:
    """Return a failure under its own name, None where it has none.

    Args:
        error: what a request, or the process that prepares data, raised.
    """
    text = str(error)
    for pattern, words, mend in _KINDS:
        if re.search(pattern, text):
            return DownloadError(f"{words}{_details(error)}", mend)
    cause = getattr(error, "reason", error)
    if isinstance(cause, ssl.SSLError):
        return DownloadError(f"no encrypted connection ({cause})", _TRUST)
    return None


def no_answer(addresses: list[str]) -> DownloadError:
    """Return the failure that not one of some servers answers."""
    proxies = {_proxy(address) for address in addresses} - {None}
    if not proxies:
        return DownloadError("no network (no server answers)")
    through = " and ".join(sorted(proxies))
    return DownloadError(f"no network (no server answers through the proxy {through})", _PROXY)


def _proxy(address):
    """The proxy that requests to an address go through, without its password; None for none."""
    parts = urllib.parse.urlsplit(address)
    proxy = urllib.request.getproxies().get(parts.scheme)
    if not proxy or urllib.request.proxy_bypass(parts.hostname):
        return None
    return proxy.rsplit("@", 1)[-1].rsplit("//", 1)[-1]


def _details(error):
    """What the name does not tell: what is wrong with the certificate, what the proxy says."""
    told = re.search(
        r"certificate verify failed: ([^(]*\w)|Tunnel connection failed: ((?!407)\d+ [\w ]*\w)",
        str(error),
    )
    return f": {told[1] or told[2]}" if told else ""
