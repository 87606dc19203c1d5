"""The program as others see it: a process with streams, signals and an environment."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from invented import ENDLESS

PROGRAM = str(Path(sys.executable).with_name("spineknowledge"))
PAIR = ("kyphoplasty", "vertebroplasty")
PLAIN = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "COLUMNS": "80"}


def spk(*args: str, cwd: Path | None = None, stdin: str = "", **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PROGRAM, *args],
        env=PLAIN | env,
        cwd=cwd,
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=60,
        check=False,
    )


def running(marker: str) -> list[str]:
    """Return the processes whose environment holds a marker."""
    found = []
    for environment in Path("/proc").glob("[0-9]*/environ"):
        try:
            found += [environment.parent.name] if marker.encode() in environment.read_bytes() else []
        except OSError:
            continue
    return found


def wait_until_gone(marker: str) -> list[str]:
    end = time.monotonic() + 3
    while running(marker) and time.monotonic() < end:
        time.sleep(0.02)
    return running(marker)


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("compare", *PAIR), 0),
        (("--help",), 0),
        (("compare", "kyphoplasty", "toothache"), 1),
        (("compare", "kyphoplasty"), 2),
        (("query", "ASK {}"), 0),
        (("query", "ASK"), 1),
    ],
)
def test_the_program_ends_with_the_code_of_the_command(args: tuple[str, ...], code: int) -> None:
    done = spk(*args)
    assert done.returncode == code
    assert bool(done.stdout) is (code == 0)
    assert bool(done.stderr) is (code != 0)


def test_the_program_can_be_run_as_a_module() -> None:
    command = [sys.executable, "-m", "spineknowledge", "steps", *PAIR]
    done = subprocess.run(command, env=PLAIN, capture_output=True, text=True, check=True)
    assert done.stdout == spk("steps", *PAIR).stdout


def test_the_exit_code_of_a_check_reaches_the_caller(tmp_path: Path) -> None:
    (tmp_path / "x.ttl").write_text("<https://example.org/b> <urn:p> 1 .", encoding="utf-8")
    assert spk("format", "--check", "x.ttl", cwd=tmp_path).returncode == 1


def test_a_reader_that_goes_away_is_no_error() -> None:
    done = subprocess.run(
        ["bash", "-c", f"{PROGRAM} export --format nt | head -1; echo ${{PIPESTATUS[1]}}"],
        env=PLAIN,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    assert done.stdout.splitlines()[1:] == ["0"]


@pytest.mark.parametrize(
    "env",
    [
        {"LC_ALL": "C"},
        {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "ascii"},
    ],
    ids=["C", "POSIX", "ascii"],
)
@pytest.mark.parametrize("args", [("show", "kyphoplasty", "--lang", "es"), ("show", "vértebra"), ("list", "sources")])
def test_any_locale_will_do(env: dict[str, str], args: tuple[str, ...]) -> None:
    done = spk(*args, **env)
    assert done.returncode == (1 if "vértebra" in args else 0)
    assert "Traceback" not in done.stderr
    assert "ifoplastia" in done.stdout or "known option" in done.stderr or "dohm-2014" in done.stdout


@pytest.mark.parametrize("env", [{}, {"NO_COLOR": "1"}, {"FORCE_COLOR": "1"}, {"TERM": "xterm-256color"}])
def test_no_control_codes_are_printed(env: dict[str, str]) -> None:
    for args in (
        ("compare", *PAIR),
        ("show", "toothache\x1b[31m"),
        ("--help",),
        ("query", 'SELECT ("\\u001b[31m" AS ?x) {}'),
    ):
        done = spk(*args, **env)
        assert "\x1b" not in done.stdout + done.stderr


@pytest.mark.parametrize("columns", ["80", "120"])
def test_the_width_is_that_of_the_terminal(columns: str) -> None:
    lines = spk("compare", *PAIR, COLUMNS=columns).stdout.splitlines()
    assert int(columns) * 0.8 < max(map(len, lines)) <= int(columns)


def test_another_working_directory_gives_the_same_answers(tmp_path: Path) -> None:
    (tmp_path / "ctypes.py").write_text("raise SystemExit(3)", encoding="utf-8")
    (tmp_path / "spineknowledge").mkdir()
    (tmp_path / "spineknowledge" / "__init__.py").write_text("raise SystemExit(3)", encoding="utf-8")
    query = "SELECT (COUNT(*) AS ?n) { ?s a <https://w3id.org/spineknowledge/ontology#Procedure> }"
    for args in (("steps", *PAIR), ("query", query)):
        here, there = spk(*args), spk(*args, cwd=tmp_path)
        assert (there.returncode, there.stdout) == (0, here.stdout)


def test_a_query_from_standard_input_that_is_not_utf_8_is_refused() -> None:
    done = subprocess.run(
        [PROGRAM, "query", "-"], input=b"ASK { ?s ?p '\xff' }", env=PLAIN, capture_output=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (1, b"", 1)


# Files that cannot be written


@pytest.mark.parametrize(
    "args",
    [
        ("build", "{}/kb"),
        ("export", "--format", "nt", "--out", "{}/new"),
        ("export", "--format", "csv", "--out", "{}"),
        ("format", "{}/x.ttl"),
        ("plot", *PAIR, "--criterion", "pain-relief", "--out", "{}/x.svg"),
    ],
    ids=lambda args: args[0],
)
def test_a_folder_that_cannot_be_written_to_gives_one_line(tmp_path: Path, args: tuple[str, ...]) -> None:
    target = Path("/proc/self/task")
    command = [word.format(target) for word in args]
    if args[0] == "format":
        (tmp_path / "x.ttl").symlink_to("/proc/self/limits")
        command = ["format", str(tmp_path / "x.ttl")]
    done = spk(*command)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("spineknowledge: ")
    assert len(done.stderr.splitlines()) == 1


# Runaway queries


def test_a_query_beyond_its_time_ends_soon_and_leaves_no_process() -> None:
    start = time.monotonic()
    done = spk("query", ENDLESS, "--timeout", "0.5", MARKER=f"spk-test-timeout-{os.getpid()}")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "spineknowledge: the query was stopped after 0.5 s; ask for less, or allow more time\n"
    assert time.monotonic() - start < 2.5
    assert wait_until_gone(f"MARKER=spk-test-timeout-{os.getpid()}") == []


def hear_ctrl_c() -> None:
    """Undo that a shell lets its background jobs ignore Ctrl-C, and with them all that they start."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, -15), (signal.SIGKILL, -9)], ids=["INT", "TERM", "KILL"]
)
def test_a_query_that_is_broken_off_leaves_no_process(number: signal.Signals, code: int) -> None:
    marker = f"MARKER=spk-test-{number.name}-{os.getpid()}"
    with subprocess.Popen(
        [PROGRAM, "query", ENDLESS],
        env=PLAIN | dict([marker.split("=")]),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=hear_ctrl_c,  # noqa: PLW1509 (this process has one thread)
    ) as process:
        end = time.monotonic() + 10
        while len(running(marker)) < 2 and time.monotonic() < end:
            time.sleep(0.02)
        time.sleep(0.1)
        assert len(running(marker)) == 2
        process.send_signal(number)
        out, err = process.communicate(timeout=5)
    assert (process.returncode, out, err.strip()) == (code, "", "")
    assert wait_until_gone(marker) == []


# No network


def test_a_test_that_reaches_for_the_network_fails() -> None:
    with socket.socket() as far, pytest.raises(AssertionError, match="reached for the network"):
        far.connect(("192.0.2.1", 80))


def test_answers_need_no_network() -> None:
    unshare = shutil.which("unshare")
    if not unshare or subprocess.run([unshare, "-n", "true"], capture_output=True, check=False).returncode:
        code = "import socket, sys; socket.socket = None; from spineknowledge.cli import main; main()"
        command = [sys.executable, "-c", code, "compare", *PAIR]
    else:
        command = [unshare, "-n", PROGRAM, "compare", *PAIR]
    done = subprocess.run(command, env=PLAIN, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == spk("compare", *PAIR).stdout
