"""Columns that migration 0011 fills. They come first: PostgreSQL alters no table whose rows changed in the same step."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("archive", "0009_doubts_as_data")]

    operations = [
        migrations.AddField("upload", "is_pasted", models.BooleanField("粘贴的文字", default=False)),
        migrations.AddField("deliveredfile", "is_pasted", models.BooleanField("粘贴的文字", default=False)),
        migrations.AddField(
            "deliveredfile", "reason_code", models.CharField("未收入的原因", max_length=30, blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField("deliveredfile", "reason_arguments", models.JSONField(default=dict)),
        migrations.RenameField("change", "what", "reason"),
        migrations.AddField(
            "change", "code", models.CharField("改动的代码", max_length=30, blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField("change", "arguments", models.JSONField("改动的细节", default=dict)),
        migrations.AddField(
            "version", "reason_code", models.CharField(max_length=20, blank=True, default=""), preserve_default=False
        ),
    ]
