# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the Flatpak manifest is well-formed and what it refers to exists."""

import json
import os
import re
import sys


def problems(path):
    with open(path, encoding="utf-8") as file:
        manifest = json.load(file)
    app_id = os.path.basename(path).removesuffix(".json")
    if manifest["id"] != app_id:
        yield f"the id is {manifest['id']}, the file's name says {app_id}"
    # "executable('weir'," or "executable ('weir'" somewhere under src
    if not any(
        re.search(rf"executable\s*\('{manifest['command']}'", open(os.path.join(folder, name)).read())
        for folder, _, names in os.walk("src")
        for name in names
        if name == "meson.build"
    ):
        yield f"the command {manifest['command']} is not built"
    with open("meson_options.txt", encoding="utf-8") as file:
        options = set(re.findall(r"^option\('([^']+)'", file.read(), re.MULTILINE))
    with open(os.path.join(os.path.dirname(path), "README.md"), encoding="utf-8") as file:
        reasons = file.read()
    for argument in manifest["finish-args"]:
        if f"`{argument}`" not in reasons:
            yield f"flatpak/README.md gives no reason for {argument}"
    for module in manifest["modules"]:
        for option in module.get("config-opts", []) if module.get("buildsystem") == "meson" else []:
            if option.startswith("-D") and option[2:].split("=")[0] not in options:
                yield f"{module['name']}: there is no option {option}"
        for source in module["sources"]:
            if source["type"] == "archive":
                if not source["url"].startswith("https://"):
                    yield f"{module['name']}: {source['url']} is not https"
                if not re.fullmatch("[0-9a-f]{64}", source["sha256"]):
                    yield f"{module['name']}: {source['sha256']} is no SHA-256 sum"
            elif source["type"] == "dir":
                folder = os.path.join(os.path.dirname(path), source["path"])
                if not os.path.exists(os.path.join(folder, "meson.build")):
                    yield f"{module['name']}: there is no meson.build in {source['path']}"


found = list(problems(sys.argv[1]))
for problem in found:
    print(problem)
sys.exit(1 if found else 0)
