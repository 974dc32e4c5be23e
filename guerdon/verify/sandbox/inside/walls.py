"""The walls around a program. Each function raises one, and OSError where the system does not allow it."""

import ctypes
import os
import platform
import resource
import struct
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

WORK = "/sandbox"
"""Where a program begins, in a root of its own."""
FIRST_USER = 1_000_000
"""Each run has a user of its own above this number, where we may choose: the system counts processes by user."""
NEW_MOUNTS, NEW_NAMES, NEW_QUEUES, NEW_USERS, NEW_PROCESSES, NEW_NETWORK = (
    0x20000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000,
)  # fmt: skip
NO_SUID, NO_DEVICES, BIND, RECURSIVE, PRIVATE, DETACH = 0x2, 0x4, 0x1000, 0x4000, 0x40000, 0x2
NO_NEW_PRIVILEGES, SET_SECCOMP, NOT_DUMPABLE = 38, 22, 4
SYSTEM = ("/usr/lib", "/usr/lib64", "/lib", "/lib64", "/dev/null", "/dev/urandom", "/usr/share/zoneinfo")
"""What a program sees of the machine beside Python, if it is there; nothing of it can be written."""
DENIED_CALLS: Mapping[str, tuple[int, tuple[int, ...]]] = {
    # socket socketpair ptrace mount umount2 pivot_root unshare setns bpf perf_event_open keyctl add_key request_key
    # userfaultfd process_vm_readv process_vm_writev io_uring_setup kexec_load init_module finit_module execve execveat
    "x86_64": (
        0xC000003E,
        (41, 53, 101, 165, 166, 155, 272, 308, 321, 298, 250, 248, 249, 323, 310, 311, 425, 246, 175, 313, 59, 322),
    ),
    "aarch64": (
        0xC00000B7,
        (198, 199, 117, 40, 39, 41, 97, 268, 280, 241, 219, 217, 218, 282, 270, 271, 425, 104, 105, 273, 221, 281),
    ),
}
"""The audit number of an architecture, and the numbers of the system calls that no program needs for its answer."""
PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}
SET_ATTRIBUTES = 442
libc = ctypes.CDLL(None, use_errno=True)


