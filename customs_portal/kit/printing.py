"""Documents as PDF/A: typst, with the house's own font; the data go in as JSON.

Nothing that a name contains can become markup, and the same data give the same bytes but for
the time of making, which is why a document is stored when it is issued and never made again.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import justmytype_intl_cjk
import segno
import typst

FONTS = Path(justmytype_intl_cjk.__file__).parent / "fonts" / "ofl" / "notosanssc"


def print_pdf(template: Path, *, name: str, data: Mapping[str, Any]) -> bytes:
    """PDF/A-2b of the typst ``template``, which reads ``data`` as ``sys.inputs.<name>``."""
    printed = typst.compile(
        str(template),
        sys_inputs={name: json.dumps(data, ensure_ascii=False)},
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        pdf_standards="a-2b",
    )
    return bytes(printed)


def qr_svg(text: str) -> str:
    """A QR code as SVG that typst can place."""
    return segno.make(text, error="m", micro=False).svg_inline(scale=4)
