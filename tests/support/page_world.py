"""A small archive for the tests of pages: one row of everything, public and hidden."""

import datetime
import hashlib

from archive.models import (
    Article,
    Batch,
    BatchShare,
    Credit,
    Figure,
    Mention,
    PilotUnit,
    ProgramMention,
    Region,
    Upload,
)
from tests.support.factories import draft, organization, program, region, source, story

DAY = datetime.date(2022, 7, 8)
SECRET = "不可示人"


def places() -> dict[str, Region]:
    return {
        "nation": region("000000", "全国", "nation", in_standard=False),
        "chongqing": region(),
        "jiangbei": region("500105", "江北区", "county", parent=region(), path="重庆市江北区"),
        "corps": region("660000", "新疆生产建设兵团", short_name="兵团", in_standard=False),
        "henan": region("410000", "河南省"),
    }


def name(article: Article, text: str, org=None, **fields) -> Mention:
    """Creates a mention at the first occurrence of `text` in the body."""
    start = article.body.index(text)
    return Mention.objects.create(
        article=article,
        organization=org or organization(text),
        field="body",
        start=start,
        end=start + len(text),
        text=text,
    )


def name_program(article: Article, text: str) -> ProgramMention:
    start = article.body.index(text)
    return ProgramMention.objects.create(
        article=article, program=program(), field="body", start=start, end=start + len(text), text=text
    )


def upload(text: str, **fields) -> Upload:
    digest = hashlib.sha256(text.encode()).hexdigest()
    defaults = {"name": "002.txt", "size": len(text.encode()), "charset": "utf-8", "script": "hans", "text": text}
    return Upload.objects.create(sha256=digest, **{**defaults, **fields})


def full_story(**fields) -> Article:
    """Creates a published story with a union, a program, a figure, a person, a place, a day and a source."""
    body = "重庆市总工会开了提升职工生活品质试点现场会。\n会上说，去年新建驿站500家。"
    defaults = {
        "kicker": "工会服务站",
        "title": "驿站开门见喜",
        "subtitle": "着力三个强化",
        "body": body,
        "region": region("500105", "江北区", "county", parent=region(), path="重庆市江北区"),
        "source": source(),
        "published": DAY,
        "published_precision": "day",
    }
    article = story(**{**defaults, **fields})
    if article.body == body:
        name(article, "重庆市总工会", organization(region=region()))
        name_program(article, "提升职工生活品质试点")
        start = body.index("500家")
        Figure.objects.create(
            article=article,
            field="body",
            start=start,
            end=start + 4,
            text="500家",
            kind="units",
            value=500,
            unit="家",
            bound="exact",
        )
    Credit.objects.create(article=article, name="赵黎浩", role="记者")
    return article


def hidden_stories() -> list[Article]:
    """Creates a draft and a withdrawn story related to everything that a page could show."""
    fields = {
        "title": SECRET,
        "kicker": SECRET,
        "body": f"{SECRET}，巴南区总工会与提升职工生活品质试点。",
        "region": region("410000", "河南省"),
        "source": source("河南日报"),
        "published": datetime.date(2019, 3, 4),
        "published_precision": "day",
    }
    gone = story(**fields)
    gone.withdraw("与事实不符")
    hidden = [draft(**fields), gone]
    for article in hidden:
        name(article, "巴南区总工会", organization("巴南区总工会", region=region()))
        name_program(article, "提升职工生活品质试点")
    return hidden


def batches() -> tuple[Batch, Batch]:
    """Creates two batches, one with a stated and one with a computed sum, and three units, one without batch."""
    first = Batch.objects.create(
        program=program(), ordinal=1, announced="2021-09", units_announced=70, total_cny=15000000
    )
    second = Batch.objects.create(program=program(), ordinal=2, units_announced=2)
    BatchShare.objects.create(batch=second, position=1, category="企业", units=2, each_cny=50000)
    for ordinal, (unit_name, place) in enumerate(
        [("华润微电子", region()), ("天方药业", region("410000", "河南省"))], 1
    ):
        PilotUnit.objects.create(
            program=program(),
            batch=second,
            category="企业",
            ordinal=ordinal,
            name=unit_name,
            region=place,
            amount_cny=50000,
            organization=organization(unit_name, "enterprise", region=place),
        )
    PilotUnit.objects.create(program=program(), name="国网市南供电公司")
    return first, second


def every_address() -> list[str]:
    """Returns one address of every kind of page."""
    return [
        "/",
        "/articles/",
        "/articles/undated/",
        "/articles/2022/",
        "/articles/2022/07/",
        "/articles/2022/07/08/",
        "/articles/2019/",
        "/articles/2019/03/",
        "/articles/2019/03/04/",
        *(article.get_absolute_url() for article in Article.objects.published()),
        "/provinces/",
        *(place.get_absolute_url() for place in Region.objects.all()),
        "/regions/unknown/",
        "/unions/",
        "/unions/?kind=enterprise",
        f"/organizations/{organization().pk}/",
        f"/organizations/{organization('巴南区总工会').pk}/",
        "/programs/",
        f"/programs/{program().slug}/",
        "/sources/",
        f"/sources/{source().pk}/",
        f"/sources/{source('河南日报').pk}/",
        "/quote/",
        "/sources/unknown/",
    ]
