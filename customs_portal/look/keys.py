"""The keys of the portal, as data: the help page lists them, the scripts obey them."""

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True, kw_only=True)
class Key:
    key: str
    act: str


@dataclass(frozen=True, kw_only=True)
class KeyGroup:
    title: str
    keys: tuple[Key, ...]


def groups() -> tuple[KeyGroup, ...]:
    return (
        KeyGroup(
            title=_("Everywhere"),
            keys=(
                Key(key="?", act=_("This list")),
                Key(key="/", act=_("Go to the search box")),
                Key(key="Esc", act=_("Close, or clear the selection")),
            ),
        ),
        KeyGroup(
            title=_("Queues"),
            keys=(
                Key(key="G", act=_("Take the next one")),
                Key(key="J", act=_("One row down")),
                Key(key="K", act=_("One row up")),
                Key(key="X", act=_("Select or release the row")),
                Key(key="S", act=_("Select or release the whole page")),
                Key(key="Enter", act=_("Open the row")),
            ),
        ),
        KeyGroup(
            title=_("Scan images"),
            keys=(
                Key(key="1", act=_("Material colours")),
                Key(key="2", act=_("Grey")),
                Key(key="3", act=_("Organic only")),
                Key(key="4", act=_("Metal only")),
                Key(key="I", act=_("Invert")),
                Key(key="E", act=_("Edges")),
                Key(key="D", act=_("Marks on or off")),
                Key(key="H", act=_("Move the image")),
                Key(key="N P", act=_("Draw a box, draw a shape")),
                Key(key="M", act=_("Measure")),
                Key(key="A", act=_("First look done: show advice")),
                Key(key="T W", act=_("Lay a scan beside, open the second window")),
                Key(key="U L", act=_("Not sure, keep the layout")),
                Key(key="+ − 0", act=_("Closer, farther, whole image")),
                Key(key="F7", act=_("Second opinion")),
                Key(key="F8", act=_("No suspicion")),
                Key(key="F9", act=_("Send to inspection")),
            ),
        ),
    )
