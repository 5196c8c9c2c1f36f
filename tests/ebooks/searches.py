"""Labelled searches: what people type, and which of the books below they mean."""

from collections.abc import Iterator

from opencc import OpenCC

from ebooks.sounds import syllables

BOOKS = (
    ("红楼梦", "曹雪芹"),
    ("三国演义", "罗贯中"),
    ("水浒传", "施耐庵"),
    ("西游记", "吴承恩"),
    ("儒林外史", "吴敬梓"),
    ("聊斋志异", "蒲松龄"),
    ("金瓶梅", "兰陵笑笑生"),
    ("封神演义", "许仲琳"),
    ("镜花缘", "李汝珍"),
    ("老残游记", "刘鹗"),
    ("官场现形记", "李伯元"),
    ("浮生六记", "沈复"),
    ("世说新语", "刘义庆"),
    ("搜神记", "干宝"),
    ("西厢记", "王实甫"),
    ("牡丹亭", "汤显祖"),
    ("桃花扇", "孔尚任"),
    ("窦娥冤", "关汉卿"),
    ("呐喊", "鲁迅"),
    ("彷徨", "鲁迅"),
    ("朝花夕拾", "鲁迅"),
    ("故事新编", "鲁迅"),
    ("中国小说史略", "鲁迅"),
    ("背影", "朱自清"),
    ("蒙古秘史", "佚名"),
    ("本草纲目", "李时珍"),
    ("天工开物", "宋应星"),
    ("梦溪笔谈", "沈括"),
    ("徐霞客游记", "徐弘祖"),
    ("史记", "司马迁"),
    ("资治通鉴", "司马光"),
    ("孙子兵法", "孙武"),
    ("古文观止", "吴楚材"),
    ("人间词话", "王国维"),
    ("随园食单", "袁枚"),
    ("Alice's Adventures in Wonderland", "Lewis Carroll"),
    ("Pride and Prejudice", "Jane Austen"),
    ("The Time Machine", "H. G. Wells"),
    ("Treasure Island", "Robert Louis Stevenson"),
    ("Цагаан сар", "Д. Нацагдорж"),
)
SLIPS = {
    "红楼孟": "红楼梦",
    "红搂梦": "红楼梦",
    "水许传": "水浒传",
    "水浒转": "水浒传",
    "儒林外使": "儒林外史",
    "聊斋志易": "聊斋志异",
    "聊斋誌異": "聊斋志异",
    "封神眼义": "封神演义",
    "镜花园": "镜花缘",
    "老残游技": "老残游记",
    "官场现型记": "官场现形记",
    "浮生六计": "浮生六记",
    "世说新雨": "世说新语",
    "搜神纪": "搜神记",
    "牡丹停": "牡丹亭",
    "桃花善": "桃花扇",
    "朝花夕时": "朝花夕拾",
    "朝华夕拾": "朝花夕拾",
    "故事新篇": "故事新编",
    "蒙古密史": "蒙古秘史",
    "本草刚目": "本草纲目",
    "天工开悟": "天工开物",
    "梦溪笔弹": "梦溪笔谈",
    "徐侠客游记": "徐霞客游记",
    "资治通见": "资治通鉴",
    "孙子兵发": "孙子兵法",
    "古文观只": "古文观止",
    "人间辞话": "人间词话",
    "随园食担": "随园食单",
    "alise": "Alice's Adventures in Wonderland",
    "wonderlad": "Alice's Adventures in Wonderland",
    "pirde": "Pride and Prejudice",
    "prejudise": "Pride and Prejudice",
    "tresure": "Treasure Island",
    "machin": "The Time Machine",
    "цагаан сат": "Цагаан сар",
}


def searches() -> Iterator[tuple[str, str, str]]:
    """The kind of a search, what is typed, and the name of the book meant."""
    traditional = OpenCC("s2t")
    for name, author in BOOKS:
        yield "name", name, name
        yield "name and author", f"{author} {name}", name
        yield "beginning", name[: max(2, len(name) // 2)], name
        if "\u4e00" <= name[0] <= "\u9fff":
            yield "traditional", traditional.convert(name), name
            yield "pinyin", "".join(syllables(name)), name
            yield "initials", "".join(one[0] for one in syllables(name)), name
    yield from (("slip", typed, meant) for typed, meant in SLIPS.items())
