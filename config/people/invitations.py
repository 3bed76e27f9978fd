"""Invitations: a signed link that works for seven days and until it is used."""

from smtplib import SMTPException

from django.conf import settings
from django.contrib.auth.models import User
from django.core import signing
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string

from config.people.operations import set_up_login

SALT = "config.people.invitation"
DAYS = 7


def token_for(person: User) -> str:
    """It holds what changes with the password, so that setting one uses it up."""
    return signing.dumps([person.pk, _fingerprint(person)], salt=SALT)


def person_invited(token: str, *, locked: bool = False) -> User | None:
    """Whom a token is for; nobody when it is forged, too old, used or called off."""
    try:
        pk, fingerprint = signing.loads(token, salt=SALT, max_age=DAYS * 24 * 3600)
    except signing.BadSignature:
        return None
    people = User.objects.select_for_update() if locked else User.objects
    person = people.filter(pk=pk, is_active=True).first()
    if person is None or person.has_usable_password() or fingerprint != _fingerprint(person):
        return None
    return person


@transaction.atomic
def accept_invitation(*, token: str, name: str, password: str) -> User | None:
    """The person, who can log in now; nobody when the link was used meanwhile."""
    # Of two who use one link at once, the second waits here and comes too late.
    person = person_invited(token, locked=True)
    if person:
        set_up_login(person=person, name=name, password=password)
    return person


def send_invitation(person: User, *, link: str, inviter: str) -> bool:
    """Whether it went out: not without a mail server or address, nor when that refuses it."""
    if not (settings.EMAIL_URL and person.email):
        return False
    context = {"link": link, "inviter": inviter, "login": person.username, "days": DAYS}
    text = render_to_string("people/invitation.txt", context)
    try:
        send_mail("Choose your password for Baseload", text, None, [person.email])
    except (SMTPException, OSError):
        return False
    return True


def _fingerprint(person: User) -> str:
    return person.get_session_auth_hash()[:32]
