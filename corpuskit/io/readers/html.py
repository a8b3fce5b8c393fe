"""HTML: the bytes of a page, and from the decoded page its article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any, BinaryIO

from corpuskit.io.raw import Portion, RawDocument, ReadOptions, Unreadable
from corpuskit.io.readers.html_blocks import TextBlock, joined, text_blocks
from corpuskit.io.readers.html_fields import page_fields
from corpuskit.io.readers.needs import extra
from corpuskit.io.readers.whole import read_whole

_HEAD = 4096  # bytes in which a page says its encoding
_DECLARED = (
    re.compile(rb"<\?xml[^<>]{0,100}?encoding\s{0,9}=\s{0,9}[\"']\s{0,9}([\w.:-]{1,40})"),
    re.compile(rb"<meta[^<>]{0,300}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:-]{1,40})", re.IGNORECASE),
)
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_TAG = re.compile(r"<[a-zA-Z!/?]")
_ANY_TAG = re.compile(r"<[^<>]*>")
_CODE = re.compile(r"<(script|style)\b.*?(?:</\1|\Z)", re.DOTALL | re.IGNORECASE)
_PAGE_END = re.compile(r"</(?:body|html)\b[^<>]*>", re.IGNORECASE)
_BREAKS = re.compile(r"</?(?:p|div|br|tr|li|h[1-6]|td|table)\b[^<>]*>", re.IGNORECASE)
_CONTROLS = re.compile("[\0-\x08\x0b\x0e-\x1f]")
_LARGEST_SEARCH = 4_000_000  # characters of a page in which the article is looked for
_MOST_BLOCKS = 20_000
_TOO_DEEP = "/*" * 256  # an element within that many others; real pages have 20 to 60
_GRAM = 8  # characters; stretches of this length tell whether a block is part of the article
_GRAMS = 40  # of one block that are looked up
_PART_OF = 0.7  # share of them
_TO_TITLE = 12  # blocks between a headline and the first paragraph
_SENTENCE = re.compile(r"[。！？；!?]|[.;](?:\s|$)")
_ENDS_SENTENCE = re.compile(r"[。！？；!?][”’」』）)]{0,3}$")
_BETWEEN = 3  # blocks without an end of a sentence from one with such an end to the next
_SHORTEST_PROSE = 20  # characters of a block that counts as prose
_MOST_OUTSIDE = 0.5  # prose beside the article in relation to prose in it
# 附件, or the name of a file, perhaps with its size
_ATTACHED = re.compile(
    r"附[件表]|.{0,100}\.(?:docx?|wps|xlsx?|et|csv|pptx?|pdf|ofd|rtf|txt|zip|rar|7z)\s*(?:[（(][^（）()]{0,20}[）)])?$",
    re.IGNORECASE,
)
_SIGNED_ON = re.compile("(?:(?:19|20)[0-9]{2}|[一二][一二三四五六七八九〇○零]{3}) ?年.{1,4}月.{1,4}日")
_KEY = re.compile(r"[^：:。，]{1,10}[：:]")  # what stands before a value
_LINK_SHARE = 0.7
_RUN_OF_LINKS = 3


@dataclass(frozen=True, slots=True)
class Article:
    """What a page has to say.

    Attributes:
        text: paragraphs, headings, items of lists with blank lines between them; rows of tables as `a | b`.
        fields: what the page says about itself: `title`, `author`, `date`, `sitename`, `source`, `url`.
        how: how the text was found: `"html"`, `"html: fallback"` where no article stood out and all visible text was taken, or
            `"html: no markup"`.
    """

    text: str
    fields: dict[str, str] = field(default_factory=dict)
    how: str = "html"


def read(stream: BinaryIO, options: ReadOptions, portion: Portion | None = None) -> Iterator[RawDocument | Unreadable]:
    """Read a page.

    Args:
        stream: the whole file.
        options: how large it may be.
        portion: not for this format.

    Yields:
        One document with the bytes and what they say of their encoding; `article` makes text of them when they are decoded.
    """
    data = read_whole(stream, options)
    if isinstance(data, Unreadable):
        yield data
    else:
        yield RawDocument(data, None, "html", encoding=declared_encoding(data))


def declared_encoding(data: bytes) -> str | None:
    """Give the encoding that a page says it has, in lower case. Pages are often wrong about it.

    >>> declared_encoding(b'<meta http-equiv="Content-Type" content="text/html; charset=GB2312">')
    'gb2312'
    """
    head = _COMMENT.sub(b"", data[:_HEAD])
    for pattern in _DECLARED:
        if found := pattern.search(head):
            return found.group(1).decode("ascii", "replace").lower()
    return None


def article(html: str) -> Article:
    """Take the article out of a page.

    Trafilatura tells where the article is; the text is taken from there as it stands, with everything between the first and the
    last paragraph found, its headline, and what shares their place on the page. It is better to keep a line of page furniture,
    which a later stage knows, than to lose a line of the article.

    Args:
        html: the decoded page. Anything goes.

    Returns:
        Its text and its fields.

    Raises:
        InputError: lxml or trafilatura are not installed.

    >>> article("<title>诗</title><p>白日依山尽，黄河入海流。</p><p>欲穷千里目，更上一层楼。</p>").text
    '白日依山尽，黄河入海流。\\n\\n欲穷千里目，更上一层楼。'
    """
    with extra("html", "HTML pages"):
        import trafilatura
        from lxml import etree
    if not _TAG.search(html):
        return Article(html, how="html: no markup")
    try:
        root = _parse(_CONTROLS.sub("", html))
    except (etree.LxmlError, ValueError, AssertionError):
        root = None
    if root is None:
        return Article(_without_tags(html), how="html: fallback")
    blocks, fields = _with_hidden_article(text_blocks(root)), page_fields(root)
    found = ""
    if len(html) <= _LARGEST_SEARCH and len(blocks) <= _MOST_BLOCKS and not root.getroottree().xpath(_TOO_DEEP):
        found = _found_by(trafilatura, root)
    chosen = _article_blocks(blocks, found, fields.get("title", ""))
    if chosen is None:
        seen = [block for block in blocks if not block.beside] or blocks
        return Article(joined(seen), fields, "html: fallback")
    return Article(joined(chosen), fields)


def _parse(html: str) -> Any:
    from lxml import etree
    from lxml.html import HTMLParser

    html = _PAGE_END.sub("", html)  # pages put together from pages go on after it, and the parser leaves out what comes then
    parser = HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        data = html.encode()
    except UnicodeEncodeError:  # lone surrogates
        data = html.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()
    root = etree.fromstring(data, parser)
    cut = any("depth" in entry.message.lower() for entry in parser.error_log)
    return None if cut else root  # the parser leaves out what lies too deep


def _without_tags(html: str) -> str:
    """Give the text of a page that is too broken to be parsed."""
    from html import unescape

    text = _ANY_TAG.sub("", _BREAKS.sub("\n", _CODE.sub("\n", html)))
    lines = (line.strip() for line in unescape(text).split("\n"))
    return "\n".join(line for line in lines if line)


def _found_by(trafilatura: Any, root: Any) -> str:
    try:
        return trafilatura.extract(root, favor_recall=True, include_comments=False, include_tables=True) or ""
    except Exception:  # a library that guesses; without its answer there is the visible text
        return ""


def _with_hidden_article(blocks: list[TextBlock]) -> list[TextBlock]:
    """Take in what is hidden or beside the article where it is most of the page.

    Some pages hide their article until a script shows it, and a `<nav>` that is never closed holds all that follows.
    """
    beside = sum(len(block.text) for block in blocks if block.beside and _has_sentence(block))
    seen = sum(len(block.text) - block.linked for block in blocks if not block.beside)
    return [replace(block, beside=False) for block in blocks] if beside > seen else blocks


def _has_sentence(block: TextBlock) -> bool:
    return block.linked <= _LINK_SHARE * len(block.text) and bool(_SENTENCE.search(block.text))


def _article_blocks(blocks: list[TextBlock], found: str, title: str) -> list[TextBlock] | None:
    part_of = _parts_of(blocks, found)
    links = _linky(blocks)
    prose = [
        index
        for index, block in enumerate(blocks)
        if len(block.text) >= _SHORTEST_PROSE and not links[index] and not block.beside and _SENTENCE.search(block.text)
    ]
    links = _without_lists(blocks, links, prose)
    core = [index for index, block in enumerate(blocks) if part_of[index] and not links[index] and not block.beside]
    if not core:
        return None
    first, last = _with_neighbours(blocks, core[0], core[-1])
    last = _to_the_end(blocks, links, last)
    first = _above(blocks, links, _headline(blocks, first, title))
    outside = sum(len(blocks[index].text) for index in prose if not first <= index <= last)
    inside = sum(len(blocks[index].text) for index in prose if first <= index <= last)
    if outside > _MOST_OUTSIDE * inside:
        first, last = min(first, prose[0]), max(last, prose[-1])
    return [blocks[index] for index in range(first, last + 1) if part_of[index] or not (links[index] or blocks[index].beside)]


def _parts_of(blocks: list[TextBlock], found: str) -> list[bool]:
    """Say of each block whether it is in the text that was found, whatever the white space."""
    lines = {"".join(line.split()) for line in found.replace("|", "").split("\n")}
    whole = "".join(found.replace("|", "").split())
    grams: set[str] = set()

    def is_part(block: TextBlock) -> bool:
        text = "".join(block.text.replace("|", "").split())
        if text in lines or f"-{text}" in lines:
            return True
        if len(text) < 2 * _GRAM:
            return False
        if not grams:
            grams.update(whole[at : at + _GRAM] for at in range(len(whole) - _GRAM + 1))
        step = max(1, (len(text) - _GRAM) // _GRAMS)
        looked_up = [text[at : at + _GRAM] in grams for at in range(0, len(text) - _GRAM + 1, step)]
        return sum(looked_up) >= _PART_OF * len(looked_up)

    return [is_part(block) for block in blocks]


def _linky(blocks: list[TextBlock]) -> list[bool]:
    """Say of each block whether it leads elsewhere: a row of links, one of several that are links, their heading."""
    mostly = [block.linked > _LINK_SHARE * len(block.text) and not _ATTACHED.match(block.text) for block in blocks]
    linky = [flag and block.links >= _RUN_OF_LINKS for flag, block in zip(mostly, blocks, strict=True)]
    start = 0
    for index in range(len(blocks) + 1):
        if index == len(blocks) or not mostly[index]:
            if index - start >= _RUN_OF_LINKS and not (start and _ATTACHED.match(blocks[start - 1].text)):
                linky[start:index] = [True] * (index - start)
            start = index + 1
    return [
        flag or (block.kind == "heading" and any(linky[index + 1 : index + 2]))
        for index, (flag, block) in enumerate(zip(linky, blocks, strict=True))
    ]


def _without_lists(blocks: list[TextBlock], links: list[bool], prose: list[int]) -> list[bool]:
    """Take links between two paragraphs that stand in the same element as both for a list of the article."""
    elsewhere = links.copy()
    for before, after in pairwise(prose):
        container = blocks[before].container
        if blocks[after].container == container:
            for index in range(before + 1, after):
                elsewhere[index] = links[index] and blocks[index].container != container
    return elsewhere


def _with_neighbours(blocks: list[TextBlock], first: int, last: int) -> tuple[int, int]:
    """Take in what stands in the same place of the page as the first and the last paragraph."""
    container = blocks[first].container
    while first > 0 and blocks[first - 1].container == container:
        first -= 1
    container = blocks[last].container
    while last + 1 < len(blocks) and blocks[last + 1].container == container:
        last += 1
    return first, last


def _to_the_end(blocks: list[TextBlock], links: list[bool], last: int) -> int:
    """Go on while sentences, attachments or a date follow: an article may go on in the next element of the page."""
    index = last + 1
    while index < min(len(blocks), last + 1 + _BETWEEN) and not links[index] and not blocks[index].beside:
        text = blocks[index].text
        if _ENDS_SENTENCE.search(text) or _ATTACHED.match(text) or _SIGNED_ON.fullmatch(text):
            last = index
        index += 1
    return last


def _above(blocks: list[TextBlock], links: list[bool], first: int) -> int:
    """Take in a table with number, publisher and date, which the notices of offices have above their headline."""
    while first > 0 and not links[first - 1] and not blocks[first - 1].beside and _is_entry(blocks[first - 1]):
        first -= 1
    return first


def _is_entry(block: TextBlock) -> bool:
    return block.kind == "row" or (block.kind == "item" and bool(_KEY.match(block.text)))


def _headline(blocks: list[TextBlock], first: int, title: str) -> int:
    """Go back to the headline: between it and the first paragraph stand date, source and author."""
    for index in range(first - 1, max(-1, first - 1 - _TO_TITLE), -1):
        block = blocks[index]
        if block.kind == "heading" or (len(block.text) > 3 and title.startswith(block.text) and not block.linked):
            return index
    return first
