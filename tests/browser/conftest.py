"""Make the invented strategies, the served workshop and our own helpers importable here too."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "show"), str(HERE.parent / "live")]
