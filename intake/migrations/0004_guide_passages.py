"""The table in which guides are searched; near spellings need pg_trgm, which PostgreSQL ships."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0003_callback_events_stay"),
    ]

    operations = [
        TrigramExtension(),
        migrations.CreateModel(
            name="GuidePassage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("guide", models.CharField(help_text="the guide's slug", max_length=40)),
                ("position", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=120)),
                ("heading", models.CharField(max_length=120)),
                (
                    "anchor",
                    models.CharField(
                        blank=True, help_text="of the heading; none at the beginning", max_length=120
                    ),
                ),
                ("markdown", models.TextField()),
                ("text", models.TextField()),
                ("words", models.TextField()),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.CombinedSearchVector(
                            django.contrib.postgres.search.CombinedSearchVector(
                                django.contrib.postgres.search.SearchVector(
                                    "heading", config="english", weight="A"
                                ),
                                "||",
                                django.contrib.postgres.search.SearchVector(
                                    "words", config="english", weight="B"
                                ),
                                django.contrib.postgres.search.SearchConfig("english"),
                            ),
                            "||",
                            django.contrib.postgres.search.SearchVector("text", config="english", weight="C"),
                            django.contrib.postgres.search.SearchConfig("english"),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
            ],
            options={
                "ordering": ["guide", "position"],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="intake_passage_search"),
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass("words", name="gin_trgm_ops"),
                        name="intake_passage_words",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("guide", "position"), name="intake_guide_passage_once")
                ],
            },
        ),
    ]
