"""The index as a program uses it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpuskit.dedup.index import store
from corpuskit.dedup.index.lookup import Match, look_up
from corpuskit.dedup.index.parameters import UNITS, Parameters, Unit, differences
from corpuskit.dedup.index.reference import IndexReference
from corpuskit.dedup.index.segment import Segment, living
from corpuskit.errors import InputError


@dataclass(frozen=True, slots=True)
class Added:
    """What came of adding documents: how many are new, and how many were there already."""

    added: int
    present: int


class Index:
    """What earlier corpora hold, in a folder; an object sees the state in which it was opened, or that of its own last change.

    Args:
        folder: where it is; `Index.create` makes one.

    Raises:
        InputError: there is no index, or one that this version cannot read.

    >>> import tempfile
    >>> index = Index.create(tempfile.mkdtemp())
    >>> index.add([("d1", "环卫工人清晨四点就开始清扫主干道，到七点全部收工，市民出门时路面已经干净。")])
    Added(added=1, present=0)
    >>> index.query(["環衛工人清晨四點就開始清掃主幹道，到七點全部收工，市民出門時路面已經乾淨"])[0].document
    'd1'
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        self._state = store.read_state(self.folder)

    @classmethod
    def create(cls, folder: str | Path, units: Sequence[Unit] = UNITS, *, jaccard: float = 0.8, min_chars: int = 20) -> Index:
        """Make an empty index.

        Args:
            folder: a folder that is empty or not there yet.
            units: what can be looked up: documents, paragraphs, or both.
            jaccard: the similarity that will be asked for; an index serves one only.
            min_chars: shorter paragraphs cannot be found by similarity.

        Raises:
            InputError: these are no parameters for an index.
            OutputError: something else is in the folder.
        """
        if not units or not set(units) <= set(UNITS) or not 0 < jaccard <= 1 or min_chars < 1:
            raise InputError("an index has documents, paragraphs or both as units, 0 < jaccard <= 1, and min_chars from 1 on")
        store.create(Path(folder), Parameters(tuple(unit for unit in UNITS if unit in units), jaccard, min_chars))
        return cls(folder)

    def add(self, documents: Iterable[tuple[str, str]]) -> Added:
        """Add documents; all of them can be found from the moment this returns, none of them before.

        Args:
            documents: `(id, text)`. An id that is there already, with the same text, is left out.

        Raises:
            InputError: an id is there with another text.
            OutputError: somebody else is writing.
        """
        with store.writing(self.folder) as change:
            known = _Known(change.segments())
            entries = list(change.write(known.new(documents)))
            if entries:
                change.commit([*change.state.entries, *entries])
            self._state = change.state
            return Added(sum(entry.documents for entry in entries), known.present)

    def merge(self, others: Sequence[Index] = ()) -> Added:
        """Take in what other indexes hold, and write everything anew, without what was taken out.

        Args:
            others: made with the same parameters; they stay as they are.

        Raises:
            InputError: one has other parameters, or a document of this id with another text.
            OutputError: somebody else is writing.
        """
        for other in others:
            if found := differences(other._state.parameters, self._state.parameters):
                raise InputError(f"{other.folder} cannot be merged into {self.folder}: {'; '.join(found)}")
        holds = [store.Hold(other.folder) for other in others]
        with store.writing(self.folder) as change:
            known = _Known(change.segments())

            def documents() -> Iterable[tuple[str, str]]:
                yield from living(change.segments())
                for other in others:
                    yield from known.new(living(other._segments()))

            before = sum(entry.documents - entry.gone for entry in change.state.entries)
            entries = list(change.write(documents()))
            change.commit(entries)
            change.clear()
            self._state = change.state
            del holds
            return Added(sum(entry.documents for entry in entries) - before, known.present)

    def remove(self, ids: Iterable[str]) -> int:
        """Take documents out, by id; give how many were there. Their texts leave the disk with the next `merge`."""
        wanted = set(ids)
        with store.writing(self.folder) as change:
            entries, total = [], 0
            for segment in change.segments():
                gone = segment.removed()
                found = [number for number, name in enumerate(segment.ids()) if name in wanted and not gone[number]]
                entries.append(change.without(segment.entry, found) if found else segment.entry)
                total += len(found)
            if total:
                change.commit(entries)
            self._state = change.state
        return total

    def info(self) -> dict[str, Any]:
        """Give counts, parameters and size."""
        entries = self._state.entries
        units = self._state.parameters["units"]
        return {
            "documents": sum(entry.documents - entry.gone for entry in entries),
            "removed": sum(entry.gone for entry in entries),
            "units": {unit: sum(entry.units[unit] for entry in entries) for unit in units},
            "segments": len(entries),
            "bytes": store.total_size(self.folder, entries),
            "parameters": self._state.parameters,
        }

    def reference(self, unit: str, wanted: Parameters | None = None) -> IndexReference:
        """Give the index as a corpus to compare with.

        Args:
            unit: `"document"` or `"paragraph"`.
            wanted: what it has to be made with; None: only equal texts are looked for, so only the keys matter.

        Raises:
            InputError: it was made with other parameters; the message names them.
        """
        record = {**(wanted or Parameters()).record(), "units": [unit]}
        if wanted is None:
            record = {name: record[name] for name in ("units", "sketches")}
        if found := differences(self._state.parameters, record):
            raise InputError(f"the index {self.folder} does not fit: {'; '.join(found)}")
        hold = store.Hold(self.folder)
        if not all((self.folder / entry.name).is_dir() for entry in self._state.entries):
            self._state = store.read_state(self.folder)  # a merge has written everything anew meanwhile
        return IndexReference(self.folder, unit, self._state.entries, self._state.name, hold)

    def query(self, texts: Sequence[str], unit: Unit = "paragraph") -> list[Match]:
        """Look up which of some texts the index already holds; headings and short paragraphs are left alone.

        Args:
            texts: n texts.
            unit: whether they are documents or paragraphs.

        Returns:
            One entry for each text that it holds, by number.
        """
        parameters = Parameters.from_record(self._state.parameters)
        return look_up(self.reference(unit, parameters), texts, parameters.settings(unit))

    def _segments(self) -> list[Segment]:
        return [Segment(self.folder, entry) for entry in self._state.entries]


class _Known:
    """The documents that are there, by id."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._places: dict[str, tuple[Segment, int] | str] = {}
        self.present = 0
        for segment in segments:
            gone = segment.removed()
            for number, name in enumerate(segment.ids()):
                if not gone[number]:
                    self._places[name] = (segment, number)

    def new(self, documents: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
        """Give those that are not there yet, and know them from then on."""
        for name, text in documents:
            place = self._places.get(name)
            if place is None:
                self._places[name] = _digest(text)
                yield name, text
                continue
            same = place == _digest(text) if isinstance(place, str) else place[0].document(place[1]) == text
            if not same:
                raise InputError(f"document {name!r} is there with another text: take it out first, or give it another id")
            self.present += 1


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
