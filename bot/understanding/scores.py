"""How sure each way of understanding is: a wrong action is far worse than asking back."""

EXACT = 1.0  # the very wording, or a pattern's
POLITE = 0.95  # the wording with nothing but politeness around it
WHETHER = 0.85  # the wording with "may I" around it: a request, or a question whether it is possible
SPELLED = 0.9  # letter by letter, in pinyin or another script
SOUNDS = 0.8  # a homophone that is no word itself
SAME_WORDS = 0.75  # in another order: 章节有哪些
SLIP = 0.75  # a letter was lost, or two changed places
INITIALS = 0.7  # jx for 继续
RESEMBLES = 0.6  # at most, for anything that only shares words or sounds with a wording

VERY_SURE = 0.9  # from here on we do what cannot be undone
SURE = 0.7  # from here on we act; below we ask back
WORTH_ASKING = 0.3  # below this a wording is no candidate even for asking back
