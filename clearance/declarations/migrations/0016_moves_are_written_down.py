"""The database keeps the flows of declarations and of what goes with them."""

from django.db import migrations, models

from customs_portal.journal.guarding import allow, guard

STATES = [
    ("AWAITING_MANIFEST", "Waiting for the manifest"),
    ("AWAITING_ARRIVAL", "Waiting for the goods at the port"),
    ("MISMATCHED", "Differs from the manifest"),
    ("RETURNED", "Returned for change"),
    ("TAX_DUE", "Tax due before release"),
    ("CLEARED_TO_LEAVE", "Cleared to leave the port"),
    ("HELD", "Held for inspection"),
    ("IN_INSPECTION", "In inspection"),
    ("RELEASED_FOR_PICKUP", "May be picked up"),
    ("RELEASED_FOR_LOADING", "May be put on board"),
    ("DETAINED", "Detained"),
    ("COMPLETED", "Completed, tax due"),
    ("CLOSED", "Closed"),
    ("WITHDRAWN", "Withdrawn"),
]
MOVING = ("declaration", "changerequest", "accessinstruction", "documentask")


class Migration(migrations.Migration):
    dependencies = [
        ("declarations", "0015_bulk_filing"),
        ("journal", "0004_moves"),
    ]

    operations = [
        *(
            migrations.AddField(
                model_name=name,
                name="move",
                field=models.JSONField(editable=False, null=True),
            )
            for name in MOVING
        ),
        migrations.RemoveConstraint("declaration", "declaration_state_is_known"),
        migrations.AlterField(
            model_name="declaration",
            name="state",
            field=models.CharField(choices=STATES, max_length=20),
        ),
        migrations.AlterField(
            model_name="decisionsheet",
            name="state",
            field=models.CharField(choices=STATES, max_length=20),
        ),
        migrations.AddConstraint(
            "declaration",
            models.CheckConstraint(
                name="declaration_state_is_known",
                condition=models.Q(state__in=[state for state, _label in STATES]),
            ),
        ),
        allow(
            "declaration",
            ("", "AWAITING_MANIFEST"),
            ("AWAITING_MANIFEST", "MISMATCHED"),
            ("AWAITING_MANIFEST", "CLEARED_TO_LEAVE"),
            ("AWAITING_MANIFEST", "HELD"),
            ("AWAITING_MANIFEST", "WITHDRAWN"),
            ("AWAITING_MANIFEST", "AWAITING_ARRIVAL"),
            ("AWAITING_MANIFEST", "TAX_DUE"),
            ("AWAITING_ARRIVAL", "MISMATCHED"),
            ("AWAITING_ARRIVAL", "CLEARED_TO_LEAVE"),
            ("AWAITING_ARRIVAL", "HELD"),
            ("AWAITING_ARRIVAL", "WITHDRAWN"),
            ("MISMATCHED", "AWAITING_ARRIVAL"),
            ("MISMATCHED", "TAX_DUE"),
            ("TAX_DUE", "CLEARED_TO_LEAVE"),
            ("TAX_DUE", "HELD"),
            ("CLEARED_TO_LEAVE", "RELEASED_FOR_LOADING"),
            ("IN_INSPECTION", "RELEASED_FOR_LOADING"),
            ("RELEASED_FOR_PICKUP", "CLOSED"),
            ("RELEASED_FOR_LOADING", "CLOSED"),
            ("AWAITING_MANIFEST", "RETURNED"),
            ("MISMATCHED", "RETURNED"),
            ("HELD", "RETURNED"),
            ("RETURNED", "AWAITING_MANIFEST"),
            ("RETURNED", "WITHDRAWN"),
            ("MISMATCHED", "AWAITING_MANIFEST"),
            ("MISMATCHED", "CLEARED_TO_LEAVE"),
            ("MISMATCHED", "HELD"),
            ("MISMATCHED", "WITHDRAWN"),
            ("CLEARED_TO_LEAVE", "RELEASED_FOR_PICKUP"),
            ("CLEARED_TO_LEAVE", "HELD"),
            ("CLEARED_TO_LEAVE", "WITHDRAWN"),
            ("HELD", "IN_INSPECTION"),
            ("HELD", "CLEARED_TO_LEAVE"),
            ("IN_INSPECTION", "RELEASED_FOR_PICKUP"),
            ("IN_INSPECTION", "DETAINED"),
            ("RELEASED_FOR_PICKUP", "COMPLETED"),
            ("COMPLETED", "CLOSED"),
        ),
        guard("declarations_declaration", "declaration"),
        allow(
            "change of a declaration",
            ("", "ASKED"),
            ("ASKED", "PROPOSED"),
            ("ASKED", "APPROVED"),
            ("ASKED", "REFUSED"),
            ("ASKED", "TAKEN_BACK"),
            ("PROPOSED", "APPROVED"),
            ("PROPOSED", "REFUSED"),
            ("PROPOSED", "TAKEN_BACK"),
        ),
        guard("declarations_changerequest", "change of a declaration"),
        allow(
            "access instruction",
            ("", "ASKED"),
            ("", "IN_FORCE"),
            ("ASKED", "PROPOSED"),
            ("ASKED", "REFUSED"),
            ("PROPOSED", "IN_FORCE"),
            ("PROPOSED", "REFUSED"),
            ("IN_FORCE", "NO_FAULT"),
            ("IN_FORCE", "FAULT"),
        ),
        guard("declarations_accessinstruction", "access instruction"),
        allow(
            "document asked for",
            ("", "ASKED"),
            ("ASKED", "SUPPLIED"),
            ("ASKED", "CANCELLED"),
        ),
        guard("declarations_documentask", "document asked for"),
    ]
