"""A refused move carries a name that doors can tell; a birth asks no question about its number."""

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION journal_record_move() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    kind CONSTANT text := TG_ARGV[0];
    before text := '';
    place integer := 1;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        before := OLD.state;
        SELECT coalesce(max(number), 0) + 1 INTO place
            FROM journal_move WHERE flow = kind AND subject = NEW.id;
    END IF;
    IF NOT EXISTS (
        SELECT FROM journal_allowedmove
        WHERE flow = kind AND source = before AND target = NEW.state
    ) THEN
        RAISE EXCEPTION '%: no move leads from "%" to "%"', kind, before, NEW.state
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'move_is_allowed';
    END IF;
    IF NEW.move IS NULL OR NEW.move->>'at' IS NULL THEN
        RAISE EXCEPTION '%: nobody says when and why "%" becomes "%"', kind, before, NEW.state
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'move_is_told';
    END IF;
    INSERT INTO journal_move
        (flow, subject, number, source, target, actor_id, moved_at, reason, law)
        VALUES (kind, NEW.id, place, before, NEW.state,
            (NEW.move->>'by')::bigint, (NEW.move->>'at')::timestamptz,
            coalesce(NEW.move->>'reason', ''), coalesce(NEW.move->>'law', ''));
    NEW.move := NULL;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0004_moves")]

    operations = [migrations.RunSQL(FUNCTION, migrations.RunSQL.noop)]
