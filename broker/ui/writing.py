"""Who writes in this browser: somebody who signed in, or whoever holds its secret, under the name that they give.

The secret is random, 128 bits long, and lies in a cookie of this address only, so that a reload, a lost connection or a
new start of the program finds again what was half written. It opens drafts and nothing else. Beside it lies the name
that was given last, so that whoever comes back is found again before they say it, and whoever gives another one is not.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

import streamlit as st

from broker.drafts import KEPT_FOR
from broker.people.identity import sign_in_kind
from broker.ui import resources
from broker.ui.keeping import Pen

if TYPE_CHECKING:
    from broker.ui.session import Visitor

#: Cookies: the secret of the browser, and the name that was given in it last.
COOKIE, NAME_COOKIE = "broker-writing", "broker-writer"
#: Keys of the session's state: the secret, that name, and what was written before anybody gave one.
BROWSER, LAST, UNNAMED = "browser", "writer-last", "writer-unnamed"
_SECRET = re.compile(r"[0-9a-f]{32}")
#: Gives the browser its secret, and has what stands in a field sent before the page is left or put aside, and while
#: somebody pauses in a long text. A field of a form is sent with the form only.
_KEEP = """
const PAUSE_MS = 4000;
function send(field) {
  field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", ctrlKey: true, bubbles: true }));
}
export default function ({ data }) {
  try {
    const age = data.age ? `; max-age=${data.age}` : "";
    const safe = location.protocol === "https:" ? "; Secure" : "";
    // Reading cookies keeps a page waiting, so it is done only where one may be there already.
    const isHeld = (name) => document.cookie.split("; ").some((one) => one.startsWith(`${name}=`));
    for (const [name, value, isFirst] of JSON.parse(data.cookies))
      if (window.cookiesSent?.[name] !== value && !(isFirst && isHeld(name))) {
        document.cookie = `${name}=${value}; path=/; SameSite=Strict${age}${safe}`;
        window.cookiesSent = { ...window.cookiesSent, [name]: value };
      }
  } catch (error) { /* a browser without cookies keeps its drafts as long as the page is open */ }
  if (window.draftsAreSent) return;
  window.draftsAreSent = true;
  let timer = 0;
  document.addEventListener("input", ({ target }) => {
    if (target.tagName !== "TEXTAREA" || target.closest("[data-testid=stForm]")) return;
    clearTimeout(timer);
    timer = setTimeout(() => document.activeElement === target && send(target), PAUSE_MS);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") document.activeElement?.blur?.();
  });
}
"""


def secret() -> str:
    """Return the secret of this browser: its cookie's, else a new one, which `keep_secret` gives it."""
    if BROWSER not in st.session_state:
        held = str(st.context.cookies.get(COOKIE, ""))
        st.session_state[BROWSER] = held if _SECRET.fullmatch(held) else secrets.token_hex(16)
    return st.session_state[BROWSER]


def pen() -> Pen:
    """Return who writes in this session; where nobody has said so yet, whoever wrote in this browser last."""
    known = _visitor()
    return Pen(known.id) if known.id else Pen(known.name or _last(), secret())


def get(about: str) -> dict[str, Any]:
    """Return what the visitor has half written about something; nothing where there is nothing."""
    return resources.get_keeper().get(pen(), about)


def put(about: str, content: dict[str, Any]) -> None:
    """Keep what the visitor has half written about something."""
    known = _visitor()
    if not (known.id or known.name):
        st.session_state[UNNAMED] = {*st.session_state.get(UNNAMED, ()), about}
    resources.get_keeper().put(pen(), about, content)


def forget(about: str) -> None:
    """Forget what was sent, or is begun afresh."""
    resources.get_keeper().forget(pen(), about)


def keep_secret() -> None:
    """Have the browser keep its secret: as long as drafts last on a computer of one's own, else until it is closed."""
    own, known = secret(), _visitor()
    cookies = [] if st.context.cookies.get(COOKIE) == own else [[COOKIE, own, True]]
    if known.name and not known.id and known.name != st.session_state.get(LAST):
        st.session_state[LAST] = known.name
    if last := st.session_state.get(LAST):
        cookies.append([NAME_COOKIE, quote(last, safe=""), False])
    age = int(KEPT_FOR.total_seconds()) if sign_in_kind() == "personas" else 0
    # As text: Streamlit imports pandas to see whether a list is a table.
    _browser()(key="keeps-what-is-typed", data={"cookies": json.dumps(cookies), "age": age})


def handing_over(before: Visitor, after: Visitor) -> Callable[[], None]:
    """Return what gives what was written before anybody said who they are to the visitor whom this session gets.

    Where somebody else wrote in this browser before, that is what was written in this session; the rest stays theirs.
    The session's state is read here and nowhere in what is returned: at each reading Streamlit may end a run for a
    newer one, as when a hand presses twice, and somebody who is the visitor by then would have lost what they wrote.
    """
    if before.id or before.name or not (after.id or after.name) or BROWSER not in st.session_state:
        return _nothing
    own, last, unnamed = secret(), _last(), st.session_state.get(UNNAMED, set())
    then, now = Pen(last, own), Pen(after.id) if after.id else Pen(after.name, own)
    only = {*unnamed} if last else None
    keeper, drafts = resources.get_keeper(), resources.get_drafts()

    def hand_over() -> None:
        if now != then and only != set():
            keeper.hand_over(then, now, only)
            drafts.hand_over(then, now, only)
        unnamed.clear()  # it has an owner now: whoever sits down next is given none of it

    return hand_over


def _nothing() -> None:
    """Hand over nothing."""


def _visitor() -> Visitor:
    from broker.ui.session import visitor

    return visitor()


def _last() -> str:
    """Return the name that was given in this browser last; where people sign in, names are given to nobody."""
    if LAST not in st.session_state:
        held = st.context.cookies.get(NAME_COOKIE, "") if sign_in_kind() == "personas" else ""
        st.session_state[LAST] = " ".join(unquote(held).split()) if isinstance(held, str) else ""
    return st.session_state[LAST]


@cache
def _browser():  # noqa: ANN202 - a component has no public type
    return st.components.v2.component("keeps-what-is-typed", js=_KEEP)
