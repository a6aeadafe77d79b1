"""Other layouts of the same articles, so that the reader does not lean on one newsroom's habits.

Each function takes an article and gives one with the same statements in other clothes: other
quotation marks, name lists and transcripts ("NAME: …"), headlines ("… — Name"), and whole passages
put into somebody's mouth. The last is what teaches the second level: the passage becomes one outer
content, and the statements that it held are now voices within it.
"""

import random
import re
from dataclasses import replace

from onrecord.reading.quotations import paragraphs
from training.cast import Token
from training.claims import Unit
from training.data import Article, Attribution
from training.labels import Spans

_QUOTES = "\"“”'‘’"
_TO_SINGLE = str.maketrans('“”"', "‘’'")
_FRAGMENT = re.compile(r"(to|of|for|on|about|in|with|by|as|at|against|from)\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[a-z0-9%][.!?])[”\"]? (?=[A-Z“\"])")
_PRONOUNS = {
    "he",
    "she",
    "they",
    "we",
    "i",
    "it",
    "you",
    "who",
    "which",
    "that",
    "his",
    "her",
    "their",
    "its",
}
_CUES = (
    "said", "said", "said", "said", "told reporters", "added", "wrote", "noted", "argued", "stressed",
    "explained", "told the newspaper", "declared", "warned", "recalled", "insisted", "emphasized",
    "said in an interview", "commented", "summed up",
)  # fmt: skip


def augment(article: Article, rng: random.Random) -> Article:
    """One random version of the article."""
    if rng.random() < 0.4:
        article = relayout(article, rng)
    for _ in range(rng.choice((0, 1, 1, 2))):
        article = mouth(article, rng)
    if rng.random() < 0.4:
        article = remark(article, rng)
    return article


def compose(article: Article, parts: list[str | tuple[int, int]]) -> tuple[Article, dict[int, int]]:
    """A new text out of literal strings and stretches of the old one; labels move along.

    Also gives, for each literal's place in ``parts``, where it begins in the new text. What is in no
    stretch is dropped, spans cut accordingly.
    """
    text: list[str] = []
    kept: list[tuple[int, int, int]] = []
    literals: dict[int, int] = {}
    at = 0
    for i, part in enumerate(parts):
        if isinstance(part, str):
            literals[i] = at
            piece = part
        else:
            piece = article.text[part[0] : part[1]]
            kept.append((part[0], part[1], at - part[0]))
        text.append(piece)
        at += len(piece)

    def move(spans: Spans) -> Spans:
        out = [(max(s, a) + d, min(e, b) + d) for s, e in spans for a, b, d in kept if max(s, a) < min(e, b)]
        joined: Spans = []
        for s, e in sorted(out):
            if joined and s <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(e, joined[-1][1]))
            else:
                joined.append((s, e))
        return joined

    def move_all(attributions: list[Attribution]) -> list[Attribution]:
        moved = [Attribution(move(a.source), move(a.cue), move(a.content)) for a in attributions]
        return [m for m, a in zip(moved, attributions, strict=True) if m.content and (m.cue or not a.cue)]

    place: dict[int, int] = {}
    parse = []
    where = {}
    for a, b, d in kept:
        where.update({s: s + d for s in range(a, b)})
    for i, row in enumerate(article.parse):
        if row[0] in where:
            place[i] = len(place)
    for i, (start, end, pos, entity, head, relation) in enumerate(article.parse):
        if i in place:
            up = -1 if head < 0 else place.get(head)
            moved_end = where[start] + end - start
            parse.append((where[start], moved_end, pos, entity, -2 if up is None else up, relation))

    def whole(spans: Spans) -> Spans:
        """The spans that moved in one piece."""
        return [
            (where[s], where[s] + e - s)
            for s, e in spans
            if s in where and where.get(e - 1) == where[s] + e - 1 - s
        ]

    def move_unit(u: Unit) -> Unit | None:
        own, cue = whole([(u.start, u.end)]), whole([u.cue])
        if not own or not cue:
            return None  # without its cue, a claim may be of another kind
        condition, when = (None if x is None else whole(x) for x in (u.condition, u.when))
        return replace(u, start=own[0][0], end=own[0][1], cue=cue[0], condition=condition, when=when)

    cast = replace(
        article.cast,
        chains=[sorted(where[o] for o in chain if o in where) for chain in article.cast.chains],
        roles=None if article.cast.roles is None else move(article.cast.roles),
        channels=None if article.cast.channels is None else move(article.cast.channels),
        doubtful=move(article.cast.doubtful),
    )
    out = replace(
        article,
        text="".join(text),
        outer=move_all(article.outer),
        inner=None if article.inner is None else move_all(article.inner),
        skipped=move(article.skipped),
        inner_known=None if article.inner_known is None else move(article.inner_known),
        inner_open=move(article.inner_open),
        parse=_drop(parse) if any(row[4] == -2 for row in parse) else parse,
        cast=cast,
        units=[moved for u in article.units if (moved := move_unit(u))],
    )
    return out, literals


