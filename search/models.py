"""What search keeps besides the text vectors of services."""

from django.db import models


class VocabularyWord(models.Model):
    """A word of a listing as it is written, in lower case without accents: what a misspelt word may have meant.

    Words stay when the listing that brought them goes; only those that a public listing still has are suggested.
    """

    word = models.CharField(max_length=40, primary_key=True)

    class Meta:
        indexes = [
            # For words with the same first letter, whatever the database's collation.
            models.Index(fields=["word"], opclasses=["varchar_pattern_ops"], name="search_vocabulary_prefix")
        ]

    def __str__(self) -> str:
        return self.word
