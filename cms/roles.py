"""What a content editor may do in Wagtail."""

from collections.abc import Mapping
from typing import Any

from django.apps import apps as current_apps

EDITOR_GROUP = "Local Offer editors"
REFERENCE_GROUP = "Reference data"

#: What editors may do to every page of the tree.
PAGE_PERMISSIONS = ("add", "change", "publish")
#: What editors may do to every file, by app and model.
FILE_PERMISSIONS = {
    ("wagtailimages", "image"): ("add", "change", "choose"),
    ("wagtaildocs", "document"): ("add", "change", "choose"),
}
#: What editors may do besides, by app and model.
OTHER_PERMISSIONS = {
    ("wagtailadmin", "admin"): ("access",),
    ("cms", "announcement"): ("add", "change", "delete", "view"),
    ("cms", "councilsettings"): ("change",),
}

#: What administrators may change besides; nothing of it is ever deleted, because the past refers to it.
REFERENCE_PERMISSIONS = {
    ("wagtailadmin", "admin"): ("access",),
    ("catalogue", "category"): ("add", "change", "view"),
    ("catalogue", "need"): ("add", "change", "view"),
    ("catalogue", "accessfeature"): ("add", "change", "view"),
    ("catalogue", "outcome"): ("add", "change", "view"),
    ("catalogue", "categorycheck"): ("add", "change", "view"),
    ("providers", "checktype"): ("add", "change", "view"),
    ("budgets", "fundingstream"): ("add", "change", "view"),
}


def ensure_reference_group() -> Any:
    """Make the group of those who edit taxonomies, vetting policy and funding streams, and return it."""
    group, _ = current_apps.get_model("auth", "Group").objects.get_or_create(name=REFERENCE_GROUP)
    group.permissions.set(_permissions(current_apps, REFERENCE_PERMISSIONS))
    return group


def ensure_editor_group(apps: Any = current_apps) -> Any:
    """Make the group of content editors, or put its permissions right, and return it.

    A migration gives its own `apps`. Permissions are made here where they are missing, since Django makes them only
    after all migrations have run. Anything the group may do beyond the lists above is taken away.
    """
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=EDITOR_GROUP)
    group.permissions.set(_permissions(apps, OTHER_PERMISSIONS))
    _grant_pages(apps, group)
    _grant_files(apps, group)
    return group


def _grant_pages(apps: Any, group: Any) -> None:
    root = apps.get_model("wagtailcore", "Page").objects.filter(depth=1).first()
    if root is None:
        return
    granted = apps.get_model("wagtailcore", "GroupPagePermission").objects
    wanted = [_permission(apps, "wagtailcore", "page", action) for action in PAGE_PERMISSIONS]
    granted.filter(group=group).exclude(page=root, permission__in=wanted).delete()
    for permission in wanted:
        granted.get_or_create(group=group, page=root, permission=permission)


def _grant_files(apps: Any, group: Any) -> None:
    root = apps.get_model("wagtailcore", "Collection").objects.filter(depth=1).first()
    if root is None:
        return
    granted = apps.get_model("wagtailcore", "GroupCollectionPermission").objects
    wanted = _permissions(apps, FILE_PERMISSIONS)
    granted.filter(group=group).exclude(collection=root, permission__in=wanted).delete()
    for permission in wanted:
        granted.get_or_create(group=group, collection=root, permission=permission)


def _permissions(apps: Any, wanted: Mapping[tuple[str, str], tuple[str, ...]]) -> list[Any]:
    return [
        _permission(apps, app_label, model, action)
        for (app_label, model), actions in wanted.items()
        for action in actions
    ]


def _permission(apps: Any, app_label: str, model: str, action: str) -> Any:
    kind, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label=app_label, model=model)
    codename = f"{action}_{model}"
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=kind, codename=codename, defaults={"name": f"Can {action} {model}"}
    )
    return permission
