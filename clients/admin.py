"""Who looks after whom, until there is a page for it: an administrator sets account managers here.

Nothing else: agreements change through operations, and a client with history is never deleted.
"""

from django.contrib import admin
from django.http import HttpRequest

from clients.models import Client


@admin.register(Client)
class ClientAdmin(admin.ModelAdmin):
    list_display = ("name", "account_manager")
    list_editable = ("account_manager",)
    list_filter = ("account_manager",)
    list_select_related = ("account_manager",)
    search_fields = ("name",)
    readonly_fields = ("name",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Client | None = None) -> bool:
        return False
