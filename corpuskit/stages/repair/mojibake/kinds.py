"""The kinds of mojibake between two encodings: which encoding the text was in, which one it was read in, what that looks like."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

#: Stands in a string of bytes for one that the wrong reading has lost. No encoding below uses it.
LOST_BYTE = 0xFF

#: For each encoding, the codecs that may have made it, the one that knows most or is most used first.
CODECS = {
    "latin": ("latin-1", "cp1252"),
    "gb18030": ("gb18030",),
    "big5": ("cp950", "big5hkscs", "big5"),
    "shift_jis": ("cp932", "shift_jis"),
    "euc_jp": ("euc_jp",),
    "euc_kr": ("cp949",),
    "cp1251": ("cp1251",),
    "cp437": ("cp437",),
    "mac_roman": ("mac_roman",),
}
#: The encodings of Chinese alone.
CHINESE = frozenset({"gb18030", "big5"})
#: The encodings in which characters that are not ASCII may have one byte.
ONE_BYTE = frozenset({"latin", "shift_jis", "cp1251", "cp437", "mac_roman"})
_LONGEST_WRONG = 2  # bytes: gb18030 has a code of four bytes for everything, and mojibake none of those


@dataclass(frozen=True, slots=True)
class Kind:
    """Text in one encoding that was read in another one.

    Attributes:
        right: the encoding that the text was in.
        wrong: the encoding that it was read in.
        languages: what is written in the right one, names of likelihood tables.
        least_gain: how much likelier the new reading must be, in nats, to prove that it is right: a million times mostly.
    """

    right: str
    wrong: str
    languages: tuple[str, ...]
    least_gain: float = 14.0


_CHINESE = ("hans", "hant")
_ASIAN = ("hans", "hant", "ja", "ko")
_ANY = (*_ASIAN, "other")

# The two have their frequent characters in the same rows: rare ones of one are now and then frequent ones of the other.
_OF_ONE_LAYOUT = 36.0

#: All kinds that are looked for. Those that are most common stand first.
KINDS = (
    Kind("utf-8", "gb18030", _ASIAN),
    Kind("utf-8", "latin", _ANY),
    Kind("utf-8", "big5", _ASIAN),
    Kind("utf-8", "shift_jis", _ASIAN),
    Kind("utf-8", "euc_kr", _ASIAN),
    Kind("utf-8", "cp1251", _ANY),
    Kind("utf-8", "cp437", _ANY),
    Kind("utf-8", "mac_roman", _ANY),
    Kind("gb18030", "latin", _CHINESE),
    Kind("gb18030", "big5", _CHINESE),
    Kind("gb18030", "euc_kr", _CHINESE),
    Kind("gb18030", "shift_jis", _CHINESE),
    Kind("gb18030", "euc_jp", _CHINESE, _OF_ONE_LAYOUT),
    Kind("gb18030", "cp1251", _CHINESE),
    Kind("gb18030", "cp437", _CHINESE),
    Kind("gb18030", "mac_roman", _CHINESE),
    Kind("big5", "gb18030", ("hant",)),
    Kind("big5", "latin", ("hant",)),
    Kind("big5", "shift_jis", ("hant",)),
    Kind("big5", "euc_kr", ("hant",)),
    Kind("shift_jis", "gb18030", ("ja",)),
    Kind("shift_jis", "latin", ("ja",)),
    Kind("shift_jis", "big5", ("ja",)),
    Kind("euc_jp", "gb18030", ("ja",), _OF_ONE_LAYOUT),
    Kind("euc_jp", "latin", ("ja",)),
    Kind("euc_kr", "gb18030", ("ko",)),
    Kind("euc_kr", "latin", ("ko",)),
)


class ByteView(dict[str, bytes | None]):
    """For each character the bytes that it was made of when text was read in an encoding; None if it cannot come from there.

    >>> view = ByteView("latin")
    >>> view["ä"], view["€"], view["中"]
    (b'\\xe4', b'\\x80', None)
    """

    def __init__(self, wrong: str) -> None:
        super().__init__()
        self.codecs = CODECS[wrong]

    def __missing__(self, character: str) -> bytes | None:
        found = None
        for codec in self.codecs:
            try:
                found = character.encode(codec)
            except UnicodeEncodeError:
                continue
            break
        usable = found is not None and len(found) <= _LONGEST_WRONG and LOST_BYTE not in found
        self[character] = found if usable else None
        return self[character]


# The rows in which an encoding has characters that it has elsewhere, too: NEC's and IBM's of Shift_JIS, and a few signs of Big5.
_DOUBLE_ROWS = {"shift_jis": (0x81, 0x87, 0xED, 0xEE, 0xFA, 0xFB, 0xFC), "big5": (0xA2, 0xF9)}


@cache
def other_codes(wrong: str) -> dict[str, bytes]:
    """Give the characters that an encoding has twice, each with the code that it is not written in.

    >>> other_codes("big5")["卅"], "卅".encode("cp950")
    (b'\\xa2\\xce', b'\\xa4\\xca')
    """
    codec = CODECS[wrong][0]
    codes = [bytes([lead, trail]) for lead in _DOUBLE_ROWS.get(wrong, ()) for trail in range(0x40, 0xFF)]
    read = {code: character for code in codes if (character := _decode(code, codec))}
    return {character: code for code, character in read.items() if character.encode(codec) != code}


def _decode(code: bytes, codec: str) -> str | None:
    try:
        return code.decode(codec)
    except UnicodeDecodeError:
        return None


class CodeTable(dict[bytes, str | None]):
    """For the bytes of one character in an encoding that character; None if they are none.

    >>> CodeTable("gb18030")[b"\\xd6\\xd0"]
    '中'
    """

    def __init__(self, right: str) -> None:
        super().__init__()
        self.codecs = CODECS.get(right, (right,))

    def __missing__(self, code: bytes) -> str | None:
        found = None
        for codec in self.codecs:
            if (found := _decode(code, codec)) is not None:
                break
        self[code] = found
        return found


def bytes_behind(text: str, wrong: str) -> bytes:
    """Give the bytes that a text was made of when it was read in an encoding, without those that it cannot come from.

    >>> bytes_behind("Ã©中", "latin")
    b'\xc3\xa9'
    """
    if wrong == "latin":
        return text.translate(_WINDOWS_TO_LATIN).encode("latin-1", "ignore")
    return text.encode(CODECS[wrong][0], "ignore")


def read_bytes(data: bytes, right: str) -> str:
    """Read bytes in an encoding, without those that it does not have."""
    return data.decode(CODECS.get(right, (right,))[0], "ignore")


_WINDOWS_TO_LATIN = {
    ord(bytes([byte]).decode("cp1252")): byte for byte in range(0x80, 0xA0) if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
