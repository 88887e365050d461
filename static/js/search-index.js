// Finds pages in the search index, whose files src/render/search.rs describes. A word is looked up in the few files that may hold it, so
// that no reader loads the index of the whole site.

const PAGES_TO_NEAR = 8;
const EXCERPT = 220;
const BEFORE = 60;

// Words: the same as in src/render/search/words.rs.

const LONGEST = 64;
const LONGEST_JOINED = 64;
const ZEROS = [0x0660, 0x06f0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66, 0x0e50];
const CLASSES = [
  ["hyphen", /[-\u2010\u2011]/],
  ["point", /[.,]/],
  ["apostrophe", /['`\u00b4\u02b9-\u02bf\u05f3\u05f4\u2018\u2019\u201b\u2032\ua78c\uff07]/],
  ["ignored", /[\u00ad\u061c\u0640\u200c-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/],
  ["mark", /[\p{M}\uff9e\uff9f]/u],
  [
    "unspaced",
    /(?=\p{Alphabetic})[\u0e01-\u0edf\u1000-\u109f\u1780-\u17df\u3005-\u3007\u3041-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\u{20000}-\u{323af}]/u,
  ],
  ["letter", /[\p{Alphabetic}\p{N}]/u],
];
const ACCENT =
  /[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]/;
const CYRILLIC_LETTERS = new Set(["и\u0306", "у\u0306", "і\u0308"]);

const classes = new Map();
const classOf = (c) => {
  let found = classes.get(c);
  if (!found) {
    found = CLASSES.find(([, pattern]) => pattern.test(c))?.[0] ?? "break";
    classes.set(c, found);
  }
  return found;
};
const isCyrillic = (c) => c >= "\u0400" && c <= "\u052f";
const isDigits = (word) => /^[0-9]+$/.test(word);

/** Folds the spelling of a word; `letters` are those that become others. */
const fold = (word, letters) => {
  let bare = "";
  let last = "";
  for (const c of word.normalize("NFKD").toLowerCase()) {
    const kept = ["letter", "unspaced", "mark"].includes(classOf(c));
    if (!kept) continue;
    if (!ACCENT.test(c) || CYRILLIC_LETTERS.has(last + c)) bare += c;
    last = c;
  }
  const digit = (c) => {
    const zero = ZEROS.find((it) => c.codePointAt(0) >= it && c.codePointAt(0) < it + 10);
    return zero === undefined ? c : String(c.codePointAt(0) - zero);
  };
  const folded = [...bare.normalize("NFC")].map((c) => letters.get(c) ?? digit(c)).join("");
  return [...folded].slice(0, LONGEST).join("");
};

/**
 * Everything in `text` that can be looked up, in its order and with its places: words, each with the pieces between its joiners and with
 * `joined` where it is also one word without them; and runs of characters of scripts without spaces.
 */
const chunksOf = (text, letters) => {
  const chunks = [];
  let word = { pieces: [], joiner: null, joiners: new Set() };
  let run = [];
  const folded = (some) => some.map((it) => ({ ...it, term: fold(it.text, letters) })).filter((it) => it.term);
  const endWord = () => {
    if (!word.pieces.length) return;
    const pieces = folded(word.pieces);
    const { joiners } = word;
    const whole = pieces.map((it) => it.term).join("");
    const isOne =
      pieces.length > 1 &&
      new TextEncoder().encode(whole).length <= LONGEST_JOINED &&
      (!joiners.has("point") || isDigits(whole) || pieces.every((it) => [...it.term].length === 1));
    if (pieces.length) chunks.push({ pieces, joiners, joined: isOne ? whole : null });
    word = { pieces: [], joiner: null, joiners: new Set() };
  };
  const endRun = () => {
    if (run.length) chunks.push({ run: folded(run) });
    run = [];
  };
  const toWord = (c, start, end) => {
    const last = word.pieces.at(-1);
    const isWithin = !word.joiner || (word.joiner === "apostrophe" && isCyrillic(c) && isCyrillic(last.text.at(-1)));
    if (last && isWithin) Object.assign(last, { text: last.text + c, end });
    else word.pieces.push({ text: c, start, end });
    if (word.joiner) word.joiners.add(word.joiner);
    word.joiner = null;
  };
  let at = 0;
  for (const c of text) {
    const start = at;
    at += c.length;
    const found = classOf(c);
    const isOpen = word.pieces.length > 0 && !word.joiner;
    if (found === "ignored") continue;
    if (found === "mark" && run.length) {
      const last = run.at(-1);
      Object.assign(last, { text: last.text + c, end: at });
    } else if (found === "letter" || (found === "mark" && isOpen)) {
      endRun();
      toWord(c, start, at);
    } else if (found === "unspaced") {
      endWord();
      run.push({ text: c, start, end: at });
    } else if (["apostrophe", "hyphen", "point"].includes(found) && isOpen) {
      word.joiner = found;
    } else {
      endWord();
      endRun();
    }
  }
  endWord();
  endRun();
  return chunks;
};

/** How many letters to change, leave out, add or swap with the next one; more than `most` is all the same. */
const distance = (a, b, most) => {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let [before, last] = [[], Array.from({ length: b.length + 1 }, (_, at) => at)];
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      row[j] = Math.min(row[j - 1] + 1, last[j] + 1, last[j - 1] + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    [before, last] = [last, row];
  }
  return last[b.length];
};

/** Whether `a` comes before `b` in the order of the index, that of code points. */
const isBefore = (a, b) => {
  const [left, right] = [[...a], [...b]];
  const at = left.findIndex((c, at) => c !== right[at]);
  if (at < 0) return left.length < right.length;
  return at < right.length && left[at].codePointAt(0) < right[at].codePointAt(0);
};

/** The pages of a posting, each with the word's weight there and, for characters, its places. */
const WEIGHTS = 16;
const pagesOf = ([, ...posting]) => {
  const pages = new Map();
  let page = 0;
  for (const one of posting) {
    const [number, ...places] = Array.isArray(one) ? one : [one];
    page += Math.floor(number / WEIGHTS);
    pages.set(page, { weight: number % WEIGHTS, places });
  }
  return pages;
};

// Other ways to write a letter. Where the reader wrote the letter, both ways are looked up; the other way round only when nothing is found.
const WAYS = [["ä", "ae"], ["ö", "oe"], ["ü", "ue"], ["ø", "oe"], ["å", "aa"]];
const written = (word) => WAYS.reduce((all, [letter, pair]) => all.replaceAll(letter, pair), word.normalize("NFC").toLowerCase());
const unwritten = (word) => word.replaceAll("ae", "a").replaceAll("oe", "o").replaceAll("ue", "u").replaceAll("aa", "a");

class Index {
  #root;
  #overview;
  #letters;
  #files = new Map();

  constructor(root, overview) {
    this.#root = root;
    this.#overview = overview;
    this.#letters = new Map(Object.entries(overview.letters));
  }

  #chunks(text) {
    return chunksOf(text, this.#letters);
  }

  #load(path) {
    let file = this.#files.get(path);
    if (!file) {
      file = unpacked(new URL(path, this.#root));
      this.#files.set(path, file);
      // What failed is asked for again.
      file.catch(() => this.#files.delete(path));
    }
    return file;
  }

  /** The words of the files in which those that begin with `prefix` may stand; only the file where the first would stand with `one`. */
  async #around(prefix, one = false) {
    const { shards } = this.#overview;
    const last = shards.findLastIndex(([first]) => !isBefore(prefix, first));
    const names = shards.filter(([first], at) => at === Math.max(last, 0) || (!one && at > last && first.startsWith(prefix)));
    return Promise.all(names.map(async ([, name]) => this.#load(`words/${name}.bin`)));
  }

  /** The posting of exactly this word. */
  async #posting(word) {
    const [shard] = await this.#around(word, true);
    return shard && Object.hasOwn(shard.words, word) ? shard.words[word] : null;
  }

  /** The forms of a word with their postings: itself; unless it `isExact`, words with the same stem; unless it `isWhole`, words that begin with it. */
  async #forms(word, { isExact, isWhole }) {
    const forms = new Map();
    const add = (form, posting, likeness) => {
      if ((forms.get(form)?.likeness ?? 0) < likeness) forms.set(form, { likeness, pages: pagesOf(posting) });
    };
    const own = await this.#posting(word);
    if (own) add(word, own, 1);
    if (isExact || isDigits(word) || word.length < 2) return forms;
    for (const { words } of isWhole ? [] : await this.#around(word)) {
      for (const [form, posting] of Object.entries(words)) {
        if (form.startsWith(word)) add(form, posting, (0.7 * word.length) / form.length);
      }
    }
    for (const stem of own ? [own[0] || word] : this.#stems(word)) {
      const before = forms.size;
      await this.#withStem(stem, (form, posting) => add(form, posting, 0.8));
      if (forms.size > before) break;
    }
    return forms;
  }

  /** What may be the stem of a word that stands nowhere: what is left without endings that other words have; most of the word first. */
  #stems(word) {
    const without = (rest, affixes) =>
      affixes
        .filter(([start, end]) => rest.startsWith(start) && rest.endsWith(end))
        .map(([start, end, instead]) => rest.slice(start.length, rest.length - end.length) + instead)
        .filter((stem) => stem.length >= Math.max(3, word.length / 2));
    const { affixes } = this.#overview;
    const once = without(word, affixes);
    // A beginning and an ending; but no two endings, of which one may belong to the word.
    const beginnings = affixes.filter(([start]) => start);
    const endings = affixes.filter(([start]) => !start);
    const twice = without(word, beginnings).flatMap((rest) => without(rest, endings));
    const all = [word, ...once, ...twice];
    return new Set(all.sort((a, b) => b.length - a.length));
  }

  async #withStem(stem, add) {
    const shards = await this.#around([...stem].slice(0, 3).join(""));
    for (const { words } of shards) {
      for (const [form, posting] of Object.entries(words)) if ((posting[0] || form) === stem) add(form, posting);
    }
    const [home] = await this.#around(stem, true);
    const far = home && Object.hasOwn(home.far, stem) ? home.far[stem] : [];
    for (const form of far) {
      const posting = await this.#posting(form);
      if (posting) add(form, posting);
    }
  }

  /** The pages where characters follow each other. */
  async #following(characters) {
    if (characters.length === 1) {
      const pages = new Map();
      for (const { words } of await this.#around(characters[0])) {
        for (const [word, posting] of Object.entries(words)) {
          if (word.startsWith(characters[0])) for (const [page, found] of pagesOf(posting)) pages.set(page, found);
        }
      }
      return pages;
    }
    const pairs = characters.slice(1).map((it, at) => characters[at] + it);
    const [first, ...others] = (await Promise.all(pairs.map((it) => this.#posting(it)))).map((it) => (it ? pagesOf(it) : new Map()));
    const follows = (page) => (place) => others.every((it, at) => it.get(page)?.places.includes(place + at + 1));
    return new Map([...first].filter(([page, { places }]) => places.some(follows(page))));
  }

  /** What is looked for: needs that a page must all meet. One is met by any of its `ways`: by all their words, or by a `run` of characters. */
  #needs(query) {
    const needs = this.#chunks(query).map(({ pieces, joiners, joined, run }) => {
      if (run) return { ways: [], run: run.map((it) => it.term) };
      const isElision = joiners.has("apostrophe");
      const words = pieces.map((it) => it.term).filter((it) => pieces.length === 1 || !isElision || it.length > 1);
      const ways = joined ? [[joined]] : [];
      // A number or an abbreviation is that only as a whole.
      if (words.length && !(joined && joiners.has("point"))) ways.push(words);
      const exact = new Set(pieces.map((it) => fold(written(it.text), this.#letters)).filter((it, at) => it !== pieces[at].term));
      return { ways: [...ways, ...[...exact].map((it) => [it])], exact };
    });
    return needs.reduce((all, need) => {
      // A number after a word may be written with its first letters: `Article 23` as `art23`.
      const [word, number] = [all.at(-1)?.ways[0]?.[0], need.ways[0]?.[0]];
      const isPair = number && isDigits(number) && need.ways.length === 1 && all.at(-1)?.ways.length === 1 && /^\p{L}+$/u.test(word);
      if (!isPair) return [...all, need];
      const short = Array.from({ length: Math.min(4, word.length) }, (_, at) => word.slice(0, at + 1) + number);
      return [...all.slice(0, -1), { ways: [[word, number], ...short.map((it) => [it])], exact: new Set([...all.at(-1).exact, ...short]) }];
    }, []);
  }

  /** The pages that meet a need, each with how well; and the forms that do so. */
  async #meet(need) {
    if (need.run) {
      const pages = await this.#following(need.run);
      return { pages: new Map([...pages].map(([page, { weight }]) => [page, weight])), forms: new Map(), run: need.run };
    }
    const [pages, forms] = [new Map(), new Map()];
    for (const way of need.ways) {
      const words = await Promise.all(way.map((word) => this.#forms(word, { isExact: need.exact.has(word), isWhole: need.isWhole })));
      const weights = words.map((found) => {
        const all = new Map();
        for (const { likeness, pages } of found.values()) {
          for (const [page, { weight }] of pages) all.set(page, (all.get(page) ?? 0) + likeness * weight);
        }
        return all;
      });
      const together = [...weights[0]].filter(([page]) => weights.every((it) => it.has(page)));
      for (const [page] of together) pages.set(page, (pages.get(page) ?? 0) + weights.reduce((sum, it) => sum + it.get(page), 0));
      if (!together.length) continue;
      for (const [form, { likeness }] of words.flatMap((it) => [...it])) forms.set(form, Math.max(likeness, forms.get(form) ?? 0));
    }
    return { pages, forms, run: null };
  }

  /** Looks for all words of a query. `near` is a query with words that stand in the index, when one of these does not and is like it. */
  async search(query) {
    const needs = this.#needs(query);
    let met = await Promise.all(needs.map((it) => this.#meet(it)));
    met = await Promise.all(met.map((it, at) => (it.pages.size || needs[at].run ? it : this.#otherwise(needs[at], it))));
    const [first, ...others] = met.map((it) => it.pages).sort((a, b) => a.size - b.size);
    const numbers = first ? [...first.keys()].filter((page) => others.every((it) => it.has(page))) : [];
    const pages = numbers.map((number) => ({ number, score: this.#score(number, met) })).sort((a, b) => b.score - a.score || a.number - b.number);
    return { pages, met, near: met.some((it) => !it.pages.size) ? await this.#near(needs, met) : null };
  }

  /** Looks for a word with the letters that its pairs of letters may stand for. */
  async #otherwise(need, met) {
    const ways = need.ways.map((way) => way.map(unwritten));
    return String(ways) === String(need.ways) ? met : this.#meet({ ways, exact: new Set(), isWhole: true });
  }

  #score(number, met) {
    const { pages } = this.#overview;
    const average = pages.reduce((sum, [, length]) => sum + length, 0) / pages.length || 1;
    const scale = 1.2 * (0.4 + (0.6 * pages[number][1]) / average);
    return met.reduce((sum, { pages: found }) => {
      const weight = found.get(number);
      return sum + Math.log(1 + (pages.length - found.size + 0.5) / (found.size + 0.5)) * (weight / (weight + scale));
    }, 0);
  }

  async #near(needs, met) {
    const words = await Promise.all(
      needs.map(async ({ ways, run }, at) => {
        if (met[at].pages.size) return run ? run.join("") : ways.at(-1).join(" ");
        return run || ways[0].length > 1 ? null : this.#like(ways[0][0]);
      }),
    );
    return words.every(Boolean) ? words.join(" ") : null;
  }

  /** The word of the index that is most like one that is not in it. */
  async #like(word) {
    const most = word.length < 4 || !/^\p{L}+$/u.test(word) ? 0 : word.length < 8 ? 1 : 2;
    if (!most) return null;
    let shards = await this.#around(word.slice(0, 2));
    const wide = this.#overview.shards.filter(([first]) => first.startsWith(word[0])).length;
    if (wide < PAGES_TO_NEAR) shards = await this.#around(word[0]);
    const all = shards.flatMap(({ words }) => Object.entries(words)).filter(([other]) => other[0] === word[0] && /^\p{L}+$/u.test(other));
    const near = all.map(([other, posting]) => [distance(word, other, most), -posting.length, other]).filter(([far]) => far <= most);
    near.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    return near[0]?.[2] ?? null;
  }

  /** How much of a title is looked for; nothing, unless all is that is looked for. */
  share(title, met) {
    const chunks = this.#chunks(title);
    const marks = marksOf(chunks, met);
    if (new Set(marks.map((it) => it.need)).size < met.length) return 0;
    const length = chunks.flatMap((it) => it.pieces ?? it.run).reduce((sum, { start, end }) => sum + end - start, 0);
    return Math.min(1, marks.reduce((sum, { start, end, likeness }) => sum + (end - start) * likeness, 0) / length);
  }

  /** Whether a page has these values of filters. */
  has(number, filters) {
    const [, , own] = this.#overview.pages[number];
    return Object.entries(filters).every(([name, value]) => own[name]?.includes(this.#overview.filters[name].indexOf(value)));
  }

  /** A page that was found: what to show of it, and of its parts where something was found. */
  async result(number, met) {
    const [name] = this.#overview.pages[number];
    const page = await this.#load(`text/${name}.bin`);
    page.chunks ??= page.parts.map(([, , text]) => this.#chunks(text));
    const url = (id) => {
      const address = new URL(`../${page.address}`, this.#root);
      if (id) address.hash = encodeURIComponent(id);
      return address.pathname + address.hash;
    };
    const parts = page.parts.map(([id, title, text], at) => {
      const marks = marksOf(page.chunks[at], met);
      return { id, url: url(id), title, text, marks, met: new Set(marks.map((it) => it.need)).size };
    });
    const most = Math.max(0, ...parts.map((it) => it.met));
    const best = parts.find((it) => it.met === most) ?? { text: "", marks: [] };
    const shown = parts.filter((it) => it.id && it.title && it.met === most && most > 0);
    return {
      url: url(""),
      meta: page.meta,
      excerpt: excerptOf(best.text, best.marks),
      parts: shown.map((it) => ({ url: it.url, title: it.title, excerpt: excerptOf(it.text, it.marks) })),
    };
  }
}

/** Where a text meets needs, with the number of each. */
const marksOf = (chunks, met) => {
  const marks = [];
  for (const { pieces, joined, run } of chunks) {
    met.forEach(({ forms, run: wanted }, need) => {
      if (run && wanted) {
        run.forEach((_, at) => {
          const last = run[at + wanted.length - 1];
          if (last && wanted.every((it, next) => run[at + next].term === it)) marks.push({ start: run[at].start, end: last.end, need, likeness: 1 });
        });
      } else if (pieces && joined && forms.has(joined)) {
        marks.push({ start: pieces[0].start, end: pieces.at(-1).end, need, likeness: forms.get(joined) });
      } else if (pieces) {
        for (const { start, end, term } of pieces) if (forms.has(term)) marks.push({ start, end, need, likeness: forms.get(term) });
      }
    });
  }
  return marks.sort((a, b) => a.start - b.start || b.end - a.end);
};

/** The part of a text where most is met, in pieces: `[text, whether it was looked for]`. */
const excerptOf = (text, marks) => {
  const within = (from) => new Set(marks.filter((it) => it.start >= from && it.end <= from + EXCERPT - BEFORE).map((it) => it.need)).size;
  const densest = marks.reduce((best, it) => (within(it.start) > within(best.start) ? it : best), marks[0] ?? { start: 0 });
  const boundary = (at) => {
    const space = text.indexOf(" ", at);
    return space >= 0 && space - at < BEFORE / 2 ? space : at;
  };
  const from = densest.start <= BEFORE ? 0 : boundary(densest.start - BEFORE);
  const to = from + EXCERPT >= text.length ? text.length : boundary(from + EXCERPT);
  const pieces = [];
  let at = from;
  for (const { start, end } of marks.filter((it) => it.start >= from && it.end <= to)) {
    if (start < at) continue;
    pieces.push([text.slice(at, start), false], [text.slice(start, end), true]);
    at = end;
  }
  pieces.push([text.slice(at, to), false]);
  return [...(from > 0 ? [["…", false]] : []), ...pieces, ...(to < text.length ? [[" …", false]] : [])].filter(([it]) => it);
};

const answered = async (url, options) => {
  const response = await fetch(url, options);
  if (!response.ok) throw new Error(`${response.status} for ${url}`);
  return response;
};

const unpacked = async (url) => {
  const response = await answered(url);
  return new Response(response.body.pipeThrough(new DecompressionStream("gzip"))).json();
};

/** The index whose entry is at `address`, as it is now. */
export const openIndex = async (address) => {
  const entry = new URL(address, location.href);
  const { overview } = await (await answered(entry, { cache: "no-cache" })).json();
  return new Index(new URL("./", entry), await unpacked(new URL(`${overview}.bin`, entry)));
};
