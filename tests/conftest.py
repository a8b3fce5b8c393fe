"""What the tests share: the seed documents, a way to run the command line, stages that misbehave."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from corpuskit import registry
from corpuskit.registry import Origin

# A busy machine must not make a test fail; and what CI tests is the same each time.
settings.register_profile("default", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")

ROOT = Path(__file__).parents[1]
SEEDS = ROOT / "seeds"

Cli = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    """Run the command line in a process of its own, in a folder of its own; environment variables by keyword."""

    def call(*arguments: object, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "corpuskit", *map(str, arguments)],
            input=stdin,
            capture_output=True,
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
            timeout=300,
            check=False,
        )
        return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))

    return call


@pytest.fixture
def offer_stage(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, str], None]]:
    """Offer a stage as an installed package would: a name, and the `module:attribute` where it is."""
    origins = dict(registry._offered())

    def offer(name: str, target: str) -> None:
        origins[name] = Origin("acme-corpus", target)

    real = metadata.version
    monkeypatch.setattr(registry, "_offered", lambda: origins)
    monkeypatch.setattr(metadata, "version", lambda name: "1.2" if name == "acme-corpus" else real(name))
    registry.load_stage.cache_clear()
    yield offer
    registry.load_stage.cache_clear()


def rows(path: Path) -> list[dict[str, Any]]:
    """Read a JSON Lines file with the standard library, splitting at line feeds only, as any reader may."""
    text = path.read_bytes().decode("utf-8")
    assert not text or text.endswith("\n")
    return [json.loads(line) for line in text.split("\n") if line]


def manifest(out: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((out / "manifest.json").read_bytes())
    return content


def write_files(folder: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder
