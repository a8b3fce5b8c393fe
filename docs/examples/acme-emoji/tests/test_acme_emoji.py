"""The golden cases of acme.emoji, and what every stage promises."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpuskit.testing import Check, conformance

CASES = Path(__file__).parent / "cases" / "acme.emoji.yaml"


@pytest.mark.parametrize("check", conformance("acme.emoji", cases=CASES, texts=["😀", "好😀\n😀\n"]), ids=str)
def test_conformance(check: Check) -> None:
    check()
