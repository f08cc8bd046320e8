// A page of charts over the API of policy claims. Its own address holds the filters: what stands in its query goes to
// the API as it is, but for `api`, which says where the API is, and `per`, which says how wide the bars are.

import { Api, Problem } from "./api.js";
import { bars, cells, network, timeline } from "./charts.js";

const HERE = "http://127.0.0.1:8000";
const OWN = ["api", "per"];
const NUMBER = new Intl.NumberFormat("en");

const query = new URLSearchParams(location.search);
const api = new Api(query.get("api") || HERE, filtersOf(query));
const per = query.get("per") ?? "quarter";
const form = document.querySelector("#filters");

function filtersOf(parameters) {
  return new URLSearchParams([...parameters].filter(([name, value]) => !OWN.includes(name) && value !== ""));
}

/** The address of this page with other filters. */
function page(filters, per = query.get("per")) {
  const parameters = new URLSearchParams(filters);
  if (query.has("api")) parameters.set("api", query.get("api"));
  if (per) parameters.set("per", per);
  return `?${parameters}`;
}

function choose(actor) {
  const filters = new URLSearchParams(api.filters);
  filters.set("actor", actor);
  location.search = page(filters);
}

/** Shows what a figure's question gives: the chart, that there is nothing, or what was wrong. */
async function show(id, shape, parameters, { isEmpty, draw, note }) {
  const figure = document.querySelector(`#${id}`);
  const chart = figure.querySelector(".chart");
  say(chart, "Asking …");
  try {
    const answer = await api.ask(shape, parameters);
    if (isEmpty(answer)) say(chart, "No claim fulfils these filters, or none has what is shown here. Take one away.");
    else chart.replaceChildren(...draw(answer, Math.max(320, chart.clientWidth)));
    figure.querySelector(".note").textContent = note(answer);
    figure.dataset.state = isEmpty(answer) ? "empty" : "drawn";
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    say(chart, error.message, "problem");
    figure.dataset.state = "problem";
  }
}

function say(element, words, kind = "") {
  const paragraph = document.createElement("p");
  paragraph.className = `says ${kind}`;
  paragraph.textContent = words;
  element.replaceChildren(paragraph);
}

/** Fills the form with what is asked for, the topics that there are, and actors as somebody types. */
async function fill() {
  for (const name of ["q", "actor", "occurred_after", "occurred_before"]) form.elements[name].value = query.get(name) ?? "";
  form.elements.per.value = per;
  form.elements.actor.addEventListener("input", async ({ target }) => {
    const typed = target.value.trim();
    const found = typed ? await api.actors(typed).catch(() => []) : [];
    document.querySelector("#actors-found").replaceChildren(...found.map(({ slug, name }) => new Option(name, slug)));
  });
  const { topic } = form.elements;
  for (const { slug, name } of await api.names("topics")) topic.add(new Option(name, slug));
  const chosen = query.get("topic") ?? "";
  // One that is not among the first is asked for all the same.
  if (![...topic.options].some(({ value }) => value === chosen)) topic.add(new Option(chosen, chosen));
  topic.value = chosen;
}

async function begin() {
  document.querySelector("#clear").href = page("");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const asked = new URLSearchParams(query);
    for (const [name, value] of new FormData(form)) asked.set(name, value.trim());
    location.search = page(filtersOf(asked), asked.get("per"));
  });
  const state = document.querySelector("#state");
  try {
    const seq = await api.settle();
    state.textContent = `As of publication ${NUMBER.format(seq)} of ${api.root}.`;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    state.textContent = error.message;
    for (const chart of document.querySelectorAll(".chart")) say(chart, "Nothing to show.");
    document.body.dataset.state = "problem";
    return;
  }
  document.querySelector("#source").href = api.claims("", { format: "csv" });
  await Promise.all([
    fill().catch(() => {}), // what is wrong with the filters is told by each chart
    show("timeline", "timeline/", { interval: per, by: "kind" }, {
      isEmpty: ({ window }) => window === null,
      draw: (answer, width) => timeline(answer, width, per),
      note: ({ undated }) => (undated ? `${NUMBER.format(undated)} without a date are left out.` : ""),
    }),
    show("actors", "facets/", { facet: "actor", limit: 12 }, {
      isEmpty: ({ facets: [actors] }) => actors.buckets.length === 0,
      draw: ({ facets: [actors] }, width) => bars(actors, width, choose),
      note: ({ facets: [actors] }) => `${NUMBER.format(actors.total)} ${actors.total === 1 ? "claim" : "claims"} in all.`,
    }),
    show("crosstab", "crosstab/", { rows: "topic", columns: "kind", limit: 10 }, {
      isEmpty: ({ total }) => total === 0,
      draw: cells,
      note: () => "",
    }),
    show("network", "network/", { ties: "co_mention", limit: 40 }, {
      isEmpty: ({ nodes }) => nodes.length === 0,
      draw: network,
      note: ({ meta: { nodes } }) =>
        nodes.in_all > nodes.given ? `The ${nodes.given} actors in most claims, of ${NUMBER.format(nodes.in_all)}.` : "",
    }),
  ]);
  document.body.dataset.state = "done";
}

begin();
