"""The server of the app: Streamlit's own, with what every first page needs imported before anybody waits for one."""

from __future__ import annotations

import sys
from importlib import import_module

#: What takes long to import, and every first page needs.
NEEDED = (
    "sqlalchemy.dialects.sqlite",
    "broker.service.broker",
    "broker.products.language",
    "translators.specification",
)


def main() -> None:
    """Serve as ``streamlit`` does, with its arguments."""
    from streamlit.web import cli

    from broker.ui import memory

    for name in NEEDED:
        import_module(name)
    memory.settle()
    cli.main(prog_name="streamlit")


if __name__ == "__main__":
    sys.exit(main())
