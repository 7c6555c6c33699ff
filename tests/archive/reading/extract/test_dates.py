"""The date when a story was printed, and the date of the event it reports."""

import pytest

from archive.reading.extract.dates import event_date, published_on
from archive.reading.extract.years import YearSpan, years_of
from tests.support.doubt_sentences import sentences

OPEN = YearSpan()


def happened(body: str, published: str | None = None, years: YearSpan = OPEN) -> str | None:
    return event_date(body, published, years).value


@pytest.mark.parametrize(
    ("body", "day"),
    [
        ("3月9日，某区总工会举办决赛。", "XXXX-03-09"),
        ("本报讯（记者张三）6月14日，会议召开。", "XXXX-06-14"),
        ("2021年2月24日，会议召开。", "2021-02-24"),
        ("二〇二一年二月二十四日，會議召開。", "2021-02-24"),
        ("“很好。”2月23日，省总工会公布。", "XXXX-02-23"),
        ("日前，会议召开。", None),
        ("近日，会议召开。", None),
        ("自3月9日起，活动开始。", None),
        ("2021年9月，活动开始。", None),
        ("活动将于7月1日举行。", None),
        ("6月31日，会议召开。", None),
    ],
)
def test_the_first_sentences_give_the_day(body, day):
    assert happened(body) == day


@pytest.mark.parametrize(
    ("published", "day"),
    [
        ("2022-07-08", "2022-06-27"),
        ("2022-06-27", "2022-06-27"),
        ("2022-01-03", "2021-06-27"),
        ("2022-07", "2022-06-27"),
        ("2022", "2022-06-27"),
    ],
)
def test_the_day_of_publication_gives_the_year(published, day):
    found = event_date("6月27日，会议召开。", published, OPEN)
    assert (found.value, found.is_inferred) == (day, True)
    assert published in sentences(found.doubts)[0]


@pytest.mark.parametrize(
    ("body", "day"),
    [
        ("（記者 方若蘭）香港工會聯合會昨日在觀塘舉辦活動。", "2023-05-14"),
        ("【本報訊】（記者 方若蘭）香港建造業機械操作員總工會今日舉辦活動。", "2023-05-15"),
        ("昨日，市总工会举办活动。", "2023-05-14"),
        ("某市机械冶金建材工会联合会昨日起开放服务站。", None),
        ("某市机械冶金建材工会联合会日前开放服务站。", None),
        ("参加活动的人说起这些年的变化总爱提起昨日那场雨。", None),
    ],
)
def test_yesterday_counts_after_a_long_subject_too(body, day):
    assert happened(body, "2023-05-15") == day


def test_december_stays_open_if_only_the_year_of_the_paper_is_known():
    assert happened("12月28日，会议召开。", "2022") == "XXXX-12-28"


ABOUT = "工会服务职工。活动由省总工会主办。各级工会积极参加。"


@pytest.mark.parametrize(
    "later",
    [
        "2023年11月6日，啟動儀式在江西省贛州市舉行。",
        "\n2023年11月6日上午，启动仪式举行。2022年已办一届。",
        "\n二〇二三年十一月六日在赣州市启动。",
        "2023年11月6日，启动仪式举行。2023年11月6日晚，文艺演出。",
    ],
)
def test_a_later_sentence_that_opens_with_a_day_gives_the_day(later):
    found = event_date(ABOUT + later, None, OPEN)
    assert (found.value, found.is_inferred) == ("2023-11-06", False)
    assert "取自正文中间" in sentences(found.doubts)[0]


@pytest.mark.parametrize(
    "later",
    [
        "2023年11月6日，启动仪式举行。2023年12月1日，总结会召开。",  # two days
        "2013年11月6日，中心成立。2023年已服务万人。",  # history
        "2023年11月6日，活动将在赣州市举行。",  # in the future
        "2023年11月6日，对居民来说是个大日子。",  # no event takes place
        "截至2023年11月6日，已有万人参加。",  # no sentence begins with it
        "2023年11月31日，启动仪式举行。",  # not a day
    ],
)
def test_a_later_day_that_may_not_be_the_event_is_ignored(later):
    assert happened(ABOUT + later) is None


@pytest.mark.parametrize(
    ("published", "day"),
    [
        ("2023-11-08", "2023-11-06"),
        ("2023-11", "2023-11-06"),
        ("2023", "2023-11-06"),
        ("2023-11-05", None),
        ("2023-11-20", "2023-11-06"),
        ("2023-11-21", None),
        ("2024", None),
    ],
)
def test_a_later_day_counts_within_two_weeks(published, day):
    assert happened(ABOUT + "2023年11月6日，启动仪式举行。", published) == day


def test_the_first_sentences_take_precedence_over_a_later_day():
    assert happened("3月9日，会议召开。" + ABOUT + "2023年11月6日，启动仪式举行。") == "XXXX-03-09"


def test_a_printed_year_is_not_inferred():
    assert not event_date("2021年2月24日，会议召开。", "2021-02-25", OPEN).is_inferred


