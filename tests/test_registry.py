"""Stages by name: built in, from other packages, broken ones."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from corpuskit import get_stage
from corpuskit.errors import StageError
from corpuskit.registry import load_stage, origin, stage_names


def test_built_in_stages_are_found_without_importing_them() -> None:
    assert "normalize.punctuation" in stage_names()
    assert origin("dedup.near").package == "corpuskit"


def test_built_in_stages_need_no_metadata_of_packages() -> None:
    program = (
        "from importlib import metadata\n"
        "def refuse(*_, **__): raise AssertionError('metadata was read')\n"
        "metadata.entry_points = metadata.version = refuse\n"
        "from corpuskit.recipe import load_recipe\n"
        "print(len(load_recipe('zh').stages))\n"
    )
    environment = {**os.environ, "PYDANTIC_DISABLE_PLUGINS": "__all__"}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment)
    assert int(done.stdout) > 10


def test_a_typo_is_answered_with_the_right_name() -> None:
    with pytest.raises(StageError, match=r"did you mean 'normalize\.punctuation'"):
        get_stage("normalize.puntuation")


def test_a_wrong_option_is_named() -> None:
    with pytest.raises(StageError, match="did you mean 'quotes'"):
        get_stage("normalize.punctuation", quote="keep")
    with pytest.raises(StageError, match="plain JSON"):
        get_stage("normalize.punctuation", quotes=object())


def test_a_ready_stage_travels_by_name() -> None:
    ready = get_stage("dedup.near", jaccard=0.7)
    packed = pickle.dumps(ready)
    assert len(packed) < 300
    again = pickle.loads(packed)
    assert again.stage is ready.stage
    assert again.options == ready.options


def test_a_stage_of_another_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, offer_stage: Callable[[str, str], None]
) -> None:
    (tmp_path / "acme_good.py").write_text("from corpuskit import TextStage\nSTAGE = TextStage(lambda text: text + '!')\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    offer_stage("acme.good", "acme_good:STAGE")
    assert get_stage("acme.good")("好") == "好!"
    assert origin("acme.good").package == "acme-corpus"


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("import no_such_module", "No module named"),
        ("STAGE = 1/0", "ZeroDivisionError"),
        ("STAGE = 3", "is a int"),
        ("", "STAGE"),
    ],
)
def test_a_broken_package_is_named(
    source: str,
    complaint: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    offer_stage: Callable[[str, str], None],
) -> None:
    (tmp_path / "acme_bad.py").write_text(source)
    monkeypatch.syspath_prepend(str(tmp_path))
    sys.modules.pop("acme_bad", None)
    offer_stage("acme.bad", "acme_bad:STAGE")
    with pytest.raises(StageError, match=complaint) as caught:
        load_stage("acme.bad")
    assert "acme-corpus 1.2" in str(caught.value)
    assert get_stage("normalize.unicode")("好") == "好"
