"""Creates Word documents, PDFs and ZIPs for the tests, both intact and damaged."""

import io
import zipfile
import zlib
from collections.abc import Iterable, Mapping

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STYLES = f"""<w:styles xmlns:w="{_W}"><w:style w:type="paragraph" w:styleId="a3"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style>
<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/></w:style></w:styles>"""
_CORE = """<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>{author}</dc:creator></cp:coreProperties>"""


def paragraph(text: str, style: str = "") -> str:
    mark = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{mark}<w:r><w:t>{text}</w:t></w:r></w:p>"


def table(rows: Iterable[Iterable[str]]) -> str:
    cells = ("".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def docx(*content: str, author: str = "", head: str = "", more: Mapping[str, str] | None = None) -> bytes:
    body = f'{head}<w:document xmlns:w="{_W}"><w:body>{"".join(content)}</w:body></w:document>'
    parts = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f'<?xml version="1.0" encoding="UTF-8"?>{body}',
        "word/styles.xml": _STYLES,
        "docProps/core.xml": _CORE.format(author=author),
        **(more or {}),
    }
    return zipped({name: text.encode() for name, text in parts.items()})


def zipped(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def zipped_in_gbk(files: Mapping[str, bytes]) -> bytes:
    """Makes a ZIP as Chinese Windows does: names in GBK, without the flag for UTF-8."""
    placeholders = {name: "".join(chr(0x41 + at % 26) for at in range(len(name.encode("gbk")))) for name in files}
    packed = zipped({placeholders[name]: data for name, data in files.items()})
    for name, placeholder in placeholders.items():
        packed = packed.replace(placeholder.encode(), name.encode("gbk"))
    return packed


def pdf(*pages: Iterable[str], trailer: str = "") -> bytes:
    """Makes a PDF whose font maps its glyphs to characters, as word processors do."""
    chars = sorted({char for page in pages for line in page for char in line})
    code = {char: number for number, char in enumerate(chars, 1)}
    numbers = [6 + 2 * at for at in range(len(pages))]
    objects = {
        1: "<< /Type /Catalog /Pages 2 0 R >>",
        2: f"<< /Type /Pages /Kids [{' '.join(f'{at} 0 R' for at in numbers)}] /Count {len(pages)} >>",
        3: "<< /Type /Font /Subtype /Type0 /BaseFont /F /Encoding /Identity-H /DescendantFonts [4 0 R]"
        " /ToUnicode 5 0 R >>",
        4: "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /F"
        " /CIDSystemInfo << /Registry (A) /Ordering (I) /Supplement 0 >> >>",
        5: _stream(_to_unicode(code)),
    }
    for at, page in zip(numbers, pages, strict=True):
        resources = "<< /Font << /F1 3 0 R >> >>"
        objects[at] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources {resources} /Contents {at + 1} 0 R >>"
        )
        objects[at + 1] = _stream(_content(page, code))
    return _file(objects, trailer)


def _content(lines: Iterable[str], code: Mapping[str, int]) -> str:
    shown = (f"<{''.join(f'{code[char]:04X}' for char in line)}> Tj 0 -20 Td" for line in lines)
    return f"BT /F1 12 Tf 50 780 Td {' '.join(shown)} ET"


def _to_unicode(code: Mapping[str, int]) -> str:
    pairs = "\n".join(f"<{number:04X}> <{char.encode('utf-16-be').hex()}>" for char, number in code.items())
    return (
        "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{len(code)} beginbfchar\n{pairs}\nendbfchar endcmap end"
    )


def _stream(content: str) -> str:
    packed = zlib.compress(content.encode("latin-1"))
    return f"<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n{packed.decode('latin-1')}\nendstream"


def _file(objects: Mapping[int, str], trailer: str) -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    places = {}
    for number in sorted(objects):
        places[number] = len(out)
        out += f"{number} 0 obj\n{objects[number]}\nendobj\n".encode("latin-1")
    start = len(out)
    rows = "".join(f"{places[number]:010} 00000 n \n" for number in sorted(objects))
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{rows}".encode()
    out += f"trailer << /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)
