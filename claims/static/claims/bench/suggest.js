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
// The words for which the list stands there.
let listed = "";
// Fields with the typed name of an actor of which the server has not said yet whether anybody bears it; and the one among
// them that was left by Tab.
const open = new WeakSet();
let left = null;

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

// Whether there is an actor of the name: of one who may be new, the kind is asked for. Where Tab went to that question
// before it was known that there is nothing to ask, the cursor goes on.
function settle(input, known) {
  if (input.dataset.suggest !== "actor") return;
  open.delete(input);
  const row = input.closest("[data-row]");
  const question = document.activeElement.closest(".f-new_kind, .f-new_unnamed");
  if (known && input === left && row.contains(question) && !row.querySelector(".f-new_kind select").value) {
    row.querySelector(".f-new_unnamed ~ .field").querySelector("input, select, textarea").focus();
  }
  row.classList.toggle("maybe-new", !known);
  if (input === left) left = null;
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
  let results, known;
  try {
    ({ results, known } = await (await fetch(`${bench.dataset.suggest}?${query}`)).json());
  } catch {
    return number === asked ? close() : undefined;
  }
  if (part(input) === words) settle(input, known); // whoever went on meanwhile is asked for its kind all the same
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
  listed = words;
  list.hidden = !results.length;
  input.setAttribute("aria-expanded", String(!list.hidden));
  const box = input.getBoundingClientRect();
  list.style.left = `${box.left}px`;
  list.style.minWidth = `${box.width}px`;
  const below = box.bottom + 2;
  list.style.top = `${below + list.offsetHeight > innerHeight ? Math.max(4, box.top - list.offsetHeight - 2) : below}px`;
}

// The option that Enter means where none is chosen: the first, which has to hold what was typed since the list was made.
function likeliest() {
  const words = part(owner).toLowerCase().split(/\s+/);
  const holds = option => words.every(word => `${option.textContent} ${option.dataset.value}`.toLowerCase().includes(word));
  return part(owner) === listed ? list.children[0] : [...list.children].find(holds);
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
document.addEventListener("focusout", event => {
  if (open.has(event.target)) offer(event.target);
});
document.addEventListener("input", event => {
  const input = event.target.closest("[data-suggest]");
  if (!input || input === bench) return;
  if (input.dataset.suggest === "actor") {
    // What the page itself puts in is a name that it knows.
    if (event.isTrusted && part(input)) open.add(input);
    else settle(input, true);
  }
  if (input !== owner || !event.isTrusted) return;
  clearTimeout(timer);
  timer = setTimeout(offer, PAUSE, owner);
});
document.addEventListener("keydown", event => {
  if (!owner || event.target !== owner) return;
  if (event.key === "Tab" && !event.shiftKey && chosen < 0 && open.has(owner)) {
    left = owner;
    owner.closest("[data-row]").classList.add("maybe-new");
  }
  if (list.hidden) return;
  if (event.key === "ArrowDown") go(1);
  else if (event.key === "ArrowUp") go(-1);
  else if (event.key === "Escape") {
    close();
    event.stopImmediatePropagation();
  } else if (event.key === "Tab") {
    if (chosen < 0) return close();
    put(list.children[chosen]);
    event.stopImmediatePropagation();
    return;
  } else if (event.key === "Enter" && !event.ctrlKey) {
    const option = chosen < 0 ? likeliest() : list.children[chosen];
    if (option) put(option);
    event.stopImmediatePropagation();
  } else return;
  event.preventDefault();
}, true);
list.addEventListener("pointerdown", event => {
  const option = event.target.closest("[role=option]");
  event.preventDefault(); // the field keeps the cursor
  if (option) put(option);
});
