"""The map of the course: two tracks, and how far the learner has come at each station."""

from dataclasses import dataclass
from html import escape
from math import cos, pi, sin
from textwrap import wrap

WIDTH, HEIGHT, RADIUS = 960, 305, 17
ROWS = {"start": 165, "computer": 100, "network": 230, "end": 165}
INK = "var(--jp-content-font-color1,#222)"
FAINT = "var(--jp-content-font-color2,#666)"
GROUND = "var(--jp-layout-color0,#fff)"
TRACKS = {"computer": "#1f87c9", "network": "#d55e00", "start": "#7a8691", "end": "#7a8691"}


@dataclass(frozen=True)
class Stop:
    """One station: exercises ``solved`` of ``total``; ``total`` is 0 while it is planned."""

    track: str
    name: str
    place: str
    solved: int
    total: int

    @property
    def state(self):
        """Its progress in two or three words."""
        return f"{self.solved} of {self.total}" if self.total else "planned"


@dataclass(frozen=True)
class Leg:
    """One notebook below the map: a link with its progress."""

    file: str
    title: str
    solved: int
    total: int


@dataclass(frozen=True)
class CourseMap:
    """The map as text and as a picture with links below it."""

    stops: tuple
    legs: tuple

    def __repr__(self):
        lines = [f"{stop.name}, {stop.place or 'here'}: {stop.state}" for stop in self.stops]
        legs = [f"{leg.file}: {leg.solved} of {leg.total} solved" for leg in self.legs]
        return "\n".join([*lines, "", *legs])

    def _repr_html_(self):
        items = "".join(_item(leg) for leg in self.legs)
        return f'{_svg(self.stops)}<ul style="columns:2;max-width:{WIDTH}px">{items}</ul>'


def course_map(stops, legs):
    """Draw the map.

    ``stops`` are :class:`Stop` in order, ``legs`` the notebooks (:class:`Leg`) that are written.

    >>> course_map([Stop("start", "Start", "", 1, 2)], [])
    Start, here: 1 of 2
    """
    return CourseMap(tuple(stops), tuple(legs))


def _item(leg):
    link = f'<a href="{escape(leg.file)}">{escape(leg.title)}</a>'
    return f"<li>{'✓ ' if leg.solved == leg.total else ''}{link} ({leg.solved} of {leg.total})</li>"


def _svg(stops):
    places = _places(stops)
    rails = "".join(_rail(track, stops, places) for track in ("computer", "network"))
    stations = "".join(_station(stop, *place) for stop, place in zip(stops, places, strict=True))
    label = "Map of the course. " + ". ".join(f"{s.name} {s.place}: {s.state}" for s in stops)
    return (
        f'<svg role="img" aria-label="{escape(label)}" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'style="max-width:{WIDTH}px;width:100%;font-family:var(--jp-ui-font-family,sans-serif)">'
        f"{rails}{stations}{_directions()}</svg>"
    )


def _directions():
    names = {"computer": ("to a quantum computer", 166), "network": ("to a quantum network", 187)}
    return "".join(
        f'<text x="{WIDTH / 2}" y="{y}" text-anchor="middle" font-size="15" font-style="italic" '
        f'fill="{TRACKS[track]}">{name}</text>'
        for track, (name, y) in names.items()
    )


def _places(stops):
    """Where each station stands: a track's evenly between the common start and the common end."""
    tracks = [stop.track for stop in stops]
    seen, places = dict.fromkeys(tracks, 0), []
    for track in tracks:
        step = (WIDTH - 250) / max(1, tracks.count(track) - 1)
        x = {"start": 40, "end": WIDTH - 40}.get(track, 125 + step * seen[track])
        seen[track] += 1
        places.append((round(x), ROWS[track]))
    return places


def _rail(track, stops, places):
    points = [p for s, p in zip(stops, places, strict=True) if s.track in (track, "start", "end")]
    path = "M" + " L".join(f"{x} {y}" for x, y in sorted(points))
    colour = TRACKS[track]
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="5" opacity="0.8"/>'


def _station(stop, x, y):
    dash = "" if stop.total else ' stroke-dasharray="4 4"'
    ring = f'fill="{GROUND}" stroke="{TRACKS[stop.track]}" stroke-width="3"{dash}'
    circle = f'<circle cx="{x}" cy="{y}" r="{RADIUS}" {ring}/>'
    label = _label_outside if stop.track in ("computer", "network") else _label_inside
    return circle + _filling(stop, x, y) + label(stop, x, y)


def _label_outside(stop, x, y):
    """Name and place above the upper track and below the lower one, the state on the other side."""
    above = stop.track == "computer"
    places = wrap(stop.place, 17)
    first = y - RADIUS - 10 - 14 * len(places) if above else y + RADIUS + 20
    state = _text(x, y + RADIUS + 18 if above else y - RADIUS - 9, stop.state)
    lines = [_text(x, first + 14 * row, line) for row, line in enumerate(places, start=1)]
    return _text(x, first, stop.name, bold=True) + "".join(lines) + state


def _label_inside(stop, x, y):
    """Both texts between the tracks, where they part and where they meet."""
    side, anchor = (1, "start") if stop.track == "start" else (-1, "end")
    x += side * (RADIUS + 12)
    return _text(x, y, stop.name, bold=True, anchor=anchor) + _text(
        x, y + 14, stop.state, anchor=anchor
    )


def _text(x, y, text, bold=False, anchor="middle"):
    look = (
        f'font-size="14" font-weight="600" fill="{INK}"'
        if bold
        else f'font-size="12" fill="{FAINT}"'
    )
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" {look}>{escape(text)}</text>'


def _filling(stop, x, y):
    """A sector as large as the solved part; a full disc with a tick when all is solved."""
    share, radius, colour = stop.solved / max(1, stop.total), RADIUS - 4, TRACKS[stop.track]
    if share <= 0:
        return ""
    if share >= 1:
        disc = f'<circle cx="{x}" cy="{y}" r="{radius}" fill="{colour}"/>'
        return disc + f'<text x="{x}" y="{y + 6}" text-anchor="middle" fill="#fff">✓</text>'
    end_x, end_y = x + radius * sin(2 * pi * share), y - radius * cos(2 * pi * share)
    arc = f"A{radius} {radius} 0 {int(share > 0.5)} 1 {end_x:.1f} {end_y:.1f}"
    return f'<path d="M{x} {y} V{y - radius} {arc} Z" fill="{colour}" opacity="0.8"/>'
