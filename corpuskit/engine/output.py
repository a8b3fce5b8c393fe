"""The folder that a run writes: what may be in it, and how finished files get there.

While a run is under way the folder `.corpuskit` is in OUT. The manifest is written last: where it is, everything is whole.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import orjson

from corpuskit.errors import OutputError
from corpuskit.io.atomic import TEMPORARY, partial, publish, write_whole
from corpuskit.io.jsonl import dump_line
from corpuskit.io.sinks.layout import DOLMA_ATTRIBUTES, DOLMA_DOCUMENTS, may_be_corpus

CORPUS, REMOVED, QUARANTINE, EDITS = "corpus.jsonl", "removed.jsonl", "quarantine.jsonl", "edits.jsonl"
ORIGINALS = "originals.jsonl"
CARD, REPORT, MANIFEST = "README.md", "report.html", "manifest.json"
# The manifest comes first: without it nothing counts as whole. Files of the corpus have names of many kinds: a run lists them.
_FIXED = (MANIFEST, REPORT, CARD, ORIGINALS, CORPUS, REMOVED, QUARANTINE, EDITS)
_FOLDERS = ("", DOLMA_DOCUMENTS, DOLMA_ATTRIBUTES)
#: Goes up when the files of a run change their shape.
FORMAT = 3
_STATE = ".corpuskit"
SCRATCH_PREFIX = "corpuskit-"
_BUFFER = 1 << 16  # bytes


@dataclass(frozen=True, slots=True)
class Written:
    """A finished output file: its name, SHA-256, size in bytes and number of lines."""

    name: str
    sha256: str
    bytes: int
    lines: int


class OutputFolder:
    """OUT, with what is known of the run that wrote it."""

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        self._state = self.folder / _STATE
        self._run = self._state / "run.json"
        self._lock: IO[bytes] | None = None

    def check(self, identity: str, *, fresh: bool) -> dict[str, Any] | None:
        """Decide whether a run may write here, and remove what an earlier one left.

        Args:
            identity: what makes two runs the same: inputs, recipe, versions.
            fresh: remove the files of an earlier run, whichever it was.

        Returns:
            The manifest if this very run is finished already, else None: go ahead.

        Raises:
            OutputError: something is there that is not of this run.
        """
        if not self.folder.exists():
            if self.folder.is_symlink():
                raise OutputError(f"{self.folder} is a link to nothing: remove it or choose another -o")
            return None
        if not self.folder.is_dir():
            raise OutputError(f"{self.folder} is a file, not a folder: choose another -o")
        manifest = _read_object(self.folder / MANIFEST)
        started = _read_object(self._run)
        # A run that was killed in its first moment leaves nothing but its empty mark.
        ours = "identity" in manifest or "identity" in started or _names(self.folder) == [_STATE]
        left = _files_of(manifest, started)
        if fresh:
            self._make_room(ours, left)
            return None
        if manifest.get("identity") == identity and self._complete(manifest):
            if self._state.is_dir():  # of a run that was killed in its last moment
                self._take()
                self._remove_state()
            return manifest
        if "identity" in manifest:
            raise OutputError(
                f"{self.folder} holds the corpus of another run (other inputs, recipe or versions): "
                "choose another -o, or replace it with --fresh"
            )
        if "identity" in started and started["identity"] != identity:
            raise OutputError(
                f"{self.folder} holds an unfinished run of another command: run that one again to complete it, "
                "choose another -o, or replace it with --fresh"
            )
        if not ours and any(self.folder.iterdir()):
            raise OutputError(f"{self.folder} is not empty and not of corpuskit: choose another -o")
        if ours:
            self._clear(left, going_on="identity" in started)
        return None

    def begin(self, identity: str, scratch: Path, shard_bytes: int = 0) -> None:
        """Mark the folder as being written by this run.

        Args:
            identity: what makes two runs the same.
            scratch: where its scratch files are.
            shard_bytes: how it was shared out: a run that goes on with these files has to do the same.

        Raises:
            OutputError: another run is writing here.
        """
        self._take()
        content = {"identity": identity, "scratch": str(scratch.resolve()), "shard_bytes": shard_bytes}
        write_whole(self._run, dump_line(content))

    def unfinished(self) -> tuple[Path, int] | None:
        """Give the scratch files that a killed run has left and its `shard_bytes`; None if there are none."""
        started = _read_object(self._run)
        scratch = Path(str(started.get("scratch", "")))
        shard_bytes = started.get("shard_bytes")
        if isinstance(shard_bytes, int) and shard_bytes > 0 and scratch.name.startswith(SCRATCH_PREFIX) and scratch.is_dir():
            return scratch, shard_bytes
        return None

    def own_scratch(self) -> Path:
        """Give the folder for scratch files on the disk of the output."""
        return self._state / "scratch"

    def assemble(self, name: str, lines: Iterable[bytes]) -> Written:
        """Write an output file under its temporary name."""
        digest, size, count = hashlib.sha256(), 0, 0
        with partial(self.folder / name).open("wb", _BUFFER) as output:
            for line in lines:
                output.write(line)
                digest.update(line)
                size += len(line)
                count += 1
        return Written(name, digest.hexdigest(), size, count)

    def finish(self, manifest: dict[str, Any]) -> None:
        """Give all files their final names, the manifest last, and drop the scratch files.

        Raises:
            OutputError: somebody else has put a file there meanwhile.
        """
        try:
            self._publish(manifest)
        except BaseException:
            self._release()  # the mark and the scratch files stay: the same command goes on with them
            raise
        self._remove_state()

    def _publish(self, manifest: dict[str, Any]) -> None:
        names = (*manifest["outputs"], CARD, REPORT)
        if foreign := [name for name in names if (self.folder / name).exists()]:
            raise _not_ours(self.folder / foreign[0])
        # Should it end in the middle of this, the next run knows which files are not the user's.
        write_whole(self._run, dump_line({**_read_object(self._run), "outputs": names}))
        for name in names:
            publish(self.folder / name)
        text = orjson.dumps(manifest, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
        write_whole(self.folder / MANIFEST, text)

    def _complete(self, manifest: dict[str, Any]) -> bool:
        outputs = manifest.get("outputs", {})
        sizes = {name: entry.get("bytes") for name, entry in outputs.items()}
        return all((self.folder / name).is_file() and (self.folder / name).stat().st_size == sizes[name] for name in sizes)

    def _make_room(self, ours: bool, left: Sequence[str]) -> None:
        if ours:
            self._clear(left)
            return
        there = (path.relative_to(self.folder).as_posix() for folder in _FOLDERS for path in (self.folder / folder).glob("*"))
        if foreign := sorted(name for name in there if name in _FIXED or may_be_corpus(name)):
            raise _not_ours(self.folder / foreign[0])

    def abandon(self, *, going_on: bool = False) -> None:
        """Drop what a failed run has written so far, all but the mark that says whose folder this is.

        Args:
            going_on: keep the scratch files: the same command will go on with them.
        """
        if self._lock is None:  # the folder is another run's
            return
        if not going_on:
            self._remove_scratch()
        self._remove_partial()
        self._release()

    def _take(self) -> None:
        """Keep other runs out, until this one ends or dies."""
        if self._lock is not None:
            return
        self._state.mkdir(parents=True, exist_ok=True)
        lock = (self._state / "lock").open("wb")
        try:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            raise OutputError(f"{self.folder} is being written by another run: wait for it, or choose another -o") from None
        except (ImportError, OSError):
            pass  # Windows, and network disks that know no locks: there it is up to the user
        self._lock = lock

    def _release(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _clear(self, left: Sequence[str] = _FIXED, *, going_on: bool = False) -> None:
        self._take()
        if not self._run.exists():  # so that a kill in the middle of this leaves a folder that is known as ours
            self.begin("", Path())
            write_whole(self._run, dump_line({**_read_object(self._run), "outputs": left}))
        for name in left:
            self._remove(self.folder / name)
        self._remove_partial()
        if not going_on:
            self._remove_scratch()

    def _remove_partial(self) -> None:
        for folder in _FOLDERS:
            for path in (self.folder / folder).glob(f".*{TEMPORARY}"):
                self._remove(path)

    def _remove(self, path: Path) -> None:
        """Remove a file, and the folders below OUT that are empty without it."""
        if not path.exists():
            return
        path.unlink()
        with suppress(OSError):
            while path.parent != self.folder:
                path = path.parent
                path.rmdir()

    def _remove_state(self) -> None:
        self._remove_scratch()
        self._release()  # the manifest is there by now, so nobody else will write here
        if self._state.is_dir() and not self._state.is_symlink():
            shutil.rmtree(self._state)

    def _remove_scratch(self) -> None:
        scratch = Path(str(_read_object(self._run).get("scratch", "")))
        # Only what a run has made itself: the name is ours and lies in the folder for temporary files.
        if scratch.name.startswith(SCRATCH_PREFIX) and scratch.is_dir() and not scratch.is_symlink():
            shutil.rmtree(scratch)


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read the manifest of a finished run.

    Raises:
        OutputError: there is none, or it is of another version of corpuskit.
    """
    content = _read_object(folder / MANIFEST)
    if "identity" not in content:
        raise OutputError(f"{folder} holds no finished run (no {MANIFEST} of corpuskit)")
    if content.get("format") != FORMAT:
        raise OutputError(
            f"{folder / MANIFEST} has format {content.get('format')}, this corpuskit writes {FORMAT}: run it again with --fresh"
        )
    return content


def _files_of(manifest: Mapping[str, Any], started: Mapping[str, Any]) -> list[str]:
    """Name the files that an earlier run has left: those that its manifest lists, or that it was about to give their names."""
    listed = (*manifest.get("outputs", {}), *started.get("outputs", ()))
    return list(dict.fromkeys([*_FIXED, *filter(may_be_corpus, listed)]))


def _not_ours(path: Path) -> OutputError:
    return OutputError(f"{path} is not of corpuskit and would be overwritten: choose another -o")


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def _read_object(path: Path) -> dict[str, Any]:
    try:
        value = orjson.loads(path.read_bytes())
    except (OSError, orjson.JSONDecodeError):
        return {}
    return value if isinstance(value, dict) else {}
