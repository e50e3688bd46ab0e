"""An offer in the making: which files, what their producer says of them, and how far it is. A reload finds it again."""

from __future__ import annotations

import json
import re
import secrets
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import streamlit as st

from broker.ui import session, writing
from broker.ui.components.making import fingerprint
from catalog.record import Facets, Report, Version

#: How the folders of uploads are named, beside other temporary ones.
_UPLOADS = "broker-upload-"
#: What an uploaded file may be called in our folder: its own name without anything that could lead elsewhere.
_SAFE = re.compile(r"[^A-Za-z0-9._\-]+")
#: Under what the offer is kept that somebody has in hand.
_IN_HAND = "offer"
#: The longest short name that is proposed, in characters.
LONGEST_NAME = 60


@dataclass(frozen=True)
class Offer:
    """What a producer wants to publish.

    Attributes
    ----------
    token : str
        Names the offer in the page's address, and its check and its publication.
    paths : tuple of str
    said : dict
        By the names of `Facets`: what the files do not say, as the producer wrote it.
    accept : tuple of str
        Repairs that are wanted.
    about : dict
        By the names of `Facets`: what is said of the whole when it is published; empty until then.
    """

    token: str
    paths: tuple[str, ...]
    said: dict[str, Any] = field(default_factory=dict)
    accept: tuple[str, ...] = ()
    about: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The short name: as given, else made of the last part of the first path."""
        return self.about.get("dataset") or short_name(self.paths)

    @property
    def is_uploaded(self) -> bool:
        """Whether the files came through the browser."""
        return any(_is_upload(Path(path).parent) for path in self.paths)

    @property
    def check_key(self) -> str:
        """Names the check: the same files with the same words are checked once."""
        return f"{self.token}:check:{fingerprint([self.paths, self.said, self.accept])}"

    @property
    def publish_key(self) -> str:
        """Names the publication."""
        return f"{self.token}:publish:{fingerprint([self.paths, self.said, self.accept, self.about])}"

    def as_kept(self) -> dict[str, Any]:
        """Return the offer as plain JSON values."""
        return json.loads(json.dumps({n: v for n, v in vars(self).items() if n != "token"}))

    @classmethod
    def of_kept(cls, token: str, kept: dict[str, Any]) -> Offer:
        """Return the offer that was kept."""
        said, about = ({n: _as_said(v) for n, v in kept[part].items()} for part in ("said", "about"))
        return cls(token, tuple(kept["paths"]), said, tuple(kept["accept"]), about)

    def facets(self) -> Facets:
        """Return what the producer says, for a check or, with `about`, for publication."""
        return Facets(**{"dataset": self.name, **self.said, **self.about, "accept": self.accept})


def current() -> Offer | None:
    """Return the offer that the address names, else this session's."""
    token = session.address("offer") or writing.get(_IN_HAND).get("token", "")
    kept = writing.get(f"{_IN_HAND}:{token}") if token else {}
    return Offer.of_kept(token, kept) if kept else None


def begin(paths: Sequence[str]) -> Offer:
    """Begin an offer of these files and make it this session's."""
    made = Offer(secrets.token_hex(16), tuple(paths))
    keep(made)
    writing.put(_IN_HAND, {"token": made.token})
    st.query_params["offer"] = made.token
    return made


def keep(offer: Offer) -> None:
    """Remember an offer in place of the one of the same token."""
    writing.put(f"{_IN_HAND}:{offer.token}", offer.as_kept())


def drop(offer: Offer) -> None:
    """Forget this session's offer and its uploads."""
    forget_uploads(offer.paths)
    writing.forget(_IN_HAND)
    writing.forget(f"{_IN_HAND}:{offer.token}")
    st.query_params.pop("offer", None)


def say_more(offer: Offer, said: dict[str, Any], accept: Iterable[str]) -> Offer:
    """Keep what the producer adds, to be checked again."""
    made = replace(offer, said=said, accept=tuple(accept))
    keep(made)
    return made


def short_name(paths: Sequence[str]) -> str:
    """Return a short name made of the last part of the first path that says anything."""
    words = re.split(r"[\\/]+", paths[0].rstrip("/\\*")) if paths else []
    for word in reversed(words):
        bare = re.sub(r"\.(nc4?|csv|zip|zarr)$", "", word, flags=re.IGNORECASE)
        name = re.sub(r"[^A-Za-z0-9]+", "-", bare).strip("-").casefold()[:LONGEST_NAME].strip("-")
        if len(name) > 1:
            return name
    return "my-dataset"


def _as_said(value: Any) -> Any:
    """Return a value as `Facets` takes it: what is kept as a list was a tuple."""
    if isinstance(value, list):
        return tuple(value)
    return {name: _as_said(one) for name, one in value.items()} if isinstance(value, dict) else value


def as_version(offer: Offer, report: Report) -> Version:
    """Return the version that a publication would make, to be drawn before it is one."""
    import datetime as dt

    said = {**report.described, **{k: v for k, v in offer.facets().__dict__.items() if isinstance(v, str) and v}}
    texts = {name: said.get(name, "") for name in ("title", "producer", "licence", "citation", "contact", "doi")}
    return Version(
        offer.name, 1, "", kind=said.get("kind") or "projection",
        adjustment=report.described.get("adjustment") or "unknown", simulations=report.simulations,
        findings=report.findings, published=dt.datetime.now(dt.UTC), **texts,
    )  # fmt: skip


def forget_uploads(paths: Sequence[str]) -> None:
    """Remove the folder of uploads that are not needed any more; files that were named by a path stay."""
    for folder in {Path(path).parent for path in paths}:
        if _is_upload(folder):
            shutil.rmtree(folder, ignore_errors=True)


def uploaded(files: Sequence[Any]) -> tuple[str, ...]:
    """Write uploads to a folder of their own and return their paths; the reading process takes paths only."""
    if not files:
        return ()
    folder = Path(tempfile.mkdtemp(prefix=_UPLOADS))
    paths = []
    for i, file in enumerate(files):
        path = folder / (_SAFE.sub("_", file.name).lstrip(".") or f"file{i}")
        path.write_bytes(file.getbuffer())
        paths.append(str(path))
    return tuple(paths)


def _is_upload(folder: Path) -> bool:
    return folder.name.startswith(_UPLOADS) and folder.parent == Path(tempfile.gettempdir())
