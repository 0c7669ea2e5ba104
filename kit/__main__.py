"""The command `kit`."""

from __future__ import annotations

import os
import signal
import sys


def main() -> None:
    """Run the command; a person reads sentences, never a traceback."""
    from kit.cli import app  # noqa: PLC0415  so that `kit` starts before its commands load
    from kit.errors import KitError, SourceError, system_problem  # noqa: PLC0415  loaded when it is needed

    _end_in_order()
    try:
        app()
    except KitError as error:
        from kit.cli import complain  # noqa: PLC0415  loaded when it is needed

        complain(error)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        if os.environ.get("KIT_DEBUG"):
            raise
        from kit.cli import complain  # noqa: PLC0415  loaded when it is needed

        complain(SourceError([system_problem(str(error.filename or "the system"), error)]))
        sys.exit(2)
    except Exception as error:
        if os.environ.get("KIT_DEBUG"):
            raise
        print(  # noqa: T201  the last line of defence may not need a console library
            f"kit: something went wrong that should not ({type(error).__name__}: {error}).\n"
            "What was recorded before is kept. Set KIT_DEBUG=1 and run it again to see where.",
            file=sys.stderr,
        )
        sys.exit(1)


def _end_in_order() -> None:
    """Let a command that is told to end, or whose terminal is closed, take its copies with it.

    Python's own way is to be gone at once, and what lies in temporary folders, answers among it,
    would stay there.
    """
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, lambda told, _: sys.exit(128 + told))


if __name__ == "__main__":
    main()
