from .alerts import Alert
from .audit import AuditEntry
from .links import SecretLink
from .messages import Message
from .practice import Closure, Notice, PracticeSettings
from .rates import RateCounter
from .retention import LegalHold, PurgeLine, PurgeRun, RetentionClass
from .settings_changes import SettingsChange
from .staff import User

__all__ = [
    "Alert",
    "AuditEntry",
    "Closure",
    "LegalHold",
    "Message",
    "Notice",
    "PracticeSettings",
    "PurgeLine",
    "PurgeRun",
    "RateCounter",
    "RetentionClass",
    "SecretLink",
    "SettingsChange",
    "User",
]
