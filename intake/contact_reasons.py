"""Why somebody may or may not be reached, and the sentence that staff read. PURE."""

from enum import StrEnum


class Reason(StrEnum):
    OK = "ok"
    DO_NOT_SAY_WHO = "do_not_say_who"
    INSIDE_SAFE_TIME = "inside_safe_time"
    SAFE_TIME_SAY_WHO = "safe_time_say_who"
    UNKNOWN_SO_NEUTRAL = "unknown_so_neutral"
    INVITATION = "invitation"
    SITE_ONLY = "site_only"
    NO_ADDRESS = "no_address"
    NEVER = "never"
    NUMBER_UNSAFE = "number_unsafe"
    UNKNOWN = "unknown"
    NOT_KNOWN_SAFE = "not_known_safe"
    OUTSIDE_SAFE_TIME = "outside_safe_time"
    QUIET_HOURS = "quiet_hours"
    NO_SAFE_TIME = "no_safe_time"
    ONLY_AT_NIGHT = "only_at_night"
    NO_VOICEMAIL = "no_voicemail"
    INVITATION_IN_WRITING = "invitation_in_writing"


SENTENCES = {
    Reason.OK: "They said that this is safe.",
    Reason.DO_NOT_SAY_WHO: "They said yes, as long as we do not say who we are.",
    Reason.INSIDE_SAFE_TIME: "This is one of the times they said are safe. We do not say who we are.",
    Reason.SAFE_TIME_SAY_WHO: "This is one of the times they said are safe. We may say who we are.",
    Reason.UNKNOWN_SO_NEUTRAL: "We do not know if this is safe, so the e-mail does not say what it is for.",
    Reason.INVITATION: "An invitation is always in neutral words.",
    Reason.SITE_ONLY: "They asked us to use only this site.",
    Reason.NO_ADDRESS: "They gave us no address or number for this.",
    Reason.NEVER: "They said that this is not safe.",
    Reason.NUMBER_UNSAFE: (
        "Somebody else answered this number. We do not use it until they confirm it in another way."
    ),
    Reason.UNKNOWN: "We do not know if this is safe. Without a yes we only use e-mail.",
    Reason.NOT_KNOWN_SAFE: "This opens private pages, so it only goes where they said that it is safe.",
    Reason.OUTSIDE_SAFE_TIME: "This is not one of the times they said are safe. It waits for the next one.",
    Reason.QUIET_HOURS: "It is between 9pm and 8am, when we disturb nobody. It waits for a later time.",
    Reason.NO_SAFE_TIME: "They said that only some times are safe, and we do not know which.",
    Reason.ONLY_AT_NIGHT: (
        "The times they said are safe are all between 9pm and 8am, when this may not be sent."
    ),
    Reason.NO_VOICEMAIL: "They did not say that we may leave a message.",
    Reason.INVITATION_IN_WRITING: "An invitation is sent in writing, never by a call or a text.",
}
