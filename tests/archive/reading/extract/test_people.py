"""The people credited with a story."""

import pytest

from archive.reading.document import Person
from archive.reading.extract.people import find_people


def credited(printed: str, byline: str = "") -> list[str]:
    return [f"{person.role} {person.name}" for person in find_people(byline, printed)]


@pytest.mark.parametrize(
    ("printed", "people"),
    [
        ("近日（记者 王鑫）", ["记者 王鑫"]),
        ("中工網訊(記者 王鑫)近日,會議召開", ["记者 王鑫"]),
        ("本报讯（通讯员周大志 钱咪咪）近日", ["通讯员 周大志", "通讯员 钱咪咪"]),
        ("（记者杨小清 通讯员郭一平 高凡）6月", ["记者 杨小清", "通讯员 郭一平", "通讯员 高凡"]),
        ("他说。（某某网记者 刘阳）", ["记者 刘阳"]),
        ("风光很好。 本报通讯员 侯勇 摄", ["摄影 侯勇"]),
        ("送去清凉。本报记者 赖小凯 摄", ["摄影 赖小凯"]),
        ("(记者马小礼 通讯\n员陈小红)日前", ["记者 马小礼", "通讯员 陈小红"]),
        ("【本報訊】記者李四昨日獲悉", ["记者 李四"]),
        ("本报讯 记者王小鑫 通讯员李小明 近日，会议召开。", ["记者 王小鑫", "通讯员 李小明"]),
        ("本报讯 记者王小鑫近日从会上获悉", ["记者 王小鑫"]),
        ("林小勵攝", ["摄影 林小勵"]),
        ("兩人合影。（張三攝）", ["摄影 張三"]),
        ("（記者 王小明 攝影報道）", ["记者 王小明", "摄影 王小明"]),
        ("文/张三 图/李四", ["作者 张三", "摄影 李四"]),
        ("张三 文/图", ["作者 张三", "摄影 张三"]),
        ("新华社北京6月3日电（记者张三、李四）", ["记者 张三", "记者 李四"]),
        ("（记者李四报道）", ["记者 李四"]),
        ("（清泉社記者李小四台北1日電）", ["记者 李小四"]),
        ("工人日报-中工网记者 刘旭 通讯员 张嘉\n近日，", ["记者 刘旭", "通讯员 张嘉"]),
        ("（首席记者 张三 实习生 欧阳小红）", ["记者 张三", "实习生 欧阳小红"]),
        ("本报讯（见习记者 王小明 特约记者李大山）近日", ["记者 王小明", "记者 李大山"]),
        ("本报讯（记者赵小远 摄影记者王小力）近日", ["记者 赵小远", "摄影 王小力"]),
        ("文/记者 张三 图/记者 李四", ["记者 张三", "摄影 李四"]),
        ("图/文 张三", ["作者 张三", "摄影 张三"]),
        ("通讯员 张三 记者 李四 摄影报道", ["通讯员 张三", "摄影 张三", "记者 李四", "摄影 李四"]),
        ("本报讯 记者张三 通讯员李四报道：近日", ["记者 张三", "通讯员 李四"]),
        ("【本報記者張小明台北報導】市府日前", ["记者 張小明"]),
        ("記者陳小文／高雄報導", ["记者 陳小文"]),
        ("工人日报客户端记者 卢小翔", ["记者 卢小翔"]),
        ("记者：张三 编辑：李四 校对：王五", ["记者 张三"]),
        ("来源：某网 记者：张三 摄影：李四 编辑：王五", ["记者 张三", "摄影 李四"]),
        ("本报特约撰稿人 王小国", ["作者 王小国"]),
        ("本报记者 扎西小珠 通讯员 阿依小丽", ["记者 扎西小珠", "通讯员 阿依小丽"]),
    ],
)
def test_a_credit_names_people_with_their_roles(printed, people):
    assert credited(printed) == people


@pytest.mark.parametrize(
    ("printed", "people"),
    [
        ("(通讯员罗 艳芳)", ["通讯员 罗艳芳"]),
        ("(记者 王 伟)", ["记者 王伟"]),
        ("(记者 王 伟 李 明)", ["记者 王伟", "记者 李明"]),
        ("(记者 张小 芳 李明)", ["记者 张小芳", "记者 李明"]),
        ("(记者张三李四)", ["记者 张三", "记者 李四"]),
        ("(记者 阿依古丽·买买提)", ["记者 阿依古丽·买买提"]),
    ],
)
def test_names_are_joined_and_separated_as_a_person_would(printed, people):
    assert credited(printed) == people


@pytest.mark.parametrize("rare", ["㐱", "𬭊", "〇"])
def test_a_name_with_a_rare_character_is_found_whole(rare):
    assert credited(f"（记者 张{rare} 通讯员 李{rare}明）") == [f"记者 张{rare}", f"通讯员 李{rare}明"]
    assert credited(f"大家都说好。王{rare}摄") == [f"摄影 王{rare}"]
    assert credited("正文。", f"本报记者 赵小{rare}") == [f"记者 赵小{rare}"]
    assert find_people("", "正文。", [f"来源：某网 作者：钱{rare}东"]) == [Person(f"钱{rare}东", "作者")]
    assert credited(f"（记者 阿依{rare}·买买提）") == [f"记者 阿依{rare}·买买提"]


def test_a_separate_byline_is_a_credit():
    byline = "本报记者 张群 本报通讯员 匡舟 谢哲"
    assert credited("正文。", byline) == ["记者 张群", "通讯员 匡舟", "通讯员 谢哲"]
    assert credited(f"{byline}\n正文第一句，很长。") == ["记者 张群", "通讯员 匡舟", "通讯员 谢哲"]


@pytest.mark.parametrize(
    "printed",
    [
        "记者从市总工会获悉，今年将新建驿站。",
        "记者了解到，这里的职工",
        "他告诉记者，一切顺利。",
        "記者日前獲悉",
        "（据新华社记者报道）",
        "（责任编辑：王五）",
        "记者节走进企业",
        "记者走基层",
        "作者单位：某省总工会",
        "图为职工在练习。 通讯员 张三 供图",
        "作者认为，这并不容易。",
        "大家争相拍摄",
        "（摄于2020年）",
        "（相關資料圖）",
    ],
)
def test_a_person_only_mentioned_is_not_credited(printed):
    assert credited(printed) == []


def test_a_person_is_credited_once_with_each_role():
    assert credited("（记者 张三）正文。（记者 张三）", "本报记者 张三") == ["记者 张三"]
