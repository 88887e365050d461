// The matrix: filters by party, issue and stance, sorts by a column, and keeps both in the address.
const form = document.querySelector(".matrix-tools");
const table = document.querySelector(".matrix");
const status = form.querySelector("[role=status]");
const filters = ["party", "issue", "stance"].map((name) => form.elements[name]);
const stances = [...form.elements.stance.options].map((option) => option.value);
const columns = [...table.tHead.rows[0].cells];
const rows = [...table.tBodies[0].rows];
const { compare } = new Intl.Collator(document.documentElement.lang);

/** The column's key; with a minus in front, the last come first. Empty: parties, each with its people. */
let sort = "";
const direction = () => (sort.startsWith("-") ? -1 : 1);
const sortedBy = () => columns.findIndex((cell) => cell.dataset.sort === sort.replace(/^-/, ""));

const restore = () => {
  const state = new URLSearchParams(location.search);
  for (const filter of filters) {
    filter.value = state.get(filter.name) ?? "";
    if (filter.selectedIndex < 0) filter.value = "";
  }
  sort = state.get("sort") ?? "";
  if (sortedBy() < 0) sort = "";
  show();
};

const remember = () => {
  const chosen = [...filters.map((filter) => [filter.name, filter.value]), ["sort", sort]].filter(([, value]) => value);
  const state = chosen.length ? `?${new URLSearchParams(chosen)}` : "";
  history.replaceState(history.state, "", location.pathname + state + location.hash);
};

const change = () => {
  remember();
  show();
};

const inOrder = (column) => {
  if (column < 0) return rows;
  const name = (row) => row.querySelector(".holder-name").textContent;
  // Where nothing is stated, there is nothing to put in order: such rows come last, whichever way.
  const rank = (row) => stances.indexOf(row.cells[column].dataset.stance);
  const byStance = (a, b) => (rank(a) < 0) - (rank(b) < 0) || direction() * (rank(a) - rank(b));
  const byName = (a, b) => direction() * compare(name(a), name(b));
  return [...rows].sort(column ? byStance : byName);
};

const show = () => {
  const [party, issue, stance] = filters.map((filter) => filter.value);
  const isShown = (column) => !column || !issue || columns[column].dataset.sort === issue;
  const fits = (cell, at) => at > 0 && isShown(at) && cell.dataset.stance && (!stance || cell.dataset.stance === stance);
  let shown = 0;
  for (const row of [table.tHead.rows[0], ...rows]) {
    [...row.cells].forEach((cell, at) => {
      cell.hidden = !isShown(at);
      cell.toggleAttribute("data-aside", Boolean(stance && cell.dataset.stance && cell.dataset.stance !== stance));
    });
  }
  for (const row of rows) {
    row.hidden = (party && row.dataset.party !== party) || ![...row.cells].some(fits);
    shown += !row.hidden;
  }
  const column = sortedBy();
  table.tBodies[0].append(...inOrder(column));
  columns.forEach((cell, at) => {
    if (at === column) cell.ariaSort = direction() < 0 ? "descending" : "ascending";
    else cell.removeAttribute("aria-sort");
  });
  table.toggleAttribute("data-arranged", Boolean(party || issue || stance || sort));
  status.textContent = status.dataset.words.replace("{shown}", shown).replace("{total}", rows.length);
};

for (const cell of columns) {
  const button = cell.querySelector(".sort");
  const key = cell.dataset.sort;
  button.addEventListener("click", () => {
    sort = { [key]: `-${key}`, [`-${key}`]: "" }[sort] ?? key;
    change();
  });
}
form.addEventListener("change", change);
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", (event) => {
  event.preventDefault();
  for (const filter of filters) filter.value = "";
  sort = "";
  change();
});
addEventListener("popstate", restore);
restore();
