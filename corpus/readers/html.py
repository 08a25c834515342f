"""HTML: the main content of a page, EUR-Lex acts among them; nothing is fetched, nothing is run."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from corpus.document import Content, Metadata
from corpus.encoding import decode, read_bytes
from corpus.errors import CannotRead
from corpus.readers.builder import assemble, tidy
from corpus.readers.front import declared_metadata, heading_title, titled
from corpus.readers.html_flow import Flow, length
from corpus.readers.provisions import with_provisions

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.I)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


def read_html(path: Path) -> Content:
    """The main content of an HTML file; it has no pages.

    Raises CannotRead: missing, unreadable, empty, oversize, damaged, no_text.
    """
    data = read_bytes(path)
    declared = _CHARSET.search(data[:4096])
    text = decode(data, declared[1].decode("ascii") if declared else None)
    root = _parsed(text)
    pieces = titled(list(Flow(_main(root)).pieces()))
    metadata = _metadata(root)
    title = heading_title(pieces)
    if title:
        metadata = replace(metadata, title=title)
    return assemble(*with_provisions(pieces, metadata))


def _parsed(text: str) -> Any:
    parser = lxml_html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root = lxml_html.document_fromstring(_XML_DECLARATION.sub("", text, count=1), parser=parser)
    except etree.ParserError as error:
        raise CannotRead("no_text", str(error)) from error
    except (etree.LxmlError, ValueError) as error:
        raise CannotRead("damaged", str(error)) from error
    if root is None:
        raise CannotRead("no_text")
    return root


def _metadata(root: Any) -> Metadata:
    """What the head of the page declares: Open Graph, Dublin Core and plain meta elements, title, language."""
    meta = {
        (element.get("property") or element.get("name") or "").lower(): element.get("content") or ""
        for element in root.iter("meta")
    }
    canonical = root.xpath("//link[@rel='canonical' and @href]")
    titles = [tidy(element.text_content()) for element in root.iter("title")][:1]
    fields = {
        "title": _first(meta, "og:title", "dc.title", "dcterms.title") or (titles[0] if titles else ""),
        "publisher": _first(meta, "dc.publisher", "dcterms.publisher", "citation_publisher", "og:site_name"),
        "date": _first(meta, "article:published_time", "dc.date", "dcterms.issued", "dc.date.issued", "date"),
        "language": root.get("lang") or root.get(_XML_LANG) or meta.get("language", ""),
        "url": _first(meta, "og:url") or next((link.get("href") for link in canonical), ""),
    }
    eur_lex = re.search(r"— ([A-Z]{2}) —", titles[0]) if titles else None
    return declared_metadata({**fields, "language": fields["language"] or (eur_lex[1] if eur_lex else "")})


def _first(meta: dict[str, str], *names: str) -> str:
    return next((meta[name] for name in names if meta.get(name)), "")


def _main(root: Any) -> Any:
    """The element that holds the content: what the page says it is, else where its paragraphs stand most densely."""
    body = next(root.iter("body"), root)
    acts = root.xpath("//div[contains(concat(' ', @class, ' '), ' eli-container ')]")
    if acts:
        for before in list(acts[0].itersiblings(preceding=True)):
            before.getparent().remove(before)  # the head of a consolidated text: title, amending acts, disclaimer
        return body
    total = length(body)
    marked = [*root.iter("main"), *root.xpath("//*[@role='main']"), *root.iter("article")]
    best = max(marked, key=length, default=None)
    if best is not None and length(best) * 4 >= total:
        return best
    return _densest(body)


def _densest(body: Any) -> Any:
    """The smallest element with nearly all of the text that stands in paragraphs, or the body."""
    held: dict[Any, int] = {}
    for paragraph in body.iter("p", "li", "table"):
        parent = paragraph.getparent()
        if parent is not None:
            held[parent] = held.get(parent, 0) + length(paragraph)
    total = sum(held.values())
    best = max(held, key=lambda element: held[element], default=body)
    return best if held and held[best] * 10 >= total * 9 and best.tag not in ("tr", "td", "ul", "ol") else body
