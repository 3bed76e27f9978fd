"""Reads of the people pages."""

from django.contrib.auth.models import Group, User
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Concat, Trim

from config.accounts import second_factors
from config.roles import OWNER, ROLES

ACTIVE, INVITED, DEACTIVATED = "active", "invited", "deactivated"
STATES = [(ACTIVE, "Active"), (INVITED, "Invited"), (DEACTIVATED, "Deactivated")]
# Django marks a password nobody can type with an exclamation mark in front.
NEVER_CAME = Q(password__startswith="!", last_login=None)  # noqa: S106


def people() -> QuerySet[User]:
    """Everybody with the annotations `full_name`, `role`, `state` and `has_second_factor`."""
    roles = Group.objects.filter(user=OuterRef("pk"), name__in=ROLES).order_by("name")
    state = Case(
        When(is_active=False, then=Value(DEACTIVATED)),
        When(NEVER_CAME, then=Value(INVITED)),
        default=Value(ACTIVE),
    )
    name = Trim(Concat("first_name", Value(" "), "last_name"))
    return User.objects.annotate(
        full_name=Case(When(first_name="", last_name="", then="username"), default=name),
        role=Subquery(roles.values("name")[:1]),
        state=state,
        has_second_factor=Exists(second_factors()),
    ).order_by("full_name", "pk")


def search_people(people: QuerySet[User], words: str) -> QuerySet[User]:
    """Those whose name, login or address has all the words."""
    for word in words.split():
        people = people.filter(
            Q(full_name__icontains=word) | Q(username__icontains=word) | Q(email__icontains=word)
        )
    return people


def somebody_with(email: str) -> User | None:
    """Who has this address, as login or as e-mail, in whatever capitals."""
    return User.objects.filter(Q(username__iexact=email) | Q(email__iexact=email)).first()


def owners() -> QuerySet[User]:
    """The active ones."""
    return User.objects.filter(groups__name=OWNER, is_active=True).order_by("pk")
