//! The layout of a card, in px: the words at the top, and the sheet that shows stances below.

use serde::{Serialize, Serializer};

use super::measure::{Face, Text, has_letters_of, settable, shortened, width};

/// The content of a card.
pub(in crate::render) struct Said {
    /// The name of the site, unless it is the title.
    pub(in crate::render) site: Option<String>,
    /// A few words above the title: the kind of thing, an office, or a date.
    pub(in crate::render) kicker: String,
    pub(in crate::render) title: String,
    /// The question, or another sentence.
    pub(in crate::render) text: String,
    pub(in crate::render) shown: Shown,
}

impl Said {
    /// Returns `true` if the fonts of cards have all letters of the card.
    pub(in crate::render) fn is_settable(&self) -> bool {
        let heading = [&self.kicker, &self.title, &self.text].into_iter().chain(&self.site);
        heading.chain(self.shown.texts()).all(|text| has_letters_of(text))
    }
}

/// The content of the sheet.
pub(in crate::render) enum Shown {
    /// There is no sheet.
    Nothing,
    /// The stances on an issue, each with the number of its holders.
    Division(Vec<Camp>),
    /// A holder's stances on issues, and a text with the number of further issues.
    Stands(Vec<Stand>, Option<String>),
    /// The stances on several issues, each with its title, and the legend: the stances that are taken on any of them.
    Issues(Vec<(String, Vec<Camp>)>, Vec<Camp>),
}

impl Shown {
    fn texts(&self) -> Vec<&String> {
        fn labels(camps: &[Camp]) -> impl Iterator<Item = &String> {
            camps.iter().map(|camp| &camp.label)
        }
        match self {
            Self::Nothing => Vec::new(),
            Self::Division(camps) => labels(camps).collect(),
            Self::Stands(stands, more) => {
                stands.iter().flat_map(|it| [&it.issue, &it.label]).chain(more).collect()
            }
            Self::Issues(issues, legend) => {
                issues.iter().map(|(title, _)| title).chain(labels(legend)).collect()
            }
        }
    }
}

/// A stance and the number of holders that take it.
#[derive(Debug, Clone)]
pub(in crate::render) struct Camp {
    pub(in crate::render) label: String,
    pub(in crate::render) tone: &'static str,
    pub(in crate::render) count: usize,
}

/// A holder's stance on one issue.
pub(in crate::render) struct Stand {
    pub(in crate::render) issue: String,
    pub(in crate::render) label: String,
    pub(in crate::render) tone: &'static str,
}

/// A laid-out card, for the template.
#[derive(Debug, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::render) struct Card {
    /// The top of the sheet, which reaches to the lower edge of the card.
    #[serde(serialize_with = "tenths_if_any")]
    sheet: Option<f64>,
    words: Vec<Words>,
    marks: Vec<StanceMark>,
    bars: Vec<Bar>,
}

/// A line of text.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Words {
    /// The role: `site`, `kicker`, `title`, `text`, `count`, `label`, `issue`, `stance` or `more`.
    role: &'static str,
    text: String,
    #[serde(serialize_with = "tenths")]
    x: f64,
    /// The baseline.
    #[serde(serialize_with = "tenths")]
    y: f64,
    #[serde(serialize_with = "tenths")]
    size: f64,
}

/// The shape of a stance.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct StanceMark {
    tone: &'static str,
    /// `true` if it is drawn on a bar, which already has the color.
    on_bar: bool,
    #[serde(serialize_with = "tenths")]
    x: f64,
    #[serde(serialize_with = "tenths")]
    y: f64,
    #[serde(serialize_with = "tenths")]
    size: f64,
}

/// The part of a bar that belongs to one stance.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Bar {
    tone: &'static str,
    #[serde(serialize_with = "tenths")]
    x: f64,
    #[serde(serialize_with = "tenths")]
    y: f64,
    #[serde(serialize_with = "tenths")]
    width: f64,
    #[serde(serialize_with = "tenths")]
    height: f64,
}

/// Serializes a number, rounded to tenths, as text for an attribute.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn tenths<S: Serializer>(number: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&((number * 10.0).round() / 10.0))
}

#[expect(clippy::ref_option, reason = "serde passes a reference")]
fn tenths_if_any<S: Serializer>(number: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    match number {
        Some(number) => tenths(number, serializer),
        None => serializer.serialize_none(),
    }
}

