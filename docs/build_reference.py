"""Write docs/reference/ from the code: stages with their options and golden cases, commands, files of a run.

python docs/build_reference.py           write the pages
python docs/build_reference.py --check   say which pages are not what the code says; exit status 1 if any
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from corpuskit.cli import group
from corpuskit.engine.schemas import row_schema
from corpuskit.recipe.schema import recipe_schema
from corpuskit.registry import built_in_names, load_stage
from corpuskit.testing import Case, load_cases

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "docs" / "reference"
_GENERATED = "<!-- Written by docs/build_reference.py from the code: change that, not this page. -->"
_EXAMPLES = 4
_LONG = 60


def pages() -> Iterator[tuple[str, str]]:
    """Give the name and the text of each page."""
    yield "stages.md", "\n".join(_stages()) + "\n"
    yield "recipe.md", "\n".join(_recipe()) + "\n"
    yield "commands.md", "\n".join(_commands()) + "\n"
    yield "records.md", "\n".join(_records()) + "\n"


def _stages() -> Iterator[str]:
    yield from ("# Stages", "", _GENERATED, "")
    names = built_in_names()
    yield from (f"- [{name}](#{name.replace('.', '')})" for name in names)
    for name in names:
        stage = load_stage(name)
        doc = inspect.getdoc(stage.function) or ""
        yield from ("", f"## {name}", "", f"A {stage.kind} stage, version {stage.version}.", "", *_prose(doc))
        fields = stage.options.model_json_schema().get("properties", {})
        if fields:
            yield from ("", *_options(fields))
        yield from _examples(load_cases(ROOT / "tests" / "cases" / f"{name}.yaml"))


def _prose(doc: str) -> Iterator[str]:
    """Give a docstring up to its arguments, which are the same for all stages."""
    for block in doc.split("\n\n"):
        if block.startswith(("Args:", "Returns:", "Raises:", ">>>")):
            return
        yield from (block.replace("\n", " "), "")


def _options(fields: Mapping[str, Any]) -> Iterator[str]:
    yield from ("| option | values | default | |", "|---|---|---|---|")
    for name, field in fields.items():
        yield f"| `{name}` | {_values(field)} | `{_yaml(field.get('default'))}` | {_cell(field.get('description', ''))} |"


def _values(field: Mapping[str, Any]) -> str:
    if "anyOf" in field:
        return " or ".join(_values(part) for part in field["anyOf"])
    if "enum" in field or "const" in field:
        return ", ".join(f"`{_yaml(value)}`" for value in field.get("enum", [field.get("const")]))
    kind = str(field.get("type", "value"))
    if kind == "array":
        return f"list of {_values(field['items'])}" if "items" in field else "list"
    bounds = [
        f"{sign} {field[key]}" for key, sign in (("minimum", "≥"), ("exclusiveMinimum", ">"), ("maximum", "≤")) if key in field
    ]
    return " ".join([kind, *bounds])


def _examples(cases: list[Case]) -> Iterator[str]:
    short = [case for case in cases if len(case.text) <= _LONG and "\n" not in case.text.strip("\n") and not case.options]
    changed = [case for case in short if case.text != case.expect][:_EXAMPLES]
    kept = [case for case in short if case.text == case.expect and case.text][:_EXAMPLES]
    if changed or kept:
        yield from ("", "| text | becomes |", "|---|---|")
        yield from (f"| {_code(case.text)} | {_code(case.expect)} |" for case in changed)
        yield from (f"| {_code(case.text)} | stays |" for case in kept)


def _recipe() -> Iterator[str]:
    schema = recipe_schema([])
    yield from ("# Recipes", "", _GENERATED, "")
    yield "A recipe is a YAML file with these keys; `stages`, or `extends`, has to be there. See [the stages](stages.md)."
    for name, part in schema["properties"].items():
        yield from ("", f"## {name}", "", part.get("description", ""))
        if "properties" in part:
            yield from ("", *_options(part["properties"]))


def _commands() -> Iterator[str]:
    yield from ("# Commands", "", _GENERATED)
    context = click.Context(group, info_name="corpuskit", max_content_width=100)
    for name, command, above in _all_commands(group, context):
        inner = click.Context(command, info_name=name, parent=above, max_content_width=100, terminal_width=100)
        yield from ("", f"## corpuskit {inner.command_path.removeprefix('corpuskit ')}", "", "```text")
        yield from (line.rstrip() for line in command.get_help(inner).splitlines())
        yield "```"


def _all_commands(commands: click.Group, context: click.Context) -> Iterator[tuple[str, click.Command, click.Context]]:
    for name in commands.list_commands(context):
        command = commands.get_command(context, name)
        assert command is not None
        yield name, command, context
        if isinstance(command, click.Group):
            yield from _all_commands(command, click.Context(command, info_name=name, parent=context))


def _records() -> Iterator[str]:
    yield from ("# Records", "", _GENERATED, "")
    yield "Each line of these files is a JSON object; `corpuskit schema NAME` prints the same as a JSON Schema."
    for kind in ("corpus", "removed", "quarantine", "edits"):
        yield from ("", f"## {kind}.jsonl", "", "| key | type | |", "|---|---|---|")
        yield from _keys(row_schema(kind), "")


def _keys(schema: Mapping[str, Any], above: str) -> Iterator[str]:
    for name, part in schema.get("properties", {}).items():
        nullable = "anyOf" in part and {"type": "null"} in part["anyOf"]
        inside = next(each for each in part["anyOf"] if each != {"type": "null"}) if nullable else part
        optional = name not in schema.get("required", ())
        kind = _values(inside) + (" or null" if nullable else "") + (", not always there" if optional else "")
        yield f"| `{above}{name}` | {kind} | {_cell(part.get('description', ''))} |"
        if inside.get("type") == "object":
            yield from _keys(inside, f"{above}{name}.")
        elif inside.get("type") == "array":
            yield from _keys(inside.get("items", {}), f"{above}{name}[].")


def _yaml(value: Any) -> str:
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_yaml, value))}]"
    return {None: "null", True: "true", False: "false"}.get(value, str(value)) if not isinstance(value, float) else str(value)


def _code(text: str) -> str:
    shown = "".join(c if c.isprintable() or c == "\u3000" else f"⟨U+{ord(c):04X}⟩" for c in text)
    fence = "``" if "`" in shown else "`"
    pad = " " if shown.startswith("`") or shown.endswith("`") or shown != shown.strip() else ""
    return f"{fence}{pad}{shown}{pad}{fence}".replace("|", "\\|")


def _cell(text: str) -> str:
    return text.replace("\n", " ").replace("|", "\\|")


def main(arguments: list[str]) -> int:
    """Write the pages, or check them."""
    if arguments not in ([], ["--check"]):
        print(__doc__)
        return 2
    stale = [(name, text) for name, text in pages() if not (PAGES / name).is_file() or (PAGES / name).read_text("utf-8") != text]
    for name, text in stale:
        if arguments:
            print(f"docs/reference/{name} is not what the code says: python docs/build_reference.py")
        else:
            (PAGES / name).write_text(text, encoding="utf-8")
    return 1 if arguments and stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
