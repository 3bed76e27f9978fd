"""Who sees which page of logging in, of one's own account and of the people: rows of the table."""

# One's own account, the same for everyone.
OWN_ACCOUNT = """account_detail account_set_password usersessions_list mfa_index mfa_list_webauthn
mfa_add_webauthn mfa_activate_totp mfa_generate_recovery_codes""".split()
# Who has no second factor can change none.
OWN_FACTOR = """mfa_edit_webauthn mfa_remove_webauthn mfa_deactivate_totp mfa_view_recovery_codes
mfa_download_recovery_codes""".split()
CONFIRMING = "account_reauthenticate mfa_reauthenticate mfa_reauthenticate_webauthn".split()
# For visitors, and for everyone else as well.
OPEN = """account_inactive account_reset_password account_reset_password_done
account_reset_password_from_key account_reset_password_from_key_done""".split()
PEOPLE = ["person_list", "person_invite", "person_edit"]
# What an owner does to people; it is posted.
PEOPLE_ACTS = """mfa_requirement person_invite_again person_deactivate person_reactivate
person_take_password person_remove_second_factors""".split()

# Status for owner, finance, account manager, auditor, no role, anonymous.
PAGES = {
    "account_login": (302, 302, 302, 302, 302, 200),
    "account_logout": (200, 200, 200, 200, 200, 302),
    # Who has no password is led to where one is set.
    "account_change_password": (302, 302, 302, 302, 302, 302),
    "mfa_authenticate": (302, 302, 302, 302, 302, 302),
    "mfa_login_webauthn": (302, 302, 302, 302, 302, 302),
    "invitation_accept": (410, 410, 410, 410, 410, 410),
    **dict.fromkeys(OPEN, (200, 200, 200, 200, 200, 200)),
    **dict.fromkeys(OWN_ACCOUNT, (200, 200, 200, 200, 200, 302)),
    **dict.fromkeys(OWN_FACTOR, (404, 404, 404, 404, 404, 302)),
    **dict.fromkeys(CONFIRMING, (403, 403, 403, 403, 403, 302)),
    **dict.fromkeys(PEOPLE, (200, 403, 403, 403, 403, 302)),
    **dict.fromkeys(PEOPLE_ACTS, (405, 405, 405, 405, 405, 302)),
}

# What stands in the address besides a person.
ARGUMENTS: dict[str, list[object]] = {
    "account_reset_password_from_key": ["1", "forged"],
    "invitation_accept": ["forged"],
    "mfa_edit_webauthn": [1],
    "mfa_remove_webauthn": [1],
}
