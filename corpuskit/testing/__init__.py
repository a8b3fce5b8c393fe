"""The test kit for stages, built in or of other packages: golden cases, and what every stage promises.

import pytest
from corpuskit.testing import conformance

@pytest.mark.parametrize("check", conformance("acme.emoji", cases="tests/cases/acme.emoji.yaml"), ids=str)
def test_conformance(check):
    check()
"""

from corpuskit.testing.cases import Case, check_case, load_cases
from corpuskit.testing.conformance import Check, conformance

__all__ = ["Case", "Check", "check_case", "conformance", "load_cases"]
