"""Definitions that are disputed: by the parties of a dialogue, or among those who study the thing."""

from __future__ import annotations

from collections.abc import Iterable

from broker.dialogue.ledger import Entry
from broker.fit.words import asked_metric, fit
from broker.mismatch import Mismatch
from translators.locales import table
from translators.specification import Specification

#: Dispute of `translators/locales/en/fit-definitions.toml` → how the ids of its indices begin.
DISPUTES = {
    "heat_wave": ("heat_wave_", "hot_spell_", "warm_spell_", "tx_tn_days_above"),
    "onset": ("rain_season_", "dry_run_after_onset", "crop_success"),
    "drought": ("standardized_", "keetch_byram"),
    "evaporation": ("potential_evapotranspiration", "water_budget", "aridity_index", "crop_water_need"),
    "growing_season": ("growing_season_", "etccdi_growing_season", "frost_free_season_", "pasture_growth"),
    "chill": ("chill_",),
    "comfort": ("thi_", "humidex_", "heat_index_", "wet_chill"),
    "fire": ("fire_weather",),
}
#: Step of a translation → the axis on which a dispute about it lies; any other is about the metric.
AXIS_OF = {"region": "space", "season": "time", "horizon": "time", "baseline": "time"}


def of_many(asked: Specification) -> list[Mismatch]:
    """Say where the index asked is one of several that bear the name, and in what they differ."""
    kind = next((kind for kind, names in DISPUTES.items() if asked.index.startswith(names)), None)
    if kind is None:
        return []
    return [
        Mismatch(
            axis="metric",
            code="definition-of-many",
            severity="note",
            asked=asked_metric(asked),
            offered=fit("definition-of-many.offered"),
            message=fit(
                "definition-of-many.message",
                what=fit(f"disputes.{kind}.what"),
                dispute=fit(f"disputes.{kind}.dispute"),
            ),
            remedy=fit("definition-of-many.remedy"),
            facts=(("source", table("fit")["disputes"][kind]["source"]),),
        )
    ]


def disputed(ledger: Iterable[Entry]) -> list[Mismatch]:
    """Say which steps of a round's translation are objected to, and by how many people.

    Names and words stay in the dialogue, where consent and erasure hold; files of a product are out of their reach.
    """
    return [_disputed(entry) for entry in ledger if entry.contested]


def _disputed(entry: Entry) -> Mismatch:
    count = len(entry.contested)
    key = "definition-disputed.person" if count == 1 else "definition-disputed.people"
    more = {} if count == 1 else {"count": count}
    return Mismatch(
        axis=AXIS_OF.get(entry.about, "metric"),
        code="definition-disputed",
        severity="warning",
        asked=fit("definition-disputed.otherwise", about=entry.about),
        offered=f"{entry.about}: {entry.value}",
        message=fit(key, about=entry.about, value=entry.value, id=entry.id, **more),
        remedy=fit("definition-disputed.remedy"),
        facts=(("entry", entry.id), ("about", entry.about), ("value", entry.value), ("people", count)),
    )
