"""Legal aid's tables: who pays, what people tell us about their money, the papers and the decision."""

from .assessments import MeansAssessment
from .evidence import Determination, Evidence
from .funding import Funding

__all__ = ["Determination", "Evidence", "Funding", "MeansAssessment"]
