from django.db import migrations

from marketplace.core.immutable import forbid_changes


class Migration(migrations.Migration):
    dependencies = [("core", "0002_auditevent")]

    operations = [forbid_changes("core_auditevent")]
