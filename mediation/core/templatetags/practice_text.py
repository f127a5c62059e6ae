"""Words on pages: texts that the practice keeps in its settings, and days inside a sentence."""

import re

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from mediation.core import times

register = template.Library()
BLANK_LINES = re.compile(r"\n\s*\n")

register.filter("mid_sentence", times.mid_sentence)


@register.filter
def notice_text(text: str, heading: str = "h2") -> SafeString:
    """Paragraphs parted by an empty line; a line that starts with ## is a heading, and lines that all start
    with a dash are a list. All else is escaped.

    `heading` is h2, h3 or h4: one below the heading that stands over the text.
    """
    if heading not in {"h2", "h3", "h4"}:
        raise template.TemplateSyntaxError(f"notice_text has no heading {heading!r}")
    pieces = [piece.strip() for piece in BLANK_LINES.split(text.replace("\r\n", "\n")) if piece.strip()]
    return format_html_join("\n", "{}", ((part,) for piece in pieces for part in _drawn(piece, heading)))


def _drawn(piece: str, heading: str) -> list[SafeString]:
    first, _, rest = piece.partition("\n")
    if not first.startswith("## "):
        return [_paragraph(piece)]
    # The tag's name is one of three literals, checked above; format_html takes no variable tag otherwise.
    opened = format_html('<{} class="govuk-heading-s">{}</{}>', heading, first[3:].strip(), heading)
    return [opened, _paragraph(rest.strip())] if rest.strip() else [opened]


def _paragraph(text: str) -> SafeString:
    if all(line.startswith("- ") for line in text.split("\n")):
        items = format_html_join("", "<li>{}</li>", ((line[2:].strip(),) for line in text.split("\n")))
        return format_html('<ul class="govuk-list govuk-list--bullet">{}</ul>', items)
    lines = format_html_join(SafeString("<br>"), "{}", ((line,) for line in text.split("\n")))
    return format_html('<p class="govuk-body">{}</p>', lines)
