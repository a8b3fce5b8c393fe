"""An output that lies elsewhere: a run writes it on this machine first, and then puts it there, the manifest last."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path
from typing import Any

import orjson

from corpuskit.engine.output import CARD, MANIFEST, REPORT
from corpuskit.errors import OutputError
from corpuskit.io.places import delete, exists, list_names, open_input, put
from corpuskit.io.urls import without_secrets

#: Says of a folder without a manifest that it is ours.
_UNFINISHED = ".corpuskit-unfinished"


class RemoteOutput:
    """The folder that a run is to write, by its URL.

    Args:
        url: of anything that fsspec knows and can write.
    """

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")

    def __str__(self) -> str:
        return without_secrets(self.url)

    def staging(self, same: str) -> Path:
        """Give the folder on this machine where a run is put together; the same one for the same run, so that it can go on.

        Args:
            same: what makes two runs the same.
        """
        cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        name = hashlib.sha256(f"{self.url} {same}".encode()).hexdigest()[:24]
        return cache / "corpuskit" / name

    def check(self, same: str, *, fresh: bool) -> dict[str, Any] | None:
        """Look at what is there.

        Args:
            same: what makes two runs the same.
            fresh: replace what an earlier run has left.

        Returns:
            The manifest, if the same run is there and finished.

        Raises:
            OutputError: something else is there.
            OSError: nobody knows what is there.
        """
        there = self._manifest()
        if there is not None and there.get("identity") == same and not fresh:
            return there
        if there is not None and not fresh:
            raise OutputError(
                f"{self} holds the corpus of another run (other inputs, recipe or versions): choose another -o, or replace it "
                "with --fresh"
            )
        names = list_names(self.url)
        if there is None and names and _UNFINISHED not in names:
            raise OutputError(f"{self} holds files of others ({', '.join(sorted(names)[:3])}): choose another -o")
        return None

    def publish(self, folder: Path) -> None:
        """Put a finished folder there; what an earlier run has left goes.

        Raises:
            OSError: the network or the store failed; the same call completes it.
        """
        mark = folder / _UNFINISHED
        mark.write_text("corpuskit is putting files here; the same command completes it\n", "utf-8")
        put(mark, f"{self.url}/{_UNFINISHED}")
        manifest = orjson.loads((folder / MANIFEST).read_bytes())
        names = [*manifest["outputs"], CARD, REPORT]
        earlier = self._manifest()
        if earlier is not None:  # it goes first: without it nothing there counts as whole
            delete(f"{self.url}/{MANIFEST}")
            for name in earlier["outputs"]:
                if name not in names and "/" not in name:
                    delete(f"{self.url}/{name}")
        for name in (*names, MANIFEST):
            if (folder / name).is_file():
                put(folder / name, f"{self.url}/{name}")
        delete(f"{self.url}/{_UNFINISHED}")
        shutil.rmtree(folder)

    def _manifest(self) -> dict[str, Any] | None:
        place = f"{self.url}/{MANIFEST}"
        if not exists(place):
            return None
        with open_input(place) as stream:
            try:
                content = orjson.loads(stream.read())
            except orjson.JSONDecodeError:
                return None
        return content if isinstance(content, dict) and isinstance(content.get("outputs"), dict) else None
