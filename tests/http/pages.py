"""What a browser makes of a page: the form's pairs, its elements. Shared by the tests of the record's form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jinja2

from dossier.http import record_form
from dossier.http.record_form import FormModel, Section, Typed, form_of, sections
from samples.make import complete_record, persons

FOLDER = Path(record_form.__file__).parent / "html"
Pairs = list[tuple[str, str]]
VOID = {"input", "meta", "link", "br", "img", "hr"}


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(loader=jinja2.FileSystemLoader(FOLDER), autoescape=True, undefined=jinja2.StrictUndefined)


def drawn(model: FormModel) -> str:
    """The HTML of a page, as the macros draw it."""
    template = _environment().from_string('{% from "fields.html" import record_form %}{{ record_form(model) }}')
    return template.render(model=model)


@dataclass
class Element:
    """An element with its attributes, the text in it, and the names of the elements around it."""

    tag: str
    attributes: dict[str, str | None]
    around: tuple[str, ...]
    text: str = ""
    chosen: bool = False

    def get(self, name: str) -> str:
        return self.attributes.get(name) or ""


@dataclass
class Page:
    """A page read as a browser reads it."""

    elements: list[Element] = field(default_factory=list)
    unbalanced: list[str] = field(default_factory=list)

    def all(self, *tags: str) -> list[Element]:
        return [element for element in self.elements if element.tag in tags]

    def pairs(self) -> Pairs:
        """What the form sends when nobody touches it."""
        found: Pairs = []
        select: Element | None = None
        for element in self.elements:
            name, type_ = element.get("name"), element.get("type")
            if element.tag == "select":
                select = element
            elif element.tag == "option" and "select" in element.around and "selected" in element.attributes:
                assert select is not None
                found.append((select.get("name"), element.get("value")))
            elif element.tag == "textarea":
                text = element.text.removeprefix("\n")  # the first line end in a text area is none
                found.append((name, text.replace("\n", "\r\n")))
            elif element.tag == "input" and type_ == "checkbox":
                if "checked" in element.attributes:
                    found.append((name, element.get("value")))
            elif element.tag == "input":
                found.append((name, element.get("value")))
        return found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self.open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(set(names)) < len(names):
            self.page.unbalanced.append(f"{tag}: an attribute twice")
        element = Element(tag, dict(attrs), tuple(outer.tag for outer in self.open))
        self.page.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1].tag != tag:
            self.page.unbalanced.append(tag)
        else:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.text += data


def page_of(html: str) -> Page:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.page.unbalanced += [element.tag for element in reader.open]
    return reader.page


def sent(
    section: Section, data: Mapping[str, Any], *, typed: Typed | None = None, opened: Sequence[str] = (), **more: Any
) -> Pairs:
    """What the page sends when nobody touches it."""
    return page_of(drawn(form_of(section, data, typed=typed, opened=opened, **more))).pairs()


def with_text(pairs: Pairs, name: str, *texts: str) -> Pairs:
    """*pairs* with other texts for *name*, which must be there."""
    assert name in [one for one, _ in pairs], name
    at = [one for one, _ in pairs].index(name)
    rest = [pair for pair in pairs if pair[0] != name]
    return [*rest[:at], *((name, text) for text in texts), *rest[at:]]


def items_of(section: Section, data: Mapping[str, Any]) -> tuple[str, ...]:
    """Every item of every list on the page."""
    return tuple(_items(data, section))


def _items(data: Any, section: Section) -> Iterator[str]:
    left = [("", data)]
    while left:
        at, value = left.pop()
        if isinstance(value, dict):
            left += [(f"{at}/{key}", inner) for key, inner in value.items()]
        elif isinstance(value, list):
            left += [(f"{at}/{index}", inner) for index, inner in enumerate(value)]
            if section.holds(at):
                yield from (f"{at}/{index}" for index in range(len(value)))


@cache
def everybody() -> tuple[dict[str, Any], ...]:
    """The complete sample and the sample persons."""
    return (complete_record(), *persons())


def named(id_: str) -> Section:
    found = record_form.section(id_)
    assert found is not None
    return found


ALL = sections()
