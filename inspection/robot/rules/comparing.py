"""What was read beside what was expected. Pure.

A match must be earned: every number the papers name was read with certainty and is the same.
Whatever is missing, weak or nearly the same goes to a person. A match releases nothing either;
it only spares the crew a doubt.
"""

from collections.abc import Sequence

from inspection.robot.states import CheckState, Part
from inspection.robot.verdicts import Line, Seen, Verdict

ALIKE = str.maketrans("OQDIZSGB", "00012568")


def compared(
    *,
    container_no: str,
    seals: Sequence[str],
    door: Seen | None,
    seal: Seen | None,
    least_permille: int,
    least_seal_permille: int,
) -> Verdict:
    """``least_*``: how sure a reading must be to count as one."""
    box = _line(Part.CONTAINER, (container_no,), door, least_permille)
    shown = _line(Part.SEAL, tuple(seals), seal, least_seal_permille)
    if box.agrees is False:  # another box: its seal proves nothing about ours
        shown = Line(part=Part.SEAL, expected=tuple(seals), read=shown.read, agrees=None)
        return Verdict(state=CheckState.DIFFERS, lines=(box, shown))
    if shown.agrees is False:
        return Verdict(state=CheckState.DIFFERS, lines=(box, shown))
    needed = [box, *([shown] if seals else [])]
    if any(one.agrees is None for one in needed):
        return Verdict(state=CheckState.UNREADABLE, lines=(box, shown))
    return Verdict(state=CheckState.MATCHES, lines=(box, shown))


def _line(part: Part, expected: tuple[str, ...], seen: Seen | None, least: int) -> Line:
    read = seen.number if seen is not None else ""
    certain = seen is not None and bool(read) and seen.confidence_permille >= least
    agrees: bool | None = None
    if certain and expected:
        if folded(read) in {folded(one) for one in expected}:
            agrees = True
        elif not any(_nearly(read, one) for one in expected):
            agrees = False
    return Line(part=part, expected=expected, read=read, agrees=agrees)


def folded(number: str) -> str:
    """As the papers and the plate write it alike: without spaces, hyphens and small letters."""
    return "".join(one for one in number.upper() if one.isalnum())


def _nearly(read: str, expected: str) -> bool:
    """The same but for characters that look alike: a person tells them apart, not a machine."""
    return folded(read).translate(ALIKE) == folded(expected).translate(ALIKE)
