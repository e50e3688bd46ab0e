"""Connections to the machines that addresses name: each name resolved once, each address checked, none taken on trust.

A name is resolved once for as long as a `Lines` lasts, every address that it has must be allowed, and connections are
made to that address: a second answer of the name service is never asked for.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import SplitResult, quote

from catalog.addresses import is_public, resolve
from catalog.containment import FileRefused

MOST_SILENT_S = 30.0
#: Answers that ask to come again; the pauses before each further try, in seconds.
_BUSY = {429, 500, 502, 503, 504}
_PAUSES_S = (0.5, 2.0)

#: (host, port, address, timeout in seconds, whether it is TLS) → a connection to that address.
Connect = Callable[[str, int, str, float, bool], http.client.HTTPConnection]


class _PinnedConnection(http.client.HTTPConnection):
    """A connection to one address; with TLS the certificate must be that of the host."""

    def __init__(self, host: str, port: int, address: str, timeout_s: float, is_tls: bool) -> None:
        super().__init__(host, port, timeout=timeout_s)
        self.default_port = 443 if is_tls else 80  # so that the Host header leaves it out
        self._address, self._is_tls = address, is_tls

    def connect(self) -> None:
        """Connect to the address that was checked."""
        self.sock = socket.create_connection((self._address, self.port), self.timeout)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._is_tls:
            self.sock = _trusted().wrap_socket(self.sock, server_hostname=self.host)


@lru_cache(maxsize=1)
def _trusted() -> ssl.SSLContext:
    return ssl.create_default_context()


class _Used(threading.local):
    """The connections of one thread, with the answer that each gave last."""

    def __init__(self) -> None:
        self.held: dict[tuple[str, int], tuple[http.client.HTTPConnection, http.client.HTTPResponse | None]] = {}


@dataclass
class Lines:
    """Connections that are kept while they serve. Its parts are there for tests; nobody else changes them.

    Attributes
    ----------
    resolve : callable
        Host → its addresses; asked once for each host.
    is_allowed : callable
        Whether an address may be connected to; all addresses of a host must be.
    connect : callable
        See `Connect`.
    """

    resolve: Callable[[str], list[str]] = resolve
    is_allowed: Callable[[str], bool] = is_public
    connect: Connect = _PinnedConnection
    _addresses: dict[str, str] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _used: _Used = field(default_factory=_Used)
    _opened: set[http.client.HTTPConnection] = field(default_factory=set)

    def ask(
        self, parts: SplitResult, until: float, method: str = "GET", headers: Mapping[str, str] | None = None
    ) -> http.client.HTTPResponse:
        """Ask for what lies at an address; the answer is to be read before this thread asks the same host again.

        Parameters
        ----------
        parts : SplitResult
            Of an address that was checked.
        until : float
            When to give up, on the monotonic clock.

        Raises
        ------
        FileRefused
            ``address-refused`` before anything is connected to, or ``fetch-failed``.
        """
        for pause_s in (*_PAUSES_S, None):
            answer, broken = None, None
            try:
                answer = self._answer(parts, until, method, headers or {})
            except (OSError, http.client.HTTPException, UnicodeError, ValueError) as err:
                broken = err
            if answer is not None and answer.status not in _BUSY:
                return answer
            if pause_s is None or time.monotonic() + pause_s > until:
                if answer is not None:
                    return answer
                raise FileRefused("fetch-failed", f"{parts.hostname} broke off ({str(broken)[:150]})") from broken
            self.drop(parts)
            time.sleep(pause_s)
        raise AssertionError("the last try answers or raises")

    def drop(self, parts: SplitResult) -> None:
        """Close this thread's connection to a host: what is left of its answer is not wanted."""
        held = self._used.held.pop(_place(parts), None)
        if held is not None:
            held[0].close()
            with self._lock:
                self._opened.discard(held[0])

    def close(self) -> None:
        """Close every connection."""
        with self._lock:
            for connection in self._opened:
                connection.close()
            self._opened.clear()

    def _answer(
        self, parts: SplitResult, until: float, method: str, headers: Mapping[str, str]
    ) -> http.client.HTTPResponse:
        path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~") + (f"?{parts.query}" if parts.query else "")
        headers = {"Accept-Encoding": "identity", "User-Agent": "climate-broker", **headers}
        connection, last = self._used.held.get(_place(parts), (None, None))
        if connection is not None and last is not None and last.isclosed() and connection.sock is not None:
            try:  # a line that the other end has hung up is taken anew, once
                return self._said(connection, parts, method, path, headers)
            except (http.client.HTTPException, OSError):
                pass
        self.drop(parts)
        connection = self._connected(parts, until)
        return self._said(connection, parts, method, path, headers)

    def _said(
        self,
        connection: http.client.HTTPConnection,
        parts: SplitResult,
        method: str,
        path: str,
        headers: dict[str, str],
    ) -> http.client.HTTPResponse:
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        self._used.held[_place(parts)] = (connection, answer)
        return answer

    def _connected(self, parts: SplitResult, until: float) -> http.client.HTTPConnection:
        host, port = _place(parts)
        address = self._address(host)
        timeout_s = max(0.1, min(MOST_SILENT_S, until - time.monotonic()))
        connection = self.connect(host, port, address, timeout_s, parts.scheme == "https")
        with self._lock:
            self._opened.add(connection)
        return connection

    def _address(self, host: str) -> str:
        with self._lock:
            if host in self._addresses:
                return self._addresses[host]
            try:
                addresses = self.resolve(host)
            except (OSError, UnicodeError) as err:
                raise FileRefused("fetch-failed", f"the host {host!r} is not found ({str(err)[:100]})") from err
            if not addresses or not all(map(self.is_allowed, addresses)):
                raise FileRefused("address-refused", f"{host} is a machine of a private network, not of the internet")
            self._addresses[host] = addresses[0]
            return addresses[0]


def _place(parts: SplitResult) -> tuple[str, int]:
    return parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
