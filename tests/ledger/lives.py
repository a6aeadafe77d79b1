"""A ledger in which much has happened: versions, readers, and people who say this and that."""

import datetime

import sqlalchemy as sa
from articles import DAM, PROMISE, dam, numbered, without
from inside import rows

from onrecord.ledger import Correction, Ledger, Search, Signed, forecast
from onrecord.ledger.schema import speakers

OLD, NEW, NEWEST = "0.1.0+00000000", "0.2.0+00000000", "0.10.0+00000000"
NELL = Signed("Nell Varga", "as the minutes say", ("https://example.org/minutes", "the council's clerk"))
JON = Signed("Jon Mirek")
CORRECTED = "A correction was made.\n" + DAM.replace(PROMISE, "")


def ids(ledger: Ledger) -> dict[str, str]:
    """The ids of claims by their words, and of statements by theirs behind a colon."""
    hits = ledger.find(Search(), 1000).hits
    return {c.text: c.id for hit in hits for c in hit.claims} | {f": {hit.text}": hit.id for hit in hits}


def lived(ledger: Ledger, articles: int = 3) -> None:
    """Fill it."""
    for i in range(articles):
        ledger.add(numbered(i), OLD)
    ledger.add(dam(id="n9", title="A dam", outlet="The Packet", published="2031-05-04"), OLD)
    known = ids(ledger)
    wall, promise = known["that the wall could give way"], known["We will pay for every flooded cellar"]
    aim, holds = (
        known["to show that he is in charge"],
        known["The dam at Orne will hold until March 31, 2032"],
    )
    ledger.resolve(wall, "no", JON)
    ledger.resolve(wall, "partly", NELL, degree=0.4, settled_on=datetime.date(2031, 7, 1))
    ledger.resolve(promise, "void", NELL)
    ledger.resolve(promise, "open", NELL)
    ledger.correct(aim, Correction(kind="forecast", likelihood="very_likely"), JON)
    ledger.set_deadline(holds, datetime.date(2032, 4, 1), JON)
    ledger.correct(known[": that the wall could give way"], Correction(speaker="Lena Sund"), JON)
    ledger.add(dam(CORRECTED, id="n9", title="A dam", outlet="The Packet", published="2031-05-04"), OLD)
    # A newer reader misses some of what people spoke of, and an even newer one moves the rest.
    ledger.add(without(dam(CORRECTED, id="n9"), "s4", "s3", "c1"), NEW)
    ledger.add(without(numbered(1), "s2"), NEW)
    ledger.add(numbered(1), NEWEST)
    known = ids(ledger)
    ledger.correct(known[": that it will ever open"], Correction(statement=False), NELL)
    ledger.correct(known["The bridge at Tarn2 will open"], Correction(words="bridge at Tarn2 will"), NELL)
    ledger.as_read(aim, NELL)
    ledger.add(dam(url="https://x.example/dam", published="2031-05-05"), OLD)
    ledger.import_forecast(
        forecast("Osk Institute", "Prices will fall", "70%", "2031-01-02", "end of June 2031", "yes"), NELL
    )
    ada, ines, other = (who(ledger, name) for name in ("ada brill", "ines korda0", "ines korda1"))
    ledger.merge([ines, ada], NELL)
    ledger.split(ada, [], JON)
    ledger.merge([other, ines], NELL)
    ledger.split(ada, ["n2", "n9"], NELL)


def who(ledger: Ledger, name: str) -> str:
    """The id of the first person with that name."""
    (row,) = rows(ledger, sa.select(speakers.c.code).where(speakers.c.key == f"person\n{name}"))
    return str(row.code)
