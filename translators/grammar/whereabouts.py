"""Where a sentence is about: coordinates in it, and places of the gazetteer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from translators.gazetteer.search import in_full
from translators.grammar.sentence import Sentence
from translators.places import Mention, Place, places_in
from translators.regions import Region, region_of
from translators.specification import Assumption, Question
from translators.vocabulary import Found, Vocabulary, everywhere

#: Most places of one sentence that are proposed.
_MOST_PLACES = 4
_MOST_OPTIONS = 8
#: Words with a capital that are looked up; a spelling that must be forgiven takes long.
_MOST_NAMES = 40
#: A town is taken for all of its name when it has this many times the inhabitants of the next.
_DOMINATING = 10
_DEGREES = r"(\d{1,3}(?:\.\d+)?)\s*°?\s*(?:(\d{1,2}(?:\.\d+)?)\s*['′]\s*)?(?:(\d{1,2}(?:\.\d+)?)\s*[\"″]\s*)?"
_DECIMAL = r"([-+]?\d{1,3}(?:\.\d+)?)\s*°?"
_PAIR = re.compile(
    r"(?<![\d.])([-+]?\d{1,2}\.\d+)\s*°?\s*[,;/]\s*([-+]?\d{1,3}(?:\.\d+)?)\s*°?(?![\d.]*\d|\s*(?:mm|°?\s*[CcFf]\b))"
)


@dataclass(frozen=True)
class Whereabouts:
    """Where a sentence is about.

    Attributes
    ----------
    regions : tuple of Region
        In the order of the sentence; empty where none was said or none understood.
    assumptions, questions : tuple
    words : tuple of Found
    certain : bool
        False where a spelling was forgiven.
    lat : float or None
        Latitude of a place that is still to be chosen among others of its name, where all lie in one hemisphere.
    """

    regions: tuple[Region, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    questions: tuple[Question, ...] = ()
    words: tuple[Found, ...] = ()
    certain: bool = True
    lat: float | None = None


def read_coordinates(sentence: Sentence, vocabulary: Vocabulary) -> Whereabouts:
    """Return the points that a sentence gives by latitude and longitude: "52.22, 0.88", "52°13'N 0°53'E"."""
    say = vocabulary.say
    regions, assumptions, words = [], [], []
    for lat, lon, start, end in _coordinates(sentence.original, vocabulary):
        if not (-90 <= lat <= 90 and -180 <= lon <= 360):
            continue
        region = region_of({"point": {"lat": lat, "lon": lon}})
        said = sentence.original[start:end].strip()
        regions.append(region)
        assumptions.append(Assumption("region", region.name, say("region_coordinates", said=said)))
        words.append(sentence.at_original(start, end))
    return Whereabouts(tuple(regions), tuple(assumptions[:1]), (), tuple(words))


def read_large_areas(sentence: Sentence, vocabulary: Vocabulary) -> Whereabouts:
    """Return the parts of the world that a sentence names and the gazetteer does not hold, each as a box."""
    regions, assumptions, words = [], [], []
    for found in vocabulary.find("areas", sentence.text):
        box = dict(
            zip(
                ("west", "south", "east", "north"),
                everywhere()["areas"][found.meaning]["box"],
                strict=True,
            )
        )
        said = sentence.said(found.start, found.end)
        regions.append(region_of({"bbox": box}))
        assumptions.append(Assumption("region", regions[-1].name, vocabulary.say("region_box", said=said, **box)))
        words.append(found)
    return Whereabouts(tuple(regions[:1]), tuple(assumptions[:1]), (), tuple(words))


def read_places(sentence: Sentence, vocabulary: Vocabulary) -> Whereabouts:
    """Return the places of the gazetteer that a sentence names, without words that other readers have used."""
    say = vocabulary.say
    mentions = _mentions(sentence, vocabulary) or _alone(sentence, vocabulary)
    if any(mention.exact for mention in mentions):  # a spelling is not forgiven beside a name that is right
        mentions = [mention for mention in mentions if mention.exact]
    regions: list[Region] = []
    assumptions: list[Assumption] = []
    questions: list[Question] = []
    words: list[Found] = []
    certain, lat = True, None
    for number, mention in enumerate(mentions):
        said = sentence.original[mention.start : mention.end]
        places = _inside_others(mention, [m for i, m in enumerate(mentions) if i != number])
        if places is None:  # it only says what another lies in
            words.append(sentence.at_original(mention.start, mention.end))
            continue
        words.append(sentence.at_original(mention.start, mention.end))
        names = tuple(in_full([place.key for place in places[:_MOST_OPTIONS]]))
        mention_places = places
        town, area = _town_of_area(places)
        if town is not None and area is not None and mention.exact:
            note = say("region_town", said=said, area=area.name)
            mention = Mention(mention.start, mention.end, (town,), note=note)
            places = (town,)
        if len(places) > 1 and not mention.note and mention.exact:
            questions.append(Question("region", say("ask_region_which", said=said), names))
            if len({place.lat > 0 for place in places}) == 1:
                lat = min((place.lat for place in places), key=abs)
            continue
        if not mention.exact:
            certain = False
            questions.append(Question("region", say("ask_region_near", said=said), names))
        place = places[0]
        full_name = in_full([p.key for p in mention_places])[mention_places.index(place)]
        note = mention.note or (say("typo", wrote=said, read=place.short_name) if not mention.exact else "")
        region = Region(place.name, place.geometry, place.source, {"place": full_name}, note)
        if region.name not in {r.name for r in regions}:
            regions.append(region)
            if note:
                assumptions.append(Assumption("region", region.name, note))
    if len(regions) > 1:
        assumptions.append(Assumption("region", regions[0].name, say("region_several")))
    if not regions and not questions:
        questions.append(_where(sentence, vocabulary))
    return Whereabouts(tuple(regions[:_MOST_PLACES]), tuple(assumptions), tuple(questions), tuple(words), certain, lat)


def _mentions(sentence: Sentence, vocabulary: Vocabulary) -> list[Mention]:
    """Return the places in the original, its used words blanked so that "May" is no town once it was a month."""
    letters = list(sentence.original)
    names = 0
    for word in sentence.words:
        names += letters[word.original_start].isupper()
        if sentence.is_blank(word) or names > _MOST_NAMES:
            letters[word.original_start : word.original_end] = " " * (word.original_end - word.original_start)
    return places_in("".join(letters), vocabulary.language)


def _alone(sentence: Sentence, vocabulary: Vocabulary) -> list[Mention]:
    """Return places that stand alone, where their capital says nothing: "Woolpit: frost days"; spelled right only."""
    found: list[Mention] = []
    for word in sentence.words:
        name = sentence.original[word.original_start : word.original_end]
        if sentence.is_blank(word) or not name[:1].isupper() or sentence.shouted or vocabulary.knows(word.text):
            continue
        lead = f"{vocabulary.table['places']['lead'][0].split('|')[0]} "
        for mention in places_in(lead + name, vocabulary.language)[:1]:
            if mention.exact and mention.end - len(lead) == len(name):
                found.append(Mention(word.original_start, word.original_end, mention.places, True, mention.note))
    return found[:_MOST_PLACES]


def _town_of_area(places: tuple[Place, ...]) -> tuple[Place | None, Place | None]:
    """Return a town and the area of the same name round it, where no other place of the name comes near its size."""
    towns = [place for place in places if place.kind == "town"]
    largest = max(towns, key=lambda place: place.population, default=None)
    area = next((p for p in places if largest is not None and _is_round(p, largest)), None)
    others = [place for place in places if place not in (largest, area)]
    if largest is None or area is None or any(p.population * _DOMINATING > largest.population for p in others):
        return None, None
    return largest, area


def _inside_others(mention: Mention, others: list[Mention]) -> tuple[Place, ...] | None:
    """Return the places of a mention that lie in an area named beside it; None where it is itself only such an area."""
    for other in others:
        towns = [p for p in other.places if p.kind != "country"]
        areas = [p for p in mention.places if p.kind != "town"]
        if other.start < mention.start and any(_holds(area, town) for area in areas for town in towns):
            return None
    places = mention.places
    for other in others:
        areas = [p for p in other.places if p.kind != "town"]
        within = tuple(p for p in places if any(_holds(area, p) for area in areas))
        places = within or places
    return places


def _is_round(area: Place, town: Place) -> bool:
    """Whether an area has a town's own name and country."""
    same_name = area.short_name == town.short_name and area.name.split(", ")[-1] == town.name.split(", ")[-1]
    return area.kind != "town" and same_name


