"""What every command of the stack does around its work: signals, one-sentence errors, and nothing left behind."""

import signal
import sys
from collections.abc import Callable
from types import FrameType

from bin.stack.errors import StackError
from bin.stack.keeper import Keeper

_INTERRUPTED = 130


def run(work: Callable[[Keeper], int]) -> int:
    """Do the work and give its exit code; whatever way it ends, all that it started is ended before this returns."""
    # SIGINT too: what a script starts in the background inherits it ignored.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    keeper = Keeper()
    try:
        return work(keeper)
    except StackError as error:
        print(f"\n{error}" if "\n" in str(error) else str(error), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nEnding everything …", file=sys.stderr)
        return _INTERRUPTED
    finally:
        # Impatience must not leave half of it running.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        keeper.close()


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
