from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0003_audit_is_immutable")]

    operations = [
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(
                condition=models.Q(("on_behalf_of__isnull", False)),
                fields=["on_behalf_of", "-occurred_at"],
                name="core_audit_for_families",
            ),
        ),
    ]
