"""How somebody looked, and how much that says."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class Looked(TextChoices):
    """From the strongest to the weakest."""

    OPENED = "OPENED", pgettext_lazy("how a case was looked into", "Opened and examined")
    OFFICER = "OFFICER", pgettext_lazy("how a case was looked into", "An officer's word")
    IMAGE = "IMAGE", pgettext_lazy("how a case was looked into", "Image only")
    DOCUMENTS = "DOCUMENTS", pgettext_lazy("how a case was looked into", "Documents only")


FALSE_POSITIVE = "FALSE_POSITIVE"
WITHDRAWN = "WITHDRAWN"  # an officer's word that was taken back: it says nothing any more
