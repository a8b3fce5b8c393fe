"""What every built-in stage promises, and that the kit notices a stage that does not keep it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import SEEDS

from corpuskit.decoding import decode
from corpuskit.registry import built_in_names
from corpuskit.testing import Check, conformance

BUILT_IN = built_in_names()
DOCUMENTS = [decode(path.read_bytes()).text.replace("\r\n", "\n") for path in sorted(SEEDS.iterdir())]
CHECKS = [(name, check) for name in BUILT_IN for check in conformance(name, texts=DOCUMENTS)]


@pytest.mark.parametrize(("name", "check"), CHECKS, ids=[f"{name}: {check}" for name, check in CHECKS])
def test_built_in_stages_conform(name: str, check: Check) -> None:
    check()


BROKEN = {
    "idempotent": "lambda text: text + '!'",
    "pure": "lambda text, seen=[]: seen.append(text) or text + '!' * (len(seen) % 2)",
    "nothing is lost": "lambda text: text.partition('\\n')[0]",
    "linear": "lambda text: text if sum(text.count(text[n]) for n in range(0, len(text), 100)) >= 0 else ''",
}


@pytest.mark.parametrize("promise", BROKEN)
def test_the_kit_notices_a_broken_promise(
    promise: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, offer_stage: Callable[[str, str], None]
) -> None:
    module = f"acme_{promise.replace(' ', '_')}"
    (tmp_path / f"{module}.py").write_text(f"from corpuskit import TextStage\nSTAGE = TextStage({BROKEN[promise]})\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    offer_stage("acme.broken", f"{module}:STAGE")
    (check,) = (check for check in conformance("acme.broken") if str(check) == promise)
    with pytest.raises(AssertionError, match=r"acme\.broken"):
        check()
