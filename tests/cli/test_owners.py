# SPDX-License-Identifier: GPL-3.0-or-later
"""Who the owners of flows are, and who published what they run."""

import contextlib
import hashlib
import os
import shutil
import socket
import subprocess
import threading
import unittest

from program import CliTestCase, environment

BASH = shutil.which("bash")

# Says something ten times a second.
TALK = "exec 5<>/dev/tcp/127.0.0.1/{}; while echo hello >&5; do read -t 0.1 <&6; done 6<>{}"


class OwnersTest(CliTestCase):
    def setUp(self):
        super().setUp()
        if BASH is None:
            self.skipTest("there is no bash")
        self.user = self.without_rights()
        self.directory.chmod(0o755)
        os.mkfifo(self.directory / "never")
        (self.directory / "never").chmod(0o666)

    @staticmethod
    def listen():
        """On a port below those that clients get: of two local ends whose opening was not seen, the
        one with the higher port is on the left, and the owner is the left one's."""
        for port in range(20000, 30000):
            with contextlib.suppress(OSError):
                return socket.create_server(("127.0.0.1", port))
        raise unittest.SkipTest("there is no free port")

    @contextlib.contextmanager
    def talking(self, program, name="bash"):
        """A connection of a process that runs this program; gives its process id."""
        with self.listen() as server:
            script = TALK.format(server.getsockname()[1], self.directory / "never")
            client = subprocess.Popen([name, "-c", script], executable=program, **self.user)
            try:
                connection, _ = server.accept()
                with connection:
                    threading.Thread(target=self.drain, args=[connection], daemon=True).start()
                    yield client.pid
                    connection.shutdown(socket.SHUT_RDWR)
            finally:
                client.kill()
                client.wait()

    @staticmethod
    def drain(connection):
        with contextlib.suppress(OSError):
            while connection.recv(65536):
                pass

    def flow_of(self, pid):
        none = str(self.directory / "no-helper")
        report = self.run_json("-s", "1.5", env=environment(WEIR_HELPER=none), **self.user)[-1]
        self.assertTrue(report["final"])
        for flow in report["flows"]:
            if flow.get("pid") == pid:
                return flow
        self.fail(f"the process {pid} has no flow: {report['flows']}")

    @unittest.skipUnless(shutil.which("dpkg-query"), "there is no dpkg")
    def test_a_package(self):
        with self.talking(BASH) as pid:
            flow = self.flow_of(pid)
        self.assertEqual(flow["executable"], os.path.realpath(BASH))
        self.assertEqual(flow["publisher_kind"], "dpkg")
        self.assertEqual(flow["publisher"], "bash")
        self.assertNotIn("executable_sha256", flow)

    @unittest.skipUnless(shutil.which("dpkg-query"), "there is no dpkg")
    def test_no_package(self):
        program = self.directory / "brought-along"
        shutil.copy(BASH, program)
        with self.talking(program) as pid:
            flow = self.flow_of(pid)
        self.assertEqual(flow["executable"], str(program))
        self.assertEqual(flow["publisher_kind"], "none")
        self.assertEqual(flow["publisher"], "not from a package")
        self.assertEqual(flow["executable_sha256"],
                         hashlib.sha256(program.read_bytes()).hexdigest())

    def test_the_command_line_is_nobodys_business(self):
        with self.talking(BASH, "a-secret-argument") as pid:
            flow = self.flow_of(pid)
        self.assertNotIn("a-secret-argument", str(flow))


if __name__ == "__main__":
    unittest.main()
