"""Sign a trained model and lay it down; with --shadow it reads from now on without counting."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from customs_portal.accounts.models import User
from customs_portal.kit import clock
from customs_portal.kit.errors import DomainError
from risk.learning.operations.put_to_service import AlreadyInService, put_in_shadow
from risk.learning.operations.register_model import register_model
from risk.models.shipped import SHIPPED


class Command(BaseCommand):
    help = "Register the artefact in FOLDER (the shipped one when none is named)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, nargs="?", default=SHIPPED)
        parser.add_argument("--by", required=True, help="the risk officer's user name")
        parser.add_argument("--shadow", action="store_true")

    def handle(self, *args: Any, folder: Path, by: str, **options: Any) -> None:
        try:
            person = User.objects.get_by_natural_key(by)
        except User.DoesNotExist as error:
            raise CommandError(f"There is no user {by}.") from error
        try:
            number = register_model(folder=folder, by=person, now=clock.now())
            if options["shadow"]:
                put_in_shadow(model_no=number, by=person, now=clock.now())
        except AlreadyInService:
            pass
        except DomainError as refusal:
            raise CommandError(f"{refusal} {refusal.remedy}") from refusal
        self.stdout.write(number)
