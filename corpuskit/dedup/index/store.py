"""The index on the disk: who may write, what is in it, and how a change becomes visible in one step.

    INDEX/index.json     parameters and segments: what is not named there does not count
    INDEX/segment-*/     documents, their sketches and texts; never changed
    INDEX/removed-*.npy  documents taken out of a segment, by number
    INDEX/lock           held by the one who writes; INDEX/readers by those who read

A change is written under new names first, brought to the disk, and then made known by replacing `index.json`. Whoever is killed
before that leaves files that nobody names, and the next writer clears them away.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO, Any

import numpy as np
import orjson

from corpuskit.dedup.index.parameters import FORMAT, Parameters, differences
from corpuskit.dedup.index.segment import Entry, Segment, size_of, sync, write_segment
from corpuskit.errors import InputError, OutputError

_MANIFEST, _LOCK, _READERS = "index.json", "lock", "readers"
_SEGMENT, _REMOVED = "segment-", "removed-"
#: A segment holds about so many characters: what is made of them fits into memory.
_SEGMENT_CHARACTERS = 4_000_000


@dataclass(frozen=True, slots=True)
class State:
    """What the manifest of an index says.

    Attributes:
        parameters: as `Parameters.record` gave them.
        entries: the segments, in the order in which they were added.
        name: tells states apart.
    """

    parameters: dict[str, Any]
    entries: tuple[Entry, ...]
    name: str


def read_state(folder: Path) -> State:
    """Read the manifest of an index.

    Raises:
        InputError: there is no index, or one of a later version.
    """
    try:
        data = (folder / _MANIFEST).read_bytes()
        content = orjson.loads(data)
        if content["format"] != FORMAT:
            raise InputError(f"{folder} is an index of format {content['format']}, and this version reads {FORMAT}")
        entries = tuple(Entry(**entry) for entry in content["segments"])
        return State(content["parameters"], entries, hashlib.sha256(data).hexdigest()[:16])
    except FileNotFoundError:
        raise InputError(f"{folder} is no index: `corpuskit index create {folder}` makes one") from None
    except OSError as error:
        raise InputError(f"cannot read the index {folder}: {error.strerror or error}") from None
    except (orjson.JSONDecodeError, KeyError, TypeError):
        raise InputError(f"{folder / _MANIFEST} is damaged or not of corpuskit") from None


def create(folder: Path, parameters: Parameters) -> None:
    """Make an empty index.

    Raises:
        OutputError: something else is there.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise OutputError(f"{folder} is there already, and not empty")
    folder.mkdir(parents=True, exist_ok=True)
    _replace_manifest(folder, parameters.record(), ())


class Writing:
    """A change of an index, made known by `commit`; use it through `writing`.

    Attributes:
        state: what is there now.
        parameters: what the index is made with.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.state = read_state(folder)
        self.parameters = Parameters.from_record(self.state.parameters)
        if found := differences(self.state.parameters, self.parameters.record()):
            raise InputError(f"{folder} was made by another version of corpuskit: {'; '.join(found)}")
        self.clear()

    def segments(self) -> list[Segment]:
        """Give the segments that are there now."""
        return [Segment(self._folder, entry) for entry in self.state.entries]

    def write(self, documents: Iterable[tuple[str, str]]) -> Iterator[Entry]:
        """Write documents, given as `(id, text)`, into new segments, which are not known yet."""
        batch: list[tuple[str, str]] = []
        size = 0
        for document in documents:
            batch.append(document)
            size += len(document[1])
            if size >= _SEGMENT_CHARACTERS:
                yield self._segment(batch)
                batch, size = [], 0
        if batch:
            yield self._segment(batch)

    def without(self, entry: Entry, gone: Sequence[int]) -> Entry:
        """Write down that more documents of a segment are taken out; it is not known yet."""
        before = np.flatnonzero(Segment(self._folder, entry).removed())
        numbers = np.union1d(before, np.array(gone, np.int64))
        path = self._folder / f"{_REMOVED}{secrets.token_hex(8)}.npy"
        np.save(path, numbers, allow_pickle=False)
        with path.open("rb+") as file:
            os.fsync(file.fileno())
        return replace(entry, removed=path.name, gone=len(numbers))

    def commit(self, entries: Sequence[Entry]) -> None:
        """Let these segments be the index from now on."""
        sync_folder(self._folder)
        _replace_manifest(self._folder, self.state.parameters, entries)
        self.state = read_state(self._folder)

    def clear(self) -> None:
        """Remove what nobody names any more, unless somebody may still be reading it."""
        named = {entry.name for entry in self.state.entries} | {entry.removed for entry in self.state.entries}
        with (self._folder / _READERS).open("ab") as file:
            if not _lock(file, shared=False):
                return
            for path in self._folder.iterdir():
                if path.name.startswith((_SEGMENT, _REMOVED)) and path.name not in named:
                    shutil.rmtree(path) if path.is_dir() else path.unlink()

    def _segment(self, documents: Sequence[tuple[str, str]]) -> Entry:
        folder = self._folder / f"{_SEGMENT}{secrets.token_hex(8)}"
        entry = write_segment(folder, documents, self.parameters)
        sync(folder)
        return entry


@contextmanager
def writing(folder: Path) -> Iterator[Writing]:
    """Keep other writers out, until this one is done or dies.

    Raises:
        OutputError: another one is writing.
        InputError: there is no index, or one of another version.
    """
    read_state(folder)  # or the lock would be left in a folder that is none
    with (folder / _LOCK).open("ab") as file:
        if not _lock(file, shared=False):
            raise OutputError(f"{folder} is being written by another process: wait for it")
        yield Writing(folder)


class Hold:
    """Keeps the files of an index from being cleared away, as long as it lives."""

    def __init__(self, folder: Path) -> None:
        self._handle: int | None = None
        try:
            self._handle = os.open(folder / _READERS, os.O_CREAT | os.O_RDWR, 0o666)
        except OSError:  # an index that cannot be written to: who could clear it away sees to its readers
            return
        _lock(self._handle, shared=True)

    def __del__(self) -> None:
        if self._handle is not None:
            os.close(self._handle)


def total_size(folder: Path, entries: Sequence[Entry]) -> int:
    """Give how many bytes the segments take."""
    return sum(size_of(folder / entry.name) for entry in entries)


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _replace_manifest(folder: Path, parameters: dict[str, Any], entries: Sequence[Entry]) -> None:
    content = {"format": FORMAT, "parameters": parameters, "segments": [asdict(entry) for entry in entries]}
    temporary = folder / f".{_MANIFEST}.new"
    with temporary.open("wb") as file:
        file.write(orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(folder / _MANIFEST)
    sync_folder(folder)


def _lock(file: IO[bytes] | int, *, shared: bool) -> bool:
    """Take a lock that goes with the open file; say whether it was free."""
    try:
        import fcntl

        fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except (ImportError, OSError):
        pass  # Windows, and network disks that know no locks: there it is up to the user
    return True
