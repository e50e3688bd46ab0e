"""Addresses: fetched once from public machines, refused before a packet leaves otherwise."""

from __future__ import annotations

import hashlib
import http.client
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from catalog.containment import FileRefused
from catalog.fetching import Fetcher, https_of, is_public, split
from catalog.opening import Opener
from catalog.reading import check
from catalog.record import Facets
from tests.integration.producer_files import write

PUBLIC = "93.184.216.34"


class Server(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append((self.headers["Host"], self.path))
        status, headers, body = self.server.answers[self.path]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    held = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    held.answers, held.asked = {}, []
    threading.Thread(target=held.serve_forever, daemon=True).start()
    yield held
    held.shutdown()
    held.server_close()


def fetcher(server, resolved=None, **more):
    """A fetcher whose public machines are the local server, and that counts what it connects to."""

    def connect(host, address, timeout_s):
        assert is_public(address)
        return http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=timeout_s)

    return Fetcher(resolve=resolved or (lambda host: [PUBLIC]), connect=connect, **more)


def never(*_):
    raise AssertionError("something was connected to")


def test_a_file_is_fetched_hashed_and_published_as_if_it_lay_here(tmp_path, server, monkeypatch):
    write(tmp_path / "tas.nc")
    body = (tmp_path / "tas.nc").read_bytes()
    server.answers["/data/tas.nc"] = (200, {"Content-Length": str(len(body))}, body)
    fetched = fetcher(server).fetch("https://data.example/data/tas.nc", tmp_folder(tmp_path))
    assert (fetched.size, fetched.sha256) == (len(body), hashlib.sha256(body).hexdigest())
    assert fetched.path.read_bytes() == body
    monkeypatch.setattr(Opener, "fetcher", fetcher(server))
    report = check(["https://data.example/data/tas.nc"], Facets("x"))
    assert report.status == "publishable"
    note = next(f for f in report.findings if f.code == "fetched")
    assert fetched.sha256 in note.message


def tmp_folder(tmp_path):
    folder = tmp_path / "staging"
    folder.mkdir()
    return folder


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.1.2.3", "0.0.0.0", "10.0.0.1", "172.16.5.4", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "224.0.0.1", "255.255.255.255", "240.0.0.1", "198.18.0.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "ff02::1", "fd00:ec2::254",
        "localhost",
    ],
)  # fmt: skip
def test_machines_of_private_networks_are_never_connected_to(tmp_path, address):
    assert not is_public(address)
    for resolved in ([address], [PUBLIC, address]):
        with pytest.raises(FileRefused) as refused:
            Fetcher(resolve=lambda host, r=resolved: r, connect=never).fetch("https://a.example/x.nc", tmp_path)
        assert refused.value.code == "address-refused"


@pytest.mark.parametrize(
    "url",
    [
        "http://a.example/x.nc", "file:///etc/passwd", "ftp://a.example/x", "gopher://a.example/", "HTTP://a.example/x",
        "https://user@a.example/x", "https://user:word@a.example/x", "https://a.example:22/x", "https:///x.nc",
        "https://a.example/x#mode=bytes", "https://a.example/x y", "https://a.example\\@b.example/", "https://[::1/x",
        "https://a.example/\r\nHost: b", "s3://", "s3://Bucket/x", "s3://bucket", "s3://bucket/x?y", "s3://a@b/x",
        "simplecache::file:///etc/passwd", "zip://x::http://a.example/y", "dap4://a.example/x", "https://a.example:x/",
    ],
)  # fmt: skip
def test_what_is_no_plain_https_address_is_refused_before_a_name_is_resolved(tmp_path, url):
    with pytest.raises(FileRefused) as refused:
        Fetcher(resolve=never, connect=never).fetch(url, tmp_path)
    assert refused.value.code == "address-refused"


@pytest.mark.parametrize(
    "host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "localhost", "[::1]", "[::ffff:7f00:1]"]
)
def test_odd_spellings_of_this_machine_are_seen_through(tmp_path, host):
    with pytest.raises(FileRefused) as refused:
        Fetcher(connect=never).fetch(f"https://{host}/x.nc", tmp_path)
    assert refused.value.code in {"address-refused", "fetch-failed"}


def test_a_name_is_resolved_once_so_that_a_second_answer_changes_nothing(tmp_path, server):
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    server.answers["/x.nc"] = (200, {"Content-Length": "1"}, b"x")
    fetched = fetcher(server, lambda host: next(answers)).fetch("https://a.example/x.nc", tmp_path)
    assert fetched.size == 1
    assert next(answers) == ["127.0.0.1"]


def test_each_redirect_is_checked_as_if_it_had_been_named(tmp_path, server):
    server.answers["/on"] = (302, {"Location": "https://b.example/x.nc"}, b"")
    server.answers["/x.nc"] = (200, {"Content-Length": "2"}, b"ok")
    assert fetcher(server).fetch("https://a.example/on", tmp_path).size == 2
    private = {"a.example": [PUBLIC], "b.example": ["169.254.169.254"]}
    for location in ("https://b.example/x.nc", "http://a.example/x.nc", "file:///etc/passwd", "//b.example/x.nc"):
        server.answers["/on"] = (302, {"Location": location}, b"")
        with pytest.raises(FileRefused) as refused:
            fetcher(server, private.__getitem__).fetch("https://a.example/on", tmp_path)
        assert refused.value.code == "address-refused"
    server.answers["/round"] = (302, {"Location": "/round"}, b"")
    with pytest.raises(FileRefused, match="leads on more"):
        fetcher(server).fetch("https://a.example/round", tmp_path)


@pytest.mark.parametrize(
    ("answer", "limits", "code"),
    [
        ((404, {}, b""), {}, "fetch-failed"),
        ((200, {"Content-Length": "10"}, b"short"), {}, "truncated"),
        ((200, {"Content-Length": "1000000"}, b""), {"most_bytes": 1000}, "fetch-failed"),
        ((200, {}, b"x" * 5000), {"most_bytes": 1000}, "fetch-failed"),
        ((200, {"Content-Encoding": "gzip"}, b"x"), {}, "fetch-failed"),
        ((200, {}, b"x" * 5000), {"most_seconds": 0.0}, "fetch-failed"),
    ],
)
def test_answers_that_are_wrong_too_long_or_too_late_are_given_up(tmp_path, server, answer, limits, code):
    server.answers["/x.nc"] = answer
    with pytest.raises(FileRefused) as refused:
        fetcher(server, **limits).fetch("https://a.example/x.nc", tmp_path)
    assert refused.value.code == code


def test_public_objects_of_s3_are_fetched_by_https():
    assert https_of("s3://bucket/a/b c.nc") == "https://bucket.s3.amazonaws.com/a/b%20c.nc"
    assert split(https_of("s3://my.bucket/x.nc")).hostname == "s3.amazonaws.com"


def test_an_address_that_is_refused_is_a_finding():
    report = check(["https://127.0.0.1/x.nc"], Facets("x"))
    assert [f.code for f in report.findings] == ["address-refused"]