/// The left and right edge of the words.
const LEFT: f64 = 64.0;
const RIGHT: f64 = 1136.0;
/// The left edge and the width of the sheet's content.
const SHEET_LEFT: f64 = LEFT + 36.0;
const SHEET_WIDTH: f64 = RIGHT - 36.0 - SHEET_LEFT;
/// The padding at the upper and lower edge of the sheet.
const PADDING: f64 = 36.0;
/// The upper edge of title and text, and their lower edge on a card without a sheet.
const TOP: f64 = 124.0;
const BOTTOM: f64 = 566.0;
const KICKER: f64 = 27.0;

/// The sizes of title and text that are tried, largest first.
const SIZES: [(f64, f64); 8] = [
    (108.0, 38.0),
    (92.0, 38.0),
    (80.0, 36.0),
    (70.0, 34.0),
    (62.0, 32.0),
    (54.0, 30.0),
    (48.0, 28.0),
    (42.0, 28.0),
];

/// The largest number of holders that are drawn as single shapes; more are drawn as a bar.
const COUNTABLE: usize = 20;

/// Lays out a card. All elements stay within its edges: long texts get smaller, and are then cut short with an ellipsis.
pub(in crate::render) fn laid_out(said: &Said) -> Card {
    let sheet = match &said.shown {
        Shown::Nothing => None,
        Shown::Division(camps) => Some(division(camps)),
        Shown::Stands(stands, more) => Some(stands_sheet(stands, more.as_deref())),
        Shown::Issues(issues, taken) => Some(divisions(issues, taken)),
    };
    let mut card = Card::default();
    let mut bottom = BOTTOM;
    if let Some(sheet) = sheet {
        let top = f64::from(super::HEIGHT) - sheet.height;
        card = sheet.at(top);
        bottom = top - 40.0;
    }
    if let Some(site) = &said.site {
        let text = shortened(&settable(site), Face::Bold, 28.0, RIGHT - LEFT - 56.0);
        card.words.push(Words { role: "site", text, x: LEFT + 56.0, y: 80.0, size: 28.0 });
    }
    card.words.extend(heading(said, bottom));
    card
}

/// Lays out kicker, title and text as large as they fit between [`TOP`] and `bottom`.
fn heading(said: &Said, bottom: f64) -> Vec<Words> {
    let kicker = shortened(&settable(&said.kicker), Face::Medium, KICKER, RIGHT - LEFT);
    let (title, text) = (settable(&said.title), settable(&said.text));
    let set = Heading {
        kicker,
        title: Text::new(&title, Face::Bold),
        text: Text::new(&text, Face::Text),
        has_title: !title.is_empty(),
        has_text: !text.is_empty(),
    };
    let room = bottom - TOP;
    let (large, small) = SIZES.split_at(4);
    let stack = large.iter().chain(small).find_map(|sizes| set.whole(*sizes, room));
    // Breaking a word that is too long for a line is better than ending the title within it.
    let stack = stack.or_else(|| small.iter().find_map(|it| set.in_pieces(*it).whole(*it, room)));
    let last = SIZES[SIZES.len() - 1];
    let stack = stack.unwrap_or_else(|| set.in_pieces(last).cut(last, room));
    let start = TOP + (room - stack.height).max(0.0) / 2.0;
    let down = |words: Words| Words { y: words.y + start, ..words };
    stack.words.into_iter().map(down).collect()
}

/// Kicker, title and text, before their sizes are chosen.
#[derive(Clone)]
struct Heading {
    kicker: String,
    title: Text,
    text: Text,
    has_title: bool,
    has_text: bool,
}

/// Lines of text, one below the other.
#[derive(Default)]
struct Stack {
    height: f64,
    words: Vec<Words>,
}

impl Stack {
    fn line(&mut self, role: &'static str, text: &str, size: f64, leading: f64) {
        // The first line is placed by the height of its capitals.
        let down = if self.words.is_empty() { size * 0.72 } else { leading };
        let y = self.height + down;
        self.words.push(Words { role, text: text.to_owned(), x: LEFT, y, size });
        self.height = y;
    }
}

impl Heading {
    /// Returns the same heading, with words of the title that are too long for a line broken into pieces.
    fn in_pieces(&self, (large, _): (f64, f64)) -> Self {
        Self { title: self.title.in_pieces(large, RIGHT - LEFT), ..self.clone() }
    }

