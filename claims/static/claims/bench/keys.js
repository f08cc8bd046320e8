// The keys. Single ones work while the cursor is in no field that takes letters; help.py has the list that is shown.

import { likestClaim, say, soon, take } from "./assist.js";
import { currentLabel, nextUncoded, openCurrent, step } from "./marks.js";
import { restate } from "./restating.js";
import { add, choose, field, filled, form, free, isEmpty, rows, set } from "./rows.js";
import { here, move, reach, seek, selected, text } from "./words.js";

const GROUPS = { k: "kind", s: "salience", g: "hedging" };
const OF_ROW = { r: ["participants", "role"], f: ["attribution", "form"], b: ["attribution", "commitment"] };
const CONFIDENCE = { l: "low", m: "moderate", h: "high" };

let pending = null;
// The beginning of a word that is looked for, while one is; and where the cursor was before.
let sought = null;
let begun = null;

function keysOf(name) {
  const found = {};
  for (const radio of form.querySelectorAll(`input[type="radio"][name="${name}"]`)) found[radio.dataset.key] = radio.value;
  return found;
}

function clip(words) {
  return words.length > 60 ? `${words.slice(0, 59)}…` : words;
}

function withSelection(act) {
  return () => {
    const found = selected();
    if (!found) return say("Select words of the text first: arrows with Shift, or the mouse.");
    act(found);
    soon(0);
  };
}

function place(row, name, { words, start, paragraph }) {
  set(field(row, name), words);
  if (field(row, "at")) field(row, "at").value = start;
  if (field(row, "paragraph")) field(row, "paragraph").value = paragraph;
}

function quote(found) {
  const [first] = rows("evidence");
  const before = isEmpty(first) ? "" : field(first, "exact").value;
  place(first, "exact", found);
  say(before && before !== found.words ? `Quote, in place of “${clip(before)}”` : `Quote: “${clip(found.words)}”`);
}

function segment(found) {
  place(free("evidence"), "exact", found);
  say(`Further segment: “${clip(found.words)}”`);
}

function cue(found) {
  const row = free("cues");
  place(row, "text", found);
  set(field(row, "kind"), guessedKind(found.words));
  if (field(row, "kind").value !== "booster") choose("hedging", "hedged");
  say(`Hedge cue, ${field(row, "kind").value}: “${clip(found.words)}”`);
}

// What kind of cue it most likely is; the select shows it, to be changed.
function guessedKind(words) {
  if (/\b(?:apparent|seem|appear|reported|alleged|evident|supposed|according|look)/i.test(words)) return "evidential";
  return /\b(?:clear|certain|obvious|undoubted|definite|indeed|surely|of course)/i.test(words) && !/un(?:clear|certain)/i.test(words) ? "booster" : "modal";
}

function mention(found, role = "") {
  const row = free("participants");
  set(field(row, "mention"), found.words);
  set(field(row, "actor"), found.words);
  if (role) set(field(row, "role"), role);
  say(`Participant: “${clip(found.words)}”${role ? `, ${role}` : ". r and its key say the role"}`);
  resolve(row, found.words);
}

async function actorMeant(words) {
  const { suggest } = document.querySelector(".bench").dataset;
  try {
    return (await (await fetch(`${suggest}?${new URLSearchParams({ kind: "actor", q: words })}`)).json()).meant;
  } catch {
    return ""; // the field waits for a name, as it does for one that nobody bears
  }
}

// An actor that is called so by name or alias is put in by its name; else the field waits for it. What was typed there
// meanwhile stays.
async function resolve(row, words) {
  const bare = words.replace(/^the /i, "");
  const meant = (await actorMeant(words)) || (bare !== words && (await actorMeant(bare)));
  const actor = field(row, "actor");
  if (actor.value !== words) return;
  if (meant) {
    set(actor, meant);
    soon(0);
  } else {
    row.classList.add("maybe-new");
    actor.focus();
    actor.select();
  }
}

function nextItem(found) {
  const before = filled("participants").at(-1);
  mention(found, before ? field(before, "role").value : "");
}

function voice(found) {
  const row = free("attribution");
  set(field(row, "cue"), found.words);
  say(`Voice, given by “${clip(found.words)}”: who, and what did it do?`);
  field(row, "actor").focus();
}

function time(found) {
  set(form.elements.occurred_text, found.words);
  say(`When: “${clip(found.words)}”`);
}

function said({ words }) {
  const row = filled("attribution").at(-1);
  if (!row) return say("No voice yet: v makes one.");
  row.querySelector(".folded").open = true;
  set(field(row, "said_text"), words);
  say(`${field(row, "actor").value || "The voice"} said it: “${clip(words)}”`);
}

