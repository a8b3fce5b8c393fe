"""Which rows of metadata leave: tables of notices, and the credit lines of a page, at its head and at its tail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from itertools import pairwise

from corpuskit.stages.extract.page import credits, metadata
from corpuskit.stages.extract.page.folding import simplify
from corpuskit.stages.extract.page.layout import Page
from corpuskit.text.patterns import lazy_pattern

TABLE, CREDITS = "metadata table", "metadata line"
STACKED = "stacked"  # the form of a key, and of the value on the line below it
_COLON_FORMS = ("colons", STACKED)
_COLONS = lazy_pattern("[^ :。,;|]{1,10} ?:.")
_MOST_TITLES = 3
_LOG = 3  # so many lines with one key are the entries of a log

Block = list[int]


def form_of(line: str) -> str:
    """Say what form of a row a line has: `"bars"`, `"colons"`, `"rule"` for the dashes of a Markdown table, or `""`.

    >>> form_of("文号 | 7号"), form_of("地点：三楼会议室"), form_of("---|---"), form_of("他说：“好。”")
    ('bars', 'colons', 'rule', '')
    """
    shown = line.strip()
    if shown.isalpha():  # most lines that are short
        return ""
    if row := metadata.cells(shown):
        return "rule" if metadata.is_rule(row) else "bars"
    return "colons" if not shown.endswith(("。", "”", "！", "？")) and _COLONS.match(simplify(shown[:16])) else ""


def metadata_lines(page: Page, gone: Collection[int]) -> dict[int, str]:
    """Give the numbers of the lines of metadata at the head and the tail of a page, each with the reason why it leaves.

    Args:
        page: the page.
        gone: the lines that leave as chrome; rows are looked at as if these had never been there.
    """
    gone = set(gone)
    blocks = _blocks(page, gone)
    counts = Counter(key for pairs in page.pairs if pairs for key in pairs)
    taken: dict[int, str] = {}
    above = page.first_article
    blocks = [block for block in blocks if not _is_introduced(page, block, gone)]
    for block in blocks:
        if block[0] >= page.body_text:
            break
        leaving = _table_rows(page, block, at_least=1 if block[0] < above else 2)
        if not leaving:
            above = min(above, block[0])
            taken.update(_credit_lines(page, block, gone, counts, at_tail=False))
        taken.update(dict.fromkeys(leaving, TABLE))
    for block in reversed(blocks):
        if block[0] in taken or block[0] <= page.last_sentence or page.last_sentence < 0 < len(page.articles):
            break
        leaving = _table_rows(page, block, at_least=2) if block[-1] > page.last_article else []
        taken.update(dict.fromkeys(leaving, TABLE) if leaving else _credit_lines(page, block, gone, counts, at_tail=True))
    return taken


def _blocks(page: Page, gone: set[int]) -> list[Block]:
    """Gather the rows of one form that stand line by line; only blocks with a metadata row are given.

    Blank lines between two rows that tell of the page do not part them: some pages have one after each line.
    """
    blocks: list[Block] = []
    previous, blank = -1, False
    for number, form in enumerate(page.forms):
        if number in gone:
            continue
        if not form:
            blank = previous >= 0 and not page.lines[number].strip()
            previous = previous if blank else -1
            continue
        forms = {form, page.forms[previous]} if previous >= 0 else set()
        fits = len(forms) == 1 or "rule" in forms or forms == {"colons", STACKED}
        if fits and (not blank or forms == {STACKED} or (_tells(page, previous) and _tells(page, number))):
            blocks[-1].append(number)
        else:
            blocks.append([number])
        previous, blank = number, False
    return [block for block in blocks if any(page.pairs[number] for number in block)]


def _is_introduced(page: Page, block: Block, gone: Collection[int]) -> bool:
    """Say whether the article leads up to a block, as to an example or a list."""
    before = next((n for n in range(block[0] - 1, -1, -1) if page.lines[n].strip() and n not in gone), None)
    return before is not None and not page.is_transparent(before) and page.lines[before].rstrip().endswith((":", "："))


def _tells(page: Page, number: int) -> bool:
    pairs = page.pairs[number]
    return pairs is not None and (
        not pairs or any(key in metadata.TELLING_KEYS for key in pairs) or credits.speaks_of_page(pairs)
    )


def _is_telling(pairs: Iterable[str]) -> bool:
    return any(key in metadata.TELLING_KEYS and key not in credits.KEYS for key in pairs)


def _table_rows(page: Page, block: Block, at_least: int) -> Block:
    """Give the rows of a block that leave; all stay where the block is some other table."""
    found = [number for number in block if page.pairs[number]]
    rows = [number for number in block if page.pairs[number] is not None]  # also values below their keys
    others = len(block) - len(rows) - sum(page.forms[number] == "rule" for number in block)
    size = sum(len(page.pairs[n] or ()) for n in found) if page.forms[found[0]] in _COLON_FORMS else len(found)
    keys = [key for number in found for key in page.pairs[number] or ()]
    telling = _is_telling(keys) if page.forms[found[0]] in _COLON_FORMS else any(key in metadata.TELLING_KEYS for key in keys)
    if size < at_least or len(found) <= others or not telling:
        return []
    return rows if others else block


def _credit_lines(page: Page, block: Block, gone: Collection[int], counts: Mapping[str, int], *, at_tail: bool) -> dict[int, str]:
    """Give the credit lines of a block that leave, and why; `counts` says on how many lines each key stands."""
    if page.forms[block[0]] not in _COLON_FORMS:
        return {}
    found = {number: pairs for number in block if (pairs := page.pairs[number])}
    alone = all(page.pairs[number] is not None for number in block)
    once = {number: pairs for number, pairs in found.items() if any(counts[key] < _LOG for key in pairs)}
    proofs = [number for number, pairs in once.items() if credits.proves_page(pairs, at_tail and alone)]
    keys = [key for pairs in found.values() for key in pairs]
    several = alone and len(keys) > 1 and all(key in credits.KEYS for key in keys) and len(set(keys)) == len(keys)
    if (proofs and alone) or (several and any(map(credits.speaks_of_page, found.values()))):
        leaving: Iterable[int] = found
    elif proofs:
        leaving = proofs
    elif alone and (_stands_below_title(page, block) or _touches(page, block, gone)):
        leaving = [
            n for n, pairs in once.items() if credits.is_source(pairs) or (credits.is_stamp(pairs) and counts["日期"] == 1)
        ]
    else:
        leaving = ()
    return dict.fromkeys(_with_values(page, block, leaving), CREDITS)


def _with_values(page: Page, block: Block, numbers: Iterable[int]) -> set[int]:
    """Add the values that stand below their keys to the lines of a block."""
    leaving = set(numbers)
    for number, following in pairwise(n for n in block if page.pairs[n] is not None):
        if number in leaving and page.pairs[following] == {}:
            leaving.add(following)
    return leaving


def _stands_below_title(page: Page, block: Block) -> bool:
    """Say whether a line stands between the title of a page and its first sentence."""
    above = [number for number in page.articles[: _MOST_TITLES + 1] if number < block[0]]
    return 0 < len(above) <= _MOST_TITLES and block[-1] < page.body_text < len(page.lines)


def _touches(page: Page, block: Block, gone: Collection[int]) -> bool:
    """Say whether the visible line before or after a block leaves as chrome."""
    sides = (range(block[0] - 1, -1, -1), range(block[-1] + 1, len(page.lines)))
    nearest = (next((n for n in side if page.lines[n].strip()), None) for side in sides)
    return any(number in gone for number in nearest if number is not None)
