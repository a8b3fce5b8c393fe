"""A sample of the inputs as files of its own: small files as they are, and some documents of each large one."""

from __future__ import annotations

import hashlib
import random
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpuskit.engine.shards import large_files, read_options
from corpuskit.io.discover import InputFile, discover
from corpuskit.io.places import open_input
from corpuskit.io.raw import Portion, RawDocument, ReadOptions, Unreadable
from corpuskit.io.readers import read_documents
from corpuskit.recipe import Recipe

#: Of a large file that can be entered anywhere so many stretches are read; of one that cannot, its beginning.
_STRETCHES = 16
_SUFFIXES = {"html": ".html", "pdf": ".pdf", "docx": ".docx"}


@dataclass(frozen=True, slots=True)
class Sample:
    """What was drawn.

    Attributes:
        files: how many files there are, of how many `all_bytes`.
        all_bytes: their size.
        bytes: how much of that is in the sample.
        documents: how many documents were written.
        unreadable: how many more there would have been if they could be read.
    """

    files: int
    all_bytes: int
    bytes: int
    documents: int
    unreadable: int = 0


def draw_sample(recipe: Recipe, inputs: Sequence[str | Path], size: int, folder: Path) -> Sample:
    """Draw a sample, always the same one of the same inputs.

    Args:
        recipe: says how inputs are read.
        inputs: files and folders.
        size: about how many bytes of the input to take.
        folder: where to write it; it is made.

    Raises:
        InputError: there is nothing to read.
    """
    found = discover(inputs, include=recipe.source.include, exclude=recipe.source.exclude)
    options = read_options(recipe)
    everything = sum(max(file.bytes, 0) for file in found.files)
    large = {number for number, _ in large_files(found.files, options, max(size // 8, 1_000_000))}
    small = [file for number, file in enumerate(found.files) if number not in large]
    share = min(size / max(everything, 1), 1.0)
    writer = _Writer(folder)
    taken = 0
    for file in sorted(small, key=_draw):
        if taken >= share * sum(max(each.bytes, 0) for each in small):
            break
        with open_input(file.path) as stream:
            writer.write(stream.read(), file.name.rpartition("/")[2])
        taken += max(file.bytes, 0)
    for number in sorted(large):
        file = found.files[number]
        taken += _take(file, options, share * file.bytes, writer)
    return Sample(len(found.files), everything, taken, writer.documents, writer.unreadable)


class _Writer:
    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self._folder = folder
        self.documents = 0
        self.unreadable = 0

    def write(self, data: bytes, name: str) -> None:
        # A folder for each thousand, and the name as it was, since it may say what the file is.
        place = self._folder / f"{self.documents // 1000:06d}" / f"{self.documents:09d}-{name[-60:]}"
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(data)
        self.documents += 1


def _take(file: InputFile, options: ReadOptions, wanted: float, writer: _Writer) -> int:
    """Write documents of a large file, and count those that cannot be read; give about how many of its bytes they are."""
    taken = 0.0
    for raw, weight in _documents(file, options, wanted):
        if taken >= wanted:
            break
        taken += weight
        if isinstance(raw, Unreadable):
            writer.unreadable += 1
            continue
        data = raw.data if raw.text is None or raw.kind in _SUFFIXES else raw.text.encode()
        writer.write(data, "sample" + _SUFFIXES.get(raw.kind, ".txt"))
    return round(min(taken, file.bytes))


def _documents(file: InputFile, options: ReadOptions, wanted: float) -> Iterator[tuple[RawDocument | Unreadable, float]]:
    """Give documents, and how many bytes of the file each of them takes there."""
    places = list(_stretches(file, wanted)) if file.name.endswith((".jsonl", ".ndjson")) or options.format == "lines" else []
    for portion in places:
        for raw in read_documents(file, options, portion):
            yield raw, len(raw.data or b"") + 1
    if not places:
        for raw in read_documents(file, options):
            packed = len(zlib.compress(raw.data, 6)) if raw.data else 1
            yield raw, min(packed, len(raw.data or b"?"))


def _stretches(file: InputFile, wanted: float) -> Iterator[Portion]:
    """Give stretches of whole lines, spread over a file."""
    draw = random.Random(f"{file.name} {file.bytes}")  # noqa: S311 -- not for secrets
    length = max(int(wanted / _STRETCHES), 1)
    step = max(file.bytes // _STRETCHES, 1)
    with open_input(file.path) as stream:
        for number in range(_STRETCHES):
            start = number * step + draw.randrange(max(step - length, 1))
            stop = min(start + length, file.bytes)
            ends = []
            for place in (start, stop):
                stream.seek(place)
                if place:
                    stream.readline()
                ends.append(min(stream.tell(), file.bytes))
            if ends[0] < ends[1]:
                yield Portion(ends[0], ends[1])


def _draw(file: InputFile) -> bytes:
    return hashlib.sha256(f"{file.name}\0{file.ordinal}".encode()).digest()