def call(name: str, *arguments: Any) -> None:
    function = getattr(libc, name, None)
    if function is None:
        raise OSError(f"this system has no {name}")
    if function(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


def own_namespaces() -> None:
    """No network, no other users' names, queues or mounts; a root of its own that cannot be written."""
    wanted = NEW_MOUNTS | NEW_NETWORK | NEW_QUEUES | NEW_NAMES
    user, group = os.geteuid(), os.getegid()
    if user == 0:
        call("unshare", wanted)
    else:
        call("unshare", wanted | NEW_USERS)
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    call("mount", None, b"/", None, RECURSIVE | PRIVATE, None)


def own_root(root: str = "/proc") -> None:
    """Makes a root of the system's libraries and Python's, all read-only, and steps into it.

    It is made over a folder that every Linux has and that is not looked into again; nobody else sees it.
    """
    call("mount", b"tmpfs", root.encode(), b"tmpfs", NO_SUID | NO_DEVICES, b"size=1m,mode=755")
    for place in dict.fromkeys([*SYSTEM, *library()]):
        if not Path(place).exists():
            continue
        below = Path(root + place)
        below.parent.mkdir(parents=True, exist_ok=True)
        if Path(place).is_dir():
            below.mkdir(exist_ok=True)
        else:
            below.touch()
        call("mount", place.encode(), str(below).encode(), None, BIND | RECURSIVE, None)
    for place in (WORK, "/tmp"):  # Python looks for a temporary folder; nothing can be written to this one
        Path(root + place).mkdir(exist_ok=True)
    read_only = struct.pack("QQQQ", 1, 0, 0, 0)
    call("syscall", SET_ATTRIBUTES, -100, root.encode(), 0x8000, read_only, len(read_only))
    os.chdir(root)
    call("syscall", PIVOT_ROOT[platform.machine()], b".", b".")
    call("umount2", b".", DETACH)
    os.chdir("/")


def library() -> list[str]:
    """The folders that Python imports from, shortest first, without those that lie in another of them."""
    places = {os.path.realpath(place) for place in sys.path if place and Path(place).is_dir()}
    places |= {os.path.realpath(f"{sys.base_prefix}/lib")}
    found: list[str] = []
    for place in sorted(places, key=len):
        if not any(place.startswith(f"{other}/") for other in found):
            found.append(place)
    return found


def own_folder(size: int) -> None:
    """An empty folder in memory that ends with the process and those it starts."""
    call("unshare", NEW_MOUNTS)
    options = f"size={size},mode=777,nr_inodes=256".encode()
    call("mount", b"tmpfs", WORK.encode(), b"tmpfs", NO_SUID | NO_DEVICES, options)


def limits(sizes: Mapping[str, int]) -> None:
    """The most that one process may use; a limit that the system does not know, or lower than ours, stays as it is."""
    for name, size in sizes.items():
        try:
            resource.setrlimit(getattr(resource, name), (size, size))
        except (AttributeError, ValueError, OSError):
            continue


def no_rights(user: int) -> None:
    """No user that owns anything, no capabilities, and no program that would bring them back."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
    call("prctl", NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    call("capset", struct.pack("Ii", 0x20080522, 0), bytes(24))
    call("prctl", NOT_DUMPABLE, 0, 0, 0, 0)


def no_calls() -> None:
    """A filter of system calls: those of DENIED_CALLS fail as not permitted."""
    architecture, denied = DENIED_CALLS[platform.machine()]

    def step(code: int, yes: int, no: int, value: int) -> bytes:
        return struct.pack("HBBI", code, yes, no, value)

    load, equal, give, refuse, allow = 0x20, 0x15, 0x06, 0x00050001, 0x7FFF0000
    rows = [step(load, 0, 0, 4), step(equal, 1, 0, architecture), step(give, 0, 0, refuse), step(load, 0, 0, 0)]
    for place, number in enumerate(denied):
        rows.append(step(equal, len(denied) - place, 0, number))
    rows += [step(give, 0, 0, allow), step(give, 0, 0, refuse)]
    code = ctypes.create_string_buffer(b"".join(rows))
    program = struct.pack("HxxxxxxP", len(rows), ctypes.addressof(code))
    call("prctl", SET_SECCOMP, 2, ctypes.create_string_buffer(program), 0, 0)


REFUSED = (
    "socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.kill", "pty.", "ctypes.",
    "os.startfile", "webbrowser.", "ftplib.", "smtplib.", "urllib.", "http.", "signal.pthread_kill", "resource.", "syslog.",
    "os.setxattr", "os.mknod", "fcntl.",
)  # fmt: skip
CHANGES = (
    "os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.chmod", "os.chown", "os.link", "os.symlink", "os.truncate",
    "os.utime", "shutil.", "tempfile.", "os.chdir", "os.listdir", "os.scandir", "os.walk", "glob.",
)  # fmt: skip
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def watched(folder: str, readable: Iterable[str]) -> Callable[[str, tuple[Any, ...]], None]:
    """An audit hook that lets files be changed in one folder, read there and in the libraries, and refuses the rest.

    It is the wall where the system gives no other one. Code that reaches into the interpreter can get around it.
    """
    own, libraries = os.path.realpath(folder), tuple(readable)
    refused, changes, writes = REFUSED, CHANGES, WRITES  # bound here, where they are not found under a name

    def within(path: Any, places: tuple[str, ...]) -> bool:
        if isinstance(path, int):
            return True
        real = os.path.realpath(os.fsdecode(path))
        return any(real == place or real.startswith(f"{place}/") for place in places)

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, _, flags = arguments
            places = (
                (own,) if isinstance(flags, int) and flags & writes else (own, *libraries, "/dev/null", "/dev/urandom")
            )
            if path is not None and not within(path, places):
                raise PermissionError(f"the sandbox does not open {path!r}")
        elif event.startswith(refused):
            raise PermissionError(f"the sandbox does not allow {event}")
        elif event.startswith(changes):
            paths = [each for each in arguments if isinstance(each, str | bytes | os.PathLike)]
            reads = event in ("os.listdir", "os.scandir", "os.walk") or event.startswith("glob.")
            places = (own, *libraries) if reads else (own,)
            if not all(within(path, places) for path in paths):
                raise PermissionError(f"the sandbox does not allow {event} outside of its folder")

    return hook
