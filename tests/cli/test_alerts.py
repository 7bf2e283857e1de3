# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules of alerts on the command line, on the packets' own time."""

import unittest

import capture

from program import NOON, US, CliTestCase

HOST = "198.51.100.1"
PAYLOAD = bytes(1250 - 28)    # 10 kbit with its headers


def seconds(*rates):
    """Packets: how long, how many a second, from which port."""
    at = NOON
    for length, number, port in rates:
        for _ in range(length):
            for i in range(number):
                yield at + i / number, capture.frame(US, HOST, capture.udp(50000, port, PAYLOAD))
            at += 1


class AlertTest(CliTestCase):
    def setUp(self):
        super().setUp()
        self.capture = self.write("alerts.pcap", capture.pcap(seconds(
            (5, 10, 5000), (6, 200, 5000), (12, 10, 5000), (6, 200, 5000), (10, 10, 5001))))

    def test_text_goes_beside_the_report(self):
        result = self.run_cli("-r", self.capture, "--alert", "rate > 1Mb/s for 3s")
        alerts = [line for line in result.stderr.decode().splitlines() if "Alert:" in line]
        self.assertEqual(len(alerts), 2, result.stderr)
        self.assertIn("All traffic", alerts[0])
        self.assertIn("more than 1.00 Mb/s for 3 seconds", alerts[0])
        self.assertNotIn(b"Alert:", result.stdout)

    def test_json_has_objects_of_their_own(self):
        objects = self.run_json("-r", self.capture, "--alert",
                                "up > 1Mb/s for 3s by host of port:5000", "--alert",
                                "rate > 1Gb/s for 1s")
        alerts = [each for each in objects if each.get("type") == "alert"]
        self.assertEqual([each["subject"] for each in alerts], [HOST] * 2)
        self.assertEqual(alerts[0]["filter"], f"(port:5000) remote={HOST}")
        self.assertAlmostEqual(alerts[0]["value"], 2e6, delta=4e5)
        self.assertLess(abs(alerts[0]["time_us"] / 1e6 - (NOON + 8)), 1.6)
        self.assertEqual(len(objects), len(alerts) + 1)

    def test_what_makes_no_sense_is_wrong_usage(self):
        for rule, complaint in (("speed", "A rule begins with"), ("month > 1GB", "Only the window"),
                                ("rate > 1M of nosuch:5", "nosuch")):
            with self.subTest(rule):
                result = self.run_cli("-r", self.capture, "--alert", rule)
                self.assertEqual(result.returncode, 2)
                self.assertIn(complaint, result.stderr.decode())


if __name__ == "__main__":
    unittest.main()
