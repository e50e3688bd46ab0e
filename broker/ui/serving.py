"""The server of the app: Streamlit's own, which imports what every first page needs before anybody waits for one."""

from __future__ import annotations

import sys


def main() -> None:
    """Serve as ``streamlit`` does, with its arguments."""
    from streamlit.web import cli

    from broker.ui import early

    early.begin()
    cli.main(prog_name="streamlit")


if __name__ == "__main__":
    sys.exit(main())
