"""Values that legalaid's tables store."""

from enum import StrEnum


class FundingSource(StrEnum):
    PRIVATE = "pay"
    LEGAL_AID = "legal_aid"
    NOT_SURE = "not_sure"


class FundingState(StrEnum):
    DUE = "due"
    PAID = "paid"
    WAIVED = "waived"
