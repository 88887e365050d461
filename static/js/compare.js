// Two or three who hold positions, side by side: chosen in the form or by the address, from the published data.
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

const fillSelects = (data) => {
  for (const select of selects) {
    let group = select;
    for (const holder of data.holders) {
      if (!holder.party) group = select;
      else if (group.dataset.party !== holder.party) {
        group = document.createElement("optgroup");
        group.dataset.party = holder.party;
        group.label = data.parties[holder.party].name;
        select.append(group);
      }
      group.append(new Option(holder.name, holder.id));
    }
  }
};

const side = (data, holder, position) => {
  const element = filled("side", { ...position, name: holder.name, href: holder.href, as_of: position?.as_of?.text, cites: position });
  for (const { source, passage } of position?.cite ?? []) {
    const { title, href, passages } = data.sources[source];
    element.querySelector(".compare-cites").append(filled("cite", { title: `${title}, ${passage}`, href: `${href}#${passage}`, label: passages[passage] }));
  }
  return element;
};

const show = (data) => {
  const ids = [...new Set(selects.map((select) => select.value).filter(Boolean))];
  const holders = ids.map((id) => data.holders.find((holder) => holder.id === id));
  const current = (holder, issue) => data.positions.find((it) => it.current && it.holder === holder.id && it.issue === issue.id);
  let same = 0;
  const sections = data.issues.flatMap((issue) => {
    const positions = holders.map((holder) => current(holder, issue));
    if (!positions.some(Boolean)) return [];
    const agree = holders.length > 1 && positions.every((it) => it?.stance === positions[0]?.stance);
    same += agree;
    const section = filled("issue", { ...issue, same: agree });
    section.querySelector(".compare-sides").append(...holders.map((holder, at) => side(data, holder, positions[at])));
    return [section];
  });
  list.replaceChildren(...sections);
  status.textContent = holders.length > 1 ? status.dataset.words.replace("{issues}", sections.length).replace("{same}", same) : "";
};

const restore = (data) => {
  const chosen = new URLSearchParams(location.search);
  for (const select of selects) {
    select.value = chosen.get(select.name) ?? "";
    if (select.selectedIndex < 0) select.value = "";
  }
  show(data);
};

const change = (data) => {
  const chosen = selects.filter((select) => select.value).map((select) => [select.name, select.value]);
  history.replaceState(history.state, "", `${location.pathname}?${new URLSearchParams(chosen)}`);
  show(data);
};

try {
  const response = await fetch(compare.dataset.source);
  if (!response.ok) throw new Error(response.statusText);
  const data = await response.json();
  fillSelects(data);
  form.addEventListener("change", () => change(data));
  addEventListener("popstate", () => restore(data));
  restore(data);
} catch {
  for (const select of selects) select.disabled = true;
  status.textContent = status.dataset.failed;
}
