"""Values that legalaid's tables store."""

from enum import StrEnum


class FundingSource(StrEnum):
    PRIVATE = "pay"
    LEGAL_AID = "legal_aid"
    NOT_SURE = "not_sure"
    # The other party was found eligible: the MIAM and the first session cost this party nothing, without a
    # test: SI 2013/480 reg 5(1)(ga) and (gb).
    OTHER_PARTY = "other_party"


class FundingState(StrEnum):
    DUE = "due"
    PAID = "paid"
    WAIVED = "waived"
