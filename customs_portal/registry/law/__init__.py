"""The dated law pack: rates, limits, deadlines, grades and thresholds as data.

Each ``*.toml`` beside this file is a reviewed part of the pack::

    [["two_step.completion_days"]]
    valid_from = 2019-08-24
    value = 14
    unit = "days"
    source = "GACC 127/2019"
    mark = "K"          # S seed document, L looked up, K professional knowledge, C computed

``value`` is a number, text, boolean, list or table. ``valid_to`` is exclusive; without it the
entry is in force until further notice. Amounts are written as text and become ``Decimal``.
A question outside every entry is an error (``LawGap``), never a default.
"""

from customs_portal.registry.law.pack import (
    LawGap,
    LawPack,
    LawValue,
    ask,
    current_pack,
    standing_in,
    whole_number,
)

__all__ = ["LawGap", "LawPack", "LawValue", "ask", "current_pack", "standing_in", "whole_number"]
