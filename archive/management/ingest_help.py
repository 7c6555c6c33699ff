"""The text of `manage.py ingest --help`."""

HELP = """
Reads news files, splits each into its stories, and saves these as drafts with the people, places, dates,
organizations, programs, figures and lists of units found in them. Each file is one transaction: it is saved
completely or not at all. The bytes are stored under their SHA-256.

Files may be plain text, Markdown with or without YAML front matter, web pages, Word documents (.docx), PDFs with text,
and ZIPs of these. The format is detected from the content first, then from the name. Each file in a ZIP is read
separately, as a.zip!/b.txt; folders, files added by operating systems (__MACOSX, .DS_Store) and pictures are skipped
and reported. Limits: 20 MB for a file; 200 MB (both compressed and unpacked), 1,000 entries and 100-fold growth for a
ZIP, no ZIP in a ZIP; 60 seconds and 2 GB of memory to read a file. Options given with a file win over its metadata.

--date, --source, --page and --note apply to all files. They complete dates without a year.
--dry-run reads and prints in the same way, but saves nothing.
A damaged byte loses one character (shown as U+FFFD) and adds a doubt to its story, but the file is read; so does a
control character, which is removed. Both are reported on standard error: page3.txt: line 3: 100 damaged bytes
A file with the same bytes as an earlier one is refused with the number of that upload. --force reads it again: its
drafts are replaced; stories that were published or withdrawn are kept and listed on standard error.

output with --format text: one line for each file, then the count (of stories, not files):
  page3.txt: 9 stories, upload 12, 2 doubtful (gb18030, hans)
  312 read, 309 drafts, 3 doubtful
  drafts are saved but not published. Further counts follow if they are not 0: published, kept (not replaced),
  refused and skipped (both of files)

output with --format json: one object per line for each file read; everything else goes to standard error:
  file            the file's name without its folder; a.zip!/b.txt for a file in a ZIP
  sha256          SHA-256 of its bytes, 64 hexadecimal digits
  charset         utf-8, gb18030, big5hkscs, utf-16-le or utf-16-be, as detected; docx or pdf for these formats
  script          hans, hant or mixed
  stories         a list of objects, in the order in which they begin:
    kind          news, photo, list, notice, comment or fragment
    kicker, title, subtitle     text, "" if there is none
    people        [{"name", "role"}], role: 记者, 通讯员, 实习生, 摄影, 作者 …
    source        canonical name of a known source, else the name as printed, or null
    published     day of publication, EDTF (2022-07-08, 2022-07, 2022), or null
    published_inferred          true if it was inferred rather than given or printed
    event_date    day of the event in the text, EDTF (2021-02-23, XXXX-03-09), or null
    event_date_inferred         true if a part of it was inferred
    region        full path (重庆市江北区), 全国, or null;   region_code   six digits of GB/T 2260, or null
    spans         [[start, end], …] code points of the decoded text, end excluded, in reading order
    lines         numbers of the lines in these spans, from 1, in reading order, without blank lines
    body          the text, paragraphs separated by newlines
    organizations [{"name": canonical, "text": as printed, "field", "start", "end"}]
    figures       [{"text", "kind", "value", "value_max", "unit", "bound", "field", "start", "end"}]
                  kind: money, people, times, households, units, share, things; value a number; value_max a number
                  if bound is range, else null; unit CNY for yuan, else the measure word;
                  bound: exact, about, nearly, over, at_least, at_most or range
    units         [{"ordinal", "category", "name", "region", "region_code", "region_inferred", "field", "start", "end"}]
                  entries of a list of units; ordinal: number within the category, from 1
    doubts        sentences for the editor, in Chinese;   doubt_codes   the code of each, in the same order
  noise           [[start, end], …] spans of the decoded text that are in no story
field is kicker, title, subtitle or body; start and end are code points of that field, end excluded.
The decoded text is NFC-normalised; its lines end in \\n, and control characters are removed. For a web page or document
it is the visible text in document order; the cells of a table row are on one line, separated by ｜.

exit code 0; 2 if a file was refused (the others are still saved): binary, empty, too large, missing, a folder,
unreadable, not text, damaged, encrypted, a scan without text, a ZIP bomb, too slow, already here; or if an option
is invalid. 130 after Ctrl-C: the files before it are saved.
"""
