"""Inside: the system calls that student code may not make. seccomp(2).

A filter is a program of the classic BPF machine: instructions of a 16-bit code, two 8-bit jumps
and a 32-bit constant (linux/filter.h). It sees the call's number, the machine and the arguments
(struct seccomp_data), and returns what is to happen. Here everything is allowed but:

- a foreign machine's calls (32-bit ones on x86-64): the process is killed;
- calls that are newer than this table, and with them the x32 calls, whose numbers have bit 30
  set: answered like calls that do not exist;
- clone3, whose flags lie in memory where a filter can't look: likewise, and C libraries then
  use clone;
- clone with flags that make a namespace; all that is in `forbidden.FORBIDDEN`: EPERM;
- mmap of shared memory, through which a fork could speak to the others: EPERM;
- socketpair of any other kind than a connected pair of streams, which asyncio needs.

Fork and threads stay: the notebook's states are forks. rlimits bound them.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from collections.abc import Iterable

from autograder.sandbox import kernel
from autograder.sandbox.forbidden import CHANGING_FILES, FORBIDDEN, LEAVING_MARKS, Numbers

NEWEST_KNOWN = 451
"""cachestat, Linux 6.5. From 424 on both machines have the same numbers."""

CLONE, CLONE3, SOCKETPAIR = (56, 220), (435, 435), (53, 199)
MMAP, PRLIMIT = (9, 222), (302, 261)
NAMESPACE_FLAGS = 0x7E020000
"""CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID and NEWNET."""
AF_UNIX, SOCK_STREAM, SOCK_TYPES = 1, 1, 0xF
MAP_SHARED = 1

AUDIT_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

LOAD = 0x20  # BPF_LD | BPF_W | BPF_ABS
AND = 0x54  # BPF_ALU | BPF_AND | BPF_K
IF_EQUAL, IF_GREATER, IF_ANY_BIT = 0x15, 0x25, 0x45  # BPF_JMP | BPF_JEQ, BPF_JGT, BPF_JSET
RETURN = 0x06  # BPF_RET | BPF_K
NUMBER, ARCHITECTURE, FIRST_ARGUMENT = 0, 4, 16  # offsets in struct seccomp_data
KILL, ALLOW, FAIL = 0x80000000, 0x7FFF0000, 0x00050000
SET_MODE_FILTER = 1


class Program(ctypes.Structure):
    """struct sock_fprog."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def assemble(machine: str, files_are_walled: bool, refusal: int = errno.EPERM) -> bytes:
    """The filter for a machine; empty when its calls are not known.

    files_are_walled: a read-only root is there, and changing the rights of files harmless.
    refusal: the error that forbidden calls fail with.
    """
    if machine not in AUDIT_ARCHITECTURES:
        return b""
    column = kernel.MACHINES[machine]
    forbidden = [numbers for group in FORBIDDEN.values() for numbers in group.values()]
    if not files_are_walled:
        forbidden += CHANGING_FILES.values()
    return b"".join(
        [
            *_machine_rule(machine),
            *_when(IF_GREATER, NEWEST_KNOWN, FAIL | errno.ENOSYS),
            *_when(IF_EQUAL, CLONE3[column], FAIL | errno.ENOSYS),
            *_refuse(forbidden, column, refusal),
            *_argument_rule(CLONE[column], 0, IF_ANY_BIT, NAMESPACE_FLAGS),
            *_argument_rule(MMAP[column], 3, IF_ANY_BIT, MAP_SHARED),
            *_socketpair_rule(SOCKETPAIR[column]),
            _step(RETURN, ALLOW),
        ]
    )


def assemble_seal(machine: str) -> bytes:
    """The second filter, which a test's fork takes: no call by which it could leave a mark."""
    if machine not in AUDIT_ARCHITECTURES:
        return b""
    column = kernel.MACHINES[machine]
    return b"".join(
        [
            *_machine_rule(machine),
            *_refuse(LEAVING_MARKS.values(), column, errno.EPERM),
            *_argument_rule(PRLIMIT[column], 0, IF_GREATER, 0),  # 0 is the process itself
            _step(RETURN, ALLOW),
        ]
    )


def install(program: bytes) -> None:
    """Filter the calls of this process and its children. For good. Needs no_new_privs."""
    structure = Program(len(program) // 8, program)
    kernel.call("seccomp", SET_MODE_FILTER, 0, structure)


def _machine_rule(machine: str) -> list[bytes]:
    """Kill on a foreign machine's call; else go on with the call's number."""
    return [
        _step(LOAD, ARCHITECTURE),
        _step(IF_EQUAL, AUDIT_ARCHITECTURES[machine], 1, 0),
        _step(RETURN, KILL),
        _step(LOAD, NUMBER),
    ]


def _refuse(calls: Iterable[Numbers], column: int, refusal: int) -> list[bytes]:
    present = [numbers[column] for numbers in calls]
    return [
        step
        for number in present
        if number is not None
        for step in _when(IF_EQUAL, number, FAIL | refusal)
    ]


def _argument_rule(number: int, argument: int, test: int, constant: int) -> list[bytes]:
    """Refuse the call when the low half of an argument passes a test; else allow it."""
    return [
        _step(IF_EQUAL, number, 0, 4),
        _step(LOAD, FIRST_ARGUMENT + 8 * argument),
        _step(test, constant, 0, 1),
        _step(RETURN, FAIL | errno.EPERM),
        _step(RETURN, ALLOW),
    ]


def _socketpair_rule(number: int) -> list[bytes]:
    return [
        _step(IF_EQUAL, number, 0, 7),
        _step(LOAD, FIRST_ARGUMENT),
        _step(IF_EQUAL, AF_UNIX, 0, 4),
        _step(LOAD, FIRST_ARGUMENT + 8),
        _step(AND, SOCK_TYPES),
        _step(IF_EQUAL, SOCK_STREAM, 0, 1),
        _step(RETURN, ALLOW),
        _step(RETURN, FAIL | errno.EPERM),
    ]


def _when(test: int, constant: int, answer: int) -> list[bytes]:
    return [_step(test, constant, 0, 1), _step(RETURN, answer)]


def _step(code: int, constant: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, constant)


def machine() -> str:
    """This machine's name, as the tables know it."""
    return os.uname().machine
