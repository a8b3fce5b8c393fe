"""The documents of a shard, read from its files: what each of them is, and what cannot be read."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence

from corpuskit.document import place_of
from corpuskit.engine.documents import Book, Rejected, Work
from corpuskit.engine.originals import Keep
from corpuskit.engine.reading import id_of, open_document
from corpuskit.engine.shards import Part, read_options
from corpuskit.engine.spool import read_piece
from corpuskit.engine.watch import NONE, Watch
from corpuskit.io.raw import RawDocument, Unreadable
from corpuskit.io.readers import digest, read_documents
from corpuskit.recipe import Recipe


def killed() -> Rejected:
    """Give what is said of a document that kills the process that works on it."""
    return Rejected("engine", "the process that worked on it died, again and again: most likely it needs too much memory or time")


class ShardReader:
    """Reads the documents of a shard, in order.

    Args:
        parts: what it reads.
        recipe: says how.
        book: where it is written down what cannot be read.
        killers: the numbers of documents that are not to be touched.
    """

    def __init__(self, parts: Sequence[Part], recipe: Recipe, book: Book, killers: frozenset[int] = frozenset()) -> None:
        self._parts = parts
        self._decode, self._options = recipe.decode, read_options(recipe)
        self._book = book
        self._killers = killers
        self._inputs: list[tuple[int, str | None, int]] = []
        #: What in archives is no document, by kind.
        self.skipped: Counter[str] = Counter()

    def inputs(self) -> list[tuple[int, str | None, int]]:
        """Give the number of the file, its SHA-256 and how many documents it held, for each part, once all are read."""
        return self._inputs

    def documents(self, keep: Keep, watch: Watch) -> Iterator[Work]:
        """Give the documents that can be read.

        Args:
            keep: called with the bytes of each.
            watch: called with its number.
        """
        order = 0
        for part in self._parts:
            first, whole = order, part.sha256
            for raw in self._raw(part):
                watch(order)
                if order in self._killers:
                    self._book.quarantine(order, _place(part, raw), killed())
                elif isinstance(raw, Unreadable):
                    self._book.quarantine(order, _place(part, raw), Rejected("read", raw.reason))
                else:
                    sha256 = hashlib.sha256(raw.data).hexdigest()
                    if _is_whole_file(part, raw):
                        whole = sha256
                    work = self._open(part, raw, sha256, order, keep)
                    if work is not None:
                        yield work
                order += 1
            self._inputs.append((part.number, whole or _digest(part), order - first))
        watch(NONE)

    def _raw(self, part: Part) -> Iterator[RawDocument | Unreadable]:
        if part.piece is not None:
            yield from read_piece(part.piece)
            return
        try:
            yield from read_documents(part.file, self._options, part.portion, self.skipped)
        except OSError as error:
            yield Unreadable(error.strerror or str(error))

    def _open(self, part: Part, raw: RawDocument, sha256: str, order: int, keep: Keep) -> Work | None:
        name = id_of(part.file, raw, sha256)
        keep(name, part.file.name, sha256, raw)
        try:
            return Work(open_document(part.file, raw, self._decode, sha256, name), order)
        except Rejected as problem:
            self._book.quarantine(order, _place(part, raw), problem)
            return None


def _place(part: Part, raw: RawDocument | Unreadable) -> str:
    return place_of({"path": part.file.name, "member": raw.member, "record": raw.record})


def _is_whole_file(part: Part, raw: RawDocument) -> bool:
    return not raw.member and not raw.record and len(raw.data) == part.file.bytes


def _digest(part: Part) -> str | None:
    """Give the hash of the file where no document was all of it, None if it cannot be read."""
    try:
        return digest(part.file)
    except OSError:
        return None
