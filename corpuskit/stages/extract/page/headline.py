"""The title of a page, where the page says it twice."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from corpuskit.stages.extract.page.layout import Page

PAGE_TITLE = "title of the page"
_MARKS = "_-|｜–－＿丨"
_HEAD = 1000  # characters in which the title is repeated
_SHORTEST_TITLE, _LONGEST_TITLE, _LONGEST_SITE = 2, 60, 40


def may_be_page_title(text: str) -> bool:
    """Say cheaply whether the first line may be a title with the name of the site after it."""
    start = text[:_HEAD].lstrip()
    first = start.partition("\n")[0]
    if len(first) > _LONGEST_TITLE + _LONGEST_SITE:
        return False
    ends = (place for place, character in enumerate(first) if character in _MARKS and place >= _SHORTEST_TITLE)
    return any(start.find(first[:end].rstrip(), len(first)) >= 0 for end in ends)


def page_title(page: Page) -> tuple[int, str] | None:
    """Find a first line that repeats the headline with the name of the site after it.

    Returns:
        The number of that line, and the headline, which stays.
    """
    if len(page.articles) < 2 or page.body_text == len(page.lines):
        return None
    first = page.articles[0]
    line = page.lines[first].strip()
    for number in page.articles[1:]:
        headline = page.lines[number].strip()
        if number > page.body_text:
            break
        if _SHORTEST_TITLE <= len(headline) <= _LONGEST_TITLE and line.startswith(headline):
            rest = line[len(headline) :].lstrip()
            if rest[:1] in _MARKS and 1 < len(rest) <= _LONGEST_SITE:
                return first, headline
    return None


def headline(page: Page, leaving: Collection[int], fields: Mapping[str, str]) -> str:
    """Give the line that is certainly the title of the article: the only one above a credit line that leaves.

    Args:
        page: the page.
        leaving: the credit lines that leave.
        fields: what is known of the page.
    """
    if not leaving or "标题" in fields:
        return ""
    above = [number for number in page.articles[:2] if number < min(leaving)]
    if len(above) != 1 or above[0] >= page.body_text:
        return ""
    title = page.lines[above[0]].strip()
    return title if sum(map(str.isalpha, title)) >= _SHORTEST_TITLE else ""
