"""Product filings; the database keeps their flow and, where it can, compares vectors."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from customs_portal.journal.guarding import allow, guard


# A server without the extension, or a role that may not create it, compares in the portal.
VECTORS_WHERE_THERE_ARE = """
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_available_extensions WHERE name = 'vector') THEN
        CREATE EXTENSION IF NOT EXISTS vector;
    END IF;
EXCEPTION WHEN insufficient_privilege THEN
    NULL;
END
$$
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("journal", "0005_a_refused_move_says_its_name"),
        ('registry', '0002_words_to_search_and_what_was_loaded'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ProductFiling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('move', models.JSONField(editable=False, null=True)),
                ('filing_no', models.CharField(max_length=16, unique=True)),
                ('state', models.CharField(choices=[('DRAFT', 'Draft'), ('SUBMITTED', 'Waiting for review'), ('RETURNED', 'Returned for change'), ('ACCEPTED', 'Accepted'), ('WITHDRAWN', 'Withdrawn'), ('EXPIRED', 'Expired')], default='DRAFT', max_length=10)),
                ('name_en', models.CharField(blank=True, max_length=120)),
                ('name_zh', models.CharField(blank=True, max_length=80)),
                ('model', models.CharField(blank=True, max_length=60)),
                ('hs_code', models.CharField(blank=True, db_index=True, max_length=10)),
                ('description_en', models.TextField(blank=True)),
                ('description_zh', models.TextField(blank=True)),
                ('words', models.TextField(default='', editable=False)),
                ('is_demonstration', models.BooleanField(default=False)),
                ('saves', models.PositiveIntegerField(default=0)),
                ('version', models.PositiveIntegerField(default=0)),
                ('begun_at', models.DateTimeField()),
                ('saved_at', models.DateTimeField()),
                ('submitted_at', models.DateTimeField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, max_length=400)),
                ('valid_until', models.DateTimeField(null=True)),
                ('begun_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.enterprise')),
            ],
        ),
        migrations.CreateModel(
            name='FilingVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('answers', models.JSONField()),
                ('pictures', models.JSONField()),
                ('filed_at', models.DateTimeField()),
                ('filed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('filing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='products.productfiling')),
            ],
        ),
        migrations.CreateModel(
            name='ProductPicture',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('PHOTO', 'Photograph'), ('SCAN', 'Scan')], max_length=5)),
                ('scan_no', models.CharField(blank=True, max_length=40)),
                ('picture_key', models.CharField(max_length=80)),
                ('thumb_key', models.CharField(max_length=80)),
                ('planes_key', models.CharField(max_length=80)),
                ('sha256', models.CharField(max_length=64)),
                ('width', models.PositiveIntegerField()),
                ('height', models.PositiveIntegerField()),
                ('added_at', models.DateTimeField()),
                ('removed_at', models.DateTimeField(null=True)),
                ('filing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pictures', to='products.productfiling')),
            ],
        ),
        migrations.CreateModel(
            name='PictureVector',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('method', models.CharField(max_length=32)),
                ('kind', models.CharField(choices=[('PHOTO', 'Photograph'), ('SCAN', 'Scan')], max_length=5)),
                ('vector', django.contrib.postgres.fields.ArrayField(base_field=models.FloatField(), size=None)),
                ('picture', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='vectors', to='products.productpicture')),
            ],
        ),
        migrations.AddIndex(
            model_name='productfiling',
            index=models.Index(fields=['enterprise', '-saved_at'], name='product_filings_of_firm'),
        ),
        migrations.AddIndex(
            model_name='productfiling',
            index=models.Index(condition=models.Q(('state', 'SUBMITTED')), fields=['submitted_at'], name='product_filings_waiting'),
        ),
        migrations.AddIndex(
            model_name='productfiling',
            index=django.contrib.postgres.indexes.GinIndex(fields=['words'], name='product_filings_by_words', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddConstraint(
            model_name='productfiling',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'ACCEPTED'), _negated=True), models.Q(('decided_by__isnull', False), ('valid_until__isnull', False)), _connector='OR'), name='product_filing_accepted_by_somebody_for_a_term'),
        ),
        migrations.AddConstraint(
            model_name='productfiling',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'RETURNED'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='product_filing_returned_with_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='filingversion',
            constraint=models.UniqueConstraint(fields=('filing', 'number'), name='one_product_version_each'),
        ),
        migrations.AddConstraint(
            model_name='productpicture',
            constraint=models.UniqueConstraint(condition=models.Q(('removed_at', None)), fields=('filing', 'sha256'), name='one_product_picture_of_the_same_bytes'),
        ),
        migrations.AddConstraint(
            model_name='productpicture',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'SCAN'), _negated=True), models.Q(('scan_no', ''), _negated=True), _connector='OR'), name='product_scan_is_in_the_archive'),
        ),
        migrations.AddIndex(
            model_name='picturevector',
            index=models.Index(fields=['method', 'kind'], name='product_vectors_by_method'),
        ),
        migrations.AddConstraint(
            model_name='picturevector',
            constraint=models.UniqueConstraint(fields=('picture', 'method'), name='one_product_vector_per_method'),
        ),
        migrations.RunSQL(
            "CREATE SEQUENCE product_filing_number", "DROP SEQUENCE product_filing_number"
        ),
        migrations.RunSQL(VECTORS_WHERE_THERE_ARE, migrations.RunSQL.noop),
        allow(
            "product filing",
            ("", "DRAFT"),
            ("DRAFT", "SUBMITTED"),
            ("DRAFT", "WITHDRAWN"),
            ("SUBMITTED", "ACCEPTED"),
            ("SUBMITTED", "RETURNED"),
            ("SUBMITTED", "WITHDRAWN"),
            ("RETURNED", "SUBMITTED"),
            ("RETURNED", "WITHDRAWN"),
            ("ACCEPTED", "DRAFT"),
            ("ACCEPTED", "WITHDRAWN"),
            ("ACCEPTED", "EXPIRED"),
            ("EXPIRED", "DRAFT"),
            ("EXPIRED", "WITHDRAWN"),
        ),
        guard("products_productfiling", "product filing"),
    ]
