"""Every wall, tried from inside: as the user that runs the tests, and as nobody if that is root."""

from __future__ import annotations

import ctypes
import errno
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from walled import ROOT, USERS, Session, python_for, user_options, walled_server  # noqa: F401

from autograder.sandbox import rootfs
from autograder.sandbox.protection import EVERY_LAYER, NAMESPACES, UNWALLED, Protection

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the walls are Linux's")


def test_every_layer_is_up_and_every_probe_holds(walled: Session) -> None:
    assert walled.protection["complete"], walled.protection["level"]
    count = len(walled.protection["probes"])
    assert walled.protection["level"].endswith(f"; {count} of {count} probes held")


@pytest.mark.parametrize(
    "path",
    [
        *("/etc/shadow", "/etc/hosts", "/proc", "/proc/self", "/sys", "/root/.cache"),
        *("/var", "/run", str(Path.home() / ".ssh"), str(Path.home() / ".bashrc")),
        *("/bin", "/usr/bin", "/dev/shm", "/dev/pts", "/dev/tty", "/opt", "/srv", "/boot"),
        *(str(ROOT / name) for name in ("course_lib", "notebooks", "tests", ".git")),
        *(str(ROOT / "autograder" / name) for name in ("grade.py", "gradebook.py", "bundle.py")),
    ],
)
def test_is_not_there(walled: Session, path: str) -> None:
    assert walled.cell(f"import os; os.lstat({path!r})") == "FileNotFoundError"


def test_what_is_hidden_outside_is_not_there(walled: Session) -> None:
    secret = walled.protection["secret"]
    assert walled.cell(f"open({secret!r})") in ("FileNotFoundError", "PermissionError")
    assert walled.cell(f"import os; os.stat({secret!r})") == "FileNotFoundError"


def test_no_answers_are_installed_where_python_looks(walled: Session) -> None:
    found = walled.cell(
        "import sys, os\n"
        "for path in sys.path:\n"
        "    for name in ('losses.py', 'exercises'):\n"
        "        if os.path.exists(f'{path}/course_lib/{name}'):\n"
        "            print(os.listdir(f'{path}/course_lib/{name}'))"
    )
    assert "loss_functions" not in found
    assert "losses" not in found


def test_only_the_working_folder_can_be_written_to(walled: Session) -> None:
    found = walled.cell(
        "import os\n"
        "def tries(folder):\n"
        "    try: os.close(os.open(f'{folder}/written', os.O_CREAT | os.O_WRONLY))\n"
        "    except OSError: return False\n"
        "    return True\n"
        "folders = {'/', '/etc', '/tmp', '/home', '/dev', '/usr', '/usr/lib', '/lib', '.'}\n"
        "import sys, course_lib\n"
        "folders |= {p for p in sys.path if p} | {*course_lib.__path__}\n"
        "folders |= {*sys.modules['autograder.sandbox'].__path__, os.environ['MPLCONFIGDIR']}\n"
        "print([folder for folder in sorted(folders) if tries(folder)], os.getcwd())"
    )
    assert found == f"['.'] {rootfs.WORK}"


SYSTEM = (
    "import ctypes, os, socket, subprocess\n"
    "def call(name, *arguments):\n"
    "    function = getattr(ctypes.CDLL(None, use_errno=True), name)\n"
    "    if function(*arguments) < 0:\n"
    "        raise OSError(ctypes.get_errno(), name)\n"
)


@pytest.mark.parametrize(
    "attempt",
    [
        "socket.socket()",
        "socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)",
        "socket.socket(socket.AF_UNIX)",
        "socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)",
        "socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)",
        "os.execv('/lib64/ld-linux-x86-64.so.2', ['x'])",
        "subprocess.run(['/lib64/ld-linux-x86-64.so.2'])",
        "call('ptrace', 0x4206, os.getppid(), 0, 0)",
        "call('process_vm_readv', os.getppid(), None, 0, None, 0, 0)",
        "call('unshare', 0x10000000)",
        "call('unshare', 0x00020000)",
        "call('setns', 0, 0)",
        "call('mount', None, b'/', None, 32, None)",
        "call('umount2', b'/home/student', 2)",
        "call('syscall', 56, 0x10000000 | 17, 0, 0, 0, 0)",
        "call('memfd_create', b'x', 0)",
        "call('shmget', 0, 4096, 0o1600)",
        "call('personality', 0x0040000)",
        "call('syscall', 425, 1, None)",
        "os.setuid(0)",
        "os.setuid(1000)",
        "os.setgid(0)",
        "os.chroot('.')",
        "call('setgroups', 0, None)",
    ],
)
def test_is_not_permitted(walled: Session, attempt: str) -> None:
    assert walled.cell(SYSTEM + attempt) == "PermissionError"


