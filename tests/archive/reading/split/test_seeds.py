"""The client's files are split as a person split them, even if their stories are in another order."""

from archive.evaluation.story_scores import found_stories, score_page
from archive.reading.decode import decode
from archive.reading.split import split
from tests.support.perturbed import perturbed
from tests.support.shared_files import needs_shared, seeds

pytestmark = needs_shared


def _scores():
    for name, (data, gold) in seeds().items():
        text = decode(data).text
        yield name, score_page(found_stories(text, split(text)), gold)


def test_the_stories_of_each_file_are_found_whole():
    for name, score in _scores():
        assert score.f1 >= 0.97, name
        assert score.stories[0] == score.stories[1], name
        assert score.lost == (), name


def test_titles_are_right():
    for name, score in _scores():
        assert score.titles[0] == score.titles[1], name


def test_lines_are_in_the_order_of_the_print():
    joins = [score.joins for _, score in _scores()]
    right, wanted = (sum(counts) for counts in zip(*joins, strict=True))
    assert right / wanted >= 0.75


def test_the_units_of_the_second_batch_are_items_of_their_story():
    (data,) = (data for name, (data, _) in seeds().items() if name.startswith("000"))
    text = decode(data).text
    (draft,) = split(text).drafts
    items = [text[part.start : part.end] for part in draft.parts if part.role == "item"]
    assert items[-100].startswith("中國郵政集團")
    assert len(items) == 120 + 3  # there are three headings among the units


def test_stories_are_found_in_another_order_and_without_a_lead():
    for name, (data, gold) in seeds().items():
        text = decode(data).text
        for seed in range(4):
            page = perturbed(text, gold, seed)
            score = score_page(found_stories(page.text, split(page.text)), page.gold)
            assert score.f1 >= 0.93, (name, seed)
