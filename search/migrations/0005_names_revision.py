import secrets

from django.db import migrations, models


def add_revision(apps, schema_editor):
    """The one row. Without it, every query would make the table of names again."""
    apps.get_model("search", "NamesRevision").objects.create(pk=1, revision=secrets.randbits(62))


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0004_findable_revision'),
    ]

    operations = [
        migrations.CreateModel(
            name='NamesRevision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.BigIntegerField()),
            ],
        ),
        migrations.RunPython(add_revision, migrations.RunPython.noop),
    ]