def _holds(area: Place, place: Place) -> bool:
    return area.name != place.name and area.geometry.intersects(place.geometry.representative_point())


def _where(sentence: Sentence, vocabulary: Vocabulary) -> Question:
    """Return the question for the place; it repeats a name that was not found."""
    name = re.compile(
        rf"(?<!\S){vocabulary.words('places', 'before')}(?:\S+ ){{1}}",
    )
    skipped = {name.casefold() for name in vocabulary.table["places"]["not_names"]}
    for match in name.finditer(sentence.text):
        word = next((w for w in sentence.words if w.end == match.end() - 1), None)
        if word is None or sentence.is_blank(word) or vocabulary.knows(word.text) or word.text in skipped:
            continue
        said = sentence.original[word.original_start : word.original_end]
        if said[:1].isupper() and not said.isdigit():
            return Question("region", vocabulary.say("ask_region_unknown", said=said))
    return Question("region", vocabulary.say("ask_region"))


def _coordinates(original: str, vocabulary: Vocabulary) -> Iterator[tuple[float, float, int, int]]:
    taken: list[tuple[int, int]] = []
    for pattern, order in _coordinate_patterns(vocabulary):
        for match in pattern.finditer(original):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            first, second = _pair(match, order)
            lat, lon = (first, second) if order != "lon lat" else (second, first)
            taken.append((match.start(), match.end()))
            yield lat, lon, match.start(), match.end()


