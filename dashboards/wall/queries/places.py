"""The port's places as the wall lays them out."""

from dataclasses import dataclass

from customs_portal.registry.models import CustomsOffice, Place
from dashboards.wall.models import DeviceState, WaitingTask

WIDTH, HEIGHT = 1640, 1000


@dataclass(frozen=True, kw_only=True)
class Site:
    """A place with its point on the port plan."""

    code: str
    name: str
    x: int
    y: int


@dataclass(frozen=True, kw_only=True)
class SiteGroup:
    kind: str
    label: str
    places: tuple[Site, ...]


def port_places() -> list[SiteGroup]:
    """Every watched place by kind: lanes, X-ray, berths, yards, warehouses, rail, halls."""
    places = list(Place.objects.order_by("code"))
    order = [Place.Kind.LANE, Place.Kind.XRAY, Place.Kind.BERTH]
    order += [kind for kind in Place.Kind if kind not in order]
    groups = []
    for kind in order:
        sites = tuple(_site(place) for place in places if place.kind == kind)
        if sites:
            groups.append(SiteGroup(kind=kind.value, label=str(kind.label), places=sites))
    return groups


def place_of_inspection(*, order_no: str) -> str:
    """Where that order is carried out, or "" when the wall has not heard of it."""
    order = WaitingTask.objects.filter(kind=WaitingTask.Kind.INSPECTION, reference=order_no)
    return order.values_list("place_code", flat=True).first() or ""


def place_of_device(*, device_code: str) -> str:
    """Where that device stands, or "" when it was never on the line."""
    device = DeviceState.objects.filter(device_code=device_code)
    return device.values_list("place_code", flat=True).first() or ""


def port_office() -> str:
    """The customs office that watches the port, in the reader's language."""
    place = Place.objects.select_related("office").order_by("code").first()
    office = place.office if place else None
    while office and office.level == CustomsOffice.Level.SITE and office.parent:
        office = office.parent
    return office.name if office else ""


def _site(place: Place) -> Site:
    return Site(
        code=place.code,
        name=place.name,
        x=round(place.map_x * WIDTH / 1000),
        y=round(place.map_y * HEIGHT / 1000),
    )
