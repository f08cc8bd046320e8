// A claim that restates another has all of that one but its evidence: what the coder typed already stays.

import { isProposed, say, soon } from "./assist.js";
import { choose, field, filled, form, free, set } from "./rows.js";

const bench = document.querySelector(".bench");

export async function restate(label) {
  const row = free("relations");
  set(field(row, "type"), "restates");
  set(field(row, "target"), label);
  const told = `Restates “${label.length > 60 ? `${label.slice(0, 59)}…` : label}”`;
  say(told);
  if (!("new" in bench.dataset)) return; // a stored claim has its own statement
  try {
    const begun = await (await fetch(`${bench.dataset.restated}?${new URLSearchParams({ claim: label })}`)).json();
    if (begun.claim) copy(begun);
    say(`${told}. Now its evidence: select the words here, and q`);
  } catch {
    say(`${told}. Nothing was copied: the server does not answer.`);
  }
  soon(0);
}

// Whether nobody typed into the field: what stands there came with the page.
function isOpen(input) {
  if (!input.value) return true;
  if (input.name === "statement") return isProposed();
  return input.value === input.defaultValue && !form.querySelector(".draft-note");
}

function copy({ claim, participants }) {
  const timed = ["occurred_text", "occurred_from", "occurred_to"].some(name => form.elements[name].value);
  for (const [name, value] of Object.entries(claim)) {
    const input = form.elements[name];
    if (timed && name.startsWith("occurred_")) continue;
    if (input instanceof RadioNodeList) input.value || choose(name, value);
    else if (typeof value === "boolean") value && set(input, true);
    else if (value && isOpen(input)) set(input, value);
  }
  if (filled("participants").length) return;
  for (const fields of participants) {
    const row = free("participants");
    for (const [name, value] of Object.entries(fields)) set(field(row, name), value);
  }
}
