"""The example dialogue: three invented people, three rounds, and what they said to each other on the way."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from importlib import resources
from typing import TYPE_CHECKING, Any

from broker.dialogue import Dialogue
from translators.need import Need

if TYPE_CHECKING:
    from broker.service import Broker

FARMER = "Ruth Fenn, dairy farmer"
SCIENTIST = "Tomás Adeyemi, climate scientist"
FACILITATOR = "Mara Lindqvist, facilitator"
_PEOPLE = {"farmer": FARMER, "scientist": SCIENTIST, "facilitator": FACILITATOR}
_WORDS = "demo_words.toml"
#: They are invented, so everybody may read what they say.
_OPEN = ("dialogue", "facilitators", "reports", "public")

_PLACE = {"point": {"lat": 52.22, "lon": 0.88}}
_DECISION = {"text": "whether to build a shaded yard for the herd, or to plant trees", "by": "2027-09-30"}
#: Statement, threshold, season and horizons of each round.
_NEEDS: tuple[tuple[str, str, Any, list[list[int]]], ...] = (
    (
        "How many days will be too hot for my dairy cows, above 30 °C, around Woolpit?",
        "30 degC", "year", [[2040, 2059], [2080, 2099]],
    ),
    (
        "How many days from June to August will be above 25 °C, when my cows begin to give less milk?",
        "25 degC", "JJA", [[2040, 2059], [2080, 2099]],
    ),
    (
        "How many days from May to September will be above 25 °C while the yard I build now still stands?",
        "25 degC", {"months": [5, 6, 7, 8, 9]}, [[2021, 2040], [2030, 2049]],
    ),
)  # fmt: skip


def _need(number: int) -> Need:
    statement, thresh, season, horizons = _NEEDS[number - 1]
    return Need.of(
        {
            "statement": statement,
            "decision": _DECISION,
            "region": _PLACE,
            "time": {"season": season, "baseline": [1995, 2014], "horizons": horizons},
            "datasets": ["woolpit-cmip6", "suffolk-station"],
            "metric": {"index": "tx_days_above", "parameters": {"thresh": thresh}},
        }
    )


def tell(broker: Broker, report: Callable[[str], None]) -> Dialogue:
    """Have the three people talk; what they have said already is not said again.

    Parameters
    ----------
    report : callable
        Takes a line about what is being done.
    """
    report("Example dialogue, round 1 of 3: days above 30 °C …")
    here = broker.open_dialogue(_need(1), by=FARMER, key="demo-open").id
    for name in (FARMER, SCIENTIST, FACILITATOR):
        broker.consent(_OPEN, by=name, dialogue=here, key=f"demo-consent-{name}")
    told = _Story(broker, here)
    told.gather()
    told.ask_for_the_herds_own_limit()
    report("Example dialogue, round 2 of 3: days above 25 °C in summer …")
    told.meet_about_the_months()
    report("Example dialogue, round 3 of 3: May to September, the years of the yard …")
    told.decide()
    told.look_back()
    return broker.close_dialogue(
        here,
        by=FACILITATOR,
        because="The decision can be taken: the shaded yard is built first, trees are planted along its south side "
        "for the years after. We look again when the models have been compared with the farm's own thermometer.",
        key="demo-close",
    )


class _Story:
    """What is said in the rounds, in its order; each saying has a key of its own."""

    def __init__(self, broker: Broker, here: str) -> None:
        self.broker, self.here = broker, here
        self.words = tomllib.loads((resources.files("broker") / _WORDS).read_text(encoding="utf-8"))
        self.said: dict[str, str] = {}

    def _say(self, *names: str) -> None:
        """Say what stands under these names, each once."""
        for name in names:
            fields = {field: self._filled(value) for field, value in self.words[name].items()}
            kind, by = fields.pop("kind"), _PEOPLE[fields.pop("by")]
            told = self.broker.contribute(self.here, kind, by=by, key=f"demo-{name}", **fields)
            self.said[name] = told.id

    def _filled(self, value: Any) -> Any:
        """Return a field with ids for ``@name``, and people for ``{farmer}``."""
        if isinstance(value, list):
            return [self._filled(one) for one in value]
        if not isinstance(value, str):
            return value
        return self.said[value[1:]] if value.startswith("@") else value.format(**_PEOPLE)

    def gather(self) -> None:
        """Who is there, what they expect of each other, and who decides on what."""
        self._say("join-farmer", "groups-farmer", "join-scientist", "join-facilitator", "mode")
        self._say("expects-farmer", "offers-scientist", "expects-scientist")
        self._say("rights-definition", "agree-definition", "rights-data", "agree-data")

    def ask_for_the_herds_own_limit(self) -> None:
        """Round 1: 30 °C is not what hurts the cows."""
        broker = self.broker
        broker.build_round(self.here, by=SCIENTIST, key="demo-build-1")
        broker.respond(
            self.here,
            by=FARMER,
            fits={"time": "nearly", "space": "nearly", "metric": "no"},
            text="30 °C is what the papers write. My cows stop eating well before that: our vet says milk drops from "
            "25 °C on. And it is the summer that counts, when they are out.",
            key="demo-respond-1-farmer",
        )
        broker.respond(
            self.here,
            by=SCIENTIST,
            fits={"space": "nearly"},
            text="The numbers are for the model cell around Woolpit, not for the farm, and none of the three models "
            "is corrected for its own error: please read the change rather than the level. The station shows the "
            "past beside them.",
            key="demo-respond-1-scientist",
        )
        self._say("vet", "question", "answer", "promise-scientist", "promise-farmer")
        self._say("rated-1-farmer", "rated-1-scientist")
        broker.revise(
            self.here,
            _need(2),
            by=FARMER,
            because="The threshold of our own herd is 25 °C, as the vet measured it, and the cows are outside in "
            "summer.",
            key="demo-revise-2",
        )

    def meet_about_the_months(self) -> None:
        """Round 2: which months and years count; they disagree, and meet."""
        broker = self.broker
        broker.build_round(self.here, by=SCIENTIST, key="demo-build-2")
        broker.respond(
            self.here,
            by=FARMER,
            fits={"time": "no", "space": "nearly", "metric": "yes"},
            text="This is the right heat. But a yard stands for twenty years, and I will not farm in 2090. It gets "
            "hot in May and September too by now.",
            key="demo-respond-2-farmer",
        )
        broker.respond(
            self.here,
            by=FACILITATOR,
            text="Two things to settle in the next round: the years in which the yard stands, and which months count.",
            key="demo-respond-2-facilitator",
        )
        broker.remember(
            self.here,
            (2003, 2006, 2013),
            by=FARMER,
            of="heat that cost milk",
            source="the milk book",
            key="demo-years",
        )
        broker.contest(
            self.here,
            "season",
            by=FARMER,
            because="June to August is the summer of the papers. My cows suffer in May and September too by now.",
            key="demo-contest-season",
        )
        self._say("doubt", "disagreement", "compromise", "kept", "broken")
        self._say("rated-2-farmer", "rated-2-scientist")
        broker.revise(
            self.here,
            _need(3),
            by=FACILITATOR,
            because="A yard built now stands until the 2040s; heat in May and September counts as well. Agreed by "
            "both sides.",
            consent=self.said["compromise"],
            key="demo-revise-3",
        )

    def decide(self) -> None:
        """Round 3: an answer to work with, and the decision."""
        broker = self.broker
        broker.accept(
            self.here, "season", by=FARMER, because="May to September is what we met on.", key="demo-accept-season"
        )
        broker.build_round(self.here, by=SCIENTIST, key="demo-build-3")
        broker.respond(
            self.here,
            by=FARMER,
            fits={"time": "yes", "space": "nearly", "metric": "yes"},
            text="I can work with this. The farm lies lower than the station, so I take the upper end of the range.",
            key="demo-respond-3-farmer",
        )
        self._check()
        self._say("decision")

    def _check(self) -> None:
        """Answer the questions about the product: one wrong at first, then all right."""
        right = [one.answer + 1 for one in self.broker.check_questions(self.here, 3)]
        missed = [1 if answer != 1 else 2 for answer in right[:1]] + right[1:]
        for number, answers in enumerate((missed, right), start=1):
            self.broker.check_understanding(self.here, answers, by=FARMER, round_number=3, key=f"demo-check-{number}")

    def look_back(self) -> None:
        """What it cost, how both sides rate it, and what came of it."""
        self._say("hours-farmer", "hours-scientist", "hours-facilitator", "travel")
        self._say("met-farmer", "met-scientist", "survey-end", "rated-farmer", "rated-scientist", "rated-facilitator")
        self._say("follow-up-permit", "outcome", "follow-up-milk")
