"""Guides cut into passages, so that PostgreSQL can find them. The files are the truth: see `load_guides`."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models


class GuidePassage(models.Model):
    """A piece of a guide. `text` is what it says, `words` are title, heading and what else people call it."""

    guide = models.CharField(max_length=40, help_text="the guide's slug")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    heading = models.CharField(max_length=120)
    anchor = models.CharField(max_length=120, blank=True, help_text="of the heading; none at the beginning")
    markdown = models.TextField()
    text = models.TextField()
    words = models.TextField()
    search = models.GeneratedField(
        expression=SearchVector("heading", config="english", weight="A")
        + SearchVector("words", config="english", weight="B")
        + SearchVector("text", config="english", weight="C"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        ordering = ["guide", "position"]
        constraints = [
            models.UniqueConstraint(fields=["guide", "position"], name="intake_guide_passage_once"),
        ]
        indexes = [
            GinIndex(fields=["search"], name="intake_passage_search"),
            GinIndex(OpClass("words", name="gin_trgm_ops"), name="intake_passage_words"),
        ]

    def __str__(self) -> str:
        return f"{self.guide} {self.position}"
