"""The server of the app: Streamlit's own, with what every first page needs imported before anybody waits for one."""

from __future__ import annotations

import sys


def main() -> None:
    """Serve as ``streamlit`` does, with its arguments."""
    import sqlalchemy.dialects.sqlite
    import streamlit.web.cli

    import broker.dialogue
    import broker.products.language
    import broker.service.broker
    import translators.specification  # noqa: F401

    streamlit.web.cli.main(prog_name="streamlit")


if __name__ == "__main__":
    sys.exit(main())
