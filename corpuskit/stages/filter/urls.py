"""Take out documents by the address that they come from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, Self
from urllib.parse import unquote, urlsplit

from pydantic import Field, model_validator

from corpuskit.document import Document, Removed
from corpuskit.stage import DocumentStage, Options
from corpuskit.text.term_lists import entries, read_lists


class UrlsOptions(Options):
    """Options of `filter.urls`."""

    urls: tuple[str, ...] = Field(
        default=(),
        description="Domains (`example.com`: with all its subdomains), beginnings of addresses (`example.com/ads/`), or parts of "
        "paths (`/tag/`).",
    )
    files: tuple[str, ...] = Field(
        default=(),
        description="Files with more of them, one a line, in UTF-8, `#` before a remark; named from the folder that the command "
        "runs in.",
    )
    sha256: tuple[str, ...] = Field(
        default=(), description="The hashes of these files: found when the recipe is read, and then they must stay the same."
    )
    mode: Literal["block", "allow"] = Field(
        default="block", description="`block` removes what is listed; `allow` removes what is not."
    )
    missing: Literal["keep", "remove"] = Field(default="keep", description="What becomes of a document without an address.")

    @model_validator(mode="after")
    def _read_files(self) -> Self:
        """Read the lists once, so that a missing one is told with the recipe, and their content is part of what a run is."""
        hashes = read_lists(self.files, self.sha256)
        if hashes != self.sha256:
            object.__setattr__(self, "sha256", hashes)
            self.__pydantic_fields_set__.add("sha256")
        return self


@dataclass(frozen=True, slots=True)
class Address:
    """An address in the form in which it is compared.

    Attributes:
        host: in small letters, international names in their ASCII form, without port; `""` if there is none.
        path: with the query, `%E4…` read as characters.
    """

    host: str
    path: str

    @classmethod
    def read(cls, url: str) -> Address:
        """Read an address, with or without `https://`.

        >>> Address.read("HTTPS://News.Example.com:8080/a?b=1"), Address.read("例子.中国/甲")
        (Address(host='news.example.com', path='/a?b=1'), Address(host='xn--fsqu00a.xn--fiqs8s', path='/甲'))
        """
        try:
            parts = urlsplit(url.strip() if "://" in url else f"//{url.strip()}")
            host = (parts.hostname or "").rstrip(".")
        except ValueError:  # such as a bracket that is not closed
            return cls("", url)
        if not host.isascii():
            with suppress(UnicodeError):
                host = host.encode("idna").decode("ascii")
        return cls(host, unquote(parts.path + (f"?{parts.query}" if parts.query else "")))

    def domains(self) -> Iterator[str]:
        """Give the host and the domains that it belongs to: `a.b.com`, `b.com`, `com`."""
        host = self.host
        while host:
            yield host
            host = host.partition(".")[2]


class AddressList:
    """Domains, beginnings of addresses and parts of paths, made ready for being looked up.

    >>> listed = AddressList(["example.com", "news.cn/ads/", "/tag/"])
    >>> [listed.find(Address.read(url)) for url in ("https://a.example.com/", "http://news.cn/ads/1", "http://b.cn/", "http://b.cn/tag/1")]
    ['example.com', 'news.cn/ads/', '', '/tag/']
    """

    def __init__(self, listed: Iterable[str]) -> None:
        self._domains: set[str] = set()
        self._beginnings: dict[str, list[tuple[str, str]]] = {}
        self._parts: list[str] = []
        for entry in listed:
            if entry.startswith("/"):
                self._parts.append(unquote(entry))
                continue
            address = Address.read(entry.removeprefix("*."))
            if address.path in ("", "/"):
                self._domains.add(address.host)
            else:
                self._beginnings.setdefault(address.host, []).append((address.path, entry))
        self._domains.discard("")

    def find(self, address: Address) -> str:
        """Give the entry that an address falls under, or `""`."""
        for domain in address.domains():
            if domain in self._domains:
                return domain
            for path, entry in self._beginnings.get(domain, ()):
                if address.path.startswith(path):
                    return entry
        return next((part for part in self._parts if part in address.path), "")


def filter_by_urls(document: Document, options: UrlsOptions) -> Document | Removed:
    """Remove documents from addresses that are listed, or from all others.

    The address is the field `url` of the document, or `url` of its source, or its path if that is an address itself. A domain
    stands for all its subdomains too. Lists of millions of domains are looked up at once.

    Args:
        document: the document.
        options: the list, and whether it says what goes or what stays.

    >>> filter_by_urls(Document("正文", fields={"url": "https://ads.example.com/1"}), UrlsOptions(urls=("example.com",)))
    Removed(reason='listed address: example.com')
    """
    if not options.urls and not options.files:
        return document
    url = _url_of(document)
    if not url:
        return Removed("no address") if options.missing == "remove" else document
    address = Address.read(url)
    found = _list(options.urls, options.sha256).find(address)
    if options.mode == "allow":
        return document if found else Removed(f"address not listed: {address.host or url[:100]}")
    return Removed(f"listed address: {found}") if found else document


def _url_of(document: Document) -> str:
    url = document.fields.get("url") or document.source.get("url")
    if url:
        return str(url)
    path = str(document.source.get("path", ""))
    return path if "://" in path else ""


@lru_cache(maxsize=8)
def _list(urls: tuple[str, ...], lists: tuple[str, ...]) -> AddressList:
    return AddressList((*urls, *entries(lists)))


STAGE = DocumentStage(filter_by_urls, UrlsOptions, version=1)
