from django.apps import AppConfig, apps
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_migrate


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        from config.middleware import start_session
        from config.roles import sync_roles

        # After the last app, so that every app's permissions exist by then.
        last = [*apps.get_app_configs()][-1]
        post_migrate.connect(sync_roles, sender=last, dispatch_uid="config.roles")
        user_logged_in.connect(start_session, dispatch_uid="config.sessions")
