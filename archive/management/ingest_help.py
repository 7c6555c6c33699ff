"""What `manage.py ingest` takes, does and prints: the text of its --help."""

HELP = """
Reads files of news, splits each into its stories, and saves these as drafts with the people, places, dates,
organizations, programs, figures and lists of units found in them. One file is one transaction: it goes in whole
or not at all. The bytes are kept under the SHA-256 of their content.

Files are text, Markdown with or without a head of YAML, web pages, Word documents (.docx), PDFs with text, and ZIPs
of these: told by their content first, then by their name. Each file in a ZIP goes in by itself, as a.zip!/b.txt;
folders, what systems add (__MACOSX, .DS_Store) and pictures are skipped and said. Limits: 20 MB a file; 200 MB (as it
comes and unpacked), 1,000 entries and 100-fold growth a ZIP, no ZIP in a ZIP; 60 seconds and 2 GB of memory to read a
file that is no plain text. What was given with a file wins over what the file says of itself.

--date, --source, --page and --note are said once, of all files. A date without its year is completed from them.
--dry-run is the same reading up to the last step, and saves nothing.
A damaged byte costs a character (U+FFFD) and a doubt in its story, not the file; so does a control character, which is
removed. Both are said on standard error: page3.txt: line 3: 100 damaged bytes
The same bytes again are refused with the number of their upload; --force reads them again: their drafts are
replaced, stories published or withdrawn meanwhile are kept and listed on standard error.

prints with --format text, for each file one line, then the count (stories, not files):
  page3.txt: 9 stories, upload 12, 2 doubtful (gb18030, hans)
  312 read, 309 drafts, 3 doubtful
  drafts: saved and not published. Where they are not 0 there follow: published, kept (not replaced),
  refused and skipped (files)

prints with --format json, for each file that was read one object on a line; all else goes to standard error:
  file            the file's own name, without its folder; of a file in a ZIP a.zip!/b.txt
  sha256          of its bytes, 64 hexadecimal digits
  charset         as found: utf-8, gb18030, big5hkscs, utf-16-le, utf-16-be; docx or pdf of such files
  script          hans, hant or mixed
  stories         a list of objects, in the order in which they begin:
    kind          news, photo, list, notice, comment or fragment
    kicker, title, subtitle     text, "" where there is none
    people        [{"name", "role"}], role: 记者, 通讯员, 实习生, 摄影, 作者 …
    source        canonical name of the source where it is known, else as printed; or null
    published     day of publication, EDTF (2022-07-08, 2022-07, 2022), or null
    published_inferred          true where it was not said of the file but concluded
    event_date    what the text says happened, EDTF (2021-02-23, XXXX-03-09), or null
    event_date_inferred         true where a part of it was concluded
    region        full path (重庆市江北区), 全国, or null;   region_code   six digits of GB/T 2260, or null
    spans         [[start, end], …] code points of the decoded text, end excluded, in reading order
    lines         numbers of the lines they touch, from 1, in reading order; blank lines are left out
    body          the text, paragraphs separated by newlines
    organizations [{"name": canonical, "text": as printed, "field", "start", "end"}]
    figures       [{"text", "kind", "value", "value_max", "unit", "bound", "field", "start", "end"}]
                  kind: money, people, times, households, units, share, things; value a number; value_max a number
                  where bound is range, else null; unit CNY for yuan, else the measure word;
                  bound: exact, about, nearly, over, at_least, at_most or range
    units         [{"ordinal", "category", "name", "region", "region_code", "region_inferred", "field", "start", "end"}]
                  entries of a list of units; ordinal: place within the category, from 1
    doubts        sentences for the editor, in Chinese;   doubt_codes   the code of each, in the same order
  noise           [[start, end], …] spans of the decoded text that are in no story
field is kicker, title, subtitle or body; start and end are code points of that field, end excluded.
The decoded text is NFC-normalised, its lines end in \\n alone, control characters are gone. Of a web page or document
it is the visible text in document order; the cells of a row of a table stand in one line, parted by ｜.

exit code 0; 2 where a file was refused (the others still go in): binary, empty, too large, missing, a folder,
unreadable, not text, damaged, encrypted, a scan without text, growing without bound, too slow, here already;
or where an option is none. 130 after Ctrl-C: the files before it are in, whole.
"""
