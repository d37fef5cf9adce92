"""The ledger adds up to zero at every commit, and nobody rewrites it.

Bills and payments that are older than the ledger are posted here as they stand.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION duties_posting_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    posting bigint;
    total numeric;
    sides integer;
BEGIN
    IF TG_TABLE_NAME = 'duties_posting' THEN
        posting := NEW.id;
    ELSE
        posting := NEW.posting_id;
    END IF;
    SELECT coalesce(sum(amount_cny), 0), count(*) INTO total, sides
        FROM duties_entry WHERE posting_id = posting;
    IF total <> 0 OR sides < 2 THEN
        RAISE EXCEPTION 'posting % does not balance: % in % entries', posting, total, sides
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER duties_entry_balances AFTER INSERT ON duties_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION duties_posting_balances();
CREATE CONSTRAINT TRIGGER duties_posting_balances AFTER INSERT ON duties_posting
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION duties_posting_balances();

CREATE FUNCTION duties_refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only: % refused', TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER duties_entry_stays BEFORE UPDATE OR DELETE ON duties_entry
    FOR EACH ROW EXECUTE FUNCTION duties_refuse_rewriting();
CREATE TRIGGER duties_posting_stays BEFORE UPDATE OR DELETE ON duties_posting
    FOR EACH ROW EXECUTE FUNCTION duties_refuse_rewriting();

UPDATE duties_payment SET payer_id = bill.enterprise_id
    FROM duties_taxbill bill WHERE bill.id = duties_payment.bill_id;

INSERT INTO duties_posting (kind, reference, posted_at)
    SELECT 'BILLED', bill_no, billed_at FROM duties_taxbill
    WHERE state <> 'NOT_COLLECTED' AND total_cny > 0;
INSERT INTO duties_entry (posting_id, account, enterprise_id, amount_cny)
    SELECT posting.id, 'RECEIVABLE', bill.enterprise_id, bill.total_cny
    FROM duties_taxbill bill JOIN duties_posting posting
        ON posting.kind = 'BILLED' AND posting.reference = bill.bill_no;
INSERT INTO duties_entry (posting_id, account, enterprise_id, amount_cny)
    SELECT posting.id, line.tax, NULL, -sum(line.amount_cny)
    FROM duties_taxbill bill JOIN duties_taxline line ON line.bill_id = bill.id
        JOIN duties_posting posting
        ON posting.kind = 'BILLED' AND posting.reference = bill.bill_no
    GROUP BY posting.id, line.tax HAVING sum(line.amount_cny) <> 0;
INSERT INTO duties_posting (kind, reference, posted_at)
    SELECT 'PAID', payment_no, settled_at FROM duties_payment
    WHERE state = 'PAID' AND bill_id IS NOT NULL;
INSERT INTO duties_entry (posting_id, account, enterprise_id, amount_cny)
    SELECT posting.id, 'BANK', NULL, payment.amount_cny
    FROM duties_payment payment JOIN duties_posting posting
        ON posting.kind = 'PAID' AND posting.reference = payment.payment_no;
INSERT INTO duties_entry (posting_id, account, enterprise_id, amount_cny)
    SELECT posting.id, 'RECEIVABLE', bill.enterprise_id,
        payment.surcharge_cny - payment.amount_cny
    FROM duties_payment payment JOIN duties_taxbill bill ON bill.id = payment.bill_id
        JOIN duties_posting posting
        ON posting.kind = 'PAID' AND posting.reference = payment.payment_no;
INSERT INTO duties_entry (posting_id, account, enterprise_id, amount_cny)
    SELECT posting.id, 'LATE_PAYMENT', NULL, -payment.surcharge_cny
    FROM duties_payment payment JOIN duties_posting posting
        ON posting.kind = 'PAID' AND posting.reference = payment.payment_no
    WHERE payment.surcharge_cny <> 0;
"""

BACKWARD = """
DROP TRIGGER duties_posting_stays ON duties_posting;
DROP TRIGGER duties_entry_stays ON duties_entry;
DROP FUNCTION duties_refuse_rewriting();
DROP TRIGGER duties_posting_balances ON duties_posting;
DROP TRIGGER duties_entry_balances ON duties_entry;
DROP FUNCTION duties_posting_balances();
"""


class Migration(migrations.Migration):
    dependencies = [("duties", "0005_ledger_groups_and_arrangements")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
