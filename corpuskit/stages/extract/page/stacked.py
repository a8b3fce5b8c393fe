"""Metadata whose values stand on the line below their keys, as the text of a table that was copied cell by cell."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from corpuskit.stages.extract.page import credits, metadata
from corpuskit.stages.extract.page.folding import simplify
from corpuskit.text.patterns import lazy_pattern

_LONGEST_VALUE = 60
_SENTENCE = lazy_pattern("[。!?;]")
_NUMBER = lazy_pattern("[A-Za-z0-9][A-Za-z0-9/_. -]{0,40}|[^ ]{1,16}[〔\\[(][0-9]{4}[〕\\])] ?(?:第 ?)?[0-9]{1,5} ?号")
_STATE = lazy_pattern("有效|失效|废止|[是否]|现行有效|(?:主动|依申请|不予)公开|面向(?:全?社会|全[市县区省])")

Pairs = dict[int, dict[str, str]]


def join_values(lines: Sequence[str], pairs: Pairs, chrome: Collection[int]) -> Pairs:
    """Give keys that stand alone on a line the value on the line below.

    The line below is the value if another such key follows it, or if its form says so: a date, the number of a document. Where
    neither holds it may as well be the title, so the key is no metadata, unless the line above has its value beside it.

    Args:
        lines: the lines of a page.
        pairs: the keys and values read from single lines, by number.
        chrome: the numbers of lines that may be chrome.

    Returns:
        The pairs; a line that is nothing but the value of the key above it has an empty one.

    >>> join_values(["索引号：", "K02/2024", "发布机构：", "林业局", "防火令"], {0: {"索引号": ""}, 2: {"发布机构": ""}}, ())
    {0: {'索引号': 'K02/2024'}, 1: {}}
    """
    keys = {number: next(iter(row)) for number, row in pairs.items() if _is_alone(row, lines[number])}
    if not keys:
        return pairs
    found = dict(pairs)
    telling = sum(key in metadata.TELLING_KEYS for key in keys.values()) > 1
    joined: dict[int, int] = {}
    for number, value, following in _below(lines, keys):
        words = simplify(lines[value].strip()) if value < len(lines) else ""
        if not words or value in chrome or (value in pairs and not credits.is_date(words)):
            continue
        if _is_value(keys[number], words) or (telling and following in keys and _may_be_value(words)):
            joined[number] = value
        elif number - 1 in joined.values() or not any(pairs.get(number - 1, {}).values()):
            del found[number]
    for number, value in joined.items():
        found[number], found[value] = {keys[number]: lines[value].strip()}, {}
    return dict(sorted(found.items()))


def _is_alone(row: Mapping[str, str], line: str) -> bool:
    return len(row) == 1 and not any(row.values()) and line.rstrip().endswith((":", "："))


def _below(lines: Sequence[str], keys: Collection[int]) -> Iterator[tuple[int, int, int]]:
    """Give the number of each key with those of the next two visible lines."""
    for number in keys:
        visible = (n for n in range(number + 1, len(lines)) if lines[n].strip())
        yield number, next(visible, len(lines)), next(visible, len(lines))


def _is_value(key: str, words: str) -> bool:
    """Say whether a line has a form that only the value of such a key has."""
    if key.endswith(("日期", "时间")):
        return credits.is_date(words)
    if key.endswith(("号", "编号", "索引")):
        return _NUMBER.fullmatch(words) is not None and any(map(str.isdigit, words))
    return _STATE.fullmatch(words) is not None


def _may_be_value(words: str) -> bool:
    return len(words) <= _LONGEST_VALUE and not _SENTENCE.search(words)
