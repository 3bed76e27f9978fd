"""Invitations: a signed link that works for seven days and until it is used."""

from smtplib import SMTPException

from django.conf import settings
from django.contrib.auth.models import User
from django.core import signing
from django.core.mail import send_mail
from django.template.loader import render_to_string

SALT = "config.people.invitation"
DAYS = 7


def token_for(person: User) -> str:
    """It holds what changes with the password, so that setting one uses it up."""
    return signing.dumps([person.pk, _fingerprint(person)], salt=SALT)


def person_invited(token: str) -> User | None:
    """Whom a token is for; nobody when it is forged, too old, used or called off."""
    try:
        pk, fingerprint = signing.loads(token, salt=SALT, max_age=DAYS * 24 * 3600)
    except signing.BadSignature:
        return None
    person = User.objects.filter(pk=pk, is_active=True).first()
    if person is None or person.has_usable_password() or fingerprint != _fingerprint(person):
        return None
    return person


def _fingerprint(person: User) -> str:
    return person.get_session_auth_hash()[:32]


def send_invitation(person: User, *, link: str, inviter: User) -> bool:
    """Whether it went out: False without a mail server, or when that refuses."""
    context = {"link": link, "inviter": inviter.get_full_name() or inviter.username, "days": DAYS}
    if not settings.EMAIL_URL:
        return False
    try:
        send_mail(
            "Your invitation to Baseload",
            render_to_string("people/invitation.txt", context),
            None,
            [person.email],
        )
    except (SMTPException, OSError):
        return False
    return True
