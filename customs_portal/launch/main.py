"""The commands of ``./portal``."""

import argparse
import os
import signal
import sys
from collections.abc import Callable

from customs_portal.launch import checks, programs
from customs_portal.launch.addresses import refuse_unclear_proxies
from customs_portal.launch.environment import ROOT, prepared
from customs_portal.launch.instance import Instance
from customs_portal.launch.lifeline import Lifeline
from customs_portal.launch.stack import Stack, folder_in_use, stopped_at_the_end
from customs_portal.launch.terminal import Terminal
from customs_portal.launch.trouble import Trouble


def main(words: list[str]) -> int:
    """Exit code: 0 well, 1 trouble (one sentence on stderr), 130 stopped by the person."""
    given = _understood(words)
    # A dozen processes share what one of them compiles: without it each compiles all of it again.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, _stop_once)
    lifeline = Lifeline()
    command: Callable[[argparse.Namespace, Lifeline], int] = given.command
    try:
        return command(given, lifeline)
    except Trouble as trouble:
        print(f"\n{trouble}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"\n{programs.explain(error)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    finally:
        lifeline.close()


def _run(given: argparse.Namespace, lifeline: Lifeline) -> int:
    terminal = Terminal()
    refuse_unclear_proxies()
    instance = Instance(folder_in_use(given.data_dir))
    instance.take()
    if given.fresh:
        if os.environ.get("DATABASE_URL"):
            raise Trouble(
                "--fresh does not empty the server that DATABASE_URL names: empty it yourself, "
                "or unset DATABASE_URL to use the built-in one."
            )
        instance.start_over()
    environment = prepared(instance.folder, lifeline, terminal, tests=False)
    stack = Stack(
        instance,
        environment,
        lifeline,
        terminal,
        port=given.port,
        demo=given.demo,
        only=frozenset(given.only.split(",")) if given.only else frozenset(),
    )
    stack.hold_doors()
    with stopped_at_the_end(stack):
        try:
            stack.start_services()
            stack.prepare()
            stack.start_processes()
            terminal.line(f"\nCustoms Portal is open at {stack.addresses.public_url}/")
            if people := stack.people():
                terminal.line("\n".join(people))
                password = stack.variables()["DEMO_PASSWORD"]
                terminal.line(f"Everybody in the demo port signs in with {password}\n")
            terminal.line(f"Data and logs: {instance.folder} · Ctrl-C stops everything")
            stack.serve()
        except KeyboardInterrupt:
            terminal.line("Stopping ...")
    terminal.line("Stopped; nothing is left running.")
    return 0


def _manage(given: argparse.Namespace, lifeline: Lifeline) -> int:
    """Any management command, with the services of the running portal or with its own."""
    terminal = Terminal(sys.stderr)
    instance = Instance(folder_in_use(given.data_dir))
    environment = prepared(instance.folder, lifeline, terminal, tests=False)
    command = [environment.python, ROOT / "manage.py", *given.words]
    if running := instance.running():
        return programs.run_here(command, env={**os.environ, **running.environment})
    instance.take()
    stack = Stack(instance, environment, lifeline, terminal, port=8000, demo=False)
    with stopped_at_the_end(stack):
        stack.start_services()
        stack.prepare()
        return programs.run_here(command, env=stack.variables())


def _bench(given: argparse.Namespace, lifeline: Lifeline) -> int:
    """A bench measures a whole portal of its own, started for it and removed after it."""
    terminal = Terminal(sys.stderr)
    data_dir = folder_in_use(given.data_dir)
    environment = prepared(data_dir, lifeline, terminal, tests=False)
    command = [environment.python, "-m", "customs_portal.benches", *given.names]
    command += ["--json"] if given.json else []
    command += ["--folder", given.folder] if given.folder else []
    variables = {**os.environ, "PYTHONPATH": str(ROOT)}
    if not os.environ.get("PORTAL_VENV"):
        variables["PORTAL_VENV"] = str(environment.folder)
    return programs.run_here(command, env=variables)


def _test(given: argparse.Namespace, lifeline: Lifeline) -> int:
    terminal = Terminal()
    environment = prepared(folder_in_use(None), lifeline, terminal, tests=True)
    return checks.test(environment, lifeline, terminal, given.words)


def _lint(given: argparse.Namespace, lifeline: Lifeline) -> int:
    terminal = Terminal()
    environment = prepared(folder_in_use(None), lifeline, terminal, tests=True)
    return checks.lint(environment, lifeline, terminal)


def _understood(words: list[str]) -> argparse.Namespace:
    """What was asked for. The words after ``test`` are pytest's own, whatever they look like."""
    if words[:1] == ["test"] and words[1:2] not in (["-h"], ["--help"]):
        given = _parser().parse_args(["test"])
        given.words = words[1:]
        return given
    return _parser().parse_args(words)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./portal", description="Customs Portal")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    run = commands.add_parser("run", help="install what is missing and start everything")
    run.add_argument(
        "--port", type=int, default=8000, help="the address's port (8000; 0 takes any)"
    )
    run.add_argument("--data-dir", help="where data and logs are kept (.portal)")
    run.add_argument("--no-demo", dest="demo", action="store_false", help="no demo port")
    run.add_argument("--fresh", action="store_true", help="forget the data and start over")
    run.add_argument("--only", help="start only these processes: front,web,sockets,...")
    run.set_defaults(command=_run)

    test = commands.add_parser("test", help="every check and test; more words go to pytest")
    test.set_defaults(command=_test)

    lint = commands.add_parser("lint", help="style, types, contracts, migrations, compose file")
    lint.set_defaults(command=_lint)

    bench = commands.add_parser("bench", help="measure a fresh portal")
    bench.add_argument("names", nargs="*", help="which benches (all)")
    bench.add_argument("--json", action="store_true", help="one JSON object a bench")
    bench.add_argument("--folder", help="of the bench that reads files")
    bench.add_argument("--data-dir")
    bench.set_defaults(command=_bench)

    manage = commands.add_parser("manage", help="a management command, with the services up")
    manage.add_argument("--data-dir")
    manage.add_argument("words", nargs=argparse.REMAINDER)
    manage.set_defaults(command=_manage)
    return parser


def _stop_once(number: int, frame: object) -> None:
    for signal_number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(signal_number, signal.SIG_IGN)
    raise KeyboardInterrupt
