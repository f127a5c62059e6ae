"""What a fresh machine needs before the project itself can run: packages, front end, system libraries.

Standard library only, because it runs before anything is installed.
"""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VAR = ROOT / "var"
VENV = ROOT / ".venv"
LOGS = VAR / "log"
