"""Compute what the pictures of products look like, where the present method has not yet."""

from typing import Any

from django.core.management.base import BaseCommand

from inspection.products.operations.add_picture import embed_missing
from inspection.products.rules.embedding import METHOD


class Command(BaseCommand):
    help = "Vectors of the present method for every picture of a product filing."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{embed_missing()} pictures have a vector by {METHOD}")
