"""The arguments of the commands by which the exchange log proves itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from broker.command_line.arguments import leaf


def log_arguments(group: Any) -> None:
    """Add the commands of the proofs to the group of the log."""
    one = leaf(group, "verify", "does the log prove itself, and against a checkpoint?", "log")
    one.add_argument(
        "exported",
        nargs="?",
        type=Path,
        metavar="FILE",
        help="an exported log (jsonl), with what was written beside it; the store's own when left out",
    )
    one.add_argument("--log", type=Path, metavar="FILE", help="the same")
    one.add_argument("--checkpoint", type=Path, metavar="FILE", help="kept outside of the store")
    one.add_argument(
        "--consistent-with", type=Path, metavar="FILE", help="an older checkpoint, which the log must have grown from"
    )
    one.add_argument("--key", default="", metavar="HEX", help="the public key that must have signed")
    one = leaf(group, "checkpoint", "what the log is now, signed, to be kept elsewhere", "log")
    one.add_argument("--out", type=Path, required=True, metavar="FILE")
