"""What legal aid tells a person of their own file. See `mediation.core.telling`."""

from __future__ import annotations

from collections.abc import Iterator

from legalaid.enums import FundingSource
from legalaid.fee_fields import Fee
from legalaid.models import Determination, Evidence, Funding, MeansAssessment
from legalaid.screening_rows import sections
from mediation.core.telling import Item, Section, Treatment, Whose, tells
from mediation.core.times import local_day


@tells("legalaid.MeansAssessment", order=30)
def tell_of_means(whose: Whose) -> Iterator[Section]:
    for row in MeansAssessment.objects.filter(party=whose.party_id).order_by("pk") if whose.party_id else ():
        items = [
            Item(f"{part.part}_{line.anchor}", line.question, "\n".join(line.lines))
            for part in sections(row.answers, row.questionnaire_version, for_staff=True)
            for line in part.rows
        ]
        if row.verdict:
            items.append(Item("result", "What they came to", row.verdict.replace("_", " ")))
        yield Section(f"means_{row.pk}", "What you told us about your money", tuple(items))


@tells("legalaid.Evidence", "legalaid.Determination", order=31)
def tell_of_legal_aid(whose: Whose) -> Iterator[Section]:
    items: list[Item] = []
    for paper in Evidence.objects.filter(party=whose.party_id).order_by("pk") if whose.party_id else ():
        because = f": {paper.reason}" if paper.reason else ""
        items.append(Item(f"proof_{paper.pk}", paper.paper.replace("_", " "), f"{paper.state}{because}"))
    rows = Determination.objects.filter(party=whose.party_id).order_by("decided_at")
    for one in rows if whose.party_id else ():
        day = local_day(one.decided_at)
        items += [
            Item(f"decision_{one.pk}", f"Decided on {day}", one.decision.replace("_", " ")),
            Item(f"decision_{one.pk}_reasons", "The reasons", one.reasons, Treatment.READ),
            Item(
                f"decision_{one.pk}_papers",
                "Without papers because",
                one.without_papers_because,
                Treatment.READ,
            ),
        ]
    yield Section("legal_aid", "Legal aid", tuple(one for one in items if one.text))


@tells("legalaid.Funding", order=32)
def tell_of_funding(whose: Whose) -> Iterator[Section]:
    """What there is to pay. That somebody else's legal aid pays would tell about them, and is never told."""
    row = Funding.objects.filter(party=whose.party_id).first() if whose.party_id else None
    if row is None:
        return
    yield Section("fee", "What the meeting costs", fee_items(row))


def fee_items(row: Fee) -> tuple[Item, ...]:
    free = row.has_nothing_to_pay
    how = "" if row.source == FundingSource.OTHER_PARTY else row.source.replace("_", " ")
    return (
        Item("fee", "To pay", "Nothing" if free else f"£{row.fee:.2f}, {row.state}"),
        *([Item("how", "How", how)] if how else []),
        *([Item("reason", "Our note of it", row.reason, Treatment.NOTE)] if row.reason else []),
    )
