// The coding bench by keyboard. The page works without any of this; what is here presses its buttons and fills its fields.

import { revealScripted, soon } from "./assist.js";
import "./keys.js";
import { form } from "./rows.js";
import "./suggest.js";
import { text } from "./words.js";

document.documentElement.classList.add("with-script");
revealScripted(document);

// The sentence that defines the code chosen stands below it.
function define(fieldset) {
  const chosen = fieldset.querySelector("input:checked");
  if (chosen) fieldset.querySelector("[data-chosen]").textContent = chosen.dataset.definition;
}
for (const fieldset of document.querySelectorAll(".codes-field")) {
  define(fieldset);
  fieldset.addEventListener("change", () => define(fieldset));
}

// Of a draft that was found again the bench says anew what it thinks.
if (form.querySelector(".draft-note")) soon(0);

// Whoever comes to code begins in the text; whoever is told of mistakes begins there.
const mistakes = form.querySelector(".errornote, .conflict");
if (mistakes) {
  mistakes.tabIndex = -1;
  mistakes.focus();
} else text?.focus({ preventScroll: true });
