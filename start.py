"""The door to qlearn. Needs Python 3.11 or newer and nothing else.

python3 start.py                  make the environment in .venv, then open the course in JupyterLab
python3 start.py test             make the environment, then run every test

What follows is passed on: to the course `--no-browser`, `--port 8899`, `--dir my-katas`, to pytest
`-k qubit` and the like. The second start is instant. Uses uv where it is found, else venv and pip.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "qlearn-stamp"
LOCKS = {"lab": "requirements.lock", "test": "requirements-dev.lock"}


def check_python():
    if sys.version_info < (3, 11):
        version = "{}.{}".format(*sys.version_info[:2])
        sys.exit(
            f"qlearn needs Python 3.11 or newer, and this is {version} ({sys.executable}). "
            "Install a newer one from python.org, then run this file with it."
        )


def program(name, windows=os.name == "nt"):
    """Path of a program inside the environment."""
    return str(VENV / "Scripts" / f"{name}.exe") if windows else str(VENV / "bin" / name)


def place():
    """What an environment cannot outlive: the Python that made it and the folder it stands in."""
    return "{}.{} {}".format(*sys.version_info[:2], ROOT)


def packages(level):
    """Fingerprint of everything that says which packages belong into the environment."""
    text = b"".join((ROOT / name).read_bytes() for name in (LOCKS[level], "pyproject.toml"))
    return f"{level} {hashlib.sha256(text).hexdigest()}"


def read_stamp():
    """The two lines that a finished environment carries, or nothing."""
    lines = STAMP.read_text(encoding="utf-8").splitlines() if STAMP.is_file() else []
    return lines if len(lines) == 2 else ["", ""]


def write_stamp(*lines):
    STAMP.write_text("\n".join(lines), encoding="utf-8")


def is_ready(level):
    made_in, has = read_stamp()
    enough = [packages("test")] if level == "test" else [packages("test"), packages("lab")]
    return made_in == place() and has in enough and Path(program("python")).exists()


def run(command, advice):
    if subprocess.call(command) != 0:
        sys.exit(f"\n{advice}")


def can_go_on(uv):
    """Whether the environment that is there can take packages: pip is missing where uv made it."""
    python = program("python")
    if not Path(python).exists() or read_stamp()[0] != place():
        return False
    return uv or subprocess.call([python, "-c", "import pip"], stderr=subprocess.DEVNULL) == 0


def make_venv(uv):
    if STAMP.is_file() and not can_go_on(uv):
        shutil.rmtree(VENV)
    if Path(program("python")).exists():
        return
    VENV.mkdir(exist_ok=True)
    write_stamp("unfinished")
    if uv:
        make = [uv, "venv", "--quiet", "--allow-existing", "--python", sys.executable, str(VENV)]
    else:
        make = [sys.executable, "-m", "venv", str(VENV)]
    run(
        make,
        "The environment could not be made. If venv or ensurepip is missing, install it "
        "(Debian, Ubuntu: sudo apt install python3-venv) or install uv; then run this again.",
    )


def make_environment(level):
    uv = shutil.which("uv")
    print(f"1/3 making the environment in .venv ({'uv' if uv else 'venv and pip'}) ...", flush=True)
    make_venv(uv)
    write_stamp("unfinished")
    python = program("python")
    pip = [uv, "pip", "install", "--python", python] if uv else [python, "-m", "pip", "install"]
    print(f"2/3 installing the packages of {LOCKS[level]} (about 170 MB) ...", flush=True)
    run(
        [*pip, "--require-hashes", "-r", str(ROOT / LOCKS[level])],
        "The packages could not be installed; the reason stands above. "
        "Check the network connection and the free disk space (1 GB), then run this again.",
    )
    print("3/3 installing qlearn itself ...", flush=True)
    run(
        [*pip, "--quiet", "--no-deps", "--no-build-isolation", "-e", str(ROOT)],
        "qlearn itself could not be installed; the reason stands above. "
        "Is this a complete copy of the project?",
    )
    write_stamp(place(), packages(level))


def hand_over(command):
    """Let the command take this program's place (Windows: wait for it), Ctrl+C included."""
    if os.name == "posix":
        os.execv(command[0], command)
    child = subprocess.Popen(command)
    while True:
        try:
            sys.exit(child.wait())
        except KeyboardInterrupt:
            continue


def test_command(arguments):
    os.chdir(ROOT)
    os.environ.update(QLEARN_PROGRESS="off", OMP_NUM_THREADS="1")
    everything = ["-n", "logical", "--dist", "worksteal"]
    return [program("python"), "-m", "pytest", *(arguments or everything)]


def main(arguments):
    check_python()
    if arguments in (["-h"], ["--help"]):
        print(__doc__.strip())
        return
    os.environ["UV_PYTHON_DOWNLOADS"] = "never"
    level = "test" if arguments[:1] == ["test"] else "lab"
    if not is_ready(level):
        make_environment(level)
    if level == "test":
        hand_over(test_command(arguments[1:]))
    hand_over([program("qlearn"), "lab", *arguments])


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit("\nStopped. Run the same command again to go on.")
