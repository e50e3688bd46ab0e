"""The server of the app: Streamlit's own, which imports what every first page needs before anybody waits for one."""

from __future__ import annotations

import gc
import sys

#: How long a thread computes before another one may: each look into the database waits so long for every page that is
#: being drawn, and a page looks there dozens of times. (Python's own 5 ms make seconds of it where fifty people are.)
SWITCH_S = 0.0005


def main() -> None:
    """Serve as ``streamlit`` does, with its arguments."""
    gc.disable()  # modules are never garbage; `early` lets it begin once they are there

    from streamlit.web import cli

    from broker.ui import early

    sys.setswitchinterval(SWITCH_S)
    early.begin()
    cli.main(prog_name="streamlit")


if __name__ == "__main__":
    sys.exit(main())
