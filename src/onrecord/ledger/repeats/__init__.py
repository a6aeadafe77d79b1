"""Repeats: which sayings are one utterance, and which articles are nearly one text.

One utterance appears in many articles: whole and cut, with its "he" made "[the minister]", as a quotation and as a
report of it, in two translations. A forecast counts once. Nothing is compared with the whole ledger: each saying
has a few :func:`keys`, those that are worth it are compared word by word (:func:`same`), and :func:`group` says which
are one. Rules, not learnt: so it can be said why. The English is in ``english.toml``.
"""

from onrecord.ledger.repeats.articles import NEAR, Overlap, document_keys, near_duplicate
from onrecord.ledger.repeats.comparison import (
    MEMBERS,
    SAME,
    SAME_WORDS,
    Likeness,
    assign,
    group,
    same,
    size,
    weighed,
)
from onrecord.ledger.repeats.keys import DAYS, keys, promising, sought
from onrecord.ledger.repeats.saying import Saying

__all__ = [
    "DAYS",
    "MEMBERS",
    "NEAR",
    "SAME",
    "SAME_WORDS",
    "Likeness",
    "Overlap",
    "Saying",
    "assign",
    "document_keys",
    "group",
    "keys",
    "near_duplicate",
    "promising",
    "same",
    "size",
    "sought",
    "weighed",
]
