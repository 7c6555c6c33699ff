"""How much each cue weighs in the search, in one place.

All are added up as if they were logarithms of odds; none is knife-edged. Where they come from:
a random search over pages made of single stories (see tests/support/made_pages.py), rounded.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Weights:
    # opening a story
    opening: float = -3.7
    head_full: float = -2.8  # a headline line as long as the column it stands in
    bodiless: float = -6.5  # leaving a story, or the page, without any text of it
    sure_ignored: float = -10.0  # a lead taken into a story that has one
    lead_late: float = -3.0  # a lead taken into a story that has text but no lead
    # where a story may begin
    sure: float = 8.0  # headlines above a lead, a byline, (上接…)
    sure_headless: float = 5.5  # one of these without a headline
    sure_more: float = 2.3  # each further headline line
    kicker_full: float = -2.0  # a kicker as long as the column
    weak: float = -1.5  # headlines above anything else
    weak_more: float = 2.0
    more_as_wide: float = -3.5  # a further headline line as wide as the text below it
    weak_text: float = 0.8
    weak_no_text: float = -2.7
    weak_dated: float = 2.0  # the text begins with a date
    weak_credit: float = 3.2  # a photographer's credit follows soon
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
    # going on
    after_credit: float = -5.0
    resume_open: float = -3.5
    resume_closed: float = -8.0
    resume_piece: float = 0.2  # of these, between pieces of one printed line
    left_open: float = -2.7
    subhead: float = -1.4
    subhead_inside: float = -2.0  # a subhead standing inside a sentence
    # words
    cohesion: float = 0.42
    page_share: float = 0.4  # of what is usual: by the page, the rest by the language
    word_odds: float = 0.54
    word_most: float = 4.5
    word_price: float = 0.5
    title_words: float = 2.0  # how often a word of the title counts
    # columns
    same_width: float = 0.5
    other_width: float = -4.0
    bit: float = -3.0  # a short line without stop among whole paragraphs
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