function find(letters) {
  if (sought === null) begun = here();
  sought = letters;
  if (letters && !seek(letters, begun)) return say(`No word begins with “${letters}”. Backspace takes a letter back`);
  say(letters ? `Find: ${letters}` : "Find: how the word begins, then Enter, or Shift and the arrows");
}

// Whether the key was for the word that is looked for; any other ends the looking and does what it does.
function finds(event) {
  if (event.key === "Shift") return true;
  if (event.key === "/") {
    if (sought && seek(sought, null)) begun = here(); // the next such word
  } else if (event.key === "Backspace") find(sought.slice(0, -1));
  else if (event.key.length === 1) find(sought + event.key);
  else {
    sought = null;
    say("");
    return event.key === "Enter";
  }
  return true;
}

function restates() {
  const label = currentLabel() ?? likestClaim();
  if (label) restate(label);
  else say("Go to a coded quote with [ or ] first: the claim restates that one.");
}

function who() {
  const row = rows("participants").find(isEmpty) ?? add("participants");
  field(row, "actor").focus();
}

// The last row of a kind that is in the claim goes: it stands there crossed out, and can be taken back with the mouse.
function out(kind) {
  const row = filled(kind).at(-1);
  if (!row) return say(kind === "attribution" ? "There is no voice." : "There is no participant.");
  set(field(row, "DELETE"), true);
  say(`${field(row, "actor").value || "The last one"} is taken out`);
}

// The codes of a field in rows, as "What these mean" lists them: each with its key, its label, its sentence.
function codesOf([kind, name]) {
  return [...document.querySelectorAll(`#group-${kind} [data-codes="${name}"] [data-key]`)].map(entry => ({
    key: entry.dataset.key,
    code: entry.dataset.code,
    label: entry.querySelector("dt").firstChild.textContent.trim(),
    sentence: entry.querySelector("dd").textContent,
  }));
}

function ofRow(group, key) {
  const [kind, name] = OF_ROW[group];
  const row = filled(kind).at(-1);
  if (!row) return say(kind === "attribution" ? "No voice yet: v makes one." : "No participant yet: m makes one.");
  const found = codesOf(OF_ROW[group]).find(known => known.key === key);
  if (!found) return say(`No such ${name}: ${codesOf(OF_ROW[group]).map(known => known.key).join(" ")}`);
  set(field(row, name), found.code);
  say(`${field(row, "actor").value || "The last one"}: ${found.label}. ${found.sentence}`);
}

// What the codebook says of a group's codes: opened, with the cursor left where it is.
function explain(group) {
  const place = group in OF_ROW ? document.getElementById(`group-${OF_ROW[group][0]}`) : form.querySelector(`[data-prefix="${group}"]`);
  const meanings = place?.querySelector(".meanings");
  if (!meanings) return say("There is nothing more to tell of that.");
  meanings.open = !meanings.open;
  meanings.scrollIntoView({ block: "nearest" });
}

function confidence(key) {
  const select = form.elements.coding_confidence;
  const option = [...select.options].find(known => known.textContent.startsWith(CONFIDENCE[key] ?? "-"));
  if (!option) return false;
  set(select, option.value);
  if (key !== "h") form.elements.coding_confidence_basis.focus();
  say(`Confidence of the coding: ${CONFIDENCE[key]}`);
  return true;
}

function tree(name) {
  const details = document.getElementById(`tree-${name}`);
  details.open = true;
  details.querySelector("button").focus();
}

const PLAIN = {
  q: withSelection(quote),
  a: withSelection(segment),
  h: withSelection(cue),
  m: withSelection(mention),
  i: withSelection(nextItem),
  v: withSelection(voice),
  t: withSelection(time),
  T: withSelection(said),
  e: () => form.elements.statement.focus(),
  p: () => take("p") || say("No other wording is proposed."),
  d: () => take("d") || say("No days to take over."),
  l: () => take("l") || say("No likelihood is proposed."),
  x: () => {
    set(form.elements.negated, !form.elements.negated.checked);
    say(form.elements.negated.checked ? "Negated" : "Not negated");
  },
  o: () => form.elements.topics.focus(),
  y: () => form.elements.event.focus(),
  w: who,
  D: () => form.elements.counted_from.focus(),
  V: () => out("attribution"),
  W: () => out("participants"),
  n: () => nextUncoded() || say("Every paragraph has a claim."),
  "=": restates,
  "/": () => find(""),
  "[": () => step(-1),
  "]": () => step(1),
  ",": () => reach(-1),
  ".": () => reach(1),
  K: () => tree("kind"),
  R: () => tree("role"),
  "?": () => document.getElementById("bench-help").showModal(),
};
const ARROWS = { ArrowLeft: ["word", -1], ArrowRight: ["word", 1], ArrowUp: ["sentence", -1], ArrowDown: ["sentence", 1] };

