"""The three groups of curation: coder edits, reviewer publishes too, administrator manages accounts as well."""

from django.db import migrations

# What a coder edits, record and part alike.
WORKSHOP = [
    "source",
    "sourceauthor",
    "citation",
    "sourcetext",
    "actor",
    "actorname",
    "affiliation",
    "identifier",
    "topic",
    "event",
    "place",
    "confidencescale",
    "confidencelevel",
    "claim",
    "attribution",
    "participant",
    "position",
    "hedgecue",
    "evidence",
    "claimrelation",
]
EDIT = [("claims", action, model) for model in WORKSHOP for action in ("add", "change", "delete", "view")]
READ = [("claims", "view", "publication")]
PUBLISH = [("claims", "publish", "claim")]
ACCOUNTS = [("auth", action, model) for model in ("user", "group") for action in ("add", "change", "delete", "view")]

GROUPS = {
    "coder": EDIT + READ,
    "reviewer": EDIT + READ + PUBLISH,
    "administrator": EDIT + READ + PUBLISH + ACCOUNTS,
}


def make_groups(apps, schema_editor):
    """Makes the groups, and adds what is missing to those that are there; what somebody added by hand stays."""
    Group = apps.get_model("auth", "Group")
    for name, rights in GROUPS.items():
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.add(*(permission(apps, *right) for right in rights))


def permission(apps, app, action, model):
    """The permission, made here if need be: on an empty database Django makes them only after the last migration."""
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label=app, model=model)
    options = apps.get_model(app, model)._meta
    label = dict(options.permissions).get(f"{action}_{model}", f"Can {action} {options.verbose_name_raw}")
    found, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type, codename=f"{action}_{model}", defaults={"name": label}
    )
    return found


def remove_groups(apps, schema_editor):
    """Takes the groups away; their permissions are the models', and stay."""
    apps.get_model("auth", "Group").objects.filter(name__in=GROUPS).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_groups, remove_groups)]