    /// Lays out all text at these sizes. `None` if it does not fit.
    fn whole(&self, (large, small): (f64, f64), room: f64) -> Option<Stack> {
        let title = self.title.whole(large, RIGHT - LEFT, 3);
        let text = self.text.whole(small, RIGHT - LEFT - 40.0, 4);
        if self.has_title && title.is_none() || self.has_text && text.is_none() {
            return None;
        }
        let lines = (title.unwrap_or_default(), text.unwrap_or_default());
        let stack = self.stack(&lines, (large, small));
        (stack.height <= room).then_some(stack)
    }

    /// Lays out as much of the text as fits at these sizes.
    fn cut(&self, (large, small): (f64, f64), room: f64) -> Stack {
        let mut stack = Stack::default();
        for (of_title, of_text) in [(3, 4), (3, 3), (3, 2), (2, 2), (2, 1), (1, 1), (1, 0)] {
            let title = self.title.cut(large, RIGHT - LEFT, of_title);
            let text = self.text.cut(small, RIGHT - LEFT - 40.0, of_text);
            stack = self.stack(&(title, text), (large, small));
            if stack.height <= room {
                break;
            }
        }
        stack
    }

    fn stack(&self, lines: &(Vec<String>, Vec<String>), (large, small): (f64, f64)) -> Stack {
        let mut stack = Stack::default();
        if !self.kicker.is_empty() {
            stack.line("kicker", &self.kicker, KICKER, 0.0);
        }
        for (at, line) in lines.0.iter().enumerate() {
            let leading = if at == 0 { large * 0.76 + 26.0 } else { large * 1.05 };
            stack.line("title", line, large, leading);
        }
        for (at, line) in lines.1.iter().enumerate() {
            let leading = if at == 0 { large * 0.18 + small * 1.3 } else { small * 1.32 };
            stack.line("text", line, small, leading);
        }
        stack
    }
}

/// The content of the sheet, with positions relative to its upper edge.
#[derive(Default)]
struct Sheet {
    height: f64,
    words: Vec<Words>,
    marks: Vec<StanceMark>,
    bars: Vec<Bar>,
}

impl Sheet {
    /// Places the sheet at `top` on a card.
    fn at(mut self, top: f64) -> Card {
        self.words.iter_mut().for_each(|it| it.y += top);
        self.marks.iter_mut().for_each(|it| it.y += top);
        self.bars.iter_mut().for_each(|it| it.y += top);
        Card { sheet: Some(top), words: self.words, marks: self.marks, bars: self.bars }
    }

    fn word(&mut self, role: &'static str, text: &str, (x, y): (f64, f64), size: f64) {
        self.words.push(Words { role, text: text.to_owned(), x, y, size });
    }

    fn mark(&mut self, tone: &'static str, (x, y): (f64, f64), size: f64) {
        self.marks.push(StanceMark { tone, on_bar: false, x, y, size });
    }

    /// Adds a shape for each holder, or a bar if there are many, between `x` and `x + room`.
    fn strip(&mut self, camps: &[Camp], (x, y): (f64, f64), room: f64, size: f64) {
        let total = camps.iter().map(|it| it.count).sum::<usize>();
        if total > COUNTABLE {
            self.bar(camps, (x, y), room, size);
            return;
        }
        let wished = seats_width(total, size) + number(camps.len() - 1) * size * 0.6;
        let size = size.min(size * room / wished);
        let mut x = x;
        for camp in camps {
            for _ in 0..camp.count {
                self.mark(camp.tone, (x, y), size);
                x += size * SEAT;
            }
            x += size * 0.6;
        }
    }

    fn bar(&mut self, camps: &[Camp], (x, y): (f64, f64), room: f64, height: f64) {
        const GAP: f64 = 4.0;
        let total = number(camps.iter().map(|it| it.count).sum());
        let room = room - GAP * number(camps.len() - 1);
        let mut x = x;
        for camp in camps {
            let width = room * number(camp.count) / total;
            self.bars.push(Bar { tone: camp.tone, x, y, width, height });
            let (tone, size) = (camp.tone, height * 0.5);
            if width > size * 1.8 {
                let (x, y) = (x + size * 0.4, y + (height - size) / 2.0);
                self.marks.push(StanceMark { tone, on_bar: true, x, y, size });
            }
            x += width + GAP;
        }
    }

