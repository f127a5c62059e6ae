"""The flag rules a second time, to compare the engine with: straight down the contract's prose, one `if`
after another, on the raw JSON. Shares no code with it.
"""

from datetime import date

CAFCASS_BODIES = ["cafcass", "cafcass_cymru"]
RUNGS = [
    ("early_help", "SS-EARLY", "info"),
    ("child_in_need", "SS-CIN", "amber"),
    ("section_47", "SS-S47", "red"),
    ("child_protection", "SS-CPP", "red"),
    ("section_20", "SS-LAC", "red"),
    ("pre_proceedings", "SS-PRE", "red"),
    ("police_protection", "SS-POLICE", "red"),
]
TRI_STATES = {
    "afraid": ("SF-FEAR", "amber"),
    "high_risk_signs": ("SF-HIGH", "red"),
    "honour_based": ("SF-HBA", "red"),
    "order": ("SF-ORDER", "red"),
    "bail": ("SF-BAIL", "red"),
    "refuge": ("SF-REFUGE", "red"),
    "shared_devices": ("SF-SHARED", "amber"),
    "child_harm": ("SF-CHILD", "red"),
    "substances": ("SF-SUBST", "amber"),
    "crisis": ("SF-CRISIS", "red"),
    "coerced": ("SF-COERCED", "amber"),
}
MAY_BE_UNSURE = ["court", "cafcass", "plan", "public_law", "child_guardian", "court_ordered_miam"]
MAY_BE_UNSURE += ["miam_last_4_months"]


def answer(item):
    found = {}
    safety(item, found)
    court(item, found)
    cafcass(item, found)
    letters(item, found)
    council(item, found)
    person(item, found)
    if not found and nobody_and_nothing(item):
        found["AG-NONE"] = "none"
    order = ["red", "amber", "contradiction", "info", "none"]
    flags = sorted((order.index(severity), code, severity) for code, severity in found.items())
    worst = flags[0][2] if flags else "none"
    clean = not set(found.values()) & {"red", "amber", "contradiction"} and "SF-UNANSWERED" not in found
    for key in ["danger_now", "afraid", "order", "bail", "abuse"]:
        if item.get(key) is None:
            clean = False
    return {
        "flags": [{"code": code, "severity": severity} for _, code, severity in flags],
        "severity": worst,
        "booking": "needs_person_first" if worst == "red" else "confirmed",
        "contact_other_party": clean,
    }


def about_children(item):
    if "matter" not in item or item["matter"] is None:
        return True
    return "children" in item["matter"] or "grandparent" in item["matter"]


def nobody_and_nothing(item):
    if item.get("court") != "none":
        return False
    if item.get("danger_now") != "no" or item.get("afraid") != "no" or item.get("order") != "no":
        return False
    if about_children(item):
        for key in ["cafcass", "social_services", "child_harm", "abduction"]:
            if item.get(key) != "no":
                return False
    return True


def safety(item, found):
    if item.get("danger_now") == "yes" or item.get("danger_now") == "unsure":
        found["SF-NOW"] = "red"
    for key, (code, severity) in TRI_STATES.items():
        if item.get(key) == "yes":
            found[code] = severity
        elif item.get(key) == "unsure":
            found[code] = "amber"
    if item.get("abuse") == "now":
        found["SF-DA-NOW"] = "red"
    elif item.get("abuse") == "past" or item.get("abuse") == "unsure":
        found["SF-DA-PAST"] = "amber"
    if item.get("abduction") == "imminent" or item.get("abduction") == "abroad":
        found["SF-ABDUCT"] = "red"
    elif item.get("abduction") == "worried" or item.get("abduction") == "unsure":
        found["SF-ABDUCT"] = "amber"
    for key in ["danger_now", "abuse", "abduction", *TRI_STATES]:
        if key in item and item[key] is None:
            found["SF-UNANSWERED"] = "info"


def court(item, found):
    if item.get("court") == "theirs":
        what_theirs_gives(found)
    if item.get("court_ordered_miam") == "yes":
        found["CT-ORDERED"] = "amber"
    if item.get("hearing_on"):
        ahead = date.fromisoformat(item["hearing_on"]) - date.fromisoformat(item["today"])
        if 0 <= ahead.days <= 14:
            found["CT-HEARING"] = "amber"
        if ahead.days >= 0 and item.get("court") == "finished":
            found["X-PAST-FUTURE"] = "contradiction"
        elif ahead.days >= 0 and item.get("court") != "mine" and item.get("court") != "theirs":
            found["X-HEAR-NOCOURT"] = "contradiction"
    for key in MAY_BE_UNSURE:
        if key in item and (item[key] is None or "unsure" in item[key]):
            found["UNSURE"] = "info"


def what_theirs_gives(found):
    found["CT-PARTY-RESP"] = "info"


