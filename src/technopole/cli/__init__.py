"""The command line. Importing this costs little: what a command needs is imported when it runs."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Sequence

from technopole.core.errors import SourceErrors, TechnopoleError

WRONG_USE = 2
INTERRUPTED = 130


def parser() -> argparse.ArgumentParser:
    """The whole command line, one file for each group of commands."""
    from technopole import __version__
    from technopole.cli import centres, exchange, keeping, mcp, observatory, people, registry, serving, simulate

    top = argparse.ArgumentParser(
        prog="technopole",
        description="Runs and measures a science-and-technology innovation centre.",
        epilog="`technopole up` serves the demo centre. `technopole COMMAND --help` tells more of a command.",
    )
    top.add_argument("--version", action="version", version=f"technopole {__version__}")
    commands = top.add_subparsers(metavar="COMMAND", required=True)
    for group in (centres, serving, keeping, registry, exchange, observatory, mcp, people, simulate):
        group.add_commands(commands)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; gives the exit status: 0 done, 2 wrong use or wrong input, 1 our mistake, 130 interrupted."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace", line_buffering=True)
    try:
        arguments = parser().parse_args(argv)
        return int(arguments.run(arguments) or 0)
    except TechnopoleError as error:
        tell(error)
        return WRONG_USE
    except KeyboardInterrupt:
        sys.stderr.write("\ntechnopole: interrupted\n")
        return INTERRUPTED
    except BrokenPipeError:
        # the reader of our output left, as `head` does; Python must not complain again at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception:
        traceback.print_exc()
        sys.stderr.write("technopole: this is a mistake in the program; the lines above say where.\n")
        return 1


def tell(error: TechnopoleError) -> None:
    """Print an error for the person who must act."""
    if isinstance(error, SourceErrors):
        count = len(error.errors)
        sys.stderr.write(
            f"technopole: nothing was loaded: {count} {'places are' if count != 1 else 'place is'} wrong\n"
        )
        for each in error.errors:
            sys.stderr.write(f"  {_sentence(each)}\n")
    else:
        sys.stderr.write(f"technopole: {_sentence(error)}\n")
        for name, reasons in getattr(error, "fields", {}).items():
            sys.stderr.write(f"  {name}: {' '.join(reasons)}\n")


def _sentence(error: TechnopoleError) -> str:
    stop = "" if error.message.endswith((".", "…")) or not error.hint else "."
    return f"{error.message}{stop} {error.hint}".strip()
