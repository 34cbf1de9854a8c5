"""The filter of system calls: each one tried under it, and its program run step by step."""

from __future__ import annotations

import errno
import os
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.sandbox import forbidden, seccomp

ROOT = Path(__file__).resolve().parents[1]
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="the filter is Linux's")

FORBIDDEN = {
    name: numbers for group in forbidden.FORBIDDEN.values() for name, numbers in group.items()
}
REFUSAL = errno.EUCLEAN  # no call that is tried here fails with it by itself


@on_linux
def test_each_forbidden_call_is_refused_by_the_filter_itself() -> None:
    script = (
        "import ctypes, sys\n"
        "from autograder.sandbox import limits, seccomp\n"
        "from tests.test_seccomp import FORBIDDEN, REFUSAL\n"
        "from autograder.sandbox.kernel import MACHINES\n"
        "machine = seccomp.machine()\n"
        "limits.gain_nothing()\n"
        "seccomp.install(seccomp.assemble(machine, True, REFUSAL))\n"
        "library = ctypes.CDLL(None, use_errno=True)\n"
        "for name, numbers in FORBIDDEN.items():\n"
        "    number = numbers[MACHINES[machine]]\n"
        "    if number is not None:\n"
        "        ctypes.set_errno(0)\n"
        "        library.syscall(number, -1, -1, -1, -1, -1, -1)\n"
        "        print(name, ctypes.get_errno())\n"
        "library.syscall(0x40000000, -1, -1, -1)\n"
        "print('x32', ctypes.get_errno())"
    )
    output = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    *lines, x32 = output.splitlines()
    assert len(lines) > 70
    assert [line for line in lines if not line.endswith(f" {REFUSAL}")] == []
    assert x32 == f"x32 {errno.ENOSYS}"


@on_linux
@pytest.mark.skipif(os.uname().machine != "x86_64", reason="another machine's calls")
def test_the_calls_of_a_32_bit_machine_kill() -> None:
    script = (
        "import ctypes, mmap, os\n"
        "from autograder.sandbox import limits, seccomp\n"
        "code = mmap.mmap(-1, 4096, prot=7)\n"
        "code.write(bytes.fromhex('b814000000cd80c3'))  # getpid by interrupt 0x80\n"
        "address = ctypes.addressof(ctypes.c_char.from_buffer(code))\n"
        "limits.gain_nothing()\n"
        "seccomp.install(seccomp.assemble('x86_64', True))\n"
        "ctypes.CFUNCTYPE(ctypes.c_int)(address)()"
    )
    code = subprocess.run([sys.executable, "-c", script], cwd=ROOT).returncode
    assert code in (-31, -11)  # SIGSYS; SIGSEGV where the kernel has no such calls at all


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_the_filter_decides_alike_on_both_machines(machine: str) -> None:
    column = ["x86_64", "aarch64"].index(machine)
    program = seccomp.assemble(machine, files_are_walled=True)
    architecture = seccomp.AUDIT_ARCHITECTURES[machine]

    def decide(number: int | None, *arguments: int) -> int:
        return run_filter(program, architecture, number or 0, arguments)

    for numbers in FORBIDDEN.values():
        if numbers[column] is not None:
            assert decide(numbers[column]) == seccomp.FAIL | errno.EPERM
    for harmless in ((0, 63), (1, 64), (231, 94), (202, 98)):  # read, write, exit_group, futex
        assert decide(harmless[column]) == seccomp.ALLOW
    assert decide(seccomp.MMAP[column], 0, 4096, 3, 0x22) == seccomp.ALLOW
    assert decide(seccomp.MMAP[column], 0, 4096, 3, 0x21) == seccomp.FAIL | errno.EPERM
    assert decide(seccomp.MMAP[column], 0, 4096, 1, 0x03) == seccomp.FAIL | errno.EPERM
    assert decide(seccomp.CLONE[column], 0x11) == seccomp.ALLOW
    assert decide(seccomp.CLONE[column], 0x3D0F00) == seccomp.ALLOW  # what a thread is made with
    assert decide(seccomp.CLONE[column], 0x10000011) == seccomp.FAIL | errno.EPERM
    assert decide(seccomp.CLONE3[column]) == seccomp.FAIL | errno.ENOSYS
    assert decide(500) == seccomp.FAIL | errno.ENOSYS
    assert decide(seccomp.SOCKETPAIR[column], 1, 0o2000001) == seccomp.ALLOW
    assert decide(seccomp.SOCKETPAIR[column], 1, 2) == seccomp.FAIL | errno.EPERM
    assert decide(seccomp.SOCKETPAIR[column], 2, 1) == seccomp.FAIL | errno.EPERM
    assert run_filter(program, 0x40000003, 1, ()) == seccomp.KILL
    assert seccomp.assemble("riscv64", files_are_walled=True) == b""


def test_files_rights_are_kept_where_there_is_no_root_of_its_own() -> None:
    program = seccomp.assemble("x86_64", files_are_walled=False)
    for numbers in forbidden.CHANGING_FILES.values():
        verdict = run_filter(program, 0xC000003E, numbers[0] or 0, ())
        assert verdict == seccomp.FAIL | errno.EPERM


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_the_seal_refuses_what_leaves_a_mark(machine: str) -> None:
    column = ["x86_64", "aarch64"].index(machine)
    program = seccomp.assemble_seal(machine)
    architecture = seccomp.AUDIT_ARCHITECTURES[machine]
    for numbers in forbidden.LEAVING_MARKS.values():
        number = numbers[column]
        if number is None:  # a call that this machine does not have
            continue
        assert run_filter(program, architecture, number, ()) == seccomp.FAIL | errno.EPERM
    own, other = (run_filter(program, architecture, seccomp.PRLIMIT[column], (p,)) for p in (0, 9))
    assert (own, other) == (seccomp.ALLOW, seccomp.FAIL | errno.EPERM)


def run_filter(program: bytes, architecture: int, number: int, arguments: tuple[int, ...]) -> int:
    """What a filter returns for a call: the few instructions that the filters here use."""
    padded = (*arguments, 0, 0, 0, 0, 0, 0)[:6]
    data = struct.pack("=IIQ6Q", number, architecture, 0, *padded)
    steps = list(struct.iter_unpack("=HBBI", program))
    value, position = 0, 0
    while True:
        code, if_true, if_false, constant = steps[position]
        position += 1
        if code == seccomp.RETURN:
            return int(constant)
        if code == seccomp.LOAD:
            value = struct.unpack_from("=I", data, constant)[0]
        elif code == seccomp.AND:
            value &= constant
        else:
            passed = {
                seccomp.IF_EQUAL: value == constant,
                seccomp.IF_GREATER: value > constant,
                seccomp.IF_ANY_BIT: bool(value & constant),
            }[code]
            position += if_true if passed else if_false
