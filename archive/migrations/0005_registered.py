"""Marks organizations and sources as registered, unless they were only found in a text."""

from django.db import migrations, models


def tell_apart(apps, schema_editor):
    """Marks rows created by ingest, which have only a name from a story, as not registered."""
    organization = apps.get_model("archive", "Organization")
    bare = {"region": None, "parent": None, "aliases": None, "organization": None, "pilot_units": None, "program": None}
    read = organization.objects.filter(**bare).exclude(mentions=None).values_list("pk", flat=True)
    organization.objects.filter(pk__in=list(read)).update(registered=False)
    source = apps.get_model("archive", "Source")
    read = source.objects.filter(kind="other", home_page="", aliases=[]).exclude(articles=None)
    source.objects.filter(pk__in=list(read.values_list("pk", flat=True))).update(registered=False)


class Migration(migrations.Migration):
    dependencies = [("archive", "0004_deliveries")]

    operations = [
        migrations.AddField(
            model_name="organization",
            name="registered",
            field=models.BooleanField(
                default=True,
                help_text="未登记的，有已发布的报道提到时才公开；从来件中读出的单位起初都未登记",
                verbose_name="登记在册",
            ),
        ),
        migrations.AddField(
            model_name="source",
            name="registered",
            field=models.BooleanField(
                default=True,
                help_text="未登记的，有已发布的报道时才公开；从来件中读出的来源起初都未登记",
                verbose_name="登记在册",
            ),
        ),
        migrations.RunPython(tell_apart, migrations.RunPython.noop),
    ]
