"""Uploads in the admin: files or pasted text become drafts, those with doubts first; refused files are named."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from archive.models import Article, Upload
from tests.support import factories
from tests.support.desk_people import editor, person_who_may, viewer
from tests.support.doubt_sentences import in_own_words

pytestmark = pytest.mark.django_db

LIST = "admin:archive_upload_changelist"
ADD = "admin:archive_upload_add"
STORY = """驿站开进工业园

本报讯 (记者张三) 3月9日,重庆市总工会在园区新建了三个职工驿站,投入50万元,为货车司机提供热水与座位。
工会还计划在明年增加两个驿站,方便更多职工歇脚。
"""


@pytest.fixture(autouse=True)
def reference():
    factories.organization(region=factories.region())
    factories.source("工人日报")


def _file(name="page.txt", text=STORY):
    return SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode())


def _hand_in(desk, *files, **said):
    return desk.post(reverse(ADD), {"documents": list(files), **said}, follow=True)


def _draft(**fields):
    upload, _ = Upload.objects.get_or_create(
        sha256="0" * 64, defaults={"name": "page.txt", "size": 1, "charset": "utf-8", "script": "hans", "text": "文"}
    )
    return factories.draft(upload=upload, **fields)


def test_a_file_becomes_drafts_that_are_reviewed():
    answer = _hand_in(editor(), _file())
    upload = Upload.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("admin:archive_upload_review", args=[upload.pk])
    story = Article.objects.get()
    assert story.status == "draft"
    assert story.title in answer.content.decode()
    assert upload.received_from.username == "editor"


def test_the_fields_of_the_form_go_into_the_stories():
    _hand_in(editor(), _file(), date="2021-03-11", source="工人日报", page="2", note="扫描件")
    story = Article.objects.get()
    said = (story.published_edtf, story.source.name, story.page, story.upload.note)
    assert said == ("2021-03-11", "工人日报", "2", "扫描件")


def test_pasted_text_may_have_the_line_ends_of_a_browser():
    _hand_in(editor(), text=STORY.replace("\n", "\r\n"))
    assert Upload.objects.get().shown_name == "粘贴：驿站开进工业园"
    assert Upload.objects.get().text == STORY
    # The same text as a file is the same upload.
    assert "早已收到过" in _hand_in_again()


def _hand_in_again():
    desk = person_who_may("add_upload", "view_upload", "view_article")
    return _hand_in(desk, _file()).content.decode()


def test_submitting_nothing_is_reported():
    answer = _hand_in(editor())
    assert "请选择文件，或粘贴文字" in answer.content.decode()


@pytest.mark.parametrize("date", ["昨天", "2021-13", "2021-02-30"])
def test_an_invalid_date_is_reported_and_nothing_is_saved(date):
    answer = _hand_in(editor(), _file(), date=date)
    assert "不是日期" in answer.content.decode()
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("图.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(200)), "是图片"),
        ("机.txt", b"\x7fELF" + bytes(200), "二进制文件"),
        ("空.txt", b"", "是空的"),
        ("白.txt", " \n \n", "是空的"),
        ("乱.txt", b"\x81\xff\xff" * 200, "不是可以识别的文字"),
    ],
)
def test_an_unreadable_file_is_named_with_the_reason(name, data, reason):
    said = [str(message) for message in _hand_in(editor(), _file(name, data)).context["messages"]]
    assert said[0].startswith(f"“{name}”")
    assert reason in said[0]
    assert said[0].endswith("未收入")
    assert not Upload.objects.exists()


def test_if_all_files_are_refused_the_form_stays_and_nothing_is_saved(settings):
    answer = _hand_in(editor(), _file("空.txt", b""))
    assert answer.redirect_chain == []
    assert "是空的" in answer.content.decode()
    assert not Upload.objects.exists()
    assert not Path(settings.MEDIA_ROOT).exists()


def test_the_same_file_again_is_refused_with_a_link_to_the_former_upload():
    desk = editor()
    _hand_in(desk, _file())
    page = _hand_in(desk, _file("copy.txt")).content.decode()
    former = Upload.objects.get()
    assert "早已收到过" in page
    assert (
        f'<a href="{reverse("admin:archive_upload_change", args=[former.pk])}">第 {former.pk} 号来件《page.txt》</a>'
        in page
    )


def test_a_user_without_access_to_the_earlier_upload_does_not_learn_whose_it_is():
    former = _hand_in(editor(), _file("secret.txt")).context["upload"]
    page = _hand_in(person_who_may("add_upload"), _file("copy.txt")).content.decode()
    assert "早已收到过" in page
    assert "secret.txt" not in page
    assert f"第 {former.pk} 号来件" not in page


def test_the_list_finds_an_upload_by_the_title_of_any_of_its_stories_and_counts_them_all():
    for position, title in enumerate(("驿站开进园区", "书屋开门", "驿站又开"), 1):
        _draft(title=title, body="文", position=position)
    desk = editor()
    (found,) = desk.get(reverse(LIST), {"q": "驿站"}).context["cl"].result_list
    assert (found.story_count, found.draft_count) == (3, 3)
    assert not desk.get(reverse(LIST), {"q": "澡堂"}).context["cl"].result_list


def test_a_name_with_markup_is_shown_as_it_is_written():
    page = _hand_in(editor(), _file("<b>x.txt", b"")).content.decode()
    assert "&lt;b&gt;x.txt" in page


def _drafts(desk, upload, **data):
    address = f"{reverse('admin:archive_upload_drafts')}?upload={upload.pk}"
    return desk.post(address, data, follow=True) if data else desk.get(address)


def test_drafts_with_doubts_come_first():
    _draft(title="没有存疑", position=1)
    doubtful = _draft(title="有存疑", position=2, doubts=in_own_words("标题不清"))
    page = _drafts(editor(), doubtful.upload).content.decode()
    assert page.index("有存疑") < page.index("没有存疑")
    assert "标题不清" in page


def test_one_draft_or_all_drafts_are_published():
    one, other, third = (_draft(position=number) for number in (1, 2, 3))
    desk = editor()
    _drafts(desk, one.upload, article=other.pk)
    assert Article.objects.published().get() == other
    page = _drafts(desk, one.upload, all="1").content.decode()
    assert "已发布 2 篇" in page
    assert set(Article.objects.published()) == {one, other, third}


def test_a_story_of_another_upload_is_not_published():
    other = factories.draft()
    _drafts(editor(), _draft(position=1).upload, article=other.pk)
    assert not Article.objects.published().exists()


def test_a_missing_upload_leads_back_to_the_list():
    answer = editor().get(reverse("admin:archive_upload_drafts"), {"upload": "99"})
    assert answer["Location"] == reverse("admin:archive_upload_changelist")


def test_an_upload_is_shown_whole_and_cannot_be_changed_or_deleted():
    desk = editor()
    _hand_in(desk, _file())
    upload = Upload.objects.get()
    address = reverse("admin:archive_upload_change", args=[upload.pk])
    page = desk.get(address).content.decode()
    assert "货车司机提供热水" in page
    assert Article.objects.get().title in page
    assert 'name="_save"' not in page
    assert desk.post(address, {"name": "别的"}).status_code == 403
    assert desk.post(reverse("admin:archive_upload_delete", args=[upload.pk]), {"post": "yes"}).status_code == 403
    assert desk.get(reverse("admin:archive_upload_changelist"), {"q": "page"}).status_code == 200


def test_a_viewer_can_neither_upload_nor_publish():
    draft = _draft(position=1)
    desk = viewer()
    assert _hand_in(desk, _file()).status_code == 403
    page = _drafts(desk, draft.upload)
    assert page.status_code == 200
    assert 'name="all"' not in page.content.decode()
    assert _drafts(desk, draft.upload, all="1").status_code == 403
    assert Article.objects.drafts().count() == 1


def test_an_uploader_who_may_not_change_stories_cannot_publish():
    desk = person_who_may("add_upload", "view_upload", "view_article")
    assert _hand_in(desk, _file()).status_code == 200
    assert _drafts(desk, Upload.objects.get(), all="1").status_code == 403
    assert Article.objects.get().status == "draft"


def test_an_anonymous_user_cannot_upload(client):
    for address in (reverse(ADD), reverse("admin:archive_upload_drafts")):
        answer = client.post(address, {"text": STORY})
        assert answer["Location"].startswith(reverse("admin:login"))
    assert not Upload.objects.exists()
