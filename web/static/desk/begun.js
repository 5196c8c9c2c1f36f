// What is begun in a thread's forms outlives its redrawing. Their actions name the question: none meets another's.

import { $, $$ } from "./page.js";

const work = $("#thread");
const FIELDS = "textarea, select, input:not([type=hidden]), input[name=key]";
const isPick = ({ type }) => type === "radio" || type === "checkbox";
const nameOf = ({ form, name, type, value }) => [form.getAttribute("action"), name, isPick({ type }) && value].join(" ");

function isBegun(field) {
  if (isPick(field)) return field.checked !== field.defaultChecked;
  return field.tagName === "SELECT" ? field.selectedIndex > 0 : field.value !== field.defaultValue;
}

export function whatIsBegun() {
  const forms = $$("form:not([data-done])", work).filter((form) => $$(FIELDS, form).some(isBegun));
  const { activeElement: has } = document;
  return {
    fields: new Map(forms.flatMap((form) => $$(FIELDS, form).map((field) => [nameOf(field), field]))),
    open: new Map($$("details[id]", work).map((menu) => [menu.id, menu.open])),
    has: work.contains(has) ? has : null,
  };
}

// A deed that is done closes the menus; a note that was begun stays open even then.
export function putBack({ fields, open, has }, fresh) {
  for (const field of $$(FIELDS, work)) {
    const was = fields.get(nameOf(field));
    if (!was) continue;
    if (isPick(field)) field.checked = was.checked;
    else field.value = was.value;
    if (field.id === "note") $("#note-writer").open ||= Boolean(was.value);
  }
  if (fresh) return;
  for (const menu of $$("details[id]", work)) menu.open = open.get(menu.id) ?? menu.open;
  if (has?.id) focusAgain($(`#${has.id}`), has);
  else if (has?.form && has.name) focusAgain($$(FIELDS, work).find((field) => nameOf(field) === nameOf(has)), has);
}

function focusAgain(field, was) {
  field?.focus({ preventScroll: true });
  if (field?.tagName === "TEXTAREA") field.setSelectionRange(was.selectionStart, was.selectionEnd);
}
