"""The record of moves takes the place of the trigger that only refused."""

from django.db import migrations, models

from customs_portal.journal.guarding import allow, guard

# What 0002 made: it refused what no flow allows, and wrote nothing down.
DROP = """
DROP TRIGGER manifests_manifestline_moves ON manifests_manifestline;
DROP TRIGGER manifests_linechange_moves ON manifests_linechange;
DROP TRIGGER manifests_landeddifference_moves ON manifests_landeddifference;
DROP TRIGGER manifests_terminalmessage_moves ON manifests_terminalmessage;
DROP FUNCTION manifests_refuse_illegal_move();
"""
MOVES = {
    "manifests_manifestline": "02>01 02>03 01>02 01>11 01>12 01>13 12>01 13>01",
    "manifests_linechange": "PENDING>APPLIED PENDING>REFUSED",
    "manifests_landeddifference": "OPEN>RESOLVED",
    "manifests_terminalmessage": (
        "QUEUED>SENT QUEUED>FAILED SENT>ACKNOWLEDGED SENT>FAILED FAILED>QUEUED"
    ),
}
REMAKE = """
CREATE FUNCTION manifests_refuse_illegal_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state IS DISTINCT FROM NEW.state
       AND NOT (OLD.state || '>' || NEW.state) = ANY (string_to_array(TG_ARGV[0], ' ')) THEN
        RAISE EXCEPTION 'manifests: % may not move from % to %', TG_TABLE_NAME, OLD.state, NEW.state
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
""" + "".join(
    f"""
CREATE TRIGGER {table}_moves BEFORE UPDATE OF state ON {table}
    FOR EACH ROW EXECUTE FUNCTION manifests_refuse_illegal_move('{moves}');
"""
    for table, moves in MOVES.items()
)


class Migration(migrations.Migration):
    dependencies = [
        ("manifests", "0003_saved_views_of_bills"),
        ("journal", "0005_a_refused_move_says_its_name"),
    ]

    operations = [
        migrations.RunSQL(DROP, REMAKE),
        migrations.AddField(
            model_name="manifestline",
            name="move",
            field=models.JSONField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="linechange",
            name="move",
            field=models.JSONField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="landeddifference",
            name="move",
            field=models.JSONField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="terminalmessage",
            name="move",
            field=models.JSONField(editable=False, null=True),
        ),
        allow(
            "manifest-bill",
            ("", "01"),
            ("", "02"),
            ("", "12"),
            ("", "13"),
            ("01", "02"),
            ("01", "11"),
            ("01", "12"),
            ("01", "13"),
            ("02", "01"),
            ("02", "03"),
            ("12", "01"),
            ("13", "01"),
        ),
        guard("manifests_manifestline", "manifest-bill"),
        allow(
            "manifest-change",
            ("", "APPLIED"),
            ("", "PENDING"),
            ("PENDING", "APPLIED"),
            ("PENDING", "REFUSED"),
        ),
        guard("manifests_linechange", "manifest-change"),
        allow(
            "landed-difference",
            ("", "OPEN"),
            ("OPEN", "RESOLVED"),
        ),
        guard("manifests_landeddifference", "landed-difference"),
        allow(
            "terminal-message",
            ("", "QUEUED"),
            ("FAILED", "QUEUED"),
            ("QUEUED", "FAILED"),
            ("QUEUED", "SENT"),
            ("SENT", "ACKNOWLEDGED"),
            ("SENT", "FAILED"),
        ),
        guard("manifests_terminalmessage", "terminal-message"),
    ]
