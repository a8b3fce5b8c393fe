"""`README.md` of a run: a dataset card that `datasets` reads for the types and people for the rest."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from corpuskit.engine.features import EDITS, MIXED, QUARANTINE, REMOVED, Feature
from corpuskit.engine.output import EDITS as EDITS_FILE
from corpuskit.engine.output import MANIFEST, REPORT
from corpuskit.engine.output import QUARANTINE as QUARANTINE_FILE
from corpuskit.engine.output import REMOVED as REMOVED_FILE
from corpuskit.io.sinks.parquet import COLUMNS
from corpuskit.io.sinks.reading import corpus_files

_SQL = {"string": "VARCHAR", "int64": "BIGINT", "float64": "DOUBLE", "bool": "BOOLEAN", MIXED: "JSON", None: "VARCHAR"}
_MOST_SOURCES = 20
#: Numbers of shards in the name of a file.
_NUMBERS = re.compile("-[0-9]+-of-[0-9]+")
#: For these `datasets` has another builder than for JSON Lines, and a card can have only one.
_OTHER_BUILDERS = frozenset({"parquet", "text"})


@dataclass(frozen=True, slots=True)
class Table:
    """What a run wrote of one kind.

    Attributes:
        files: for each split, its name (None where there is none) and the pattern of its file names; empty ones are left out.
        features: the types of its columns; None: readers find them out well enough.
    """

    files: Sequence[tuple[str | None, str]]
    features: Mapping[str, Feature] | None

    @property
    def patterns(self) -> list[str]:
        """Give the patterns of all files."""
        return [pattern for _, pattern in self.files]


def corpus_features(manifest: Mapping[str, Any]) -> Mapping[str, Feature] | None:
    """Give the features of the corpus, in the format in which the run wrote it; None: they need not be named.

    Args:
        manifest: of the run.
    """
    seen: Feature = manifest["corpus"]["features"]
    if (kind := _format(manifest)) == "mnbvc":  # its types never change, and none of `datasets` holds 64 bits without a sign
        return None
    by_format: dict[str, Mapping[str, Feature]] = {
        "jsonl": {"id": "string", "text": "string", "meta": seen},
        "dolma": {"id": "string", "text": "string", "source": "string", "metadata": seen},
        "parquet": COLUMNS,
        "text": {"text": "string"},
    }
    return by_format[kind]


def card(manifest: Mapping[str, Any]) -> str:
    """Write the card.

    Args:
        manifest: of the run.

    Returns:
        Markdown with a YAML head, in the form that `datasets.load_dataset` reads. JSON strings are valid YAML.
    """
    tables = {"corpus": Table(_corpus_patterns(manifest), corpus_features(manifest))}
    ledger = {"removed": (REMOVED_FILE, REMOVED), "quarantine": (QUARANTINE_FILE, QUARANTINE), "edits": (EDITS_FILE, EDITS)}
    for name, (file, features) in ledger.items():
        tables[name] = Table([(None, file)] if manifest["outputs"][file]["lines"] else [], features)
    return "\n".join([*_head(manifest, tables), *_body(manifest, tables)]) + "\n"


def _format(manifest: Mapping[str, Any]) -> str:
    return str(manifest["recipe"]["sink"]["format"])


def _corpus_patterns(manifest: Mapping[str, Any]) -> list[tuple[str | None, str]]:
    files = (file for file in corpus_files(manifest) if file["documents"])
    return list(dict.fromkeys((file["split"], _NUMBERS.sub("-*", file["name"])) for file in files))


def _head(manifest: Mapping[str, Any], tables: Mapping[str, Table]) -> Iterator[str]:
    alone = _format(manifest) in _OTHER_BUILDERS
    shown = {name: table for name, table in tables.items() if table.files and (name == "corpus" or not alone)}
    yield "---"
    yield "license: other # fill in: corpuskit cannot know the licence of your texts"
    yield "language: [zh]"
    yield "configs:"
    for name, table in shown.items():
        yield f"- config_name: {name}"
        if [split for split, _ in table.files] == [None]:
            yield f"  data_files: {json.dumps(table.files[0][1])}"
        else:
            yield "  data_files:"
            for split, pattern in table.files:
                yield f"  - split: {split}"
                yield f"    path: {json.dumps(pattern)}"
        if name == "corpus":
            yield "  default: true"
            if _format(manifest) == "text":
                yield "  sample_by: paragraph"
    typed = {name: table.features for name, table in shown.items() if table.features is not None}
    if typed:
        yield "dataset_info:"
    for name, features in typed.items():
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


def _body(manifest: Mapping[str, Any], tables: Mapping[str, Table]) -> Iterator[str]:
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
    if _format(manifest) in _OTHER_BUILDERS:
        yield 'corpus = datasets.load_dataset("path/to/this/folder")'
        yield 'removed = datasets.load_dataset("json", data_files="path/to/this/folder/removed.jsonl")'
    else:
        yield 'corpus = datasets.load_dataset("path/to/this/folder")  # or the configuration "removed", "quarantine", "edits"'
    yield "```"
    if _format(manifest) == "parquet" and tables["corpus"].files:
        yield from ("", "```sql", _parquet_sql(tables["corpus"]), "```")
    yield ""
    yield "DuckDB guesses the types of JSON Lines from the first rows, so name them:"
    for name in ("corpus", "removed"):
        features = tables[name].features
        files = tables[name].patterns or ([] if name == "corpus" else [REMOVED_FILE])
        if features is not None and files and not (name == "corpus" and _format(manifest) in _OTHER_BUILDERS):
            yield from ("", "```sql", sql(files, features), "```")


def _parquet_sql(table: Table) -> str:
    """Write a DuckDB query that reads Parquet files, the fields as a map."""
    files = ", ".join(map(_quoted, table.patterns))
    return f"SELECT * REPLACE (map_from_entries(fields) AS fields) FROM read_parquet([{files}]);"  # noqa: S608 - every part is quoted


def sql(files: Sequence[str], features: Mapping[str, Feature]) -> str:
    """Write a DuckDB query that reads files of JSON Lines with the right types.

    >>> sql(["x.jsonl"], {"id": "string", "n": ["int64"]})
    "SELECT * FROM read_json('x.jsonl', format = 'newline_delimited', columns = {'id': 'VARCHAR', 'n': 'BIGINT[]'});"
    """
    columns = ", ".join(f"{_quoted(name)}: {_quoted(_sql_type(feature))}" for name, feature in features.items())
    named = _quoted(files[0]) if len(files) == 1 else f"[{', '.join(map(_quoted, files))}]"
    arguments = f"{named}, format = 'newline_delimited', columns = {{{columns}}}"
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
