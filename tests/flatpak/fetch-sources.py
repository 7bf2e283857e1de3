#!/usr/bin/env python3
"""Puts the archives that a manifest downloads where flatpak-builder keeps its downloads.

They come from Debian's source packages, whose first part is the file that upstream released; the
manifest's own checksum says whether it is.

SPDX-License-Identifier: GPL-3.0-or-later

    fetch-sources.py MANIFEST SUITES MIRROR DIRECTORY

SUITES are tried in their order, for a manifest may name an older release.
"""

import hashlib
import json
import pathlib
import re
import subprocess
import sys
import tempfile

KEYS = "/usr/share/keyrings/debian-archive-keyring.gpg"


def archives(manifest):
    for module in json.loads(pathlib.Path(manifest).read_text())["modules"]:
        for source in module["sources"]:
            if source["type"] == "archive":
                yield source["url"].rsplit("/", 1)[1], source["sha256"]


class Apt:
    """With lists of its own: the machine's are left alone."""

    def __init__(self, suite, mirror, directory):
        self.directory = pathlib.Path(directory)
        for folder in ("lists/partial", "cache/archives/partial"):
            (self.directory / folder).mkdir(parents=True)
        sources = self.directory / "sources.list"
        sources.write_text(f"deb-src [signed-by={KEYS}] {mirror} {suite} main\n")
        self.run("update")

    def run(self, *arguments):
        options = {
            "Dir::Etc::SourceList": self.directory / "sources.list",
            "Dir::Etc::SourceParts": "/dev/null",
            "Dir::State::Lists": self.directory / "lists",
            "Dir::Cache": self.directory / "cache",
            "APT::Sandbox::User": "root",
        }
        command = ["apt-get", "-qq"]
        for key, value in options.items():
            command += ["-o", f"{key}={value}"]
        subprocess.run([*command, *arguments], cwd=self.directory, check=True)

    def fetch(self, name):
        """The content of the archive; None: the suite has another version."""
        package, version, suffix = re.fullmatch(r"(.+)-([^-]+?)(\.tar\..+)", name).groups()
        try:
            self.run("source", "--download-only", package)
        except subprocess.CalledProcessError:
            pass  # what could not be had may be a part that is not needed
        path = self.directory / f"{package}_{version}.orig{suffix}"
        return path.read_bytes() if path.exists() else None


def fetch(name, suites, mirror):
    for suite in suites:
        with tempfile.TemporaryDirectory() as scratch:
            content = Apt(suite, mirror, scratch).fetch(name)
        if content:
            return content
    sys.exit(f"{name}: Debian has another version in {' and '.join(suites)}")


def main():
    manifest, suites, mirror, directory = sys.argv[1:]
    for name, checksum in archives(manifest):
        path = pathlib.Path(directory, checksum, name)
        if path.exists():
            continue
        content = fetch(name, suites.split(), mirror)
        if hashlib.sha256(content).hexdigest() != checksum:
            sys.exit(f"{name}: Debian's copy is not the file that the manifest names")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


if __name__ == "__main__":
    main()