    /// Adds the legend of colors and shapes, from `y` downwards. Returns its lower edge.
    fn legend(&mut self, camps: &[Camp], counted: bool, y: f64) -> f64 {
        let sizes = [26.0, 23.0, 20.0];
        let fits = sizes.iter().find_map(|size| rows(camps, counted, *size, 2));
        let rows = fits.or_else(|| rows(camps, counted, 20.0, usize::MAX)).unwrap_or_default();
        let mut down = y;
        for entry in rows.iter().filter(|it| it.row < 4) {
            let (x, size) = (entry.x, entry.size);
            let base = y + number(entry.row) * size * 1.6 + size * 0.8;
            self.mark(entry.tone, (x, base - size * 0.76), size * 0.84);
            if let Some(count) = &entry.count {
                self.word("count", count, (x + size * 1.15, base), size);
            }
            self.word("label", &entry.label, (entry.label_x, base), size);
            down = base + size * 0.3;
        }
        down
    }
}

/// The distance from one seat to the next, in seat sizes.
const SEAT: f64 = 1.2;

fn seats_width(count: usize, size: f64) -> f64 {
    (number(count) * SEAT - (SEAT - 1.0)) * size
}

#[expect(clippy::cast_precision_loss, reason = "no explainer has that many holders")]
fn number(count: usize) -> f64 {
    count as f64
}

/// An entry of a legend.
struct Entry {
    row: usize,
    x: f64,
    tone: &'static str,
    count: Option<String>,
    label: String,
    label_x: f64,
    size: f64,
}

/// Arranges the entries of a legend in rows. `None` if that would take more than `most` rows.
fn rows(camps: &[Camp], counted: bool, size: f64, most: usize) -> Option<Vec<Entry>> {
    let (mut row, mut x) = (0, SHEET_LEFT);
    let mut entries = Vec::new();
    for camp in camps {
        let count = counted.then(|| camp.count.to_string());
        let count_width = count.as_ref().map_or(0.0, |it| width(it, Face::Bold, size) + size * 0.3);
        let before = size * 1.15 + count_width;
        let label = shortened(&settable(&camp.label), Face::Medium, size, SHEET_WIDTH - before);
        let wide = before + width(&label, Face::Medium, size);
        if x > SHEET_LEFT && x + wide > SHEET_LEFT + SHEET_WIDTH {
            (row, x) = (row + 1, SHEET_LEFT);
        }
        let label_x = x + before;
        entries.push(Entry { row, x, tone: camp.tone, count, label, label_x, size });
        x += wide + size * 1.5;
    }
    (row < most).then_some(entries)
}

/// Lays out the sheet of an issue: a column of seats for each stance with its label below, if they fit; otherwise a strip with a legend.
fn division(camps: &[Camp]) -> Sheet {
    let total = camps.iter().map(|it| it.count).sum::<usize>();
    let seats = [50.0, 44.0, 38.0, 32.0];
    let columns = seats.iter().filter(|_| total <= COUNTABLE);
    columns
        .flat_map(|seat| [(*seat, 1), (*seat, 2)])
        .find_map(|it| in_columns(camps, it))
        .unwrap_or_else(|| {
            let mut sheet = Sheet::default();
            sheet.strip(camps, (SHEET_LEFT, PADDING), SHEET_WIDTH, 52.0);
            sheet.height = sheet.legend(camps, true, PADDING + 52.0 + 28.0) + PADDING;
            sheet
        })
}

