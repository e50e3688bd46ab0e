"""Everyday names: how countries are called besides their name on the map, and how two spellings become one."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

#: Names that Natural Earth abbreviates, written out.
FULL_NAMES = {
    "Antigua and Barb.": "Antigua and Barbuda",
    "Ashmore and Cartier Is.": "Ashmore and Cartier Islands",
    "Bosnia and Herz.": "Bosnia and Herzegovina",
    "Br. Indian Ocean Ter.": "British Indian Ocean Territory",
    "Cayman Is.": "Cayman Islands",
    "Central African Rep.": "Central African Republic",
    "Congo": "Republic of the Congo",
    "Cook Is.": "Cook Islands",
    "Dem. Rep. Congo": "Democratic Republic of the Congo",
    "Dominican Rep.": "Dominican Republic",
    "Eq. Guinea": "Equatorial Guinea",
    "Faeroe Is.": "Faroe Islands",
    "Falkland Is.": "Falkland Islands",
    "Fr. Polynesia": "French Polynesia",
    "Fr. S. Antarctic Lands": "French Southern and Antarctic Lands",
    "Heard I. and McDonald Is.": "Heard Island and McDonald Islands",
    "Macedonia": "North Macedonia",
    "Marshall Is.": "Marshall Islands",
    "N. Cyprus": "Northern Cyprus",
    "N. Mariana Is.": "Northern Mariana Islands",
    "Pitcairn Is.": "Pitcairn Islands",
    "S. Geo. and the Is.": "South Georgia and the South Sandwich Islands",
    "S. Sudan": "South Sudan",
    "Solomon Is.": "Solomon Islands",
    "St-Barthélemy": "Saint Barthélemy",
    "St-Martin": "Saint Martin",
    "St. Kitts and Nevis": "Saint Kitts and Nevis",
    "St. Pierre and Miquelon": "Saint Pierre and Miquelon",
    "St. Vin. and Gren.": "Saint Vincent and the Grenadines",
    "São Tomé and Principe": "São Tomé and Príncipe",
    "Turks and Caicos Is.": "Turks and Caicos Islands",
    "U.S. Virgin Is.": "United States Virgin Islands",
    "W. Sahara": "Western Sahara",
    "Wallis and Futuna Is.": "Wallis and Futuna Islands",
    "eSwatini": "Eswatini",
}

#: Countries and territories whose towns the gazetteer holds, but not their borders.
WITHOUT_BORDERS = {
    "BQ": "Bonaire, Sint Eustatius and Saba",
    "CC": "Cocos Islands",
    "CX": "Christmas Island",
    "GF": "French Guiana",
    "GI": "Gibraltar",
    "GP": "Guadeloupe",
    "MQ": "Martinique",
    "RE": "Réunion",
    "SJ": "Svalbard and Jan Mayen",
    "TK": "Tokelau",
    "TV": "Tuvalu",
    "UM": "United States Minor Outlying Islands",
    "YT": "Mayotte",
}

#: ISO code → what people also call the country.
ALSO_CALLED = {
    "AE": ("UAE", "Emirates"),
    "BA": ("Bosnia",),
    "BN": ("Brunei Darussalam",),
    "BO": ("Plurinational State of Bolivia",),
    "CD": ("Congo", "DR Congo", "DRC", "Congo-Kinshasa", "Zaire", "Congo, Democratic Republic of the"),
    "CG": ("Congo", "Congo-Brazzaville", "Republic of Congo"),
    "CI": ("Ivory Coast",),
    "CN": ("People's Republic of China", "PRC"),
    "CV": ("Cape Verde",),
    "CZ": ("Czech Republic",),
    "FK": ("Malvinas", "Islas Malvinas"),
    "FM": ("Federated States of Micronesia",),
    "GB": ("UK", "U.K.", "Great Britain", "Britain"),
    "GM": ("The Gambia",),
    "IR": ("Islamic Republic of Iran",),
    "KP": ("DPRK", "Korea"),
    "KR": ("Republic of Korea", "Korea"),
    "LA": ("Lao PDR",),
    "MD": ("Republic of Moldova",),
    "MK": ("Macedonia",),
    "MM": ("Burma",),
    "NL": ("Holland", "The Netherlands"),
    "PH": ("The Philippines",),
    "PS": ("Palestinian Territories", "State of Palestine"),
    "RU": ("Russian Federation",),
    "SY": ("Syrian Arab Republic",),
    "SZ": ("Swaziland",),
    "TL": ("East Timor",),
    "TR": ("Türkiye", "Turkiye"),
    "TZ": ("United Republic of Tanzania",),
    "US": ("USA", "U.S.A.", "U.S.", "United States", "America", "the States"),
    "VA": ("Vatican City", "Holy See"),
    "VN": ("Viet Nam",),
}

#: (ISO code, name of a town) → what people also call it; of several towns, the most populous is meant.
TOWNS_ALSO_CALLED = {
    ("US", "New York City"): ("New York", "NYC"),
    ("US", "Washington"): ("Washington DC", "Washington D.C."),
    ("IN", "Bengaluru"): ("Bangalore",),
    ("IN", "Mumbai"): ("Bombay",),
    ("IN", "Chennai"): ("Madras",),
    ("IN", "Kolkata"): ("Calcutta",),
    ("UA", "Kyiv"): ("Kiev",),
    ("MM", "Yangon"): ("Rangoon",),
    ("IT", "Rome"): ("Roma",),
    ("IT", "Turin"): ("Torino",),
    ("IT", "Milan"): ("Milano",),
    ("IT", "Florence"): ("Firenze",),
    ("DE", "Munich"): ("München", "Muenchen"),
    ("DE", "Köln"): ("Cologne",),
    ("CH", "Geneva"): ("Genève", "Genf"),
    ("AT", "Vienna"): ("Wien",),
    ("CZ", "Prague"): ("Praha",),
    ("PT", "Lisbon"): ("Lisboa",),
    ("ES", "Sevilla"): ("Seville",),
    ("BE", "Brussels"): ("Bruxelles", "Brussel"),
    ("GR", "Athens"): ("Athina",),
    ("DK", "Copenhagen"): ("København",),
    ("PL", "Warsaw"): ("Warszawa",),
}

#: Areas made by joining first-level units: (ISO code, name); a unit belongs to the one where most of its towns lie.
JOINED = (("GB", "England"), ("GB", "Scotland"), ("GB", "Wales"), ("GB", "Northern Ireland"))

_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "&": " and "}
)
_DROPPED = re.compile("['’‘ʻʼ`´ʿʾ]")
_BREAKS = re.compile(r"[^\w]+|_+")


@lru_cache(maxsize=20_000)
def folded(text: str) -> str:
    """Return a name as it is compared: lower case, no accents, apostrophes or hyphens, "saint" as "st".

    ``folded("Saint-Étienne") == folded("St. Etienne") == "st etienne"``.
    """
    text = unicodedata.normalize("NFKD", _DROPPED.sub("", text).casefold().translate(_LETTERS))
    words = _BREAKS.sub(" ", "".join(c for c in text if not unicodedata.combining(c))).split()
    return " ".join("st" if w == "saint" else w for w in words)