@cache
def _coordinate_patterns(vocabulary: Vocabulary) -> tuple[tuple[re.Pattern[str], str], ...]:
    table = vocabulary.table["places"]

    def any_of(key: str) -> str:
        words = {word for pattern in table[key] for word in pattern.split() if word != "°"}
        return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))

    lat = rf"(?:{any_of('latitude')})\.?\s*[:=]?\s*{_DECIMAL}"
    lon = rf"(?:{any_of('longitude')})\.?\s*[:=]?\s*{_DECIMAL}"
    gap = r"[\s,;/]*(?:and\s+)?"
    north_south, east_west = f"({any_of('north')}|{any_of('south')})\\b", f"({any_of('east')}|{any_of('west')})\\b"
    flags = re.IGNORECASE
    return (
        (re.compile(rf"\b{lat}{gap}{lon}", flags), "signed"),
        (re.compile(rf"\b{lon}{gap}{lat}", flags), "lon lat"),
        (
            re.compile(rf"(?<![\d.]){_DEGREES}{north_south}{gap}{_DEGREES}{east_west}", flags),
            f"compass {any_of('south')} {any_of('west')}",
        ),
        (_PAIR, "signed"),
    )


def _pair(match: re.Match[str], order: str) -> tuple[float, float]:
    if not order.startswith("compass"):
        return float(match[1]), float(match[2])
    _, south, west = order.split(" ")
    lat, lon = (
        float(degrees) + float(minutes or 0) / 60 + float(seconds or 0) / 3600
        for degrees, minutes, seconds in (match.groups()[0:3], match.groups()[4:7])
    )
    is_south = match[4].casefold() in south.split("|")
    is_west = match[8].casefold() in west.split("|")
    return round(-lat if is_south else lat, 6), round(-lon if is_west else lon, 6)
