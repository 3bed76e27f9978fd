"""Every change to a person. Nobody is ever deleted: what they did keeps their name."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from auditlog import get_logentry_model
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.db import transaction

from config.models import SiteSettings
from config.people.queries import somebody_with
from config.roles import OWNER, ROLES

EMAIL_TAKEN = "Somebody with this e-mail is here already."
LAST_OWNER = "This is the last active owner. Make somebody else an owner first."


@transaction.atomic
def invite_person(*, email: str, role: str, name: str = "") -> User:
    """Somebody new who has no password until the invitation is accepted.

    Raises ValidationError for `email` when somebody has it already.
    """
    _lock_owners()
    if somebody_with(email):
        raise ValidationError({"email": EMAIL_TAKEN})
    person = User.objects.create_user(email.lower(), email.lower())
    _give_name(person, name)
    person.save()
    person.groups.set([Group.objects.get(name=role)])
    return person


@transaction.atomic
def change_person(*, person: User, name: str | None = None, role: str | None = None) -> None:
    """Change name or role, None for what stays.

    Raises ValidationError when it would take the role from the last active owner.
    """
    if role is not None:
        if role != OWNER:
            _keep_an_owner_besides(person)
        others = person.groups.exclude(name__in=ROLES)
        person.groups.set([*others, Group.objects.get(name=role)])
    if name is not None:
        _give_name(person, name)
        person.save(update_fields=["first_name", "last_name"])


@transaction.atomic
def deactivate_person(*, person: User) -> None:
    """Ends the sessions too. Raises ValidationError for the last active owner."""
    _keep_an_owner_besides(person)
    person.is_active = False
    person.save(update_fields=["is_active"])
    end_sessions(person)


@transaction.atomic
def reactivate_person(*, person: User) -> None:
    person.is_active = True
    person.save(update_fields=["is_active"])


@transaction.atomic
def take_password(*, person: User) -> None:
    """Ends the sessions; an invitation lets the person choose another."""
    person.set_unusable_password()
    person.save(update_fields=["password"])
    end_sessions(person)
    # Who took it is news; the password itself is not kept, so nothing else would say so.
    history = get_logentry_model()
    history.objects.log_create(
        person,
        force_log=True,
        action=history.Action.UPDATE,
        changes={"login": ["password", "invitation"]},
    )


@transaction.atomic
def remove_second_factors(*, person: User) -> None:
    """For somebody who lost the phone and the recovery codes."""
    Authenticator.objects.filter(user=person).delete()
    end_sessions(person)


@transaction.atomic
def set_up_login(*, person: User, name: str, password: str) -> None:
    """What an invitation leads to; whoever had the link has the address."""
    _give_name(person, name)
    person.set_password(password)
    person.save()
    if person.email:
        EmailAddress.objects.update_or_create(
            user=person, email=person.email, defaults={"verified": True, "primary": True}
        )


@transaction.atomic
def create_owner(*, email: str, name: str, password: str) -> User:
    """The first owner. Raises ValidationError when there is one."""
    if _lock_owners():
        raise ValidationError("There is an owner already.")
    person = invite_person(email=email, role=OWNER)
    set_up_login(person=person, name=name, password=password)
    return person


@transaction.atomic
def let_owner_in_again(*, person: User, password: str) -> None:
    """An active owner with this password alone, whatever happened before."""
    _lock_owners()
    person.is_active = True
    person.set_password(password)
    person.save()
    person.groups.add(Group.objects.get(name=OWNER))
    remove_second_factors(person=person)


@transaction.atomic
def require_second_factor(*, required: bool) -> None:
    SiteSettings.objects.update_or_create(pk=SiteSettings.ONLY, defaults={"require_mfa": required})


def end_sessions(person: User) -> None:
    for session in UserSession.objects.filter(user=person):
        session.end()


def _lock_owners() -> set[int]:
    """The active owners; until the transaction ends nobody else changes who they are."""
    group = Group.objects.select_for_update().get(name=OWNER)
    return set(group.user_set.filter(is_active=True).values_list("pk", flat=True))


def _keep_an_owner_besides(person: User) -> None:
    if _lock_owners() == {person.pk}:
        raise ValidationError(LAST_OWNER)


def _give_name(person: User, name: str) -> None:
    person.first_name, _, person.last_name = name.strip().partition(" ")
