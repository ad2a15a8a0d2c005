"""make lint: each check runs, also after one has failed; the last line says which did."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
CHECKS = {
    "ruff": [BIN / "ruff", "check", "--quiet", "."],
    "types": [BIN / "basedpyright"],
    "rooms": [BIN / "lint-imports"],
    "messages": [sys.executable, "dev/lint/i18n.py"],
    "hidden messages": [sys.executable, "dev/lint/hidden_messages.py"],
    "labels": [sys.executable, "dev/lint/labels.py"],
    "templates": [sys.executable, "dev/lint/templates.py"],
    "field reference": [sys.executable, "dev/lint/field_reference.py"],
    "action reference": [sys.executable, "dev/lint/api_reference.py"],
}


def main() -> int:
    failed = []
    for name, command in CHECKS.items():
        print(f"== {name}", flush=True)
        if subprocess.run([str(word) for word in command], cwd=ROOT).returncode:
            failed.append(name)
    print(f"make lint: {'failed: ' + ', '.join(failed) if failed else 'all well'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
