"""By what a paper is recognised: letterheads, titles and words, as data. PURE.

`titles` count where they stand as a title; `words` support it. `alone` says that enough words tell even
without a title, as on a payslip. Sources: what each service writes, in the project's notes on the field (2.1
to 2.3). The words of the papers themselves were not seen on real ones and want a mediator's eye.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .document_enums import DocumentKind as Kind
from .document_enums import LetterFrom as From


def _pattern(*words: str) -> re.Pattern[str]:
    return re.compile("|".join(words), re.IGNORECASE)


@dataclass(frozen=True)
class KindRule:
    """How one kind is told; `senders` are those who write it, any where it is empty."""

    kind: Kind
    titles: re.Pattern[str]
    words: tuple[re.Pattern[str], ...] = ()
    senders: frozenset[From] = frozenset()
    alone: bool = False


NOT_COUNCILS = r"(?<!cafcass)(?<!justice)(?<!police)(?<!dwp)(?<!hmrc)"
LETTERHEADS: tuple[tuple[From, re.Pattern[str]], ...] = (
    (From.CAFCASS_CYMRU, _pattern(r"cafcass\s+cymru", r"@gov\.wales")),
    (From.CAFCASS, _pattern(r"\bcafcass\b(?!\s+cymru)", r"children and family court advisory")),
    (
        From.COUNCIL,
        _pattern(
            r"\b(city|county|borough|district|metropolitan|shire)\s+council\b",
            r"\bcouncil\b",
            r"\bcyngor\b",
            r"london borough of",
            r"children.?s (services|social care)",
            rf"@[\w.-]+{NOT_COUNCILS}\.gov\.uk",
        ),
    ),
    (
        From.COURT,
        _pattern(
            r"in the family court",
            r"^\s*(the )?family court (at|sitting at)",
            r"hm courts",
            r"@justice\.gov\.uk",
        ),
    ),
    (
        From.SOMEBODY_ELSE,
        _pattern(
            r"\bsolicitors\b",
            r"\bLLP\b",
            r"\b(primary|secondary|high|infant|junior|grammar) school\b|\bacademy\b",
            r"\bNHS\b",
            r"(county|magistrates.?|crown) court\b",
            r"\bhelpline\b",
            r"^[\w ]+ (police|constabulary)$",
            r"^subject:",
        ),
    ),
)
# A leaflet or a page from a website has the titles of papers that it is only about.
IS_ABOUT_PAPERS = _pattern(
    r"^(a )?guide\b",
    r"^how to\b",
    r"^what (is|are|happens)\b",
    r"^information for\b",
    r"\b(leaflet|fact\s?sheet)$",
)
_CAFCASS = frozenset({From.CAFCASS, From.CAFCASS_CYMRU})
_COUNCIL = frozenset({From.COUNCIL})
_COURT = frozenset({From.COURT})

KINDS: tuple[KindRule, ...] = (
    KindRule(
        Kind.SAFEGUARDING_LETTER,
        _pattern(
            r"safeguarding (letter|information for the court)",
            r"^safeguarding enquir(y|ies)\b",
            r"^schedule 2 (letter|report)",
        ),
        (
            _pattern(r"safeguarding (checks|enquiries)"),
            _pattern(r"police national computer", r"police checks", r"local authority checks"),
            _pattern(r"first hearing", r"\bFHDRA\b"),
        ),
        senders=_CAFCASS,
    ),
    KindRule(
        Kind.CHILD_IMPACT_REPORT,
        _pattern(r"child impact report", r"adroddiad effaith ar blant"),
        (_pattern(r"pathfinder", r"child focused court"), _pattern(r"decision hearing")),
    ),
    KindRule(
        Kind.SECTION_7,
        _pattern(
            r"\b(section|s\.?)\s*7\b.{0,40}\breport",
            r"report.{0,60}\b(section|s\.?)\s*7\b",
            r"welfare report",
        ),
        (
            _pattern(r"wishes and feelings"),
            _pattern(r"welfare checklist"),
            _pattern(r"children act 1989"),
        ),
        senders=_CAFCASS | _COUNCIL,
    ),
    KindRule(
        Kind.SECTION_37,
        _pattern(
            r"\b(section|s\.?)\s*37\b.{0,40}\b(report|investigation|direction)",
            r"(report|investigation).{0,60}\b(section|s\.?)\s*37\b",
        ),
        (_pattern(r"care or supervision order"), _pattern(r"children act 1989")),
    ),
    KindRule(
        Kind.COURT_APPLICATION,
        _pattern(r"\bC\s?100\b", r"\bC\s?1A\b", r"\bC\s?7\b", r"application under the children act 1989"),
        (
            _pattern(r"applicant"),
            _pattern(r"respondent"),
            _pattern(r"child arrangements", r"prohibited steps", r"specific issue"),
        ),
        senders=_COURT,
    ),
    KindRule(
        Kind.NOTICE_OF_HEARING,
        _pattern(r"notice of (a |the |first |final |directions |dispute resolution )*hearing"),
        (
            _pattern(r"case (number|no)"),
            _pattern(r"\b(you must|please) attend"),
            _pattern(r"will (be heard|take place)"),
        ),
        senders=_COURT,
    ),
    KindRule(
        Kind.NON_MOLESTATION_ORDER,
        _pattern(r"non-?\s?molestation order"),
        (
            _pattern(r"family law act 1996"),
            _pattern(r"\bmust not\b", r"\bis forbidden\b"),
            _pattern(r"power of arrest", r"criminal offence"),
        ),
        senders=_COURT,
    ),
    KindRule(
        Kind.CHILD_PROTECTION_CONFERENCE,
        _pattern(
            r"child protection (review )?(conference|plan)",
            r"(initial|review) (child protection )?conference",
            r"child protection register",
            r"core group",
        ),
        (
            _pattern(r"conference chair", r"independent reviewing officer", r"\bIRO\b"),
            _pattern(r"minutes", r"outline plan"),
            _pattern(r"category of (harm|abuse|registration)"),
        ),
        senders=_COUNCIL,
    ),
    KindRule(
        Kind.ASSESSMENT,
        _pattern(
            r"(child and family|children and families|C&F|family help) assessment",
            r"(single|parenting|initial|core) assessment",
            r"assessment.{0,40}\b(section|s\.?)\s*17\b",
            r"care and support assessment",
        ),
        (_pattern(r"social worker"), _pattern(r"analysis"), _pattern(r"child in need", r"family help")),
        senders=_COUNCIL,
    ),
    KindRule(
        Kind.PRE_PROCEEDINGS,
        _pattern(
            r"pre-?\s?proceedings",
            r"letter before proceedings",
            r"public law outline",
            r"\bPLO\b.{0,20}(letter|meeting)",
        ),
        (
            _pattern(r"(see|contact|instruct) a solicitor", r"legal advice"),
            _pattern(r"care proceedings"),
            _pattern(r"concern(s|ed) (about|for)"),
        ),
        senders=_COUNCIL,
    ),
    KindRule(
        Kind.WAGE_SLIP,
        _pattern(r"\bpay\s?(slip|advice)\b", r"\bwage\s?slip\b", r"statement of earnings"),
        (
            _pattern(r"\bnet pay\b"),
            _pattern(r"\b(gross|basic) pay\b"),
            _pattern(r"\bPAYE\b", r"\btax code\b"),
            _pattern(r"national insurance", r"\bNI (number|no)\b"),
        ),
        alone=True,
    ),
    KindRule(
        Kind.BENEFIT_LETTER,
        _pattern(
            r"universal credit.{0,30}(statement|award|payment)",
            r"^universal credit$",
            r"your (award|entitlement|benefit)",
            r"(income support|pension credit|jobseeker.?s allowance|employment and support allowance)",
        ),
        (
            _pattern(r"department for work and pensions", r"\bDWP\b", r"jobcentre"),
            _pattern(r"assessment period", r"you are entitled to", r"we will pay you"),
            _pattern(r"standard allowance", r"guarantee credit", r"weekly amount"),
        ),
        alone=True,
    ),
    KindRule(
        Kind.BANK_STATEMENT,
        _pattern(
            r"(bank|account|current account|savings) statement", r"statement of account", r"^your statement"
        ),
        (
            _pattern(r"\bsort code\b"),
            _pattern(r"\baccount number\b"),
            _pattern(r"(opening|closing) balance", r"balance (brought|carried) forward"),
            _pattern(r"direct debit", r"paid (in|out)", r"money (in|out)"),
        ),
        alone=True,
    ),
)
