from django.apps import AppConfig


class WorkspacesConfig(AppConfig):
    name = "marketplace.workspaces"
    label = "workspaces"
