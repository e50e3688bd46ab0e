"""Buckets of S3: public and private, single objects, folders, patterns and Zarr stores, and keys that nobody sees."""

from __future__ import annotations

import json
import logging
import os
import urllib.request

import numpy as np
import pytest

from catalog.addresses import s3_address
from catalog.buckets import Bucket
from catalog.containment import FileRefused
from catalog.fetching import Allowance
from catalog.lines import Lines
from catalog.opening import Opener
from catalog.profiles import ANONYMOUS, Profile, ProfileRefused, find_profile
from catalog.reading import understand
from catalog.record import Facets
from catalog.remote import Remote, named_below
from tests.integration.producer_files import write
from tests.integration.test_zarr import packed
from tests.integration.test_zarr import write as write_store

KEYS = {}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server of the same language on this machine, that asks for keys, with one private bucket."""
    from moto.server import ThreadedMotoServer

    held = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    held.start()
    host, port = held.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    import boto3

    def client(kind, **keys):
        keys = keys or {"aws_access_key_id": "first", "aws_secret_access_key": "first"}
        return boto3.client(kind, endpoint_url=endpoint, region_name="us-east-1", **keys)

    iam, s3 = client("iam"), client("s3")
    iam.create_user(UserName="producer")
    made = iam.create_access_key(UserName="producer")["AccessKey"]
    allow = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
    iam.put_user_policy(
        UserName="producer",
        PolicyName="all",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [allow]}),
    )
    KEYS.update(access_key=made["AccessKeyId"], secret_key=made["SecretAccessKey"])
    s3.create_bucket(Bucket="archive")
    folder = tmp_path_factory.mktemp("archive")
    fill(folder)
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        s3.upload_file(str(path), "archive", path.relative_to(folder).as_posix())
    s3.put_object(Bucket="archive", Key="eur/", Body=b"")
    s3.put_object(Bucket="archive", Key="odd/../../canary.nc", Body=b"x")
    plain = {"Content-Type": "text/plain"}
    asked = urllib.request.Request(f"{endpoint}/moto-api/reset-auth", b"0", plain, method="POST")
    urllib.request.urlopen(asked).read()
    yield endpoint
    held.stop()


def fill(folder):
    (folder / "eur").mkdir()
    for model in ("M1", "M2"):
        write(folder / "eur" / f"tas_{model}.nc", source_id=model)
    (folder / "eur" / "readme.html").write_text("<p>")
    write_store(folder / "stores" / "two.zarr", version=2)
    write_store(folder / "stores" / "three.zarr", version=3, name="tasmin")
    packed(folder / "stores" / "two.zarr", folder / "two.zarr.zip")


def profile(server, **more):
    said = {"name": "p", "allow": ("archive", "nothing"), "endpoint": server, "private_network": True, **KEYS}
    return Profile(**(said | more))


def read(url, server, facets=None, **more):
    return understand([url], facets or Facets("x"), None, profile(server, **more))


def refusal(url, server, **more):
    with read(url, server, **more) as understood:
        (found,) = [f for f in understood.findings if f.severity == "error"]
        return found


@pytest.mark.parametrize("key", ["eur", "eur/", "eur/*.nc", "eur/tas_M?.nc", "e*/tas_M[12].nc", "**/tas_*.nc"])
def test_a_folder_or_a_pattern_is_all_the_files_that_it_names(server, key):
    with read(f"s3://archive/{key}", server) as understood:
        understood.raise_if_refused()
        assert [s.simulation.model for s in understood.simulations] == ["M1", "M2"]
        notes = [f.message for f in understood.findings if f.code == "fetched"]
        assert len(notes) == 2
        assert "s3://archive/eur/tas_M1.nc" in notes[0]


def test_one_object_is_one_file_and_several_addresses_are_several(server):
    urls = ["s3://archive/eur/tas_M1.nc", "s3://archive/eur/tas_M2.nc"]
    with understand(urls, Facets("x"), None, profile(server)) as understood:
        understood.raise_if_refused()
        assert len(understood.simulations) == 2
        assert [f.name for f in understood.files] == ["tas_M1.nc", "tas_M2.nc"]


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("stores/two.zarr", "tasmax"), ("stores/th*.zarr", "tasmin"), ("two.zarr.zip", "tasmax"),
    ],
)  # fmt: skip
def test_a_store_in_a_bucket_comes_out_bit_for_bit(tmp_path, server, key, name):
    written = write_store(tmp_path / "same.zarr", name=name)
    with read(f"s3://archive/{key}", server) as understood:
        understood.raise_if_refused()
        (found,) = understood.simulations
        np.testing.assert_array_equal(np.concatenate([b.values[name] for b in found.blocks(4000)]), written)
        note = next(f.message for f in understood.findings if f.code == "fetched")
        assert understood.files[0].sha256() in note


@pytest.mark.parametrize(
    ("url", "more", "words"),
    [
        ("s3://archive/eur/none.nc", {}, "nothing in the bucket has that name"),
        ("s3://archive/none/*.nc", {}, "nothing in the bucket has that pattern"),
        ("s3://nothing/x.nc", {}, "there is no bucket 'nothing'"),
        ("s3://archive/eur/tas_M1.nc", {"secret_key": "wrong"}, "are not accepted"),
        ("s3://archive/eur/", {"access_key": "AKIAIOSFODNN7EXAMPLE"}, "are not accepted"),
        ("s3://archive/eur/tas_M1.nc", {"access_key": "", "secret_key": ""}, "may not be"),
        ("s3://archive/odd/**", {}, "leads out of its folder"),
    ],
)
def test_what_is_not_there_or_not_allowed_is_said(server, url, more, words):
    found = refusal(url, server, **more)
    assert found.code in {"fetch-failed", "address-refused"}
    assert words in found.message
    assert KEYS["secret_key"] not in found.message


@pytest.mark.parametrize(
    ("allow", "key", "is_allowed"),
    [
        (("archive/eur",), "eur/tas_M1.nc", True),
        (("archive/eur/",), "eur", True),
        (("archive/eu",), "eur/tas_M1.nc", False),
        (("archive/eur",), "europe.nc", False),
        (("archive/eur",), "eu*/tas_M1.nc", False),
        (("archive/eur",), "eur/../two.zarr.zip", False),
        (("other",), "eur/tas_M1.nc", False),
    ],
)
def test_a_profile_is_for_its_own_buckets_and_prefixes_only(server, monkeypatch, allow, key, is_allowed):
    asked = []
    monkeypatch.setattr(Lines, "ask", lambda *args, **_: asked.append(args) or (_ for _ in ()).throw(OSError("asked")))
    found = refusal(f"s3://archive/{key}", server, allow=allow)
    assert bool(asked) is is_allowed
    assert found.code == ("fetch-failed" if is_allowed else "address-refused")


def never(*_):
    raise AssertionError("something was connected to")


@pytest.mark.parametrize(
    "more",
    [
        {"private_network": False},  # the endpoint is not of the internet
        {"endpoint": "http://169.254.169.254", "private_network": True},
        {"endpoint": "http://[fd00:ec2::254]", "private_network": True},
        {"endpoint": "http://0.0.0.0:80", "private_network": True},
    ],
)
def test_an_endpoint_is_held_to_the_rules_of_addresses(server, more):
    lines = Lines(connect=never)
    bucket = Bucket(s3_address("s3://archive/x"), profile(server, **more), lines, Allowance())
    with pytest.raises(FileRefused) as refused:
        list(bucket.keys(""))
    assert refused.value.code == "address-refused"


def test_what_one_profile_may_reach_no_other_address_of_the_same_publication_may(server, tmp_path):
    remote = Remote(tmp_path, profile(server))
    paths, _ = remote.fetch("s3://archive/eur/tas_M1.nc")
    assert paths[0].name == "tas_M1.nc"
    with pytest.raises(FileRefused) as refused:
        remote.fetch("https://127.0.0.1/x.nc")
    assert refused.value.code == "address-refused"


def test_a_public_bucket_is_asked_for_at_amazon_without_keys_whatever_the_environment_says(monkeypatch, tmp_path):
    (tmp_path / "config").write_text("[profile evil]\nendpoint_url = http://127.0.0.1:1\naws_access_key_id = k\n")
    environment = {
        "AWS_PROFILE": "evil", "AWS_CONFIG_FILE": str(tmp_path / "config"), "AWS_ACCESS_KEY_ID": "k",
        "AWS_SECRET_ACCESS_KEY": "s", "AWS_ENDPOINT_URL": "http://127.0.0.1:1", "AWS_ENDPOINT_URL_S3": "http://e:1",
        "HTTPS_PROXY": "http://127.0.0.1:1", "AWS_CA_BUNDLE": "/nowhere", "AWS_REGION": "eu-west-1",
    }  # fmt: skip
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    asked = []

    def resolve(host):
        asked.append(host)
        raise OSError("no network in tests")

    for name in ("bucket", "my.bucket"):
        bucket = Bucket(s3_address(f"s3://{name}/x"), ANONYMOUS, Lines(resolve=resolve, connect=never), Allowance())
        with pytest.raises(FileRefused, match="not found"):
            bucket.fetch_as("x", tmp_path / "x")
    assert set(asked) == {"bucket.s3.amazonaws.com", "s3.amazonaws.com"}


def test_a_bucket_that_leads_on_to_another_machine_is_not_followed(server):
    bucket = Bucket(s3_address("s3://archive/x"), profile(server), Lines(connect=never), Allowance())
    for url in ("http://127.0.0.1:1/x", "https://evil.example/x", "http://u@127.0.0.1/x"):
        with pytest.raises(FileRefused, match="nobody named"):
            bucket._place(url)
    public = Bucket(s3_address("s3://archive/x"), ANONYMOUS, Lines(connect=never), Allowance())
    for url in (
        "http://s3.amazonaws.com/x",
        "https://s3.amazonaws.com.evil.example/x",
        "https://s3.amazonaws.com:444/",
    ):
        with pytest.raises(FileRefused, match="nobody named"):
            public._place(url)


def test_limits_hold_for_all_objects_together(server, tmp_path):
    for allowance in (Allowance(together=1000), Allowance(objects=1), Allowance(most_bytes=100), Allowance(seconds=0)):
        remote = Remote(tmp_path, profile(server), allowance=allowance)
        with pytest.raises(FileRefused) as refused:
            remote.fetch("s3://archive/eur/")
        assert refused.value.code == "fetch-failed"


PROFILES = """
[archive]
allow = ["archive/eur/"]
endpoint = "{endpoint}"
private_network = true
access_key = "{access_key}"
secret_key = "{secret_key}"
"""


def write_profiles(path, text, mode=0o600):
    path.write_text(text)
    path.chmod(mode)


def test_the_command_publishes_by_a_profile_and_its_keys_are_nowhere_afterwards(server, tmp_path, capsys, caplog):
    from broker.cli import main

    caplog.set_level(logging.DEBUG)
    home = tmp_path / "home"
    home.mkdir()
    write_profiles(home / "profiles.toml", PROFILES.format(endpoint=server, **KEYS))
    command = ["--home", str(home), "publish", "s3://archive/eur/*.nc", "--id", "eur", "--json", "--profile"]
    assert main([*command, "archive"]) == 0, capsys.readouterr()
    assert main(["--home", str(home), "catalog", "export", "--stac", str(tmp_path / "stac")]) == 0
    assert main([*command, "other"]) == 1
    said = capsys.readouterr()
    assert "Known: archive" in said.err
    everything = said.out + said.err + caplog.text
    assert '"published"' in everything
    (home / "profiles.toml").unlink()
    stored = b"".join(p.read_bytes() for p in tmp_path.rglob("*") if p.is_file())
    for key in (KEYS["secret_key"], KEYS["access_key"]):
        assert key.encode() not in stored
    assert KEYS["secret_key"] not in everything


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o666])
def test_profiles_that_others_may_read_are_not_used(tmp_path, mode):
    write_profiles(
        tmp_path / "profiles.toml", PROFILES.format(endpoint="http://a:1", access_key="k", secret_key="s"), mode
    )
    with pytest.raises(ProfileRefused, match="chmod 600"):
        find_profile(tmp_path, "archive")


def test_the_file_of_profiles_is_a_file_of_our_own(tmp_path, monkeypatch):
    with pytest.raises(ProfileRefused, match="cannot be read"):
        find_profile(tmp_path, "archive")
    write_profiles(tmp_path / "real", PROFILES.format(endpoint="http://a:1", access_key="k", secret_key="s"))
    (tmp_path / "profiles.toml").symlink_to(tmp_path / "real")
    with pytest.raises(ProfileRefused, match="cannot be read"):
        find_profile(tmp_path, "archive")
    monkeypatch.setenv("BROKER_PROFILES", str(tmp_path / "real"))
    found = find_profile(tmp_path, "archive")
    assert (found.secret_key, found.allow) == ("s", ("archive/eur/",))
    assert "'s'" not in repr(found)
    (tmp_path / "pipe").unlink(missing_ok=True)
    os.mkfifo(tmp_path / "pipe", 0o600)
    monkeypatch.setenv("BROKER_PROFILES", str(tmp_path / "pipe"))
    with pytest.raises(ProfileRefused, match="a pipe"):
        find_profile(tmp_path, "archive")
    assert find_profile(tmp_path, "") is ANONYMOUS


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[p]\nsecret_key = hunter2\n", "no TOML"),
        ("[p]\n", "allow lists"),
        ("[p]\nallow = []\n", "allow lists"),
        ('[p]\nallow = [""]\n', "allow lists"),
        ('[p]\nallow = "b"\n', "allow lists"),
        ('[p]\nallow = ["b"]\naccess_key = "k"\n', "one of access_key and secret_key"),
        ('[p]\nallow = ["b"]\nsecret = "hunter2"\n', "which no profile has"),
        ('[p]\nallow = ["b"]\nendpoint = "http://a.example"\n', "is http"),
        ('[p]\nallow = ["b"]\nendpoint = "https://u:hunter2@a.example"\n', "user name"),
        ('[p]\nallow = ["b"]\nendpoint = "https://a.example/path"\n', "no https"),
        ('[p]\nallow = ["b"]\nendpoint = "file:///etc"\n', "no https"),
        ('[p]\nallow = ["b"]\nregion = 3\n', "are texts"),
        ('[p]\nallow = ["b"]\nprivate_network = "yes"\n', "true or false"),
        ("p = 3\n", "a profile is a table"),
    ],
)
def test_a_profile_that_is_not_understood_is_refused_without_its_keys(tmp_path, text, words):
    write_profiles(tmp_path / "profiles.toml", text)
    with pytest.raises(ProfileRefused, match=words) as refused:
        find_profile(tmp_path, "p")
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    ("named", "found"),
    [
        ("", ["a/x.nc", "a/b/y.nc", "s.zarr", "z.zarr.zip"]),
        ("a", ["a/b/y.nc", "a/x.nc"]),
        ("a/*", ["a/b/y.nc", "a/notes.html", "a/x.nc"]),
        ("a/*.nc", ["a/x.nc"]),
        ("**/*.nc", ["a/b/y.nc", "a/x.nc"]),
        ("a/**", ["a/b/y.nc", "a/notes.html", "a/x.nc"]),
        ("*.zarr", ["s.zarr"]),
        ("s.zarr", ["s.zarr"]),
        ("s.zar", []),
        ("*/tas/0", []),
    ],
)
def test_patterns_stop_where_those_of_files_do(named, found):
    keys = ["a/x.nc", "a/b/y.nc", "a/notes.html", "s.zarr/.zgroup", "s.zarr/tas/.zarray", "s.zarr/tas/0", "z.zarr.zip"]
    assert sorted(named_below(named, dict.fromkeys(keys, 1))) == sorted(found)


def test_the_opener_hands_the_profile_on(tmp_path):
    opener = Opener(Facets("x"), profile=Profile("p", ("only",)))
    with pytest.raises(FileRefused, match="lies elsewhere"):
        opener.fetch("s3://other/x.nc")
    opener.close()
