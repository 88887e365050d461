//! Where everything stands on a card, in px: the words on the green, and the sheet that shows who stands where.

use serde::{Serialize, Serializer};

use super::measure::{Face, Text, has_letters_of, settable, shortened, width};

/// What a card says.
pub(in crate::render) struct Said {
    /// The site, where the title is not its name.
    pub(in crate::render) site: Option<String>,
    /// A few words above the title: what kind of thing it is, an office, a date.
    pub(in crate::render) kicker: String,
    pub(in crate::render) title: String,
    /// The question, or another sentence.
    pub(in crate::render) text: String,
    pub(in crate::render) shown: Shown,
}

impl Said {
    /// Returns whether the fonts of cards have all its letters.
    pub(in crate::render) fn is_settable(&self) -> bool {
        let heading = [&self.kicker, &self.title, &self.text].into_iter().chain(&self.site);
        heading.chain(self.shown.texts()).all(|text| has_letters_of(text))
    }
}

/// What a card shows on its sheet.
pub(in crate::render) enum Shown {
    /// There is no sheet.
    Nothing,
    /// How an issue's holders divide.
    Division(Vec<Camp>),
    /// Where a holder stands on issues, and the words for how many more there are.
    Stands(Vec<Stand>, Option<String>),
    /// How the holders divide over several issues, each by its title; and the stances that they take.
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

/// Those who take one stance.
#[derive(Debug, Clone)]
pub(in crate::render) struct Camp {
    pub(in crate::render) label: String,
    pub(in crate::render) tone: &'static str,
    pub(in crate::render) count: usize,
}

/// Where a holder stands on one issue.
pub(in crate::render) struct Stand {
    pub(in crate::render) issue: String,
    pub(in crate::render) label: String,
    pub(in crate::render) tone: &'static str,
}

/// A card as it is drawn.
#[derive(Debug, Default, Serialize)]
pub(in crate::render) struct Card {
    /// Where the sheet begins; it reaches to the lower edge.
    #[serde(serialize_with = "tenths_if_any")]
    sheet: Option<f64>,
    words: Vec<Words>,
    marks: Vec<Mark>,
    bars: Vec<Bar>,
}

/// Words on one line.
#[derive(Debug, Serialize)]
struct Words {
    /// What they are: `site`, `kicker`, `title`, `text`, `count`, `label`, `issue`, `stance` or `more`.
    role: &'static str,
    text: String,
    #[serde(serialize_with = "tenths")]
    x: f64,
    /// The line that letters stand on.
    #[serde(serialize_with = "tenths")]
    y: f64,
    #[serde(serialize_with = "tenths")]
    size: f64,
}

/// The shape of a stance.
#[derive(Debug, Serialize)]
struct Mark {
    tone: &'static str,
    /// Whether it stands on a bar, which has the color already.
    on_bar: bool,
    #[serde(serialize_with = "tenths")]
    x: f64,
    #[serde(serialize_with = "tenths")]
    y: f64,
    #[serde(serialize_with = "tenths")]
    size: f64,
}

/// The part of a bar that belongs to a stance.
#[derive(Debug, Serialize)]
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

/// As text, ready for an attribute.
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

/// Where the words begin and end, across.
const LEFT: f64 = 64.0;
const RIGHT: f64 = 1136.0;
/// The same on the sheet, which is as wide as the words above it.
const SHEET_LEFT: f64 = LEFT + 36.0;
const SHEET_WIDTH: f64 = RIGHT - 36.0 - SHEET_LEFT;
/// The space at the upper and lower edge of the sheet.
const PADDING: f64 = 36.0;
/// Where title and text may stand, down; without a sheet they end at the second.
const TOP: f64 = 124.0;
const BOTTOM: f64 = 566.0;
const KICKER: f64 = 27.0;

/// The sizes of title and text that are tried, the largest first.
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

/// The number of holders that can be told by counting; more are a bar.
const COUNTABLE: usize = 20;

/// Lays a card out. Nothing reaches beyond its edges: what is too long gets smaller, and then an ellipsis.
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

/// Kicker, title and text, as large as they can be between [`TOP`] and `bottom`.
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
    // A word that is too long for a line is a lesser evil than a title that stops within it.
    let stack = stack.or_else(|| small.iter().find_map(|it| set.in_pieces(*it).whole(*it, room)));
    let last = SIZES[SIZES.len() - 1];
    let stack = stack.unwrap_or_else(|| set.in_pieces(last).cut(last, room));
    let start = TOP + (room - stack.height).max(0.0) / 2.0;
    let down = |words: Words| Words { y: words.y + start, ..words };
    stack.words.into_iter().map(down).collect()
}

/// Kicker, title and text, before it is known how large they are.
#[derive(Clone)]
struct Heading {
    kicker: String,
    title: Text,
    text: Text,
    has_title: bool,
    has_text: bool,
}

/// Lines below each other.
#[derive(Default)]
struct Stack {
    height: f64,
    words: Vec<Words>,
}

impl Stack {
    fn line(&mut self, role: &'static str, text: &str, size: f64, leading: f64) {
        // The first line begins where its capitals do.
        let down = if self.words.is_empty() { size * 0.72 } else { leading };
        let y = self.height + down;
        self.words.push(Words { role, text: text.to_owned(), x: LEFT, y, size });
        self.height = y;
    }
}

impl Heading {
    /// The same with words that are too long for a line of the title in pieces.
    fn in_pieces(&self, (large, _): (f64, f64)) -> Self {
        Self { title: self.title.in_pieces(large, RIGHT - LEFT), ..self.clone() }
    }

    /// All of it at these sizes, if that fits.
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

    /// As much of it as fits at these sizes.
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

/// What stands on the sheet, from its upper edge.
#[derive(Default)]
struct Sheet {
    height: f64,
    words: Vec<Words>,
    marks: Vec<Mark>,
    bars: Vec<Bar>,
}

impl Sheet {
    /// The same where the sheet begins at `top`.
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
        self.marks.push(Mark { tone, on_bar: false, x, y, size });
    }

    /// A shape for each holder, or a bar when they are many, from `x` to at most `x + room`.
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
                self.marks.push(Mark { tone, on_bar: true, x, y, size });
            }
            x += width + GAP;
        }
    }

    /// What the colors and shapes mean, from `y` downwards; where it ends.
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

/// From one seat to the next, in seats.
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

/// The entries of a legend in rows; nothing when there would be more than `most`.
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

/// The sheet of an issue: each stance a column of seats with its words below, where there is room; else a strip with a legend.
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

/// A column for each stance, with labels of at most so many lines; nothing when they do not fit beside each other.
fn in_columns(camps: &[Camp], (seat, most): (f64, usize)) -> Option<Sheet> {
    const SIZE: f64 = 28.0;
    const LEADING: f64 = 34.0;
    let column = |camp: &Camp| {
        let label = Text::new(&settable(&camp.label), Face::Medium);
        let count = camp.count.to_string();
        let before = width(&count, Face::Bold, SIZE) + 9.0;
        let seats = seats_width(camp.count, seat);
        // A hair more, so that rounding breaks no line.
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

/// The sheet of a holder: issue by issue, in two columns.
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

/// The sheet of several issues: a row for each, and what colors and shapes mean.
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

    /// What reaches beyond the card, or covers what it should not.
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
