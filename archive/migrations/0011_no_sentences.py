"""The column of the sentences goes once migration 0010 has carried them over."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("archive", "0010_outcomes_as_data")]

    operations = [
        # Where this is undone, the column comes back empty, and undoing 0010 fills it.
        migrations.AlterField("deliveredfile", "reason", models.TextField("未收入的原因", blank=True, default="")),
        migrations.RemoveField("deliveredfile", "reason"),
    ]
