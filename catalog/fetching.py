"""Files at addresses, fetched once into a folder of ours and read from there: ``https://…`` and public ``s3://…``.

A name is resolved once, every address that it has must be a public one, and the connection is made to that address: a
second answer of the name service is never asked for. Redirects are followed one by one under the same rules. No
library that reads data is ever given a URL.
"""

from __future__ import annotations

import hashlib
import http.client
import ipaddress
import re
import shutil
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

from catalog.containment import FileRefused

MOST_BYTES = 64 * 1024**3
MOST_SECONDS = 3600.0
MOST_SILENT_S = 30.0
MOST_REDIRECTS = 5
_PART_BYTES = 256 * 1024
_BUCKET = re.compile(r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$")
#: IPv6 networks whose addresses hold an IPv4 address: NAT64, 6to4, Teredo.
_TRANSLATED = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")))


def resolve(host: str) -> list[str]:
    """Return all addresses of a host, as the system knows them."""
    found = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(address: str) -> bool:
    """Whether an address belongs to a machine of the public internet, and not to this one or its network."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            ip = ip.ipv4_mapped
        elif any(ip in network for network in _TRANSLATED):
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not ip.is_unspecified


class _PinnedConnection(http.client.HTTPSConnection):
    """A connection to one address, whose certificate must be that of the host."""

    def __init__(self, host: str, address: str, timeout_s: float) -> None:
        self._context_of_host = ssl.create_default_context()
        super().__init__(host, 443, timeout=timeout_s, context=self._context_of_host)
        self._address = address

    def connect(self) -> None:
        """Connect to the address that was checked."""
        plain = socket.create_connection((self._address, 443), self.timeout)
        self.sock = self._context_of_host.wrap_socket(plain, server_hostname=self.host)


@dataclass(frozen=True)
class Fetched:
    """A file that was fetched.

    Attributes
    ----------
    path : Path
        Where it lies.
    url : str
        What was asked for.
    size : int
        Bytes.
    sha256 : str
        Of its bytes, taken while they came.
    """

    path: Path
    url: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Fetcher:
    """Fetches files from addresses. Its parts are there for tests; nobody else changes them.

    Attributes
    ----------
    resolve : callable
        Host → its addresses; asked once for each hop.
    is_allowed : callable
        Whether an address may be connected to; all addresses of a host must be.
    connect : callable
        (host, address, timeout in seconds) → an HTTP connection to that address.
    most_bytes, most_seconds : int, float
        Of one file, redirects included.
    """

    resolve: Callable[[str], list[str]] = resolve
    is_allowed: Callable[[str], bool] = is_public
    connect: Callable[[str, str, float], http.client.HTTPConnection] = _PinnedConnection
    most_bytes: int = MOST_BYTES
    most_seconds: float = MOST_SECONDS

    def fetch(self, url: str, folder: Path) -> Fetched:
        """Fetch a file into a folder, under the last part of its address.

        Raises
        ------
        FileRefused
            ``address-refused`` before anything is connected to, ``fetch-failed`` or ``truncated``.
        """
        until = time.monotonic() + self.most_seconds
        target = https_of(url)
        for _ in range(MOST_REDIRECTS + 1):
            parts = split(target)
            connection = self._connected(parts, until)
            try:
                query = f"?{parts.query}" if parts.query else ""
                path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~") + query
                connection.request("GET", path, headers={"Accept-Encoding": "identity", "User-Agent": "climate-broker"})
                answer = connection.getresponse()
                if answer.status in {301, 302, 303, 307, 308}:
                    target = urljoin(target, answer.getheader("Location") or "")
                    continue
                if answer.status != 200:
                    raise FileRefused("fetch-failed", f"{parts.hostname} answers {answer.status} {answer.reason}"[:200])
                name = re.sub(r"[^\w.+-]", "_", unquote(urlsplit(url).path.rstrip("/").rpartition("/")[2]))[-150:]
                return self._saved(url, answer, folder / (name.lstrip(".") or "fetched"), until)
            except (OSError, http.client.HTTPException, UnicodeError, ValueError) as err:
                raise FileRefused("fetch-failed", f"{parts.hostname} broke off ({str(err)[:150]})") from err
            finally:
                connection.close()
        raise FileRefused("fetch-failed", f"it leads on more than {MOST_REDIRECTS} times")

    def _connected(self, parts: SplitResult, until: float) -> http.client.HTTPConnection:
        host = parts.hostname or ""
        try:
            addresses = self.resolve(host)
        except (OSError, UnicodeError) as err:
            raise FileRefused("fetch-failed", f"the host {host!r} is not found ({str(err)[:100]})") from err
        forbidden = [address for address in addresses if not self.is_allowed(address)]
        if forbidden or not addresses:
            raise FileRefused("address-refused", f"{host} is a machine of a private network, not of the internet")
        left = until - time.monotonic()
        return self.connect(host, addresses[0], max(0.1, min(MOST_SILENT_S, left)))

    def _saved(self, url: str, answer: http.client.HTTPResponse, path: Path, until: float) -> Fetched:
        if (answer.getheader("Content-Encoding") or "identity").casefold() != "identity":
            raise FileRefused("fetch-failed", "the server packs the file in transit, which was not asked for")
        said = answer.length
        room = min(self.most_bytes, shutil.disk_usage(path.parent).free)
        if said is not None and said > room:
            raise FileRefused("fetch-failed", f"it has {said:,} bytes, and {room:,} are allowed or free here")
        whole, size = hashlib.sha256(), 0
        with path.open("xb") as stream:
            while part := answer.read1(_PART_BYTES):
                size += len(part)
                if size > room:
                    raise FileRefused("fetch-failed", f"it has more than the {room:,} bytes that are allowed or free")
                if time.monotonic() > until:
                    raise FileRefused("fetch-failed", f"it takes more than {self.most_seconds:g} seconds")
                whole.update(part)
                stream.write(part)
        if said is not None and size != said:
            raise FileRefused("truncated", f"{said:,} bytes were announced and {size:,} came")
        return Fetched(path, url, size, whole.hexdigest())


def https_of(url: str) -> str:
    """Return the https address of a public object of S3; any other address as it is.

    Raises
    ------
    FileRefused
        ``address-refused``
    """
    if url[:5].casefold() != "s3://":
        return url
    bucket, _, key = url[5:].partition("/")
    if not _BUCKET.match(bucket) or not key or "?" in key or "#" in key:
        raise FileRefused("address-refused", "it is no s3://BUCKET/KEY of one object")
    host = f"s3.amazonaws.com/{bucket}" if "." in bucket else f"{bucket}.s3.amazonaws.com"
    return f"https://{host}/{quote(key)}"


def split(url: str) -> SplitResult:
    """Return the parts of an address that may be fetched.

    Raises
    ------
    FileRefused
        ``address-refused``
    """
    if len(url) > 4000 or any(ord(c) <= 32 or c in '\\<>"{}|^`' or ord(c) == 127 for c in url):
        raise FileRefused("address-refused", "it holds characters that no address has")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as err:
        raise FileRefused("address-refused", f"it is no address ({err})") from err
    if parts.scheme != "https":
        raise FileRefused("address-refused", f"{parts.scheme or 'without a scheme'}: only https and s3 are fetched")
    if parts.username is not None or parts.password is not None:
        raise FileRefused("address-refused", "it carries a user name, which would be kept with the data")
    if port not in {None, 443} or not parts.hostname:
        raise FileRefused("address-refused", "it names another port than that of https, or no host")
    if parts.fragment:
        raise FileRefused("address-refused", "it goes on after a #, which no server sees")
    return parts
