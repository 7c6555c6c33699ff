"""The reference data is loaded into an empty database, and only once."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.validators import URLValidator

from archive.models import (
    Batch,
    Organization,
    OrganizationAlias,
    PilotUnit,
    Program,
    Region,
    Source,
    Topic,
)
from archive.reference import files
from archive.reference.load import load_reference
from tests.support import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded():
    return load_reference()


def test_every_fixture_file_is_loaded_whole(loaded):
    assert loaded == {
        "regions": len(list(files.regions())),
        "sources": len(list(files.sources())),
        "organizations": len(files.organizations()),
        "topics": len(list(files.topics())),
        "programs": 2,
        "pilot units": len(list(files.pilot_units())),
    }
    assert Region.objects.count() == loaded["regions"]
    assert Source.objects.count() == loaded["sources"]
    assert Organization.objects.count() == loaded["organizations"]
    assert Topic.objects.count() == loaded["topics"]
    assert PilotUnit.objects.count() == loaded["pilot units"]


def test_no_name_is_twice_in_a_file():
    for lines in (files.sources(), files.topics()):
        names = [line["name"] for line in lines]
        assert len(names) == len(set(names))


def test_loading_again_adds_nothing_and_takes_few_queries(loaded, django_assert_max_num_queries):
    with django_assert_max_num_queries(30):
        assert set(load_reference().values()) == {0}


def test_rows_changed_by_an_editor_are_not_overwritten(loaded):
    Region.objects.filter(code="500000").update(short_name="山城")
    Source.objects.filter(name="工人日报").update(name="工人日报社", aliases=["工人日报"])
    Organization.objects.get(name="湖北省总工会").rename("湖北省总工会(新)")
    OrganizationAlias.objects.filter(name="全总").delete()
    Program.objects.update(summary="")
    Batch.objects.filter(total_cny=5300000).update(note="已核对")
    load_reference()
    assert Region.objects.get(code="500000").short_name == "山城"
    assert not Source.objects.filter(name="工人日报").exists()
    assert not Organization.objects.filter(name="湖北省总工会").exists()
    assert not OrganizationAlias.objects.filter(name="全总").exists()
    assert set(Program.objects.values_list("summary", flat=True)) == {""}
    assert Batch.objects.get(total_cny=5300000).note == "已核对"


def test_missing_rows_are_restored(loaded):
    Source.objects.filter(name="劳动报").delete()
    Region.objects.filter(code="500237").exclude(organization__isnull=False).delete()
    Topic.objects.all().delete()
    added = load_reference()
    assert added["sources"] == 1
    assert added["topics"] == Topic.objects.count() > 0


def test_the_command_ends_with_a_count(capsys):
    call_command("load_reference")
    call_command("load_reference")
    first, second = capsys.readouterr().out.splitlines()
    assert first.endswith("2 programs, 127 pilot units")
    assert second == "added 0 regions, 0 sources, 0 organizations, 0 topics, 0 programs, 0 pilot units"


def test_all_names_pass_the_checks_of_their_models(loaded):
    for model in (Source, Topic, Program, Batch, PilotUnit):
        for row in model.objects.all():
            row.full_clean(validate_unique=False, validate_constraints=False)
    for row in Organization.objects.select_related("region", "parent"):
        row.clean_fields()
    for home_page in Source.objects.exclude(home_page="").values_list("home_page", flat=True):
        URLValidator()(home_page)


def test_the_nation_and_every_province_have_a_federation(loaded):
    top = Organization.objects.get(name="中华全国总工会")
    assert set(top.aliases.values_list("name", flat=True)) == {"全国总工会", "全总"}
    provinces = Region.objects.provinces().exclude(code__in=["710000", "810000", "820000"])
    federations = Organization.objects.unions().filter(parent=top, region__in=provinces)
    assert federations.count() == provinces.count() == 32
    assert {o.name for o in federations} == {f"{region.name}总工会" for region in provinces}
    hubei = OrganizationAlias.objects.get(name="湖北省总")
    assert (hubei.organization.name, hubei.kind) == ("湖北省总工会", "short")


def test_the_parent_of_a_county_union_is_the_city_union(loaded):
    union = Organization.objects.get(name="昆明市呈贡区总工会")
    assert union.parent.name == "昆明市总工会"
    assert union.parent.parent.name == "云南省总工会"
    assert union.region.path == "云南省昆明市呈贡区"


def test_two_counties_may_share_a_short_name(loaded):
    bearers = OrganizationAlias.objects.filter(name="江北区总工会")
    assert {alias.organization.region.path for alias in bearers} == {"重庆市江北区", "浙江省宁波市江北区"}


def test_every_union_named_in_the_gold_exists(loaded, shared: Path):
    gold = json.loads((shared / "gold" / "unions.json").read_text(encoding="utf-8"))
    named = {name for stories in gold["files"].values() for names in stories.values() for name in names}
    assert named <= set(Organization.objects.values_list("name", flat=True))


def test_every_pair_of_names_in_the_gold_is_one_organization(loaded, shared: Path):
    gold = json.loads((shared / "gold" / "links.json").read_text(encoding="utf-8"))
    pairs = [(one, other) for one, other in gold["pairs"]]
    # Folding and the rules for union names handle the other script of an alias and the short form of a city.
    ours = [pair for pair in pairs if not set(pair) & {"全國總工會", "全總"}]
    for one, other in ours:
        assert _bearers(one) & _bearers(other), f"{one} is not {other}"
    for one, other in gold["not_the_same"]:
        assert not _bearers(one) & _bearers(other)


def _bearers(name: str) -> set[int]:
    whole = Organization.objects.filter(name=name).values_list("pk", flat=True)
    return set(whole) | set(OrganizationAlias.objects.filter(name=name).values_list("organization", flat=True))


def test_no_alias_repeats_its_name_and_no_short_name_is_one_character(loaded):
    for alias in OrganizationAlias.objects.select_related("organization"):
        assert alias.name != alias.organization.name
        assert len(alias.name) >= 2


def test_an_organization_first_named_by_a_draft_becomes_a_registered_one():
    union = factories.organization("重庆市总工会", registered=False)
    paper = factories.source("工人日报", registered=False)
    stranger = factories.organization("无名小厂工会", registered=False)
    load_reference()
    for row in (union, paper, stranger):
        row.refresh_from_db()
    assert (union.registered, paper.registered, stranger.registered) == (True, True, False)
