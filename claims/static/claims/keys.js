// Keys for pages that are plain forms and links: what has data-key is pressed, followed or opened by that key.
// Of several with one key, that of the card in hand counts. Nothing here does what the page cannot do without it.

const cards = [...document.querySelectorAll("[data-card]")];
const inText = (target) => target.closest("textarea, select, input:not([type=submit]):not([type=hidden])");

function cardInHand() {
  return document.activeElement?.closest("[data-card]") ?? document.querySelector("[data-card][data-first]") ?? cards[0];
}

function find(key) {
  const found = [...document.querySelectorAll("[data-key]")].filter((element) => element.dataset.key === key);
  const card = cardInHand();
  return found.find((element) => card?.contains(element)) ?? found.find((element) => !element.closest("[data-card]"));
}

function press(element) {
  if (element.localName !== "summary") {
    element.click();
    return;
  }
  const details = element.parentElement;
  details.open = !details.open;
  const field = details.querySelector("textarea");
  if (details.open) (field ?? element).focus();
}

function moveTo(step) {
  const at = cards.indexOf(cardInHand()) + step;
  const card = cards[Math.min(Math.max(at, 0), cards.length - 1)];
  card?.focus();
  card?.scrollIntoView({ block: "nearest" });
}

function inComment(event) {
  if (event.key === "Escape") event.target.closest("[data-card]")?.focus();
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    event.target.closest("details, form").querySelector("[data-send]")?.click();
  }
}

// Whoever speaks to the computer, or leans on keys, may turn single keys off (WCAG 2.1.4).
const KEPT = "policy-claims-single-keys";
const single = document.getElementById("single-keys");
if (single) {
  single.checked = localStorage.getItem(KEPT) !== "off";
  single.addEventListener("change", () => localStorage.setItem(KEPT, single.checked ? "on" : "off"));
}

document.addEventListener("keydown", (event) => {
  if (inText(event.target)) {
    inComment(event);
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || single?.checked === false) return;
  const letter = event.shiftKey && /^[A-Z]$/.test(event.key) ? `Shift+${event.key}` : event.key;
  if (cards.length > 1 && (letter === "j" || letter === "k")) {
    event.preventDefault();
    moveTo(letter === "j" ? 1 : -1);
    return;
  }
  const element = find(letter);
  if (!element) return;
  event.preventDefault();
  press(element);
});

for (const list of document.querySelectorAll("[data-keys]")) {
  const told = new Set();
  for (const { dataset } of document.querySelectorAll("[data-key][data-what]")) {
    if (told.has(dataset.key)) continue;
    told.add(dataset.key);
    const term = document.createElement("dt");
    term.append(Object.assign(document.createElement("kbd"), { textContent: dataset.key }));
    list.append(term, Object.assign(document.createElement("dd"), { textContent: dataset.what }));
  }
}

document.getElementById("here")?.scrollIntoView({ block: "center" });
