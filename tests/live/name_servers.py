# SPDX-License-Identifier: GPL-3.0-or-later
"""A DNS server, a TLS server and a plain one, small enough to be threads of a test."""

import contextlib
import ipaddress
import socket
import ssl
import struct
import subprocess
import threading

A, CNAME, AAAA = 1, 5, 28

ANSWER = b"HTTP/1.0 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nweir\n"


def name_bytes(name):
    return b"".join(bytes([len(label)]) + label.encode() for label in name.split(".")) + b"\0"


def record(name, kind, data):
    return name_bytes(name) + struct.pack("!HHIH", kind, 1, 60, len(data)) + data


def answer(zone, query):
    """@zone: name: (alias or None, addresses)."""
    end = query.index(b"\0", 12) + 5
    labels, at = [], 12
    while query[at]:
        labels.append(query[at + 1:at + 1 + query[at]].decode())
        at += 1 + query[at]
    name = ".".join(labels)
    kind, = struct.unpack_from("!H", query, at + 1)
    if name not in zone:
        return query[:2] + struct.pack("!HHHHH", 0x8183, 1, 0, 0, 0) + query[12:end]
    alias, addresses = zone[name]
    records = [record(name, CNAME, name_bytes(alias))] if alias else []
    for address in map(ipaddress.ip_address, addresses):
        if kind == (A if address.version == 4 else AAAA):
            records.append(record(alias or name, kind, address.packed))
    return query[:2] + struct.pack("!HHHHH", 0x8180, 1, len(records), 0, 0) + query[12:end] \
        + b"".join(records)


def make_certificate(directory):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1", "-subj", "/CN=weir.test",
                    "-keyout", directory / "key", "-out", directory / "certificate"],
                   check=True, stderr=subprocess.DEVNULL)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(directory / "certificate", directory / "key")
    return context


class Servers:
    """They listen in the namespace that they are made in, until they are closed."""

    def __init__(self, addresses, zone, directory):
        self.zone = zone
        self.sockets = []
        context = make_certificate(directory)
        for address in addresses:
            family = socket.AF_INET6 if ":" in address else socket.AF_INET
            udp = socket.socket(family, socket.SOCK_DGRAM)
            udp.bind((address, 53))
            self.serve(udp, self.answer_datagram)
            self.serve(self.listener(address, 53, family), self.answer_stream)
            self.serve(self.listener(address, 8080, family), self.greet)
            self.serve(self.listener(address, 443, family),
                       lambda listener: self.greet(listener, context))

    @staticmethod
    def listener(address, port, family):
        return socket.create_server((address, port), family=family)

    def serve(self, opened, step):
        def run():
            with contextlib.suppress(OSError):
                while True:
                    with contextlib.suppress(ConnectionError, ssl.SSLError, struct.error, TimeoutError):
                        step(opened)

        self.sockets.append(opened)
        threading.Thread(target=run, daemon=True).start()

    def answer_datagram(self, udp):
        query, peer = udp.recvfrom(4096)
        if not query:
            raise OSError("closed")
        udp.sendto(answer(self.zone, query), peer)

    def answer_stream(self, listener):
        connection, _ = listener.accept()
        with connection, connection.makefile("rwb") as stream:
            while size := stream.read(2):
                message = answer(self.zone, stream.read(struct.unpack("!H", size)[0]))
                stream.write(struct.pack("!H", len(message)) + message)
                stream.flush()

    @staticmethod
    def greet(listener, context=None):
        connection, _ = listener.accept()
        connection.settimeout(10)
        with connection:
            stream = context.wrap_socket(connection, server_side=True) if context else connection
            with stream:
                stream.recv(65536)
                stream.sendall(ANSWER)

    def close(self):
        for opened in self.sockets:
            with contextlib.suppress(OSError):
                opened.shutdown(socket.SHUT_RDWR)
            opened.close()
