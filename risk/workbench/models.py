"""What analysts keep: their questions."""

from django.db import models
from django.db.models import Q

from customs_portal.accounts.models import User


class SavedQuery(models.Model):
    """One person's question to the cases under a name; a shared one is everybody's to ask."""

    owner = models.ForeignKey(User, models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    page = models.CharField(max_length=12)
    query = models.CharField(max_length=600, blank=True)
    shared = models.BooleanField(default=False)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "page", "name"], name="one_workbench_query_of_a_name"
            ),
            models.CheckConstraint(name="workbench_query_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.owner_id})"
