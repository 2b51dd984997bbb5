"""A share of a core for each process, where the kernel's control groups can be written to."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

log = logging.getLogger(__name__)

GROUPS = Path("/sys/fs/cgroup/cpu")  # version 1, as containers have it
PERIOD = 20_000  # µs


@contextmanager
def limited(parent: int, workers: int, share: float) -> Iterator[bool]:
    """Allow each working process of a service a share of a core; yields whether that could be done."""
    pids = [parent] if workers == 1 else _children(parent)
    groups = [GROUPS / f"yizhan-bench-{os.getpid()}-{pid}" for pid in pids]
    try:
        for group, pid in zip(groups, pids, strict=True):
            _allow(group, pid, share)
    except OSError as error:
        log.warning("processes are not limited to a share of a core: %s", error.strerror)
        yield False
    else:
        yield True
    finally:
        for group, pid in zip(groups, pids, strict=True):
            with suppress(OSError):
                (GROUPS / "cgroup.procs").write_text(str(pid), encoding="ascii")
                group.rmdir()


def _allow(group: Path, pid: int, share: float) -> None:
    group.mkdir()
    (group / "cpu.cfs_period_us").write_text(str(PERIOD), encoding="ascii")
    (group / "cpu.cfs_quota_us").write_text(str(int(PERIOD * share)), encoding="ascii")
    (group / "cgroup.procs").write_text(str(pid), encoding="ascii")


def _children(parent: int) -> list[int]:
    """Return the processes that a service has started to work; not the one that tidies up after them."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii").split()
    return [pid for pid in map(int, children) if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]
