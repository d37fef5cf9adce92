"""Under re-review [M] and rejected [E] become states of a declaration."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from customs_portal.journal.guarding import allow

STATES = [
    ("AWAITING_MANIFEST", "Waiting for the manifest"),
    ("AWAITING_ARRIVAL", "Waiting for the goods at the port"),
    ("MISMATCHED", "Differs from the manifest"),
    ("RETURNED", "Returned for change"),
    ("TAX_DUE", "Tax due before release"),
    ("CLEARED_TO_LEAVE", "Cleared to leave the port"),
    ("IN_RE_REVIEW", "Under re-review"),
    ("HELD", "Held for inspection"),
    ("IN_INSPECTION", "In inspection"),
    ("RELEASED_FOR_PICKUP", "May be picked up"),
    ("RELEASED_FOR_LOADING", "May be put on board"),
    ("DETAINED", "Detained"),
    ("COMPLETED", "Completed, tax due"),
    ("CLOSED", "Closed"),
    ("WITHDRAWN", "Withdrawn"),
    ("REJECTED", "Rejected"),
]


class Migration(migrations.Migration):

    dependencies = [
        ('declarations', '0019_moves_of_files_and_runs'),
        ('registry', '0002_words_to_search_and_what_was_loaded'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='declaration',
            name='one_declaration_per_transport_document',
        ),
        migrations.RemoveConstraint(
            model_name='declaration',
            name='declaration_decided_has_a_judgement',
        ),
        migrations.RemoveConstraint(
            model_name='declaration',
            name='declaration_state_is_known',
        ),
        migrations.RemoveIndex(
            model_name='declaration',
            name='declaration_unclaimed',
        ),
        migrations.RemoveIndex(
            model_name='declaration',
            name='declaration_waiting_by_score',
        ),
        migrations.AddField(
            model_name='declaration',
            name='doubted_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='declaration',
            name='re_reviewed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='decisionsheet',
            name='state',
            field=models.CharField(choices=STATES, max_length=20),
        ),
        migrations.AlterField(
            model_name='declaration',
            name='state',
            field=models.CharField(choices=STATES, max_length=20),
        ),
        migrations.AddIndex(
            model_name='declaration',
            index=models.Index(condition=models.Q(('state__in', frozenset(['HELD', 'IN_RE_REVIEW', 'MISMATCHED']))), fields=['-risk_score', '-id'], name='declaration_waiting_by_score'),
        ),
        migrations.AddIndex(
            model_name='declaration',
            index=models.Index(condition=models.Q(('claimed_by', None), ('state__in', frozenset(['HELD', 'IN_RE_REVIEW', 'MISMATCHED']))), fields=['-risk_score', 'id'], name='declaration_unclaimed'),
        ),
        migrations.AddConstraint(
            model_name='declaration',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', [state for state, _label in STATES])), name='declaration_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='declaration',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['TAX_DUE', 'CLEARED_TO_LEAVE', 'IN_RE_REVIEW', 'HELD', 'IN_INSPECTION', 'RELEASED_FOR_PICKUP', 'RELEASED_FOR_LOADING', 'DETAINED', 'COMPLETED', 'CLOSED']), _negated=True), models.Q(('decided_at__isnull', False), ('risk_score__isnull', False), models.Q(('assessment_no', ''), _negated=True)), _connector='OR'), name='declaration_decided_has_a_judgement'),
        ),
        migrations.AddConstraint(
            model_name='declaration',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'IN_RE_REVIEW'), _negated=True), models.Q(('doubted_by__isnull', False), ('re_reviewed_by', None), ('review_by__isnull', False)), _connector='OR'), name='declaration_re_review_says_who_doubts'),
        ),
        migrations.AddConstraint(
            model_name='declaration',
            constraint=models.CheckConstraint(condition=models.Q(('re_reviewed_by', None), models.Q(('doubted_by__isnull', False), models.Q(('re_reviewed_by', models.F('doubted_by')), _negated=True)), _connector='OR'), name='declaration_re_review_is_of_another_person'),
        ),
        migrations.AddConstraint(
            model_name='declaration',
            constraint=models.UniqueConstraint(condition=models.Q(models.Q(('state__in', ['REJECTED', 'WITHDRAWN']), _negated=True), models.Q(('source', 'FILE'), _negated=True)), fields=('transport_document',), name='one_declaration_per_transport_document'),
        ),
        allow(
            "declaration",
            ("AWAITING_MANIFEST", "REJECTED"),
            ("AWAITING_ARRIVAL", "REJECTED"),
            ("MISMATCHED", "REJECTED"),
            ("CLEARED_TO_LEAVE", "IN_RE_REVIEW"),
            ("IN_RE_REVIEW", "CLEARED_TO_LEAVE"),
            ("IN_RE_REVIEW", "HELD"),
            ("IN_RE_REVIEW", "RETURNED"),
        ),
    ]
