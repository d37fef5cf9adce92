"""What a demand of the house on a rule says to the person who wrote it: sentence and remedy."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from customs_portal.kit.errors import Fault
from risk.rules.expressions import RuleFault

WORDS: dict[str, tuple[str, str]] = {
    "rule.shape": (
        gettext_noop("This part of the rule is not written as rules are."),
        gettext_noop("Write it with the form, or as the description of the API shows."),
    ),
    "text.shape": (
        gettext_noop("What was sent holds a character that no text contains."),
        gettext_noop("Type the number or the word again."),
    ),
    "field.unknown": (
        gettext_noop("A rule has no field of this name."),
        gettext_noop("Leave it out."),
    ),
    "code.shape": (
        gettext_noop("This is not the number of a data rule."),
        gettext_noop("Write D- and three to six digits, for example D-014."),
    ),
    "points.integer": (
        gettext_noop("Points are whole numbers from -1,000 to 1,000."),
        gettext_noop("Enter a whole number; points below zero speak for the shipment."),
    ),
    "channel.unknown": (
        gettext_noop("There is no such channel."),
        gettext_noop("Choose documents, scan or open, or leave the channel to the points."),
    ),
    "flag.shape": (
        gettext_noop("This is answered by yes or no."),
        gettext_noop("Choose yes or no."),
    ),
    "law.needed": (
        gettext_noop("A rule names the article of law it stands on."),
        gettext_noop("Enter law and article in at most 200 characters."),
    ),
    "owner.needed": (
        gettext_noop("A rule and each of its parameters have an owner."),
        gettext_noop("Enter the office or the officer who answers for it."),
    ),
    "source.needed": (
        gettext_noop("A parameter says where its value comes from."),
        gettext_noop("Enter the source of the value."),
    ),
    "parameter.name": (
        gettext_noop("This cannot be the name of a parameter."),
        gettext_noop("Use small letters, digits and _, and no name of a fact."),
    ),
    "parameter.empty": (
        gettext_noop("This parameter has no value at any time."),
        gettext_noop("Add a value with its first day."),
    ),
    "parameter.unknown": (
        gettext_noop("The rule asks for a parameter that it does not have."),
        gettext_noop("Add the parameter below, or correct the name."),
    ),
    "parameter.unused": (
        gettext_noop("The rule has a parameter that it never asks for."),
        gettext_noop("Leave it out, or use it in the condition."),
    ),
    "day.shape": (
        gettext_noop("This is not a day of the calendar."),
        gettext_noop("Write year, month and day, for example 2026-11-22."),
    ),
    "period.order": (
        gettext_noop("A value ends before it begins."),
        gettext_noop("The last day is exclusive and lies after the first."),
    ),
    "period.overlap": (
        gettext_noop("Two values of the parameter hold on the same day."),
        gettext_noop("End the earlier one on the day on which the later one begins."),
    ),
    "period.gap": (
        gettext_noop("On some days between its periods the parameter has no value."),
        gettext_noop("Let each period begin on the day on which the one before it ends."),
    ),
    "value.kinds": (
        gettext_noop("The values of the parameter are of different kinds."),
        gettext_noop("Give numbers, texts or lists, but one kind throughout."),
    ),
    "value.type": (
        gettext_noop("The value is not of the kind that the fact is compared with."),
        gettext_noop("Compare a number with a number, a day with a day, a text with a text."),
    ),
    "value.list": (
        gettext_noop("Here several values are needed."),
        gettext_noop("Enter the values, separated by commas."),
    ),
    "value.needed": (
        gettext_noop("A value is missing."),
        gettext_noop("Enter what the fact is compared with."),
    ),
    "value.number": (
        gettext_noop("This is not a number."),
        gettext_noop("Write digits with a point, for example 1200.50."),
    ),
    "value.flag": (
        gettext_noop("This fact is true or not."),
        gettext_noop("Compare it with yes or no."),
    ),
    "value.range": (
        gettext_noop("A range has two ends."),
        gettext_noop("Enter the least and the greatest value, separated by a comma."),
    ),
    "condition.shape": (
        gettext_noop("This is not a condition."),
        gettext_noop("Choose a fact, a comparison and a value."),
    ),
    "condition.empty": (
        gettext_noop("The rule asks nothing."),
        gettext_noop("Add at least one row with a fact."),
    ),
    "condition.depth": (
        gettext_noop("The condition is nested too deeply to be read."),
        gettext_noop("Split it into several rules."),
    ),
    "condition.size": (
        gettext_noop("The condition has too many parts to be read."),
        gettext_noop("Split it into several rules."),
    ),
    "condition.unknown": (
        gettext_noop("There is no such comparison."),
        gettext_noop("Choose one of the list."),
    ),
    "items.nested": (
        gettext_noop("A question to each line of goods cannot hold another one."),
        gettext_noop("Ask both in one row group, or split the rule."),
    ),
    "items.outside": (
        gettext_noop("This is a fact of a line of goods, not of the shipment."),
        gettext_noop("Ask it of any or of all lines of goods, or take their sum."),
    ),
    "compare.kinds": (
        gettext_noop("These two cannot be compared with each other."),
        gettext_noop("Compare facts of one kind."),
    ),
    "compare.order": (
        gettext_noop("Of texts one can only ask whether they are the same."),
        gettext_noop("Choose is, is not, one of, or begins with."),
    ),
    "compare.fact": (
        gettext_noop("This compares constants, whatever is declared."),
        gettext_noop("Let at least one side be a fact."),
    ),
    "term.shape": (
        gettext_noop("This is neither a fact nor a value."),
        gettext_noop("Choose a fact, a parameter or a value."),
    ),
    "term.unknown": (
        gettext_noop("Facts cannot be reckoned together in this way."),
        gettext_noop("Add, subtract, multiply or divide two numbers."),
    ),
    "fact.unknown": (
        gettext_noop("The desk knows no fact of this name."),
        gettext_noop("Choose a fact of the list."),
    ),
    "arithmetic.number": (
        gettext_noop("Only numbers can be reckoned with."),
        gettext_noop("Choose facts that are numbers."),
    ),
    "sentence.needed": (
        gettext_noop("The rule says what it found, in both languages."),
        gettext_noop("Write a sentence of at most 300 characters."),
    ),
    "blank.unknown": (
        gettext_noop("The sentence has a blank that nothing fills."),
        gettext_noop("Use names of facts or of parameters of this rule in braces."),
    ),
    "blank.shape": (
        gettext_noop("A brace in the sentence has no partner."),
        gettext_noop("Write each blank as {name}."),
    ),
    "blank.missing": (
        gettext_noop("A blank of one sentence is missing in the other."),
        gettext_noop("Use the same blanks in English and in Chinese."),
    ),
}


def faults_from(found: Iterable[RuleFault], *, code: str) -> list[Fault]:
    """Each fault with its sentence, its remedy, the rule concerned and what stood there."""
    return [
        Fault(
            _(WORDS[one.rule][0]),
            field=one.field,
            rule=one.rule,
            remedy=_(WORDS[one.rule][1]),
            of_rule=code,
            found=one.found,
        )
        for one in found
    ]
