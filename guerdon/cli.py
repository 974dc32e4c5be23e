"""The command ``guerdon``: its subcommands are the files of ``guerdon/commands``."""

import errno
import sys
from collections.abc import Sequence
from importlib import import_module

from tyro.extras import SubcommandApp

from guerdon.budget import BudgetExceededError
from guerdon.discover import modules
from guerdon.errors import GuerdonError

DESCRIPTION = """Define, learn, test, combine and spend rewards.

Begin with: guerdon demo"""
UNWRITABLE = {
    errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EROFS, errno.ENOTDIR, errno.EEXIST, errno.EISDIR,
}  # fmt: skip
"""What the system says of a place where a file cannot be written."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the command; what goes wrong for a reason that the user can mend is one line and a non-zero exit."""
    arguments = list(sys.argv[1:] if arguments is None else arguments) or ["--help"]
    app = SubcommandApp()
    for name in modules("guerdon.commands"):
        import_module(name).register(app, arguments)
    try:
        app.cli(prog="guerdon", description=DESCRIPTION, args=arguments)
    except BudgetExceededError as error:
        stop(f"{error}, what was answered is kept", 1)
    except GuerdonError as error:
        stop(str(error), 1)
    except KeyboardInterrupt:
        stop("stopped; nothing was left half-written, and the same command goes on from what was finished", 130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        if error.errno not in UNWRITABLE:
            raise
        where = f"{error.filename}: " if error.filename else ""
        stop(f"{where}{error.strerror}: nothing was left half-written; free some space or name another folder", 1)


def stop(message: str, status: int) -> None:
    """Prints one line to standard error and ends."""
    print(f"guerdon: {message}", file=sys.stderr)
    sys.exit(status)
