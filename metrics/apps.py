from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class MetricsConfig(AppConfig):
    name = "metrics"

    def ready(self) -> None:
        from metrics import ledger
        from metrics.forecast import keeping

        ledger.listen()
        keeping.listen()
        pre_migrate.connect(ledger.drop_view, sender=self, dispatch_uid="metrics.ledger")
        post_migrate.connect(ledger.after_migration, sender=self, dispatch_uid="metrics.ledger")
