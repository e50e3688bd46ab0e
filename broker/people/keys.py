"""One key a person: what they say is sealed under it, and whoever deletes the key erases all of it at once.

The keys lie in a file of their own beside the database (``keys/people.sqlite``), so that a dump, a replica or a write
ahead log of the database never holds one, and forgetting a person rewrites a small file and not a large one.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from broker.errors import BrokerError, PersonErased

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEYS_FOLDER = "keys"
KEYS_FILE = "people.sqlite"
SECRET_FILE = "look-up.secret"
KEY_BYTES = 32
NONCE_BYTES = 12
#: How long a process waits for another one that writes keys.
BUSY_TIMEOUT_S = 30.0
_TABLE = "CREATE TABLE IF NOT EXISTS subject_key (subject TEXT PRIMARY KEY, secret BLOB) WITHOUT ROWID"
_ONE = "SELECT secret FROM subject_key WHERE subject = ?"
_ERASED = "SELECT subject FROM subject_key WHERE secret IS NULL"
_ADD = "INSERT INTO subject_key (subject, secret) VALUES (?, ?) ON CONFLICT (subject) DO NOTHING"


class Keys:
    """The keys of the subjects of a store, each made at its first use.

    Parameters
    ----------
    home : Path
        Folder of the store.

    Notes
    -----
    A subject is a person's id, or another thing that is forgotten as one. The key of an erased subject is gone for
    good: what was sealed under it cannot be opened by anybody, and nothing is sealed for it again. Erasure by another
    process is noticed at once.
    """

    def __init__(self, home: Path) -> None:
        self.folder = Path(home) / KEYS_FOLDER
        self.file = self.folder / KEYS_FILE
        self._threads = threading.local()

    @classmethod
    def of_file(cls, file: Path) -> Keys:
        """Return the keys of a file, wherever it lies: a backup's."""
        keys = cls(file.parent)
        keys.folder, keys.file = file.parent, file
        return keys

    @property
    def secret_file(self) -> Path:
        """Where the secret for look-ups lies."""
        return self.folder / SECRET_FILE

    def seal(self, subject: str, plain: bytes, about: bytes = b"") -> bytes:
        """Return bytes that only the subject's key opens, and only together with what they are about.

        Raises
        ------
        PersonErased
            If the subject's key was deleted.
        """
        nonce = os.urandom(NONCE_BYTES)
        return nonce + _cipher(self._made(subject)).encrypt(nonce, plain, about)

    def open(self, subject: str, sealed: bytes, about: bytes = b"") -> bytes | None:
        """Return what was sealed; None where the subject was erased. Raises `BrokerError` where it was changed."""
        from cryptography.exceptions import InvalidTag

        key = self._key(subject)
        if key is None:
            return None
        try:
            return _cipher(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], about)
        except InvalidTag:
            raise BrokerError(
                f"Something sealed for {subject} was to be read, but it does not open with the key of that person, so "
                f"it was changed or belongs to another store. Verify the log (`broker log verify`), and compare with "
                f"a backup.",
                code="seal-broken",
            ) from None

    def digest(self, subject: str, plain: bytes) -> str:
        """Return a digest of bytes that nobody can guess from a short text without the subject's key."""
        return hmac.new(self._made(subject), b"digest:" + plain, hashlib.sha256).hexdigest()

    def look_up(self, plain: str) -> str:
        """Return the digest under which a name or an account is found again, by a secret of this store."""
        return hmac.new(self._secret(), plain.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()

    def holds(self, subject: str) -> bool:
        """Say whether the subject has a key."""
        return self._key(subject) is not None

    def is_erased(self, subject: str) -> bool:
        """Say whether the subject's key was deleted."""
        if not self.file.exists():
            return False
        row = self._connection().execute(_ONE, (subject,)).fetchone()
        return row is not None and row[0] is None

    def erased(self) -> frozenset[str]:
        """Return all subjects whose key was deleted."""
        if not self.file.exists():
            return frozenset()
        return frozenset(row[0] for row in self._connection().execute(_ERASED))

    def erase(self, subject: str) -> None:
        """Delete a subject's key for good; again is the same as once.

        The key is overwritten in the file, and the file is written anew. What the disk or copies of the file keep is
        out of reach.
        """
        if self.file.exists():
            connection = self._connection()
            with _writing(connection):
                connection.execute("UPDATE subject_key SET secret = NULL WHERE subject = ?", (subject,))
                connection.execute(_ADD, (subject, None))
            connection.execute("VACUUM")
            self._threads.held.clear()

    def adopt(self, subject: str, secret: bytes) -> None:
        """Take a subject's key over from a backup, unless there is one already or the subject was erased."""
        connection = self._connection()
        with _writing(connection):
            connection.execute(_ADD, (subject, secret))

    def _made(self, subject: str) -> bytes:
        """Return a subject's key, which is made and safely on disk when there was none."""
        found = self._key(subject)
        if found is None and subject:
            connection = self._connection()
            with _writing(connection):
                connection.execute(_ADD, (subject, secrets.token_bytes(KEY_BYTES)))
            found = self._key(subject)
        if found is None:
            raise PersonErased(
                f"Something was to be kept for {subject or 'nobody'}, but that person was erased, and nothing more is "
                f"kept of them. Sign in anew: that makes another person."
            )
        return found

    def _key(self, subject: str) -> bytes | None:
        """Return a key: from memory, unless another process or thread has written keys since."""
        if not self.file.exists():
            return None
        connection = self._connection()
        version = connection.execute("PRAGMA data_version").fetchone()[0]
        if self._threads.version != version:
            self._threads.version = version
            self._threads.held.clear()
        held: dict[str, bytes] = self._threads.held
        if subject not in held:
            row = connection.execute(_ONE, (subject,)).fetchone()
            if row is None or row[0] is None:
                return None
            held[subject] = row[0]
        return held[subject]

    def _connection(self) -> sqlite3.Connection:
        """Return this thread's connection, which overwrites what it deletes."""
        found = getattr(self._threads, "connection", None)
        if found is not None:
            return found
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with suppress(FileExistsError):
            os.close(os.open(self.file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        connection = sqlite3.connect(self.file, timeout=BUSY_TIMEOUT_S, isolation_level=None)
        for setting in ("journal_mode = DELETE", "synchronous = EXTRA", "secure_delete = ON", "mmap_size = 0"):
            connection.execute(f"PRAGMA {setting}")
        connection.execute(_TABLE)
        self._threads.connection, self._threads.version, self._threads.held = connection, -1, {}
        return connection

    def _secret(self) -> bytes:
        """Return the secret of this store for look-ups, made on first use."""
        held = getattr(self, "_look_up_secret", None)
        if held is None:
            held = self._look_up_secret = _secret_in(self.folder)
        return held


def _secret_in(folder: Path) -> bytes:
    """Return the secret that a folder keeps; the first of several processes that want one makes it."""
    path = folder / SECRET_FILE
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        staged = folder / f".{SECRET_FILE}.{secrets.token_hex(8)}"
        with os.fdopen(os.open(staged, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as stream:
            stream.write(secrets.token_bytes(KEY_BYTES))
            stream.flush()
            os.fsync(stream.fileno())
        with suppress(FileExistsError):
            os.link(staged, path)
        staged.unlink()
    return path.read_bytes()


@contextmanager
def _writing(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _cipher(key: bytes) -> AESGCM:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(key)
