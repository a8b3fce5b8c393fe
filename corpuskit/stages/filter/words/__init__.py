"""Take out documents with too many words, or too few, of a list."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from corpuskit.document import Document, Removed
from corpuskit.stage import DocumentStage, Options, Result
from corpuskit.stages.filter.words.matcher import matcher
from corpuskit.text.term_lists import read_lists

_PER = 10_000


class WordsOptions(Options):
    """Options of `filter.words`."""

    words: tuple[str, ...] = Field(default=(), description="Words, written here.")
    files: tuple[str, ...] = Field(
        default=(),
        description="Files with words, one a line, in UTF-8, `#` before a remark; named from the folder that the command runs "
        "in.",
    )
    sha256: tuple[str, ...] = Field(
        default=(), description="The hashes of these files: found when the recipe is read, and then they must stay the same."
    )
    max_hits: int | None = Field(
        default=0, ge=0, description="A document with more hits than this is removed; null: as many as there are."
    )
    max_rate: float | None = Field(
        default=None,
        ge=0,
        description="With this, a document is removed only if it also has more hits than this in 10,000 characters: a long one "
        "may have a few.",
    )
    min_hits: int = Field(
        default=0, ge=0, description="A document with fewer hits than this is removed: for a list of what is wanted."
    )
    ignore_case: bool = Field(default=True, description="`BET` is `bet`.")
    ignore_width: bool = Field(default=True, description="`ｂｅｔ` is `bet`.")
    action: Literal["remove", "tag"] = Field(
        default="remove", description="`tag` removes nothing and notes the number of hits in `meta.tags`."
    )
    tag: str = Field(default="listed_words", min_length=1, description="The name of that tag.")

    @model_validator(mode="after")
    def _read_files(self) -> Self:
        """Read the lists once, so that a missing one is told with the recipe, and their content is part of what a run is."""
        hashes = read_lists(self.files, self.sha256)
        if hashes != self.sha256:
            object.__setattr__(self, "sha256", hashes)
            self.__pydantic_fields_set__.add("sha256")
        return self


def filter_by_words(document: Document, options: WordsOptions) -> Document | Removed | Result:
    """Remove documents in which words of a list stand too often, or not often enough.

    At each place the longest word counts. Chinese words match anywhere, Latin ones whole (`bet` is not in `alphabet`). A list may
    have hundreds of thousands of words: the time depends on the text, not on the list.

    Args:
        document: the document.
        options: the words and how many are too many.

    >>> filter_by_words(Document("网上赌场，注册送彩金，赌场。"), WordsOptions(words=("赌场", "彩金"), max_hits=2))
    Removed(reason='3 listed words (赌场, 彩金), more than 2')
    """
    if not options.words and not options.files:
        return document
    ready = matcher(options.words, options.sha256, options.ignore_case, options.ignore_width)
    found = ready.count(document.text)
    hits = found.total()
    if options.action == "tag":
        return Result(document.text, tags={options.tag: hits})
    if hits < options.min_hits:
        return Removed(f"{hits} listed words, fewer than {options.min_hits}")
    if options.max_hits is not None and hits > options.max_hits and not _is_rare(hits, len(document.text), options):
        shown = ", ".join(word for word, _ in found.most_common(3))
        return Removed(f"{hits} listed words ({shown}), more than {options.max_hits}")
    return document


def _is_rare(hits: int, characters: int, options: WordsOptions) -> bool:
    return options.max_rate is not None and hits * _PER <= options.max_rate * characters


STAGE = DocumentStage(filter_by_words, WordsOptions, version=1)
