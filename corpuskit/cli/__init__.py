"""The command line. Each command is a file of this folder and is imported when it is called."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Any

import click

from corpuskit.cli.processor import settle
from corpuskit.errors import CorpuskitError, EnvironmentFailure

#: The commands, in the order in which people meet them, and what `corpuskit --help` says of each without importing it.
_COMMANDS = {
    "run": "Clean files and folders into a corpus.",
    "clean": "Clean one text, from stdin to stdout.",
    "report": "Write the HTML report of a finished run again.",
    "explain": "Show what each stage of a run did to a document.",
    "restore": "Give the original of a document back, byte for byte.",
    "index": "Keep an index of corpora, to remove from new ones what it holds.",
    "detect": "Tell the encodings of files.",
    "stages": "List the stages, or describe some with their options.",
    "new-stage": "Make a package with a stage of your own.",
    "check": "Validate a recipe and print it resolved.",
    "plan": "Estimate time, disk, memory and removals of a run.",
    "schema": "Print the JSON Schema of recipes, or of a file of a run.",
}

#: As `EX_SOFTWARE` of sysexits.h.
_OWN_MISTAKE = 70


class _Interrupted(CorpuskitError):
    exit_code = 130


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(f"corpuskit.cli.{cmd_name.replace('-', '_')}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            import signal

            # All has been stopped by now: a second Ctrl-C must not break into the end of the interpreter.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            # If it came while Python ran a string, as it does to make a dataclass, the interpreter would in the end kill itself
            # by the signal, instead of giving our status. Running another string makes it forget that.
            exec("")  # noqa: S102 - it says nothing
            # Click would print an empty line of its own.
            raise _Interrupted("interrupted; the same command completes the run") from None

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in _COMMANDS and not args[0].startswith("-"):
            import difflib

            close = difflib.get_close_matches(args[0], _COMMANDS, n=1)
            ctx.fail(f"no such command {args[0]!r}" + (f": did you mean {close[0]!r}?" if close else ""))
        return super().resolve_command(ctx, args)


def _print_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"corpuskit {version('corpuskit')}")
        ctx.exit()


@click.command(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="\b\nExamples:\n  corpuskit run documents/ -o out\n  corpuskit clean < page.txt\n  corpuskit detect *.txt",
)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version, help="Print the version and exit."
)
def group() -> None:
    """Turn Chinese text from web pages, PDFs and archives into a clean, deduplicated corpus."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with its status: see `corpuskit.errors` for what each means."""
    settle()
    sys.exit(_run(arguments))


def _run(arguments: list[str] | None) -> int:
    try:
        result: Any = group.main(arguments, prog_name="corpuskit", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except CorpuskitError as error:
        for line in str(error).splitlines():
            _complain(line)
        return error.exit_code
    except BrokenPipeError:
        # The reader has seen enough, as in `corpuskit clean | head`. Keep Python from complaining at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        _complain(f"{error.strerror or error}: {error.filename or 'the output'}")
        return EnvironmentFailure.exit_code
    except Exception as error:
        if os.environ.get("CORPUSKIT_TRACEBACK"):
            raise
        _complain(f"a mistake in corpuskit itself: {type(error).__name__}: {error}")
        _complain("nothing of your input was changed; CORPUSKIT_TRACEBACK=1 shows where it happened, for a report")
        return _OWN_MISTAKE


def _complain(line: str) -> None:
    click.echo(f"corpuskit: {line}", err=True)
