"""What every stage promises, as checks: it can be repeated, has no memory, loses nothing, travels by name, and is linear."""

from __future__ import annotations

import pickle
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from corpuskit.corpus_stage import CorpusStage
from corpuskit.document import Document
from corpuskit.engine.documents import Book, Rejected, Work, run_stages
from corpuskit.engine.plan import Plan, make_plan
from corpuskit.recipe import Recipe
from corpuskit.registry import ReadyStage, get_stage
from corpuskit.testing.cases import check_case, load_cases

#: Texts that have broken stages: every sort of character and of line end, marks without partners, nothing at all.
TEXTS = (
    "",
    " \n\u3000\n\t\n",
    "今天的天气真好，适合出门走走。\n\n“是吗？”她问。\n",
    "第一条  本办法自2024年1月1日起施行.\n第二条  由市档案馆负责解释.",
    "完成投资77.53 %,其中工业3.15亿元(同比增长6.2%);详见https://example.org/a?b=1,谢谢.",
    "Plain English, with “quotes” and a tab\there.\nSecond line.",
    "日本語の文章です。カタカナも、漢字も。",
    "한국어 문장입니다. 漢字 포함.",
    "「《『【（【『《「",
    "\ufeff零\u200b宽\u200d\U0001f469\u200d\U0001f4bb\ufffd\ue000\x00\x1f\x85\u2028末",
    "𠮷野家 㐂 ﾊﾝｶｸ ＡＢＣ１２３ ①② ㎡ ⻔",
    "a\rb\r\nc\x0bd\x0ce",
    "。" * 300 + "(" * 300 + '"' * 301,
    "重复的一段话，前后一共出现了两次，字数也够多了。\n中间一段。\n重复的一段话，前后一共出现了两次，字数也够多了。",
)
#: What a text is made of whose growth is measured.
_UNIT = "北岸的老街在雨后格外安静,石板路映着灯笼的光(约有200盏).\n“走吧,”他说,“赶3:40的船.”\n"
_SMALL, _TIMES = 400, 8
#: Linear growth is a ratio of `_TIMES`; quadratic growth would be the square of that. Clocks are not exact.
_MOST_GROWTH = _TIMES * 3
_ENOUGH_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Check:
    """One check of one stage: call it, and it raises AssertionError if the stage does not hold its promise."""

    name: str
    run: Callable[[], None]

    def __call__(self) -> None:
        """Carry the check out."""
        self.run()

    def __str__(self) -> str:
        return self.name


def conformance(
    name: str,
    *,
    cases: str | Path | None = None,
    options: Mapping[str, Any] | None = None,
    texts: Sequence[str] = (),
    linear: bool = True,
) -> list[Check]:
    """List the checks of a stage, one for each golden case and one for each promise; made for `pytest.mark.parametrize`.

    Args:
        name: the stage, as in a recipe.
        cases: the file of its golden cases, `<stage>.yaml`.
        options: the options that the promises are checked with; what is not given keeps its default.
        texts: more texts to try it on, of the kind that it is for.
        linear: measure how its CPU time grows with the text. Leave this out where a stage is linear but slow to warm up.

    Returns:
        The checks; each raises AssertionError with what was expected and what came.

    Raises:
        StageError: there is no such stage, or an option is wrong.

    >>> [str(check) for check in conformance("normalize.spaces")][:2]
    ['idempotent', 'pure']
    """
    ready = get_stage(name, **(options or {}))
    tried = [*TEXTS, *texts]
    checks = [Check(f"case: {case.name}", partial(check_case, case)) for case in (load_cases(cases) if cases else ())]
    promises: list[tuple[str, Callable[[], None]]] = [
        ("idempotent", partial(_check_idempotent, ready, tried)),
        ("pure", partial(_check_pure, ready, tried)),
        ("nothing is lost", partial(_check_nothing_lost, ready, tried)),
        ("travels by name", partial(_check_travels, ready, tried)),
    ]
    if linear:
        promises.append(("linear", partial(_check_linear, ready)))
    return [*checks, *(Check(*promise) for promise in promises)]


def _check_idempotent(ready: ReadyStage, texts: Sequence[str]) -> None:
    for text in texts:
        once = ready(text)
        again = ready(once)
        assert again == once, f"{ready.name} is not idempotent on {text!r}: {once!r}, and then {again!r}"


def _check_pure(ready: ReadyStage, texts: Sequence[str]) -> None:
    forwards = [ready(text) for text in texts]
    backwards = [ready(text) for text in reversed(texts)][::-1]
    for text, one, other in zip(texts, forwards, backwards, strict=True):
        assert one == other, f"{ready.name} gives {one!r} and {other!r} for {text!r}: it depends on what it has seen before"


def _check_nothing_lost(ready: ReadyStage, texts: Sequence[str]) -> None:
    """Run the stage as the engine does, which counts paragraphs before and after."""
    if isinstance(ready.stage, CorpusStage):  # the engine takes the units out itself
        return
    plan = make_plan(Recipe("conformance", (ready,)))
    for text in texts:
        for complaint in _complaints(ready, plan, text):
            raise AssertionError(f"{ready.name} on {text!r}: {complaint}")


def _complaints(ready: ReadyStage, plan: Plan, text: str) -> Iterator[str]:
    book, work = Book(), Work(Document(text, "id", {"path": "conformance.txt"}))
    try:
        run_stages(work, (ready,), 0, plan, book)
    except Rejected as problem:
        yield f"it raised {problem.error!r}; a stage leaves alone what it does not understand"
        return
    yield from book.counts.violations


def _check_travels(ready: ReadyStage, texts: Sequence[str]) -> None:
    packed = pickle.dumps(ready)
    again: ReadyStage = pickle.loads(packed)  # noqa: S301 - packed in the line before
    assert again.stage is ready.stage, f"{ready.name} arrives in another process as another stage"
    assert again.options == ready.options, f"{ready.name} loses its options on the way to another process"
    assert [again(text) for text in texts] == [ready(text) for text in texts]


def _check_linear(ready: ReadyStage) -> None:
    size = _SMALL
    while (small := _seconds(ready, size)) < _ENOUGH_SECONDS and size < 64 * _SMALL:
        size *= 4
    large = _seconds(ready, size * _TIMES)
    assert large < max(small, _ENOUGH_SECONDS / 4) * _MOST_GROWTH, (
        f"{ready.name} needs {small:.3f} s of CPU for {size * len(_UNIT):,} characters, {large:.3f} s for {_TIMES} times as many"
    )


def _seconds(ready: ReadyStage, repetitions: int) -> float:
    # Each line is a little different, so that nothing is a repetition of something else.
    text = "".join(f"{number}、{_UNIT}" for number in range(repetitions))
    times = []
    for _ in range(2):
        started = time.process_time()
        ready(text)
        times.append(time.process_time() - started)
    return min(times)
