"""Character classes, and what counts as a line and as a blank one.

The class strings are the inside of a regular expression's `[...]`, so that patterns can be put together from them.
"""

from __future__ import annotations

from corpuskit.text.patterns import lazy_pattern

#: Han characters (Unicode 16 ranges, assigned or reserved for Han), with the iteration mark and the ideographic zero.
HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
#: Hiragana and Katakana, half-width forms too; the middle dot U+30FB and the prolonged sound mark are shared with Chinese names.
KANA = "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fd-\u30ff\u31f0-\u31ff\uff66-\uff9d"
HANGUL = "\u1100-\u11ff\u3131-\u318e\ua960-\ua97c\uac00-\ud7a3\ud7b0-\ud7fb"

_HAN_CHARACTER = lazy_pattern(f"[{HAN}]")
# What shows nothing on paper: white space, controls, noncharacters, and the format characters that web pages and PDFs hold.
_NONCHARACTERS = "\ufdd0-\ufdef" + "".join(chr(plane << 16 | end) for plane in range(17) for end in (0xFFFE, 0xFFFF))
_SHOWS_NOTHING = f"\\s\\x00-\\x1f\\x7f-\\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff{_NONCHARACTERS}"
_INVISIBLE = lazy_pattern(f"[{_SHOWS_NOTHING}]*")
# Where the second line or a later one may be blank; it matters that the expression begins with a plain character.
_DOUBTFUL_LINE = lazy_pattern(f"\n(?:[{_SHOWS_NOTHING}]|\\Z)")
_LINE_END = lazy_pattern("\r\n|[\r\u0085\u2028\u2029]")


def has_han(text: str) -> bool:
    """Say whether there is a Han character in the text.

    >>> has_han("GDP 增长"), has_han("ひらがな")
    (True, False)
    """
    return _HAN_CHARACTER.search(text) is not None


def count_han(text: str) -> int:
    """Count the Han characters of the text."""
    return len(_HAN_CHARACTER.findall(text))


def is_blank(line: str) -> bool:
    """Say whether a line shows nothing: only white space, controls and zero-width characters.

    >>> is_blank("\\u3000\\u200b "), is_blank("。")
    (True, False)
    """
    first = line[:1]
    if first > " " and first.isprintable():  # most lines
        return False
    return not line.strip() or _INVISIBLE.fullmatch(line) is not None


def unify_line_ends(text: str) -> str:
    """Turn every line end (CR, CRLF, NEL, U+2028, U+2029) into a line feed; form feeds stay, they mean a page.

    >>> unify_line_ends("一\\r\\n二\\r三\\u2028四")
    '一\\n二\\n三\\n四'
    """
    if text.isascii():
        return unify_returns(text)
    return _LINE_END.sub("\n", text)


def unify_returns(text: str) -> str:
    """Turn CR and CRLF into a line feed, and leave the rest: in mojibake, U+0085 is a byte of a character.

    >>> unify_returns("一\\r\\n二\\r三\\u0085")
    '一\\n二\\n三\\x85'
    """
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def paragraphs(text: str) -> list[str]:
    """Give the paragraphs of a clean text: its lines that are not blank.

    >>> paragraphs("标题\\n\\n正文。\\n")
    ['标题', '正文。']
    """
    lines = text.split("\n")
    return lines if has_no_blank_line(text) else [line for line in lines if not is_blank(line)]


def count_paragraphs(text: str) -> int:
    """Count the paragraphs of a clean text.

    >>> count_paragraphs("标题\\n\\n正文。\\n")
    2
    """
    return text.count("\n") + 1 if has_no_blank_line(text) else len(paragraphs(text))


def has_no_blank_line(text: str) -> bool:
    """Say of a text quickly that none of its lines is blank; False: one may be.

    >>> has_no_blank_line("标题\\n正文。"), has_no_blank_line("标题\\n"), has_no_blank_line("")
    (True, False, False)
    """
    return not is_blank(text[:1]) and _DOUBTFUL_LINE.search(text) is None
