# SPDX-License-Identifier: GPL-3.0-or-later
"""Curves on logarithmic scales, as SVG that reads well on light and dark pages."""

import math
import pathlib
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 760, 420
LEFT, TOP, RIGHT, BOTTOM = 80, 50, 150, 60
COLOURS = ["#1a5fb4", "#26a269", "#c01c28", "#e66100", "#813d9c", "#77767b", "#986a44"]
LABEL_HEIGHT = 15


def decades(values):
    """The powers of ten around all values."""
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return list(range(low, max(high, low + 1) + 1))


def place(value, exponents, start, length):
    return start + (math.log10(value) - exponents[0]) / (exponents[-1] - exponents[0]) * length


def number(exponent):
    return f"{10 ** exponent:,}" if exponent >= 0 else f"{10 ** exponent:g}"


def spread(places):
    """Labels at the ends of curves that would cover each other move down."""
    result, last = {}, -math.inf
    for name, y in sorted(places.items(), key=lambda pair: pair[1]):
        last = result[name] = max(y, last + LABEL_HEIGHT)
    return result


def draw(path, title, x_label, curves):
    """curves: {name: [(x, y), …]}; zeros and less cannot be drawn and are left out."""
    curves = {name: sorted((x, y) for x, y in points if x > 0 and y > 0)
              for name, points in curves.items()}
    curves = {name: points for name, points in curves.items() if points}
    xs = decades([x for points in curves.values() for x, _ in points])
    ys = decades([y for points in curves.values() for _, y in points])
    width, height = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
             'font-family="sans-serif" font-size="13">',
             '<!-- SPDX-License-Identifier: GPL-3.0-or-later -->',
             f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
             f'<text x="{LEFT}" y="26" font-size="16">{escape(title)}</text>']
    for exponent in ys:
        y = HEIGHT - place(10.0 ** exponent, ys, BOTTOM, height)
        lines.append(f'<path d="M{LEFT} {y:.0f}H{WIDTH - RIGHT}" stroke="#ddd"/>'
                     f'<text x="{LEFT - 8}" y="{y + 4:.0f}" text-anchor="end">{number(exponent)}</text>')
    for exponent in xs:
        x = place(10.0 ** exponent, xs, LEFT, width)
        lines.append(f'<text x="{x:.0f}" y="{HEIGHT - BOTTOM + 22}" text-anchor="middle">'
                     f'{number(exponent)}</text>')
    lines.append(f'<text x="{LEFT + width / 2:.0f}" y="{HEIGHT - 14}" text-anchor="middle">'
                 f'{escape(x_label)}</text>')
    where = {name: [(place(x, xs, LEFT, width), HEIGHT - place(y, ys, BOTTOM, height)) for x, y in points]
             for name, points in curves.items()}
    labels = spread({name: points[-1][1] for name, points in where.items()})
    for (name, points), colour in zip(where.items(), COLOURS):
        line = " ".join(f"{'ML'[i > 0]}{x:.1f} {y:.1f}" for i, (x, y) in enumerate(points))
        lines.append(f'<path d="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        lines += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in points]
        lines.append(f'<text x="{points[-1][0] + 8:.0f}" y="{labels[name] + 4:.0f}" fill="{colour}">'
                     f'{escape(name)}</text>')
    pathlib.Path(path).write_text("\n".join(lines) + "\n</svg>\n")
