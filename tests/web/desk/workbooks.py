"""What stands in an XLSX file, read without the library that wrote it."""

import io
import zipfile

from lxml import etree

NS = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def sheets(content: bytes) -> dict[str, list[list[str]]]:
    """Rows of words by sheet. A formula would be read as `=`, whatever it computes."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        words = ["".join(one.itertext()) for one in _tree(file, "sharedStrings").iterfind("x:si", NS)]
        names = [one.get("name") for one in _tree(file, "workbook").iterfind(".//x:sheet", NS)]
        return {
            name: _rows(_tree(file, f"worksheets/sheet{number}"), words)
            for number, name in enumerate(names, start=1)
        }


def _tree(file: zipfile.ZipFile, name: str):
    return etree.fromstring(file.read(f"xl/{name}.xml"))


def _rows(sheet, words: list[str]) -> list[list[str]]:
    return [[_cell(one, words) for one in row.iterfind("x:c", NS)] for row in sheet.iterfind(".//x:row", NS)]


def _cell(cell, words: list[str]) -> str:
    if cell.find("x:f", NS) is not None:
        return "="
    value = cell.findtext("x:v", "", NS)
    return words[int(value)] if cell.get("t") == "s" else value
