"""What can be done to funding and to screenings for legal aid."""

from .assessments import (
    BACK_SCOPE,
    KEPT_OTHERWISE,
    KEPT_WITH_SAFE_CHANNEL,
    back_url,
    code_clearance,
    finish,
    forget,
    forget_unless_kept,
    go_on_anyway,
    keep_for_later,
    open_for_party,
    purge_assessments,
    save_answers,
    start_assessment,
)
from .evidence import PAPERS, ask_for_papers, determine, list_evidence, missing_papers, record_evidence
from .funding import cover_by_other_party, open_funding, record_funding, uncover

__all__ = [
    "BACK_SCOPE",
    "KEPT_OTHERWISE",
    "KEPT_WITH_SAFE_CHANNEL",
    "PAPERS",
    "ask_for_papers",
    "back_url",
    "code_clearance",
    "cover_by_other_party",
    "determine",
    "finish",
    "forget",
    "forget_unless_kept",
    "go_on_anyway",
    "keep_for_later",
    "list_evidence",
    "missing_papers",
    "open_for_party",
    "open_funding",
    "purge_assessments",
    "record_evidence",
    "record_funding",
    "save_answers",
    "start_assessment",
    "uncover",
]
