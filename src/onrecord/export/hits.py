"""Statements that were found in a ledger, as rows of a table."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from onrecord.export.claims import OPEN
from onrecord.export.records import cell

if TYPE_CHECKING:
    from onrecord.ledger import Hit

#: The columns, a row a statement; of its claims there are only the kinds, likelihoods, days and outcomes.
COLUMNS = (
    "id", "speaker", "speaker_id", "speaker_kind", "quoted_by", "text", "manner", "confidence", "kinds",
    "likelihoods", "due", "outcomes", "document", "version", "dropped", "title", "outlet", "published", "url", "start",
    "end", "also_in", "repeats",
)  # fmt: skip


def row(hit: "Hit") -> list[str | float]:
    """The cells of one statement, none of which a spreadsheet takes for a formula."""
    several: dict[str, Iterable[str]] = {
        "quoted_by": hit.quoted_by,
        "repeats": hit.repeats,
        "kinds": dict.fromkeys(claim.kind for claim in hit.claims),
        "likelihoods": dict.fromkeys(claim.likelihood for claim in hit.claims if claim.likelihood),
        "outcomes": [claim.outcome or "open" for claim in hit.claims if claim.kind in OPEN],
        "due": sorted({claim.due_on.isoformat() for claim in hit.claims if claim.due_on}),
    }
    values = ("; ".join(several[name]) if name in several else getattr(hit, name) for name in COLUMNS)
    return [cell(value) if isinstance(value, str | None) else value for value in values]
