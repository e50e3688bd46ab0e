"""Addresses: fetched once from public machines, refused before a packet leaves otherwise."""

from __future__ import annotations

import hashlib
import http.client
import re
import socket
import threading
import warnings
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest
import zarr

from catalog.addresses import is_machine, is_public, shown
from catalog.containment import FileRefused
from catalog.fetching import Allowance, Fetcher
from catalog.lines import Lines
from catalog.opening import Opener
from catalog.reading import check, understand
from catalog.record import Facets
from catalog.remote import Remote
from tests.integration.producer_files import write
from tests.integration.test_zarr import write as write_store

PUBLIC = "93.184.216.34"


class Server(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # one line serves many objects

    def do_GET(self):
        self.server.asked.append((self.headers["Host"], self.path))
        status, headers, body = self.server.answers.get(self.path, (404, {"Content-Length": "0"}, b""))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if "Content-Length" not in headers or int(headers["Content-Length"]) > len(body):
            self.close_connection = True
            self.send_header("Connection", "close")
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


def lines(server, resolved=None):
    """Connections whose public machines are the local server."""

    def connect(host, port, address, timeout_s, is_tls):
        assert is_public(address)
        assert (port, is_tls) == (443, True)
        line = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=timeout_s)
        line.default_port = server.server_address[1]
        return line

    return Lines(resolve=resolved or (lambda host: [PUBLIC]), connect=connect)


def fetcher(server, resolved=None, **limits):
    return Fetcher(lines(server, resolved), Allowance(**limits))


def through(monkeypatch, server):
    monkeypatch.setattr(Opener, "remote", staticmethod(lambda at, profile: Remote(at, profile, lines(server))))


def never(*_):
    raise AssertionError("something was connected to")


def test_a_file_is_fetched_hashed_and_published_as_if_it_lay_here(tmp_path, server, monkeypatch):
    write(tmp_path / "tas.nc")
    body = (tmp_path / "tas.nc").read_bytes()
    server.answers["/data/tas.nc"] = (200, {"Content-Length": str(len(body))}, body)
    fetched = fetcher(server).fetch("https://data.example/data/tas.nc", tmp_folder(tmp_path))
    assert (fetched.size, fetched.sha256) == (len(body), hashlib.sha256(body).hexdigest())
    assert fetched.path.read_bytes() == body
    through(monkeypatch, server)
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
            Fetcher(Lines(resolve=lambda host, r=resolved: r, connect=never)).fetch("https://a.example/x.nc", tmp_path)
        assert refused.value.code == "address-refused"


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
        ((200, {}, b"x" * 5000), {"seconds": 0.0}, "fetch-failed"),
        ((200, {}, b"x" * 5000), {"together": 4000}, "fetch-failed"),
        ((200, {}, b"x" * 5000), {"objects": 0}, "fetch-failed"),
    ],
)
def test_answers_that_are_wrong_too_long_or_too_late_are_given_up(tmp_path, server, answer, limits, code):
    server.answers["/x.nc"] = answer
    with pytest.raises(FileRefused) as refused:
        fetcher(server, **limits).fetch("https://a.example/x.nc", tmp_path)
    assert refused.value.code == code


def test_an_address_that_is_refused_is_a_finding():
    report = check(["https://127.0.0.1/x.nc"], Facets("x"))
    assert [f.code for f in report.findings] == ["address-refused"]


