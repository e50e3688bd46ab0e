"""A metric of one's own: a sentence of a small grammar → a typed tree. Only variables and functions are looked up.

metric     = "days with" condition [runs]
           | "runs of" NUMBER "or more days with" condition
           | "longest run of days with" condition
           | ("first" | "last") "day with" condition [runs]
           | ("sum" | "mean") "of" value ["on days with" condition]
           | ("highest" | "lowest") value
runs       = [","] "in runs of" NUMBER "or more"
condition  = both ("or" both)* ;  both = one ("and" one)* ;  one = "not" one | "(" condition ")" | comparison
comparison = value (">" | ">=" | "<" | "<=") value
value      = product (("+" | "-") product)* ;  product = factor (("*" | "/") factor)*
factor     = NUMBER [UNIT] | VARIABLE | "-" factor | "(" value ")"
           | ("sum" | "mean" | "max" | "min") "(" value "," NUMBER "days" ")" | "value" "(" value "," UNIT ")"
"""

from __future__ import annotations

from functools import lru_cache

from translators.errors import InvalidNeed, TranslationError
from translators.expressions.kinds import fitted, in_words, number_of
from translators.expressions.tokens import Token, shortened, tokens_of
from translators.expressions.tree import (
    Arithmetic,
    Combination,
    Comparison,
    Condition,
    Kind,
    Metric,
    Number,
    Plain,
    Value,
    Variable,
    Window,
)
from translators.expressions.writing import written
from translators.quantities import CANONICAL_UNITS, Quantity, in_units

EXAMPLE = "days with tasmax > 33 degC and hurs < 30 %, in runs of 3 or more"
DEEPEST = 12
MOST_NODES = 80
LONGEST_WINDOW = 366
#: Words that end a unit.
_WORDS = {
    "and",
    "or",
    "not",
    "in",
    "on",
    "of",
    "days",
    "day",
    "with",
    "runs",
    "more",
    "sum",
    "mean",
    "max",
    "min",
    "value",
}
_WINDOWS = ("sum", "mean", "max", "min")


@lru_cache(maxsize=512)
def parse_metric(text: str) -> Metric:
    """Return the tree of a metric.

    Raises
    ------
    InvalidNeed
        If it is not of the grammar, too long or too deep, or compares quantities of different kinds.
    """
    return _Parser(text, tokens_of(text)).metric()


