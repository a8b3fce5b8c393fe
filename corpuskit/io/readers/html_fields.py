"""What a page says about itself in its head: title, author, date, site, address. Nothing is guessed from the text."""

from __future__ import annotations

import re
from typing import Any

# Names in lower case, the most particular first. Those without a prefix are what China's government sites are told to write.
_NAMES = {
    "title": ("articletitle", "og:title", "twitter:title", "dc.title"),
    "author": ("author", "article:author", "og:article:author", "dc.creator", "byl"),
    "date": (
        "pubdate", "publishdate", "article:published_time", "og:release_date", "datepublished", "dc.date.issued", "dc.date",
        "date",
    ),
    "sitename": ("sitename", "og:site_name", "application-name"),
    "source": ("contentsource", "source"),
    "url": ("og:url",),
}  # fmt: skip
_DATE = re.compile(r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}(?:\s?[-/.月]\s?\d{1,2})?")
_LONGEST = 500  # characters; longer values are no such things


def page_fields(root: Any) -> dict[str, str]:
    """Give the fields of a page.

    Args:
        root: its `lxml` tree.

    Returns:
        Some of `title`, `author`, `date`, `sitename`, `source` and `url`, as the page writes them.

    >>> from lxml import html
    >>> page_fields(html.fromstring("<title>春耕</title><meta name=PubDate content='2023-03-01 08:00'><p>正文。"))
    {'title': '春耕', 'date': '2023-03-01 08:00'}
    """
    said: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = (meta.get("name") or meta.get("property") or meta.get("itemprop") or "").strip().lower()
        value = " ".join((meta.get("content") or "").split())
        if name and 0 < len(value) <= _LONGEST:
            said.setdefault(name, value)
    fields = {}
    for field, names in _NAMES.items():
        values = (said[name] for name in names if name in said)
        if value := next((value for value in values if field != "date" or _DATE.match(value)), ""):
            fields[field] = value
    if "title" not in fields and (title := _title(root)):
        fields["title"] = title
    if "url" not in fields and (url := _canonical(root)):
        fields["url"] = url
    return {name: fields[name] for name in _NAMES if name in fields}


def _title(root: Any) -> str:
    for element in root.iter("title"):
        title = " ".join("".join(element.itertext()).split())
        if 0 < len(title) <= _LONGEST:
            return title
    return ""


def _canonical(root: Any) -> str:
    for link in root.iter("link"):
        address = (link.get("href") or "").strip()
        if (link.get("rel") or "").lower() == "canonical" and address.startswith(("http://", "https://")):
            return str(address)
    return ""
