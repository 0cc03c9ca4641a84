"""Who is looking at a page that only people with an account see."""

from django.http import HttpRequest

from technopole.accounts.models import User


def me(request: HttpRequest) -> User:
    """The person signed in. Only behind `login_required`."""
    user = request.user
    assert isinstance(user, User)
    return user
