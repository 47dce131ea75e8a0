"""What a job of a rival took, printed as the last line: run by the rival's own Python, which has nothing of ours."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def tell(work: Callable[[], Any], times: int = 1) -> None:
    """Do the work so many times, and print what it took at the median, and what it gave."""
    cpus, walls, said = [], [], None
    for _ in range(times):
        start, clock = time.process_time(), time.monotonic()
        said = work()
        cpus.append(time.process_time() - start)
        walls.append(time.monotonic() - clock)
    middle = times // 2
    status = Path("/proc/self/status").read_text().splitlines()
    [peak] = [int(line.split()[1]) for line in status if line.startswith("VmHWM")]
    print(json.dumps({"cpu": sorted(cpus)[middle], "wall": sorted(walls)[middle], "mb": peak / 1024, "said": said}))