def test_yesterday_is_counted_from_the_day_of_publication():
    assert happened("昨日，会议召开。", "2022-03-01") == "2022-02-28"
    assert happened("今天，会议召开。", "2022-03-01") == "2022-03-01"
    assert happened("昨日，会议召开。") is None


def test_a_day_takes_the_month_of_the_dateline():
    assert happened("新华社北京6月3日电（记者张三）2日，会议召开。", "2022-06-04") == "2022-06-02"
    assert happened("新华社北京6月3日电（记者张三）会议召开。", "2022-06-04") is None


def test_the_year_is_inferred_from_the_page():
    years = years_of(["今年初有221人就业。2021年以来，职工提出要求。", "将在2022年继续开展行动。"])
    assert years.only_year(7, 7) == 2022
    found = event_date("7月7日，活动举行。", None, years)
    assert (found.value, found.is_inferred) == ("2022-07-07", True)
    assert "2022" in sentences(found.doubts)[0]


def test_an_announcement_for_a_year_is_made_in_that_year():
    assert happened("2月23日，省总工会公布了2021年重点工作。") == "2021-02-23"
    assert happened("12月23日，省总工会公布了2021年重点工作。") == "XXXX-12-23"
    assert happened("2月23日，省总工会公布了2021年重点工作，回顾2020年。") == "XXXX-02-23"
    assert happened("2月23日，省总工会提出力争到2025年建成。") == "XXXX-02-23"


def test_an_ambiguous_year_stays_open():
    assert years_of(["自2022年7月以来，104个项目参赛。"]).only_year(3, 9) is None
    assert years_of(["2020年以来，将在2022年继续。"]).only_year(7, 7) is None
    assert years_of(["没有年份。"]).only_year(7, 7) is None
    # 2024年3月 may be in the same year.
    assert years_of(["2024年3月启动。今年见效，力争到2025年底建成。"]).only_year(7, 7) is None


def test_a_day_earlier_than_a_past_month_is_in_the_next_year():
    years = years_of(["自2022年7月以来，104个项目参赛。", "力争到2023年底建成。"])
    assert years.only_year(3, 9) == 2023
    assert years.only_year(8, 9) is None


def test_a_bare_day_takes_its_month_from_the_day_of_publication():
    assert happened("某总会28日下午举行会议。", "2022-06-30") == "2022-06-28"
    assert happened("某总会28日下午举行会议。", "2022-03-02") == "2022-02-28"
    assert happened("某总会30日下午举行会议。", "2022-03-02") is None
    assert happened("某总会28日下午举行会议。") is None
    assert happened("某总会第28日下午举行会议。", "2022-06-30") is None


def test_the_note_of_the_upload_gives_the_year():
    years = years_of(["没有年份。"], "某报2022年合订本")
    assert happened("7月7日，活动举行。", None, years) == "2022-07-07"
    assert years_of(["没有年份。"], "2021年至2022年").only_year(7, 7) is None


def test_the_day_given_with_the_upload_is_the_day_of_publication():
    assert published_on("2022-07-08", "2021-02-23 10:12") == published_on("2022-07-08", "")
    assert published_on("2022-07", "").value == "2022-07"


def test_a_day_in_the_note_of_the_upload_is_the_day_of_publication():
    found = published_on(None, "2021-02-23 10:12", "某报2022年7月8日第7版")
    assert (found.value, found.is_inferred) == ("2022-07-08", True)
    assert "备注" in sentences(found.doubts)[0]
    assert published_on(None, "", "2022年7月8日和2022年7月9日").value is None


@pytest.mark.parametrize(
    "printed", ["标题\n2021-02-23 10:12 来源:某网\n正文。", "标题\n2021年2月23日\n正文。", "正文。\n2021/02/23\n"]
)
def test_a_day_on_its_own_line_is_the_day_of_publication(printed):
    found = published_on(None, printed)
    assert (found.value, found.is_inferred) == ("2021-02-23", True)
    assert found.doubts


@pytest.mark.parametrize("printed", ["2021年2月23日，会议召开。大家都很高兴。", "正文没有日期。", "2021-02-31 10:12"])
def test_a_day_within_a_sentence_is_not_the_day_of_publication(printed):
    assert published_on(None, printed).value is None


@pytest.mark.parametrize(
    ("published", "printed", "year"),
    [
        ("2024-05-17", "6月7日", "XXXX"),  # eleven months ago, or three weeks from now
        ("2024-05-17", "5月16日", "2024"),
        ("2024-01-03", "12月30日", "2023"),
        ("2024-05-17", "5月18日", "XXXX"),
        ("2024-06", "1月5日", "2024"),
        ("2024-06", "7月5日", "XXXX"),
    ],
)
def test_a_year_is_inferred_only_if_the_day_is_not_long_past(published, printed, year):
    found = event_date(f"{printed}，某市总工会举行活动。", published, years_of([], ""))
    assert found.value[:4] == year
