// Two or three who hold positions, side by side: chosen in the form or by the address. Without a choice it begins with two that lead. Of the
// published data, only the pieces are loaded that have the positions of those compared.
const compare = document.querySelector(".compare");
const form = compare.querySelector("form");
const status = form.querySelector("[role=status]");
const list = compare.querySelector(".compare-issues");
const selects = ["a", "b", "c"].map((name) => form.elements[name]);

/** A copy of a template: what needs a missing value goes, and `{…}`, or else the whole text, becomes the value. */
const filled = (name, values) => {
  const element = document.getElementById(`compare.${name}`).content.firstElementChild.cloneNode(true);
  for (const part of element.querySelectorAll("[data-needs]")) if (!values[part.dataset.needs]) part.remove();
  for (const part of element.querySelectorAll("[data-fill]")) {
    const value = values[part.dataset.fill];
    if (!value) part.remove();
    else part.textContent = part.textContent.replace(/\{\w+\}|^$/, () => value);
    if (part.dataset.href) part.href = values[part.dataset.href];
  }
  for (const name of ["stance", "basis"]) {
    for (const part of element.querySelectorAll(`[data-${name}]`)) if (part.dataset[name] !== (values[name] ?? "")) part.remove();
  }
  return element;
};

const side = (data, holder, position) => {
  const element = filled("side", { ...position, name: holder.name, href: holder.href, as_of: position?.as_of?.text, cites: position });
  for (const { source, passage } of position?.cite ?? []) {
    const { title, href, passages } = data.sources[source];
    element.querySelector(".compare-cites").append(filled("cite", { title: `${title}, ${passage}`, href: `${href}#${passage}`, label: passages[passage] }));
  }
  return element;
};

const pieces = new Map();

/** A piece of the data, which is loaded once; one that failed is asked for again. */
const load = (number) => {
  const fetched = async () => {
    const response = await fetch(compare.dataset.pieces.replace(/1\.json$/, `${number}.json`));
    if (!response.ok) throw new Error(response.statusText);
    return response.json();
  };
  if (!pieces.has(number)) pieces.set(number, fetched());
  pieces.get(number).catch(() => pieces.delete(number));
  return pieces.get(number);
};

/** Those who are compared, each with the piece that has their positions. */
const chosen = async () => {
  const options = new Map(selects.map((select) => [select.value, select.selectedOptions[0]]));
  options.delete("");
  const loaded = [...options].map(async ([id, option]) => {
    const data = await load(option.dataset.piece);
    const current = data.positions.filter((it) => it.current && it.holder === id);
    return { data, holder: data.holders.find((it) => it.id === id), positions: new Map(current.map((it) => [it.issue, it])) };
  });
  return Promise.all(loaded);
};

/** The issues on which any of them has a position, in the order of the matrix. */
const issuesOf = (sides) => {
  const issues = new Map(sides.flatMap(({ data, positions }) => data.issues.filter((it) => positions.has(it.id)).map((it) => [it.id, it])));
  return [...issues.values()].sort((one, other) => one.place - other.place);
};

let turn = 0;

/** Shows the comparison that the form says; a later one overtakes an earlier. */
const show = async () => {
  turn += 1;
  const own = turn;
  const sides = await chosen().catch(() => null);
  if (own !== turn) return;
  if (!sides) {
    status.textContent = status.dataset.failed;
    return;
  }
  let same = 0;
  const sections = issuesOf(sides).map((issue) => {
    const positions = sides.map((it) => it.positions.get(issue.id));
    const agree = sides.length > 1 && positions.every((it) => it?.stance === positions[0]?.stance);
    same += agree;
    const section = filled("issue", { ...issue, same: agree });
    section.querySelector(".compare-sides").append(...sides.map(({ data, holder }, at) => side(data, holder, positions[at])));
    return section;
  });
  list.replaceChildren(...sections);
  status.textContent = sides.length > 1 ? status.dataset.words.replace("{issues}", sections.length).replace("{same}", same) : "";
};

const restore = () => {
  const query = new URLSearchParams(location.search);
  const start = compare.dataset.start.split(" ");
  const wanted = selects.some(({ name }) => query.has(name)) ? ({ name }) => query.get(name) : (select) => start[selects.indexOf(select)];
  for (const select of selects) {
    select.value = wanted(select) ?? "";
    if (select.selectedIndex < 0) select.value = "";
  }
  return show();
};

const change = () => {
  const query = selects.filter((select) => select.value).map((select) => [select.name, select.value]);
  // Nothing chosen is a choice too: without it in the address, two would be chosen again.
  history.replaceState(history.state, "", `${location.pathname}?${new URLSearchParams(query.length ? query : [["a", ""]])}`);
  return show();
};

const [first, ...others] = selects;
for (const select of others) select.append(...[...first.children].slice(1).map((it) => it.cloneNode(true)));
form.addEventListener("change", change);
addEventListener("popstate", restore);
restore();
