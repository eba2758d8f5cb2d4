"""The ``qlearn`` command: open the course, see the progress, write a solved copy."""

import argparse
import json
import os
import sys
from importlib import import_module
from pathlib import Path

from qlearn import lessons


def main(arguments=None):
    """Run the command line; return the exit code.

    Raises
    ------
    SystemExit
        With one sentence, when something named on the command line is not there.
    """
    parser = _parser()
    options, rest = parser.parse_known_args(arguments)
    if rest and options.run is not lab:
        parser.error(f"unknown arguments: {' '.join(rest)}")
    try:
        return options.run(options, rest)
    except (OSError, ValueError) as problem:
        sys.exit(f"qlearn: {problem}")


def _parser():
    parser = argparse.ArgumentParser(prog="qlearn", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_lab(commands)
    command = commands.add_parser("progress", help="what is solved, tried and open")
    command.set_defaults(run=progress)
    command = commands.add_parser("solve", help="write a copy of a notebook with all answers in it")
    command.add_argument("notebook", type=Path)
    command.add_argument("-o", "--output", type=Path, help="default: NOTEBOOK-solved.ipynb here")
    command.set_defaults(run=solve)
    return parser


def _add_lab(commands):
    command = commands.add_parser(
        "lab",
        help="open the course in JupyterLab",
        allow_abbrev=False,
        epilog="All other arguments are passed on to jupyter lab.",
    )
    command.add_argument("--dir", type=Path, default=Path("my-katas"), help="your folder")
    command.add_argument("--port", type=int, help="port of the server")
    command.add_argument("--no-browser", action="store_true", help="only print the address")
    command.add_argument("--fresh", metavar="NAME", help="put a new copy of a lesson beside yours")
    command.set_defaults(run=lab)


def lab(options, rest):
    """Bring the learner's folder up to date and serve it until Ctrl+C."""
    if options.fresh:
        print(f"{options.fresh}: the new version is {lessons.fresh(options.fresh, options.dir)}")
    _tell(lessons.hand_out(options.dir), options.dir)
    os.environ.pop("MPLBACKEND", None)  # an inherited one would hide every figure
    from jupyterlab.labapp import main as jupyter_lab  # slow to import

    given = {argument.partition("=")[0] for argument in rest}
    ours = [one for one in _server_arguments(options) if one.partition("=")[0] not in given]
    jupyter_lab([*ours, *rest])
    return 0


def _tell(done, target):
    print(f"Your notebooks are in {target}: {len(done.new)} new, {len(done.updated)} updated.")
    for name in done.kept:
        print(f"{name}: there is a newer version; yours has your changes and stays as it is.")
        print(f"    To get the new one beside it: qlearn lab --fresh {Path(name).stem}")
    sys.stdout.flush()


def _server_arguments(options):
    first = next((path.name for path in lessons.notebooks()), "")
    arguments = [
        f"--ServerApp.root_dir={options.dir.resolve()}",
        f"--LabApp.default_url=/lab/tree/{first}",
        "--ServerApp.answer_yes=True",  # one Ctrl+C stops the server
        "--Application.log_level=WARN",  # the address, and what goes wrong
    ]
    if options.port is not None:
        arguments.append(f"--ServerApp.port={options.port}")
    if options.no_browser:
        arguments.append("--no-browser")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--allow-root")  # a container, where there is only root
    return arguments


def progress(options, rest):
    """Print what is solved, tried and open, and where to go on."""
    resume = ""
    for notebook in lessons.notebooks():
        report = import_module(f"qlearn.katas.{lessons.slug(notebook)}").progress()
        print(report, end="\n\n")
        resume = resume or (report.resume and f"{report.resume} in {notebook.name}")
    print(f"Go on with {resume}." if resume else "All is solved.")
    return 0


def solve(options, rest):
    """Write a copy of a notebook with the reference answers in place of the stubs."""
    source = options.notebook if options.notebook.exists() else lessons.find(options.notebook)
    output = options.output or Path(f"{source.stem}-solved.ipynb")
    if output.exists():
        raise ValueError(f"output {output} exists; name another one with -o")
    output.write_text(json.dumps(lessons.solve(source), indent=1) + "\n", encoding="utf-8")
    print(output)
    return 0


if __name__ == "__main__":
    sys.exit(main())
