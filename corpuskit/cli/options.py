"""Options that several commands share."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


def recipe_options(function: F) -> F:
    """Add `--recipe` and `--set`."""
    function = click.option(
        "--set",
        "settings",
        multiple=True,
        metavar="STAGE.OPTION=VALUE",
        help="Change an option of the recipe; STAGE=off leaves a stage out. May be given several times.",
    )(function)
    return click.option(
        "-r",
        "--recipe",
        default="zh",
        show_default=True,
        help="A YAML file, or a built-in recipe: zh, zh-hant, zh-web, zh-pdf, zh-books, zh-pretrain or minimal.",
    )(function)


def encoding_option(function: F) -> F:
    """Add `--encoding`."""
    return click.option(
        "--encoding", metavar="NAME", help="The encoding that the input is known to have; otherwise it is detected."
    )(function)


def with_encoding(settings: tuple[str, ...], encoding: str | None) -> tuple[str, ...]:
    """Give the settings with `--encoding` written as one of them."""
    return settings if encoding is None else (*settings, f"decode.encoding={encoding}")


def cores() -> int:
    """Give how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
