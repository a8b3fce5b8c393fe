"""`README.md` of a run: a dataset card that `datasets` reads for the types and people for the rest."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from corpuskit.engine.features import EDITS, MIXED, QUARANTINE, REMOVED, Feature
from corpuskit.engine.output import CORPUS, MANIFEST, REPORT
from corpuskit.engine.output import EDITS as EDITS_FILE
from corpuskit.engine.output import QUARANTINE as QUARANTINE_FILE
from corpuskit.engine.output import REMOVED as REMOVED_FILE

_SQL = {"string": "VARCHAR", "int64": "BIGINT", "float64": "DOUBLE", "bool": "BOOLEAN", MIXED: "JSON", None: "VARCHAR"}
_MOST_SOURCES = 20


def corpus_features(manifest: Mapping[str, Any]) -> dict[str, Feature]:
    """Give the features of `corpus.jsonl`, as the manifest has them."""
    return {"id": "string", "text": "string", "meta": manifest["corpus"]["features"]}


def card(manifest: Mapping[str, Any]) -> str:
    """Write the card.

    Args:
        manifest: of the run.

    Returns:
        Markdown with a YAML head, in the form that `datasets.load_dataset` reads. JSON strings are valid YAML.
    """
    tables = {
        "corpus": (CORPUS, corpus_features(manifest)),
        "removed": (REMOVED_FILE, REMOVED),
        "quarantine": (QUARANTINE_FILE, QUARANTINE),
        "edits": (EDITS_FILE, EDITS),
    }
    filled = {name: table for name, table in tables.items() if manifest["outputs"][table[0]]["lines"]}
    return "\n".join([*_head(filled), *_body(manifest, tables)]) + "\n"


def _head(tables: Mapping[str, tuple[str, dict[str, Feature]]]) -> Iterator[str]:
    yield "---"
    yield "license: other # fill in: corpuskit cannot know the licence of your texts"
    yield "language: [zh]"
    yield "configs:"
    for name, (file, _) in tables.items():
        yield f"- config_name: {name}"
        yield f"  data_files: {json.dumps(file)}"
        if name == "corpus":
            yield "  default: true"
    yield "dataset_info:"
    for name, (_, features) in tables.items():
        yield f"- config_name: {name}"
        yield "  features:"
        yield from _yaml(features, "  ")
    yield "---"


def _yaml(features: Mapping[str, Feature], indent: str) -> Iterator[str]:
    for name, feature in features.items():
        yield f"{indent}- name: {json.dumps(name, ensure_ascii=False)}"
        yield from _type(feature, f"{indent}  ")


def _type(feature: Feature, indent: str) -> Iterator[str]:
    if isinstance(feature, dict):
        yield f"{indent}struct:" + ("" if feature else " []")
        yield from _yaml(feature, indent)
    elif isinstance(feature, list) and isinstance(feature[0], dict):
        yield f"{indent}list:"
        yield from _yaml(feature[0], indent)
    elif isinstance(feature, list):
        yield f"{indent}list: {_scalar(feature[0])}"
    else:
        yield f"{indent}dtype: {_scalar(feature)}"


def _scalar(feature: Feature) -> str:
    return feature if isinstance(feature, str) and feature != MIXED else "string"


def _body(manifest: Mapping[str, Any], tables: Mapping[str, tuple[str, dict[str, Feature]]]) -> Iterator[str]:
    counts, corpus = manifest["counts"], manifest["corpus"]
    yield ""
    yield "# A corpus made by corpuskit"
    yield ""
    yield "Licence and description: fill in. corpuskit cannot know where the texts come from and what may be done with them."
    yield ""
    yield "| | in | kept | removed | quarantined |"
    yield "|---|---|---|---|---|"
    for unit, numbers in counts.items():
        cells = (numbers.get(name) for name in ("in", "kept", "removed", "quarantined"))
        yield f"| {unit} | " + " | ".join("" if number is None else f"{number:,}" for number in cells) + " |"
    yield ""
    yield "| source | characters |"
    yield "|---|---|"
    largest = sorted(corpus["characters"].items(), key=lambda item: -item[1])
    for source, characters in largest[:_MOST_SOURCES]:
        yield f"| {_cell(source)} | {characters:,} |"
    if len(largest) > _MOST_SOURCES:
        yield f"| {len(largest) - _MOST_SOURCES} more | {sum(count for _, count in largest[_MOST_SOURCES:]):,} |"
    yield ""
    stages = ", ".join(f"`{stage['name']}`" for stage in manifest["stages"])
    yield f"Recipe `{_cell(manifest['recipe_name'])}`: {stages}. `{MANIFEST}` has it in full, `{REPORT}` shows what it did."
    yield ""
    yield "## Reading it"
    yield ""
    yield "```python"
    yield "import datasets"
    yield ""
    yield 'corpus = datasets.load_dataset("path/to/this/folder")  # or the configuration "removed", "quarantine", "edits"'
    yield "```"
    yield ""
    yield "DuckDB guesses types from the first rows, so name them:"
    yield ""
    yield "```sql"
    yield sql(*tables["corpus"])
    yield "```"
    yield ""
    yield "```sql"
    yield sql(*tables["removed"])
    yield "```"


def sql(file: str, features: Mapping[str, Feature]) -> str:
    """Write a DuckDB query that reads a file with the right types.

    >>> sql("x.jsonl", {"id": "string", "n": ["int64"]})
    "SELECT * FROM read_json('x.jsonl', format = 'newline_delimited', columns = {'id': 'VARCHAR', 'n': 'BIGINT[]'});"
    """
    columns = ", ".join(f"{_quoted(name)}: {_quoted(_sql_type(feature))}" for name, feature in features.items())
    arguments = f"{_quoted(file)}, format = 'newline_delimited', columns = {{{columns}}}"
    return f"SELECT * FROM read_json({arguments});"  # noqa: S608 - every part is quoted


def _sql_type(feature: Feature) -> str:
    if isinstance(feature, list):
        return f"{_sql_type(feature[0])}[]"
    if isinstance(feature, dict):
        if not feature:
            return "JSON"
        inside = ", ".join('"{}" {}'.format(name.replace('"', '""'), _sql_type(inner)) for name, inner in feature.items())
        return f"STRUCT({inside})"
    return _SQL[feature]


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _cell(text: str) -> str:
    """Make a text fit for a cell of a Markdown table."""
    return "".join("\\" + character if character in "|`<>[]*_\\" else character for character in " ".join(text.split()))
