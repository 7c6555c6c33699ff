"""The names of the registry expand queries from the next query on, in every process, and nothing else does."""

import threading
from time import process_time

import pytest
from django.db import connection, transaction

from archive.models import Organization, OrganizationAlias, Program, Region, Topic
from archive.models.region import NATION_CODE
from archive.reference.load import load_reference
from search.known_names import known_names
from search.models import NamesRevision
from search.name_changes import note_changed_names
from search.query.expansions import expansions_of
from tests.support import factories

pytestmark = pytest.mark.django_db


def others(run: str) -> set[str]:
    return {text for found in expansions_of(run, known_names(), frozenset()) for text in found.texts}


@pytest.fixture(autouse=True)
def revision(db):
    """A migration writes this row; a test that empties the database takes it away from the next one."""
    note_changed_names()


@pytest.fixture
def union() -> Organization:
    union = factories.organization("中华全国总工会")
    union.aliases.create(name="全总", kind="short")
    return union


def test_aliases_and_former_names_of_an_organization_expand_a_query(union):
    union.rename("全国总工会")
    assert others("全总") == {"全国总工会", "中华全国总工会"}
    assert others("中华全国总工会") == {"全国总工会", "全总"}


def test_programs_regions_and_topics_expand_a_query():
    factories.program(aliases=["提升品质试点"])
    factories.region("420600", "襄阳市", "prefecture", short_name="襄阳", former_names=["襄樊"])
    Topic.objects.create(name="产业工人队伍建设改革", synonyms=["产改"])
    assert others("提升品质试点") == {"提升职工生活品质试点"}
    assert others("襄樊") == {"襄阳"}
    assert others("襄阳市") == {"襄阳", "襄樊"}
    assert others("产改") == {"产业工人队伍建设改革"}


def test_a_new_archive_knows_the_short_names_of_national_bodies():
    load_reference()
    assert others("人社部") == {"人力资源和社会保障部", "人力资源社会保障部"}
    assert others("铁总") == {"铁路总公司"}
    assert "国家发展改革委" in others("国家发改委")
    # Every province has one.
    assert others("发改委") == others("国资委") == set()
    assert "发改委" not in others("国家发改委")


def test_a_synonym_of_a_new_archive_is_about_unions_and_nothing_wider():
    """高品质生活 is promised to everybody, 常态化帮扶 helps villages, and pupils have their 技能竞赛."""
    load_reference()
    assert others("提升职工生活品质") == {"职工生活品质", "职工高品质生活"}
    assert "常态化帮扶" not in others("困难职工帮扶")
    assert "技能竞赛" not in others("劳动竞赛")


@pytest.mark.parametrize(
    ("typed", "other"), [("省总", "省总工会"), ("市总工会", "市总"), ("区总", "区总工会"), ("县总", "县总工会")]
)
def test_the_short_names_of_unions_of_a_level_are_known_without_any_data(typed: str, other: str):
    assert others(typed) == {other}


def test_an_organization_that_is_not_registered_never_shows(union):
    read = factories.organization("某厂工会", registered=False)
    read.aliases.create(name="某厂工会委员会", kind="short")
    union.aliases.create(name="某厂工会联合会", kind="short")
    factories.story(body="某厂工会来了。")
    assert others("某厂工会") == set()
    assert others("某厂工会委员会") == set()


def test_an_organization_that_is_struck_off_the_register_shows_no_longer(union):
    assert others("全总")
    union.registered = False
    union.save()
    assert others("全总") == set()


def test_the_name_of_the_whole_country_expands_nothing():
    factories.region(NATION_CODE, "全国", "nation", short_name="全国", former_names=["举国"])
    assert others("举国") == set()


def test_districts_that_became_one_do_not_lead_to_it_or_to_each_other():
    merged = ["塘沽区", "汉沽区", "大港区"]
    factories.region("120116", "滨海新区", "county", short_name="滨海新区", former_names=merged)
    assert others("塘沽区") == set()
    assert others("滨海新区") == set(merged)


def test_the_short_name_of_a_county_does_not_lead_to_former_names():
    factories.region("440112", "黄埔区", "county", short_name="黄埔", former_names=["萝岗区"])
    assert others("黄埔") == set()
    assert others("黄埔区") == {"黄埔", "萝岗区"}
    assert others("萝岗区") == {"黄埔"}


def test_a_short_name_that_is_a_word_of_its_own_is_no_name():
    factories.region("660000", "新疆生产建设兵团", short_name="兵团")
    assert others("新疆生产建设兵团") == set()


