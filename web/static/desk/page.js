// What every part of the desk asks of its page.

export const $ = (selector, within = document) => within.querySelector(selector);
export const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
export const openId = () => $(".thread")?.dataset.question ?? "";