def cafcass(item, found):
    sender = item.get("sender")
    involved = item.get("cafcass") == "yes" or sender in CAFCASS_BODIES
    country = item.get("child_country")
    if country == "scotland" or country == "northern_ireland" or country == "elsewhere":
        found["X-COUNTRY"] = "contradiction"
    if not about_children(item):
        if involved:
            found["X-MONEY-ONLY"] = "contradiction"
        return
    if (sender == "cafcass" and country == "wales") or (sender == "cafcass_cymru" and country == "england"):
        found["X-COUNTRY"] = "contradiction"
    active = item.get("court") == "mine" or item.get("court") == "theirs"
    no_case = "court" in item and item["court"] in ["none", "unsure", None]
    if active and involved:
        found["CAF-ACTIVE"] = "info"
    elif active and item.get("cafcass") == "no":
        found["CAF-EXPECT"] = "info"
    elif involved and no_case and sender in CAFCASS_BODIES:
        found["X-UNSERVED"] = "amber"
        found["CAF-ACTIVE"] = "info"
        what_theirs_gives(found)
    elif involved and no_case:
        found["X-CAF-NOCOURT"] = "contradiction"
        if sender == "council":
            what_now_gives(item, found)
    if (country == "wales" or sender == "cafcass_cymru") and (active or involved):
        found["CAF-CYMRU"] = "info"


def letters(item, found):
    letter, author, sender = item.get("document"), item.get("document_author"), item.get("sender")
    children = about_children(item)
    if letter == "child_impact_report" and children:
        found["CAF-CIR"] = "info"
    elif letter == "section_7" and author == "council":
        found["LA-S7"] = "amber"
    elif letter == "section_7" and children:
        found["CAF-S7"] = "amber"
    elif letter == "section_37":
        found["CT-S37"] = "red"
        if author == "cafcass" or (author != "council" and sender in CAFCASS_BODIES):
            found["X-S37-CAF"] = "contradiction"
    mistaken = item.get("social_services") == "now" and item.get("cafcass") != "yes" and children
    if letter in ["safeguarding_letter", "section_7"] and sender in CAFCASS_BODIES and mistaken:
        found["X-SS-IS-CAF"] = "contradiction"


def current_plans(item):
    if item.get("plan_current") == "no":
        return []
    named = [plan for plan in item.get("plan") or [] if plan != "none" and plan != "unsure"]
    if item.get("document") == "child_protection_conference":
        named.append("child_protection")
    elif item.get("document") == "pre_proceedings":
        named.append("pre_proceedings")
    return named


def what_now_gives(item, found):
    if item.get("social_services_about") == "adult":
        found["SS-ADULT"] = "info"
    elif current_plans(item) == []:
        found["SS-NOW"] = "amber"


def council(item, found):
    plans = current_plans(item)
    involved = item.get("social_services")
    if involved == "now":
        what_now_gives(item, found)
    elif involved == "past":
        closed = item.get("social_services_closed_on")
        if closed is None or closed >= a_year_before(item["today"]):
            found["SS-RECENT"] = "amber"
        else:
            found["SS-PAST"] = "info"
        if item.get("plan_current") == "yes":
            found["X-CLOSED-PLAN"] = "contradiction"
    elif involved == "unsure" or ("social_services" in item and involved is None):
        found["SS-UNK"] = "amber"
    if item.get("social_services_about") == "adult" and "social_services" in item and involved != "no":
        found["SS-ADULT"] = "info"
    for plan, code, severity in RUNGS:
        if plan in plans:
            found[code] = severity
            if plan != "early_help" and involved in ["no", None]:
                found["X-PLAN-NO-SS"] = "contradiction"
    public = item.get("public_law") in ["emergency_protection", "care", "supervision"]
    if public:
        found["CT-PUBLIC"] = "red"
    elif item.get("child_guardian") == "yes":
        found["CT-R164"] = "red"
    if item.get("child_removed_by") == "cafcass":
        found["X-REMOVED-BY-CAF"] = "red"
    elif item.get("child_removed_by") == "police":
        found["SS-POLICE"] = "red"
    elif item.get("child_removed_by") == "council" and not public:
        found["SS-LAC"] = "red"
    other = item.get("other_party")
    if other is None:
        return
    if (plans and names_none(other)) or (current_plans(other) and names_none(item)):
        found["X-PARTIES"] = "amber"


def names_none(item):
    if current_plans(item):
        return False
    if "plan" in item:
        return item["plan"] is not None and len(item["plan"]) > 0 and all(p == "none" for p in item["plan"])
    return item.get("social_services") == "no"


def a_year_before(today):
    year, rest = int(today[:4]) - 1, today[4:]
    return f"{year:04}{'-02-28' if rest == '-02-29' else rest}"


def person(item, found):
    if item.get("adult") == "no":
        found["PT-CHILD"] = "red"
    if item.get("in_prison") == "yes":
        found["PT-PRISON"] = "amber"
    if item.get("conflict") == "yes":
        found["PT-CONFLICT"] = "amber"
    if item.get("decides_with_help") == "yes":
        found["ACC-CAP"] = "amber"
    for need in item.get("adjustments") or []:
        found["ACC-" + need.upper().replace("_", "-")] = "info"
    if item.get("miam_last_4_months") == "yes":
        found["X-RECENT-MIAM"] = "info"
    if item.get("wants_exemption") is not None:
        found["X-EXEMPT-OLD"] = "info"
