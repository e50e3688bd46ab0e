"""The key by which a store signs what its log was: outside the database, made at its first use."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from broker.errors import BrokerError
from broker.recipe import canonical_json

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

#: Environment variable that names another file than the one in the store's folder.
KEY_VARIABLE = "BROKER_SIGNING_KEY"
_FOLDER, _FILE = "keys", "signing.key"
_KEY_BYTES = 32


class Signer:
    """The Ed25519 key of a store.

    Parameters
    ----------
    home : Path
        Folder of the store; the key lies in ``keys/signing.key``, 64 hexadecimal digits that only the owner may read,
        unless `BROKER_SIGNING_KEY` names another file.
    """

    def __init__(self, home: Path) -> None:
        named = os.environ.get(KEY_VARIABLE, "").strip()
        self.file = Path(named).expanduser() if named else Path(home) / _FOLDER / _FILE

    @property
    def key(self) -> str:
        """The public key, in hexadecimal digits."""
        return self._private.public_key().public_bytes_raw().hex()

    def sign(self, statement: Mapping[str, Any]) -> dict[str, Any]:
        """Return a statement with the public key and the signature of its canonical JSON."""
        said = {**statement, "key": self.key}
        return {**said, "signature": self._private.sign(canonical_json(said)).hex()}

    @cached_property
    def _private(self) -> Ed25519PrivateKey:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        try:
            if not self.file.exists():
                _make(self.file)
            raw = bytes.fromhex(self.file.read_text(encoding="ascii"))
            return Ed25519PrivateKey.from_private_bytes(raw)
        except (OSError, ValueError) as error:
            raise BrokerError(
                f"The log was to be signed with the key in {self.file}, but there is none that can be used "
                f"({error}), so nobody outside could tell later what the log was. Give a file of 64 hexadecimal digits "
                f"that only its owner may read, by {KEY_VARIABLE}, or restore the one of the backup.",
                code="signing-key-unusable",
            ) from error


def _make(file: Path) -> None:
    """Make a key; of several processes that want one, the first one's stands."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    staged = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(staged, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="ascii") as stream:
        stream.write(secrets.token_bytes(_KEY_BYTES).hex())
        stream.flush()
        os.fsync(stream.fileno())
    with suppress(FileExistsError):
        os.link(staged, file)
    staged.unlink()
