"""A note that calls a colleague, with forms alone and with the script."""

from playwright.async_api import expect

from tests.web.desk.test_composing import claimed


async def noted(browser, where, text):
    return await browser.does(f"{where}/note", key=f"a key for {len(text)}", text=text)


async def test_a_colleague_is_called_and_says_that_she_looked(house):
    wang, bao = await house.signed_in("wang", "王敏"), await house.signed_in("bao", "宝音")
    where = await claimed(house, wang)
    assert "没有同事叫您" in await bao.looks("/desk?tab=called")
    await noted(wang, where, "@宝音 请<b>看</b>一下\r\n@李四 也看")
    desk = await bao.looks("/desk?tab=called")
    assert '@我的 <span class="count">1</span>' in desk
    page = await bao.looks(where)
    assert '<span class="at me">@宝音</span> 请&lt;b&gt;看&lt;/b&gt;一下\n' in page
    assert '<span class="at nobody">@李四</span> 也看' in page
    assert "没有叫到 李四" in page
    assert "知道了" in page
    assert '@我的 <span class="count">1</span>' in await bao.looks("/desk"), (
        "a look by itself changes nothing"
    )
    assert (await bao.does(f"{where}/looked")).headers["location"] == where
    desk = await bao.looks("/desk?tab=called")
    assert "@我的</a>" in desk
    assert where in desk
    assert "@我的</a>" in await wang.looks("/desk")


async def test_who_may_not_see_it_is_not_called(house):
    wang, bao = await house.signed_in("wang", "王敏"), await house.signed_in("bao", "宝音")
    branch = await house.branches.add("", "南区")
    await house.staff.move(bao.librarian.id, branch.id)
    where = await claimed(house, wang)
    await noted(wang, where, "@宝音 看看")
    assert "没有叫到 宝音" in await wang.looks(where)
    assert "没有同事叫您" in await bao.looks("/desk?tab=called")
    assert (await bao.http.get(where)).status_code == 404
    assert (await bao.does(f"{where}/looked")).status_code == 404


async def test_an_at_offers_names_and_an_open_desk_hears_of_it(house, browser):
    pages = {}
    for login, name in (("wang", "王敏"), ("bao", "宝音")):
        who = await house.signed_in(login, name)
        context = await browser.new_context(base_url=house.url)
        await context.add_cookies([{"name": "desk", "value": who.http.cookies["desk"], "url": house.url}])
        pages[login] = (who, await context.new_page())
    (wang, writes), (_, reads) = pages["wang"], pages["bao"]
    where = await claimed(house, wang)
    await reads.goto("/desk?tab=called")
    await expect(reads.locator("#line")).to_have_attribute("data-state", "on")
    await writes.goto(where)
    await writes.keyboard.press("n")
    await writes.locator("#note").press_sequentially("请看 @ba")
    await expect(writes.locator("#called li")).to_have_count(1)
    await writes.keyboard.press("Enter")
    await expect(writes.locator("#note")).to_have_value("请看 @宝音 ")
    await writes.get_by_role("button", name="记下备注").click()
    await expect(writes.locator(".at")).to_have_text("@宝音")
    await expect(reads.get_by_role("link", name="@我的 1")).to_be_visible()
    await reads.locator(".card-link").click()
    await expect(reads.get_by_role("link", name="@我的", exact=True)).to_be_visible()
    for _, page in pages.values():
        await page.context.close()
