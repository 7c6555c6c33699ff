"""Text over several lines of a template: no gap in Chinese, a space in English, values as they are."""

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils.translation import override


def rendered(source: str, language: str = "zh-hans", **context: object) -> str:
    with override(language):
        return Template("{% load running_text %}{% running %}" + source + "{% endrunning %}").render(Context(context))


SENTENCES = "\n  有两篇。\n  {% if more %}\n    还有。\n  {% endif %}\n  <b>完</b>\n"


def test_chinese_sentences_follow_each_other_without_a_gap():
    assert rendered(SENTENCES, more=True) == "有两篇。还有。<b>完</b>"
    assert rendered(SENTENCES, "zh-hant", more=False) == "有两篇。<b>完</b>"


def test_english_sentences_have_one_space_between_them():
    assert rendered(SENTENCES, "en", more=True) == "有两篇。 还有。 <b>完</b>"
    assert rendered(SENTENCES, "en", more=False) == "有两篇。 <b>完</b>"


@pytest.mark.parametrize("sign", [",", ".", ";", ":", ")"])
def test_no_space_comes_before_a_sign(sign):
    assert rendered("\n  <a>two</a>\n  {{ sign }} three\n", "en", sign=sign) == f"<a>two</a>{sign} three"


def test_a_line_break_within_a_tag_stays_a_space():
    source = '<a href="{{ address }}"\n   {% if here %}\n   class="x"\n   {% endif %}\n   lang="zh">\n  去\n</a>'
    assert rendered(source, address="/", here=True) == '<a href="/"  class="x"  lang="zh">去</a>'


def test_what_a_variable_holds_keeps_its_line_breaks():
    assert rendered("\n  {{ text }}\n", text="一\n  二") == "一\n  二"


def test_the_words_of_a_story_have_no_gaps_on_an_english_page_either():
    source = "{% load running_text %}{% running chinese %}\n  {{ text }}\n  <mark>驿</mark>\n  站\n{% endrunning %}"
    with override("en"):
        assert Template(source).render(Context({"text": "一座"})) == "一座<mark>驿</mark>站"


def test_a_word_it_does_not_know_is_an_error_in_the_template():
    with pytest.raises(TemplateSyntaxError, match="chinese"):
        Template("{% load running_text %}{% running english %}{% endrunning %}")


def test_loops_are_joined_as_well():
    assert rendered("\n{% for one in names %}\n  {{ one }}\n{% endfor %}\n", names="甲乙") == "甲乙"
    assert rendered("\n{% for one in names %}\n  {{ one }}\n{% endfor %}\n", "en", names="ab") == "a b"
