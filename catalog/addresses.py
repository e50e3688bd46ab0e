"""Which addresses may be fetched, and which machines may be connected to: decided before a packet leaves."""

from __future__ import annotations

import ipaddress
import re
import socket
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from catalog.containment import FileRefused

_ADDRESS = re.compile(r"^[a-z][a-z0-9+.-]*:(//|:.*://)", re.IGNORECASE)
_BUCKET = re.compile(r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$")
_MAGIC = re.compile(r"[*?\[\]]")
_MOST_LETTERS = 4000
#: IPv6 networks whose addresses hold an IPv4 address: NAT64, 6to4, Teredo, IPv4-compatible.
_TRANSLATED = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96")))
#: Where clouds answer any machine's questions about its own keys. Nobody's data lie there.
_METADATA = tuple(map(ipaddress.ip_network, ("169.254.0.0/16", "fe80::/10", "fd00:ec2::/32", "100.100.100.200/32")))


def is_address(named: str | Path) -> bool:
    """Whether what was named is an address such as ``https://…`` or a chain of them, and no path."""
    return isinstance(named, str) and bool(_ADDRESS.match(named))


def resolve(host: str) -> list[str]:
    """Return all addresses of a host, as the system knows them."""
    found = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(address: str) -> bool:
    """Whether an address belongs to a machine of the public internet, and not to this one or its network."""
    ip = _ip(address)
    if ip is None or (isinstance(ip, ipaddress.IPv6Address) and any(ip in network for network in _TRANSLATED)):
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not ip.is_unspecified


def is_machine(address: str) -> bool:
    """Whether an address, public or not, is one machine's, and not where clouds keep their machines' keys."""
    ip = _ip(address)
    if ip is None or ip.is_multicast or ip.is_unspecified or ip in (ipaddress.ip_address("255.255.255.255"),):
        return False
    return not any(ip in network for network in _METADATA if network.version == ip.version)


def _ip(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return None
    return ip.ipv4_mapped or ip if isinstance(ip, ipaddress.IPv6Address) else ip


def split(url: str) -> SplitResult:
    """Return the parts of an https address that may be fetched.

    Raises
    ------
    FileRefused
        ``address-refused``
    """
    if len(url) > _MOST_LETTERS or any(ord(c) <= 32 or c in '\\<>"{}|^`' or ord(c) == 127 for c in url):
        raise FileRefused("address-refused", "it holds characters that no address has")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as err:
        raise FileRefused("address-refused", f"it is no address ({str(err)[:100]})") from err
    if parts.scheme != "https":
        raise FileRefused("address-refused", f"{parts.scheme or 'without a scheme'}: only https and s3 are fetched")
    if parts.username is not None or parts.password is not None:
        raise FileRefused("address-refused", "it carries a user name, which would be kept with the data")
    if port not in {None, 443} or not parts.hostname:
        raise FileRefused("address-refused", "it names another port than that of https, or no host")
    if parts.fragment or url.endswith("#"):
        raise FileRefused("address-refused", "it goes on after a #, which no server sees")
    if _MAGIC.search(parts.path):
        raise FileRefused(
            "address-refused",
            "it is a pattern, and web servers do not list what they hold; name each address, or an s3:// pattern",
        )
    return parts


@dataclass(frozen=True)
class S3Address:
    """What an ``s3://`` address names.

    Attributes
    ----------
    bucket : str
    key : str
        An object, a prefix (a folder) or a pattern; empty for the whole bucket.
    """

    bucket: str
    key: str

    def __str__(self) -> str:
        """Return it as it is written."""
        return f"s3://{self.bucket}/{self.key}"

    @property
    def is_pattern(self) -> bool:
        """Whether the key holds ``*``, ``?`` or ``[…]``."""
        return bool(_MAGIC.search(self.key))


def s3_address(url: str) -> S3Address:
    """Return what an ``s3://BUCKET/KEY`` names.

    Raises
    ------
    FileRefused
        ``address-refused``
    """
    bucket, _, key = url[5:].partition("/")
    if len(url) > _MOST_LETTERS or any(ord(c) < 32 or ord(c) == 127 or c in "\\#" for c in url):
        raise FileRefused("address-refused", "it holds characters that no key is fetched with")
    if not _BUCKET.match(bucket) or ".." in bucket or _is_number(bucket):
        raise FileRefused("address-refused", "it is no s3://BUCKET/KEY: a bucket has small letters, digits, - and .")
    if key.startswith("/") or any(part in {".", ".."} for part in key.split("/")):
        raise FileRefused("address-refused", "its key leads out of the bucket")
    return S3Address(bucket, key)


def _is_number(bucket: str) -> bool:
    try:
        ipaddress.ip_address(bucket)
    except ValueError:
        return False
    return True


def shown(url: str) -> str:
    """Return an address as it may be kept and told: without a user name and without what follows a ``?``.

    Both carry passwords, tokens and signatures.
    """
    start, mark, rest = url.partition("://")
    if not mark or start.casefold() == "s3":
        return url[:500]
    host, slash, path = rest.partition("/")
    host = host.rpartition("@")[2].partition("?")[0]
    told, asked, _ = path.partition("?")
    return f"{start}://{host}{slash}{told}"[:500] + ("?…" if asked or "?" in rest.partition("/")[0] else "")


def plain_key(key: str) -> str:
    """Return a key that names a file below a folder, and nothing else.

    Raises
    ------
    FileRefused
        ``address-refused``
    """
    parts = key.split("/")
    if (
        len(key) > 1000
        or any(p in {"", ".", ".."} or len(p.encode("utf-8", "replace")) > 255 for p in parts)
        or any(ord(c) < 32 or 0xD800 <= ord(c) < 0xE000 for c in key)
        or "\\" in key
        or ":" in parts[0]
    ):
        raise FileRefused(
            "address-refused", f"it holds {key[:80]!r}, which leads out of its folder or is no plain name"
        )
    return key
