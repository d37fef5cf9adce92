"""A shelf of accepted products, written by the tables' own moves and without files."""

from datetime import UTC, datetime, timedelta


def fill_shelf(*, firms: int, products: int, first_seed: int) -> list[str]:
    """The numbers of the filings, in the order of their seeds."""
    from django.apps import apps
    from django.db import transaction

    from customs_portal.accounts.models import User
    from customs_portal.benches._products import product_planes
    from customs_portal.journal.moves import told
    from customs_portal.kit.identifiers import compose_uscc
    from customs_portal.registry.models import Enterprise
    from inspection.products.rules.embedding import METHOD, embed

    filings, pictures, vectors = (
        apps.get_model("products", name)._default_manager
        for name in ("ProductFiling", "ProductPicture", "PictureVector")
    )
    now = datetime.now(tz=UTC)
    officer = User.objects.create_user(username="bench-reviewer")
    makers = Enterprise.objects.bulk_create(
        Enterprise(
            uscc=compose_uscc(place="440101", body=f"MB9{n:05d}"),
            customs_code=f"59{n:08d}",
            name_en=f"Maker {n}",
        )
        for n in range(firms)
    )
    numbers = []
    with transaction.atomic():
        for n in range(products):
            filing = filings.create(
                filing_no=f"PFB{n:06d}",
                enterprise=makers[n % firms],
                name_en=f"Product {n}",
                hs_code="851610",
                begun_at=now,
                saved_at=now,
                move=told(at=now, reason="bench"),
            )
            filing.submit(by=officer, why="bench", at=now)
            until = now + timedelta(days=900)
            filing.accept(by=officer, note="", valid_until=until, at=now)
            picture = pictures.create(
                filing=filing, kind="SCAN", scan_no=f"BENCH-{n}", picture_key="-", thumb_key="-",
                planes_key="-", sha256=f"{n:064d}", width=200, height=160, added_at=now,
            )  # fmt: skip
            vector = [float(one) for one in embed(product_planes(first_seed + n))]
            vectors.create(picture=picture, method=METHOD, kind="SCAN", vector=vector)
            numbers.append(filing.filing_no)
    return numbers
