// Asking the server for pieces of the page, and telling it.

import { $ } from "./page.js";

export class Away extends Error {} // no server answers, or one at fault

// A pane that could not be fetched stays as it is; the line at the top says that the connection is lost.
export function offline(trouble) {
  if (!(trouble instanceof Away)) throw trouble;
}

// `by` says who wants it: "hand" keeps a session alive, what the page fetches by itself does not.
// A server at fault draws no pane: to what is fetched by itself it is as far away as no server at all.
export async function ask(url, { by = "itself", ...options } = {}) {
  const answer = await fetched(url, { ...options, headers: { "X-Desk": by }, redirect: "manual" });
  if (answer.status === 401) return leaveFor(answer.html);
  if (answer.status >= 500 && by === "itself") throw new Away("the server is at fault");
  return answer;
}

async function fetched(url, options) {
  try {
    const response = await fetch(url, options);
    return { ok: response.ok, status: response.status, html: await response.text() };
  } catch (trouble) {
    throw new Away(trouble.message);
  }
}

// Her session is over: nothing more happens on this page, to which she comes back.
function leaveFor(address) {
  location.assign(`${address}?next=${encodeURIComponent(location.pathname)}`);
  return new Promise(() => {});
}

// A question's deed that leaves the page as it is.
export function post(question, deed, fields = {}, options = {}) {
  const body = new URLSearchParams({ csrf: $("[name=csrf]")?.value ?? "", ...fields });
  return ask(`/desk/questions/${question}/${deed}`, { method: "POST", body, ...options });
}
