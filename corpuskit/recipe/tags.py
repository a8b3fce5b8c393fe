"""Whether the tags that a stage goes by are there when it is its turn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from corpuskit.document import Document
from corpuskit.registry import ReadyStage, did_you_mean, origin
from corpuskit.stage import DocumentStage, Result, TextStage

_SAMPLE = "春天来了，河边的柳树绿了。"
#: Of the built-in stages only those of this family give every document the same tags.
_FAMILY = "tag."
_SHORT = "quality"


def missing_tags(stages: Sequence[ReadyStage]) -> Iterator[tuple[int, str, str]]:
    """Find the tags that a stage needs and that no stage before it gives to every document.

    It is found out by trying: the stages that tag are run on a short text.

    Args:
        stages: of a recipe, in order.

    Yields:
        The number of the stage that needs a tag, the name of the tag, and what was perhaps meant.
    """
    for number, ready in enumerate(stages):
        needed: Sequence[str] = getattr(ready.options, "needed_tags", tuple)()
        given: dict[str, Any] = {}
        for earlier in stages[:number]:
            if all(_is_given(name, given) for name in needed):
                break
            if earlier.name.startswith(_FAMILY) or origin(earlier.name).package != "corpuskit":
                given.update(_tags_of(earlier))
        for name in needed:
            if not _is_given(name, given):
                known = [*given, *(inner for value in given.values() if isinstance(value, Mapping) for inner in value)]
                yield number, name, did_you_mean(name, known)


def _is_given(name: str, given: Mapping[str, Any]) -> bool:
    outer, dot, inner = name.rpartition(".")
    within = given.get(outer if dot else _SHORT)
    return name in given or (isinstance(within, Mapping) and inner in within)


def _tags_of(ready: ReadyStage) -> Mapping[str, Any]:
    stage, options = ready.stage, ready.options
    if isinstance(stage, TextStage):
        return stage.run(_SAMPLE, options).tags
    if isinstance(stage, DocumentStage):
        given = stage.run(Document(_SAMPLE), options)
        return given.tags if isinstance(given, Result | Document) else {}
    return {}
