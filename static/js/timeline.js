// The timeline: filters by issue and party, in the list and in the drawing, and keeps both in the address.
const form = document.querySelector(".timeline-tools");
const status = form.querySelector("[role=status]");
const filters = [...form.querySelectorAll("select")];
const events = [...document.querySelectorAll(".events .timeline > li")];
const marks = [...document.querySelectorAll(".chart .chart-mark[href]")];

const show = () => {
  const fits = ({ dataset }) => filters.every(({ name, value }) => !value || dataset[name].split(" ").includes(value));
  events.forEach((event, at) => {
    event.hidden = !fits(event);
    marks[at]?.toggleAttribute("data-aside", event.hidden);
  });
  const shown = events.filter((event) => !event.hidden).length;
  status.textContent = status.dataset.words.replace("{shown}", shown).replace("{total}", events.length);
};

const restore = () => {
  const state = new URLSearchParams(location.search);
  for (const filter of filters) {
    filter.value = state.get(filter.name) ?? "";
    if (filter.selectedIndex < 0) filter.value = "";
  }
  show();
};

const change = () => {
  const chosen = filters.filter(({ value }) => value).map(({ name, value }) => [name, value]);
  const state = chosen.length ? `?${new URLSearchParams(chosen)}` : "";
  history.replaceState(history.state, "", location.pathname + state + location.hash);
  show();
};

form.addEventListener("change", change);
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", (event) => {
  event.preventDefault();
  for (const filter of filters) filter.value = "";
  change();
});
addEventListener("popstate", restore);
restore();
