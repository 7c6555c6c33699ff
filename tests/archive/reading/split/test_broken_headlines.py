"""A sentence that breaks off on the page stays broken: a new beginning below is not joined to it."""

import pytest
from opencc import OpenCC

from archive.reading.clean import clean
from archive.reading.split import split
from tests.support.doubt_sentences import sentences

LEAD = "本报讯 (记者张三)近日，青石县总工会在城区主要街道建成十座驿站，快递员进门就能喝水。"
FRESH = [
    ("驿站里备有微波炉、药箱、", "记者了解到，县总工会计划年内再建六座驿站。"),
    ("驿站里备有微波炉、药箱、", "此外，县总工会计划年内再建六座驿站。"),
    ("驿站引导更多临街商户投身", "青石县总工会党组书记、常务副主席孙小满提出，驿站要常开。"),
    ("驿站里备有微波炉和药箱以及各种", "柳河纺织公司工会主席李小四表示，女工也能进驿站歇脚。"),
]
GOING_ON = [
    ("驿站里备有微波炉、药箱、", "充电插座和雨伞，还有工会编的读本。"),
    ("驿站里备有微波炉、药箱、", "青石县总工会主席孙小满捐的书，职工都喜欢。"),
    ("揭牌那天，山城市青石县", "柳河街道工会主席孙小满说，驿站要常开。"),
    ("在驿站门前，快递员对", "青石县总工会主席孙小满说，这里真好。"),
    ("驿站里备有微波炉和药", "箱，还有充电插座。"),
]


def printed(open_end: str, below: str) -> str:
    return "\n\n".join(["青石县总工会为快递员建起驿站", LEAD, open_end, below])


@pytest.mark.parametrize("config", ["s2t", "t2s"])
@pytest.mark.parametrize(("open_end", "below"), FRESH)
def test_a_new_opening_below_an_unfinished_sentence_keeps_its_own_paragraph(open_end, below, config):
    convert = OpenCC(config).convert
    text = convert(printed(open_end, below))
    (draft,) = split(text).drafts
    assert clean(text, draft).body.split("\n")[-2:] == [convert(open_end), convert(below)]
    assert any("第5行句子没有结束" in doubt for doubt in sentences(draft.doubts))


@pytest.mark.parametrize("config", ["s2t", "t2s"])
@pytest.mark.parametrize(("open_end", "below"), GOING_ON)
def test_a_continuation_is_joined(open_end, below, config):
    convert = OpenCC(config).convert
    text = convert(printed(open_end, below))
    (draft,) = split(text).drafts
    assert clean(text, draft).body.split("\n")[-1] == convert(open_end + below)