class _Parser:
    def __init__(self, text: str, tokens: list[Token]) -> None:
        self.text = text
        self.tokens = tokens
        self.at = 0
        self.depth = 0
        self.nodes = 0
        self.variables: dict[str, None] = {}

    # -- words ---------------------------------------------------------------------------------------------------

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def has(self, *words: str) -> bool:
        """Take these words if they come next."""
        following = [t.text.casefold() for t in self.tokens[self.at : self.at + len(words)]]
        if following != list(words):
            return False
        self.at += len(words)
        return True

    def need(self, *words: str) -> None:
        if not self.has(*words):
            self.refuse(f"{' '.join(words)!r} is expected")

    def refuse(self, what: str, at: int | None = None) -> None:
        place = self.token.at if at is None else at
        found = f"{self.token.text!r}" if self.token.kind != "end" else "its end"
        raise InvalidNeed(
            f"The metric {shortened(self.text)!r} is not understood at character {place + 1} ({found}): {what}, so "
            f"nothing can be counted by it. Write for example {EXAMPLE}.",
            about="expression",
        )

    def node(self) -> None:
        self.nodes += 1
        if self.nodes > MOST_NODES or self.depth > DEEPEST:
            self.refuse(f"it has more than {MOST_NODES} parts or {DEEPEST} levels of brackets")

    # -- the metric ----------------------------------------------------------------------------------------------

    def metric(self) -> Metric:
        form, condition, value, shortest = self.form()
        if self.token.kind != "end":
            self.refuse("nothing more is expected")
        units = _delivered(form, value, self)
        metric = Metric(form, condition, value, shortest, units, tuple(self.variables), "")
        if not self.variables:
            self.refuse("no variable is named", 0)
        return Metric(form, condition, value, shortest, units, tuple(self.variables), written(metric))

    def form(self) -> tuple[str, Condition | None, Value | None, int]:
        if self.has("days", "with"):
            condition = self.condition()
            return "days", condition, None, self.runs()
        if self.has("runs", "of"):
            shortest = self.count()
            self.need("or", "more", "days", "with")
            return "runs", self.condition(), None, shortest
        if self.has("longest", "run", "of", "days", "with"):
            return "longest", self.condition(), None, 1
        for form in ("first", "last"):
            if self.has(form, "day", "with"):
                condition = self.condition()
                return form, condition, None, self.runs()
        for form in ("sum", "mean"):
            if self.has(form, "of"):
                value = self.value()
                condition = self.condition() if self.has("on", "days", "with") else None
                return form, condition, value, 1
        for form in ("highest", "lowest"):
            if self.has(form):
                return form, None, self.value(), 1
        self.refuse(
            "a metric starts with days with, runs of, longest run of days with, first day with, sum of or highest"
        )
        raise AssertionError

    def runs(self) -> int:
        self.has(",")
        if not self.has("in", "runs", "of"):
            return 1
        shortest = self.count()
        self.need("or", "more")
        self.has("days")
        return shortest

    def count(self) -> int:
        token = self.token
        if token.kind != "number" or not token.text.isdigit() or not 1 <= int(token.text) <= LONGEST_WINDOW:
            self.refuse(f"a whole number from 1 to {LONGEST_WINDOW} is expected")
        self.at += 1
        return int(token.text)

    # -- conditions ----------------------------------------------------------------------------------------------

    def condition(self) -> Condition:
        return self.combination("or", lambda: self.combination("and", self.single))

    def combination(self, operator: str, part: object) -> Condition:
        parts = [part()]  # type: ignore[operator]
        while self.has(operator):
            parts.append(part())  # type: ignore[operator]
        self.node()
        return parts[0] if len(parts) == 1 else Combination(operator, tuple(parts))

    def single(self) -> Condition:
        self.depth += 1
        try:
            self.node()
            if self.has("not"):
                return Combination("not", (self.single(),))
            mark = self.at
            if self.has("("):
                # A bracket opens a condition, or the value that a comparison starts with.
                try:
                    found = self.condition()
                    self.need(")")
                except InvalidNeed:
                    self.at = mark
                    return self.comparison()
                if self.token.text not in {"+", "-", "*", "/", ">", ">=", "<", "<="}:
                    return found
                self.at = mark
            return self.comparison()
        finally:
            self.depth -= 1

    def comparison(self) -> Comparison:
        at = self.token.at
        left = self.value()
        operator = self.token.text
        if operator not in {">", ">=", "<", "<="}:
            self.refuse("a comparison (>, >=, < or <=) is expected")
        self.at += 1
        right = self.value()
        left, right = fitted(left, right.kind), fitted(right, left.kind)
        for one in (left, right):
            if one.kind.weight not in {0.0, 1.0}:
                self.refuse("a sum of temperatures has no meaning until it is divided by how many they are", at)
        if left.kind != right.kind:
            self.refuse(f"{in_words(left.kind)} is compared with {in_words(right.kind)}", at)
        if isinstance(left, Number) and isinstance(right, Number):
            self.refuse("two numbers are compared, which is the same every day", at)
        return Comparison(operator, left, right)

    # -- values --------------------------------------------------------------------------------------------------

    def value(self) -> Value:
        self.depth += 1
        try:
            left = self.product()
            while self.token.text in {"+", "-"}:
                at, operator = self.token.at, self.token.text
                self.at += 1
                left = self.arithmetic(operator, left, self.product(), at)
            return left
        finally:
            self.depth -= 1

    def product(self) -> Value:
        left = self.factor()
        while self.token.text in {"*", "/"}:
            at, operator = self.token.at, self.token.text
            self.at += 1
            left = self.arithmetic(operator, left, self.factor(), at)
        return left

    def arithmetic(self, operator: str, left: Value, right: Value, at: int) -> Value:
        self.node()
        if operator in {"+", "-"} and {left.kind.units, right.kind.units} != {"degC", "K"}:
            left, right = fitted(left, right.kind), fitted(right, left.kind)
        a, b = left.kind, right.kind
        if operator in {"+", "-"}:
            sign = 1 if operator == "+" else -1
            if {a.units, b.units} <= {"degC", "K"}:
                weight = a.weight + sign * b.weight
                return Arithmetic(operator, left, right, Kind("degC" if weight else "K", weight))
            if a.units != b.units:
                self.refuse(f"{in_words(a)} and {in_words(b)} are added or taken from each other", at)
            return Arithmetic(operator, left, right, a)
        if operator == "*" and a.units == "1" and isinstance(left, Number):
            return Arithmetic(operator, left, right, Kind(b.units, b.weight * left.value))
        if b.units == "1" and isinstance(right, Number):
            if operator == "/" and right.value == 0:
                self.refuse("a value is divided by zero", at)
            factor = right.value if operator == "*" else 1 / right.value
            return Arithmetic(operator, left, right, Kind(a.units, a.weight * factor))
        if a.units == b.units == "1":
            return Arithmetic(operator, left, right, Kind("1"))
        self.refuse(
            "quantities with units are multiplied or divided; value(tas, degC) is the number of one in a unit",
            at,
        )
        raise AssertionError

    def factor(self) -> Value:
        self.depth += 1
        try:
            self.node()
            token = self.token
            if self.has("-"):
                number = self.factor()
                if isinstance(number, Number):
                    return number_of("-" + (number.said or repr(number.value)))
                return self.arithmetic("*", Number(-1.0, Kind("1")), number, token.at)
            if self.has("("):
                found = self.value()
                self.need(")")
                return found
            if token.kind == "number":
                self.at += 1
                return self.quantity(token)
            if token.kind != "name":
                self.refuse("a variable or a number is expected")
            return self.named(token)
        finally:
            self.depth -= 1

    def named(self, token: Token) -> Value:
        following = self.tokens[self.at + 1].text if token.kind == "name" else ""
        if token.text in _WINDOWS and following == "(":
            self.at += 2
            value = self.value()
            self.need(",")
            days = self.count()
            if not (self.has("days") or self.has("day")):
                self.refuse("'days' is expected")
            self.need(")")
            return Window(token.text, value, days, _window_kind(token.text, value.kind, days, self))
        if token.text == "value" and following == "(":
            self.at += 2
            value = self.value()
            self.need(",")
            units = self.unit()
            self.need(")")
            return self.plain(value, units, token.at)
        if token.text not in CANONICAL_UNITS:
            self.refuse(f"{token.text[:30]!r} is no variable; known: {', '.join(CANONICAL_UNITS)}")
        self.at += 1
        self.variables[token.text] = None
        units = CANONICAL_UNITS[token.text]
        return Variable(token.text, Kind(units, 1.0 if units == "degC" else 0.0))

    def plain(self, value: Value, units: str, at: int) -> Plain:
        kind = value.kind
        if kind.weight not in {0.0, 1.0}:
            self.refuse("a sum of temperatures has no meaning until it is divided by how many they are", at)
        try:
            if kind.units == "K":
                if units not in {"K", "degC"}:
                    raise TranslationError("a difference of temperatures")
                return Plain(value, units, 1.0, 0.0)
            zero = in_units(Quantity(0.0, kind.units), units, "expression")
            one = in_units(Quantity(1.0, kind.units), units, "expression")
        except (TranslationError, KeyError):
            self.refuse(f"{in_words(kind)} has no value in {units!r}", at)
            raise AssertionError from None
        return Plain(value, units, one - zero, zero)

    def unit(self) -> str:
        start = self.token.at
        while self.token.kind != "end" and self.token.text not in {")", ","}:
            self.at += 1
        return self.text[start : self.token.at].strip()

    def quantity(self, token: Token) -> Number:
        """Return a number with the unit that follows it, if any does: letters, %, °, /, and digits after letters."""
        start, end = token.at, token.at + len(token.text)
        while self._belongs_to_unit():
            end = self.token.at + len(self.token.text)
            self.at += 1
        try:
            return number_of(self.text[start:end])
        except TranslationError as refusal:
            self.refuse(str(refusal).rstrip("."), start)
            raise AssertionError from None

    def _belongs_to_unit(self) -> bool:
        token, previous = self.token, self.tokens[self.at - 1]
        if token.text in {"%", "°"}:
            return True
        if token.kind == "name":
            return token.text.casefold() not in (_WORDS - {"day", "days"}) and token.text not in CANONICAL_UNITS
        if token.text == "/":
            following = self.tokens[self.at + 1]
            return previous.kind == "name" and following.kind == "name" and following.text not in CANONICAL_UNITS
        if token.text == "-":
            # The power of a unit: m-2.
            following = self.tokens[self.at + 1]
            joined = previous.at + len(previous.text) == token.at and token.at + 1 == following.at
            return previous.kind == "name" and joined and following.kind == "number"
        return token.kind == "number" and previous.text == "-" and previous.at + 1 == token.at


def _window_kind(function: str, kind: Kind, days: int, parser: _Parser) -> Kind:
    if function != "sum":
        return kind
    if kind.units == "mm/day":
        return Kind("mm")
    if kind.weight:
        parser.refuse("temperatures are summed over days; take their mean, or the sum of their excess over a base")
    return kind


def _delivered(form: str, value: Value | None, parser: _Parser) -> str:
    if form in {"first", "last"}:
        return "day of year"
    if form == "runs":
        return "1"
    if form in {"days", "longest"}:
        return "days"
    assert value is not None
    if value.kind.weight not in {0.0, 1.0}:
        parser.refuse("a sum of temperatures has no meaning until it is divided by how many they are", 0)
    if form != "sum":
        return value.kind.units
    if value.kind.weight:
        parser.refuse("temperatures are summed over days; take their mean, or sum their excess over a base", 0)
    return {"mm/day": "mm", "K": "K days", "1": "1"}.get(value.kind.units, f"{value.kind.units} days")
