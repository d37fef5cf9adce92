"""What is wrong with a delivery, and what is worth noting of one, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from customs_portal.kit.errors import Fault

_WHOLE = gettext_noop("Send the file again, whole, as the scanner wrote it.")
_PIXELS = gettext_noop("Send 8 or 16-bit grey, two 16-bit planes, or a picture in RGB.")
_SMALLER = gettext_noop("Send at most 40 megapixels a plane and 96 million values in all.")
_MANIFEST = gettext_noop("Write the manifest as the description of the scan package says.")
_AGAIN = gettext_noop("Pack the scan again without this part.")
SENTENCES: dict[str, tuple[str, str]] = {
    "empty": (gettext_noop("The file is empty."), _WHOLE),
    "too_big": (
        gettext_noop("The file is too big."),
        gettext_noop("Send at most 192 MiB at a time."),
    ),
    "too_small": (
        gettext_noop("A scan of %(columns)s x %(rows)s is too small to be one."),
        gettext_noop("Send at least 8 x 8 pixels."),
    ),
    "too_many_pixels": (
        gettext_noop("The scan has too many pixels: %(columns)s x %(rows)s x %(frames)s."),
        _SMALLER,
    ),
    "too_much": (gettext_noop("The file takes too much memory or time to open."), _SMALLER),
    "unknown_form": (
        gettext_noop("This is none of the forms that are read."),
        gettext_noop("Send PNG, JPEG, TIFF, DICOM, DICOS or a scan package."),
    ),
    "not_packed": (
        gettext_noop("Packed transmission comes as a PNG; this is none."),
        gettext_noop("Leave the form out, or send the PNG."),
    ),
    "not_a_photograph": (
        gettext_noop("This is neither a JPEG nor a PNG."),
        gettext_noop("Send the photograph as JPEG or PNG."),
    ),
    "truncated": (gettext_noop("The file breaks off before its end."), _WHOLE),
    "damaged": (gettext_noop("The file is damaged."), _WHOLE),
    "bomb": (gettext_noop("Unpacked, the file would be far bigger than it says."), _WHOLE),
    "wrong_pixels": (gettext_noop("Pixels of this kind are not read: %(found)s."), _PIXELS),
    "pages": (
        gettext_noop("The file has %(count)s pages."),
        gettext_noop("Send one page, or two: low and high energy."),
    ),
    "contradictory_size": (
        gettext_noop("The sizes contradict each other: %(one)s and %(other)s."),
        gettext_noop("Send planes of one size, and the size that the file says."),
    ),
    "no_syntax": (
        gettext_noop("The file does not name its transfer syntax."),
        gettext_noop("Write the DICOM file meta information."),
    ),
    "compressed_syntax": (
        gettext_noop("The transfer syntax “%(name)s” is not read."),
        gettext_noop("Send it uncompressed, deflated or RLE lossless."),
    ),
    "no_pixels": (
        gettext_noop("The file holds no pixels."),
        gettext_noop("Send an image, not a report."),
    ),
    "missing": (
        gettext_noop("The element %(name)s is missing."),
        gettext_noop("Write the modules of the DICOS CT or DX image."),
    ),
    "not_a_number": (
        gettext_noop("The element %(name)s is not a number."),
        gettext_noop("Write the modules of the DICOS CT or DX image."),
    ),
    "not_finite": (
        gettext_noop("A value is infinite or not a number."),
        gettext_noop("Send finite values; mark what was not measured by 0."),
    ),
    "not_whole": (
        gettext_noop("Values with fractions, or beyond 16 bits, cannot be kept without loss."),
        gettext_noop("Send 16-bit integers and the slope and intercept that scale them."),
    ),
    "spacing": (
        gettext_noop("The spacing of the pixels is not possible."),
        gettext_noop("Give it in millimetres, above 0."),
    ),
    "too_deep": (gettext_noop("The elements are nested too deeply."), _WHOLE),
    "no_manifest": (gettext_noop("The package has no manifest.json."), _MANIFEST),
    "manifest": (gettext_noop("The manifest is not as it should be at this place."), _MANIFEST),
    "package_version": (gettext_noop("This version of the package is not known."), _MANIFEST),
    "plane_name": (gettext_noop("There is no plane called %(found)s."), _MANIFEST),
    "not_json": (gettext_noop("This part is not JSON."), _MANIFEST),
    "not_utf8": (
        gettext_noop("The text is not UTF-8, or holds what no text holds."),
        gettext_noop("Write the manifest in UTF-8."),
    ),
    "unlisted_part": (gettext_noop("The manifest does not name this part."), _AGAIN),
    "missing_part": (gettext_noop("The manifest names a part that is not there."), _WHOLE),
    "wrong_hash": (gettext_noop("The part does not have the hash of the manifest."), _WHOLE),
    "double_part": (gettext_noop("Two parts have one name."), _AGAIN),
    "path_in_name": (gettext_noop("The name of a part holds a path."), _AGAIN),
    "locked": (gettext_noop("The part is locked by a password."), _AGAIN),
    "too_many_parts": (gettext_noop("The package has %(count)s parts."), _AGAIN),
    "radiation": (
        gettext_noop("The radiation channel is not as it should be at this place."),
        gettext_noop("Give interval_ms and whole counts from 0."),
    ),
}
NOTES = {
    "eight_bits_as_sixteen": gettext_noop("16-bit values that carry no more than 8 bits"),
    "nothing_in_it": gettext_noop("Every pixel has the same value"),
    "lossy_as_delivered": gettext_noop("The scanner delivered a lossy picture"),
    "dark_is_more": gettext_noop("Dark means more (MONOCHROME1)"),
}


def fault_of(rule: str, field: str, words: dict[str, str]) -> Fault:
    sentence, remedy = told_of(rule, words)
    return Fault(sentence, field=_clean(field), rule=f"scan.{rule}", remedy=remedy, words=words)


def told_of(rule: str, words: dict[str, str]) -> tuple[str, str]:
    """The sentence and the remedy in the reader's language."""
    sentence, remedy = SENTENCES.get(rule, SENTENCES["damaged"])
    return _(sentence) % _Blank(words), _(remedy)


def _clean(text: str) -> str:
    """Names of parts come from strangers."""
    return "".join(one if one.isprintable() and one.isascii() else "?" for one in text)[:80]


class _Blank(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""
