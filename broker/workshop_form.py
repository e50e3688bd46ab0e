"""The form of a day elsewhere: a workshop as it is entered afterwards, all of it at once."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from broker.dialogue import fit_of
from broker.dialogue.contributions.table import SIDES
from broker.errors import InvalidResponse
from broker.wording import kept

#: What a form may hold, and what each entry of its lists may.
KEYS = ("date", "place", "present", "minutes", "round", "need", "because", "responses", "said", "remembered")
_PRESENT = ("who", "side", "number")
_RESPONSE = ("on_behalf", "fits", "text")
_REMEMBERED = ("years", "good", "of", "source", "on_behalf", "worse", "dataset")
_MOST_ENTRIES = 500
_MOST_PEOPLE = 100_000
#: What `round` says where the day is a round of its own, with the need as it was.
NEW = "new"

TEMPLATE = """\
# A workshop that took place elsewhere, entered afterwards: broker dialogue workshop ID FILE.yaml --by NAME
# All of it is recorded, or nothing; the same file twice is recorded once. Leave out what there was none of.
date: 2026-03-12
place: Village hall, Elmswell

# Who was there. Nobody needs an account, and a group needs no names.
present:
  - {who: Ruth Fenn, side: user}
  - {who: farmers of Elmswell, side: user, number: 12}
  - {who: Mara Lindqvist, side: facilitator}

minutes: |
  What was said and decided, in the words of whoever wrote it down.

# The round that the day was about; left out: the current one. `new`: a round of its own, with the need as it was.
# round: 2

# A need that the day changed opens the next round: a need file beside this one, or the need itself, and why.
# need: need-after-the-workshop.yaml
# because: Twelve farmers agreed on 25 degC.

# What people said to the product of the round: yes, nearly or no on time, space and metric, and in words.
responses:
  - on_behalf: farmers of Elmswell
    fits: {time: yes, space: nearly, metric: no}
    text: Our cows stop eating well below 30 degrees.

# Anything else, typed (`broker dialogue kinds` lists the kinds and their fields). A name of your own as `id` lets a
# later entry point to it, such as the answer to a question.
said:
  - kind: question
    id: shade
    on_behalf: farmers of Elmswell
    text: Does shade of trees count?
  - kind: answer
    question: shade
    on_behalf: Tom Adeyemi
    text: Not in these numbers. They are of air in the open.
  - kind: promise
    what: Ask the vet for the herd's own threshold.
    who: Ruth Fenn
    due: 2026-04-30

# Years that people remember as bad, held against what was measured (`broker dialogue remember`).
remembered:
  - {years: [2003, 2006, 2018], good: [2007], of: heat in the herd, on_behalf: farmers of Elmswell}
