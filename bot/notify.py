"""Telling systemd how we are (sd_notify): a datagram to the socket it names, nothing where it names none."""

import os
import socket

READY, STOPPING = "READY=1", "STOPPING=1"


def notify(state: str) -> None:
    """Tell the service manager a state; does nothing without one."""
    where = os.environ.get("NOTIFY_SOCKET", "")
    if not where:
        return
    address = f"\0{where[1:]}" if where.startswith("@") else where  # "@" stands for an abstract socket
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as door:
        door.sendto(state.encode(), address)
