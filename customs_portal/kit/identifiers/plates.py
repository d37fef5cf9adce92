"""Number plates of the mainland, Hong Kong and Macao. They have a grammar, no check digit."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from customs_portal.kit.identifiers.shape import LONGEST, fold, shape_fault

_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_ALNUM = "[0-9A-HJ-NP-Z]"
_HEAD = f"[{_PROVINCES}][A-HJ-NP-Z]"


class PlateKind(StrEnum):
    MAINLAND = "MAINLAND"
    NEW_ENERGY = "NEW_ENERGY"
    TRAILER = "TRAILER"
    TRAINING = "TRAINING"
    POLICE = "POLICE"
    DUAL_HONG_KONG = "DUAL_HONG_KONG"
    DUAL_MACAO = "DUAL_MACAO"
    HONG_KONG = "HONG_KONG"
    MACAO = "MACAO"


@dataclass(frozen=True, kw_only=True)
class Plate:
    """A plate read or typed: ``region`` is the province's character, HK or MO."""

    kind: PlateKind
    text: str
    region: str


_MACAO = re.compile(r"(M|M[A-Z]|A[A-Z])-([0-9]{2})-([0-9]{2})")
_MACAO_SEPARATORS = re.compile(r"[\s·•.\-\u2010-\u2015\u2212]+")
_GRAMMAR: tuple[tuple[PlateKind, re.Pattern[str]], ...] = (
    (PlateKind.DUAL_HONG_KONG, re.compile(rf"粤Z{_ALNUM}{{4}}港")),
    (PlateKind.DUAL_MACAO, re.compile(rf"粤Z{_ALNUM}{{4}}澳")),
    (PlateKind.TRAILER, re.compile(rf"{_HEAD}{_ALNUM}{{4}}挂")),
    (PlateKind.TRAINING, re.compile(rf"{_HEAD}{_ALNUM}{{4}}学")),
    (PlateKind.POLICE, re.compile(rf"{_HEAD}{_ALNUM}{{4}}警")),
    (
        PlateKind.NEW_ENERGY,
        re.compile(rf"{_HEAD}(?:[A-HJK]{_ALNUM}[0-9]{{4}}|[0-9]{{5}}[A-HJK])"),
    ),
    (PlateKind.MAINLAND, re.compile(rf"{_HEAD}(?=(?:.*[0-9]){{2}}){_ALNUM}{{5}}")),
    (PlateKind.HONG_KONG, re.compile(r"[A-HJ-NPR-Z]{2}[1-9][0-9]{0,3}")),
)


def check_plate(text: str) -> Plate:
    """A number plate by its grammar.

    Macao plates are written in pairs (``MA-12-34``); without the pairs the same characters
    are a Hong Kong plate, so the separators decide.
    """
    upper = unicodedata.normalize("NFKC", str(text)[:LONGEST]).upper().strip()
    paired = _MACAO.fullmatch(_MACAO_SEPARATORS.sub("-", upper))
    if paired:
        return Plate(kind=PlateKind.MACAO, text="-".join(paired.groups()), region="MO")
    plain = fold(upper).replace("·", "").replace("•", "").replace(".", "")
    for kind, grammar in _GRAMMAR:
        if grammar.fullmatch(plain):
            region = "HK" if kind is PlateKind.HONG_KONG else plain[0]
            return Plate(kind=kind, text=plain, region=region)
    raise shape_fault(
        "plate",
        _(
            "This is no plate of the mainland (粤B12345, 粤BD12345, 粤B1234挂), of both sides "
            "(粤Z1234港, 粤Z1234澳), of Hong Kong (AB1234) or of Macao (MA-12-34)."
        ),
    )
