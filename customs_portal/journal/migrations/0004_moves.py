"""The record of every change of a state, and the moves that the database allows."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FORWARD = """
CREATE TABLE journal_allowedmove (
    flow varchar(40) NOT NULL,
    source varchar(24) NOT NULL,
    target varchar(24) NOT NULL,
    PRIMARY KEY (flow, source, target)
);

CREATE FUNCTION journal_record_move() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    kind CONSTANT text := TG_ARGV[0];
    before text := '';
BEGIN
    IF TG_OP = 'UPDATE' THEN
        before := OLD.state;
    END IF;
    IF NOT EXISTS (
        SELECT FROM journal_allowedmove
        WHERE flow = kind AND source = before AND target = NEW.state
    ) THEN
        RAISE EXCEPTION '%: no move leads from "%" to "%"', kind, before, NEW.state
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.move IS NULL OR NEW.move->>'at' IS NULL THEN
        RAISE EXCEPTION '%: nobody says when and why "%" becomes "%"', kind, before, NEW.state
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    INSERT INTO journal_move
        (flow, subject, number, source, target, actor_id, moved_at, reason, law)
        SELECT kind, NEW.id, coalesce(max(number), 0) + 1, before, NEW.state,
            (NEW.move->>'by')::bigint, (NEW.move->>'at')::timestamptz,
            coalesce(NEW.move->>'reason', ''), coalesce(NEW.move->>'law', '')
        FROM journal_move WHERE flow = kind AND subject = NEW.id;
    NEW.move := NULL;
    RETURN NEW;
END $$;

CREATE FUNCTION journal_move_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' AND pg_trigger_depth() > 1 THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the record of moves is written by moving only: % refused', TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER journal_move_only_by_moving BEFORE INSERT ON journal_move
    FOR EACH ROW EXECUTE FUNCTION journal_move_refuse();
CREATE TRIGGER journal_move_stays BEFORE UPDATE OR DELETE ON journal_move
    FOR EACH ROW EXECUTE FUNCTION journal_move_refuse();
CREATE TRIGGER journal_move_refuse_truncating BEFORE TRUNCATE ON journal_move
    FOR EACH STATEMENT EXECUTE FUNCTION journal_move_refuse();
"""

BACKWARD = """
DROP TRIGGER journal_move_refuse_truncating ON journal_move;
DROP TRIGGER journal_move_stays ON journal_move;
DROP TRIGGER journal_move_only_by_moving ON journal_move;
DROP FUNCTION journal_move_refuse();
DROP FUNCTION journal_record_move();
DROP TABLE journal_allowedmove;
"""


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("journal", "0003_sealed_batches"),
    ]

    operations = [
        migrations.CreateModel(
            name="Move",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("flow", models.CharField(max_length=40)),
                ("subject", models.BigIntegerField()),
                ("number", models.PositiveIntegerField()),
                ("source", models.CharField(blank=True, max_length=24)),
                ("target", models.CharField(max_length=24)),
                ("moved_at", models.DateTimeField()),
                ("reason", models.TextField(blank=True)),
                ("law", models.CharField(blank=True, max_length=80)),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("flow", "subject", "number"), name="move_has_one_number"
                    )
                ]
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
