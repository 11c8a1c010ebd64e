"""Bind files and directories of this machine into a running container: python -m … PID PATH…

Its mount namespace shows nothing of ours, so the mounts are cloned here and moved there.
"""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

# The same numbers on every architecture (linux/mount.h, linux/fcntl.h).
_OPEN_TREE, _MOVE_MOUNT = 428, 429
_OPEN_TREE_CLONE, _AT_RECURSIVE, _MOVE_MOUNT_F_EMPTY_PATH = 0x1, 0x8000, 0x4
_AT_FDCWD, _CLONE_NEWNS = -100, 0x20000

_libc = ctypes.CDLL(None, use_errno=True)


def _checked(status: int, what: object) -> int:
    if status < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return status


def bind(pid: int, paths: list[Path]) -> None:
    """Show `paths` to the process `pid` where they are here. Raises OSError.

    Leaves this process in the other's mount namespace.
    """
    clone = _OPEN_TREE_CLONE | _AT_RECURSIVE
    trees = {
        path: _checked(_libc.syscall(_OPEN_TREE, _AT_FDCWD, bytes(path), clone), path)
        for path in paths
    }
    directories = {path for path in paths if path.is_dir()}
    root = os.open(f"/proc/{pid}/root", os.O_RDONLY)
    namespace = os.open(f"/proc/{pid}/ns/mnt", os.O_RDONLY)
    _checked(_libc.setns(namespace, _CLONE_NEWNS), "setns")
    os.fchdir(root)
    os.chroot(".")
    for path, tree in trees.items():
        (path if path in directories else path.parent).mkdir(parents=True, exist_ok=True)
        if path not in directories:
            path.touch()
        moved = _libc.syscall(
            _MOVE_MOUNT, tree, b"", _AT_FDCWD, bytes(path), _MOVE_MOUNT_F_EMPTY_PATH
        )
        _checked(moved, path)


if __name__ == "__main__":
    bind(int(sys.argv[1]), [Path(path) for path in sys.argv[2:]])
