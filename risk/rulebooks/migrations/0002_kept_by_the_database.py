"""Numbers, guarded flows, versions that stay, two persons, and published books as they were."""

from django.db import migrations

from customs_portal.journal.guarding import allow, guard

VERSIONS_STAY = """
CREATE FUNCTION rulebooks_version_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'versions of rules are never altered or deleted';
END $$;
CREATE TRIGGER rulebooks_version_stays BEFORE UPDATE OR DELETE ON rulebooks_ruleversion
    FOR EACH ROW EXECUTE FUNCTION rulebooks_version_stays();
"""
VERSIONS_MAY_GO = """
DROP TRIGGER rulebooks_version_stays ON rulebooks_ruleversion;
DROP FUNCTION rulebooks_version_stays();
"""
BOOKS_STAY = """
ALTER TABLE rulebooks_book ADD CONSTRAINT rule_book_publisher_wrote_none_of_it
    CHECK (published_by_id IS NULL OR NOT published_by_id = ANY (writers));
CREATE FUNCTION rulebooks_book_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'published books of rules are never deleted';
    END IF;
    IF (OLD.content, OLD.digest, OLD.writers, OLD.backtest_no, OLD.published_by_id,
        OLD.published_at, OLD.in_force_from) IS DISTINCT FROM
       (NEW.content, NEW.digest, NEW.writers, NEW.backtest_no, NEW.published_by_id,
        NEW.published_at, NEW.in_force_from) THEN
        RAISE EXCEPTION 'published books of rules are never altered';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER rulebooks_book_stays BEFORE UPDATE OR DELETE ON rulebooks_book
    FOR EACH ROW WHEN (OLD.state IN ('PUBLISHED', 'IN_FORCE', 'SUPERSEDED'))
    EXECUTE FUNCTION rulebooks_book_stays();
"""
BOOKS_MAY_GO = """
DROP TRIGGER rulebooks_book_stays ON rulebooks_book;
DROP FUNCTION rulebooks_book_stays();
ALTER TABLE rulebooks_book DROP CONSTRAINT rule_book_publisher_wrote_none_of_it;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("rulebooks", "0001_rule_books"),
        ("journal", "0006_numbered_with_less_work"),
    ]

    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE rulebooks_number", "DROP SEQUENCE rulebooks_number"
        ),
        allow(
            "rule book",
            ("", "DRAFT"),
            ("DRAFT", "BACK_TESTED"),
            ("BACK_TESTED", "DRAFT"),
            ("BACK_TESTED", "PUBLISHED"),
            ("PUBLISHED", "IN_FORCE"),
            ("IN_FORCE", "SUPERSEDED"),
        ),
        guard("rulebooks_book", "rule book"),
        allow(
            "switch of a rule",
            ("", "ASKED"),
            ("ASKED", "DONE"),
            ("ASKED", "REFUSED"),
        ),
        guard("rulebooks_switch", "switch of a rule"),
        migrations.RunSQL(VERSIONS_STAY, VERSIONS_MAY_GO),
        migrations.RunSQL(BOOKS_STAY, BOOKS_MAY_GO),
    ]
