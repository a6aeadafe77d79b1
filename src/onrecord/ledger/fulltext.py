"""The words of statements as each database searches them: FTS5 in SQLite, a tsvector with a GIN index in PostgreSQL.

Both are given stems (:mod:`onrecord.ledger.words`), those of the content and those of who says it.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, REAL, TSQUERY, TSVECTOR

from onrecord.ledger.words import Phrase, stems

#: What a word counts where it is in the content, and where it is in the name or the source.
CONTENT, SOURCE = 1.0, 0.4


def add(connection: sa.Connection, rows: Sequence[tuple[int, str, str]]) -> None:
    """Let statements be found: each one's id, its content and who says it."""
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(
            "INSERT INTO statement_words (rowid, content, source) VALUES (?, ?, ?)",
            [(id, " ".join(stems(content)), " ".join(stems(source))) for id, content, source in rows],
        )
    else:
        connection.exec_driver_sql(
            "INSERT INTO statement_words (statement_id, words) "
            "SELECT id, words::tsvector FROM unnest(%s::int[], %s::text[]) AS new (id, words)",
            (
                [id for id, _, _ in rows],
                [_vector(stems(content), stems(source)) for _, content, source in rows],
            ),
        )


def remove(connection: sa.Connection, ids: Sequence[int]) -> None:
    """Let statements be found no longer."""
    column = sa.column("rowid" if connection.dialect.name == "sqlite" else "statement_id", sa.Integer)
    connection.execute(sa.delete(sa.table("statement_words", column)).where(column.in_(ids)))


def matching(dialect: str, phrases: Sequence[Phrase]) -> sa.Subquery:
    """The statements that have all ``phrases``: ``id``, and ``rank``, which is lower the better it fits."""
    if dialect == "sqlite":
        sought = " ".join(f'"{" ".join(phrase)}"' for phrase in phrases)
        whole: sa.ColumnElement[str] = sa.literal_column("statement_words")
        fit: sa.ColumnElement[float] = sa.func.bm25(whole, CONTENT, SOURCE)
        id, matches = sa.column("rowid", sa.Integer), whole.op("MATCH")(sought)
    else:
        sought = " & ".join(f"({' <-> '.join(map(_lexeme, phrase))})" for phrase in phrases)
        words, query = sa.column("words", TSVECTOR), sa.cast(sought, TSQUERY)
        fit = -sa.func.ts_rank(sa.cast([0.0, 0.0, SOURCE, CONTENT], ARRAY(REAL)), words, query, 1)
        id, matches = sa.column("statement_id", sa.Integer), words.op("@@")(query)
    table = sa.table("statement_words")
    return sa.select(id.label("id"), fit.label("rank")).select_from(table).where(matches).subquery("matching")


def _vector(content: Sequence[str], source: Sequence[str]) -> str:
    """A tsvector's text: each word with its place, A where it is in the content, B where in the source."""
    # A gap, so that no phrase runs from the one into the other.
    after = len(content) + 2
    words = [f"{_lexeme(stem)}:{i}A" for i, stem in enumerate(content, 1)]
    words += [f"{_lexeme(stem)}:{after + i}B" for i, stem in enumerate(source)]
    return " ".join(words)


def _lexeme(stem: str) -> str:
    return f"'{stem}'"
