"""Products of firms: pictures in which each product looks like itself, and filings of them."""

import io

import numpy as np
from PIL import Image

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.benches._products import product_planes
from inspection.products.operations.add_picture import add_picture
from inspection.products.operations.keep_filing import begin_filing, submit_filing
from inspection.products.operations.review_filing import review_filing
from inspection.scans.rules import samples
from tests.factories.inspection import NOON, an_officer
from tests.factories.people import UserFactory

ANSWERS = {
    "name_en": "Electric kettle",
    "name_zh": "电热水壶",
    "model": "EK-17",
    "hs_code": "851610",
    "description_en": "Steel kettle of 1.7 litres with a base",
    "description_zh": "1.7升不锈钢电热水壶，带底座",
}


def product_scan(seed, *, view=0):
    return samples.as_tiff([one.values for one in product_planes(seed, view=view)])


def product_photo(seed, *, view=0):
    low, high = (one.values >> 8 for one in product_planes(seed, view=view))
    pixels = np.dstack([low, high, 255 - low // 2]).astype(np.uint8)
    made = io.BytesIO()
    Image.fromarray(pixels).save(made, "JPEG", quality=92)
    return made.getvalue()


def a_reviewer():
    return an_officer(f"reviewer{User.objects.count()}", Duty.REVIEW_IMAGE)


def a_draft(*, by=None, pictures=(("PHOTO", 900),), **answers):
    """A draft of a clerk with its answers and pictures (kind, seed)."""
    clerk = by or UserFactory(clerk=True)
    filing_no = begin_filing(by=clerk, now=NOON, answers=ANSWERS | answers)
    for kind, seed in pictures:
        data = product_scan(seed) if kind == "SCAN" else product_photo(seed)
        add_picture(filing_no=filing_no, kind=kind, data=data, by=clerk, now=NOON)
    return clerk, filing_no


def an_accepted_product(*, by=None, reviewer=None, pictures=(("PHOTO", 900),), **answers):
    clerk, filing_no = a_draft(by=by, pictures=pictures, **answers)
    submit_filing(filing_no=filing_no, by=clerk, now=NOON)
    review_filing(
        filing_no=filing_no,
        outcome="ACCEPTED",
        reason="",
        by=reviewer or a_reviewer(),
        now=NOON,
    )
    return clerk, filing_no
