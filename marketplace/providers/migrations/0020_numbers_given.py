from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("providers", "0010_register_of_refusals")]

    operations = [
        migrations.AddField("provider", "numbers_given_on", models.DateField(blank=True, editable=False, null=True)),
    ]
