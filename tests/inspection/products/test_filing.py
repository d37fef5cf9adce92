"""A firm files its product, an officer reviews it, and reviewers find it by what it looks like."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from customs_portal.kit.errors import Fault, Faults, NotFound, NotPermitted
from customs_portal.kit.flow import IllegalMove
from inspection.products.models import FilingVersion, PictureVector, ProductFiling, ProductPicture
from inspection.products.operations.add_picture import (
    add_picture,
    embed_missing,
    remove_picture,
)
from inspection.products.operations.find_alike import alike_picture
from inspection.products.operations.keep_filing import (
    FilingClosed,
    FilingOvertaken,
    begin_filing,
    save_answers,
    submit_filing,
    take_up_filing,
    withdraw_filing,
)
from inspection.products.operations.open_picture import open_picture
from inspection.products.operations.review_filing import expire_due, review_filing
from inspection.products.queries import filings_like, filings_of
from inspection.products.queries.likeness import has_vectors
from inspection.products.queries.lists import FilingFilters, FoundFilings, filing_file
from inspection.products.rules.embedding import METHOD, embed
from inspection.scans.models import Scan, ScanHold
from tests.factories.inspection import NOON
from tests.factories.people import UserFactory
from tests.factories.products import (
    ANSWERS,
    a_draft,
    a_reviewer,
    an_accepted_product,
    product_photo,
    product_planes,
    product_scan,
)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.feature("I-07"),
    pytest.mark.usefixtures("registers"),
]


def test_a_filing_goes_from_draft_to_accepted_for_its_term(told):
    clerk, filing_no = an_accepted_product(pictures=(("PHOTO", 900), ("SCAN", 900)))
    filing = ProductFiling.objects.get()
    assert (filing.state, filing.version) == ("ACCEPTED", 1)
    assert filing.valid_until == NOON + timedelta(days=1095)
    assert told()[-2:] == ["inspection.scan-held", "inspection.product-reviewed"]
    assert ScanHold.objects.get().needed_for == filing_no
    assert filing.enterprise == clerk.enterprise


def test_an_unfinished_filing_names_everything_that_is_missing(told):
    clerk = UserFactory(clerk=True)
    filing_no = begin_filing(by=clerk, now=NOON, answers={"hs_code": "851699"})
    with pytest.raises(Faults) as refused:
        submit_filing(filing_no=filing_no, by=clerk, now=NOON)
    fields = {one.field for one in refused.value.faults}
    assert fields >= {"name_en", "name_zh", "model", "description_en", "description_zh", "file"}
    assert all(one.remedy for one in refused.value.faults)
    assert ProductFiling.objects.get().state == "DRAFT" and told() == []


def test_what_was_handed_in_is_kept_version_by_version():
    clerk, filing_no = an_accepted_product()
    take_up_filing(filing_no=filing_no, by=clerk, now=NOON)
    save_answers(filing_no=filing_no, answers={"model": "EK-20"}, saves=None, by=clerk, now=NOON)
    add_picture(filing_no=filing_no, kind="PHOTO", data=product_photo(901), by=clerk, now=NOON)
    submit_filing(filing_no=filing_no, by=clerk, now=NOON)
    kept = list(FilingVersion.objects.order_by("number"))
    assert [one.answers["model"] for one in kept] == ["EK-17", "EK-20"]
    assert [len(one.pictures) for one in kept] == [1, 2]


def test_a_returned_filing_has_its_reason_and_may_be_changed(told):
    clerk, filing_no = a_draft()
    submit_filing(filing_no=filing_no, by=clerk, now=NOON)
    officer = a_reviewer()
    with pytest.raises(Fault) as refused:
        review_filing(filing_no=filing_no, outcome="RETURNED", reason=" ", by=officer, now=NOON)
    assert refused.value.field == "reason"
    review_filing(
        filing_no=filing_no, outcome="RETURNED", reason="Show the base", by=officer, now=NOON
    )
    assert filing_file(filing_no=filing_no, by=clerk).reason == "Show the base"
    save_answers(filing_no=filing_no, answers={"model": "X"}, saves=None, by=clerk, now=NOON)
    submit_filing(filing_no=filing_no, by=clerk, now=NOON)
    assert ProductFiling.objects.get().reason == ""


def test_an_accepted_filing_is_not_changed_behind_the_reviewers_back():
    clerk, filing_no = an_accepted_product()
    for act in (
        lambda: save_answers(filing_no=filing_no, answers={}, saves=None, by=clerk, now=NOON),
        lambda: add_picture(
            filing_no=filing_no, kind="PHOTO", data=product_photo(905), by=clerk, now=NOON
        ),
        lambda: submit_filing(filing_no=filing_no, by=clerk, now=NOON),
    ):
        with pytest.raises(FilingClosed):
            act()
    with pytest.raises(IllegalMove):
        review_filing(filing_no=filing_no, outcome="ACCEPTED", reason="", by=a_reviewer(), now=NOON)


def test_a_second_window_does_not_overwrite_the_first():
    clerk, filing_no = a_draft(pictures=())
    seen = ProductFiling.objects.get().saves
    save_answers(filing_no=filing_no, answers={"model": "A"}, saves=seen, by=clerk, now=NOON)
    with pytest.raises(FilingOvertaken):
        save_answers(filing_no=filing_no, answers={"model": "B"}, saves=seen, by=clerk, now=NOON)
    assert ProductFiling.objects.get().model == "A"


def test_a_firm_sees_only_its_own():
    _clerk, filing_no = an_accepted_product()
    stranger = UserFactory(clerk=True)
    picture = ProductPicture.objects.get()
    for act in (
        lambda: filing_file(filing_no=filing_no, by=stranger),
        lambda: take_up_filing(filing_no=filing_no, by=stranger, now=NOON),
        lambda: withdraw_filing(filing_no=filing_no, reason="x", by=stranger, now=NOON),
        lambda: open_picture(
            filing_no=filing_no, picture_id=picture.pk, whole=True, by=stranger, now=NOON
        ),
    ):
        with pytest.raises(NotFound):
            act()
    found = FoundFilings(FilingFilters(), enterprise_id=stranger.enterprise_id)
    assert found.count() == 0


def test_officers_do_not_see_drafts_and_firms_do_not_review():
    clerk, filing_no = a_draft()
    with pytest.raises(NotFound):
        filing_file(filing_no=filing_no, by=a_reviewer())
    submit_filing(filing_no=filing_no, by=clerk, now=NOON)
    with pytest.raises(NotPermitted):
        review_filing(filing_no=filing_no, outcome="ACCEPTED", reason="", by=clerk, now=NOON)
    with pytest.raises(NotPermitted):
        begin_filing(by=a_reviewer(), now=NOON)


@pytest.mark.parametrize(
    ("kind", "data", "rule"),
    [
        ("PHOTO", b"", "scan.empty"),
        ("PHOTO", b"MZ" + b"\0" * 99, "scan.not_a_photograph"),
        ("PHOTO", product_photo(900)[:400], "scan.damaged"),
        ("SCAN", product_scan(900)[:400], "scan.damaged"),
        ("SOUND", product_photo(900), "product.kind"),
    ],
)
def test_a_bad_picture_is_refused_and_the_filing_stays_as_it_was(kind, data, rule, tmp_path):
    clerk, filing_no = a_draft(pictures=())
    with pytest.raises(Fault) as refused:
        add_picture(filing_no=filing_no, kind=kind, data=data, by=clerk, now=NOON)
    assert refused.value.rule == rule and refused.value.remedy
    assert not ProductPicture.objects.exists() and not Scan.objects.exists()
    assert [one for one in tmp_path.rglob("*") if one.is_file()] == []


def test_the_same_picture_is_not_added_twice_and_twelve_are_the_most():
    clerk, filing_no = a_draft()
    with pytest.raises(Fault) as refused:
        add_picture(filing_no=filing_no, kind="PHOTO", data=product_photo(900), by=clerk, now=NOON)
    assert refused.value.rule == "product.twice"
    ProductPicture.objects.bulk_create(
        ProductPicture(
            filing=ProductFiling.objects.get(), kind="PHOTO", picture_key="x", thumb_key="x",
            planes_key="x", sha256=f"{n:064d}", width=9, height=9, added_at=NOON,
        )
        for n in range(11)
    )  # fmt: skip
    with pytest.raises(Fault) as refused:
        add_picture(filing_no=filing_no, kind="PHOTO", data=product_photo(901), by=clerk, now=NOON)
    assert refused.value.rule == "product.most_pictures" and refused.value.law


def test_a_picture_taken_out_is_compared_no_more():
    clerk, filing_no = an_accepted_product(pictures=(("PHOTO", 900), ("PHOTO", 950)))
    first = ProductPicture.objects.order_by("id").first()
    take_up_filing(filing_no=filing_no, by=clerk, now=NOON)
    remove_picture(filing_no=filing_no, picture_id=first.pk, by=clerk, now=NOON)
    with pytest.raises(NotFound):
        remove_picture(filing_no=filing_no, picture_id=first.pk, by=clerk, now=NOON)
    assert [one.picture_id for one in filing_file(filing_no=filing_no, by=clerk).pictures] != []


def test_a_filing_expires_and_frees_its_scans(told):
    _clerk, filing_no = an_accepted_product(pictures=(("SCAN", 900),))
    assert expire_due(now=NOON + timedelta(days=1094)) == ()
    assert expire_due(now=NOON + timedelta(days=1095)) == (filing_no,)
    assert expire_due(now=NOON + timedelta(days=1095)) == ()
    assert ScanHold.objects.get().lifted_at is not None
    assert told()[-1] == "inspection.product-expired"
    assert filings_of(uscc=ProductFiling.objects.get().enterprise.uscc) == []


def test_a_withdrawn_filing_is_gone_for_good():
    clerk, filing_no = an_accepted_product()
    withdraw_filing(filing_no=filing_no, reason="no longer made", by=clerk, now=NOON)
    assert filings_like(vector=embed(product_planes(900)), kind="SCAN") == []
    with pytest.raises(IllegalMove):
        take_up_filing(filing_no=filing_no, by=clerk, now=NOON)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE products_productfiling SET state = 'ACCEPTED'")


@pytest.fixture
def shelf():
    """Five accepted products of two firms, each with a scan."""
    officer = a_reviewer()
    one, other = UserFactory(clerk=True), UserFactory(clerk=True)
    return {
        seed: an_accepted_product(
            by=one if seed % 2 else other,
            reviewer=officer,
            pictures=(("SCAN", seed), ("PHOTO", seed)),
            model=f"M{seed}",
            hs_code="851610" if seed < 903 else "850940",
        )[1]
        for seed in range(900, 905)
    }


def test_another_view_of_a_product_finds_it_first(shelf):
    for seed, filing_no in shelf.items():
        found = filings_like(vector=embed(product_planes(seed, view=1)), kind="SCAN", limit=5)
        assert found[0].filing.filing_no == filing_no
        assert found[0].method == METHOD
        order = [one.likeness_permille for one in found]
        assert order == sorted(order, reverse=True) and max(order) <= 1000


def test_the_database_and_the_portal_compare_alike(shelf, monkeypatch):
    has_vectors.cache_clear()
    assert has_vectors(), "the embedded server has the extension"
    vector = embed(product_planes(902, view=2))
    asked = filings_like(vector=vector, kind="SCAN")
    monkeypatch.setattr("inspection.products.queries.likeness.has_vectors", lambda: False)
    here = filings_like(vector=vector, kind="SCAN")
    assert [(one.filing.filing_no, one.likeness_permille) for one in asked] == [
        (one.filing.filing_no, one.likeness_permille) for one in here
    ]


def test_a_scan_of_the_archive_is_compared_by_its_number_or_its_file(shelf):
    scan = Scan.objects.get(subject_reference=shelf[903])
    by_number = filings_like(scan_no=scan.scan_no)
    by_key = filings_like(scan_key=scan.kept_key)
    assert by_number[0].filing.filing_no == by_key[0].filing.filing_no == shelf[903]
    assert by_number[0].likeness_permille >= 999
    assert filings_like(scan_key="0" * 64 + ".png") == []


def test_only_the_products_of_one_firm_when_asked(shelf):
    uscc = ProductFiling.objects.get(filing_no=shelf[901]).enterprise.uscc
    found = filings_like(vector=embed(product_planes(902)), uscc=uscc)
    assert {one.filing.filing_no for one in found} == {shelf[901], shelf[903]}
    assert [one.hs_code for one in filings_of(uscc=uscc, hs_code="850940")] == ["850940", "851610"]


def test_a_chosen_picture_is_compared_and_not_kept(shelf):
    before = ProductPicture.objects.count()
    found = alike_picture(kind="PHOTO", data=product_photo(904, view=1), by=a_reviewer())
    assert found[0].filing.filing_no == shelf[904]
    assert ProductPicture.objects.count() == before
    with pytest.raises(NotPermitted):
        alike_picture(kind="PHOTO", data=product_photo(904), by=UserFactory(clerk=True))


def test_vectors_of_another_method_are_computed_anew(shelf):
    PictureVector.objects.update(method="older-1")
    assert filings_like(vector=embed(product_planes(900))) == []
    assert embed_missing() == 10
    assert filings_like(vector=embed(product_planes(900)))[0].filing.filing_no == shelf[900]


def test_search_by_words_in_both_languages():
    an_accepted_product()
    for text in ("kettle", "热水", "ek-17", "851610"):
        assert FoundFilings(FilingFilters(text=text), enterprise_id=None).count() == 1, text
    assert FoundFilings(FilingFilters(text="teapot"), enterprise_id=None).count() == 0


def test_a_clerks_pages_from_an_empty_list_to_a_filing(client):
    clerk = UserFactory(clerk=True)
    client.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    assert "No product filed yet" in client.get("/enterprise/products/").content.decode()
    address = client.post("/enterprise/products/new/").url
    saved = client.post(
        f"{address}save/",
        json.dumps({"field": "model", "value": "EK-17", "version": 1}),
        content_type="application/json",
    )
    assert saved.json()["version"] == 2
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("front.jpg", product_photo(900))
    assert client.post(f"{address}pictures/", {"kind": "PHOTO", "file": file}).status_code == 302
    refused = client.post(address, {"name_en": "Kettle"})
    assert refused.status_code == 422 and "Fill this in." in refused.content.decode()
    assert client.post(address, ANSWERS).status_code == 302
    page = client.get(address).content.decode()
    assert "Waiting for review" in page
    picture = ProductPicture.objects.get()
    shown = client.get(f"{address}pictures/{picture.pk}.jpg")
    assert shown.content.startswith(b"\xff\xd8")
    again = client.get(f"{address}pictures/{picture.pk}.jpg", HTTP_IF_NONE_MATCH=shown["ETag"])
    assert again.status_code == 304
    assert b"EK-17" in b"".join(client.get("/enterprise/products/export/").streaming_content)


def test_an_officers_pages_from_the_queue_to_the_decision(client, shelf):
    clerk, filing_no = a_draft(pictures=(("SCAN", 903),))
    submit_filing(filing_no=filing_no, by=clerk, now=NOON)
    client.force_login(a_reviewer(), backend="django.contrib.auth.backends.ModelBackend")
    assert filing_no in client.get("/officer/products/?state=SUBMITTED").content.decode()
    page = client.get(f"/officer/products/{filing_no}/").content.decode()
    assert shelf[903] in page
    decided = client.post(f"/officer/products/{filing_no}/decide/", {"outcome": "RETURNED"})
    assert decided.status_code == 422
    client.post(f"/officer/products/{filing_no}/decide/", {"outcome": "ACCEPTED"})
    assert ProductFiling.objects.get(filing_no=filing_no).state == "ACCEPTED"
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("seen.tif", product_scan(901, view=1))
    found = client.post("/officer/products/like/", {"kind": "SCAN", "file": file})
    assert shelf[901] in found.content.decode()


def test_programs_do_what_pages_do(shelf):
    from django.core.files.uploadedfile import SimpleUploadedFile
    from rest_framework.test import APIClient

    firm, officer = APIClient(), APIClient()
    clerk = UserFactory(clerk=True)
    firm.force_authenticate(clerk)
    officer.force_authenticate(a_reviewer())
    made = firm.post("/api/v1/products", ANSWERS, format="json")
    assert made.status_code == 201
    door = f"/api/v1/products/{made.json()['product']['filing_no']}"
    file = SimpleUploadedFile("a.jpg", product_photo(940))
    added = firm.post(f"{door}/pictures", {"kind": "PHOTO", "file": file}, format="multipart")
    assert added.status_code == 201
    assert firm.post(f"{door}/submit").status_code == 200
    review = f"/api/v1/product-reviews/{made.json()['product']['filing_no']}/decide"
    assert officer.post(review, {"outcome": "ACCEPTED"}, format="json").status_code == 200
    file = SimpleUploadedFile("b.jpg", product_photo(940, view=3))
    like = officer.post(
        "/api/v1/product-reviews/like", {"kind": "PHOTO", "file": file}, format="multipart"
    )
    assert like.json()[0]["product"]["model"] == "EK-17"
    assert len(officer.get("/api/v1/product-reviews?hs_code=8516").json()) == 4
    assert firm.get("/api/v1/product-reviews").status_code == 403
    assert firm.post(f"{door}/take-up").json()["product"]["state"] == "DRAFT"
    gone = firm.delete(f"{door}/pictures/{added.json()['picture_id']}")
    assert gone.status_code == 204
    ended = firm.post(f"{door}/withdraw", {"reason": "sold"}, format="json")
    assert ended.json()["product"]["state"] == "WITHDRAWN"
