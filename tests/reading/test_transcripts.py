"""Transcripts are told by their layout."""

from hypothesis import given
from hypothesis import strategies as st

from onrecord.reading.encoder import Encoder
from onrecord.reading.transcripts import turns

ENCODER = Encoder()

EXCHANGE = (
    "The minister was asked about the harbour on Sunday. A partial transcript:\n\n"
    '"RELLING: Will the wall hold this winter, Minister? The county says it will not.\n\n'
    '"HALE: It will hold. We have had every stone of it looked at.\n\n'
    '"And there is more to come.\n\n'
    '"(CROSSTALK.)\n\n'
    '"RELLING: If I may, the engineers say that it is cracked from end to end.\n\n'
    '"HALE: They are wrong, and they will see that they are wrong.\n\n'
    "Hale has been minister since 2014."
)


def read(text: str) -> list[tuple[str, str]]:
    """Speaker and words of each turn."""
    tokens = ENCODER.tokenize(text)

    def shown(first: int, last: int) -> str:
        return text[tokens.start[first] : tokens.end[last - 1]]

    return [(shown(*t.speaker), " ".join(shown(*part) for part in t.content)) for t in turns(tokens, set())]


def test_turns_go_on_to_the_next_without_what_stands_in_brackets() -> None:
    found = read(EXCHANGE)
    assert [who for who, _ in found] == ["RELLING", "HALE", "RELLING", "HALE"]
    assert found[1][1].endswith('looked at. "And there is more to come.')
    assert found[3][1] == "They are wrong, and they will see that they are wrong."


def test_questions_and_answers_are_turns() -> None:
    text = (
        "Q: Will you run again next year, as some in the party hope?\nA: I have not decided, and I will take my "
        "time.\nQ: When will you decide, then?\nA: Before the harvest, I should think."
    )
    assert [who for who, _ in read(text)] == ["Q", "A", "Q", "A"]


def test_in_capitals_one_who_speaks_once_has_a_turn_too() -> None:
    text = EXCHANGE.replace("Hale has been", '"MODERATOR: Thank you both for coming today.\n\nHale has been')
    assert read(text)[-1] == ("MODERATOR", "Thank you both for coming today.")


def test_lists_notes_and_lone_colons_are_no_turns() -> None:
    for text in (
        "Results so far:\n\nBrill: 2,312\nMoss: 1,831\nBrill: 48\nMoss: 512",
        "Brill: the wall will hold\n\nThe mayor spoke on Monday.\n\nNote: an earlier version was wrong.",
        "HALE: It will hold, and we have had every stone of it looked at.",
    ):
        assert read(text) == []


def test_a_paragraph_with_a_statement_of_its_own_ends_a_turn() -> None:
    text = (
        "RELLING: Will the wall hold this winter, Minister?\n\nHALE: It will hold through any storm.\n\n"
        "Hale later said that he had not seen it.\n\nRELLING: Thank you for coming, Minister.\n\n"
        "HALE: Thank you for asking me here."
    )
    tokens = ENCODER.tokenize(text)
    at = tokens.words_in(text.index("said"), text.index("said") + 4)[0]
    hale = turns(tokens, {at})[1]
    assert text[tokens.start[hale.content[0][0]] : tokens.end[hale.content[-1][1] - 1]] == (
        "It will hold through any storm."
    )


@given(st.lists(st.sampled_from(["A:", "BC:", "a", "(x)", '"', "\n", "\n\n", ":", "…"]), max_size=40))
def test_turns_are_apart_and_in_order(parts: list[str]) -> None:
    tokens = ENCODER.tokenize(" ".join(parts))
    end = 0
    for turn in turns(tokens, set()):
        assert end <= turn.speaker[0] < turn.speaker[1] == turn.colon < turn.content[0][0]
        assert all(a < b for a, b in turn.content)
        end = turn.content[-1][1]
