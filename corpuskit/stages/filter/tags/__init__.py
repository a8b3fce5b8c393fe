"""Keep the documents whose tags are as the rules want them."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Annotated, Any

from pydantic import AfterValidator, ConfigDict, WithJsonSchema

from corpuskit.document import Document, Removed
from corpuskit.stage import DocumentStage, Options
from corpuskit.stages.filter.tags.rules import RuleError, read_rule
from corpuskit.text.characters import paragraphs

#: The tag whose values have short names: `han_ratio` stands for `quality.han_ratio`.
_SHORT = "quality"
#: What is counted from the text where no stage gives it.
_COUNTED = ("chars", "paragraphs")
_MISSING = object()


def _readable(written: Any) -> Any:
    """Refuse what is no rule when the recipe is read."""
    if not isinstance(written, str | bool | int | float | list | tuple):
        raise RuleError("a rule is a text, a number, true or false, or a list of words")
    read_rule(written)
    return tuple(written) if isinstance(written, list) else written


_PLAIN = [{"type": kind} for kind in ("string", "number", "boolean")]
_SCHEMA = {
    "anyOf": [*_PLAIN, {"type": "array", "items": {"anyOf": _PLAIN}, "minItems": 1}],
    "description": "What the tag of this name has to be in documents that stay: `>= 0.3`, `50..200000`, `zh, ja`, `not mixed`; "
    "with `or missing` behind it, documents without the tag stay, too.",
}


class TagRules(Options):
    """The rules of `filter.tags`: the name of a tag, and what it has to be."""

    model_config = ConfigDict(extra="allow")

    __pydantic_extra__: dict[str, Annotated[Any, AfterValidator(_readable), WithJsonSchema(_SCHEMA)]]

    def needed_tags(self) -> tuple[str, ...]:
        """Give the names that a stage before this one has to give, or every document ends in quarantine.

        >>> TagRules(han_ratio=">= 0.3", chars="50..", language="zh or missing").needed_tags()
        ('han_ratio',)
        """
        rules = (self.__pydantic_extra__ or {}).items()
        return tuple(name for name, written in rules if name not in _COUNTED and not read_rule(written).or_missing)


def filter_by_tags(document: Document, options: TagRules) -> Document | Removed:
    """Remove documents whose tags are not as the rules want them.

    Each option is the name of a tag with a rule: `>= 0.3` (also `>`, `<`, `<=`, `=`, `!=`), `50..200000` (both ends included,
    either may be left out), words of which it has to be one (`zh, ja`), `not …`. A dot leads into a tag (`languages.zh`);
    `quality.` may be left out (`han_ratio`). Of a list, numbers concern its length, and words any of its items. Without a stage
    that gives them, `chars` (visible characters) and `paragraphs` are counted from the text. A document without the tag is
    quarantined, since a rule that cannot be checked keeps or removes nothing for sure; `… or missing` lets it stay.

    Args:
        document: the document with its tags.
        options: the rules; the first that does not hold is the reason.

    Raises:
        RuleError: there is no such tag, or it cannot be compared in this way; the engine puts the document into quarantine.

    >>> filter_by_tags(Document("短。"), TagRules(chars="50..200000"))
    Removed(reason='chars 2, not 50..200000')
    """
    for name, written in (options.__pydantic_extra__ or {}).items():
        rule = read_rule(written)
        value = _value(document, name)
        if value is _MISSING or value is None:
            if rule.or_missing:
                continue
            raise RuleError(_absent(document.tags, name))
        try:
            accepted = rule.accepts(value)
        except RuleError as error:
            raise RuleError(f"the tag {name!r} cannot be held against {written!r}: {error}") from None
        if not accepted:
            return Removed(rule.told(name, value))
    return document


def _value(document: Document, name: str) -> Any:
    """Look a tag up: by its name, inside the tag before the dot, inside `quality`; or count."""
    tags = document.tags
    if name in tags:
        return tags[name]
    outer, _, inner = name.rpartition(".")
    within = tags.get(outer or _SHORT)
    if isinstance(within, Mapping) and inner in within:
        return within[inner]
    if name not in _COUNTED:
        return _MISSING
    return sum(map(len, document.text.split())) if name == "chars" else len(paragraphs(document.text))


def _absent(tags: Mapping[str, Any], name: str) -> str:
    inner = (f"{tag}.{key}" for tag, value in tags.items() if isinstance(value, Mapping) for key in value)
    known = sorted({*tags, *inner, *tags.get(_SHORT, ())})
    close = get_close_matches(name, known, n=1)
    hint = f"did you mean {close[0]!r}?" if close else f"it has: {', '.join(sorted(tags)) or 'none'}"
    return f"the document has no tag {name!r} ({hint}); a stage before this one has to give it, or write `… or missing`"


STAGE = DocumentStage(filter_by_tags, TagRules, version=1)