def _drop(parse: list[Token]) -> list[Token]:
    """Leave out the tokens whose head was lost, and renumber the rest."""
    keep = [i for i, row in enumerate(parse) if row[4] != -2]
    new = {old: i for i, old in enumerate(keep)}
    # A head that was itself dropped is lost, too; such tokens become their own sentence's root.
    return [
        (start, end, pos, entity, new.get(head, -1), relation)
        for start, end, pos, entity, head, relation in (parse[i] for i in keep)
    ]


def remark(article: Article, rng: random.Random) -> Article:
    """Set the quotation marks another way: straight, curly, guillemets; or lose one. Offsets stay."""
    text = article.text
    style = rng.choice(("straight", "straight", "curly", "guillemets", "lose", "lose", "single"))
    if style == "straight":
        text = text.translate(str.maketrans("“”‘’", "\"\"''"))
    elif style == "curly":
        text = re.sub(r'(^|[\s(\[—–-])"', r"\1“", text).replace('"', "”")
        text = re.sub(r"(^|[\s(\[—–“-])'", r"\1‘", text).replace("'", "’")
    elif style == "guillemets":
        text = re.sub(r'(^|[\s(\[—–-])"', r"\1“", text).replace('"', "”")
        text = text.translate(str.maketrans("“”", "«»"))
    elif style == "single":
        text = re.sub(r'(^|[\s(\[—–-])"', r"\1“", text).replace('"', "”")
        text = text.translate(str.maketrans("“”", "‘’"))
    else:
        marks = [m.start() for m in re.finditer('["“”]', text)]
        for at in rng.sample(marks, min(len(marks), 1 + len(marks) // 20)):
            text = text[:at] + " " + text[at + 1 :]
    return replace(article, text=text)


def relayout(article: Article, rng: random.Random) -> Article:
    """Turn up to three paragraphs that hold one statement into a list, transcript or headline line."""
    for _ in range(rng.randint(1, 3)):
        chosen = _one_statement_paragraphs(article)
        if not chosen:
            break
        article = _relayout_one(article, *rng.choice(chosen), rng)
    return article


def _one_statement_paragraphs(article: Article) -> list[tuple[int, int, Attribution]]:
    out = []
    for start, end in paragraphs(article.text):
        touching = [a for a in article.outer if _touches(a.spans(), start, end)]
        if len(touching) != 1 or end - start > 700:
            continue
        a = touching[0]
        if not a.source or not a.cue or any(s < start or e > end for s, e in a.spans()):
            continue
        if article.inner is not None and any(_touches(i.spans(), start, end) for i in article.inner):
            continue
        source = article.text[a.source[0][0] : a.source[0][1]]
        size = sum(len(article.text[s:e].split()) for s, e in a.content)
        if _FRAGMENT.match(article.text, _strip(article.text, *a.content[0])[0]):
            continue
        if size >= 6 and len(source.split()) <= 7 and source[0].isupper() and source.lower() not in _PRONOUNS:
            out.append((start, end, a))
    return out


def _relayout_one(article: Article, start: int, end: int, a: Attribution, rng: random.Random) -> Article:
    text = article.text
    content = [_strip(text, s, e) for s, e in a.content]
    s, e = content[0]
    content[0] = (s + 5 if text[s : s + 5] == "that " else s, e)
    content = [(s, e) for s, e in content if s < e]
    source = _strip(text, *a.source[0])
    if not content or source[0] >= source[1]:
        return article
    body: list[str | tuple[int, int]] = []
    for i, span in enumerate(content):
        body += [" ", span] if i else [span]
    # `@` is a mark that belongs to the content, `#…#` the cue.
    dash = rng.choice(("—", "—", "–", "-"))
    template = rng.choice(
        (
            ("S", "#:#", " ", "C", "."),
            ("S", "#:#", " ", "@“", "C", "@.”"),
            ("S", "#:#", " ", '@"', "C", '@."'),
            ("S", "#:#", "\n", "C", "."),
            ("@“", "C", "@”", " ", f"#{dash}#", " ", "S"),
            ('@"', "C", '@."', "\n", f"#{dash}#", " ", "S"),
            *[("C", " ", f"#{dash}#", " ", "S")] * 4,
            ("C", "#:#", " ", "S") if rng.random() < 0.3 else ("S", "#:#", " ", "C"),
            ("C", ", ", "#according to#", " ", "S", "."),
            ("#According to#", " ", "S", ", ", "C", "."),
            ("@“", "C", "@”", ", ", "S", " ", "#said#", "."),
            ("@«", "C", "@»", ", ", "#said#", " ", "S", "."),
            ("- ", "S", "#:#", " ", "@“", "C", "@”"),
            ("In ", "S", "#’s view#", ", ", "C", "."),
        )
    )
    lead = rng.random() < 0.4 and "\n" not in template
    parts: list[str | tuple[int, int]] = [] if lead else [(0, start)]
    marks: list[tuple[int, str]] = []
    for item in template:
        if item == "S":
            parts.append(source)
        elif item == "C":
            parts += body
        elif item[0] in "#@":
            marks.append((len(parts), item))
            parts.append(item.strip("#") if item[0] == "#" else item[1:])
        else:
            parts.append(item)
    # As the article's headline, or in its own place.
    parts += ["\n\n", (0, start), (end, len(text))] if lead else [(end, len(text))]
    stripped = replace(article, outer=[b for b in article.outer if b is not a])
    out, at = compose(stripped, parts)
    moved, _ = compose(replace(article, outer=[Attribution([source], [], content)]), parts)
    if len(moved.outer) != 1:
        return article
    new = moved.outer[0]
    for i, item in marks:
        span = (at[i], at[i] + len(parts[i]))  # type: ignore[arg-type]
        (new.cue if item[0] == "#" else new.content).append(span)
    new.content = _join(new.content, out.text)
    at_start = new.content[0][0]
    while out.text[at_start] in _QUOTES + "«":
        at_start += 1
    if template[0] not in ("#According to#", "In ") and rng.random() < 0.9:
        out = replace(
            out, text=out.text[:at_start] + out.text[at_start].upper()[:1] + out.text[at_start + 1 :]
        )
    return replace(out, outer=[*out.outer, new])


def _join(spans: Spans, text: str) -> Spans:
    """Sorted, with spans that only white space parts made one."""
    out: Spans = []
    for s, e in sorted(spans):
        if out and not text[out[-1][1] : s].strip():
            out[-1] = (out[-1][0], e)
        else:
            out.append((s, e))
    return out


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    """Without the marks and white space at its ends."""
    junk = _QUOTES + " ,.;:\n\xa0"
    while start < end and text[start] in junk:
        start += 1
    while start < end and text[end - 1] in junk:
        end -= 1
    return start, end


def mouth(article: Article, rng: random.Random) -> Article:
    """Put a passage into somebody's mouth: a long quotation, one broken by its cue, or a that-clause."""
    blocks = paragraphs(article.text)
    for _ in range(8):
        i = rng.randrange(len(blocks))
        j = min(len(blocks), i + rng.choice((1, 1, 2, 2, 3, 4)))
        start, end = blocks[i][0], blocks[j - 1][1]
        held = [a for a in article.outer if _touches(a.spans(), start, end)]
        whole = all(start <= s and e <= end for a in held for s, e in a.spans())
        if held and whole and 60 < end - start < 1500 and not _touches(article.skipped, start, end):
            return _wrap(article, blocks[i:j], held, rng)
    return article


def _speaker(article: Article, rng: random.Random) -> str:
    names = [article.text[a.source[0][0] : a.source[0][1]] for a in article.outer if a.source]
    names = [n.strip(" ,") for n in names if len(n.split()) <= 9 and n.lower() not in _PRONOUNS]
    pronoun = rng.random() < 0.3 or not names
    return (
        rng.choice(("he", "she", "the general", "the mayor", "she", "he")) if pronoun else rng.choice(names)
    )


def _wrap(article: Article, blocks: Spans, held: list[Attribution], rng: random.Random) -> Article:
    text = article.text
    start, end = blocks[0][0], blocks[-1][1]
    speaker, cue = _speaker(article, rng), rng.choice(_CUES)
    left, right = rng.choice((("“", "”"), ("“", "”"), ('"', '"'), ('"', '"'), ("«", "»"), ("‘", "’")))
    sentence = _SENTENCE_END.search(text, start, blocks[0][1])
    form = rng.choice(("after", "after", "after", "before", "broken", "that", "that"))
    if form == "that" and (len(blocks) > 1 or sentence or text[start] in _QUOTES):
        form = "after"
    if form == "broken" and (not sentence or _cuts(held, sentence.start())):
        form = "after"
    capital = speaker[0].upper() + speaker[1:]
    parts: list[str | tuple[int, int]] = [(0, start)]
    roles: dict[int, str] = {}

    def say(role: str, literal: str) -> None:
        roles[len(parts)] = role
        parts.append(literal)

    def plain(literal: str) -> None:
        parts.append(literal)

    def passage(a: int, b: int) -> None:
        """Old text ``a:b``, with the marks that each further paragraph may reopen with."""
        inside = [(max(s, a), min(e, b)) for s, e in blocks if s < b and a < e]
        for k, (s, e) in enumerate(inside):
            if k:
                plain("\n" if one_line else "\n\n")
                if reopen:
                    say("content", left)
            roles[len(parts)] = "content"
            parts.append((s, e))

    reopen, one_line = rng.random() < 0.6, rng.random() < 0.3
    stop = end - 1 if text[end - 1] == "." else end
    if form == "after":
        say("content", left)
        passage(start, stop)
        say("content", rng.choice((",", ",", ".", "")) + right)
        plain(rng.choice((" ", " ", ", ")))
        if rng.random() < 0.3:
            say("cue", cue), plain(" "), say("source", speaker), plain(".")
        else:
            say("source", speaker), plain(" "), say("cue", cue), plain(".")
    elif form == "before":
        say("source", capital), plain(" "), say("cue", cue), plain(rng.choice((": ", ", ", ":\n\n")))
        say("content", left), passage(start, end), say("content", right)
    elif form == "broken" and sentence:
        at = sentence.start()
        say("content", left), passage(start, at - 1), say("content", "," + right), plain(" ")
        say("source", speaker), plain(" "), say("cue", cue), plain(". ")
        say("content", left), passage(sentence.end(), end), say("content", right)
    else:
        say("source", capital), plain(" "), say("cue", cue), plain(" ")
        if rng.random() < 0.5:
            say("content", "that ")
        passage(start, stop)
        plain(".")
    parts.append((end, len(text)))
    # What the passage's statements held would be a third level, and is forgotten.
    others = [a for a in article.outer if a not in held]
    known = article.inner_known
    if known is None:
        known = [] if article.inner is None else [span for a in others for span in a.content]
    wrapped = replace(
        article,
        outer=others,
        inner=[*held, *(a for a in article.inner or () if not _touches(a.spans(), start, end))],
        inner_known=[(start, end), *(span for span in known if not _touches([span], start, end))],
        inner_open=[span for span in article.inner_open if not _touches([span], start, end)],
    )
    out, at_new = compose(wrapped, parts)
    new = Attribution([], [], [])
    offset = 0
    for i, part in enumerate(parts):
        size = len(part) if isinstance(part, str) else part[1] - part[0]
        if i in roles:
            getattr(new, roles[i]).append((offset, offset + size))
        offset += size
    new.content = _join(new.content, out.text)
    if form != "that" and left in '“"':
        # Marks inside become single ones, as printers have it; offsets stay.
        lo, hi = new.content[0][0], new.content[-1][1]
        own = {at_new[i] + k for i in roles if i in at_new for k in range(len(parts[i]))}
        inner = "".join(
            c if lo + k in own else c.translate(_TO_SINGLE) for k, c in enumerate(out.text[lo:hi])
        )
        if rng.random() < 0.8:
            out = replace(out, text=out.text[:lo] + inner + out.text[hi:])
    return replace(out, outer=[*out.outer, new])


def _touches(spans: Spans, start: int, end: int) -> bool:
    return any(s < end and start < e for s, e in spans)


def _cuts(held: list[Attribution], at: int) -> bool:
    """Whether a cut at ``at`` would part one of a statement's spans."""
    return any(s < at < e for a in held for s, e in a.spans())
