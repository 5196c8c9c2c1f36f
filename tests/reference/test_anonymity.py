"""Names, numbers and addresses go; what the house says of itself stays."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reference.anonymity import Trait, strip, traits

TELLING = {
    "我叫王小明，电话13800138000，怎么办证": "我叫［姓名］，电话［电话］，怎么办证",
    "请打 138-0013-8000 或 138 0013 8000": "请打 ［电话］ 或 ［电话］",
    "请打１３８００１３８０００": "请打［电话］",
    "电话是一三八零零一三八零零零": "电话是［电话］",
    "+86 13800138000": "［电话］",
    "0471-4961234 转 2": "［电话］ 转 2",
    "家里电话（0471）4961234": "家里电话［电话］",
    "утас 99112233": "утас ［电话］",
    "身份证150102199003071234能办吗": "身份证［证件号］能办吗",
    "150102 19900307 123X": "［证件号］",
    "护照号 E12345678": "护照号 ［证件号］",
    "openid是oABcd1234567890_-efghIJKLmno": "openid是［微信标识］",
    "读者 4F7K 想续借": "［读者］ 想续借",
    "加我微信 lin_2026 谢谢": "加我微信 ［微信号］ 谢谢",
    "微信号：wxid_abc123def": "微信号：［微信号］",
    "我的QQ是 123456789": "我的QQ是 ［微信号］",
    "发到 lin.yue@example.com.cn 吧": "发到 ［邮箱］ 吧",
    "车停在院里，蒙A·12345": "车停在院里，［车牌］",
    "借书证号 A00123456 挂失": "借书证号 ［编号］ 挂失",
    "卡号6222021234567890123": "卡号［编号］",
    "我家住在赛罕区文苑路阳光小区3号楼2单元501": "我家住在［地址］",
    "请寄到新城区中山东路12号院，谢谢": "请寄到［地址］，谢谢",
    "呼和浩特市赛罕区学府花园5号楼1单元": "［地址］",
    "姓名：乌云其木格": "姓名：［姓名］",
    "我叫 Bat-Erdene Dorj": "我叫 ［姓名］",
    "my name is Lin Yue": "my name is ［姓名］",
    "намайг Дорж гэдэг": "намайг ［姓名］ гэдэг",
    "我是李梅，书丢了": "我是［姓名］，书丢了",
    "上次王老师帮我找的": "上次［姓名］老师帮我找的",
    "张建国先生留的书": "［姓名］先生留的书",
    "李某某的证": "［姓名］的证",
}

HARMLESS = [
    "图书馆几点开门？",
    "2026 年两会期间有什么服务",
    "ISBN 9787020002207 有吗",
    "索书号 I247.57/123 在几楼",
    "一次能借10册，借期30天",
    "我是大学生，可以办证吗",
    "我是外地人能办卡吗",
    "读者 2026 年可以借多少本",
    "请问老师在吗",
    "有没有微信公众号",
    "文苑路有几个入口",
    "地下停车场免费停 3 小时",
    "三楼、四楼自习区共 420 座",
    "9:00–21:00，周一闭馆",
    "《平凡的世界》第二部",
    "",
]


@pytest.mark.parametrize(("text", "stripped"), TELLING.items())
def test_what_tells_who_wrote_goes(text, stripped):
    assert strip(text).text == stripped
    assert traits(strip(text).text) == ()


@pytest.mark.parametrize("text", HARMLESS)
def test_what_tells_nothing_stays(text):
    assert strip(text).text == text


def test_names_the_house_knows_go_wherever_they_stand():
    stripped = strip("宝音让我来找其木格", ["宝音", "其木格", ""])
    assert stripped.text == "［姓名］让我来找［姓名］"
    assert [one.trait for one in stripped.found] == [Trait.NAME, Trait.NAME]


SECRETS = st.one_of(
    st.from_regex(r"1[3-9]\d{9}", fullmatch=True),
    st.from_regex(r"[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])[0-2]\d\d{3}[\dX]", fullmatch=True),
    st.from_regex(r"o[A-Za-z0-9_-]{27}", fullmatch=True),
    st.from_regex(r"[a-z]{2,9}[0-9]{0,3}@[a-z]{2,8}\.(?:com|cn|mn)", fullmatch=True),
    st.from_regex(r"蒙[A-HJ-NP-Z][A-HJ-NP-Z0-9]{5}", fullmatch=True),
    st.from_regex(r"0471-[2-9][0-9]{6}", fullmatch=True),
    st.from_regex(r"62[0-9]{14,17}", fullmatch=True),
)
AROUND = st.sampled_from(
    ["请问", "，", "怎么办证？", " ", "\n", "我的是：", "谢谢。", "可以吗", "（", "）", "。"]
)


@settings(max_examples=40)
@given(st.lists(st.tuples(AROUND, SECRETS, AROUND), min_size=1, max_size=4))
def test_no_number_by_which_somebody_is_found_is_left_in_any_text(pieces):
    left = strip("".join(before + secret + after for before, secret, after in pieces)).text
    assert [secret for _before, secret, _after in pieces if secret in left] == []


@given(st.text(st.sampled_from("我叫王老师1380读者住路号楼@.微信oA9［］电话 ，。"), max_size=40))
def test_what_is_stripped_twice_is_stripped(text):
    once = strip(text).text
    assert strip(once).text == once
