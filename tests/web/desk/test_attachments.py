"""Pictures and voices on the desk: seen by who may see their thread, and never as anything else."""

from dataclasses import replace

from library.patrons import alias
from reference.attachment import Medium, to_fetch

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
AMR = b"#!AMR\n" + bytes(3000)


async def shown(house, medium: Medium = Medium.IMAGE, content: bytes = PNG) -> tuple[str, str]:
    """A question that is such a thing, and what it is called here."""
    sent, patron = to_fetch(medium, "m-1"), "lin"
    receipt = await house.desk.ask(patron, "［…］", alias=alias(patron), message="m", attachment=sent)
    if content:
        await house.attachments.keep(receipt.question_id, sent, content)
    return receipt.question_id, sent.id


async def test_a_picture_is_in_its_thread_and_opens_as_a_picture_only(house):
    question, picture = await shown(house)
    chen = await house.signed_in("chen", "陈静")
    address = f"/desk/questions/{question}/attachments/{picture}"
    assert f'<img src="{address}" alt="读者' in await chen.looks(f"/desk/questions/{question}")
    answer = await chen.http.get(address)
    assert (answer.content, answer.headers["content-type"]) == (PNG, "image/png")
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.headers["content-disposition"] == f'inline; filename="{picture}.png"'
    again = await chen.http.get(address, headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304


async def test_a_voice_is_taken_along(house):
    question, voice = await shown(house, Medium.VOICE, AMR)
    chen = await house.signed_in("chen", "陈静")
    assert "下载语音" in (page := await chen.looks(f"/desk/questions/{question}"))
    assert "（AMR，2 KB）" in page
    answer = await chen.http.get(f"/desk/questions/{question}/attachments/{voice}")
    assert answer.headers["content-type"] == "audio/amr"
    assert answer.headers["content-disposition"] == f'attachment; filename="{voice}.amr"'


async def test_nobody_else_sees_it(house):
    question, picture = await shown(house)
    other = (await house.asks("别的问题")).question_id
    address = f"/desk/questions/{question}/attachments/{picture}"
    chen = await house.signed_in("chen", "陈静")
    assert (await chen.http.get(f"/desk/questions/{other}/attachments/{picture}")).status_code == 404
    assert (await chen.http.get(f"/desk/questions/{question}/attachments/{'0' * 26}")).status_code == 404
    chen.http.cookies.clear()
    away = await chen.http.get(address)
    assert (away.status_code, away.headers["location"].split("?")[0]) == (303, "/desk/sign-in")


async def test_what_waits_or_is_refused_says_so_and_has_no_address(house):
    question, picture = await shown(house, content=b"")
    chen = await house.signed_in("chen", "陈静")
    assert "正在从微信取来" in await chen.looks(f"/desk/questions/{question}")
    thread = await house.casework.thread(question)
    await house.attachments.keep(question, replace(thread.entries[0].attachment), b"<script>x()</script>")
    assert "没有收下" in await chen.looks(f"/desk/questions/{question}")
    assert (await chen.http.get(f"/desk/questions/{question}/attachments/{picture}")).status_code == 404
