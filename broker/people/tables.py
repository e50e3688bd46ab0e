"""The tables of the register of persons: digests, roles and what is sealed; no name and no address in the clear."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, MetaData, String, Table, Text

metadata = MetaData()

#: Who there is. `subject` and `spelled` are digests under a secret of the store; `sealed` opens with the
#: person's key only. Of an erased person stay the id, the day, and that they were erased.
PERSONS = Table(
    "person",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("issuer", Text, nullable=False),
    Column("subject", String(64), unique=True),
    Column("spelled", String(64)),
    Column("roles", Text, nullable=False),
    Column("registered", String(40), nullable=False),
    Column("sealed", LargeBinary),
    Column("bound_to", String(64), nullable=False, default=""),
    Column("invitation", String(20), nullable=False, default=""),
    Column("epoch", Integer, nullable=False, default=0),
    Column("erased", String(40), nullable=False, default=""),
)
#: What every name that anybody was ever shown under looks like (a digest), and whose it was first: nobody else gets it,
#: so that nobody takes over what is kept under somebody's old name.
LOOKS = Table(
    "person_look",
    metadata,
    Column("looks", String(64), primary_key=True),
    Column("person", String(20), nullable=False),
)
#: Links for people without an account; only the digest of a link is kept.
INVITATIONS = Table(
    "invitation",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("dialogue", String(64), nullable=False),
    Column("made_by", String(20), nullable=False),
    Column("sealed", LargeBinary),
    Column("person", String(20), nullable=False, default=""),  # of a link by which one person comes back
    Column("made", String(40), nullable=False),
    Column("until", String(40), nullable=False),
    Column("uses_left", Integer, nullable=False),
    Column("revoked", String(40), nullable=False, default=""),
    Index("invitation_of", "dialogue"),
)
#: The one token by which the first administrator of a store is made.
BOOTSTRAP = Table(
    "bootstrap",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("digest", String(64), nullable=False),
    Column("used", String(40), nullable=False, default=""),
)
