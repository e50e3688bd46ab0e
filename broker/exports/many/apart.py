"""A report of many dialogues is drawn in a process of its own: in that of the web app, every open page would wait.

Both ends are of this program and of this user, and speak pickle over pipes; see `broker.drawing`.
"""

from __future__ import annotations

import pickle
import subprocess
import sys

from broker.exports.many.forms import FORMS, Form
from broker.exports.many.report import ManyReport


def write_apart(form: Form, report: ManyReport) -> bytes:
    """Return the bytes of a form, drawn in another process; where that one dies, they are drawn here."""
    name = next(name for name, one in FORMS.items() if one is form)
    done = subprocess.run(
        [sys.executable, "-m", "broker.exports.many.apart"],
        input=pickle.dumps((name, report)), stdout=subprocess.PIPE, check=False,
    )  # fmt: skip
    return done.stdout if done.returncode == 0 and done.stdout else form.write(report)


def _draw_for_another() -> None:
    name, report = pickle.load(sys.stdin.buffer)
    sys.stdout.buffer.write(FORMS[name].write(report))


if __name__ == "__main__":
    _draw_for_another()
