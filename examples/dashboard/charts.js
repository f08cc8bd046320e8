// The charts: each takes what the API answered and gives elements to be shown.

const { Plot, d3 } = globalThis;

// Colours that can be told apart on a light and on a dark ground, also by most who do not see all of them.
const COLOURS = ["#4e8fd0", "#e08a1e", "#2fa084", "#b07cc6", "#d65f5f", "#9a8f3d", "#7a8793", "#c2698f", "#5aa7b5", "#8c6d4f"];

const STYLE = { fontSize: "12px" };
// Room for names at the left of a chart, and how many characters of a name fit in it.
const NAMES = 200;
const NAME = 26;

const MONTHS = { month: 1, quarter: 3, year: 12 };
const BEGINS = {
  month: (period) => new Date(`${period}-01T00:00:00Z`),
  quarter: (period) => new Date(Date.UTC(period.slice(0, 4), 3 * (period.slice(6) - 1))),
  year: (period) => new Date(`${period}-01-01T00:00:00Z`),
};

/** Bars over time, one colour for each kind. `per` is month, quarter or year. */
export function timeline({ rows, window: { first, last } }, width, per) {
  const counted = rows.filter((row) => row.count > 0);
  const kinds = [...new Map(rows.map((row) => [row.kind, named({ key: row.kind, label: row.kind_label })])).values()];
  const color = { domain: kinds, range: COLOURS };
  const most = d3.max(d3.rollups(rows, total, (row) => row.period), ([, count]) => count);
  const plot = Plot.plot({
    width,
    height: 280,
    marginLeft: 45,
    style: STYLE,
    x: { type: "utc", label: null, domain: wide(BEGINS[per](first), BEGINS[per](last), MONTHS[per]) },
    y: { label: "claims", grid: true, tickFormat: "d", ticks: Math.min(6, most) },
    color,
    ariaLabel: `Claims by ${per} and kind`,
    marks: [
      Plot.rectY(counted, {
        x: (row) => BEGINS[per](row.period),
        interval: per,
        inset: 0.5,
        y: "count",
        fill: (row) => named({ key: row.kind, label: row.kind_label }),
        order: kinds,
        title: (row) => `${row.period}: ${row.count} ${row.kind_label}`,
      }),
      Plot.ruleY([0]),
    ],
  });
  return [legend(color), plot, table(counted, { period: "Period", kind_label: "Kind", count: "Claims" })];
}

/** Horizontal bars, each of which can be chosen. */
export function bars({ buckets }, width, choose) {
  const labels = new Map(buckets.map((bucket) => [bucket.key, named(bucket)]));
  const plot = Plot.plot({
    width,
    height: 20 + 26 * buckets.length,
    marginTop: 0,
    marginLeft: NAMES,
    marginRight: 55,
    style: STYLE,
    x: { axis: null },
    y: { label: null, domain: buckets.map((bucket) => bucket.key), tickFormat: (key) => shortened(labels.get(key), NAME), tickSize: 0 },
    ariaLabel: "Actors by number of claims",
    marks: [
      Plot.barX(buckets, { x: "count", y: "key", fill: "var(--bar)", title: "label", rx: 2 }),
      Plot.text(buckets, { x: "count", y: "key", text: "count", textAnchor: "start", dx: 5 }),
    ],
  });
  d3.select(plot)
    .selectAll("[aria-label=bar] rect")
    .attr("data-choose", (index) => buckets[index].key)
    .on("click", (event) => choose(event.currentTarget.dataset.choose));
  return [plot, table(buckets, { label: "Actor", count: "Claims" })];
}

/** A cell for each pair of a row and a column that has claims, the stronger the more. */
export function cells({ rows, columns, counts }, width) {
  const row = new Map(rows.map((one) => [one.key, named(one)]));
  const column = new Map(columns.map((one) => [one.key, named(one)]));
  const counted = rows
    .flatMap((one, i) => columns.map((other, j) => ({ row: one.key, column: other.key, count: counts[i][j] })))
    .filter((cell) => cell.count > 0);
  const most = d3.max(counted, (cell) => cell.count);
  const plot = Plot.plot({
    width,
    height: 70 + 26 * rows.length,
    marginLeft: NAMES,
    marginTop: 60,
    marginRight: 45,
    marginBottom: 10,
    style: STYLE,
    padding: 0.06,
    x: { label: null, axis: "top", domain: [...column.keys()], tickFormat: (key) => column.get(key), tickSize: 0, tickRotate: -30 },
    y: { label: null, domain: [...row.keys()], tickFormat: (key) => shortened(row.get(key), NAME), tickSize: 0 },
    ariaLabel: "Claims by topic and kind",
    marks: [
      Plot.cell(counted, {
        x: "column",
        y: "row",
        fill: "var(--bar)",
        fillOpacity: (cell) => 0.12 + (0.5 * cell.count) / most,
        title: (cell) => `${row.get(cell.row)}, ${column.get(cell.column)}: ${cell.count}`,
        rx: 2,
      }),
      Plot.text(counted, { x: "column", y: "row", text: "count" }),
    ],
  });
  const told = counted.map((cell) => ({ row: row.get(cell.row), column: column.get(cell.column), count: cell.count }));
  return [plot, table(told, { row: "Topic", column: "Kind", count: "Claims" })];
}

