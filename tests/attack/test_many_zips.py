"""A contributor who uploads ZIPs that take minutes to read delays neither readers nor other contributors."""

import io
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import closing
from typing import NamedTuple

import pytest

from archive.roles import CONTRIBUTOR
from tests.support.desk_browser import DeskBrowser
from tests.support.made_files import docx, paragraph
from tests.support.served_archive import ServedArchive
from tests.support.staff_session import add_account, hand_in, logged_in

pytestmark = pytest.mark.attack

ZIPS = 8
SECONDS = 20  # of probes while the ZIPs are read
STORY = """{title}开进工业园

本报讯 (记者张三) 3月9日,重庆市总工会在园区新建了{number}个{title},投入50万元,为货车司机提供热水与座位。
"""


def zip_of(files: dict[str, bytes]) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return kept.getvalue()


def zip_of_many(number: int) -> bytes:
    """600 small files: it is the number of files that takes a minute."""
    return zip_of({f"{at}.txt": STORY.format(title=f"驿站{number}", number=at).encode() for at in range(600)})


def zip_of_slow(number: int) -> bytes:
    """Four files of 200 KB. Each takes many seconds."""
    repeated = STORY.format(title=f"书屋{number}", number=number) * 1200
    return zip_of({f"{at}.txt": f"{repeated}{at}".encode() for at in range(4)})


class Attack(NamedTuple):
    served: ServedArchive
    seconds: list[float]  # that each upload took
    deliveries: list[str]  # the addresses of their pages

    def send(self, browser: DeskBrowser, number: int) -> None:
        content = (zip_of_slow if number % 2 else zip_of_many)(number)
        with closing(browser):
            began = time.monotonic()
            self.deliveries.append(hand_in(browser, f"{number}.zip", content))
            self.seconds.append(time.monotonic() - began)


@pytest.fixture(scope="module")
def attack(served: ServedArchive) -> Iterator[Attack]:
    """One contributor uploads eight ZIPs at once. In the end he takes them back, so that other tests are not slower."""
    made = Attack(served, [], [])
    add_account(served, "sender", CONTRIBUTOR)
    for _ in range(20):
        served.search("驿站")  # every process has its index open
    browsers = [logged_in(served, "sender") for _ in range(ZIPS)]
    threads = [threading.Thread(target=made.send, args=pair) for pair in zip(browsers, range(ZIPS), strict=True)]
    for thread in threads:
        thread.start()
    yield made
    for thread in threads:
        thread.join()
    with closing(logged_in(served, "sender")) as browser:
        for address in made.deliveries:
            browser.post("undo", address, {})


def seconds_for(ask, *words: str) -> float:
    began = time.monotonic()
    ask(*words)
    return time.monotonic() - began


def test_readers_notice_nothing(attack):
    probes, searches = [], []
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        probes.append(seconds_for(attack.served.get, "/livez"))
        searches.append(seconds_for(attack.served.search, "驿站"))
        time.sleep(0.2)
    assert max(probes) <= 1
    assert sorted(searches)[-2] <= 1  # one may be unlucky on a machine that is busy with other work


def test_each_upload_is_answered_at_once_and_its_files_are_read_in_the_background(attack):
    until = time.monotonic() + 30
    while len(attack.seconds) < ZIPS and time.monotonic() < until:
        time.sleep(0.1)
    assert len(attack.seconds) == ZIPS
    assert max(attack.seconds) < 10
    assert all("/deliveries/" in address for address in attack.deliveries)


def test_a_file_of_somebody_else_is_read_within_seconds(attack):
    add_account(attack.served, "other", CONTRIBUTOR)
    document = docx(*(paragraph(line) for line in STORY.format(title="澡堂", number=3).split("\n")))
    with closing(logged_in(attack.served, "other")) as browser:
        began = time.monotonic()
        page = hand_in(browser, "澡堂.docx", document)
        while "已读入" not in browser.get("delivery page", page).text:
            assert time.monotonic() - began < 30
            time.sleep(0.5)
