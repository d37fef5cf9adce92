"""Which days are worked, by the law pack's calendar of the year or, until there is one, its
statutory holidays."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from customs_portal.registry.law import LawGap, LawValue, ask

SATURDAY = 5


class NoCalendar(LawGap):
    """The holidays of that year are not announced, or not entered yet."""

    code = "no_calendar"
    sentence = gettext_noop("The law pack has no calendar of holidays for the year %(year)d.")
    remedy_sentence = gettext_noop(
        "Enter the State Council's notice on the holidays of %(year)d into calendar.toml."
    )

    def __init__(self, day: date, *, rule: str) -> None:
        words = {"year": day.year}
        super().__init__(
            _(self.sentence) % words,
            field="date",
            rule=rule,
            remedy=_(self.remedy_sentence) % words,
        )


def is_worked(day: date) -> bool:
    """Whether customs works on that day. Raises ``NoCalendar``.

    In a year whose notice is not out the statutory holidays alone decide, provisionally.
    """
    provisional = provisional_rule(day)
    if provisional is not None:
        return day.weekday() < SATURDAY and day.isoformat() not in provisional.value
    iso = day.isoformat()
    try:
        if day.weekday() >= SATURDAY:
            return iso in ask("calendar.weekend_worked", on=day).value
        return iso not in ask("calendar.weekdays_off", on=day).value
    except LawGap as gap:
        raise NoCalendar(day, rule=gap.rule) from gap


def provisional_rule(day: date) -> LawValue | None:
    """The statutory holidays in whose place the year's notice has not come yet, else None."""
    try:
        ask("calendar.weekdays_off", on=day)
    except LawGap:
        try:
            return ask("calendar.statutory", on=day)
        except LawGap:
            return None
    return None