def test_clone3_is_said_not_to_exist(walled: Session) -> None:
    source = "import ctypes\nc = ctypes.CDLL(None, use_errno=True)\nprint(c.syscall(435, 0, 0))"
    assert walled.cell(source + "\nprint(ctypes.get_errno())") == f"-1\n{errno.ENOSYS}"


def test_the_process_has_no_rights_at_all(walled: Session) -> None:
    said = walled.cell(
        "import ctypes, os\n"
        "c = ctypes.CDLL(None)\n"
        "header, data = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)(*[9] * 6)\n"
        "c.capget(header, data)\n"
        "print(list(data), c.prctl(39, 0, 0, 0, 0), c.prctl(21, 0, 0, 0, 0), os.getresuid())"
    )
    assert said == f"[0, 0, 0, 0, 0, 0] 1 2 {(rootfs.STUDENT_ID,) * 3}"


def test_nothing_tells_of_the_host(walled: Session) -> None:
    said = walled.cell("import os\nprint(os.uname().nodename, os.getpid() < 9, sorted(os.environ))")
    assert said.startswith("sandbox True")
    assert "PYTHONPATH" not in said


def test_no_file_of_the_servers_is_open(walled: Session) -> None:
    said = walled.cell(
        "import os, stat\n"
        "for number in range(1000):\n"
        "    try: print(number, stat.S_IFMT(os.fstat(number).st_mode) == stat.S_IFSOCK)\n"
        "    except OSError: pass"
    )
    lines = said.splitlines()
    assert lines[:3] == ["0 False", "1 False", "2 False"]
    assert [line.endswith("True") for line in lines[3:]] == [True]


@pytest.mark.parametrize("user", USERS)
def test_the_probes_see_where_there_are_no_walls(user: int, tmp_path: Path) -> None:
    script = (
        "import json, sys, tempfile\n"
        "from autograder.sandbox.probes import probe\nfrom autograder.sandbox.walls import put_up\n"
        "folder = tempfile.mkdtemp()\nopen(folder + '/secret', 'w').close()\n"
        "import os, autograder\n"
        "walls = put_up({'walls': False}, 1)\n"
        "print(json.dumps(probe(walls, folder + '/secret', autograder.__path__[0], os.getpid(),"
        " folder)))"
    )
    command = [python_for(user), "-c", script]
    output = subprocess.run(command, capture_output=True, check=True, **user_options(user)).stdout
    held = {name for name, holds in json.loads(output.splitlines()[-1]).items() if holds}
    assert held <= {
        *("more memory than allowed", "a larger file than allowed"),
        *("more open files than allowed", "more processes than allowed"),
        *("more threads than allowed", "writing to what is shown", "becoming root"),
        *("a user namespace of its own", "finding an open file of the server's"),
        "tracing the server",
    }


@pytest.mark.parametrize("user", USERS)
def test_answers_that_are_installed_as_packages_are_covered(user: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        packages = Path(folder, "site-packages")
        for name in ("course_lib", "autograder"):
            shutil.copytree(ROOT / name, packages / name)
        shutil.copytree(ROOT / "datasets", packages / "course_lib" / "data")
        session = Session(user, packages=packages)
        assert session.protection["complete"], session.protection["level"]
        found = session.cell(
            "import os, sys\n"
            f"print(os.listdir({str(packages)!r}), os.listdir({str(packages / 'course_lib')!r}),"
            f"os.listdir({str(packages / 'autograder')!r}), {str(packages)!r} in sys.path)"
        )
        session.close()
    assert found.endswith(" [] ['sandbox'] True")


@pytest.mark.parametrize("user", USERS)
def test_a_missing_layer_is_said_and_the_others_hold(user: int) -> None:
    session = Session(user, "locked-down")
    assert not session.protection["complete"]
    assert f"missing: {NAMESPACES} (unshare: " in session.protection["level"]
    assert session.protection["probes"]["reading a file outside"]
    assert session.protection["probes"]["TCP"]
    assert session.protection["probes"]["changing the rights of a file outside"]
    assert session.cell("print('graded all the same')") == "graded all the same"
    session.close()


def test_without_walls_it_is_said() -> None:
    session = Session(os.getuid(), "open")
    assert session.protection["level"] == "separate process and resource limits only"
    assert not session.protection["complete"]
    session.close()


def test_protection_crosses_the_wire_and_says_what_failed() -> None:
    protection = Protection(EVERY_LAYER, (), {"TCP": True, "UDP": False})
    assert Protection.from_data(json.loads(json.dumps(protection.to_data()))) == protection
    assert not protection.complete
    assert protection.level.endswith("1 of 2 probes held; did not hold: UDP")
    assert not UNWALLED.complete


def test_a_structure_has_the_kernels_layout() -> None:
    from autograder.sandbox.landlock import PathBeneath

    assert ctypes.sizeof(PathBeneath) == 12
    assert ctypes.sizeof(rootfs.MountAttributes) == 32
