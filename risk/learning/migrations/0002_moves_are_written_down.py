"""The database keeps the flow of a model's service; a registered model is never altered."""

from django.db import migrations

from customs_portal.journal.guarding import allow, guard

NEVER_ALTERED = """
CREATE FUNCTION learning_model_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a registered risk model is never altered'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER learning_riskmodel_is_final BEFORE UPDATE OR DELETE ON learning_riskmodel
    FOR EACH ROW EXECUTE FUNCTION learning_model_is_final();
"""
ALTERED = """
DROP TRIGGER learning_riskmodel_is_final ON learning_riskmodel;
DROP FUNCTION learning_model_is_final();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("learning", "0001_learned_models"),
        ("journal", "0005_a_refused_move_says_its_name"),
    ]

    operations = [
        allow(
            "risk model",
            ("", "WAITING"),
            ("", "IN_FORCE"),
            ("WAITING", "IN_FORCE"),
            ("WAITING", "ENDED"),
            ("IN_FORCE", "ENDED"),
        ),
        guard("learning_service", "risk model"),
        migrations.RunSQL(NEVER_ALTERED, ALTERED),
    ]
