"""The template tag for the examples of what can be typed into the search box."""

from django import template

from search.syntax_examples import EXAMPLES, SyntaxExample

register = template.Library()


@register.simple_tag
def syntax_examples() -> tuple[SyntaxExample, ...]:
    return EXAMPLES
