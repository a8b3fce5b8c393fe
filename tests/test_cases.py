"""Every golden case of every stage."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpuskit.testing import Case, check_case, load_cases

CASES = [case for path in sorted((Path(__file__).parent / "cases").glob("*.yaml")) for case in load_cases(path)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.stage}: {case.name}")
def test_case(case: Case) -> None:
    check_case(case)
