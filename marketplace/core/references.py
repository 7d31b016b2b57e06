"""References that people read out over the telephone."""

import secrets

#: Crockford's letters: none that is taken for a digit, and no word by accident.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_reference() -> str:
    """Return a random reference, such as `7K3F-9QXD`."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"
