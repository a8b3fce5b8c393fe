"""What is installed from the wheel works without the checkout: recipes are inside, the command line runs."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

from conftest import ROOT, write_files


def test_a_recipe_runs_from_the_wheel(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "dist")],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    installed = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        archive.extractall(installed)
    assert "corpuskit/py.typed" in names
    assert "corpuskit/configs/zh.yaml" in names
    assert not [name for name in names if name.startswith(("tests/", "seeds/"))]
    documents = write_files(tmp_path / "documents", {"a.txt": "正文一句,没有别的."})
    code = (
        f"import sys; sys.path.insert(0, {str(installed)!r}); import corpuskit; "
        f"assert corpuskit.__file__.startswith({str(installed)!r}); "
        f"from corpuskit.cli import main; main(['run', {str(documents)!r}, '-o', 'out', '-q'])"
    )
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, check=True)
    assert "正文一句，没有别的。" in (tmp_path / "out/corpus.jsonl").read_text(encoding="utf-8")
