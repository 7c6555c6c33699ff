"""The weight of each cue in the search.

The weights of a reading are added up as if they were logarithms of odds. No weight needs its exact value.
They were found by a random search over pages made of single stories (see tests/support/made_pages.py), and rounded.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Weights:
    # starting a story
    opening: float = -3.7
    head_full: float = -2.8  # a headline line as long as its column is wide
    bodiless: float = -6.5  # ending a story, or the page, before the story has any text
    sure_ignored: float = -10.0  # putting a lead into a story that already has one
    lead_late: float = -3.0  # putting a lead into a story that has text but no lead
    # evidence that a story begins
    sure: float = 8.0  # headlines above a lead, a byline, (上接…)
    sure_headless: float = 5.5  # a lead, byline or (上接…) without a headline
    sure_more: float = 2.3  # for each further headline line
    kicker_full: float = -2.0  # a kicker as long as the column
    weak: float = -1.5  # headlines above anything else
    weak_more: float = 2.0
    more_as_wide: float = -3.5  # a further headline line as wide as the text below it
    weak_text: float = 0.8
    weak_no_text: float = -2.7
    weak_dated: float = 2.0  # the text begins with a date
    weak_credit: float = 3.2  # a photographer's credit is near
    weak_gap: float = 2.7
    weak_top: float = 6.0
    title_long: float = 1.0
    title_short: float = -1.5
    title_comma: float = -1.5
    title_dated: float = -3.0
    title_cut: float = -2.7
    title_runs_on: float = -1.0  # for each point of the seam between title and text
    title_as_wide: float = -1.3
    alone: float = -2.5  # a weak start on a page with fewer than two sure ones
    # continuing a story
    after_credit: float = -5.0
    resume_open: float = -3.5
    resume_closed: float = -8.0
    resume_piece: float = 0.2  # factor for the two above between pieces of one printed line
    left_open: float = -2.7
    subhead: float = -1.4
    subhead_inside: float = -2.0  # a subhead inside a sentence
    # words
    cohesion: float = 0.42
    page_share: float = 0.4  # share of the page in the usual frequency of a word; the rest is the language's
    word_odds: float = 0.54
    word_most: float = 4.5
    word_price: float = 0.5
    title_words: float = 2.0  # each word of the title counts this many times
    # columns
    same_width: float = 0.5
    other_width: float = -4.0
    bit: float = -3.0  # a short line without a full stop among whole paragraphs
    # seams
    closed_to_sign: float = -6.0
    closed_to_fresh: float = 0.8
    open_to_fresh: float = -2.5
    comma: float = 0.8
    word_across: float = 0.6
    word_across_most: float = 4.0
    no_word_across: float = -0.7
    string_3: float = 1.0
    string_4: float = 2.5
    quote_closed: float = 2.0


DEFAULT = Weights()
