"""What of a page cannot be reached: what is cut off or covered of that which is clicked, chosen or typed into."""

from selenium import webdriver

# Where a person would click: the middle of the element, or of one of its lines, brought into view.
_LOOK = """
const found = [];
const tell = (what, el) => found.push(
  `${what}: ${el.tagName.toLowerCase()} “${(el.innerText || el.value || el.name || el.id || "").trim().slice(0, 40)}”`);
const all = "a[href], button, input:not([type=hidden]), select, textarea, summary";
for (const el of document.querySelectorAll(all)) {
  if (!el.checkVisibility({opacityProperty: true, visibilityProperty: true})) continue;
  // Those that are there to be heard, and icons whose words are.
  if (el.matches(".skip-to-content-link, .visually-hidden, .select2-hidden-accessible")) continue;
  if (el.matches(".selector-chooser button")) continue;
  el.scrollIntoView({block: "center", inline: "center", behavior: "instant"});
  const boxes = [...el.getClientRects()].filter(box => box.width > 2 && box.height > 2);
  const hits = boxes.map(box => document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2));
  const reached = hits.some(hit => hit && (el.contains(hit) || hit.closest("label")?.control === el));
  if (hits.length && !reached) tell(`under ${hits[0] ? hits[0].tagName.toLowerCase() : "nothing"}`, el);
  if (!el.matches("a, button, summary, input[type=submit]") || getComputedStyle(el).display === "inline") continue;
  if (el.scrollWidth > el.clientWidth + 1 || el.scrollHeight > el.clientHeight + 1) tell("cut off", el);
}
scrollTo(0, 0);
return [...new Set(found)];
"""


def out_of_reach(browser: webdriver.Chrome) -> list[str]:
    """A line for each element that a pointer cannot reach, or whose words are cut off; and if it is too wide."""
    found: list[str] = browser.execute_script(_LOOK)
    if browser.execute_script("return document.documentElement.scrollWidth > innerWidth"):
        found.append("wider than the screen")
    return found
