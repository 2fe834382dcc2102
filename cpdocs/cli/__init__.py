"""The command line: one thin file a verb. No rule and no sentence of a paper lives here."""

from __future__ import annotations

import atexit
import gc
import os
import resource
import signal
import sys
import traceback
from types import FrameType

import click

from cpdocs import files
from cpdocs.cli import codes
from cpdocs.errors import CpdocsError, RecordError

#: Python's own 700 makes it look for garbage some hundred times while it starts, and there is none yet.
_OBJECTS_BEFORE_GARBAGE_IS_SOUGHT = 200_000


def main() -> None:
    """Run the command line; the console script's entry.

    Reports go to stdout and may name people; whatever goes wrong goes to stderr and never does. A traceback shows
    places in our code and the kind of the error, never its words, which may quote a record; and only with --debug.
    """
    gc.set_threshold(_OBJECTS_BEFORE_GARBAGE_IS_SOUGHT)
    atexit.register(gc.freeze)  # nor is any sought at the end, which takes as long as reading a record
    # Any package of this machine's could otherwise add one, which would be shown every record; and looking takes time.
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
    signal.signal(signal.SIGTERM, _stopped)
    # What this process holds is case text and a passphrase: a library that crashes must not leave them in a core file.
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    try:
        from cpdocs.cli.root import root  # after the lines above, which are for what it loads

        sys.exit(root.main(standalone_mode=False) or 0)
    except CpdocsError as error:
        if isinstance(error, RecordError):
            click.echo("\n".join(error.report))
        click.echo(f"cpdocs: {error.diagnostics()}", err=True)
        _trace(error)
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(codes.USAGE)
    except (click.Abort, KeyboardInterrupt):
        click.echo("cpdocs: stopped; running the command again is safe", err=True)
        sys.exit(130)
    except OSError as error:
        click.echo(f"cpdocs: the computer refused: {files.cause(error)}; mend that and run the command again", err=True)
        _trace(error)
        sys.exit(codes.FAILED)
    except Exception as error:  # noqa: BLE001  (the last wall: a foreign message may quote a record)
        click.echo(f"cpdocs: a mistake of its own ({type(error).__name__}); please tell its makers", err=True)
        _trace(error)
        sys.exit(codes.FAILED)


def _trace(error: BaseException) -> None:
    if "--debug" in sys.argv[1:]:
        places = "".join(traceback.format_tb(error.__traceback__))
        click.echo(f"{places}{type(error).__name__}", err=True)


def _stopped(_signal: int, _frame: FrameType | None) -> None:
    """A terminated run ends like any other: its agent, its child and its temporary files go with it."""
    raise SystemExit(143)
