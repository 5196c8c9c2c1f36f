// Asking the server for pieces of the page, and telling it.

import { $ } from "./page.js";

// A pane that could not be fetched stays as it is; the line at the top says that the connection is lost.
export function offline(trouble) {
  if (!(trouble instanceof TypeError)) throw trouble;
}

// `by` says who wants it: "hand" keeps a session alive, what the page fetches by itself does not.
// A server at fault draws no pane: to what is fetched by itself it is as far away as no server at all.
export async function ask(url, { by = "itself", ...options } = {}) {
  const response = await fetch(url, { ...options, headers: { "X-Desk": by }, redirect: "manual" });
  if (response.status === 401) location.assign(await response.text());
  if (response.status >= 500 && by === "itself") throw new TypeError("the server is at fault");
  return response;
}

// A question's deed that leaves the page as it is.
export function post(question, deed, fields = {}, options = {}) {
  const body = new URLSearchParams({ csrf: $("[name=csrf]")?.value ?? "", ...fields });
  return ask(`/desk/questions/${question}/${deed}`, { method: "POST", body, ...options });
}
