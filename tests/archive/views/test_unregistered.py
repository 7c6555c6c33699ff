"""Organizations and sources that only a draft named are not public: not listed, not counted, without a page."""

import re
from importlib import import_module

import pytest
from django.apps import apps

from archive.ingest.imports import ReadyStory
from archive.ingest.load_known import load_known
from archive.ingest.save import _sources
from archive.ingest.save_imports import Importer
from archive.ingest.save_links import link
from archive.models import Organization, PilotUnit, Source
from archive.reading.document import NamedOrganization
from tests.support.factories import draft, organization, program, region, source, story
from tests.support.page_world import batches, every_address, name, places

pytestmark = pytest.mark.django_db
UNION, PAPER = "石门寨镇总工会", "寨报"


def html_of(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return re.sub(r"\s+", " ", response.content.decode().replace("<wbr>", ""))


@pytest.fixture
def read():
    """Saves a draft, as ingest does, with a union and a paper that are not registered."""
    organization("重庆市总工会", region=region())
    source("工人日报")
    paper = Source.objects.create(name=PAPER, registered=False)
    article = draft(body=f"{UNION}来了。", source=paper, region=region())
    link([(article, NamedUnion())])
    Organization.objects.filter(name=UNION).update(region=region(), parent=organization())
    return article


class NamedUnion:
    organizations = (NamedOrganization(name=UNION, text=UNION, field="body", start=0, end=len(UNION)),)
    programs = ()
    figures = ()


def shown(client):
    """Returns which of the two are on any list, and how many unions and sources the lists count."""
    lists = ["/", "/unions/", "/sources/", "/regions/500000/", "/provinces/", organization().get_absolute_url()]
    html = " ".join(html_of(client, address) for address in lists)
    unions = re.search(r'aria-current="page">工会 (\d+)</a>', html_of(client, "/unions/"))
    papers = re.search(r"有 <b>(\d+)</b> 家", html_of(client, "/sources/"))
    return [word for word in (UNION, PAPER) if word in html], int(unions[1]), int(papers[1])


def pages():
    return [Organization.objects.get(name=UNION).get_absolute_url(), Source.objects.get(name=PAPER).get_absolute_url()]


def test_an_organization_named_only_in_a_draft_is_not_listed_or_counted_and_has_no_page(client, read):
    assert shown(client) == ([], 1, 1)
    assert [client.get(address).status_code for address in pages()] == [404, 404]


def test_it_appears_when_the_story_is_published_and_disappears_when_it_is_withdrawn(client, read):
    read.publish()
    assert shown(client) == ([UNION, PAPER], 2, 2)
    assert [client.get(address).status_code for address in pages()] == [200, 200]
    read.withdraw("与事实不符")
    assert shown(client) == ([], 1, 1)
    assert [client.get(address).status_code for address in pages()] == [404, 404]


def test_an_organization_registered_by_an_editor_is_public_without_any_story(client, read):
    Organization.objects.filter(name=UNION).update(registered=True)
    Source.objects.filter(name=PAPER).update(registered=True)
    assert shown(client) == ([UNION, PAPER], 2, 2)


def test_a_parent_or_organizer_named_only_in_a_draft_is_not_shown_either(client, read):
    hidden = Organization.objects.get(name=UNION)
    below = organization("寨内企业工会", parent=hidden)
    program(organizer=hidden)
    for address in (below.get_absolute_url(), program().get_absolute_url()):
        assert UNION not in html_of(client, address), address
    name(story(body=f"{UNION}到了。"), UNION, hidden)
    for address in (below.get_absolute_url(), program().get_absolute_url()):
        assert UNION in html_of(client, address), address


def test_a_unit_in_a_public_list_links_to_its_organization(client):
    places()
    batches()
    plant = organization("寨厂", "enterprise", registered=False)
    unit = PilotUnit.objects.create(program=program(), name="寨厂", organization=plant, article=draft())
    assert client.get(plant.get_absolute_url()).status_code == 404
    unit.article.publish()
    for address in [*every_address(), plant.get_absolute_url()]:
        html_of(client, address)


def test_a_source_named_by_an_incoming_file_is_not_registered():
    source("工人日报")
    _sources([PAPER, "工人日报"])
    assert dict(Source.objects.values_list("name", "registered")) == {PAPER: False, "工人日报": True}


def test_a_source_of_an_imported_draft_is_not_registered():
    source("工人日报")
    ready = [ReadyStory(title="题", body="文。", source=one) for one in (PAPER, "工人日报")]
    importer = Importer(load_known())
    importer.save_batch(importer.prepare(ready))
    assert dict(Source.objects.values_list("name", "registered")) == {PAPER: False, "工人日报": True}


def test_older_rows_count_as_registered_if_an_editor_filled_in_details(read):
    name(read, UNION[:3], organization("寨上工会"))
    Source.objects.update(registered=True)
    import_module("archive.migrations.0005_registered").tell_apart(apps, None)
    assert not organization("寨上工会").registered
    assert organization("重庆市总工会").registered  # it has a place
    assert dict(Source.objects.values_list("name", "registered")) == {PAPER: False, "工人日报": True}
