# SPDX-License-Identifier: GPL-3.0-or-later
"""Countries and networks, from databases that are installed, chosen or made from lists."""

import csv
import io
import os
import pathlib
import subprocess
import sys
import unittest

from program import CliTestCase, environment

GEO = pathlib.Path(os.environ.get("WEIR_GEO_FOLDER", "data/geo"))
sys.dont_write_bytecode = True

LIST = """# a comment
198.51.100.0,198.51.100.255,DE
3325256704,3325256704,FR
192.0.2.0,192.0.2.255,??
"""
LIST6 = "2001:db8::2,2001:db8::2,NL\n"
NETWORKS = """198.51.100.0\t198.51.100.6\t0\tNone\tNot routed
198.51.100.7\t198.51.100.7\t64496\tDE\tEXAMPLE, "Networks" \x1b[31m
198.51.100.8\t198.51.100.255\t64497\tAT\tOTHER
"""


class PlacesTest(CliTestCase):
    def make_database(self, name, *lists):
        path = self.directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        texts = [self.write(f"{path.name}.{number}", text.encode())
                 for number, text in enumerate(lists)]
        subprocess.run([sys.executable, GEO / "make-geo-database.py", "made for a test", path, *texts],
                       check=True)
        return str(path)

    def read(self, *arguments, **variables):
        variables = {"XDG_DATA_HOME": str(self.directory), "XDG_DATA_DIRS": "/nonexistent", **variables}
        report, = self.run_json("-r", self.write_conversation(), "-F", "192.0.2.0/24", *arguments,
                                env=environment(**variables))
        return {flow["remote_address"]: flow for flow in report["flows"]}

    def test_are_absent_without_a_database(self):
        for flow in self.read().values():
            for name in "country", "asn", "as_name":
                self.assertNotIn(name, flow)

    def test_come_from_a_chosen_database(self):
        path = self.make_database("mine.mmdb", LIST, LIST6)
        flows = self.read("--geo-database", path)
        self.assertEqual(flows["198.51.100.7"]["country"], "DE")
        self.assertEqual(flows["2001:db8::2"]["country"], "NL")
        self.assertNotIn("asn", flows["198.51.100.7"])

    def test_come_from_an_installed_database(self):
        self.make_database("GeoIP/networks.mmdb", NETWORKS)
        flows = self.read()
        flow = flows["198.51.100.7"]
        self.assertEqual((flow["country"], flow["asn"]), ("DE", 64496))
        self.assertEqual(flow["as_name"], 'EXAMPLE, "Networks" \ufffd[31m')
        self.assertEqual(flows["198.51.100.53"]["asn"], 64497)
        self.assertNotIn("asn", flows["2001:db8::2"])

    def test_a_damaged_installed_database_is_passed_over(self):
        path = pathlib.Path(self.make_database("GeoIP/networks.mmdb", NETWORKS))
        whole = path.read_bytes()
        for size in 0, 1, len(whole) // 2, len(whole) - 1:
            path.write_bytes(whole[:size])
            self.assertNotIn("asn", self.read()["198.51.100.7"])

    def test_can_be_filtered_by(self):
        path = self.make_database("mine.mmdb", LIST)
        result = self.run_cli("-t", "-r", self.write_conversation(), "-F", "192.0.2.0/24", "-n",
                              "--geo-database", path, "--filter", "country:DE")
        self.assertIn("198.51.100.7", result.stdout.decode())
        self.assertNotIn("2001:db8::2", result.stdout.decode())

    def test_are_columns_of_csv(self):
        path = self.make_database("mine.mmdb", LIST)
        result = self.run_cli("--csv", "-r", self.write_conversation(), "-F", "192.0.2.0/24",
                              "--geo-database", path)
        countries = {row["country"] for row in csv.DictReader(io.StringIO(result.stdout.decode()))}
        self.assertIn("DE", countries)


if __name__ == "__main__":
    unittest.main()
