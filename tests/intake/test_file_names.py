"""Names of files: whatever people and their enemies call them, what is kept can be shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.document_enums import FileType
from intake.file_names import LONGEST, clean_name, neutral_name, promised_type


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Letter.pdf", "Letter.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("..\\..\\boot.pdf", "boot.pdf"),
        ("C:\\Users\\Alex\\scan.pdf", "scan.pdf"),
        ("\u202efdp.exe.pdf", "fdp.exe.pdf"),
        ("a\nb:\tc.pdf", "a b c.pdf"),
        ("nul\0.pdf", "nul.pdf"),
        (".pdf", "pdf"),
        ("", "paper"),
        ("...", "paper"),
        ("\u0301\u200b", "\u0301"),
        ("Übergabe – Ärzte.pdf", "Übergabe – Ärzte.pdf"),
        ("🧸 bear.pdf", "🧸 bear.pdf"),
        ("a" * 400 + ".pdf", "a" * 76 + ".pdf"),
        ("a" * 400, "a" * 80),
    ],
)
def test_a_name_is_cleaned_and_its_ending_stays(name: str, kept: str) -> None:
    assert clean_name(name) == kept


@pytest.mark.parametrize(
    ("name", "promised"),
    [
        ("a.PDF", FileType.PDF),
        ("IMG.JPEG", FileType.JPEG),
        ("IMG.heif", FileType.HEIC),
        ("a.docx ", FileType.DOCX),
        ("a.pdf.exe", None),
        ("a.docm", None),
        ("a.svg", None),
        ("pdf", FileType.PDF),
        ("", None),
    ],
)
def test_only_the_last_ending_promises(name: str, promised: FileType | None) -> None:
    assert promised_type(name) is promised


@given(st.text(max_size=300))
def test_any_name_can_be_shown(name: str) -> None:
    kept = clean_name(name)

    assert 0 < len(kept) <= LONGEST
    assert not set(kept) & set('/\\:*?"<>|\0\n\r\u202e\u2066')
    assert clean_name(kept) == kept


def test_a_downloaded_paper_is_called_nothing() -> None:
    assert neutral_name("-_Abc3d-e_f9Ghij", FileType.JPEG) == "paper-abc3def9.jpg"
