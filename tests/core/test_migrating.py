"""What our migrations do that Django's own operations cannot."""

from __future__ import annotations

import pytest
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState
from pgtrigger.compiler import Trigger, UpsertTriggerSql
from pgtrigger.migrations import AddTrigger

from mediation.migrating import AtOnce

KEEP = Trigger(
    name="keep",
    sql=UpsertTriggerSql(
        func="RETURN NULL;",
        operation="DELETE",
        pgid="pgtrigger_keep",
        table="pets_tag",
        when="BEFORE",
        hash="1",
    ),
)
AT_ONCE = AtOnce(
    [
        migrations.CreateModel("Owner", [("id", models.BigAutoField(primary_key=True))]),
        migrations.CreateModel(
            "Pet",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("owner", models.ForeignKey("pets.Owner", models.CASCADE)),
            ],
        ),
        AddTrigger("tag", KEEP),
    ]
)


def before() -> ProjectState:
    state = ProjectState()
    migrations.CreateModel("Tag", [("id", models.BigAutoField(primary_key=True))]).state_forwards(
        "pets", state
    )
    return state


def tables() -> set[str]:
    with connection.cursor() as cursor:
        return {name for name in connection.introspection.table_names(cursor) if name.startswith("pets_")}


def triggers() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgname = 'pgtrigger_keep'")
        return int(cursor.fetchone()[0])


@pytest.mark.django_db
@pytest.mark.parametrize("are_classes_made", [True, False])
def test_tables_and_triggers_come_and_go_together(are_classes_made: bool) -> None:
    old = before()
    with connection.schema_editor() as editor:
        editor.create_model(old.apps.get_model("pets", "Tag"))
    new = old.clone() if are_classes_made else before()
    AT_ONCE.state_forwards("pets", new)

    with connection.schema_editor() as editor:
        AT_ONCE.database_forwards("pets", editor, old, new)

    assert tables() == {"pets_tag", "pets_owner", "pets_pet"}
    assert triggers() == 1

    with connection.schema_editor() as editor:
        AT_ONCE.database_backwards("pets", editor, new, old)

    assert tables() == {"pets_tag"}
    assert triggers() == 0


def test_the_models_know_each_other_afterwards() -> None:
    state = before()
    assert state.apps  # made before, as in a run of several migrations

    AT_ONCE.state_forwards("pets", state)

    pet = state.apps.get_model("pets", "Pet")
    assert pet._meta.get_field("owner").related_model is state.apps.get_model("pets", "Owner")
    assert [one.name for one in state.models["pets", "tag"].options["triggers"]] == ["keep"]


def test_it_says_how_much_it_does() -> None:
    assert AT_ONCE.describe() == "3 operations at once"
