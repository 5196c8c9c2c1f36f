"""What leaves the house of a patron's words."""

import pytest

from reference.assistant.stripping import LONGEST, asked, without_identity

OPENID = "oLVPpjqs9BhvzwPj5A-vTYAX3GLc"


@pytest.mark.parametrize(
    ("words", "hers"),
    [
        ("我叫王小明，怎么办证？", "王小明"),
        ("my name is Alice Brown, how do I get a card?", "Alice"),
        ("намайг Болд гэдэг, карт яаж авах вэ", "Болд"),
        ("身份证 15010219900307123X 能办证吗", "15010219900307123X"),
        ("１５０１０２１９９００３０７１２３Ｘ 能办证吗", "1990"),
        ("打我电话 138 0013 8000", "8000"),
        ("发到 li@example.cn 行吗", "li@example.cn"),
        (f"我的标识是 {OPENID}", OPENID),
        ("我是读者 4F7K，书到了吗", "4F7K"),
        ("加我微信 wxid_abc123", "wxid_abc123"),
        ("我的读者证号 NM2026001234 忘了密码", "NM2026001234"),
        ("寄到新华大街5号3单元201", "201"),
        ("［图片 Zm9vYmFyMDEyMzQ1］这本书有吗", "Zm9v"),
    ],
)
def test_what_tells_who_she_is_stays_here(words, hers) -> None:
    assert hers not in without_identity([words])


def test_what_she_asks_goes() -> None:
    said = ["押金怎么退？", "我 2024 年交的 100 元", "ISBN 978-7-02-000220-7 这本还有吗"]
    assert without_identity(said) == "\n".join(said)


def test_of_a_long_question_its_end_goes() -> None:
    assert without_identity(["长" * LONGEST, "怎么办证？"]).endswith("怎么办证？")
    assert len(without_identity(["长" * LONGEST, "怎么办证？"])) == LONGEST


async def test_a_thread_gives_only_its_patrons_words(lin, casework, wang) -> None:
    receipt = await lin.asks("王馆员说要押金，是吗？")
    await casework.claim(receipt.question_id, wang)
    await casework.note(receipt.question_id, wang, "她常来", key="note 0001")
    await casework.answer(receipt.question_id, wang, "不要。", key="answer 01", last_seq=2)
    await lin.writes("那怎么办证？")
    words = asked(await casework.thread(receipt.question_id))
    assert words == "［姓名］说要押金，是吗？\n那怎么办证？"
