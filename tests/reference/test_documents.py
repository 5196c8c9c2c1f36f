"""Questions as they are written down, by processes of two versions."""


async def test_what_a_later_version_wrote_besides_is_left_out(casework, lin, wang, database):
    receipt = await lin.asks("几点关门？")
    before = await casework.thread(receipt.question_id)
    more = {"mood": "glad", "entries.0.mood": "glad", "audit.0.mood": "glad"}
    await database["questions"].update_one({"_id": receipt.question_id}, {"$set": more})
    assert await casework.thread(receipt.question_id) == before
    assert (await casework.claim(receipt.question_id, wang)).assignee == wang.id
    kept = await database["questions"].find_one({"_id": receipt.question_id})
    assert (kept["mood"], kept["entries"][0]["mood"]) == ("glad", "glad")
