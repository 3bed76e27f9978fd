"""The people who log in: their roles, their invitations, and that an owner always remains."""
