#!/usr/bin/env python3
"""Both ends of some traffic: a TCP connection that lasts, and datagrams that no socket list shows.

SPDX-License-Identifier: GPL-3.0-or-later

    traffic.py serve|send ADDRESS
"""

import socket
import sys
import time

TCP_PORT = 47001
UDP_PORT = 47002


def serve(address):
    datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    datagrams.bind((address, UDP_PORT))
    with socket.create_server((address, TCP_PORT)) as server:
        connection = server.accept()[0]
        while connection.recv(65536):
            pass


def connect(address):
    deadline = time.monotonic() + 10
    while True:
        try:
            return socket.create_connection((address, TCP_PORT))
        except ConnectionRefusedError:
            if time.monotonic() > deadline:
                raise


def send(address):
    datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    datagrams.connect((address, UDP_PORT))
    connection = connect(address)
    while True:
        connection.sendall(bytes(5000))
        datagrams.send(bytes(1000))
        time.sleep(0.1)


if __name__ == "__main__":
    {"serve": serve, "send": send}[sys.argv[1]](sys.argv[2])
