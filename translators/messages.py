"""Text messages: the GSM 7-bit alphabet of 3GPP TS 23.038, and parts that fit into one message each."""

from __future__ import annotations

import unicodedata

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
#: Signs that take two places.
_EXTENDED = frozenset("^{}\\[~]|€")
_SPELLED = {
    **{f"°{letter}": letter for letter in "CFNSEW"},
    "°": " deg",
    **dict.fromkeys("–—−\u2010\u2011•", "-"),
    **dict.fromkeys("“”„«»″", '"'),
    **dict.fromkeys("’‘‚‹›ʼ′", "'"),
    **dict.fromkeys("\u00a0\u2007\u2009\u202f", " "),
    **dict.fromkeys("\u00ad\u200b", ""),
    "…": "...",
    "≥": ">=",
    "≤": "<=",
    "²": "2",
    "³": "3",
    "µ": "u",
    "×": "x",
    "±": "+/-",
    "→": "->",
    "œ": "oe",
    "Œ": "OE",
    "ł": "l",
    "Ł": "L",
    "đ": "d",
    "ı": "i",
}


def is_gsm7(text: str) -> bool:
    """Whether every sign is of the GSM 7-bit alphabet."""
    return all(sign in _BASIC or sign in _EXTENDED for sign in text)


def length_gsm7(text: str) -> int:
    """Return how many places a text takes."""
    return sum(2 if sign in _EXTENDED else 1 for sign in text)


def gsm7(text: str) -> str:
    """Return the text in the GSM 7-bit alphabet: "30 °C" is "30 C", dashes are hyphens, other accents are dropped."""
    for sign, spelled in _SPELLED.items():
        text = text.replace(sign, spelled)
    return "".join(sign if is_gsm7(sign) else _nearest(sign) for sign in unicodedata.normalize("NFC", text))


def split_message(text: str, limit: int = 160) -> list[str]:
    """Return the parts of a message, cut between words, each within the limit and numbered where there are several.

    Raises
    ------
    ValueError
        If the limit leaves no room for words.
    """
    if limit < 20:
        raise ValueError(f"A text message of {limit} characters was asked, too few for words; ask for 20 or more.")
    if length_gsm7(text) <= limit:
        return [text]
    total = 2
    while True:
        parts = _cut(text, limit - length_gsm7(f"{total}/{total} "))
        if len(str(len(parts))) <= len(str(total)):
            return [f"{number}/{len(parts)} {part}" for number, part in enumerate(parts, 1)]
        total *= 10


def _nearest(sign: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(c))
    return bare if bare and is_gsm7(bare) else "?"


def _cut(text: str, room: int) -> list[str]:
    parts, line = [], ""
    for word in text.split(" "):
        while length_gsm7(word) > room:  # a word longer than a message
            parts += [line] if line else []
            cut = next(n for n in range(len(word), 0, -1) if length_gsm7(word[:n]) <= room)
            parts.append(word[:cut])
            word, line = word[cut:], ""
        if line and length_gsm7(f"{line} {word}") > room:
            parts.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return [*parts, line] if line else parts
