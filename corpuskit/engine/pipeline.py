"""The library's front door: a recipe made ready, for one text, for a stream of them, or for a whole run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from corpuskit.document import Document
from corpuskit.engine.documents import Book, Rejected, Work, finish_document, run_stages
from corpuskit.engine.plan import make_plan
from corpuskit.engine.progress import OnProgress
from corpuskit.engine.reading import decode_document
from corpuskit.errors import CorpuskitError
from corpuskit.recipe import Recipe, load_recipe
from corpuskit.text.characters import unify_returns

if TYPE_CHECKING:
    from corpuskit.engine.run import RunSummary


class Pipeline:
    """A recipe made ready.

    Args:
        recipe: a built-in name, a YAML file, the content of one as plain values, or a `Recipe`.
        settings: changes on top, as with `--set`: `["dedup.near.jaccard=0.7", "convert.script=off"]`.

    Raises:
        RecipeError: with all the mistakes of the recipe.

    >>> list(Pipeline("zh").map(["你好,世界!"]))[0].text
    '你好，世界！'
    """

    def __init__(self, recipe: str | Path | Mapping[str, Any] | Recipe = "zh", settings: Sequence[str] = ()) -> None:
        self.recipe = recipe if isinstance(recipe, Recipe) else load_recipe(recipe, settings)
        self._plan = make_plan(self.recipe)

    @overload
    def map(self, documents: Iterable[str | bytes | Document], text_field: str = ...) -> Iterator[Document]: ...
    @overload
    def map(self, documents: Iterable[Mapping[str, Any]], text_field: str = ...) -> Iterator[dict[str, Any]]: ...
    def map(self, documents: Iterable[Any], text_field: str = "text") -> Iterator[Any]:
        """Clean documents one by one, in constant memory; duplicates are looked for within each document only.

        Args:
            documents: texts, bytes still to be decoded, documents, or mappings with a text in them, such as rows of a table.
            text_field: where the text of a mapping is.

        Yields:
            Each document that is left, in order; those that a stage removes, and empty ones, are left out. A mapping comes back
            as a dict with everything it had and the clean text.

        Raises:
            CorpuskitError: a document cannot be decoded, a mapping has no text, or a stage failed.
        """
        for given in documents:
            cleaned = self._clean(self._as_document(given, text_field))
            if cleaned is not None:
                yield {**given, text_field: cleaned.text} if isinstance(given, Mapping) else cleaned

    def batch(self, columns: Mapping[str, Sequence[Any]], text_field: str = "text") -> dict[str, list[Any]]:
        """Clean a table given by columns: what `datasets.Dataset.map(pipeline.batch, batched=True)` calls.

        Args:
            columns: lists of the same length n, by name.
            text_field: the name of the column of texts.

        Returns:
            The same columns with at most n rows: those that a stage removes, and empty ones, are left out.

        Raises:
            CorpuskitError: there is no such column, or a stage failed.

        >>> Pipeline("zh").batch({"id": [1, 2], "text": ["好,好.", " "]})
        {'id': [1], 'text': ['好，好。']}
        """
        names = list(columns)
        rows = [dict(zip(names, values, strict=True)) for values in zip(*columns.values(), strict=True)]
        left = list(self.map(rows, text_field))
        return {name: [row[name] for row in left] for name in names}

    def clean(self, text: str | bytes) -> str:
        """Clean one text, or the bytes of one; `""` if a stage removes it.

        Raises:
            CorpuskitError: it cannot be decoded, or a stage failed on it.
        """
        cleaned = self._clean(self._as_document(text))
        return "" if cleaned is None else cleaned.text

    def run(
        self,
        inputs: str | Path | Sequence[str | Path],
        out: str | Path = "out",
        *,
        workers: int = 1,
        executor: str = "local",
        address: str | None = None,
        memory_limit: int | str | None = None,
        time_limit: float | None = None,
        fresh: bool = False,
        on_progress: OnProgress | None = None,
    ) -> RunSummary:
        """Run the whole recipe over files and folders, as `corpuskit run` does; see `run_recipe`."""
        from corpuskit.engine.run import run_recipe  # one text needs nothing of it

        roots = [inputs] if isinstance(inputs, str | Path) else list(inputs)
        return run_recipe(
            self.recipe,
            roots,
            out,
            workers=workers,
            executor=executor,
            address=address,
            memory_limit=memory_limit,
            time_limit=time_limit,
            fresh=fresh,
            on_progress=on_progress,
        )

    def _as_document(self, given: str | bytes | Document | Mapping[str, Any], text_field: str = "text") -> Document:
        if isinstance(given, Mapping):
            if not isinstance(given.get(text_field), str | bytes):
                raise CorpuskitError(f"a row has no text in {text_field!r}; it has {', '.join(map(str, given)) or 'nothing'}")
            return self._as_document(given[text_field])
        if isinstance(given, Document):
            return given
        if isinstance(given, str):
            return Document(unify_returns(given))
        try:
            return decode_document(given, self.recipe.decode)
        except Rejected as problem:
            raise CorpuskitError(f"{problem.stage}: {problem.error}") from None

    def _clean(self, document: Document) -> Document | None:
        work: Work | None = Work(document)
        try:
            for part in self._plan.passes:
                work = run_stages(work, part.stages, part.first, self._plan, Book()) if work else None
                for ready in part.corpus if work else ():
                    assert work is not None
                    work.document = work.document.with_text(ready(work.document.text))
        except Rejected as problem:
            raise CorpuskitError(f"{problem.stage} failed: {problem.error}") from problem
        return finish_document(work.document) if work else None


def clean(text: str | bytes, recipe: str | Path | Mapping[str, Any] = "zh", settings: Sequence[str] = ()) -> str:
    """Clean one text as a recipe says; repeated paragraphs are looked for within the text.

    Args:
        text: the text, or its bytes in any encoding.
        recipe: a built-in name, a YAML file, or the content of one.
        settings: changes to the recipe, as with `--set`.

    Returns:
        The clean text, one paragraph a line; `""` if there is nothing left.

    Raises:
        RecipeError: the recipe has mistakes.
        CorpuskitError: the bytes cannot be decoded, or a stage failed.

    >>> clean("同比增长77.53 %,其中工业投资3.15亿元.")
    '同比增长77.53%，其中工业投资3.15亿元。'
    """
    return Pipeline(recipe, settings).clean(text)


def clean_many(
    texts: Iterable[str | bytes], recipe: str | Path | Mapping[str, Any] = "zh", settings: Sequence[str] = ()
) -> list[str]:
    """Clean texts one by one as a recipe says; the recipe is read once.

    Args:
        texts: n texts, or their bytes in any encoding.
        recipe: a built-in name, a YAML file, or the content of one.
        settings: changes to the recipe, as with `--set`.

    Returns:
        The n clean texts, in order; `""` for those of which nothing is left.

    Raises:
        RecipeError: the recipe has mistakes.
        CorpuskitError: the bytes of a text cannot be decoded, or a stage failed.

    >>> clean_many(["一,二.", ""])
    ['一，二。', '']
    """
    pipeline = Pipeline(recipe, settings)
    return [pipeline.clean(text) for text in texts]
