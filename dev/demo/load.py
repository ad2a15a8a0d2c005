"""Loads the demo data. Called by `make demo`; may be called again at any time: what is there already stays."""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parents[1])
    from demo.loading import main

    sys.exit(main())
