"""Every word that the scripts of the shells say, from the catalogue."""

from django.utils.translation import gettext as _


def for_scripts() -> dict[str, str]:
    """Placed into each page as JSON; scripts hold no words of their own."""
    return {
        "live": _("Live"),
        "connecting": _("Connecting"),
        "stale": _("Connection lost. Data from {time}. Trying again."),
        "restored": _("Connection restored."),
        "saving": _("Saving…"),
        "saved": _("Draft saved {time}"),
        "not_saved": _("Not saved. Trying again."),
        "undo": _("Undo ({n} s)"),
        "dismiss": _("Dismiss"),
        "no_match": _("Nothing matches. Try other words or a shorter code."),
        "options_found": _("{n} found. Use the arrow keys."),
        "move": _("move"),
        "choose": _("choose"),
        "close": _("close"),
        "selected": _("{n} selected"),
        "new_rows": _("{n} new. Show them"),
        "shortcuts": _("Keyboard shortcuts"),
        "request_failed": _("The server could not be reached. Nothing was changed. Try again."),
        "minutes_short": _("{m}:{s}"),
        "time_left": _("About {time} left"),
    }
