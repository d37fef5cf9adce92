"""A judgement may ask for a look at the documents: re-review without a person who doubts."""

from django.db import migrations, models

from customs_portal.journal.guarding import allow


class Migration(migrations.Migration):
    dependencies = [("declarations", "0021_exports_owe_duty")]

    operations = [
        migrations.RemoveConstraint(
            model_name="declaration", name="declaration_re_review_says_who_doubts"
        ),
        migrations.RemoveConstraint(
            model_name="declaration", name="declaration_re_review_is_of_another_person"
        ),
        migrations.AddConstraint(
            model_name="declaration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "IN_RE_REVIEW"), _negated=True),
                    models.Q(
                        ("re_reviewed_by", None),
                        ("review_by__isnull", False),
                        models.Q(("doubted_by__isnull", False), ("hold_reason", ""), _connector="OR"),
                    ),
                    _connector="OR",
                ),
                name="declaration_re_review_waits_for_an_officer",
            ),
        ),
        migrations.AddConstraint(
            model_name="declaration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("re_reviewed_by", None),
                    ("doubted_by", None),
                    models.Q(("re_reviewed_by", models.F("doubted_by")), _negated=True),
                    _connector="OR",
                ),
                name="declaration_re_review_is_of_another_person",
            ),
        ),
        allow(
            "declaration",
            ("AWAITING_MANIFEST", "IN_RE_REVIEW"),
            ("AWAITING_ARRIVAL", "IN_RE_REVIEW"),
            ("MISMATCHED", "IN_RE_REVIEW"),
            ("TAX_DUE", "IN_RE_REVIEW"),
        ),
    ]
