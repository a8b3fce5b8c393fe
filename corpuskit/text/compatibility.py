"""Characters that stand in for others: vertical and small forms, full-width letters, radicals, and those that show nothing.

The tables are explicit because NFKC, which would know most of them, also turns `①` into `1` and `㎡` into `m2`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from corpuskit.text.patterns import lazy_pattern
from corpuskit.text.scripts import has_traditional

# Unicode charts "Vertical Forms", "CJK Compatibility Forms" and "Small Form Variants". The vertical strokes are not here: they
# depend on what stands beside them. What `normalize.punctuation` weighs by context (`％＋＝＜＞`) goes to its full-width form.
_FORMS = str.maketrans(
    "︐︑︒︓︔︕︖︗︘︙" "︰︲︵︶︷︸︹︺︻︼︽︾︿﹀﹁﹂﹃﹄﹇﹈" "﹐﹑﹔﹕﹖﹗﹘﹙﹚﹛﹜﹝﹞﹟﹠﹡﹢﹣﹤﹥﹦﹨﹩﹪﹫",
    "，、。：；！？〖〗…" "‥–（）｛｝〔〕【】《》〈〉「」『』［］" "，、；：？！—（）｛｝〔〕#&*＋-＜＞＝\\$％@",
)  # fmt: skip
_WIDE_RANGES = (range(0xFF10, 0xFF1A), range(0xFF21, 0xFF3B), range(0xFF41, 0xFF5B))
_WIDE_LETTERS = str.maketrans({chr(code): chr(code - 0xFEE0) for codes in _WIDE_RANGES for code in codes})

# A pattern that begins with a class and not with a repetition lets the engine skip what is not in the class.
_FORM = lazy_pattern("[\ufe10-\ufe19\ufe30\ufe32\ufe35-\ufe44\ufe47\ufe48\ufe50\ufe51\ufe54-\ufe66\ufe68-\ufe6b]")
_WIDE_LETTER = lazy_pattern("[０-９Ａ-Ｚａ-ｚ][０-９Ａ-Ｚａ-ｚ]*")
_WIDE_POINT = lazy_pattern(r"．(?<=[0-9].)(?=[0-9])")
_STROKES = lazy_pattern("[\ufe31\ufe33]{2,}")
_SMALL_STOP = lazy_pattern("\ufe52")
_DOT_BETWEEN_LETTERS = lazy_pattern("\ufe52(?<=[A-Za-z\u3400-\u9fff].)(?=[A-Za-z\u3400-\u9fff])")

#: The inside of a class: what is never seen and has no place in a text. Joiners are not here, nor tab, line feed and form feed.
UNSEEN = (
    "\\x00-\\x08\\x0b\\x0e-\\x1f\\x7f-\\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
    "\ufdd0-\ufdef\ufffe\uffff"
)
#: The same for the noncharacters at the end of the other planes: on their own, because each of them slows a class down.
UNSEEN_BEYOND = "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(1, 17))
#: The inside of a class: the private use areas.
PRIVATE_USE = "\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"
#: The inside of a class: the characters that some function of this module would change.
STAND_INS = "\ufe10-\ufe19\ufe30-\ufe44\ufe47\ufe48\ufe50-\ufe6b．０-９Ａ-Ｚａ-ｚ\u2e80-\u2ef3\u2f00-\u2fd5"

# Joiners shape letters in Arabic, Syriac, N'Ko, Mongolian and the scripts of India and South-East Asia, and glue emoji.
_SHAPED = (
    "\u0600-\u08ff\u0900-\u109f\u1700-\u18af\u1900-\u1cff\ua840-\uabff\ufb50-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc"
    "\U00010a00-\U0001197f\U0001e900-\U0001e95f"
)
_EMOJI = "©®\u203c-\u303d\u3297\u3299\ufe0f\U0001f000-\U0001faff\U000e0020-\U000e007f"
_STRAY_JOINERS = lazy_pattern(f"(?<![{_SHAPED}\u200c\u200d])[\u200c\u200d]+(?:(?<![{_EMOJI}]\u200d)|(?![{_EMOJI}]))")
# The radicals U+2E81-2EF3 (U+2E9A does not exist) and what the Unicode Character Database calls their equivalent ideographs.
_SUPPLEMENT = (
    "厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑𫜹忄心扌攵旡日月歺母民氵氺灬爫爫丬牛"
    "犭王𤴔目示礻𥫗糹纟罓罒㓁冗𦉫羊𦍌𦍋耂肀聿肉𦥑艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶"
    "辶邑钅長镸长门𨸏阝雨青韦页风飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟"
)  # fmt: skip
_RADICAL = lazy_pattern("[\u2e81-\u2e99\u2e9b-\u2ef3\u2f00-\u2fd5]")
_ABOUT_RADICALS = lazy_pattern("部首|偏旁|部件|字头|字旁|字底|康熙|U\\+2[EF]|[\u2e80-\u2fd5](?:[\\s、，,/|·]+[\u2e80-\u2fd5]){2}")

_LONGEST_MARK_RUN = 30


def spell_out_forms(text: str) -> str:
    """Turn vertical and small forms of marks into the ordinary ones.

    A vertical stroke is a dash where two stand together (vertical type); alone it is the bar between parts of a headline.

    >>> spell_out_forms("﹃成绩单﹄︵上︶、专题︱本市﹐约翰﹒史密斯")
    '『成绩单』（上）、专题｜本市，约翰·史密斯'
    """
    if _FORM.search(text):
        text = _FORM.sub(lambda run: run[0].translate(_FORMS), text)
    if "\ufe31" in text or "\ufe33" in text:
        text = _STROKES.sub(lambda run: "—" * len(run[0]), text)
        text = text.replace("\ufe31", "｜").replace("\ufe33", "｜")
    if "\ufe52" in text:
        text = _SMALL_STOP.sub(".", _DOT_BETWEEN_LETTERS.sub("·", text))
    return text


def narrow_letters(text: str) -> str:
    """Turn full-width Latin letters and digits into ASCII, and the full-width point between digits.

    >>> narrow_letters("ＧＤＰ增长７．５％")
    'GDP增长7.5％'
    """
    if _WIDE_LETTER.search(text):
        text = _WIDE_LETTER.sub(lambda run: run[0].translate(_WIDE_LETTERS), text)
    return _WIDE_POINT.sub(".", text) if "．" in text else text


def drop_stray_joiners(text: str) -> str:
    """Take out zero-width joiners that join nothing: they stay in emoji and after letters of scripts that need them.

    >>> drop_stray_joiners("中\\u200d文👩\\u200d👧")
    '中文👩\\u200d👧'
    """
    if "\u200c" in text or "\u200d" in text:
        return _STRAY_JOINERS.sub("", text)
    return text


def radicals_to_ideographs(text: str) -> str:
    """Turn Kangxi radicals and those of the supplement into the ideographs they look like; PDFs mix them up.

    A line that lists radicals, or speaks of them, is left alone.
    Source: Unicode Character Database, compatibility decompositions and EquivalentUnifiedIdeograph.txt.

    >>> radicals_to_ideographs("⼤⻢路⻛⼒很⼤")
    '大马路风力很大'
    >>> radicals_to_ideographs("⼀、⼁、⼂、⼃")
    '⼀、⼁、⼂、⼃'
    """
    if not _RADICAL.search(text):
        return text
    return "\n".join([_line_to_ideographs(line) if _RADICAL.search(line) else line for line in text.split("\n")])


def _line_to_ideographs(line: str) -> str:
    if _ABOUT_RADICALS.search(line):
        return line
    # The Kangxi form of 户 is 戶; but the PDFs that confuse them are Simplified, unless the line says otherwise.
    if "⼾" in line and not has_traditional(line):
        line = line.replace("⼾", "户")
    table = _radical_table()
    return _RADICAL.sub(lambda radical: table[radical[0]], line)


def compose(text: str) -> str:
    """Bring a text into NFC, line by line.

    A line with more than 30 combining marks in a row stays as it is: it is noise, and sorting it takes quadratic time.

    >>> compose("e\\u0301")
    'é'
    """
    if text.isascii():
        return text
    return "\n".join(line if line.isascii() else _compose_line(line) for line in text.split("\n"))


def _compose_line(line: str) -> str:
    if len(line) > _LONGEST_MARK_RUN and _COMBINING.search(line) and _long_mark_run().search(line):
        return line
    return unicodedata.normalize("NFC", line)


# Almost every combining mark of a real text is one of these blocks; a line without any needs no closer look.
_COMBINING = lazy_pattern("[\u0300-\u1dff\u20d0-\u20ff\u302a-\u3099\ua66f-\uabed\ufb1e\ufe20-\ufe2f\U00010000-\U0001ffff]")


@cache
def _long_mark_run() -> re.Pattern[str]:
    marks = "".join(re.escape(chr(code)) for code in range(0x300, 0x20000) if unicodedata.combining(chr(code)))
    return lazy_pattern(f"[{marks}]{{{_LONGEST_MARK_RUN + 1}}}")


@cache
def _radical_table() -> dict[str, str]:
    kangxi = {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
    supplement = [chr(code) for code in range(0x2E81, 0x2EF4) if code != 0x2E9A]
    return kangxi | dict(zip(supplement, _SUPPLEMENT, strict=True))
