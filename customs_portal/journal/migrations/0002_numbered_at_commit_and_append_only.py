"""Gap-free numbers at COMMIT, and a trigger that refuses to rewrite what was said."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION journal_number_at_commit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    next_position bigint;
    next_seq bigint;
BEGIN
    -- One lock, taken only while committing, in one order: numbers cannot overtake each other
    -- and two commits cannot wait for each other.
    PERFORM pg_advisory_xact_lock(727001);
    INSERT INTO journal_feedhead (feed, last) VALUES ('*', 1)
        ON CONFLICT (feed) DO UPDATE SET last = journal_feedhead.last + 1
        RETURNING last INTO next_position;
    INSERT INTO journal_feedhead (feed, last) VALUES (NEW.feed, 1)
        ON CONFLICT (feed) DO UPDATE SET last = journal_feedhead.last + 1
        RETURNING last INTO next_seq;
    UPDATE journal_journalentry SET seq = next_seq, position = next_position WHERE id = NEW.id;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER journal_number_at_commit AFTER INSERT ON journal_journalentry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION journal_number_at_commit();

CREATE FUNCTION journal_refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.seq IS NULL AND OLD.position IS NULL
        AND (to_jsonb(NEW) - 'seq' - 'position') = (to_jsonb(OLD) - 'seq' - 'position') THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the journal is append-only: % refused', TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER journal_refuse_rewriting BEFORE UPDATE OR DELETE ON journal_journalentry
    FOR EACH ROW EXECUTE FUNCTION journal_refuse_rewriting();
CREATE TRIGGER journal_refuse_truncating BEFORE TRUNCATE ON journal_journalentry
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse_rewriting();
"""

BACKWARD = """
DROP TRIGGER journal_refuse_truncating ON journal_journalentry;
DROP TRIGGER journal_refuse_rewriting ON journal_journalentry;
DROP FUNCTION journal_refuse_rewriting();
DROP TRIGGER journal_number_at_commit ON journal_journalentry;
DROP FUNCTION journal_number_at_commit();
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_journal")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