#: Machines that nobody may reach, as they may be written: (how, host). The canary listens on 127.0.0.1.
SPELLINGS = [
    "127.0.0.1", "127.1", "127.0.1", "127.1.2.3", "127.255.255.254", "2130706433", "0x7f000001", "0x7f.1", "0x7f.0.0.1",
    "017700000001", "0177.0.0.1", "0177.1", "0x7F.0x0.0x0.0x1", "127.000.000.001", "127.0.0.1.", "0", "0.0.0.0", "0.0",
    "00000.0", "localhost", "LOCALHOST", "localhost.", "localhost.localdomain", "loc%61lhost", "[::1]", "[::]",
    "[0:0:0:0:0:0:0:1]", "[0000::0001]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]",
    "[::127.0.0.1]", "[64:ff9b::127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[2001:0:7f00:1::]", "[::1%25lo]",
    "[fe80::1]", "[fe80::1%25eth0]", "[fc00::1]", "[fd00:ec2::254]", "[ff02::1]", "[::ffff:169.254.169.254]",
    "169.254.169.254", "0xa9fea9fe", "2852039166", "169.254.43518", "metadata.google.internal", "100.100.100.200",
    "10.0.0.1", "10.1", "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.1", "100.64.0.1", "198.18.0.1",
    "192.0.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "a@127.0.0.1", "a:b@127.0.0.1",
    "public.example@127.0.0.1",
    "127.0.0.1:443", "127.0.0.1:22", "127.0.0.1#.public.example", "127.0.0.1?.public.example", "127.0.0.1\\.example",
    "①②⑦.⓪.⓪.①", "１２７.０.０.１", "127。0。0。1", "127%2e0%2e0%2e1", "public.example:80@127.0.0.1",
    "", "-", ".", "[", "[]",
    "127.0.0.1\t", "127.0.0.1 ", "\r\n127.0.0.1", "127.0.0.1\x00.example",
]  # fmt: skip
FORMS = ["https://{}/x.nc", "http://{}/x.nc", "s3://{}/x.nc", "simplecache::https://{}/x.nc"]


@pytest.fixture
def canary(monkeypatch):
    """A listener on this machine, under any port that is asked for; what connects to it is counted."""
    held = socket.create_server(("127.0.0.1", 0))
    held.setblocking(False)
    real = socket.create_connection
    tried = []

    def create_connection(address, *args, **more):
        tried.append(address)
        return real((address[0], held.getsockname()[1]), *args, **more)

    monkeypatch.setattr(socket, "create_connection", create_connection)

    def touched():
        try:
            held.accept()[0].close()
        except BlockingIOError:
            return bool(tried)
        return True

    yield touched
    held.close()


@pytest.fixture
def offline(monkeypatch):
    """The system's own resolver for what is an address in some spelling; every other name leads to this machine."""
    real = socket.getaddrinfo

    def getaddrinfo(host, port, *args, **more):
        try:
            return real(host, port, *args, flags=socket.AI_NUMERICHOST, **more)
        except (OSError, UnicodeError):
            return real("127.0.0.1", port, *args, **more)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


@pytest.mark.parametrize("form", FORMS)
def test_no_spelling_of_a_private_machine_is_connected_to(tmp_path, form, canary, offline):
    assert len(SPELLINGS) >= 80
    for host in SPELLINGS:
        remote = Remote(tmp_path)
        with pytest.raises(FileRefused) as refused:
            remote.fetch(form.format(host))
        assert refused.value.code in {"address-refused", "fetch-failed"}, host
        assert not canary(), host


def test_an_answer_that_changes_at_the_second_call_is_not_asked_for(tmp_path, canary):
    for first in (["127.0.0.1"], ["127.0.0.1", PUBLIC], [PUBLIC, "127.0.0.1"], []):
        answers = iter([first, [PUBLIC], ["127.0.0.1"]])
        with pytest.raises(FileRefused):
            Remote(tmp_path, lines=Lines(resolve=lambda host, a=answers: next(a))).fetch("https://a.example/x.nc")
        assert not canary()
        assert next(answers) == [PUBLIC]


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "ftp://a.example/x", "gopher://a.example/", "dap4://a.example/x", "gs://a/x", "az://a/x",
        "https://a.example/x y", "https://a.example/\r\nHost: b", "https://a.example/x#mode=bytes", "https://a.example:x/",
        "https://a.example/x.nc#", "https://a.example/" + "x" * 5000, "https:///x.nc", "https://a.example/<x>.nc",
        "s3://", "s3://Bucket/x", "s3://bu_cket/x", "s3://a@b/x", "s3://b/x", "s3://bucket//x", "s3://bucket/a/../b",
        "s3://bucket/x#y", "s3://bucket/x\\y", "s3://buc..ket/x", "s3://bucket/\x00", "s3://" + "b" * 64 + "/x",
        "zip://x::http://a.example/y", "zip://x::file:///etc/passwd", "reference::https://a.example/x.json",
        "[bytes]https://a.example/x.nc#mode=bytes",
    ],
)  # fmt: skip
def test_what_is_no_plain_address_is_refused_before_a_name_is_resolved(tmp_path, url):
    with pytest.raises(FileRefused) as refused:
        Remote(tmp_path, lines=Lines(resolve=never, connect=never)).fetch(url)
    assert refused.value.code == "address-refused"


