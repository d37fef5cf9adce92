"""Questions about people and duties."""

from datetime import datetime

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import Post, User


def officers_on_duty(*, duty: Duty, at: datetime, place_code: str | None = None) -> list[User]:
    """Active officers whose post gives them ``duty`` at ``at``, by user name.

    With ``place_code``, those posted to the whole office or to that very place.
    """
    posts = Post.objects.in_force(at=at).filter(duties__contains=[duty.value], user__is_active=True)
    officers = {
        post.user
        for post in posts.select_related("user", "place")
        if place_code is None or post.place is None or post.place.code == place_code
    }
    return sorted(officers, key=lambda user: user.username)
