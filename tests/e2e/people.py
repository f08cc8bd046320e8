"""Who works in the admin, with a password to type; the groups are made again where another test emptied the tables."""

from importlib import import_module

from django.apps import apps
from django.contrib.auth.models import Group, User
from django.test import Client
from selenium import webdriver

PASSWORD = "a good password"


def account(name: str, role: str) -> User:
    """An account in the group of that role."""
    if not Group.objects.exists():
        import_module("claims.migrations.0002_groups").make_groups(apps, None)
        for gives in ("0004_release_rights", "0011_reviewing", "0012_imports"):
            import_module(f"claims.migrations.{gives}").give(apps, None)
    person = User.objects.create_user(name, password=PASSWORD, is_staff=True)
    person.groups.add(Group.objects.get(name=role))
    return person


def enter(browser: webdriver.Chrome, site: str, person: User) -> None:
    """Has the browser be logged in as that person, without the page of the login."""
    client = Client()
    client.force_login(person)
    browser.get(f"{site}/favicon.ico")
    browser.delete_all_cookies()
    browser.add_cookie({"name": "sessionid", "value": client.cookies["sessionid"].value, "path": "/"})
