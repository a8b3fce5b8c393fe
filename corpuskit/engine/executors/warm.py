"""Imported by the process that workers are forked from, as the last of what it loads: has stages build their tables once for all.

What a stage needs for its first text it would else build in each worker, in its own memory. Objects are then put out of the
garbage collector's reach, for it would write to the pages that workers share.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from corpuskit.decoding import decode
from corpuskit.stage import CorpusStage, TextStage

# Simplified and traditional text in half-width marks, lines cut off, text read in a wrong encoding.
_SAMPLE = (
    "今天上午,图书馆的新馆正式开门,许多读者早早就在门口排起了长队,等着看看这座用了三年时间\n"
    "才建成的新楼。\n"
    "這座圖書館的開放時間是從早上九點到晚上八點,歡迎大家前來參觀.\n"
    "娓″彛鐨勬棭鏅ㄥ緢瀹夐潤\n"
)
_BUILT_IN = "corpuskit.stages."


def _loaded() -> Iterator[Any]:
    """Give the stages of corpuskit that have been imported."""
    for name, module in list(sys.modules.items()):
        if name.startswith(_BUILT_IN) and (stage := getattr(module, "STAGE", None)) is not None:
            yield stage


def _warm_up() -> None:
    for encoding in ("utf-8", "gb18030", "big5"):
        decode(_SAMPLE.encode(encoding, "ignore"))
    for stage in _loaded():
        with suppress(Exception):  # whatever it is, it will come again with a document that it can be told of
            if isinstance(stage, TextStage):
                stage.clean(_SAMPLE, stage.options())
            elif isinstance(stage, CorpusStage):
                stage.sketch([_SAMPLE], "document", stage.options())
    gc.collect()
    gc.freeze()


_warm_up()