@pytest.mark.parametrize("url", ["https://a.example/tas_*.nc", "https://a.example/tas_[ab].nc", "https://a.example/**"])
def test_a_pattern_of_a_web_server_is_refused_in_words(tmp_path, url):
    with pytest.raises(FileRefused, match="web servers do not list"):
        Remote(tmp_path, lines=Lines(resolve=never, connect=never)).fetch(url)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://a.example/x.nc?token=hunter2", "https://a.example/x.nc?…"),
        ("https://me:hunter2@a.example/x.nc", "https://a.example/x.nc"),
        ("https://a.example?hunter2", "https://a.example?…"),
        ("s3://bucket/a?.nc", "s3://bucket/a?.nc"),
    ],
)
def test_what_may_be_a_password_in_an_address_is_neither_kept_nor_told(url, told, monkeypatch, server):
    assert shown(url) == told
    through(monkeypatch, server)
    server.answers["/x.nc?token=hunter2"] = (200, {"Content-Length": "1"}, b"x")
    said = []
    if not url.startswith("s3"):
        report = check([url], Facets("x"), lambda what, share: said.append(what))
        assert "hunter2" not in f"{report.findings} {said}"


def test_machines_of_the_own_network_are_told_from_those_of_clouds():
    assert is_machine("10.0.0.1")
    assert is_machine("127.0.0.1")
    for address in (
        "169.254.169.254",
        "::ffff:169.254.169.254",
        "fe80::1",
        "fd00:ec2::254",
        "0.0.0.0",
        "224.0.0.1",
        "x",
    ):
        assert not is_machine(address)


def offer(server, folder, at):
    for path in (p for p in folder.rglob("*") if p.is_file()):
        body = path.read_bytes()
        headers = {"Content-Length": str(len(body))}
        server.answers[f"{at}/{path.relative_to(folder).as_posix()}"] = (200, headers, body)


@pytest.mark.parametrize("version", [2, 3])
@pytest.mark.parametrize("ending", ["", "/"])
def test_a_store_at_an_address_is_fetched_by_its_consolidated_metadata(tmp_path, server, monkeypatch, version, ending):
    written = write_store(tmp_path / "M.zarr", version)
    consolidate(tmp_path / "M.zarr")
    offer(server, tmp_path / "M.zarr", "/data/M.zarr")
    through(monkeypatch, server)
    with understand([f"https://a.example/data/M.zarr{ending}"], Facets("x")) as understood:
        understood.raise_if_refused()
        (found,) = understood.simulations
        np.testing.assert_array_equal(np.concatenate([b.values["tasmax"] for b in found.blocks(4000)]), written)
        note = next(f.message for f in understood.findings if f.code == "fetched")
        assert understood.files[0].sha256() in note


