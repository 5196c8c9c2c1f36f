import io

import pytest
import zxingcpp
from PIL import Image

from library import qr

LINK = "https://books.example.org/d/" + "aB3-_" * 6 + "x"


@pytest.mark.parametrize("level", list(qr.Level))
def test_a_phone_reads_what_we_wrote(level: qr.Level) -> None:
    (seen,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(qr.png(LINK, level=level))))
    assert seen.text == LINK
    assert seen.ec_level in ("MQH" if level is qr.Level.M else "QH")


def test_a_kiosk_code_survives_a_thumb() -> None:
    """An eighth of the code covered, which level Q is there for."""
    image = Image.open(io.BytesIO(qr.png(LINK, level=qr.Level.Q))).convert("L")
    middle, patch = image.width // 2, round((image.width - 16 * qr.QUIET) * 0.15**0.5 * 0.45)
    image.paste(255, (middle - patch, middle - patch, middle + patch, middle + patch))
    (seen,) = zxingcpp.read_barcodes(image)
    assert seen.text == LINK


def test_a_drawing_scales_to_its_box_and_carries_its_quiet_zone() -> None:
    drawing = qr.svg(LINK, level=qr.Level.Q).decode()
    assert drawing.startswith("<svg ")
    assert 'viewBox="0 0' in drawing
    assert " width=" not in drawing.partition(">")[0]
