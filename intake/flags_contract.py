"""PURE. The flags as a JSON contract: one party's answers in, their flags out, no clock and no database."""

from mediation.core.json_contract import Field, answer_each

from .flag_answers import KINDS, AnyOf, Day, Kind, OneOf
from .flags import Assessment, evaluate

Answers = dict[str, object]


def answer_all(text: str) -> str:
    """The answers to a JSON list of items. ContractError names the item and field that cannot be read."""
    return answer_each(text, answer)


def answer(item: Field) -> dict[str, object]:
    item.checked(needed=("today",), allowed=(*KINDS, "other_party"))
    today = item.at("today").day()
    return _as_json(evaluate(_answers(item), today=today, other_party=_other_party(item.at("other_party"))))


def _other_party(field: Field) -> Answers | None:
    """The same keys, though not a third party's. Only `today` may never be null."""
    if field.is_absent or field.value is None:
        return None
    field.checked(allowed=("today", *KINDS))
    if not field.at("today").is_absent:
        field.at("today").day()
    return _answers(field)


def _answers(item: Field) -> Answers:
    """What was asked, checked. An absent key stays absent and null stays None: they differ in meaning."""
    asked = {key: item.at(key) for key in KINDS}
    return {
        key: None if field.value is None else _checked(field, KINDS[key])
        for key, field in asked.items()
        if not field.is_absent
    }


def _checked(field: Field, kind: Kind) -> object:
    match kind:
        case OneOf(values):
            return field.one_of(values)
        case AnyOf(values):
            return [each.one_of(values) for each in field.items()]
        case Day():
            field.day()
            return field.value


def _as_json(found: Assessment) -> dict[str, object]:
    return {
        "flags": [{"code": flag.code, "severity": flag.severity} for flag in found.flags],
        "severity": found.severity,
        "booking": found.booking,
        "contact_other_party": found.contact_other_party,
    }
