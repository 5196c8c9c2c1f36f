"""A reader that some files kill, and some never let go."""

import os
from pathlib import Path
from threading import Event

from jobs import reading
from jobs.verdict import Verdict


def read(path: Path) -> Verdict:
    if "bomb" in path.name:
        os._exit(1)
    if "endless" in path.name:
        Event().wait()
    if "greedy" in path.name:
        return reading.read(path, lambda _: bytearray(reading.MEMORY))
    return reading.read(path)


if __name__ == "__main__":
    reading.main(read)
