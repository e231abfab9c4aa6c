"""`python -m launch GOAL`: what the Makefile calls, inside `.venv`."""

from __future__ import annotations

import importlib
import sys

from launch.places import LaunchError

GOALS = {
    "run": "launch.run",
    "services": "launch.background",
    "stop": "launch.background",
    "clean": "launch.background",
    "demo": "launch.demo",
    "test": "launch.suite",
    "check": "launch.checks",
    "bench": "launch.demo",
    "mutants": "launch.mutants",
}


def main(goal: str) -> int:
    """Do what `goal` names; return the exit code. An obstacle is told in words."""
    if goal not in GOALS:
        sys.stderr.write(f"Choose one of: {', '.join(GOALS)}\n")
        return 2
    try:
        code: int = importlib.import_module(GOALS[goal]).main(goal)
    except LaunchError as error:
        sys.stderr.write(f"\n{error}\n")
        return 1
    except KeyboardInterrupt:
        return 130
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "run"))
