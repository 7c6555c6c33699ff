"""The known names are loaded from the database."""

import pytest

from archive.ingest.load_known import known_at_hand, load_known
from archive.reading.names.find_names import names_of
from archive.reading.names.gazetteer import gazetteer
from archive.reading.names.known import KnownAlias, KnownRegion
from tests.support import factories


@pytest.mark.django_db
def test_the_known_names_are_the_rows_of_the_database():
    region = factories.region("500000", "重庆市", former_names=["巴县"])
    union = factories.organization("重庆市总工会", region=region)
    union.aliases.create(name="重庆市总", kind="short")
    factories.source("工人日报", aliases=["工人日报社"])
    factories.program("某试点", "some", aliases=["某工作"])
    known = load_known()
    assert known.regions == (KnownRegion("500000", "重庆市", "重庆", "重庆市", "province", ("巴县",), None),)
    (organization,) = known.organizations
    assert (organization.name, organization.kind, organization.region_code) == ("重庆市总工会", "union", "500000")
    assert organization.aliases == (KnownAlias("重庆市总", "short"),)
    assert [(s.name, s.aliases) for s in known.sources] == [("工人日报", ("工人日报社",))]
    assert [(p.name, p.aliases) for p in known.programs] == [("某试点", ("某工作",))]


@pytest.mark.django_db
def test_loading_takes_five_queries(django_assert_num_queries):
    with django_assert_num_queries(5):
        load_known()


@pytest.mark.django_db
def test_a_new_organization_is_known_after_loading_again():
    before = load_known()
    assert names_of(before).organizations({"body": "蓝天医院"}, None) == []
    factories.organization("蓝天医院", "other")
    found = names_of(load_known()).organizations({"body": "蓝天医院"}, None)
    assert [o.name for o in found] == ["蓝天医院"]
    assert names_of(before).organizations({"body": "蓝天医院"}, None) == []


@pytest.mark.django_db
def test_names_at_hand_are_not_loaded_again(django_assert_num_queries):
    with known_at_hand(), django_assert_num_queries(0):
        at_hand = load_known()
        assert load_known() is at_hand
    assert load_known() is not at_hand


@pytest.mark.django_db
def test_names_of_places_are_prepared_anew_only_if_the_regions_have_changed():
    factories.region("500000", "重庆市")
    before = gazetteer(load_known())
    assert gazetteer(load_known()) is before
    factories.region("510000", "四川省")
    assert [place.candidates[0].code for place in gazetteer(load_known()).places("四川省")] == ["510000"]
