"""Text that runs on over several lines of a template.

Browsers show a line break in the source as a space. Between English sentences that is right, between Chinese ones it is
a gap. So `{% running %}` removes the breaks of the template when the page speaks Chinese. It removes only those: the
values of variables stay as they are.
"""

import re
from typing import cast

from django import template
from django.template.base import Node, NodeList, Parser, TextNode, Token

from archive.words.languages import is_chinese

register = template.Library()

# Stands for a line break until the language is known. Unicode keeps it free: no text has it.
BREAK = "\ufdd0"
BREAKS = re.compile(f"{BREAK}+")
BEFORE_SIGN = re.compile(f"{BREAK}+(?=[,.;:)])")
LINE_END = re.compile(r"(\s*\n\s*)")


@register.tag
def running(parser: Parser, token: Token) -> Node:
    """`{% running %}…{% endrunning %}`: in Chinese a line break is nothing, except within an HTML tag; else a space.

    `{% running chinese %}` is for the words of stories, which are Chinese on an English page too.
    """
    words = token.split_contents()[1:]
    if words not in ([], ["chinese"]):
        raise template.TemplateSyntaxError(f"running takes nothing or the word chinese, not {words}")
    nodes = parser.parse(("endrunning",))
    parser.delete_first_token()
    is_in_tag = False
    for node in cast("list[TextNode]", nodes.get_nodes_by_type(TextNode)):
        node.s, is_in_tag = _with_marked_breaks(node.s, is_in_tag)
    return RunningText(nodes, always_chinese=bool(words))


class RunningText(Node):
    def __init__(self, nodelist: NodeList, *, always_chinese: bool) -> None:
        self.nodelist = nodelist
        self.always_chinese = always_chinese

    def render(self, context: template.Context) -> str:
        text = self.nodelist.render(context).strip(BREAK)
        if self.always_chinese or is_chinese():
            return BREAKS.sub("", text)
        return BREAKS.sub(" ", BEFORE_SIGN.sub("", text))


def _with_marked_breaks(text: str, is_in_tag: bool) -> tuple[str, bool]:
    """The text with a mark for each line break outside HTML tags; and whether a tag is still open at its end."""
    pieces = []
    for piece in LINE_END.split(text):
        if LINE_END.fullmatch(piece):
            pieces.append(" " if is_in_tag else BREAK)
            continue
        pieces.append(piece)
        if "<" in piece or ">" in piece:
            is_in_tag = piece.rfind("<") > piece.rfind(">")
    return "".join(pieces), is_in_tag
