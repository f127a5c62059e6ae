"""What legal aid forgets of a person, and what it keeps. See `mediation.core.forgetting`."""

from legalaid.models import Determination, Evidence, Funding, MeansAssessment
from mediation.core.forgetting import Scope, blank, delete, forget_traces, forgets
from mediation.core.retention import ClassKey


@forgets("legalaid.Determination", "legalaid.Evidence", "legalaid.MeansAssessment")
def forget_legal_aid(scope: Scope) -> None:
    """Nothing, while the Legal Aid Agency may ask for the file."""
    if ClassKey.LEGAL_AID in scope.keep:
        return
    delete(Determination.objects.filter(party__in=scope.party_ids))
    delete(Evidence.objects.filter(party__in=scope.party_ids))
    rows = MeansAssessment.objects.filter(party__in=scope.party_ids)
    forget_traces("meansassessment", list(rows.values_list("pk", flat=True)))
    delete(rows)


@forgets("legalaid.Funding")
def forget_funding(scope: Scope) -> None:
    """Who paid, how much, and whether, are counted; in whose words and why is not kept."""
    blank(Funding.objects.filter(party__in=scope.party_ids), reason="")
