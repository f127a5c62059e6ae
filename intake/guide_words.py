"""What people type, and the words that the guides use for it. PURE.

Nothing here understands a question: it is cut into words, words that say little are left out, and lay words
are searched for together with ours. Change the tables freely; a search is built anew each time.
"""

import re
import unicodedata
from collections.abc import Mapping

MOST_WORDS = 24  # of one question; more says nothing new
LONGEST_WORD = 40
WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")

# Common in questions about anything.
_LITTLE = """
    a about again ago already also always am an and any anyone anything are as asked asking at be
    because been being but by came can can't come could day days did do does doesn't don't else even
    ever find for from get gets getting give go goes going got had happen happens has have he help her
    him his how i i'm i've if in into is it it's just know let like long made make may maybe me mean
    means might much must my need needs never no nor not now of off often ok old on one or our out over
    please possible put question really said say says see she should so someone something still sure
    take tell than thank thanks that the their them then there these they thing things think this those
    time to told too try under up us use used very want wants was way we were what when where which
    while who whom why will with won't work would year years yes you you're your
"""
SAY_LITTLE = frozenset(_LITTLE.split())

_OTHER = ("other person", "other parent")
_AFRAID = ("abuse", "afraid", "safe")
_COSTS = ("costs", "legal aid", "free", "pay")
_CHILD = ("child", "children")
_CAFCASS = ("cafcass",)
_MEDIATION = ("mediation", "mediator")

# Lay words, and how people spell ours -> what to look for besides. Phrases are looked for as they stand.
SYNONYMS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("cafcas", "caffcass", "caffcas", "cafcase", "cafcus", "kafkass", "kafkas"), _CAFCASS),
    **dict.fromkeys(("ex", "exs", "ex's", "husband", "wife", "boyfriend", "girlfriend", "spouse"), _OTHER),
    **dict.fromkeys(("mum", "mother", "dad", "father", "baby's"), ("other parent", "parents")),
    **dict.fromkeys(("kid", "kids", "son", "daughter", "baby", "teenager", "toddler"), _CHILD),
    **dict.fromkeys(
        ("custody", "residence", "visitation", "access"), ("judge decides", "court decides", "custody")
    ),
    **dict.fromkeys(
        ("scared", "frightened", "violent", "violence", "hit", "hits", "threatens", "dv"), _AFRAID
    ),
    **dict.fromkeys(
        ("afford", "money", "expensive", "cheap", "price", "fee", "fees", "costs", "cost"), _COSTS
    ),
    **dict.fromkeys(("maim", "miams", "maims", "mayam"), ("miam",)),
    **dict.fromkeys(("medation", "meditation", "mediater", "mediate"), _MEDIATION),
    **dict.fromkeys(("socials", "ss", "sw"), ("social services", "social worker")),
    **dict.fromkeys(("lawyer", "lawyers"), ("solicitor",)),
    **dict.fromkeys(("zoom", "teams", "skype", "facetime"), ("video call", "online")),
    **dict.fromkeys(("skip", "avoid", "exempt", "exemption"), ("exemption", "exceptions")),
    **dict.fromkeys(("refuse", "refuses", "refused", "ignores", "ignoring"), ("will not come", "say no")),
    **dict.fromkeys(("nan", "nana", "gran", "granny", "grandma", "grandad"), ("grandparent",)),
    **dict.fromkeys(("magistrate", "magistrates"), ("judge",)),
    **dict.fromkeys(("valid", "expire", "expires", "lasts"), ("four months",)),
    **dict.fromkeys(("age", "aged"), ("10 or over",)),
    "cin": ("child in need",),
    "cp": ("child protection",),
    "s7": ("section 7",),
    "s37": ("section 37",),
    "s47": ("section 47",),
    "uc": ("universal credit",),
    "cops": ("police",),
    "pathfinder": ("child focused courts",),
}


def words_of(question: str) -> tuple[str, ...]:
    """The words to look for, each once, in order. Those that say little count only where there are no
    others."""
    plain = unicodedata.normalize("NFKC", question).replace("’", "'").casefold()
    words = dict.fromkeys(word for word in WORD.findall(plain) if len(word) <= LONGEST_WORD)
    telling = [word for word in words if word not in SAY_LITTLE]
    return tuple((telling or list(words))[:MOST_WORDS])


def full_text_query(words: tuple[str, ...]) -> str:
    """The words and their synonyms for PostgreSQL's to_tsquery, any of which may match."""
    phrases = [phrase for word in words for phrase in (word, *SYNONYMS.get(word, ()))]
    return " | ".join(_as_query(phrase) for phrase in dict.fromkeys(phrases))


def _as_query(phrase: str) -> str:
    """Quoted, so that nothing in it is an operator."""
    quoted = ["'{}'".format(word.replace("'", "''")) for word in phrase.split()]
    return f"({' <-> '.join(quoted)})"
