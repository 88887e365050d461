// The search: a form, and results in groups. It stands on the search page, and in a dialog that any page opens. Words, groups and markup
// come from the search page; search-index.js, which knows where the words stand, is loaded with the first of them that is looked for.

const SHOWN = 5;
const WITHIN = 3;
const PAUSE = 120;

const filled = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);

const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

const excerpt = (pieces) => pieces.map(([text, isMarked]) => (isMarked ? element("mark", {}, text) : text));

class Search {
  #root;
  #form;
  #status;
  #results;
  #index = null;
  #turn = 0;
  #timer = 0;
  #onChange;

  /** Brings `root`, a copy of the element on the search page, to life. `onChange` is told what is looked for. */
  constructor(root, onChange) {
    this.#root = root;
    this.#form = root.querySelector("form");
    this.#status = root.querySelector("[role=status]");
    this.#results = root.querySelector(".search-results");
    this.#onChange = onChange;
    this.#form.addEventListener("input", () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.find(), PAUSE);
    });
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.find();
    });
    root.addEventListener("keydown", (event) => this.#move(event));
  }

  get form() {
    return this.#form;
  }

  focus() {
    this.#form.elements.q.focus();
    this.#form.elements.q.select();
  }

  /** Looks for what the form says. A later call overtakes an earlier one. */
  async find() {
    clearTimeout(this.#timer);
    const turn = ++this.#turn;
    const query = this.#form.elements.q.value.trim();
    this.#onChange?.(query);
    if (query === "") {
      this.#show([], "");
      return;
    }
    let found;
    try {
      found = await this.#look(query);
    } catch {
      // A site that was published anew in the meantime has another index: read it once more.
      try {
        this.#index = null;
        found = await this.#look(query);
      } catch {
        if (turn === this.#turn) this.#show([], this.#root.dataset.failed);
        return;
      }
    }
    if (turn !== this.#turn) return;
    const { groups, near } = found;
    const count = groups.reduce((sum, group) => sum + group.count, 0);
    const { count: exact, near: similar, none } = this.#root.dataset;
    const status = count === 0 ? none : near ? similar : exact;
    this.#show(groups, filled(status, { count, query, near }));
  }

  /** What is found; when nothing is, what is found for a query like it, which is then `near`, in the spelling of the first result. */
  async #look(query) {
    this.#index ??= await this.#opened();
    const { pages, met, near } = await this.#index.search(query);
    if (!near) return { groups: await this.#groups(pages, met), near: null };
    const other = await this.#index.search(near);
    const groups = await this.#groups(other.pages, other.met);
    const marked = groups[0]?.entries[0]?.excerpt.find(([, isMarked]) => isMarked);
    return { groups, near: marked && !near.includes(" ") ? marked[0] : near };
  }

  async #opened() {
    const { openIndex } = await import(this.#root.dataset.engine);
    return openIndex(this.#root.dataset.index);
  }

  /** The pages of each kind. */
  async #groups(found, met) {
    const { kind, party } = this.#form.elements;
    const kinds = [...kind.options].filter((it) => it.value && (!kind.value || it.value === kind.value));
    const share = (title) => this.#index.share(title, met);
    const load = (some) => entriesOf(some.map(({ number }) => this.#index.result(number, met)));
    const group = async (option) => {
      const filters = { kind: option.value, ...(party?.value ? { party: party.value } : {}) };
      const own = found.filter(({ number }) => this.#index.has(number, filters));
      if (!own.length) return null;
      const made = option.value === "term" ? await terms(own, load, share) : await pages(own, load);
      const lead = Math.max(...made.entries.map((it) => share(it.title)));
      return { ...made, title: option.text, score: own[0].score, lead };
    };
    const groups = (await Promise.all(kinds.map(group))).filter(Boolean);
    return groups.sort((a, b) => b.lead - a.lead || b.score - a.score);
  }

  #show(groups, status) {
    this.#status.textContent = status;
    this.#results.replaceChildren(...groups.map((group) => this.#section(group)));
  }

  #section({ title, count, entries, rest }) {
    const list = element("ol", { className: "search-list" }, ...entries.map((it) => this.#entry(it)));
    const section = element("section", {}, element("h2", {}, `${title} `, element("span", { className: "kind" }, String(count))), list);
    if (count > entries.length) {
      const more = element("button", { type: "button" }, filled(this.#root.dataset.more, { count }));
      more.addEventListener("click", async () => {
        const items = (await rest()).map((it) => this.#entry(it));
        more.remove();
        list.append(...items);
        items[0]?.querySelector("a").focus();
      });
      section.append(more);
    }
    return section;
  }

  #entry({ url, title, excerpt: pieces, stances = [], parts = [] }) {
    const item = element("li", {}, element("a", { href: url }, title));
    const chips = stances.flatMap(({ id, times }) => {
      const chip = this.#root.querySelector(`template[data-search-stance="${CSS.escape(id)}"]`)?.content.cloneNode(true);
      if (chip && times > 1) chip.firstElementChild.append(element("b", {}, String(times)));
      return chip ? [chip] : [];
    });
    if (chips.length) item.append(element("ul", { className: "legend" }, ...chips));
    item.append(element("p", {}, ...excerpt(pieces)));
    if (parts.length) {
      const links = parts.slice(0, WITHIN).map((it) => element("li", {}, element("a", { href: it.url }, it.title)));
      item.append(element("ul", { className: "search-within" }, ...links));
    }
    return item;
  }

  /** The arrow keys go from the field through the results and back; Tab does so as everywhere. */
  #move(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const field = this.#form.elements.q;
    const stops = [field, ...this.#results.querySelectorAll("a, button")];
    const at = stops.indexOf(event.target);
    if (!step || at < 0 || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    stops[at + step]?.focus();
  }
}

/** The entries of some results. Without a network only those are there that were kept. */
const entriesOf = async (results) => {
  const found = await Promise.allSettled(results);
  const entries = found.flatMap(({ value }) => (value ? [entryOf(value)] : []));
  if (found.length && !entries.length) throw found[0].reason;
  return entries;
};

const pages = async (results, load) => ({
  count: results.length,
  entries: await load(results.slice(0, SHOWN)),
  rest: () => load(results.slice(SHOWN)),
});

/** Terms share a page: each that was found there is a result of its own. */
const terms = async (results, load, share) => {
  const found = (await load(results)).flatMap((page) => (page.parts.length ? page.parts : [page]));
  found.sort((a, b) => share(b.title) - share(a.title));
  return { count: found.length, entries: found.slice(0, SHOWN), rest: async () => found.slice(SHOWN) };
};

const entryOf = ({ url, meta, excerpt: pieces, parts }) => ({
  url,
  title: meta.title,
  excerpt: pieces,
  stances: (meta.stances ?? "").split(" ").filter(Boolean).map((it) => {
    const [id, times] = it.split("=");
    return { id, times: Number(times) };
  }),
  parts,
});

const own = document.querySelector("main [data-search]");
const page = own && new Search(own, (query) => {
  const { kind, party } = page.form.elements;
  const state = new URLSearchParams(Object.entries({ q: query, kind: kind.value, party: party?.value }).filter(([, value]) => value));
  history.replaceState(null, "", state.size ? `?${state}` : location.pathname);
});
if (page) {
  const state = new URLSearchParams(location.search);
  const { q, kind, party } = page.form.elements;
  for (const field of [q, kind, party]) {
    if (field && state.has(field.name)) field.value = state.get(field.name);
  }
  if (q.value) page.find();
  else page.focus();
}

let dialog = null;

/** Shows the search: the dialog, which is made from the search page at `address`, or on that page itself the field. */
export const open = async (address) => {
  if (page) return page.focus();
  dialog ??= make(address);
  const { box, search } = await dialog.catch((error) => {
    dialog = null;
    throw error;
  });
  if (!box.open) box.showModal();
  search.focus();
};

/** Brings the style sheet of the search page, which no other page needs before, and waits for it. */
const styled = (box, link) => {
  if (!link) return null;
  const own = document.importNode(link);
  const loaded = new Promise((done, failed) => {
    own.addEventListener("load", done);
    own.addEventListener("error", () => failed(new Error(`no ${own.href}`)));
  });
  box.prepend(own);
  return loaded;
};

const make = async (address) => {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${response.status} for ${address}`);
  const source = new DOMParser().parseFromString(await response.text(), "text/html");
  const root = document.importNode(source.querySelector("main [data-search]"), true);
  const box = root.querySelector("template[data-search-dialog]").content.querySelector("dialog").cloneNode(true);
  box.append(root);
  // Beside the body, so that nothing that is done to the page touches it.
  document.documentElement.append(box);
  await styled(box, source.querySelector("link[data-search-style]"));
  const link = box.querySelector("a");
  const search = new Search(root, (query) => {
    link.href = query ? `${address}?q=${encodeURIComponent(query)}` : address;
  });
  box.querySelector("[data-search-close]").addEventListener("click", () => box.close());
  // A key without a modifier can be pressed by mistake, so it can be switched off (WCAG 2.1.4), until the tab is closed.
  const slash = box.querySelector("[data-search-slash]");
  slash.checked = sessionStorage.getItem("slash") !== "off";
  slash.addEventListener("change", () => sessionStorage.setItem("slash", slash.checked ? "on" : "off"));
  box.addEventListener("keydown", (event) => {
    // Elsewhere the browser closes it by itself; in a search field it would only empty the field.
    if (event.key !== "Escape" || !event.target.matches("input")) return;
    event.preventDefault();
    box.close();
  });
  box.addEventListener("click", (event) => {
    const leaves = event.target === box || event.target.closest("a");
    if (leaves && !event.ctrlKey && !event.metaKey) box.close();
  });
  return { box, search };
};
