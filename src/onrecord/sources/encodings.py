"""Bytes → text, in whatever encoding they are."""

import codecs
import re
from io import BytesIO

from onrecord.errors import NotText

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# Encodings that news is found in. Of those that fit equally well, the first is taken: in western text
# cp1252 and cp1250 often differ in one letter of a thousand, and far more of it is in cp1252.
_GUESSES = [
    "cp1252", "mac_roman", "cp1250", "iso8859_2", "cp1251", "koi8_r", "koi8_u", "iso8859_5", "cp1253", "cp1254",
    "cp1255", "cp1256", "cp1257", "cp874", "shift_jis", "euc_jp", "gb18030", "big5", "cp949",
]  # fmt: skip

# Names that a page may give its encoding by. Python knows codecs that are none (hex, punycode), and a page
# in UTF-16 could not name it in ASCII letters.
_NAMED = re.compile(
    r"(?:iso|windows|cp|koi8|mac|big5|gb|euc|shift|sjis|tis|ks_c|x-|latin|us-ascii|hz)[\w.:-]*", re.ASCII
)

# Who names an encoding often means the one that grew out of it; browsers read it so too.
_MEANT = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}

_CONTROL = re.compile("[\0-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_SAMPLE = 8192


def decode(data: bytes, name: str, charset: str | None = None) -> str:
    """The text that ``data`` encodes, exactly, but for a byte-order mark, which is dropped.

    The mark decides, else UTF-8 where it fits, else ``charset``, by which the source names its own
    encoding, else what the bytes look most like. Bytes that do not fit become U+FFFD. Raises
    :class:`~onrecord.errors.NotText`, which names the source by ``name``, for what is no text.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    if unmarked := _unmarked_utf16(data[:_SAMPLE]):
        return data.decode(unmarked, "replace")
    named = _codec(charset)
    if named and data.isascii():
        return data.decode(named, "replace")  # in ISO-2022-JP, Japanese is all ASCII bytes
    try:
        text = data.decode()
        # A text may hold a control or two; a file of them is none.
        most = max(_SAMPLE // 16, len(text[:_SAMPLE]) // 3)
    except UnicodeDecodeError:
        text = _mostly_utf8(data) or data.decode(named or _guess(data, name), "replace")
        most = len(text[:_SAMPLE]) // 100
    if len(_CONTROL.findall(text[:_SAMPLE])) > most:
        raise _no_text(name)
    return text


def _no_text(name: str) -> NotText:
    return NotText(
        f"{name} is not text, or is in an unknown encoding; save it as PDF, HTML or plain text in UTF-8."
    )


def _unmarked_utf16(sample: bytes) -> str | None:
    """UTF-16's name, where ``sample`` is full of NULs or controls that it makes into characters."""
    sample = sample[: len(sample) // 2 * 2]
    nuls = [sample[0::2].count(0), sample[1::2].count(0)]
    if len(sample) < 16 or min(nuls) or not max(nuls):
        return None
    encoding = "utf-16-le" if nuls[1] else "utf-16-be"
    text = sample.decode(encoding, "replace")
    controls = sum(byte < 32 for byte in sample)
    return encoding if controls > len(sample) // 4 and not _CONTROL.search(text) else None


def _codec(charset: str | None) -> str | None:
    name = (charset or "").strip().lower()
    if not _NAMED.fullmatch(name):
        return None
    try:
        found = codecs.lookup(name.removeprefix("x-")).name
    except LookupError:
        return None
    return _MEANT.get(found, found)


def _mostly_utf8(data: bytes) -> str | None:
    """``data`` as UTF-8 where little of it does not fit: a byte damaged, or a character cut off."""
    text = data.decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    right = len(text) - len(text.encode("ascii", "ignore")) - wrong
    return text if right > 9 * wrong else None


def _guess(data: bytes, name: str) -> str:
    from charset_normalizer import from_bytes

    matches = from_bytes(_telling(data), cp_isolation=_GUESSES)
    fits = [
        (match.chaos, -match.coherence, _GUESSES.index(codec))
        for match in matches
        for codec in match.could_be_from_charset
    ]
    if not fits:
        raise _no_text(name)
    return _GUESSES[min(fits)[2]]


def _telling(data: bytes) -> bytes:
    """The first lines of ``data`` that hold more than ASCII: they alone tell encodings apart."""
    lines: list[bytes] = []
    size = 0
    for line in BytesIO(data):
        if not line.isascii():
            lines.append(line[: 8 * _SAMPLE])
            size += len(line)
            if size >= _SAMPLE:
                break
    return b"".join(lines)
