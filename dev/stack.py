#!/usr/bin/env python3
"""The stacks of this project: `demo`, a whole portal to click through, and `test`, servers for pytest.

Called by the Makefile; may be called directly, for example `dev/stack.py up test`.
"""

import sys

if sys.version_info < (3, 10):
    sys.exit("Python 3.10 or newer is needed; this is %s. Try: make PYTHON=python3.11 demo" % sys.version.split()[0])

import argparse
import os
import shlex

from devstack import demo, folder, prerequisites, servers, solr, supervisor, testing, venv
from devstack.profiles import DEMO, PROFILES, STACKS, TEST, Profile
from devstack.say import Stop, line

LOCK = STACKS / "lock"


def install(extra: str) -> None:
    needs = prerequisites.SERVERS + (prerequisites.BROWSER if extra == "dev" else ())
    prerequisites.ensure(needs)
    venv.ensure(extra)


def command_demo(arguments: argparse.Namespace) -> int:
    with folder.only_one(LOCK):
        install("demo")
        demo.up()
        demo.load()
        demo.tell()
    return 0


def command_up(arguments: argparse.Namespace) -> int:
    with folder.only_one(LOCK):
        install("demo" if arguments.profile == "demo" else "dev")
        (demo if arguments.profile == "demo" else testing).up()
    return 0


def command_test(arguments: argparse.Namespace) -> int:
    with folder.only_one(LOCK):
        install("dev")
        was_running = supervisor.is_running(TEST)
        testing.up()
    code = testing.run_pytest([*arguments.pytest, *shlex.split(os.environ.get("ARGS", ""))], arguments.workers)
    if not was_running and os.environ.get("KEEP") != "1":
        with folder.only_one(LOCK):
            servers.stop(TEST)
    return code


def command_down(arguments: argparse.Namespace) -> int:
    with folder.only_one(LOCK):
        servers.stop(chosen(arguments))
    line(f"The {arguments.profile} stack is stopped; its data stays in {chosen(arguments).folder}.")
    return 0


def command_reset(arguments: argparse.Namespace) -> int:
    with folder.only_one(LOCK):
        servers.reset(chosen(arguments))
    line(f"{chosen(arguments).folder} is deleted.")
    return 0


def command_status(arguments: argparse.Namespace) -> int:
    for profile in PROFILES.values():
        states = supervisor.states(profile)
        line(f"{profile.name}: {'runs' if states else 'does not run'}  ({profile.folder})")
        for name, state in states.items():
            line(f"  {name:<16}{state.lower():<10}{profile.ports.get(name, '')}")
    return 0


def command_logs(arguments: argparse.Namespace) -> int:
    log = chosen(arguments).log / f"{arguments.service}.log"
    if not log.exists():
        names = sorted(path.stem for path in chosen(arguments).log.glob("*.log"))
        raise Stop(f"There is no log of {arguments.service or 'nothing'}; there are: {' '.join(names) or 'none yet'}.")
    os.execvp("tail", ["tail", "-n", "60", "-F", str(log)])


def command_install(arguments: argparse.Namespace) -> int:
    with folder.only_one(LOCK):
        install(arguments.extra)
        solr.ensure_jars()
    return 0


def chosen(arguments: argparse.Namespace) -> Profile:
    return PROFILES[arguments.profile]


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = top.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, run, text: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=text, description=text)
        command.set_defaults(run=run)
        return command

    def with_profile(command: argparse.ArgumentParser) -> argparse.ArgumentParser:
        command.add_argument("profile", nargs="?", default=DEMO.name, choices=PROFILES)
        return command

    add("demo", command_demo, "install, start and fill the demo portal")
    with_profile(add("up", command_up, "install and start a stack"))
    with_profile(add("down", command_down, "stop a stack; its data stays"))
    with_profile(add("reset", command_reset, "stop a stack and delete its data"))
    add("status", command_status, "what runs")
    logs = with_profile(add("logs", command_logs, "follow the log of a service"))
    logs.add_argument("--service", "-s", default="web")
    install = add("install", command_install, "Debian packages, virtual environment and Solr's jars")
    install.add_argument("extra", nargs="?", default="dev", choices=("demo", "dev"))
    test = add("test", command_test, "start the test stack and run pytest")
    test.add_argument("--workers", "-n", type=int, default=2)
    test.add_argument("pytest", nargs="*", help="arguments for pytest, after --")
    return top


def main() -> int:
    arguments = parser().parse_args()
    try:
        return arguments.run(arguments)
    except Stop as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
    except BrokenPipeError:  # `make status | head`
        sys.stdout = None
        return 0
    except KeyboardInterrupt:
        print("\nStopped. Run the same command again to go on.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