function offered(group) {
  const name = OF_ROW[group][1];
  return `${name[0].toUpperCase()}${name.slice(1)}: ${codesOf(OF_ROW[group]).map(({ key, label }) => `${key} ${label}`).join(", ")}`;
}

function second(key) {
  const group = pending;
  pending = null;
  if (key === "?") return explain(group);
  if (group in OF_ROW) return ofRow(group, key);
  if (group === "c") return confidence(key) || say("No such confidence: l m h.");
  const code = keysOf(GROUPS[group])[key];
  if (!code || !choose(GROUPS[group], code)) return say(`No such ${GROUPS[group]}.`);
  say(`${GROUPS[group]}: ${code}`);
  if (code === "conditional" && !form.elements.condition.value) form.elements.condition.focus();
}

function takesLetters(element) {
  return element.closest("textarea, select, [contenteditable]") || (element.matches("input") && !["radio", "checkbox", "submit", "button"].includes(element.type));
}

function press(name) {
  form.requestSubmit(form.querySelector(`button[name="${name}"]`));
}

// Whoever speaks to the computer, or leans on keys, may turn single keys off (WCAG 2.1.4).
const KEPT = "policy-claims-single-keys";
const single = document.getElementById("single-keys");
single.checked = localStorage.getItem(KEPT) !== "off";
single.addEventListener("change", () => localStorage.setItem(KEPT, single.checked ? "on" : "off"));

document.addEventListener("keydown", event => {
  if (document.querySelector("dialog[open]") || event.isComposing) return;
  if ((event.ctrlKey || event.metaKey) && (event.key === "Enter" || event.key === "s")) {
    event.preventDefault();
    press(event.key === "Enter" ? "_next" : "_save");
    return;
  }
  if (event.key === "Enter" && event.target.matches("#bench-form input")) {
    event.preventDefault(); // which would send the form
    return say("Ctrl Enter saves and goes on to the next claim.");
  }
  if (event.key === "Escape") {
    pending = null;
    sought = null;
    text?.focus({ preventScroll: true });
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (takesLetters(event.target)) {
    sought = null;
    // Enter would press the first button; a line of a form is no place to save from by accident.
    if (event.key === "Enter" && event.target.matches("input")) event.preventDefault();
    return;
  }
  if (sought !== null && single.checked && finds(event)) {
    event.preventDefault();
    return;
  }
  if (pending && single.checked) {
    if (event.key.length > 1) return; // Shift, say
    event.preventDefault();
    second(event.key);
    return;
  }
  if (event.target.closest("#bench-text") || event.target === document.body) {
    if (event.key in ARROWS) {
      event.preventDefault();
      move(...ARROWS[event.key], event.shiftKey);
      return;
    }
    if (event.key === "Enter" && !event.target.closest("summary, a, button")) return openCurrent();
  }
  if (!single.checked) return;
  if (event.key in GROUPS || event.key in OF_ROW || event.key === "c") {
    event.preventDefault();
    pending = event.key;
    say(event.key in OF_ROW ? offered(event.key) : { k: "Kind: e s c i f v n", s: "Salience: m d b", g: "Hedging: h u n", c: "Confidence: l m h" }[event.key]);
  } else if (/^[1-9]$/.test(event.key)) {
    event.preventDefault();
    if (!take(event.key)) say("The quote names nobody of that number.");
  } else if (Object.hasOwn(PLAIN, event.key)) {
    event.preventDefault();
    PLAIN[event.key]();
  }
});

document.addEventListener("click", event => {
  const answer = event.target.closest("[data-chooses]");
  if (answer) {
    event.preventDefault();
    if (answer.dataset.tree === "kind") choose("kind", answer.dataset.chooses);
    else {
      const row = filled("participants").at(-1);
      if (row) set(field(row, "role"), answer.dataset.chooses);
    }
    answer.closest("details").open = false;
    text?.focus({ preventScroll: true });
    say(`${answer.dataset.tree}: ${answer.dataset.chooses}`);
  }
  const similar = event.target.closest("[data-restates]");
  if (similar) {
    restate(similar.dataset.restates);
    similar.closest(".hint").remove();
  }
  if (event.target.closest("#open-help")) document.getElementById("bench-help").showModal();
});