def test_a_homonym_is_not_expanded_to_one_of_its_bodies():
    for city in ("重庆市", "宁波市"):
        factories.organization(f"{city}江北区总工会").aliases.create(name="江北区总工会", kind="short")
    assert others("江北区总工会") == set()


def test_a_changed_or_deleted_topic_is_in_force_at_the_next_query():
    topic = Topic.objects.create(name="产业工人队伍建设改革", synonyms=["产改"])
    assert others("产改") == {"产业工人队伍建设改革"}
    topic.synonyms = ["产改", "产业改革"]
    topic.save()
    assert others("产改") == {"产业工人队伍建设改革", "产业改革"}
    topic.delete()
    assert others("产改") == set()


def test_a_changed_alias_region_or_program_is_in_force_at_the_next_query(union):
    place, program = factories.region(short_name="重庆", former_names=[]), factories.program(aliases=[])
    assert (others("全总"), others("渝州"), others("品质试点")) == ({"中华全国总工会"}, set(), set())
    OrganizationAlias.objects.get(name="全总").delete()
    assert others("全总") == set()
    place.former_names = ["渝州"]
    place.save()
    assert others("渝州") == {"重庆"}
    program.aliases = ["品质试点"]
    program.save()
    assert others("品质试点") == {"提升职工生活品质试点"}


def test_a_table_is_made_once_and_then_costs_one_statement(union, django_assert_num_queries):
    first = known_names()
    with django_assert_num_queries(1):
        assert known_names() is first


def test_an_emptied_database_has_no_names_and_reads_them_once(union, django_assert_num_queries):
    assert others("全总")
    Organization.objects.all().delete()
    NamesRevision.objects.all().delete()
    assert others("全总") == set()
    with django_assert_num_queries(1):
        known_names()


def test_a_change_that_is_rolled_back_leaves_the_names_as_they_were():
    assert others("产改") == set()
    with transaction.atomic():
        Topic.objects.create(name="产业工人队伍建设改革", synonyms=["产改"])
        assert others("产改") == {"产业工人队伍建设改革"}
        transaction.set_rollback(True)
    assert others("产改") == set()


@pytest.mark.django_db(transaction=True)
def test_a_change_by_another_connection_is_seen():
    assert others("产改") == set()

    def change() -> None:
        Topic.objects.create(name="产业工人队伍建设改革", synonyms=["产改"])
        connection.close()

    editor = threading.Thread(target=change)
    editor.start()
    editor.join()
    assert others("产改") == {"产业工人队伍建设改革"}


def test_reference_data_that_is_loaded_in_bulk_is_in_force_at_once():
    assert others("职代会") == set()
    load_reference()
    assert others("职代会") == {"职工代表大会"}
    assert others("浙江总工会") == {"浙江省总工会", "浙江省总"}
    assert others("全总") == {"中华全国总工会", "全国总工会"}
    assert others("职工驿站") >= {"户外劳动者服务站", "劳动者港湾", "爱心驿站"}
    assert others("驿站") >= {"户外劳动者服务站", "劳动者港湾"}
    assert others("江北区") == set()


def test_new_organizations_that_were_only_read_do_not_make_the_table_anew():
    first = known_names()
    factories.organization("某厂工会", registered=False)
    assert known_names() is first


def test_ten_thousand_names_of_the_database_are_read_in_three_tenths_of_a_second():
    made = Organization.objects.bulk_create(
        Organization(name=f"第{number}建筑公司工会", kind="union") for number in range(5000)
    )
    OrganizationAlias.objects.bulk_create(
        OrganizationAlias(organization=organization, name=f"{organization.name[1:]}分会", kind="short")
        for organization in made
    )
    note_changed_names()
    start = process_time()
    assert len(known_names()) >= 10_000
    assert process_time() - start < 0.3


def test_a_table_has_a_largest_size(monkeypatch, caplog):
    monkeypatch.setattr("search.known_names.MOST_NAMES", 100)
    Region.objects.bulk_create(
        Region(
            code=f"{number:06}", name=f"某{number}县", short_name=f"某{number}", path=f"某{number}县", level="county"
        )
        for number in range(1, 200)
    )
    Program.objects.create(slug="a", name="某某试点", aliases=["某某项目"])
    note_changed_names()
    assert len(known_names()) <= 100
    assert "first 100 names only" in caplog.text
