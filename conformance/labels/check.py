"""Labels read back by zxing-cpp, which nobody here wrote.

Usage: check.py FOLDER, a folder that `papers samples FOLDER` wrote. PDFs are drawn by poppler (pdftoppm), ZPL is unpacked
here by the words of its programming guide. Every text of labels.json must be found on its label, and nothing else.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

import zxingcpp
from PIL import Image

FORMATS = zxingcpp.BarcodeFormat.Code128 | zxingcpp.BarcodeFormat.DataMatrix | zxingcpp.BarcodeFormat.QRCode


def drawn(pdf: Path, dpi: int) -> Image.Image:
    """The first page in grey."""
    stem = pdf.with_suffix(f".{dpi}")
    subprocess.run(["pdftoppm", "-r", str(dpi), "-gray", "-png", "-singlefile", pdf, stem], check=True)
    return Image.open(f"{stem}.png").convert("L")


def unpacked(zpl: str) -> Image.Image:
    """The picture of a ^GFA field: counts G-Y and g-z, comma and exclamation mark fill a row, colon repeats one."""
    total, _, row_bytes, rows = re.search(r"\^GFA,(\d+),(\d+),(\d+),([^^]*)", zpl).groups()
    digits, data, row, count = int(row_bytes) * 2, [], "", 0
    for c in rows:
        if c == ":":
            row = data[-1]
        elif c in ",!":
            row = row.ljust(digits, "0" if c == "," else "F")
        elif "G" <= c <= "Y":
            count += ord(c) - ord("F")
        elif "g" <= c <= "z":
            count += (ord(c) - ord("f")) * 20
        else:
            row, count = row + c * max(count, 1), 0
        if len(row) == digits:
            data.append(row)
            row = ""
    raw = bytes.fromhex("".join(data))
    assert row == "" and len(raw) == int(total), "the field has the size it says"
    return Image.frombytes("1", (int(row_bytes) * 8, len(raw) // int(row_bytes)), raw, "raw", "1;I").convert("L")


def texts(picture: Image.Image) -> set[str]:
    edge = Image.new("L", (picture.width + 80, picture.height + 80), 255)
    edge.paste(picture, (40, 40))
    return {found.text for found in zxingcpp.read_barcodes(edge, formats=FORMATS) if found.valid}


def main(folder: Path) -> int:
    passed = failed = 0
    for name, wanted in json.loads((folder / "labels.json").read_text()).items():
        pictures = {f"{name}.pdf at {dpi} dpi": drawn(folder / f"{name}.pdf", dpi) for dpi in (203, 300, 600)}
        pictures |= {file.name: unpacked(file.read_text()) for file in sorted(folder.glob(f"{name}-*.zpl"))}
        for what, picture in pictures.items():
            found = texts(picture)
            if found == set(wanted):
                passed += 1
            else:
                failed += 1
                print(f"{what}: missing {set(wanted) - found or 'nothing'}, unexpected {found - set(wanted) or 'nothing'}")
    print(f"{passed} passed, {failed} failed")
    return failed


if __name__ == "__main__":
    sys.exit(min(main(Path(sys.argv[1])), 1))
