// Names that are offered while one is typed: a listbox below the field (WAI-ARIA combobox), by keyboard and mouse.

const bench = document.querySelector(".bench");
const PAUSE = 120;

const list = document.createElement("ul");
list.id = "bench-suggestions";
list.className = "suggestions";
list.setAttribute("role", "listbox");
list.setAttribute("aria-label", "Suggestions");
list.hidden = true;
document.body.append(list);

let owner = null;
let timer = null;
let asked = 0;
let chosen = -1;

function part(input) {
  const several = input.dataset.several;
  return several ? input.value.slice(input.value.lastIndexOf(several) + 1).trim() : input.value.trim();
}

function close() {
  clearTimeout(timer);
  asked += 1;
  list.hidden = true;
  chosen = -1;
  if (!owner) return;
  owner.setAttribute("aria-expanded", "false");
  owner.removeAttribute("aria-activedescendant");
}

function put(option) {
  const input = owner;
  const several = input.dataset.several;
  const before = several ? input.value.slice(0, input.value.lastIndexOf(several) + 1) : "";
  input.value = before ? `${before} ${option.dataset.value}` : option.dataset.value;
  close();
  input.dispatchEvent(new Event("input", { bubbles: true }));
  clearTimeout(timer); // the name is complete: nothing more is offered for it
  asked += 1;
}

async function offer(input) {
  const words = part(input);
  const number = ++asked;
  if (!words) return close();
  const query = new URLSearchParams({ kind: input.dataset.suggest, q: words });
  let results;
  try {
    results = (await (await fetch(`${bench.dataset.suggest}?${query}`)).json()).results;
  } catch {
    return close();
  }
  if (number !== asked || document.activeElement !== input) return;
  list.replaceChildren(...results.map((result, index) => {
    const option = document.createElement("li");
    option.id = `bench-suggestion-${index}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.dataset.value = result.value;
    const more = document.createElement("span");
    more.textContent = result.more;
    option.append(result.name, more);
    return option;
  }));
  chosen = -1;
  list.hidden = !results.length;
  input.setAttribute("aria-expanded", String(!list.hidden));
  // An actor whom nobody offers may be new: its kind is asked for.
  input.closest("[data-row]")?.classList.toggle("maybe-new", input.dataset.suggest === "actor"
    && !results.some(result => result.value.toLowerCase() === words.toLowerCase() || result.more.toLowerCase().split(/ · |, /).includes(words.toLowerCase())));
  const box = input.getBoundingClientRect();
  list.style.left = `${box.left}px`;
  list.style.minWidth = `${box.width}px`;
  const below = box.bottom + 2;
  list.style.top = `${below + list.offsetHeight > innerHeight ? Math.max(4, box.top - list.offsetHeight - 2) : below}px`;
}

function go(by) {
  const options = [...list.children];
  if (list.hidden || !options.length) return;
  chosen = (chosen + by + options.length + (chosen < 0 && by < 0 ? 1 : 0)) % options.length;
  options.forEach((option, index) => option.setAttribute("aria-selected", String(index === chosen)));
  owner.setAttribute("aria-activedescendant", options[chosen].id);
  options[chosen].scrollIntoView({ block: "nearest" });
}

document.addEventListener("focusin", event => {
  close();
  owner = event.target.closest("[data-suggest]");
  if (!owner || owner === bench) return void (owner = null);
  owner.setAttribute("role", "combobox");
  owner.setAttribute("aria-autocomplete", "list");
  owner.setAttribute("aria-controls", list.id);
  owner.setAttribute("aria-expanded", "false");
});
document.addEventListener("input", event => {
  if (event.target !== owner || !event.isTrusted) return;
  clearTimeout(timer);
  timer = setTimeout(offer, PAUSE, owner);
});
document.addEventListener("keydown", event => {
  if (!owner || event.target !== owner || list.hidden) return;
  if (event.key === "ArrowDown") go(1);
  else if (event.key === "ArrowUp") go(-1);
  else if (event.key === "Escape") {
    close();
    event.stopImmediatePropagation();
  } else if ((event.key === "Enter" && !event.ctrlKey) || event.key === "Tab") {
    if (chosen < 0 && event.key === "Tab") return close();
    put(list.children[Math.max(0, chosen)]);
    event.stopImmediatePropagation();
    if (event.key === "Tab") return;
  } else return;
  event.preventDefault();
}, true);
list.addEventListener("pointerdown", event => {
  const option = event.target.closest("[role=option]");
  event.preventDefault(); // the field keeps the cursor
  if (option) put(option);
});
