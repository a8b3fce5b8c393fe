"""What a stage is, and the two kinds that look at one document at a time; `corpus_stage` has the third.

A stage is a pure function of its input and its options. It never opens a file, counts, logs or starts a process: it says what
it would change, and the engine does the rest. A stage module ends with `STAGE = TextStage(fix, Options, version=1)`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

from corpuskit.document import Document, Removed

Removal = tuple[int, int, str]
Hidden = tuple[str, str]


class Options(BaseModel):
    """The options of a stage: a frozen model that refuses unknown names and wrong types. Subclass it and add fields."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", defer_build=True)


@dataclass(frozen=True, slots=True)
class Context:
    """What a text stage may know of the document around its text.

    Attributes:
        kind: the kind of the source: `"text"` for text files and for texts handed in by a program.
        encoding: the encoding the text was decoded from, None for a text handed in as a string.
        damage: how many fragments could not be decoded.
    """

    kind: str = "text"
    encoding: str | None = None
    damage: int = 0


@dataclass(frozen=True, slots=True)
class Result:
    """What a stage returns when it has more to say than a text.

    Attributes:
        text: the new text.
        removed: `(start, end, reason)` for each stretch of the OLD text that was taken out, in characters, in order.
        tags: annotations for `meta.tags`.
        fields: what the page said about itself, for `meta.fields`.
        hidden: `(what the ledger may show, reason)` for each stretch that something else stands in the place of, such as a mask.
    """

    text: str
    removed: Sequence[Removal] = ()
    tags: Mapping[str, Any] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    hidden: Sequence[Hidden] = ()


class Stage:
    """What the three kinds have in common: a function to describe, an options model and a version.

    Attributes:
        hides: what it takes out of a text must not stand in the files beside the corpus either: the engine runs it over what
            stages before it leave in the ledger and in samples of edits.

    Args:
        function: the function whose docstring describes the stage.
        options: the model of its options.
        version: goes up whenever the same input and options may give another output.
    """

    kind: ClassVar[str]
    hides = False

    def __init__(self, function: Callable[..., Any], options: type[Options] = Options, *, version: int = 1) -> None:
        self.function = function
        self.options = options
        self.version = version

    def clean(self, text: str, options: Options) -> str:
        """Give the text as the stage leaves it, with no engine around: what `get_stage(name)(text)` returns."""
        raise NotImplementedError


class TextStage(Stage):
    """A stage that looks at one text: `(text) -> str`, or `-> Result` where it has more to say.

    The function takes the text, and by these names, if it declares them, `options` and `context`.

    >>> TextStage(str.strip).clean("  好 ", Options())
    '好'
    """

    kind = "text"

    def __init__(self, function: Callable[..., Any], options: type[Options] = Options, *, version: int = 1) -> None:
        super().__init__(function, options, version=version)
        declared = parameters_of(function)
        self._takes_options = "options" in declared
        self._takes_context = "context" in declared

    def run(self, text: str, options: Options, context: Context | None = None) -> Result:
        """Give the result for one text."""
        named: dict[str, Any] = {}
        if self._takes_options:
            named["options"] = options
        if self._takes_context:
            named["context"] = context or Context()
        given = self.function(text, **named)
        return given if isinstance(given, Result) else Result(given)

    def clean(self, text: str, options: Options) -> str:
        """Give the new text."""
        return self.run(text, options).text


class DocumentStage(Stage):
    """A stage that looks at a whole document: `(doc) -> doc`, `Removed(reason)`, or a `Result`.

    A returned document replaces the one that came in; the tags and fields of a `Result` are added to those it has.
    """

    kind = "document"

    def __init__(
        self, function: Callable[..., Any], options: type[Options] = Options, *, version: int = 1, hides: bool = False
    ) -> None:
        super().__init__(function, options, version=version)
        self.hides = hides
        self._takes_options = "options" in parameters_of(function)

    def run(self, document: Document, options: Options) -> Document | Removed | Result:
        """Give what the function says of one document."""
        given = self.function(document, options=options) if self._takes_options else self.function(document)
        if not isinstance(given, Document | Removed | Result):
            raise TypeError(f"a document stage returns a Document, Removed or Result, not {type(given).__name__}")
        return given

    def clean(self, text: str, options: Options) -> str:
        """Give the text of the document that the stage makes of this one, `""` if it removes it."""
        given = self.run(Document(text), options)
        return "" if isinstance(given, Removed) else given.text


def parameters_of(function: Callable[..., Any]) -> Sequence[str]:
    """Give the names of what a function takes."""
    try:
        return tuple(inspect.signature(function).parameters)
    except ValueError:  # some built-in functions have no signature
        return ()
