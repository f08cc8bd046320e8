// The marks of what is coded: pointing at one shows its claims, a click or Enter leads there, [ and ] go through them.

import { goTo, text } from "./words.js";

const marks = text ? [...text.querySelectorAll("mark")] : [];
const ofMark = mark => mark.dataset.claims.split(" ");
const links = new Map([...document.querySelectorAll(".here a[data-claim]")].map(link => [link.dataset.claim, link]));

const card = document.createElement("div");
card.className = "mark-card";
card.hidden = true;
document.body.append(card);

let current = -1;
// Whether the card stays until something else is pressed: that of a mark with several claims, to choose one of them.
let pinned = false;

function light(claims) {
  for (const mark of marks) mark.classList.toggle("lit", ofMark(mark).some(claim => claims.includes(claim)));
}

function tell(mark) {
  const entries = ofMark(mark).map(claim => links.get(claim)).filter(Boolean);
  card.replaceChildren(...entries.map(link => {
    const line = document.createElement("p");
    line.append(link.cloneNode(true), " ", link.parentElement.querySelector(".state").cloneNode(true));
    return line;
  }));
  const box = mark.getClientRects()[0];
  card.hidden = false;
  card.style.left = `${Math.max(8, Math.min(box.left, innerWidth - card.offsetWidth - 8))}px`;
  const below = box.bottom + 4;
  card.style.top = `${below + card.offsetHeight > innerHeight ? box.top - card.offsetHeight - 4 : below}px`;
}

function hide() {
  card.hidden = true;
  pinned = false;
  light([]);
}

for (const mark of marks) {
  mark.removeAttribute("title"); // the card says the same, sooner
  mark.addEventListener("pointerenter", () => {
    if (pinned) return;
    light(ofMark(mark));
    tell(mark);
  });
  mark.addEventListener("click", () => {
    if (!getSelection().isCollapsed) return; // whoever selects words over a mark stays
    if (ofMark(mark).length === 1) return open(mark);
    light(ofMark(mark));
    tell(mark);
    pinned = true;
    card.querySelector("a").focus();
  });
}
document.addEventListener("pointerover", event => {
  if (!card.hidden && !pinned && !event.target.closest("mark, .mark-card")) hide();
});
document.addEventListener("pointerdown", event => {
  if (pinned && !event.target.closest(".mark-card")) hide();
});
document.addEventListener("wheel", event => event.target.closest(".mark-card") || hide(), { passive: true });
document.addEventListener("keydown", event => {
  if (event.key === "[" || event.key === "]") return;
  if (!event.target.closest(".mark-card") || event.key === "Escape") hide(); // in it Tab and Enter go to a claim
});

function open(mark) {
  const link = links.get(ofMark(mark)[0]);
  if (link) location.assign(link.href);
}

export function step(by) {
  if (!marks.length) return;
  const first = current < 0 ? null : ofMark(marks[current])[0];
  let next = current < 0 ? (by > 0 ? 0 : marks.length - 1) : (current + by + marks.length) % marks.length;
  // A quote that is cut by another has several marks: on to the next one that belongs to another claim.
  while (next !== current && ofMark(marks[next])[0] === first) next = (next + by + marks.length) % marks.length;
  current = next;
  goTo(marks[current]);
  light([ofMark(marks[current])[0]]);
  tell(marks[current]);
}

export function openCurrent() {
  if (current >= 0) open(marks[current]);
}

// What names the claim of the mark one is at, as a relation is typed: "statement [uid]".
export function currentLabel() {
  if (current < 0) return null;
  const link = links.get(ofMark(marks[current])[0]);
  if (!link) return null;
  const uid = link.parentElement.querySelector("code").textContent;
  return `${link.textContent.slice(0, 79)} [${uid}]`;
}

export function nextUncoded() {
  const open = [...document.querySelectorAll(".paragraph.uncoded > p")];
  if (!open.length) return false;
  const here = getSelection().anchorNode;
  const next = open.find(element => here && element.compareDocumentPosition(here) & Node.DOCUMENT_POSITION_PRECEDING
    && !element.contains(here)) ?? open[0];
  goTo(next);
  return true;
}
