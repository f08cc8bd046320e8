// Rows of the form: an empty one for what is selected, and the fields of a row by name.

export const form = document.getElementById("bench-form");

function group(kind) {
  return document.getElementById(`group-${kind}`);
}

export function rows(kind) {
  return [...group(kind).querySelectorAll(".rows > [data-row]")];
}

export function field(row, name) {
  return row.querySelector(`[name$="-${name}"]`);
}

export function set(input, value) {
  if (input.type === "checkbox") input.checked = Boolean(value);
  else input.value = value;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
  input.scrollIntoView({ block: "nearest" }); // whoever has the cursor in the text sees what was done
}

// Whether nothing is typed into the row: hidden fields and what a row begins with do not count.
export function isEmpty(row) {
  const fields = [...row.querySelectorAll("input, textarea, select")].filter(input => input.type !== "hidden" && !input.name.endsWith("-link"));
  return fields.every(input => (input.type === "checkbox" ? !input.checked : !input.value));
}

export function add(kind) {
  const total = form.elements[`${kind}-TOTAL_FORMS`];
  const template = group(kind).querySelector("template");
  const row = template.content.firstElementChild.cloneNode(true);
  for (const element of row.querySelectorAll("*")) {
    for (const attribute of [...element.attributes]) {
      if (attribute.value.includes("__prefix__")) attribute.value = attribute.value.replaceAll("__prefix__", total.value);
    }
  }
  total.value = Number(total.value) + 1;
  group(kind).querySelector(".rows").append(row);
  return row;
}

// The first empty row, or a new one.
export function free(kind) {
  return rows(kind).find(isEmpty) ?? add(kind);
}

export function filled(kind) {
  return rows(kind).filter(row => !isEmpty(row) && !field(row, "DELETE")?.checked);
}

export function choose(name, value) {
  const radio = [...form.querySelectorAll(`input[type="radio"][name="${name}"]`)].find(input => input.value === value);
  if (!radio) return false;
  radio.checked = true;
  radio.dispatchEvent(new Event("change", { bubbles: true }));
  radio.closest("fieldset").scrollIntoView({ block: "nearest" });
  return true;
}

// There is always an empty row to type into.
form?.addEventListener("input", event => {
  const kind = event.target.closest("[data-kind]")?.dataset.kind;
  if (kind && !rows(kind).some(isEmpty)) add(kind);
});
