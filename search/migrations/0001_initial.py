"""English stemming without accents, and the vocabulary for misspellings."""

from django.db import migrations, models

CREATE_CONFIGURATION = """
CREATE TEXT SEARCH CONFIGURATION english_unaccent (COPY = english);
ALTER TEXT SEARCH CONFIGURATION english_unaccent
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, english_stem;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.RunSQL(
            sql=CREATE_CONFIGURATION, reverse_sql="DROP TEXT SEARCH CONFIGURATION english_unaccent;"
        ),
        migrations.CreateModel(
            name="VocabularyWord",
            fields=[("word", models.CharField(max_length=40, primary_key=True, serialize=False))],
            options={
                "indexes": [
                    models.Index(
                        fields=["word"], name="search_vocabulary_prefix", opclasses=["varchar_pattern_ops"]
                    )
                ],
            },
        ),
    ]
