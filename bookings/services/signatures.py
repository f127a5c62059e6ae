"""The picture of a mediator's signature, as it stands on certificates."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

from django.db import transaction

from bookings.errors import NotAPicture
from bookings.models import Mediator
from intake import document_files
from intake.document_enums import FileType
from intake.file_sniffing import sniffed_type
from mediation.core import audit
from mediation.core.models import User

LARGEST, MOST_PIXELS = 5 * 1024 * 1024, 40_000_000
BOX = (900, 300)  # pixels: sharp at the size of a signature


@transaction.atomic
def save_signature(*, mediator: Mediator, content: bytes, user: User, now: datetime) -> Mediator:
    """Keep a new picture, or none where `content` is empty. Certificates keep the one that they were issued
    with. Raises NotAPicture."""
    row = Mediator.objects.select_for_update().get(pk=mediator.pk)
    place = ""
    if content:
        picture = _drawn_anew(content)
        place = document_files.new_place()
        document_files.put(place, picture)
    row.signature_place = place
    row.save(update_fields=["signature_place"])
    audit.record(audit.Actor.of(user), "signature.saved", row, at=now, has_picture=bool(place))
    return row


def _drawn_anew(content: bytes) -> bytes:
    """The picture as a small PNG of our own making: nothing of the file that was sent lives on."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    if len(content) > LARGEST or sniffed_type(content) not in {FileType.PNG, FileType.JPEG}:
        raise NotAPicture
    try:
        with Image.open(BytesIO(content), formats=["PNG", "JPEG"]) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise NotAPicture
            upright = ImageOps.exif_transpose(opened).convert("RGBA")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise NotAPicture from error
    paper = Image.new("RGBA", upright.size, "white")
    drawn = Image.alpha_composite(paper, upright).convert("L")
    drawn.thumbnail(BOX)
    made = BytesIO()
    drawn.save(made, "PNG", optimize=True)
    return made.getvalue()
