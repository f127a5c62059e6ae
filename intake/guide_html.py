"""Markdown of guides as HTML in the practice's clothes. Raw HTML is shown as text, and images are left
out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

CLASSES = {
    "paragraph_open": "govuk-body",
    "bullet_list_open": "govuk-list govuk-list--bullet",
    "ordered_list_open": "govuk-list govuk-list--number",
    "link_open": "govuk-link",
}


def _dressed(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    token.attrSet("class", CLASSES[token.type])
    return str(renderer.renderToken(tokens, index, options, env))


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).disable(["image", "html_block", "html_inline"])
    parser.validateLink = _stays_here  # type: ignore[method-assign]
    for name in CLASSES:
        parser.add_render_rule(name, _dressed)
    return parser


def _stays_here(url: str) -> bool:
    """Guides lead to pages of this site and to phones only: no click tells another site anything."""
    return url.startswith("tel:") or (url.startswith("/") and not url.startswith("//"))


PARSER = _parser()


@lru_cache(maxsize=512)
def as_html(markdown: str) -> SafeString:
    """Paragraphs, lists, bold text, links within the site and phone numbers; all else is escaped."""
    return mark_safe(PARSER.render(markdown))  # noqa: S308  (the parser escapes what it does not know)
