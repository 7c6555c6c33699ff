"""Removes the column of the sentences, after migration 0011 has converted them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("archive", "0011_outcomes_as_data")]

    operations = [
        # If this is undone, the column comes back empty; undoing 0011 fills it.
        migrations.AlterField("deliveredfile", "reason", models.TextField("未收入的原因", blank=True, default="")),
        migrations.RemoveField("deliveredfile", "reason"),
    ]
