"""Saves what an editor typed: the fields of a draft, its people, its links, and doubts that are cleared.

In: a session opened for change, one of its drafts, and valid forms. To be called in a transaction.
Links that the editor unticked are removed. They do not come back if lines are moved later.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from archive.forms.doubt_keys import without_cleared
from archive.forms.registry_names import source_named
from archive.models import Article, Change, Credit
from archive.models.article_choices import Status
from archive.models.change import Action
from archive.review.evidence_form import EvidenceForm, save_evidence
from archive.review.evidence_spans import texts
from archive.review.relink import add_new_links, link_typed_names, update_links
from archive.review.review_form import KeptInput, ReviewForm, initial_of
from archive.review.session import EditRefused, ReviewSession, keep_parts
from archive.words.change_words import ChangeNote
from text.script import script_of

# Columns of Article whose value is the cleaned value of the field of that name.
PLAIN = (*ReviewForm.Meta.fields, "region")


@dataclass(frozen=True)
class PostedForms:
    """The three forms of one story, as posted and valid."""

    fields: ReviewForm
    kept: KeptInput
    evidence: EvidenceForm


def save_fields(session: ReviewSession, story: Article, posted: PostedForms, editor: Any) -> bool:
    """Whether anything changed. Raises EditRefused for a story that was public, and for invalid evidence."""
    refuse_public(session, story)
    keep_parts(story, session.page_lines.parts[story.pk])
    before, then = texts(story), editable_values(story)
    values, kept = posted.fields.cleaned_data, posted.kept
    for name in PLAIN:
        setattr(story, name, values[name])
    story.published, story.published_precision = values["published_on"]
    story.source = source_named(values["source"])
    story.script = script_of("\n".join(texts(story).values()))
    story.doubts = without_cleared(story.doubts, kept.cleaned_data["cleared"])
    story.spans = [[part.start, part.end] for part in session.page_lines.parts[story.pk]]
    story.save()
    if texts(story) != before:
        update_links(story, before)
        add_new_links(story, before)
    _save_people(story, values["people"])
    _remove_unticked(story, kept)
    link_typed_names(story, values["add"])
    save_evidence(posted.evidence)
    return _note(story, then, editor)


def read_again(session: ReviewSession, story: Article, editor: Any) -> None:
    """Replace what was written by hand in the fields with the text of the story's lines."""
    refuse_public(session, story)
    before = texts(story)
    for name, value in session.read_from_lines(story).items():
        setattr(story, name, value)
    if not (story.title or story.body):
        raise EditRefused(_("这一稿的行拼不出标题或正文"))
    story.script = script_of("\n".join(texts(story).values()))
    story.save()
    update_links(story, before)
    changed = [name for name in before if before[name] != getattr(story, name)]
    Change.objects.note(
        Action.FIELDS, editor, what=ChangeNote("read-again"), article=story,
        before={name: before[name] for name in changed}, after={name: getattr(story, name) for name in changed},
    )  # fmt: skip


def refuse_public(session: ReviewSession, story: Article) -> None:
    if story.status != Status.DRAFT:
        raise EditRefused(_("第 %(number)d 稿已经发布，要改请用更正") % {"number": session.numbers[story.pk]})


def _save_people(story: Article, people: list[tuple[str, str]]) -> None:
    if people == list(story.credits.values_list("name", "role")):
        return
    story.credits.all().delete()
    Credit.objects.bulk_create(
        Credit(article=story, name=name, role=role, position=position) for position, (name, role) in enumerate(people)
    )


def _remove_unticked(story: Article, kept: KeptInput) -> None:
    story.mentions.filter(organization__in=kept.unticked("mention")).delete()
    story.program_mentions.filter(program__in=kept.unticked("program")).delete()
    story.figures.filter(pk__in=kept.unticked("figure")).delete()


def _note(story: Article, then: dict[str, Any], editor: Any) -> bool:
    return note_difference(story, then, Action.FIELDS, editor)


def note_difference(story: Article, then: dict[str, Any], action: str, editor: Any, reason: str = "") -> bool:
    """Write down the values that differ from `then`, the former `editable_values`. Returns whether any differ."""
    now = editable_values(Article.objects.select_related("source", "region").get(pk=story.pk))
    changed = [name for name in now if now[name] != then[name]]
    if changed:
        before, after = ({name: state[name] for name in changed} for state in (then, now))
        Change.objects.note(action, editor, reason, article=story, before=before, after=after)
    return bool(changed)


def editable_values(story: Article) -> dict[str, Any]:
    """Everything that an editor can change in a story, as words, by the names of archive.models.change.NAMES."""
    values = initial_of(story)
    published = values.pop("published_on")
    return {
        **values,
        "published": published,
        "people": "、".join(f"{name}（{role}）" for name, role in story.credits.values_list("name", "role")),
        "doubts": [doubt.to_json() for doubt in story.doubts],
        "organizations": sorted(set(story.mentions.values_list("organization__name", flat=True))),
        "programs": sorted(set(story.program_mentions.values_list("program__name", flat=True))),
        "figures": [figure.amount for figure in story.figures.order_by("text", "pk")],
    }
