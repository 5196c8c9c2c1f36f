"""All measurements, one after the other: `make bench`, or `python -m benchmarks NAME…` for some of them."""

import subprocess
import sys
from pathlib import Path


def main() -> None:
    names = sorted(file.stem for file in Path(__file__).parent.glob("[a-z]*.py"))
    for name in sys.argv[1:] or names:
        print(f"\n## {name}\n", flush=True)
        subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False)


if __name__ == "__main__":
    main()
