"""Imported by the process that workers are forked from: loads what they will need, and has stages build their tables.

What a stage needs for its first text it would else build in each worker, in its own memory. Objects are then put out of the
garbage collector's reach, for it would write to the pages that workers share. Stages of other packages are left to the workers:
who knows what threads their modules start.
"""

from __future__ import annotations

import gc
from contextlib import suppress

import corpuskit.engine.tasks  # noqa: F401
from corpuskit.corpus_stage import CorpusStage
from corpuskit.decoding import decode
from corpuskit.registry import built_in_names, load_stage
from corpuskit.text.patterns import compile_known

# Simplified and traditional text in half-width marks, lines cut off, text read in wrong encodings.
_SAMPLE = (
    "今天上午,图书馆的新馆正式开门,许多读者早早就在门口排起了长队,等着看看这座用了三年时间\n"
    "才建成的新楼。\n"
    "這座圖書館的開放時間是從早上九點到晚上八點,歡迎大家前來參觀.\n"
    "娓″彛鐨勬棭鏅ㄥ緢瀹夐潤\n"
    "CafÃ© dÃ©jÃ vu\n"
)


def _warm_up() -> None:
    for encoding in ("utf-8", "gb18030", "big5"):
        decode(_SAMPLE.encode(encoding, "ignore"))
    for name in built_in_names():
        stage = load_stage(name)
        with suppress(Exception):  # whatever it is, it will come again with a document that it can be told of
            if isinstance(stage, CorpusStage):
                stage.sketch([_SAMPLE], "document", stage.options())
            else:
                stage.clean(_SAMPLE, stage.options())
    compile_known()
    gc.collect()
    gc.freeze()


_warm_up()
