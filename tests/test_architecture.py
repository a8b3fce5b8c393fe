"""The shape of the house: imports point one way, files stay readable, a stage has its name in four places."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from corpuskit.registry import built_in_names, load_stage
from corpuskit.testing import load_cases

ROOT = Path(__file__).parents[1]
BUILT_IN = built_in_names()


def test_imports_point_one_way() -> None:
    code = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_stages_of_the_design_are_there() -> None:
    expected = {
        "convert.script",
        "dedup.exact",
        "dedup.near",
        "extract.page",
        "normalize.punctuation",
        "normalize.spaces",
        "normalize.unicode",
        "repair.linebreaks",
        "repair.mojibake",
    }
    assert expected <= set(BUILT_IN)


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_stage_is_described_and_has_golden_cases(name: str) -> None:
    stage = load_stage(name)
    assert (stage.function.__doc__ or "").strip()
    assert all(field.description for field in stage.options.model_fields.values())
    cases = load_cases(ROOT / "tests" / "cases" / f"{name}.yaml")
    unchanged = sum(case.text == case.expect for case in cases)
    assert len(cases) >= 10
    assert unchanged * 5 >= len(cases) * 2, "what must not change matters as much as what changes"


def test_every_golden_file_belongs_to_a_stage() -> None:
    assert {path.stem for path in (ROOT / "tests" / "cases").glob("*.yaml")} <= set(BUILT_IN)


def test_help_and_import_leave_heavy_packages_alone() -> None:
    code = (
        "import sys, corpuskit\n"
        "from corpuskit.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'numpy', 'pydantic', 'ftfy', 'opencc', 'chardet', 'rich', 'datasketch', 'orjson', 'ruamel.yaml'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
    assert "corpuskit run" in done.stdout


def test_files_can_be_read_in_one_sitting() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for folder in ("corpuskit", "tests", "benchmarks")
        for path in (ROOT / folder).rglob("*.py")
        if (lines := path.read_text(encoding="utf-8").count("\n")) > 400
    }
    assert not long
