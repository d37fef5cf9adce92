"""``./portal bench [NAME ...] [--json]``: a fresh portal for each, one result a name."""

import argparse
import importlib
import json
import os
import signal
import sys
import traceback
from pathlib import Path
from types import ModuleType

from customs_portal.benches import Result
from customs_portal.benches._stack import EVERYTHING, fresh_stack
from customs_portal.launch.terminal import Terminal
from customs_portal.launch.trouble import Trouble


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./portal bench")
    parser.add_argument("names", nargs="*", help=f"of: {', '.join(known())}")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--folder", default="", help="of the bench that reads files")
    given = parser.parse_args(words)
    if unknown := sorted(set(given.names) - set(known())):
        print(f"There is no bench {unknown[0]}: choose of {', '.join(known())}.", file=sys.stderr)
        return 1
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    terminal = Terminal(sys.stderr)
    try:
        for name in given.names or known():
            if reason := _why_not(name, given.folder):
                print(f"{name}: {reason}", file=sys.stderr)
                if name in given.names:
                    return 1
                continue
            if code := _alone(name, terminal, given):
                return code
    except KeyboardInterrupt:
        return 130
    return 0


def _alone(name: str, terminal: Terminal, given: argparse.Namespace) -> int:
    """In a process of its own: settings are read once a process, and each bench has its portal."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        os._exit(_one(name, terminal, given))
    try:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    except KeyboardInterrupt:
        os.kill(child, signal.SIGTERM)  # a terminal's Ctrl-C it has heard already
        os.waitpid(child, 0)
        raise


def _one(name: str, terminal: Terminal, given: argparse.Namespace) -> int:
    try:
        _show(_measured(name, terminal, given.folder), as_json=given.json)
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


def known() -> list[str]:
    """Every file of this folder that is a bench."""
    files = Path(__file__).parent.glob("[a-z]*.py")
    return sorted(path.stem for path in files)


def _why_not(name: str, folder: str) -> str:
    """What a bench with ``why_not`` lacks on this machine, in one sentence."""
    ask = getattr(importlib.import_module(f"customs_portal.benches.{name}"), "why_not", None)
    return ask(folder) if ask is not None else ""


def _measured(name: str, terminal: Terminal, folder: str) -> Result:
    bench: ModuleType = importlib.import_module(f"customs_portal.benches.{name}")
    terminal.line(f"{name}: {(bench.__doc__ or '').splitlines()[0]}")
    processes = frozenset(getattr(bench, "PROCESSES", EVERYTHING))
    with fresh_stack(processes, terminal) as stack:
        takes_files = hasattr(bench, "why_not")
        result: Result = bench.run(stack, folder) if takes_files else bench.run(stack)
    return result


def _show(result: Result, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(result.as_json(), ensure_ascii=False), flush=True)
        return
    print(f"{result.name} ({', '.join(f'{key} {value}' for key, value in result.size.items())})")
    for key, figure in result.figures.items():
        goal = f"  wanted {result.goals[key]}" if key in result.goals else ""
        print(f"  {key:<32} {figure:>12,.3f}{goal}")
    for key, value in result.reference.items():
        print(f"  {key:<32} {value!s:>12}  (measured in the same run)")
    print(f"  {'goals met' if result.met else 'goals NOT met'}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
