"""Rows to a chart: a bar for each ratio, a mark where the target is. SVG, by hand: no library is needed for bars."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from tests.benchmarks.measuring import Row

_LABEL, _BAR, _NUMBERS, _LINE = 560, 300, 150, 22
_MOST = 2.0
"""Times the target; a longer bar is cut."""


def chart(rows: Sequence[Row], title: str) -> str:
    """Draw the rows that have a target; the target is at the middle of the scale."""
    listed = [row for row in rows if row.target is not None]
    height = _LINE * (len(listed) + 3)
    width = _LABEL + _BAR + _NUMBERS
    at_target = _LABEL + _BAR / _MOST
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        f'<text x="8" y="{_LINE}" font-size="14" fill="#222222">{escape(title)}</text>',
        f'<text x="{at_target:.0f}" y="{_LINE * 2}" text-anchor="middle" fill="#666666">target</text>',
    ]
    for index, row in enumerate(listed):
        y = _LINE * (index + 2.4)
        share = min(row.ratio / (row.target or 1.0), _MOST)
        colour = "#3a7d44" if share <= 1 else "#b5651d"
        told = f"{row.measured} ÷ {row.baseline}"
        parts += [
            f'<text x="{_LABEL - 8}" y="{y + 14:.1f}" text-anchor="end" fill="#222222">{escape(told)}</text>',
            f'<rect x="{_LABEL}" y="{y + 3:.1f}" width="{share / _MOST * _BAR:.1f}" height="14" fill="{colour}"/>',
            f'<text x="{_LABEL + _BAR + 8}" y="{y + 14:.1f}" fill="#222222">{row.ratio:.2f} (target {row.target:.2f})</text>',
        ]
    bottom = _LINE * (len(listed) + 2.4)
    parts.append(
        f'<line x1="{at_target:.0f}" x2="{at_target:.0f}" y1="{_LINE * 2.2:.0f}" y2="{bottom:.0f}" stroke="#666666" stroke-dasharray="3 3"/>'
    )
    return "\n".join([*parts, "</svg>", ""])
