"""Give Chinese text Chinese marks, by what stands beside each, and leave the marks of figures, formulas and Latin text."""

from __future__ import annotations

import re
from itertools import chain

from corpuskit.stage import TextStage
from corpuskit.stages.normalize.punctuation.figures import CLOCK, WIDE_FIGURE, fix_figures
from corpuskit.stages.normalize.punctuation.options import PunctuationOptions
from corpuskit.stages.normalize.punctuation.quotes import lines_with_wrong_quotes
from corpuskit.stages.normalize.punctuation.rules import fix_marks
from corpuskit.text.characters import HAN, HANGUL, KANA
from corpuskit.text.marks import CLOSERS, LEFT, RIGHT
from corpuskit.text.patterns import lazy_pattern
from corpuskit.text.protected import MARKUP, PLACEHOLDER, fix_chinese_lines, fix_outside_spans
from corpuskit.text.spacing import close_up_marks, may_close_up
from corpuskit.text.stretches import (
    Stretch,
    code_near,
    fix_in_portions,
    fix_lines_with,
    fix_stretches,
    lines_with,
    merge_lines,
    without_lines,
)

# All marks that some rule may change, each with the loosest form of what its rule asks of the neighbours: a text in which this
# does not hit is right already. A space counts as a neighbour of any kind, and `>` as the end of a tag.
_SUSPECT = lazy_pattern(
    f'[,;:!?.\'"()…⋯―─–⸺－％＋＝／＜＞•‧・●∙⋅-](?:(?<=["()⋯⸺％＋＝／＜＞])|(?<=[{LEFT}{MARKUP} *>][,;:!?.－-])'
    f"|(?<=[,;:!?])(?= {{0,3}}[{RIGHT}])|(?<=[！？…“‘（「『《%‰℃℉㎡㎥][,!?.])|(?<=[!?])(?=[{CLOSERS}]|$)"
    f"|(?<=')(?!(?<=[A-Za-z]')[A-Za-z])|(?<=…)(?<!……)(?!…)|(?<=[―─–])(?=[―─–])|(?<=[{HAN}A-Za-z][•‧・●∙⋅])(?=[{HAN}A-Za-z]))",
    re.MULTILINE,
)
_RARELY_SUSPECT = (("：", CLOCK), ("。。。", lazy_pattern("。(?=。。)")))
# One look for all that few texts have.
_UNCOMMON = lazy_pattern(f"[％＋＝／＜＞•‧・●∙⋅－─―–⸺{KANA}{HANGUL}{PLACEHOLDER}{MARKUP}]")
# The type of a source in a list of references (GB/T 7714), whose marks are half-width by the standard.
_REFERENCE = lazy_pattern(r"\[(?:[JMDCNRSPAZG]|DB|CP|EB|DS|CM)(?:/(?:OL|CD|MT|DK))?\](?=[.,:;。，：；]|//)")


def normalize_punctuation(text: str, options: PunctuationOptions) -> str:
    """Turn half-width marks of Chinese sentences into full-width ones, and back where they stand among figures.

    Each mark is judged by its neighbours; quotes and parentheses in pairs, inside one line. Lines without Han, English lines
    that quote Chinese, lines with kana or Hangul, lists of references, addresses, formulas, code and markup stay. The spaces
    beside a mark that was made full-width go.

    Args:
        text: the text; each line is a paragraph, none is joined or cut.
        options: the choices on which style guides differ.

    >>> normalize_punctuation('他说:"增长77.53%,其中(工业)为3:2", 对吗?', PunctuationOptions())
    '他说：“增长77.53%，其中（工业）为3:2”，对吗？'
    """
    suspicious = _suspicious_lines(text, options)
    if not suspicious:
        return text
    if code := code_near(suspicious, text):
        text = fix_stretches(text, code, lambda lines: fix_lines_with(WIDE_FIGURE, lines, fix_figures))  # as long as before
        suspicious = without_lines(suspicious, code)
    return fix_stretches(text, suspicious, lambda lines: fix_in_portions(lines, lambda portion: _normalize(portion, options)))


def _suspicious_lines(text: str, options: PunctuationOptions) -> list[Stretch]:
    """Find, at little cost, the lines that some rule may have to do with: in all others there is nothing to do."""
    whole = [(0, len(text))] if text else []
    if options.quotes != "keep" or options.collapse_repeats or options.angle_titles:
        return whole
    found = lines_with(_SUSPECT, text)
    if found == whole:
        return found
    rare = [lines_with(sign, text) for gate, sign in _RARELY_SUSPECT if gate in text]
    rare.append(lines_with_wrong_quotes(text))
    return merge_lines([*found, *chain.from_iterable(rare)]) if any(rare) else found


def _normalize(text: str, options: PunctuationOptions) -> str:
    """Fix lines of which none is code."""
    ordinary = _UNCOMMON.search(text) is None

    def fix(lines: str) -> str:
        return fix_outside_spans(lines, lambda open_text: _fix_lines(open_text, options, ordinary))

    unless = _REFERENCE if "[" in text else None
    text = fix_chinese_lines(text, fix, unless=unless, foreign=ordinary or options.kana_and_hangul == "convert")
    if ordinary and ("：" not in text or CLOCK.search(text) is None):
        return text
    return fix_lines_with(WIDE_FIGURE, text, fix_figures)


def _fix_lines(text: str, options: PunctuationOptions, ordinary: bool) -> str:
    """Fix the marks, and take out the spaces beside those that have become full-width; then again, until all is done."""
    fixed = fix_marks(text, options, ordinary)
    if fixed == text or not may_close_up(fixed):
        return fixed
    before, after = text.split("\n"), fixed.split("\n")
    changed = [number for number, line in enumerate(after) if " " in line and line != before[number]]
    if not changed:
        return fixed
    spaced = "\n".join([after[number] for number in changed])
    closed = close_up_marks(spaced)
    if closed == spaced:
        return fixed
    for number, line in zip(changed, _fix_lines(closed, options, ordinary).split("\n"), strict=True):
        after[number] = line
    return "\n".join(after)


STAGE = TextStage(normalize_punctuation, PunctuationOptions, version=3)
