"""Values that legalaid's tables store."""

from enum import StrEnum


class FundingSource(StrEnum):
    PRIVATE = "pay"
    LEGAL_AID = "legal_aid"
    NOT_SURE = "not_sure"
    # The other party was found eligible: the MIAM and the first session cost this party nothing, without a
    # test: SI 2013/480 reg 5(1)(ga) and (gb).
    OTHER_PARTY = "other_party"


# Who may yet get legal aid.
MAY_APPLY = (FundingSource.LEGAL_AID, FundingSource.NOT_SURE)


class FundingState(StrEnum):
    DUE = "due"
    PAID = "paid"
    WAIVED = "waived"


class Paper(StrEnum):
    """What the evidence list can name, in the order of the form."""

    SIGNED_FORM = "signed_form"
    BANK_STATEMENTS = "bank_statements"
    PASSPORT_LETTER = "passport_letter"
    WAGE_SLIPS = "wage_slips"
    ACCOUNTS = "accounts"
    TAX_FORM = "tax_form"
    BENEFIT_LETTER = "benefit_letter"
    PENSION = "pension"
    MAINTENANCE_RECEIVED = "maintenance_received"
    HELPER_LETTER = "helper_letter"
    TENANCY = "tenancy"
    STUDENT_FINANCE = "student_finance"
    DIVIDENDS = "dividends"
    HOUSING = "housing"
    CHILDCARE = "childcare"
    MAINTENANCE_PAID = "maintenance_paid"
    CAPITAL = "capital"


class EvidenceState(StrEnum):
    NEEDED = "needed"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    REJECTED = "rejected"  # with a reason that the client may read


class Decision(StrEnum):
    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"
