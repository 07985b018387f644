"""Content controls: every hole of a form stands in one, so that what a person changes there can be read back.

A control is invisible and not locked: the paper looks as it did, and a person types into it as before. Its tag is
the name of the token; rows of a list share it, their order gives the number. `add_controls` puts them into our
own forms when they are built, and into an office's forms when they are compiled.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator

from lxml import etree

from dossier.forms.outline import outline
from dossier.forms.tags import Token
from dossier.forms.wordml import WORD, Paragraph, W, paragraphs_of, scan

SDT, SDT_PROPERTIES, SDT_CONTENT, SDT_TAG = f"{W}sdt", f"{W}sdtPr", f"{W}sdtContent", f"{W}tag"
PLACEHOLDER, VALUE = f"{W}placeholder", f"{W}val"
CLEARED = "DossierBlank"  # what a control shows once a person has emptied it: see `identity.py`
LONGEST_TAG = 64  # what Word allows
_WORD_2012 = "http://schemas.microsoft.com/office/word/2012/wordml"
_APPEARANCE = f"{{{_WORD_2012}}}appearance"
_COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_IGNORABLE = f"{{{_COMPATIBILITY}}}Ignorable"
_PRESERVE = "{http://www.w3.org/XML/1998/namespace}space"
_RUN, _RUN_PROPERTIES, _TEXT = f"{W}r", f"{W}rPr", f"{W}t"


def add_controls(root: etree._Element, part: str) -> etree._Element:
    """Put every hole of a part that stands in no control of its own into one.

    Args:
        root: the part; changed in place. Tags that Word cut into runs are joined.
        part: its name, for `outline`.

    Returns:
        The root to go on with: another one where names had to be made known to it. A part with a fault, or with a
        tag that joins paragraphs (`{%-`), stays as it is: `compile_form` tells the fault.
    """
    holes = list(_holes(root, part))
    if not holes:
        return root
    root = with_names(root)
    touched: list[etree._Element] = []
    for paragraph, token, name in reversed(holes):  # from the end, so that positions stay right
        touched += _enclose(paragraph, token, name)
    for text in touched:
        _drop_if_empty(text)
    return root


def _holes(root: etree._Element, part: str) -> Iterator[tuple[Paragraph, Token, str]]:
    """Every hole that prints a token, in the order of the part, with the token's name."""
    paragraphs = list(paragraphs_of(root))
    tags, broken = scan(paragraphs, part)
    planned, _, faults = outline(tags, part)
    if broken or faults or any(tag.raw[2] == "-" or tag.raw[-3] == "-" for tag in tags):
        return
    found = [(paragraph, token) for paragraph in paragraphs for token in paragraph.tokens]
    found.sort(key=lambda pair: pair[0].order(pair[1]))
    said = [pair for pair, tag in zip(found, tags, strict=True) if tag.kind != "comment"]
    for (paragraph, token), plan in zip(said, planned, strict=True):
        if plan.name and len(plan.name) <= LONGEST_TAG:
            yield paragraph, token, plan.name


def _enclose(paragraph: Paragraph, token: Token, name: str) -> Iterator[etree._Element]:
    """Put one hole into a control; yields the text elements that may be empty now."""
    (first, start), (last, end) = paragraph.find(token.start), paragraph.find(token.end - 1)
    element = paragraph.elements[first]
    run = element.getparent()
    if run is None or run.tag != _RUN or _is_controlled(run, paragraph.text[token.start : token.end], name):
        return
    raw = paragraph.text[token.start : token.end]
    text = element.text or ""
    rest = text[start + len(raw) :] if first == last else ""
    _say(element, text[:start])
    yield element
    for cut in paragraph.elements[first + 1 : last]:
        _say(cut, "")
        yield cut
    if first != last:
        closing = paragraph.elements[last]
        _say(closing, (closing.text or "")[end + 1 :])
        yield closing
    control, after = _control(run, raw, name), _like(run)
    if rest:
        _say(etree.SubElement(after, _TEXT), rest)
    after.extend(list(element.itersiblings()))
    run.addnext(control)
    if len(after) > len(run.findall(_RUN_PROPERTIES)):
        control.addnext(after)


