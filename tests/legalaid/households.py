"""Households as the contract writes them, made up, with and without answers that are not sure."""

import copy
import itertools
import json
import random

from hypothesis import strategies as st

from legalaid.means_test_contract import answer_all

TODAY = "2026-11-22"
PERIODS = ("weekly", "two_weekly", "four_weekly", "monthly", "quarterly", "yearly")
PLENTY = "99999999999.99"
# Every way of filling in an unknown fact that can matter: its two ends, and the first penny of pay.
CORNERS = {
    "money": ("0.00", PLENTY, "0.01"),
    "percent": ("0", "100"),
    "truth": (False, True),
    "age": (40, 70, 15, 17),
}
TRUTHS = {
    "passporting_benefit",
    "student",
    "statutory_pay_only",
    "child_relative",
    "in_full_time_education",
    "main_home",
    "disputed",
    "disputes_property_or_finance",
    "means_aggregated",
    "regular_income",
    "assets_2500_or_more",
}
NEVER_UNKNOWN = {"assessed_on", "kind", "period", "owner", "partner"}


def client(**facts):
    return {"age": 40, **facts}


def household(**facts):
    return {"assessed_on": TODAY, "client": client(), **facts}


def found(**facts):
    """What the means test finds for one household, today and with a client of 40 unless said otherwise."""
    (answer,) = json.loads(answer_all(json.dumps([household(**facts)])))
    return answer


def findings(items):
    return json.loads(answer_all(json.dumps(items)))


def kind_of(key):
    if key == "age":
        return "age"
    if key.endswith("_percent"):
        return "percent"
    return "truth" if key in TRUTHS else "money"


def leaves(node, path=()):
    """Every fact that may be unknown, as (path, key)."""
    pairs = node.items() if isinstance(node, dict) else enumerate(node)
    for key, value in pairs:
        if isinstance(value, dict | list):
            yield from leaves(value, (*path, key))
        elif key not in NEVER_UNKNOWN:
            yield (*path, key)


def written(path):
    """A path as the contract writes it: ``client.employments[0].gross``."""
    words = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return words.removeprefix(".")


def with_fact(item, path, value):
    changed = copy.deepcopy(item)
    node = changed
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = value
    return changed


def filled(item, facts):
    for path, value in facts.items():
        item = with_fact(item, path, value)
    return item


def unknowns(item):
    return [path for path in leaves(item) if value_at(item, path) is None]


def value_at(item, path):
    for step in path:
        item = item[step]
    return item


def corner_fillings(item, most=600, seed=1):
    """Every combination of corners, or where there are too many, some of them."""
    paths = unknowns(item)
    combinations = list(itertools.islice(itertools.product(*(CORNERS[kind_of(p[-1])] for p in paths)), 5000))
    if len(combinations) > most:
        combinations = random.Random(seed).sample(combinations, most)
    return [dict(zip(paths, values, strict=True)) for values in combinations]


def pounds(*amounts):
    return st.sampled_from(amounts)


truths = st.booleans()
periods = st.sampled_from(PERIODS)
pays = pounds("0.00", "0.01", "45.00", "100.00", "733.00", "778.00", "778.01", "2657.00", "2657.01")
smalls = pounds("0.00", "0.01", "50.00", "381.86", "545.00", "545.01", "700.00")
values = pounds("0.00", "0.01", "8000.00", "8000.01", "60000.00", "100000.00", "108000.01", "250000.00")
percents = st.sampled_from(["0", "33.33", "50", "100"])
ages = st.sampled_from([15, 16, 17, 18, 40, 59, 60, 70])


@st.composite
def works(draw, *, is_job):
    work = {"gross": draw(pays), "tax": draw(smalls), "period": draw(periods)}
    return {**work, "statutory_pay_only": draw(truths)} if is_job else work


@st.composite
def people(draw, *, least_age=15):
    return {
        "age": draw(ages.filter(lambda age: age >= least_age)),
        "passporting_benefit": draw(st.sampled_from([False, False, False, True])),
        "student": draw(truths),
        "employments": draw(st.lists(works(is_job=True), max_size=2)),
        "self_employments": draw(st.lists(works(is_job=False), max_size=1)),
        "other_income": draw(
            st.lists(st.fixed_dictionaries({"kind": st.just("pension"), "amount": pays}), max_size=1)
        ),
        "housing": {
            "cost": draw(smalls),
            "housing_benefit": draw(smalls),
            "kind": draw(st.sampled_from(["rent", "board_and_lodging"])),
        },
        "childcare": {"amount": draw(smalls)},
        "maintenance_paid": {"amount": draw(smalls)},
    }


dependants = st.fixed_dictionaries(
    {
        "age": st.sampled_from([2, 15, 16, 17, 18, 30]),
        "child_relative": truths,
        "in_full_time_education": truths,
        "income_monthly": pounds("0.00", "381.85", "381.86", "400.00"),
        "capital": pounds("0.00", "8000.00", "8000.01"),
    }
)
properties = st.fixed_dictionaries(
    {
        "main_home": truths,
        "value": values,
        "mortgage": values,
        "share_percent": percents,
        "disputed": truths,
        "landlord_percent": st.sampled_from(["0", "0", "50", "100"]),
    }
)


@st.composite
def households(draw):
    """Known in every fact, with many amounts on a limit or a penny beside it."""
    partner = draw(st.none() | people(least_age=18))
    owners = ["client"] if partner is None else ["client", "partner"]
    items = st.fixed_dictionaries(
        {"kind": st.just("savings"), "value": values, "disputed": truths, "owner": st.sampled_from(owners)}
    )
    return {
        "assessed_on": TODAY,
        "disputes_property_or_finance": draw(truths),
        "client": draw(people()),
        "partner": partner,
        "dependants": draw(st.lists(dependants, max_size=6)),
        "properties": draw(st.lists(properties, max_size=3)),
        "capital": draw(st.lists(items, max_size=2)),
        "under_18": {
            "means_aggregated": draw(truths),
            "regular_income": draw(truths),
            "assets_2500_or_more": draw(truths),
        },
    }


@st.composite
def unsure_households(draw, most=4):
    """With up to ``most`` facts that are not sure."""
    item = draw(households())
    paths = list(leaves(item))
    chosen = draw(st.lists(st.sampled_from(paths), min_size=1, max_size=most, unique=True))
    return filled(item, dict.fromkeys(chosen))