/// Lays out a column for each stance, with labels of at most `most` lines. `None` if the columns do not fit beside each other.
fn in_columns(camps: &[Camp], (seat, most): (f64, usize)) -> Option<Sheet> {
    const SIZE: f64 = 28.0;
    const LEADING: f64 = 34.0;
    let column = |camp: &Camp| {
        let label = Text::new(&settable(&camp.label), Face::Medium);
        let count = camp.count.to_string();
        let before = width(&count, Face::Bold, SIZE) + 9.0;
        let seats = seats_width(camp.count, seat);
        // Slightly wider, so that rounding does not break a line.
        let room = label.narrowest(SIZE, most).max(seats - before) + 0.01;
        let lines = label.cut(SIZE, room, most);
        let widest = lines.iter().map(|it| width(it, Face::Medium, SIZE)).fold(0.0, f64::max);
        (count, before, lines, seats.max(before + widest))
    };
    let columns: Vec<_> = camps.iter().map(column).collect();
    let between = number(columns.len() - 1);
    let free = SHEET_WIDTH - columns.iter().map(|it| it.3).sum::<f64>();
    if free < between * 44.0 {
        return None;
    }
    let gap = (free / between.max(1.0)).min(88.0);
    let mut sheet = Sheet::default();
    let (mut x, mut lowest) = (SHEET_LEFT, 0.0_f64);
    for (camp, (count, before, lines, column)) in camps.iter().zip(columns) {
        for at in 0..camp.count {
            sheet.mark(camp.tone, (x + number(at) * seat * SEAT, PADDING), seat);
        }
        let base = PADDING + seat + 24.0 + SIZE * 0.74;
        sheet.word("count", &count, (x, base), SIZE);
        for (at, line) in lines.iter().enumerate() {
            sheet.word("label", line, (x + before, base + number(at) * LEADING), SIZE);
        }
        lowest = lowest.max(base + number(lines.len().saturating_sub(1)) * LEADING);
        x += column + gap;
    }
    sheet.height = lowest + PADDING;
    Some(sheet)
}

/// Lays out the sheet of a holder: its issues in two columns.
fn stands_sheet(stands: &[Stand], more: Option<&str>) -> Sheet {
    const GAP: f64 = 40.0;
    let mut sheet = Sheet::default();
    let cells = stands.len() + usize::from(more.is_some());
    let rows = cells.div_ceil(2);
    let (size, row) = if rows < 3 { (29.0, 82.0) } else { (26.0, 69.0) };
    let (mark, small) = (size * 1.2, size * 0.86);
    let column = if cells == 1 { SHEET_WIDTH } else { (SHEET_WIDTH - GAP) / 2.0 };
    let room = column - size * 2.0;
    let place = |at: usize| {
        let across = number(at % 2) * (column + GAP);
        (SHEET_LEFT + across, PADDING + number(at / 2) * row)
    };
    for (at, stand) in stands.iter().enumerate() {
        let (x, y) = place(at);
        sheet.mark(stand.tone, (x, y), mark);
        let issue = shortened(&settable(&stand.issue), Face::Bold, size, room);
        let label = shortened(&settable(&stand.label), Face::Medium, small, room);
        sheet.word("issue", &issue, (x + size * 1.9, y + size * 0.74), size);
        sheet.word("stance", &label, (x + size * 1.9, y + size * 1.88), small);
    }
    if let Some(more) = more {
        let (x, y) = place(stands.len());
        let text = shortened(&settable(more), Face::Medium, small, room);
        sheet.word("more", &text, (x + size * 1.9, y + size * 0.74), small);
    }
    sheet.height = PADDING * 2.0 + number(rows - 1) * row + size * 1.95;
    sheet
}

