"""What can go wrong, each with the exit status that the command line gives it.

The message of every error here is meant for a reader who did not write the code: what is wrong, where, what to do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class CorpuskitError(Exception):
    """Base of all errors that corpuskit raises on purpose."""

    exit_code = 2


class InputError(CorpuskitError):
    """There is nothing to read, or the call names something that is not there."""


class OutputError(CorpuskitError):
    """The output folder holds something that must not be overwritten."""


class StageError(CorpuskitError):
    """A stage is unknown, could not be loaded, or was given options that it does not take."""


class ConservationError(CorpuskitError):
    """The counts at the end of a run do not add up: something was lost or doubled."""

    exit_code = 3


class EnvironmentFailure(CorpuskitError):
    """The machine failed, not the data: no space, no permission, a worker process that died."""

    exit_code = 4


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a recipe.

    Attributes:
        where: `file:line:column`, or the name of the recipe or of the option on the command line.
        what: what is wrong there.
        hint: what would be right, or `""`.
    """

    where: str
    what: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.what}" + (f" ({self.hint})" if self.hint else "")


class RecipeError(CorpuskitError):
    """A recipe has mistakes; `problems` holds all of them, in the order of the file."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))
