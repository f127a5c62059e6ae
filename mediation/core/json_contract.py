"""PURE. Reads the JSON list that a rule engine's command is given, strictly, and says where it is wrong.

A value is read together with its path, so that a refusal names the item (from 0) and the field. Unknown and
repeated keys are refused, never ignored; null is no value.
"""

import json
import math
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?Z")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
WALL_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00")
PLAIN_KEY = re.compile(r"[A-Za-z0-9_.:-]{1,60}")


class ContractError(ValueError):
    """The input breaks the contract; the message is one line that says where and how."""


class Repeated(dict[str, object]):
    """A JSON object in which a key was written twice, which plain dictionaries would hide."""

    key: str = ""


def parse_list(text: str) -> list[object]:
    """The JSON list in ``text``. ContractError if it is anything else."""
    try:
        parsed = json.loads(text, object_pairs_hook=_unrepeated)
    except json.JSONDecodeError as error:
        raise ContractError(f"input: is not JSON (line {error.lineno}, column {error.colno})") from error
    except (ValueError, RecursionError) as error:  # a number of thousands of digits; nesting without end
        raise ContractError("input: is not JSON that can be read") from error
    if not isinstance(parsed, list):
        raise ContractError("input: must be a list")
    return parsed


def _unrepeated(pairs: list[tuple[str, object]]) -> dict[str, object]:
    plain = dict(pairs)
    if len(plain) == len(pairs):
        return plain
    repeated = Repeated(plain)
    repeated.key = Counter(key for key, _ in pairs).most_common(1)[0][0]
    return repeated


def answer_each(text: str, answer: Callable[["Field"], object]) -> str:
    """The answers to all items as one JSON list, in order; ContractError at the first item refused."""
    answers = [answer(Field(f"item {index}", item)) for index, item in enumerate(parse_list(text))]
    return json.dumps(answers, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Field:
    """One value of the input and where it stands, e.g. ``item 3: setup.service.step_min``."""

    path: str
    value: object

    def refuse(self, words: str) -> ContractError:
        return ContractError(f"{self.path}: {words}")

    def at(self, key: str) -> "Field":
        """A member of this object, which may be absent (see `is_absent`)."""
        members = self.value if isinstance(self.value, dict) else {}
        between = "." if ":" in self.path else ": "
        return Field(f"{self.path}{between}{key}", members.get(key, _ABSENT))

    @property
    def is_absent(self) -> bool:
        return self.value is _ABSENT

    def checked(self, *, needed: Collection[str] = (), allowed: Collection[str] = ()) -> "Field":
        """This field, as an object with all of ``needed`` and nothing but them and ``allowed``."""
        members = self._present()
        if not isinstance(members, dict):
            raise self.refuse("must be an object")
        for key in members:
            if key not in needed and key not in allowed:
                raise self.at(_shown_key(key)).refuse("unknown key")
        if isinstance(members, Repeated):
            raise self.at(_shown_key(members.key)).refuse("is given twice")
        for key in needed:
            if key not in members:
                raise self.at(key).refuse("is missing")
        return self

    def items(self) -> Iterator["Field"]:
        elements = self._present()
        if not isinstance(elements, list):
            raise self.refuse("must be a list")
        return (Field(f"{self.path}[{index}]", element) for index, element in enumerate(elements))

    def members(self) -> Iterator[tuple[str, "Field"]]:
        """The members of an object whose keys are free: names or dates."""
        members = self._present()
        if not isinstance(members, dict):
            raise self.refuse("must be an object")
        if isinstance(members, Repeated):
            raise self.at(_shown_key(members.key)).refuse("is given twice")
        return ((key, self.at(_shown_key(key))._with(value)) for key, value in members.items())

    def whole(
        self, what: str = "a whole number", *, least: int | None = None, most: int | None = None
    ) -> int:
        value = self._present()
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.refuse(f"must be {what}")
        if least is not None and value < least:
            raise self.refuse(f"must be {what}, {least} or more")
        if most is not None and value > most:
            raise self.refuse(f"must be {what}, {most} or less")
        return value

    def number(self) -> float:
        value = self._present()
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise self.refuse("must be a number")
        return value

    def text(self) -> str:
        value = self._present()
        if not isinstance(value, str):
            raise self.refuse("must be text")
        return value

    def one_of(self, choices: Collection[str]) -> str:
        value = self._present()
        if not isinstance(value, str) or value not in choices:
            raise self.refuse(f"must be one of {', '.join(choices)}")
        return value

    def identifier(self) -> int | str:
        """A name or a number that stands for somebody or something."""
        value = self._present()
        if isinstance(value, bool) or not isinstance(value, int | str) or value == "":
            raise self.refuse("must be text or a whole number")
        return value

    def instant(self) -> datetime:
        value = self._present()
        if isinstance(value, str) and INSTANT.fullmatch(value):
            try:
                return datetime.fromisoformat(value[:-1]).replace(tzinfo=UTC)
            except ValueError as error:
                raise self.refuse("is a time that does not exist") from error
        raise self.refuse("must be an instant like 2026-06-15T08:30:00Z")

    def day(self) -> date:
        value = self._present()
        if not isinstance(value, str):
            raise self.refuse("must be a date like 2026-06-15")
        return self.day_from(value)

    def day_from(self, value: str) -> date:
        if not DATE.fullmatch(value):
            raise self.refuse("must be a date like 2026-06-15")
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise self.refuse("is a date that does not exist") from error

    def wall_minutes(self) -> int:
        """A local time as minutes after midnight; ``24:00`` is 1440."""
        value = self._present()
        if not isinstance(value, str) or not WALL_TIME.fullmatch(value):
            raise self.refuse("must be a local time like 09:30, or 24:00")
        return int(value[:2]) * 60 + int(value[3:])

    def _present(self) -> object:
        if self.is_absent:
            raise self.refuse("is missing")
        return self.value

    def _with(self, value: object) -> "Field":
        return Field(self.path, value)


_ABSENT = object()


def _shown_key(key: str) -> str:
    """A key as one line can show it, whatever is in it."""
    return key if PLAIN_KEY.fullmatch(key) else json.dumps(key[:60])


def instant_text(instant: datetime) -> str:
    """``2026-06-15T08:30:00Z``; a fraction of a second only where there is one."""
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
