"""Makes, lists and revokes API tokens."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now

from claims.models.tokens import ApiToken


class Command(BaseCommand):
    help = (
        "Tokens with which programs hand in drafts in somebody's name. A secret is shown when it is made, never again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        make = acts.add_parser("make", help="make one, and write its secret")
        make.add_argument("user", help="the account in whose name it acts")
        make.add_argument("name", help="which program uses it, and where")
        make.add_argument("--days", type=int, help="for so many days; for ever if not given")
        acts.add_parser("list", help="list those that are there, without their secrets")
        revoke = acts.add_parser("revoke", help="refuse it from now on")
        revoke.add_argument("number", type=int, help="its number, as list gives it")

    def handle(self, *args: Any, **options: Any) -> None:
        {"make": self._make, "list": self._list, "revoke": self._revoke}[options["act"]](options)

    def _make(self, options: dict[str, Any]) -> None:
        user = get_user_model()._default_manager.filter(username=options["user"], is_active=True).first()
        if user is None:
            raise CommandError(f"There is no active account {options['user']}.")
        if options["days"] is not None and options["days"] < 1:
            raise CommandError("--days: at least 1.")
        until = now() + timedelta(days=options["days"]) if options["days"] else None
        _, secret = ApiToken.objects.issue(user, options["name"], until)
        self.stdout.write(secret)

    def _list(self, options: dict[str, Any]) -> None:
        for token in ApiToken.objects.select_related("user"):
            state = (
                "revoked" if token.revoked_at else "over" if token.expires_at and token.expires_at < now() else "valid"
            )
            self.stdout.write(f"{token.pk} {state} {token.user.get_username()} {token.name} {token.beginning}…")

    def _revoke(self, options: dict[str, Any]) -> None:
        if not ApiToken.objects.filter(pk=options["number"], revoked_at=None).update(revoked_at=now()):
            raise CommandError(f"There is no token {options['number']} that could be revoked.")
        self.stdout.write(f"Token {options['number']} is refused from now on.")
