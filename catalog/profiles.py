"""Producer profiles: how private buckets are reached, written by the administrator of the machine.

They lie in ``profiles.toml`` in the store's folder, or in the file that ``BROKER_PROFILES`` names; nobody but the
user that runs the broker may read it::

    [cordex-archive]
    allow = ["cordex-raw/eur-11/", "cordex-adjusted"]   # buckets, or what begins with this in them
    endpoint = "https://s3.example.org"                  # left out: Amazon's
    region = "eu-west-1"
    access_key = "…"                                     # both keys left out: anonymous
    secret_key = "…"
    session_token = "…"                                  # where the keys are lent
    private_network = true                               # the endpoint is a machine of the own network

Keys are handed to the library that signs requests, and to nothing else: `repr` does not show them.
"""

from __future__ import annotations

import os
import re
import stat
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from catalog.addresses import S3Address
from catalog.containment import FileRefused
from catalog.errors import CatalogError

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}")
_TEXTS = ("endpoint", "region", "access_key", "secret_key", "session_token")
_MOST_BYTES = 1024 * 1024


class ProfileRefused(CatalogError):
    """A profile that does not exist, or whose file is not safe or not understood."""

    code = "profile-refused"


@dataclass(frozen=True)
class Profile:
    """How buckets of one kind are reached.

    Attributes
    ----------
    name : str
    allow : tuple of str
        ``BUCKET`` or ``BUCKET/PREFIX``; empty only for the anonymous profile of public buckets.
    endpoint, region : str
        Empty for Amazon's.
    access_key, secret_key, session_token : str
        Empty for anonymous requests.
    private_network : bool
        Whether the endpoint may be a machine that is not of the public internet; only then may it be plain http.
    """

    name: str = ""
    allow: tuple[str, ...] = ()
    endpoint: str = ""
    region: str = ""
    private_network: bool = False
    access_key: str = field(default="", repr=False)
    secret_key: str = field(default="", repr=False)
    session_token: str = field(default="", repr=False)

    def refuse_foreign(self, address: S3Address) -> None:
        """Refuse an address that this profile may not be used for: keys are never shown to a foreign bucket.

        Raises
        ------
        FileRefused
            ``address-refused``
        """
        if self.name and not any(_lies_within(address, allowed) for allowed in self.allow):
            raise FileRefused(
                "address-refused",
                f"the profile {self.name} is for {', '.join(self.allow)}, and {address} lies elsewhere; ask the "
                f"administrator of this machine, or leave --profile out for a public bucket",
            )


#: Public buckets of Amazon, without keys.
ANONYMOUS = Profile()


def _lies_within(address: S3Address, allowed: str) -> bool:
    bucket, _, prefix = allowed.partition("/")
    prefix = prefix.rstrip("/")
    return address.bucket == bucket and (not prefix or address.key == prefix or address.key.startswith(f"{prefix}/"))


def find_profile(home: Path, name: str) -> Profile:
    """Return the profile of a name; the anonymous one where no name is given.

    Raises
    ------
    ProfileRefused
    """
    if not name:
        return ANONYMOUS
    path = Path(os.environ.get("BROKER_PROFILES") or home / "profiles.toml")
    profiles = read_profiles(path)
    if name not in profiles:
        known = ", ".join(sorted(profiles)) or "none"
        raise ProfileRefused(
            f"The profile {name!r} was asked for, but {path.name} holds no such one, so the bucket cannot be reached. "
            f"Known: {known}."
        )
    return profiles[name]


def read_profiles(path: Path) -> dict[str, Profile]:
    """Return every profile of a file, by name.

    Raises
    ------
    ProfileRefused
        If the file is missing, open to other users, a link, or not understood.
    """
    try:
        with os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | _NONBLOCK), "rb") as stream:
            _refuse_open_file(path, os.fstat(stream.fileno()))
            text = stream.read(_MOST_BYTES).decode("utf-8")
    except OSError as err:
        raise ProfileRefused(
            f"A profile was asked for, but {path} cannot be read ({err.strerror or err}), so its bucket cannot be "
            f"reached. The administrator of this machine writes that file (a file, no link), with mode 600."
        ) from None
    except UnicodeDecodeError:
        raise ProfileRefused(f"{path} is no UTF-8 text, so no profile can be read from it. Write it again.") from None
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as err:
        # Its message may quote the line, and with it a key.
        at = re.search(r"\(at [^)]*\)", str(err))
        raise ProfileRefused(
            f"{path} is no TOML {at[0] if at else ''}, so no profile can be read from it. Mend that line."
        ) from None
    return {name: _profile(name, said) for name, said in found.items()}


_NONBLOCK = getattr(os, "O_NONBLOCK", 0)


def _refuse_open_file(path: Path, facts: os.stat_result) -> None:
    if not stat.S_ISREG(facts.st_mode):
        raise ProfileRefused(f"{path} is a pipe, a device or a folder, and profiles are read from a file only.")
    if os.name != "posix":
        return
    if stat.S_IMODE(facts.st_mode) & 0o077:
        raise ProfileRefused(
            f"{path} may be read by other users of this machine (mode {stat.S_IMODE(facts.st_mode):o}), and it holds "
            f"keys, so it is not used. Close it: chmod 600 {path.name}."
        )
    if facts.st_uid not in {os.geteuid(), 0}:
        raise ProfileRefused(f"{path} belongs to another user, who could change it, so it is not used.")


def _profile(name: str, said: Any) -> Profile:
    def refuse(what: str) -> ProfileRefused:
        return ProfileRefused(f"The profile {name[:64]!r} is not understood: {what}. The administrator mends it.")

    if not _NAME.fullmatch(name) or not isinstance(said, dict):
        raise refuse("a profile is a table [NAME] of letters, digits, dots and hyphens")
    unknown = set(said) - {*_TEXTS, "allow", "private_network"}
    if unknown:
        raise refuse(f"it says {', '.join(sorted(unknown))}, which no profile has")
    if not all(isinstance(said.get(part, ""), str) for part in _TEXTS):
        raise refuse(f"{', '.join(_TEXTS)} are texts")
    allow, private = said.get("allow"), said.get("private_network", False)
    if not isinstance(allow, list) or not allow or not all(isinstance(a, str) and a.strip("/") for a in allow):
        raise refuse('allow lists the buckets or prefixes that it is for, as allow = ["bucket/prefix"]')
    if type(private) is not bool:
        raise refuse("private_network is true or false")
    if bool(said.get("access_key")) != bool(said.get("secret_key")):
        raise refuse("one of access_key and secret_key is missing")
    endpoint = said.get("endpoint", "").rstrip("/")
    if endpoint:
        _refuse_endpoint(endpoint, private, refuse)
    allow = tuple(a.removeprefix("s3://") for a in allow)
    texts = {part: said.get(part, "").strip() for part in _TEXTS} | {"endpoint": endpoint}
    return Profile(name=name, allow=allow, private_network=private, **texts)


def _refuse_endpoint(endpoint: str, private: bool, refuse: Any) -> None:
    try:
        parts = urlsplit(endpoint)
        _ = parts.port
    except ValueError:
        raise refuse("its endpoint is no address") from None
    if parts.scheme not in {"https", "http"} or not parts.hostname or parts.path or parts.query or parts.fragment:
        raise refuse("its endpoint is no https://HOST")
    if parts.username is not None:
        raise refuse("its endpoint carries a user name; keys have lines of their own")
    if parts.scheme == "http" and not private:
        raise refuse("its endpoint is http, which anybody on the way can change; only with private_network = true")
