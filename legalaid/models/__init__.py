"""Legal aid's tables: who pays, and what people tell us about their money."""

from .assessments import MeansAssessment
from .funding import Funding

__all__ = ["Funding", "MeansAssessment"]