/** Circles and lines, laid out by forces until they rest; the same answer is always laid out in the same way. */
export function network({ nodes, edges }, width) {
  const height = 520;
  const circles = nodes.map((node) => ({ ...node }));
  const lines = edges.map((edge) => ({ ...edge }));
  const radius = d3.scaleSqrt([0, d3.max(nodes, (node) => node.claims)], [3, 20]);
  const thickness = d3.scaleLinear([0, d3.max(edges, (edge) => edge.weight) ?? 1], [0.2, 7]);
  const kinds = [...new Set(nodes.map((node) => node.kind))].sort();
  const colour = d3.scaleOrdinal(kinds, COLOURS);
  const simulation = d3
    .forceSimulation(circles)
    .force("tie", d3.forceLink(lines).id((node) => node.id).distance(90).strength(0.15))
    .force("apart", d3.forceManyBody().strength(-300))
    .force("room", d3.forceCollide((node) => radius(node.claims) + 12))
    .force("x", d3.forceX().strength(0.03))
    .force("y", d3.forceY().strength(0.06))
    .stop();
  for (let i = 0; i < 400; i += 1) simulation.tick();
  // Whatever room it took, it is stretched to what there is.
  const x = d3.scaleLinear(d3.extent(circles, (node) => node.x), [95, width - 95]);
  const y = d3.scaleLinear(d3.extent(circles, (node) => node.y), [45, height - 25]);
  for (const node of circles) Object.assign(node, { x: x(node.x), y: y(node.y) });
  const svg = d3
    .create("svg")
    .attr("viewBox", [0, 0, width, height])
    .attr("width", width)
    .attr("role", "img")
    .attr("aria-label", `Network of ${nodes.length} actors and ${edges.length} ties`);
  svg
    .append("g")
    .attr("stroke", "var(--faint)")
    .attr("stroke-opacity", 0.4)
    .selectAll("line")
    .data(lines)
    .join("line")
    .attr("x1", (line) => line.source.x)
    .attr("y1", (line) => line.source.y)
    .attr("x2", (line) => line.target.x)
    .attr("y2", (line) => line.target.y)
    .attr("stroke-width", (line) => thickness(line.weight))
    .append("title")
    .text((line) => `${line.source.label} – ${line.target.label}: ${line.weight}`);
  const groups = svg
    .append("g")
    .selectAll("g")
    .data(circles)
    .join("g")
    .attr("transform", (node) => `translate(${node.x},${node.y})`);
  groups
    .append("circle")
    .attr("r", (node) => radius(node.claims))
    .attr("fill", (node) => colour(node.kind))
    .attr("stroke", "var(--panel)")
    .append("title")
    .text((node) => `${node.label}: ${node.claims} claims`);
  const written = legible(circles, radius);
  groups
    .filter((node) => written.has(node))
    .append("text")
    .attr("y", (node) => -radius(node.claims) - 4)
    .attr("text-anchor", "middle")
    .attr("font-size", 11)
    .attr("fill", "var(--text)")
    .attr("stroke", "var(--panel)")
    .attr("stroke-width", 3)
    .attr("paint-order", "stroke")
    .text((node) => shortened(node.label, NAME));
  const told = lines.map((line) => ({ first: line.source.label, second: line.target.label, weight: line.weight }));
  const domain = kinds.map((kind) => kind.replaceAll("_", " "));
  return [legend({ domain, range: COLOURS }), svg.node(), table(told, { first: "Actor", second: "Actor", weight: "Claims" })];
}

/** Those whose names can be written without standing on each other, the ones with most claims first. */
function legible(nodes, radius) {
  const boxes = new Map();
  for (const node of d3.sort(nodes, (one) => -one.claims)) {
    const half = 3.3 * Math.min(NAME, node.label.length);
    const line = node.y - radius(node.claims) - 4;
    const box = { left: node.x - half, right: node.x + half, top: line - 12, bottom: line };
    const free = [...boxes.values()].every(
      (other) => box.right < other.left || box.left > other.right || box.bottom < other.top || box.top > other.bottom,
    );
    if (free) boxes.set(node, box);
  }
  return boxes;
}

function total(rows) {
  return d3.sum(rows, (row) => row.count);
}

/** From the beginning of the first period to the end of the last, and further where these are less than a dozen. */
function wide(first, last, months) {
  const periods = d3.utcMonth.count(first, last) / months + 1;
  const further = Math.max(0, Math.ceil((12 - periods) / 2)) * months;
  return [d3.utcMonth.offset(first, -further), d3.utcMonth.offset(last, months + further)];
}

/** What a key is called: that nothing is coded and that it is one of the rest have keys of their own. */
function named({ key, label }) {
  return { "": "not coded", "*": "other" }[key] ?? label ?? key;
}

function shortened(text, length) {
  return text.length > length ? `${text.slice(0, length - 1).trimEnd()}…` : text;
}

function legend({ domain, range }) {
  const list = d3.create("div").attr("class", "legend");
  list
    .selectAll("span")
    .data(domain)
    .join("span")
    .style("--swatch", (_, index) => range[index % range.length])
    .text((label) => label);
  return list.node();
}

/** The numbers behind a chart, for who cannot see it or wants to copy them. */
function table(rows, columns) {
  const details = d3.create("details");
  details.append("summary").text("The numbers");
  const made = details.append("table");
  made.append("tr").selectAll("th").data(Object.values(columns)).join("th").attr("scope", "col").text(String);
  made
    .selectAll("tr.row")
    .data(rows)
    .join("tr")
    .selectAll("td")
    .data((row) => Object.keys(columns).map((name) => row[name]))
    .join("td")
    .attr("class", (value) => (typeof value === "number" ? "number" : null))
    .text(String);
  return details.node();
}
