"""Characters of article text that an output cannot carry, or that would act on the reader's terminal.

Article text comes from strangers. Each character is replaced by exactly one, so offsets still hold.
"""

import re

_UNCARRIED = re.compile("[\0\ud800-\udfff]")
# Controls (escape sequences begin with one of them), line separators, the marks that reorder text, and
# deprecated format characters.
_ACTIVE = re.compile("[\0-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u206f\ufff9-\ufffb\ud800-\udfff]")
_SPACES = re.compile(r"\s+")


def encodable(text: str) -> str:
    """``text`` without what text files cannot hold: NUL, and lone surrogates, which UTF-8 has no bytes for."""
    return _UNCARRIED.sub("�", text)


def inert(text: str) -> str:
    """``text`` as it can be sent to a terminal: white space becomes spaces, other controls are drawn."""
    return _ACTIVE.sub(_drawn, text)


def one_line(text: str) -> str:
    """``text`` as one line that can be sent to a terminal, runs of white space as one space."""
    return _SPACES.sub(" ", inert(text)).strip()


def _drawn(match: re.Match[str]) -> str:
    character = match[0]
    if character.isspace():
        return " "
    if character < " ":
        return chr(0x2400 + ord(character))  # Unicode has a picture of each: ␀ ␛
    return "␡" if character == "\x7f" else "�"
