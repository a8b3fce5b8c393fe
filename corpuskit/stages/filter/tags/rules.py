"""Rules on a value, in words: `>= 0.3`, `50..200000`, `zh, ja`, `not mixed`, and `or missing` behind any of them."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeGuard

from corpuskit.text.patterns import lazy_pattern

_COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    ">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt,
    "!=": operator.ne, "==": operator.eq, "=": operator.eq,
}  # fmt: skip
_NUMBER = r"[+-]?(?:[0-9][0-9_]*(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?"
_OR_MISSING = lazy_pattern(r"(.*?)\s*\bor\s+missing\s*", re.S)
_NOT = lazy_pattern(r"not\s+(.*)", re.S)
_COMPARISON = lazy_pattern(rf"(>=|<=|!=|==|>|<|=)\s*({_NUMBER})")
_RANGE = lazy_pattern(rf"({_NUMBER})?\s*\.\.\s*({_NUMBER})?")
_WORD = lazy_pattern(r"[\w.+/:-]+(?: [\w.+/:-]+)*")
_RESERVED = frozenset({"not", "or", "missing"})

Written = str | bool | int | float | Sequence[str | bool | int | float]


class RuleError(ValueError):
    """A rule cannot be read, or says something that the value it meets cannot be asked."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule, read.

    Attributes:
        wanted: the rule without `not` and `or missing`, as it was written.
        negated: whether what fits is what has to go.
        or_missing: whether a document without the tag stays.
        bounds: for a range, its ends, inclusive; None where it is open.
        comparison: for a comparison, the operator and the number.
        words: for a list of words, these, in small letters.
    """

    wanted: str
    negated: bool = False
    or_missing: bool = False
    bounds: tuple[float | None, float | None] | None = None
    comparison: tuple[str, float] | None = None
    words: frozenset[str] = frozenset()

    def accepts(self, value: Any) -> bool:
        """Say whether a value is as the rule wants it.

        Raises:
            RuleError: a rule on numbers meets something else.

        >>> read_rule("0.3..0.9").accepts(0.5), read_rule("not ja, ko").accepts("ja")
        (True, False)
        """
        return self._fits(value) != self.negated

    def told(self, name: str, value: Any) -> str:
        """Say why a value is not accepted.

        >>> read_rule(">= 0.3").told("han_ratio", 0.12), read_rule("not ja, ko").told("language", "ja")
        ('han_ratio 0.12, not >= 0.3', 'language ja, excluded: ja, ko')
        """
        return f"{name} {_shown(value)}, {'excluded:' if self.negated else 'not'} {self.wanted}"

    def _fits(self, value: Any) -> bool:
        if isinstance(value, Mapping):
            raise RuleError(f"it has several values; name one of them: {', '.join(map(str, value)) or 'none here'}")
        if self.words:
            if _is_number(value) and not any(re.fullmatch(_NUMBER, word) for word in self.words):
                raise RuleError("it is a number; a range is written 50..200000")
            found = value if isinstance(value, Sequence) and not isinstance(value, str) else (value,)
            return any(_shown(each).casefold() in self.words for each in found)
        number = _number(value)
        if self.comparison:
            sign, other = self.comparison
            return _COMPARISONS[sign](number, other)
        assert self.bounds is not None
        low, high = self.bounds
        return (low is None or number >= low) and (high is None or number <= high)


def read_rule(written: Written) -> Rule:
    """Read a rule.

    Args:
        written: as in a recipe: `">= 0.3"` (also `>`, `<`, `<=`, `=`, `!=`), `"50..200000"` (both ends belong to it, either may
            be left out), words with commas between or as a list (any of them), a number or true or false. `not` before it turns
            it round; behind it, `or missing` lets documents pass that have no such tag.

    Raises:
        RuleError: it is none of these.

    >>> read_rule("zh-Hans, zh-Hant or missing").or_missing
    True
    """
    if isinstance(written, Sequence) and not isinstance(written, str):
        words = [_shown(word) for word in written]
        if not words or not all(_WORD.fullmatch(word) for word in words):
            raise RuleError("a list of words is needed, such as [zh, ja]")
        return _read(", ".join(words), only_words=True)
    if not isinstance(written, str):
        return _read(_shown(written), only_words=True)
    return _read(written.strip(), only_words=False)


@lru_cache(maxsize=1024)
def _read(text: str, *, only_words: bool) -> Rule:
    body, or_missing, negated = text, False, False
    if not only_words:
        if found := _OR_MISSING.fullmatch(body):
            body, or_missing = found[1], True
        if found := _NOT.fullmatch(body):
            body, negated = found[1], True
        if found := _COMPARISON.fullmatch(body):
            return Rule(body, negated, or_missing, comparison=(found[1], float(found[2])))
        if (found := _RANGE.fullmatch(body)) and (found[1] or found[2]):
            low, high = (float(end) if end else None for end in found.groups())
            if low is not None and high is not None and low > high:
                raise RuleError(f"{body!r} holds nothing: {found[1]} is more than {found[2]}")
            return Rule(body, negated, or_missing, bounds=(low, high))
    words = [word.strip() for word in body.split(",")]
    if not all(_WORD.fullmatch(word) and word not in _RESERVED for word in words) or ".." in body:
        raise RuleError(
            f"{text!r} is no rule; write a comparison (>= 0.3), a range (50..200000), words (zh, ja), any of these behind `not`, "
            "and `or missing` at the end if documents without the tag stay"
        )
    return Rule(", ".join(words), negated, or_missing, words=frozenset(_plain(word) for word in words))


def _plain(word: str) -> str:
    """Give a word as values are compared with it: a number as that number is shown."""
    return _shown(float(word)) if re.fullmatch(_NUMBER, word) else word.casefold()


def _number(value: Any) -> float:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return len(value)
    if not _is_number(value):
        raise RuleError(f"{value!r} is no number")
    return value


def _is_number(value: Any) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _shown(value: Any) -> str:
    """Write a value as a recipe does: true, 3, 0.5."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.10g}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(map(_shown, value))
    return str(value)
