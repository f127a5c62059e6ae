"""Sealed fields: bound to their column, readable with the right keys and with nothing else."""

import base64
import os
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from intake.models import Case, Party
from mediation.core.encryption import (
    blind_index,
    decrypt,
    decrypt_bytes,
    encrypt,
    encrypt_bytes,
    key_ring,
)
from mediation.core.errors import KeysMissing, Undecipherable
from tests.factories import NOW


def key(name: str) -> str:
    return f"{name}:{base64.b64encode(os.urandom(32)).decode()}"


OLD, NEW = key("old"), key("new")
SECRETS = ["Alex Winter", "", " ", "a" * 100_000, "Łódź 🌧 \x00 end", "old.looks-like-a-sealed-value"]


@pytest.fixture(autouse=True)
def _old_key(settings):
    settings.FIELD_KEYS = [OLD]


@pytest.mark.parametrize("plain", SECRETS)
def test_what_was_sealed_opens(plain):
    assert decrypt(encrypt(plain, where="t.c"), where="t.c") == plain


def test_the_sealed_text_says_which_key_and_nothing_else():
    sealed = encrypt("Alex Winter", where="t.c")

    assert sealed.startswith("old.")
    assert "Alex" not in sealed
    assert encrypt("Alex Winter", where="t.c") != sealed  # never the same twice


@pytest.mark.parametrize("where", ["t.other", "other.c", "t", "t.c ", ""])
def test_a_value_copied_into_another_column_does_not_open(where):
    sealed = encrypt("Alex Winter", where="t.c")

    with pytest.raises(Undecipherable):
        decrypt(sealed, where=where)


def flipped(sealed: str, position: int) -> str:
    name, _, encoded = sealed.partition(".")
    raw = bytearray(base64.b64decode(encoded))
    raw[position] ^= 1
    return f"{name}.{base64.b64encode(bytes(raw)).decode()}"


@pytest.mark.parametrize("position", [0, 11, 12, 20, -1])
def test_one_changed_bit_anywhere_is_noticed(position):
    sealed = encrypt("Alex Winter", where="t.c")

    with pytest.raises(Undecipherable):
        decrypt(flipped(sealed, position), where="t.c")


@pytest.mark.parametrize(
    "stored", ["", "old", "old.", "old.AAAA", "old.not base64!", "Alex Winter", ".", "new.AAAA"]
)
def test_what_was_never_sealed_is_not_read_as_plain_text(stored):
    with pytest.raises(Undecipherable):
        decrypt(stored, where="t.c")


def test_keys_rotate_by_putting_a_new_one_in_front(settings):
    before = encrypt("Alex Winter", where="t.c")

    settings.FIELD_KEYS = [NEW, OLD]

    after = encrypt("Alex Winter", where="t.c")
    assert after.startswith("new.")
    assert decrypt(before, where="t.c") == decrypt(after, where="t.c") == "Alex Winter"
    settings.FIELD_KEYS = [NEW]
    assert decrypt(after, where="t.c") == "Alex Winter"
    with pytest.raises(Undecipherable):
        decrypt(before, where="t.c")


def test_another_key_of_the_same_name_opens_nothing(settings):
    sealed = encrypt("Alex Winter", where="t.c")
    settings.FIELD_KEYS = [key("old")]

    with pytest.raises(Undecipherable):
        decrypt(sealed, where="t.c")


@pytest.mark.parametrize(
    "entries",
    [
        [],
        ["old"],
        ["old:"],
        [":AAAA"],
        ["old:not-base64"],
        [f"old:{base64.b64encode(bytes(31)).decode()}"],
        [f"old:{base64.b64encode(bytes(33)).decode()}"],
        [OLD, "broken"],
    ],
)
def test_without_good_keys_nothing_is_sealed_read_or_indexed(settings, entries):
    sealed = encrypt("Alex Winter", where="t.c")
    settings.FIELD_KEYS = entries

    with pytest.raises(KeysMissing):
        encrypt("Alex Winter", where="t.c")
    with pytest.raises(KeysMissing):
        decrypt(sealed, where="t.c")
    with pytest.raises(KeysMissing):
        blind_index("Alex Winter", purpose="name")


