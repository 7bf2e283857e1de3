#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""That no translation of the manual lacks anything of the English one: ./dev check.

Each language of po/LINGUAS has one, which has the same headings, paragraphs and points in the same
order, in each of them the same keys and code, and as much that is bold; and is compiled in.
"""

import collections
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
DOCS = ROOT / "docs"

# What stands on the keyboards, as in po/*.po.
KEYS = {
    "de": {"Shift": "Umschalt", "Control": "Strg", "Enter": "Eingabetaste", "Left": "Links"},
    "es": {"Shift": "Mayús", "Control": "Ctrl", "Enter": "Intro", "Left": "Izquierda"},
    "fr": {"Shift": "Maj", "Control": "Ctrl", "Enter": "Entrée", "Left": "Gauche", "Escape": "Échap"},
    "ja": {"Control": "Ctrl", "Left": "左"},
}


def blocks(text):
    """(kind, text) of each: what begins with a mark or stands behind an empty line."""
    found = []
    is_new = True
    for line in map(str.strip, text.splitlines()):
        mark = re.match(r"(#+|-) ", line)
        if not line:
            is_new = True
        elif mark:
            found.append([mark.group(1), line[mark.end():]])
            is_new = False
        elif is_new:
            found.append(["", line])
            is_new = False
        else:
            found[-1][1] += " " + line
    return found


def spans(text):
    return collections.Counter(re.findall(r"`([^`]*)`", text))


def translated(span, keys):
    """A key, or several with plus signs between them."""
    if not re.fullmatch(r"\w+(\+\w+)*", span):
        return span
    return "+".join(keys.get(key, key) for key in span.split("+"))


def complaints(language):
    path = DOCS / f"manual.{language}.md"
    if not path.exists():
        yield f"docs/{path.name} is missing"
        return
    if f"<file>{path.name}</file>" not in (DOCS / "manual.gresource.xml").read_text("utf-8"):
        yield f"docs/{path.name} is not in docs/manual.gresource.xml"

    english = blocks((DOCS / "manual.md").read_text("utf-8"))
    others = blocks(path.read_text("utf-8"))
    if [kind for kind, _ in others] != [kind for kind, _ in english]:
        at = next((i for i, (a, b) in enumerate(zip(english, others)) if a[0] != b[0]),
                  min(len(english), len(others)))
        where = english[at][1] if at < len(english) else others[at][1]
        yield f"docs/{path.name}: other headings, paragraphs or points than docs/manual.md, from “{where[:60]}”"
        return
    for (_, text), (_, other) in zip(english, others):
        wanted = collections.Counter(translated(span, KEYS.get(language, {}))
                                     for span in spans(text).elements())
        if spans(other) != wanted:
            yield (f"docs/{path.name}: “{other[:40]}…” has {sorted(spans(other).elements())}, "
                   f"the English one {sorted(wanted.elements())}")
        if other.count("**") != text.count("**"):
            yield f"docs/{path.name}: “{other[:40]}…” has other bold text than the English one"
        # A word may be the same in both.
        if other == text and " " in text:
            yield f"docs/{path.name}: “{text[:40]}…” is not translated"


def main():
    languages = [line.strip() for line in (ROOT / "po" / "LINGUAS").read_text("utf-8").splitlines()
                 if line.strip() and not line.startswith("#")]
    found = [complaint for language in languages for complaint in complaints(language)]
    print("\n".join(found))
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
