// The text of the source: its words, what is selected in it, and a cursor that goes from word to word by keyboard.
//
// The server counts Unicode code points, a browser UTF-16 units: offsets are converted here and nowhere else.

const WORD = /[\p{L}\p{N}\p{M}]+(?:[’'\-‑.][\p{L}\p{N}\p{M}]+)*/gu;
const SENTENCE_END = /[.!?…][”’"')\]]*\s+/gu;

const pane = document.getElementById("bench-text");
const paragraphs = pane ? [...pane.querySelectorAll(".paragraph > p")] : [];
const places = paragraphs.map(element => {
  const text = element.textContent;
  const words = [...text.matchAll(WORD)].map(match => ({ from: match.index, to: match.index + match[0].length }));
  const begins = [0, ...[...text.matchAll(SENTENCE_END)].map(match => match.index + match[0].length)];
  return { element, text, words, begins, start: Number(element.dataset.start) };
}).filter(place => place.words.length);

export const text = pane;

const length = piece => [...piece].length;

// The cursor: a place, a word in it, and of a selection the end that moves.
// It begins at the words that were quoted last, or else at the paragraph that the address names. Not by a fragment, for
// which browsers take the focus away.
const address = new URLSearchParams(location.search);
const named = places.findIndex(place => place.element.parentElement.id === `p${address.get("from")}`);
let at = { place: Math.max(0, named), word: wordAt(places[named], Number(address.get("at"))) };
let from = null;
let stretch = 0;

// The word of a place that stands at an offset of the text, in code points; its first where none does.
function wordAt(place, offset) {
  if (!place || !(offset > place.start)) return 0;
  const units = [...place.text].slice(0, offset - place.start).join("").length;
  return Math.max(0, place.words.findIndex(word => word.to > units));
}

function last(place) {
  return places[place].words.length - 1;
}

function stepWord(by) {
  const next = { place: at.place, word: at.word + by };
  if (next.word < 0 && next.place > 0) return { place: next.place - 1, word: last(next.place - 1) };
  if (next.word > last(next.place) && next.place < places.length - 1) return { place: next.place + 1, word: 0 };
  return { place: next.place, word: Math.max(0, Math.min(next.word, last(next.place))) };
}

// The first word of each sentence, of all paragraphs.
const sentences = places.flatMap(({ words, begins }, place) => begins
  .map(begin => words.findIndex(word => word.from >= begin))
  .filter((word, index, all) => word >= 0 && all.indexOf(word) === index)
  .map(word => ({ place, word })));

function before(one, other) {
  return one.place < other.place || (one.place === other.place && one.word < other.word);
}

function stepSentence(by, selecting) {
  if (by < 0) return sentences.findLast(begin => before(begin, at)) ?? at;
  const next = sentences.find(begin => before(at, begin));
  if (!next) return { place: places.length - 1, word: last(places.length - 1) };
  if (!selecting) return next;
  // Selecting goes to the last word of the sentence one is in, and then to that of the next one.
  const end = { place: next.place, word: next.word - 1 };
  const here = end.word < 0 ? { place: next.place - 1, word: last(next.place - 1) } : end;
  if (before(at, here)) return here;
  at = next;
  return stepSentence(by, selecting);
}

export function move(unit, by, selecting) {
  if (!places.length) return;
  stretch = 0;
  if (selecting && from === null) from = { ...at };
  if (!selecting) from = null;
  at = unit === "word" ? stepWord(by) : stepSentence(by, selecting);
  show();
}

// Makes the selection longer or shorter by characters at its end: for a closing quotation mark, say.
export function reach(by) {
  const { text: all, words } = places[at.place];
  const end = words[at.word].to;
  stretch = Math.max(-(end - words[at.word].from - 1), Math.min(stretch + by, all.length - end));
  if (from === null) from = { ...at };
  show();
}

function node(element, offset) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let left = offset;
  let found = null;
  while (walker.nextNode()) {
    found = walker.currentNode;
    if (left <= found.length) return [found, left];
    left -= found.length;
  }
  return [found, found.length];
}

function show() {
  const [first, second] = from !== null && before(at, from) ? [at, from] : [from ?? at, at];
  const begin = node(places[first.place].element, places[first.place].words[first.word].from);
  const end = node(places[second.place].element, places[second.place].words[second.word].to + stretch);
  getSelection().setBaseAndExtent(...begin, ...end);
  places[at.place].element.scrollIntoView({ block: "nearest" });
}

// From where a word is looked for: the first one selected. Who has quoted a sentence marks words in it next.
export function here() {
  return { ...(from !== null && before(from, at) ? from : at) };
}

const plain = letters => letters.toLowerCase().replaceAll("’", "'");

// Goes to the next word that begins with these letters, or words that do; from a word on, or from the one behind the
// cursor, and round the end of the text. Whether there is one.
export function seek(letters, start) {
  const all = places.flatMap((place, number) => place.words.map((_, word) => ({ place: number, word })));
  const origin = start ?? at;
  const first = all.findIndex(({ place, word }) => place === origin.place && word === origin.word) + (start ? 0 : 1);
  const begins = ({ place, word }) => {
    const { text: whole, words } = places[place];
    return plain(whole.slice(words[word].from, words[word].from + letters.length)) === plain(letters);
  };
  const found = [...all.slice(first), ...all.slice(0, first)].find(begins);
  if (!found) return false;
  at = found;
  from = null;
  stretch = 0;
  show();
  return true;
}

export function goTo(element) {
  const place = places.findIndex(known => known.element === element || known.element.contains(element));
  if (place < 0) return;
  const inside = element === places[place].element ? 0 : offsetIn(places[place].element, element, 0);
  at = { place, word: Math.max(0, places[place].words.findIndex(word => word.to > inside)) };
  from = null;
  stretch = 0;
  show();
}

function offsetIn(element, container, offset) {
  const range = document.createRange();
  range.setStart(element, 0);
  range.setEnd(container, offset);
  return range.toString().length;
}

function paragraphOf(container) {
  const element = container.nodeType === Node.TEXT_NODE ? container.parentElement : container;
  return element?.closest("#bench-text .paragraph > p") ?? null;
}

// What is selected in the text: its words, the offset of the first in code points, the number of its paragraph.
export function selected() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const first = paragraphOf(range.startContainer);
  const second = paragraphOf(range.endContainer) ?? first;
  if (!first) return null;
  const a = paragraphs.indexOf(first);
  const b = paragraphs.indexOf(second);
  let begin = offsetIn(first, range.startContainer, range.startOffset);
  let end = offsetIn(second, range.endContainer, range.endOffset);
  if (a > b || (a === b && begin >= end)) return null;
  // Without the blanks that a double click takes along.
  const opening = first.textContent.slice(begin, a === b ? end : undefined);
  begin += opening.length - opening.trimStart().length;
  const closing = second.textContent.slice(a === b ? begin : 0, end);
  end -= closing.length - closing.trimEnd().length;
  const pieces = paragraphs.slice(a, b + 1).map(element => element.textContent);
  pieces[pieces.length - 1] = pieces[pieces.length - 1].slice(0, end);
  pieces[0] = pieces[0].slice(begin);
  const words = pieces.join("\n\n");
  if (!words) return null;
  const start = Number(first.dataset.start) + length(first.textContent.slice(0, begin));
  return { words, start, paragraph: Number(first.closest(".paragraph").id.slice(1)) };
}

// A mouse that selects takes the cursor along.
document.addEventListener("mouseup", () => {
  const range = getSelection().rangeCount ? getSelection().getRangeAt(0) : null;
  const element = range && paragraphOf(range.endContainer);
  const place = places.findIndex(known => known.element === element);
  if (place < 0) return;
  const end = offsetIn(element, range.endContainer, range.endOffset);
  const word = places[place].words.findIndex(known => known.to >= end);
  at = { place, word: word < 0 ? last(place) : word };
  from = null;
  stretch = 0;
});

// By keyboard the cursor is shown at once; a mouse puts it where it is pressed.
let pointing = false;
document.addEventListener("pointerdown", () => {
  pointing = true;
}, true);
document.addEventListener("pointerup", () => {
  pointing = false;
}, true);
pane?.addEventListener("focus", () => {
  if (places.length && !pointing && !selected()) show();
});