/// Lays out the sheet of several issues: a row for each, and a legend.
fn divisions(issues: &[(String, Vec<Camp>)], taken: &[Camp]) -> Sheet {
    const ROW: f64 = 50.0;
    const SIZE: f64 = 28.0;
    let title = |title: &str| shortened(&settable(title), Face::Bold, SIZE, 400.0);
    let titles: Vec<_> = issues.iter().map(|(text, _)| title(text)).collect();
    let widest = titles.iter().map(|it| width(it, Face::Bold, SIZE)).fold(0.0, f64::max);
    let strips = widest + 52.0;
    let mut sheet = Sheet::default();
    let mut y = PADDING;
    for (title, (_, camps)) in titles.iter().zip(issues) {
        sheet.word("issue", title, (SHEET_LEFT, y + 26.0), SIZE);
        sheet.strip(camps, (SHEET_LEFT + strips, y), SHEET_WIDTH - strips, 34.0);
        y += ROW;
    }
    sheet.height = sheet.legend(taken, false, y + 18.0) + PADDING * 0.8;
    sheet
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TONES: [&str; 4] = ["positive", "mixed", "neutral", "negative"];

    fn camp(label: &str, count: usize) -> Camp {
        Camp { label: label.to_owned(), tone: TONES[label.len() % 4], count }
    }

    fn said(title: &str, text: &str, shown: Shown) -> Said {
        let (site, kicker) = (Some("The fish talks".to_owned()), "Issue".to_owned());
        Said { site, kicker, title: title.to_owned(), text: text.to_owned(), shown }
    }

    fn face(role: &str) -> Face {
        match role {
            "site" | "title" | "count" | "issue" => Face::Bold,
            "text" => Face::Text,
            _ => Face::Medium,
        }
    }

    /// Returns the elements that reach beyond the card, or over the edge between the sheet and the words above it.
    fn misplaced(card: &Card) -> Vec<String> {
        let (right, bottom) = (RIGHT + 0.1, f64::from(super::super::HEIGHT));
        let top_of_sheet = card.sheet.unwrap_or(bottom);
        let mut wrong = Vec::new();
        for words in &card.words {
            let end = words.x + width(&words.text, face(words.role), words.size);
            let on_green = matches!(words.role, "site" | "kicker" | "title" | "text");
            let (from, to) = if on_green { (0.0, top_of_sheet) } else { (top_of_sheet, bottom) };
            if words.x < LEFT || end > right || words.y - words.size * 0.72 < from || words.y > to {
                wrong.push(format!("{words:?} ends at {end}, the sheet begins at {top_of_sheet}"));
            }
        }
        for mark in &card.marks {
            if mark.y < top_of_sheet || mark.y + mark.size > bottom || mark.x + mark.size > right {
                wrong.push(format!("{mark:?}"));
            }
        }
        for bar in &card.bars {
            if bar.y < top_of_sheet || bar.y + bar.height > bottom || bar.x + bar.width > right {
                wrong.push(format!("{bar:?}"));
            }
        }
        wrong
    }

    fn texts<'a>(card: &'a Card, role: &str) -> Vec<&'a str> {
        card.words.iter().filter(|it| it.role == role).map(|it| it.text.as_str()).collect()
    }

    #[test]
    fn a_short_title_is_large_and_a_long_one_small() {
        let size = |title: &str| {
            let card = laid_out(&said(title, "Who may catch how much?", Shown::Nothing));
            card.words.iter().find(|it| it.role == "title").expect("a title").size
        };
        assert!(size("Quotas") > 100.0);
        assert!(size(&"Quotas and what becomes of them ".repeat(4)) < 80.0);
        let card = laid_out(&said(&"Quotas ".repeat(99), &"Who? ".repeat(99), Shown::Nothing));
        assert!(texts(&card, "title").last().is_some_and(|it| it.ends_with('…')));
        assert!(texts(&card, "text").last().is_some_and(|it| it.ends_with('…')));
    }

    #[test]
    fn few_holders_are_shapes_with_words_below_and_many_are_a_bar() {
        let card = laid_out(&said(
            "Quotas",
            "",
            Shown::Division(vec![camp("For", 3), camp("Against", 2)]),
        ));
        assert_eq!((card.marks.len(), card.bars.len()), (5, 0));
        assert_eq!(texts(&card, "count"), ["3", "2"]);
        assert_eq!(texts(&card, "label"), ["For", "Against"]);
        let card = laid_out(&said(
            "Quotas",
            "",
            Shown::Division(vec![camp("For", 30), camp("Against", 2)]),
        ));
        assert_eq!((card.bars.len(), texts(&card, "count")), (2, vec!["30", "2"]));
    }

    #[test]
    fn cyrillic_is_drawn_and_what_no_font_has_is_left_out() {
        let card = laid_out(&said("Переговори 北京", "北京", Shown::Nothing));
        assert_eq!(texts(&card, "title"), ["Переговори"]);
        assert!(texts(&card, "text").is_empty());
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn nothing_reaches_beyond_the_card(
            title in "[A-Za-zА-я -]{0,160}",
            text in "[A-Za-zА-я ,-]{0,400}",
            camps in prop::collection::vec(("[A-Za-z ]{1,70}", 1_usize..9), 1..13),
            kind in 0..4,
            more in prop::option::of("[a-z ]{1,30}"),
        ) {
            let camps: Vec<_> = camps.iter().map(|(label, count)| camp(label, *count)).collect();
            let stands = camps.iter().take(5).map(|it| Stand { issue: title.clone(), label: it.label.clone(), tone: it.tone });
            let shown = match kind {
                0 => Shown::Nothing,
                1 => Shown::Division(camps),
                2 => Shown::Stands(stands.collect(), more),
                _ => Shown::Issues(vec![(title.clone(), camps.clone()); 3], camps),
            };
            let card = laid_out(&said(&title, &text, shown));
            prop_assert_eq!(misplaced(&card), Vec::<String>::new());
        }
    }
}