"""


@dataclass(frozen=True)
class WorkshopForm:
    """A workshop as its form tells it, checked as far as that can be without the dialogue.

    Attributes
    ----------
    date, place, minutes : str
    present : tuple of dict
        Each ``who``, ``side`` and ``number``.
    round : int, "new" or None
        The round that it was about; None the current one.
    need : dict or str or None
        The changed need, as plain values or as the name of a file beside the form.
    because : str
    responses, said, remembered : tuple of dict
    """

    date: str
    place: str
    present: tuple[dict[str, Any], ...] = ()
    minutes: str = ""
    round: int | str | None = None
    need: dict[str, Any] | str | None = None
    because: str = ""
    responses: tuple[dict[str, Any], ...] = ()
    said: tuple[dict[str, Any], ...] = ()
    remembered: tuple[dict[str, Any], ...] = field(default=())

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> WorkshopForm:
        """Return the workshop of a form's plain values.

        Raises
        ------
        InvalidResponse
            If a key is unknown or missing, or what stands under it cannot be understood.
        """
        _must_be_known(value, KEYS, "the form")
        for name in ("date", "place"):
            if not str(value.get(name) or "").strip():
                raise _refused(f"it does not say the {name}", f"Write {name}: …; `--template` shows a whole form")
        asked = value.get("round")
        if asked is not None and asked != NEW and (isinstance(asked, bool) or not isinstance(asked, int)):
            raise _refused(f"round: {asked!r} is no number", "Write the number of a round, or new")
        need = value.get("need")
        if need is not None and not isinstance(need, str | Mapping):
            raise _refused("need is neither a file beside the form nor a need", "Write need: need.yaml")
        if need is not None and asked == NEW:
            raise _refused("round: new takes the need as it was, and need: changes it", "Leave one of them out")
        because = kept(str(value.get("because") or ""), "The reason for the change", required=need is not None)
        return cls(
            date=_date(value["date"]),
            place=kept(str(value["place"]), "The place"),
            present=tuple(map(_present, _entries(value, "present", _PRESENT, "who"))),
            minutes=kept(str(value.get("minutes") or ""), "The minutes", required=False),
            round=asked,
            need=dict(need) if isinstance(need, Mapping) else need,
            because=because,
            responses=tuple(map(_response, _entries(value, "responses", _RESPONSE, "text"))),
            said=tuple(_entries(value, "said", None, "kind")),
            remembered=tuple(map(_remembered, _entries(value, "remembered", _REMEMBERED, "years"))),
        )


def _entries(value: Mapping[str, Any], name: str, keys: tuple[str, ...] | None, first: str) -> list[dict[str, Any]]:
    listed = value.get(name) or []
    if not isinstance(listed, list) or not all(isinstance(one, Mapping) for one in listed):
        raise _refused(f"{name} is no list of entries", f"Write each on a line of its own: - {{{first}: …}}")
    if len(listed) > _MOST_ENTRIES:
        raise _refused(f"{name} has {len(listed)} entries, more than {_MOST_ENTRIES}", "Enter the day in several forms")
    for one in listed:
        if keys is not None:
            _must_be_known(one, keys, f"an entry of {name}")
        if one.get(first) in (None, "", []) and not (name == "responses" and one.get("fits")):
            raise _refused(f"an entry of {name} does not say {first}", f"Write - {{{first}: …}}")
    return [json.loads(json.dumps(dict(one), default=str)) for one in listed]  # a date of YAML becomes its text


def _present(one: Mapping[str, Any]) -> dict[str, Any]:
    who = kept(" ".join(str(one["who"]).split()), "Who was there")
    side, number = str(one.get("side") or "other"), one.get("number", 1)
    if side not in SIDES:
        raise _refused(f"{who} was on the side {side!r}", f"The sides are {', '.join(SIDES)}")
    if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= _MOST_PEOPLE:
        raise _refused(f"{who} are {number!r} people", f"Write a whole number from 1 to {_MOST_PEOPLE}")
    return {"who": who, "side": side, **({"number": number} if number != 1 else {})}


def _response(one: Mapping[str, Any]) -> dict[str, Any]:
    fits = one.get("fits") or {}
    if not isinstance(fits, Mapping):
        raise _refused(f"a response fits {fits!r}", "Write fits: {time: yes, space: nearly, metric: no}")
    answer = fit_of({str(axis): _yes(said) for axis, said in fits.items()})
    text = kept(str(one.get("text") or ""), "The response", required=not answer)
    on_behalf = kept(str(one.get("on_behalf") or ""), "For whom it was said", required=False)
    return {"fits": answer, "text": text, "on_behalf": on_behalf}


def _yes(said: Any) -> str:
    """Return a word as it was meant: some programs that write YAML make true and false of yes and no."""
    return {True: "yes", False: "no"}.get(said, str(said)) if isinstance(said, bool) else str(said)


def _remembered(one: Mapping[str, Any]) -> dict[str, Any]:
    for name in ("years", "good"):
        years = one.get(name) or []
        if not isinstance(years, list) or not all(isinstance(y, int) and not isinstance(y, bool) for y in years):
            raise _refused(f"{name} of what is remembered is {years!r}", "Write a list of years: [1998, 2003]")
    text = {name: str(one.get(name) or "") for name in _REMEMBERED if name not in ("years", "good")}
    kept(text["of"], "What the years were bad for")
    return {"bad": list(one["years"]), "good": list(one.get("good") or []), **text}


def _date(value: Any) -> str:
    try:
        return dt.date.fromisoformat(str(value).strip()).isoformat()
    except ValueError:
        raise _refused(f"its date is {str(value)[:40]!r}", "Write the year first: 2026-03-12") from None


def _must_be_known(value: Mapping[str, Any], keys: tuple[str, ...], where: str) -> None:
    strange = [str(name)[:40] for name in value if name not in keys]
    if strange:
        raise _refused(f"{where} holds {', '.join(strange)}, which would be lost", f"It takes {', '.join(keys)}")


def _refused(why: str, remedy: str) -> InvalidResponse:
    return InvalidResponse(f"A workshop was to be entered, but {why}. {remedy}.", code="workshop-invalid")
