// What is typed goes to the server after a moment's rest: it keeps the draft, and answers with what the bench proposes.

import { field, form, free, set } from "./rows.js";

const bench = document.querySelector(".bench");
const answer = document.getElementById("assistance");
const status = document.getElementById("bench-status");
const PAUSE = 500;

let timer = null;
let asked = 0;
let leaving = false;
let unanswered = false;
// The wording that was put in by itself: it follows the quote until somebody changes it.
let proposed = "";

export function say(words) {
  status.textContent = words;
}

export function soon(pause = PAUSE) {
  clearTimeout(timer);
  timer = setTimeout(send, pause);
}

async function send() {
  if (leaving) return;
  const number = ++asked;
  try {
    let response = await post();
    if (response.status === 403 && await loggedInAnew()) response = await post();
    if (response.redirected) throw new Error(LOGGED_OUT);
    if (!response.ok) throw new Error(REFUSED[response.status] ?? AWAY);
    const html = await response.text();
    if (number !== asked) return; // a later one is under way
    answer.innerHTML = html;
    revealScripted(answer);
    propose();
    if (unanswered) say("");
    unanswered = false;
  } catch (error) {
    unanswered = true;
    const told = error instanceof TypeError ? AWAY : error.message; // a TypeError is fetch's, which reached nobody
    say(`Not kept: ${told} What you typed stays on this page.`);
  }
}

const AWAY = "the server does not answer.";
const LOGGED_OUT = "you are logged out. Log in in another tab and come back, or press Save: you are asked to log in then.";
const REFUSED = {
  403: "you may not code this any more, or it was redacted.",
  404: "it is not there any more: press Save, and what you typed is given to you as a new one, or to be copied.",
  413: "the form is too large.",
};

function post() {
  return fetch(bench.dataset.keep, { method: "POST", body: new FormData(form), headers: { Accept: "text/html" } });
}

// Whoever logs in anew, in another tab, has another token, without which no form is taken. Whether it was another one.
async function loggedInAnew() {
  const page = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (page.redirected || !page.ok) return false;
  const fresh = new DOMParser().parseFromString(await page.text(), "text/html");
  const token = fresh.querySelector("#bench-form [name=csrfmiddlewaretoken]")?.value;
  if (!token) return false;
  form.elements.csrfmiddlewaretoken.value = token;
  return true;
}

function propose() {
  const proposal = answer.querySelector("[data-proposal]");
  const statement = form.elements.statement;
  if (!proposal || (statement.value && statement.value !== proposed)) return;
  proposed = proposal.dataset.proposal;
  statement.value = proposed;
  // It stands in the field now: what is left to tell is what was put for which words.
  proposal.querySelector("h4").textContent = "Wording proposed: edit it";
  proposal.querySelector("button").remove();
  soon();
}

// Whether the statement is nobody's own yet.
export function isProposed() {
  return form.elements.statement.value === proposed;
}

export function take(key) {
  const button = answer.querySelector(`[data-take="${key}"]`);
  if (!button) return false;
  takeOver(button);
  return true;
}

function takeOver(button) {
  if (button.dataset.actor) return takeActor(button);
  for (const [name, value] of Object.entries(JSON.parse(button.value))) {
    const input = form.elements[name];
    if (input instanceof RadioNodeList) input.value = value;
    else if (input) set(input, value);
  }
  button.closest(".hint").remove();
  soon(0);
}

// An actor that the quote names, as one more participant; its role is said next.
function takeActor(button) {
  if (button.disabled) return say(`${button.dataset.actor} is in it already.`);
  button.disabled = true;
  const row = free("participants");
  set(field(row, "mention"), button.dataset.mention);
  set(field(row, "actor"), button.dataset.actor);
  say(`Participant: ${button.dataset.actor}. r and its key say the role`);
  soon(0);
}

export function revealScripted(within) {
  for (const element of within.querySelectorAll(".scripted")) element.classList.remove("scripted");
}

export function likestClaim() {
  return answer.querySelector("[data-restates]")?.dataset.restates ?? null;
}

answer.addEventListener("click", event => {
  const button = event.target.closest("[data-take]");
  if (!button) return;
  event.preventDefault();
  takeOver(button);
});
form.addEventListener("input", () => soon());
form.addEventListener("change", () => soon());
form.addEventListener("submit", () => {
  leaving = true;
  clearTimeout(timer);
});
// Who comes back to a page that the browser had put aside goes on with it; where it was saved meanwhile, that is told.
addEventListener("pageshow", event => {
  if (!event.persisted) return;
  leaving = false;
  soon(0);
});
// Who comes back from logging in, say, has kept at once what was not.
addEventListener("focus", () => unanswered && soon(0));
document.addEventListener("visibilitychange", () => unanswered && !document.hidden && soon(0));
// A tab that is closed within the moment of rest.
addEventListener("pagehide", () => {
  if (timer !== null && !leaving) navigator.sendBeacon(bench.dataset.keep, new FormData(form));
});
