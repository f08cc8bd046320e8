// Names for fields that the stock pages leave without one: those in tables of parts, which only a column heading names, the
// two that a moment is typed in, and the boxes that select2 draws in the place of selects.

"use strict";

const BOXES = "[role=combobox], [role=textbox], [role=searchbox], .select2-search__field";

// In a table of parts the heading of the column says what a field is.
function columnOf(field) {
  const cell = field.closest(".tabular td");
  return cell?.closest("table").querySelectorAll("thead th")[cell.cellIndex]?.textContent.trim() ?? "";
}

function nameOf(field) {
  return field.getAttribute("aria-label") || field.labels?.[0]?.textContent.trim() || columnOf(field);
}

// A moment is typed as a date and a time, with a word before each; what moment it is stands in the row's label.
function partOf(field) {
  const row = field.closest(".form-row, .fieldBox")?.querySelector("label, legend");
  return [row, field.previousSibling].map((said) => said?.textContent.trim().replace(/:$/, "")).join(", ");
}

function nameFields() {
  for (const field of document.querySelectorAll(".datetime input")) field.setAttribute("aria-label", partOf(field));
  // Signs with a name are images to whoever hears the page.
  for (const sign of document.querySelectorAll("span.help-tooltip[aria-label]")) sign.setAttribute("role", "img");
  for (const field of document.querySelectorAll(".tabular :is(input:not([type=hidden]), select, textarea)")) {
    const name = nameOf(field);
    if (name && !field.labels?.length) field.setAttribute("aria-label", name);
  }
  for (const container of document.querySelectorAll("select + .select2-container")) {
    const name = nameOf(container.previousElementSibling);
    for (const box of name ? container.querySelectorAll(BOXES) : []) box.setAttribute("aria-label", name);
    // The button that clears a choice stands in the list of the chosen, where only items may.
    container.querySelector("ul.select2-selection__rendered")?.setAttribute("role", "presentation");
  }
}

// select2 draws when it comes to it, and rows are added at any time.
let due = false;
new MutationObserver(() => {
  if (due) return;
  due = true;
  requestAnimationFrame(() => {
    due = false;
    nameFields();
  });
}).observe(document.documentElement, { childList: true, subtree: true });
