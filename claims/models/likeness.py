"""Sketches of texts, by which those that are much alike are found; they follow from the texts."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from claims.models.sources import SourceText


class TextSketch(models.Model):
    """The smallest hashes of a text's runs of words: see claims/curation/texts/likeness.py."""

    of = models.OneToOneField(
        SourceText, primary_key=True, on_delete=models.CASCADE, related_name="sketch", help_text="Which text."
    )
    hashes = ArrayField(models.BigIntegerField(), help_text="The smallest hashes, ascending.")

    class Meta:
        indexes = (GinIndex(fields=("hashes",), name="textsketch_hashes"),)
        verbose_name_plural = "text sketches"

    def __str__(self) -> str:
        return f"sketch of text {self.pk}"