def _is_controlled(run: etree._Element, raw: str, name: str) -> bool:
    """Whether the hole in *run* already has a control to itself, which then gets the right tag.

    A control that holds more than the hole loses its tag: what stands in it is no value.
    """
    content = run.getparent()
    control = None if content is None or content.tag != SDT_CONTENT else content.getparent()
    if content is None or control is None:
        return False
    properties = control.find(SDT_PROPERTIES)
    if properties is None:
        return False
    tag = properties.find(SDT_TAG)
    if "".join(text.text or "" for text in content.iter(_TEXT)) != raw:
        prompt = properties.find(PLACEHOLDER)
        cleared = None if prompt is None else prompt.find(f"{W}docPart")
        is_ours = cleared is not None and cleared.get(VALUE) == CLEARED
        if prompt is not None and is_ours:
            properties.remove(prompt)
        if tag is not None and (is_ours or tag.get(VALUE) == name):
            properties.remove(tag)
        return False
    if tag is None:
        tag = etree.Element(SDT_TAG)
        properties.insert(1 if properties.find(_RUN_PROPERTIES) is not None else 0, tag)
    tag.set(VALUE, name)
    return True


def _control(run: etree._Element, raw: str, name: str) -> etree._Element:
    """A control with the hole *raw*, which looks like *run*."""
    control = etree.Element(SDT, nsmap={"w": WORD})
    properties = etree.SubElement(control, SDT_PROPERTIES)
    look = run.find(_RUN_PROPERTIES)
    if look is not None:  # what is typed once the control was emptied
        properties.append(copy.deepcopy(look))
    etree.SubElement(properties, SDT_TAG).set(VALUE, name)
    etree.SubElement(etree.SubElement(properties, PLACEHOLDER), f"{W}docPart").set(VALUE, CLEARED)
    etree.SubElement(properties, _APPEARANCE, nsmap={"w15": _WORD_2012}).set(f"{{{_WORD_2012}}}val", "hidden")
    inner = _like(run)
    _say(etree.SubElement(inner, _TEXT), raw)
    etree.SubElement(control, SDT_CONTENT).append(inner)
    return control


def _like(run: etree._Element) -> etree._Element:
    """An empty run that looks like *run*."""
    made = etree.Element(_RUN, {str(key): str(value) for key, value in run.attrib.items()}, nsmap={"w": WORD})
    look = run.find(_RUN_PROPERTIES)
    if look is not None:
        made.append(copy.deepcopy(look))
    return made


def _say(element: etree._Element, text: str) -> None:
    element.text = text
    if text != text.strip() or "{" in text:
        element.set(_PRESERVE, "preserve")


def _drop_if_empty(text: etree._Element) -> None:
    """Take away a text element without text, and its run when nothing else is in it."""
    run = text.getparent()
    if text.text or run is None:
        return
    run.remove(text)
    home = run.getparent()
    if home is not None and all(child.tag == _RUN_PROPERTIES for child in run):
        home.remove(run)


def with_names(root: etree._Element, prefix: str = "w15", uri: str = _WORD_2012) -> etree._Element:
    """*root* with the names of a later Word, and a note that older versions may pass over what bears them.

    Args:
        prefix, uri: the names; those that a hidden control needs by default.
    """
    ignorable = root.get(_IGNORABLE, "").split()
    known = root.nsmap.get(prefix), root.nsmap.get("mc")
    if known == (uri, _COMPATIBILITY) and prefix in ignorable:
        return root
    names: dict[str, str] = {**root.nsmap, "mc": _COMPATIBILITY, prefix: uri}  # type: ignore[dict-item]
    made = etree.Element(root.tag, {str(key): str(value) for key, value in root.attrib.items()}, nsmap=names)
    made.set(_IGNORABLE, " ".join([*ignorable, *([prefix] if prefix not in ignorable else [])]))
    made.text = root.text
    made.extend(list(root))
    return made
