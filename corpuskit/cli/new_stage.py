"""`corpuskit new-stage`: the package of a stage of one's own, with tests that pass."""

from __future__ import annotations

import re
from pathlib import Path

import click

_EPILOG = """\b
Examples:
  corpuskit new-stage acme.ornaments
  cd acme-ornaments && python -m pip install -e ".[test]" && python -m pytest
"""


@click.command("new-stage", epilog=_EPILOG)
@click.argument("name", metavar="FAMILY.NAME")
@click.option("-o", "--output", metavar="FOLDER", type=click.Path(), help="The folder to make.  [default: FAMILY-NAME]")
def command(name: str, output: str | None) -> None:
    """Make a package with a stage of your own.

    It holds one text stage with options, its golden cases, and the tests that every stage has to pass; they pass at once.
    """
    from corpuskit.errors import InputError, OutputError
    from corpuskit.registry import stage_names

    if not re.fullmatch(r"[a-z][a-z0-9]*\.[a-z][a-z0-9_]*", name):
        raise InputError(f"{name!r} is no name for a stage: a family, a dot and a name in small letters, as in acme.ornaments")
    if name in stage_names():
        raise InputError(f"there is a stage {name} already: choose another name")
    folder = Path(output or name.replace(".", "-").replace("_", "-"))
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise OutputError(f"{folder} is there already: choose another -o")
    for path, text in _files(name).items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    click.echo(f"made {folder}; next: cd {folder} && python -m pip install -e '.[test]' && python -m pytest", err=True)


def _files(stage: str) -> dict[str, str]:
    from importlib import resources
    from importlib.metadata import version
    from string import Template

    module = stage.replace(".", "_")
    names = {
        "stage": stage,
        "module": module,
        "distribution": stage.replace(".", "-").replace("_", "-"),
        "cls": "".join(part.capitalize() for part in re.split(r"[._]", stage)[1:]),
        "version": version("corpuskit"),
    }
    places = {
        "pyproject.toml": "pyproject.toml.txt",
        "README.md": "README.md.txt",
        f"{module}/__init__.py": "stage.py.txt",
        f"tests/cases/{stage}.yaml": "cases.yaml.txt",
        f"tests/test_{module}.py": "test_stage.py.txt",
    }
    templates = resources.files("corpuskit.cli") / "templates"
    return {
        path: Template((templates / template).read_text(encoding="utf-8")).substitute(names) for path, template in places.items()
    }