def test_errors_never_hold_the_text(settings):
    sealed = encrypt("Alex Winter", where="t.c")

    with pytest.raises(Undecipherable) as caught:
        decrypt(sealed, where="t.other")

    assert "Alex" not in str(caught.value)
    assert sealed not in str(caught.value)


def test_an_index_stays_the_same_when_a_key_is_put_in_front(settings):
    before = blind_index("robin field", purpose="name")

    settings.FIELD_KEYS = [NEW, OLD]

    assert blind_index("robin field", purpose="name") == before
    settings.FIELD_KEYS = [NEW]
    assert blind_index("robin field", purpose="name") != before  # dropping the oldest key needs a new index


def test_an_index_differs_by_purpose_and_by_value():
    found = {
        blind_index("robin field", purpose="name"),
        blind_index("robin field", purpose="rate"),
        blind_index("robin fields", purpose="name"),
        blind_index("", purpose="name"),
    }

    assert len(found) == 4
    assert all(len(one) == 64 for one in found)


@pytest.fixture
def party(db) -> Party:
    case = Case.objects.create(reference="K7QX-4MAH", matter=["children"], opened_at=NOW)
    return Party.objects.create(
        case=case, name="Alex Winter", name_index="", answers={"a": [1, None]}, created_at=NOW
    )


def raw(column: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM intake_party")  # noqa: S608
        return cursor.fetchone()[0]


def test_a_field_is_sealed_in_the_table_and_plain_in_python(party):
    assert raw("name").startswith("old.")
    assert "Alex" not in raw("name")
    found = Party.objects.get()
    assert (found.name, found.other_name, found.answers) == ("Alex Winter", "", {"a": [1, None]})
    assert list(Party.objects.values_list("name", flat=True)) == ["Alex Winter"]


def test_empty_text_is_sealed_too(party):
    assert raw("other_name").startswith("old.")


def test_an_update_without_loading_seals_as_well(party):
    Party.objects.update(name="Robin Field")

    assert raw("name").startswith("old.")
    assert Party.objects.get().name == "Robin Field"


def test_two_columns_of_one_row_cannot_be_swapped(party):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE intake_party SET other_name = name")

    with pytest.raises(Undecipherable):
        Party.objects.get()


@pytest.mark.parametrize(
    "lookup", ["name", "name__exact", "name__icontains", "name__in", "answers__contains"]
)
def test_a_sealed_column_cannot_be_searched(party, lookup):
    value = ["Alex Winter"] if lookup.endswith("in") and lookup != "name__icontains" else "Alex Winter"

    with pytest.raises(TypeError, match="is encrypted: it cannot be searched"):
        Party.objects.filter(**{lookup: value}).exists()


def test_rows_of_both_keys_are_read_side_by_side(party, settings):
    settings.FIELD_KEYS = [NEW, OLD]
    Party.objects.create(case=party.case, name="Robin Field", name_index="", created_at=NOW)

    assert sorted(Party.objects.values_list("name", flat=True)) == ["Alex Winter", "Robin Field"]


def test_many_threads_read_and_seal_at_once():
    sealed = [encrypt(f"secret {number}", where="t.c") for number in range(200)]

    with ThreadPoolExecutor(max_workers=16) as threads:
        opened = list(threads.map(lambda one: decrypt(one, where="t.c"), sealed))
        again = list(threads.map(lambda one: encrypt(one, where="t.c"), opened))

    assert opened == [f"secret {number}" for number in range(200)]
    assert len(set(again)) == 200
    nonces = {base64.b64decode(one.partition(".")[2])[:12] for one in sealed + again}
    assert len(nonces) == 400


def test_the_ring_keeps_its_order(settings):
    settings.FIELD_KEYS = [NEW, OLD]

    assert list(key_ring()) == ["new", "old"]


def test_a_whole_file_opens_at_its_own_place_alone():
    sealed = encrypt_bytes(b"\x00\xff a file", where="papers:1")

    assert decrypt_bytes(sealed, where="papers:1") == b"\x00\xff a file"
    for wrong in (sealed[:-1], sealed + b"x", b"other" + sealed[sealed.index(b".") :], b"", b"."):
        with pytest.raises(Undecipherable):
            decrypt_bytes(wrong, where="papers:1")
    with pytest.raises(Undecipherable):
        decrypt_bytes(sealed, where="papers:2")