def consolidate(path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        zarr.consolidate_metadata(path)


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda a: a.pop("/M.zarr/tasmax/0.1.1"), "chunks-absent"),
        (lambda a: a.update({"/M.zarr/tasmax/0.1.1": (403, {"Content-Length": "0"}, b"")}), "fetch-failed"),
        (lambda a: a.update({"/M.zarr/tasmax/0.1.1": (200, {"Content-Length": "9"}, b"x")}), "truncated"),
        (lambda a: a.update({"/M.zarr/tasmax/0.1.1": (200, {"Content-Length": "9" * 12}, b"x")}), "fetch-failed"),
        (lambda a: a.pop("/M.zarr/tasmax/.zarray"), "zarr-not-understood"),
        (lambda a: a.pop("/M.zarr/.zmetadata"), "fetch-failed"),
        (lambda a: change(a, "/M.zarr/.zmetadata", b'"compressor"', b'"Compressor"'), "zarr-not-understood"),
        (lambda a: change(a, "/M.zarr/.zmetadata", b"tasmax/.zarray", b"../../../.zarray"), "address-refused"),
        (lambda a: change(a, "/M.zarr/.zmetadata", b"tasmax/.zarray", b"tasmax/passwords"), "zarr-not-understood"),
        (lambda a: change(a, "/M.zarr/.zmetadata", b"tasmax/.zattrs", b"tasmax/x/.zattrs"), "zarr-not-understood"),
    ],
)
def test_a_store_at_an_address_is_trusted_no_more_than_a_folder(tmp_path, server, monkeypatch, spoil, code):
    write_store(tmp_path / "M.zarr")
    offer(server, tmp_path / "M.zarr", "/M.zarr")
    spoil(server.answers)
    through(monkeypatch, server)
    report = check(["https://a.example/M.zarr"], Facets("x"))
    worst = next(f for f in report.findings if f.code not in {"fetched", "licence-missing"})
    assert worst.code == code, worst


def change(answers, path, old, new):
    status, _, body = answers[path]
    assert old in body
    body = body.replace(old, new)
    answers[path] = (status, {"Content-Length": str(len(body))}, body)


def test_a_codec_that_is_not_allowed_is_refused_before_a_single_chunk_is_asked_for(tmp_path, server, monkeypatch):
    write_store(tmp_path / "M.zarr")
    offer(server, tmp_path / "M.zarr", "/M.zarr")
    for path in [p for p in server.answers if p.endswith((".zarray", ".zmetadata"))]:
        status, _, body = server.answers[path]
        body = re.sub(rb'"id": "(blosc|zstd)"', b'"id": "pickle"', body)
        server.answers[path] = (status, {"Content-Length": str(len(body))}, body)
    through(monkeypatch, server)
    report = check(["https://a.example/M.zarr"], Facets("x"))
    assert [f.code for f in report.findings if f.severity == "error"] == ["codec-not-allowed"]
    assert all(path.rpartition("/")[2].startswith((".z", "zarr.json")) for _, path in server.asked)


def test_a_store_without_consolidated_metadata_is_told_what_to_do(tmp_path, server, monkeypatch):
    write_store(tmp_path / "M.zarr", version=3)
    offer(server, tmp_path / "M.zarr", "/M.zarr")
    through(monkeypatch, server)
    (refused,) = [f for f in check(["https://a.example/M.zarr/"], Facets("x")).findings if f.severity == "error"]
    assert refused.code == "zarr-not-understood"
    assert "consolidate" in refused.message


def test_a_line_is_used_again_and_a_server_that_is_busy_is_asked_again(tmp_path, server, monkeypatch):
    monkeypatch.setattr("catalog.lines._PAUSES_S", (0.0, 0.0))
    server.answers["/x.nc"] = (503, {"Content-Length": "0"}, b"")
    with pytest.raises(FileRefused, match="503"):
        fetcher(server).fetch("https://a.example/x.nc", tmp_path)
    assert len(server.asked) == 3
    fetched = fetcher(server)
    for number in range(5):
        server.answers[f"/{number}.nc"] = (200, {"Content-Length": "1"}, b"x")
        assert fetched.fetch(f"https://a.example/{number}.nc", tmp_path).size == 1
    assert len(fetched.lines._opened) == 1
