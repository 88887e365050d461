//! The layout of drawings: events on a time scale, and a person's contacts. Only arithmetic; templates draw the result.
//!
//! A timeline is as wide as the page allows, while its letters keep their size. Horizontal values are therefore in percent, vertical ones in em.
//! It is laid out for two widths at once: on a phone a mark shows its number, and on wider screens its title as well.

use serde::{Serialize, Serializer};

use crate::explainer::Date;

/// The narrowest drawing, in px: a screen of 320 px without its margins.
const NARROW: f64 = 288.0;
/// The width, in px, from which titles are shown. The style sheet has the same value.
const WIDE: f64 = 640.0;
/// The margin at both sides, and the width of a cut; in percent.
const MARGIN: f64 = 2.5;
const CUT: f64 = 8.0;
/// Half the width of a mark with the space around it, in px.
const HALF: f64 = 8.0;
/// The largest average width of a letter of a title, and of a digit, in px.
const LETTER: f64 = 7.4;
const DIGIT: f64 = 8.5;
/// The heights of the scale's labels and of a lane, in em.
const HEAD: f64 = 4.0;
const LANE: f64 = 2.0;

/// The numbers of events for which a timeline is drawn. With fewer the list is enough; with more the drawing is not readable.
const EVENTS: std::ops::RangeInclusive<usize> = 3..=60;
/// The numbers of contacts for which a network is drawn. No more fit beside their list.
const CONTACTS: std::ops::RangeInclusive<usize> = 2..=12;

/// An event to be drawn.
pub(super) struct Happening<'a> {
    pub(super) title: &'a str,
    pub(super) begin: Date,
    pub(super) end: Option<Date>,
    /// `true` for the main event.
    pub(super) main: bool,
}

/// A label of the scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    Year(i16),
    /// A month, by its short name.
    Month(i8),
    MonthOfYear(i16, i8),
    Day(i8),
}

/// Events on a time scale.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Timeline {
    /// The height, in em, like all vertical values.
    #[serde(serialize_with = "short")]
    pub(super) height: f64,
    /// The parts of the scale, all with the same length for a day. Between two of them, time without events is cut out.
    pub(super) parts: Vec<Stretch>,
    pub(super) cuts: Vec<Cut>,
    pub(super) ticks: Vec<Tick>,
    /// The marks, in the order of the events.
    pub(super) marks: Vec<Mark>,
    /// `true` if there is an event on a single day.
    pub(super) has_day: bool,
    /// `true` if there is an event that lasts several days.
    pub(super) has_span: bool,
    /// `true` if there is an event whose days are not all known.
    pub(super) has_unsure: bool,
}

/// A horizontal range, in percent.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Stretch {
    #[serde(serialize_with = "short")]
    pub(super) from: f64,
    #[serde(serialize_with = "short")]
    pub(super) to: f64,
}

/// A cut in the scale, in percent.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Cut {
    #[serde(serialize_with = "short")]
    pub(super) from: f64,
    #[serde(serialize_with = "short")]
    pub(super) width: f64,
    #[serde(serialize_with = "short")]
    pub(super) middle: f64,
}

/// A line of the scale with its labels: above, a year (or a month with its year); below, a part of it.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Tick {
    #[serde(serialize_with = "short")]
    pub(super) at: f64,
    pub(super) above: Option<String>,
    pub(super) below: Option<String>,
}

/// An event: a dot, or a bar; dotted where its days are not known.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Mark {
    pub(super) number: usize,
    /// The title, cut short if it would not fit.
    pub(super) title: String,
    pub(super) main: bool,
    /// The middle of its lane.
    #[serde(serialize_with = "short")]
    pub(super) y: f64,
    /// The whole extent of the mark.
    pub(super) all: Stretch,
    /// The part that is certain; a dot if both ends are equal.
    pub(super) sure: Option<Stretch>,
    /// The parts that are possible, but not certain.
    pub(super) unsure: Vec<Stretch>,
    /// The place of number and title: `before` the mark, `behind` it, or `within` it.
    pub(super) place: &'static str,
    /// The middle, in percent.
    #[serde(serialize_with = "short")]
    pub(super) middle: f64,
}

/// The contacts of a person.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Network {
    #[serde(serialize_with = "short")]
    pub(super) height: f64,
    pub(super) contacts: Vec<Contact>,
}

/// A contact in the network.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Contact {
    pub(super) name: String,
    /// The name, cut short if it would not fit.
    pub(super) short_name: String,
    /// `meeting`, `call` or `contact`.
    pub(super) kind: &'static str,
    #[serde(serialize_with = "short")]
    pub(super) y: f64,
}

/// Serializes a number with at most two decimals.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn short<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    let text = format!("{value:.2}");
    serializer.serialize_str(text.trim_end_matches('0').trim_end_matches('.'))
}

/// Returns `name`, cut to at most `letters` letters.
fn shortened(name: &str, letters: usize) -> String {
    if name.chars().count() <= letters {
        return name.to_owned();
    }
    let kept: String = name.chars().take(letters.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// Lays out contacts, each a name and a kind, one below the other. `None` if there are too few or too many to draw.
pub(super) fn network(contacts: &[(&str, &'static str)]) -> Option<Network> {
    let mut distinct: Vec<(&str, &'static str)> = Vec::new();
    for contact in contacts {
        if !distinct.contains(contact) {
            distinct.push(*contact);
        }
    }
    CONTACTS.contains(&distinct.len()).then(|| {
        let mut y = 0.6;
        let contacts = distinct.into_iter().map(|(name, kind)| {
            y += 3.4;
            Contact { name: name.to_owned(), short_name: shortened(name, 26), kind, y }
        });
        let contacts: Vec<_> = contacts.collect();
        Network { height: y + 1.5, contacts }
    })
}

/// Lays out events, given earliest first, on a time scale. `None` if there are too few or too many to draw.
pub(super) fn timeline(events: &[Happening], label: &dyn Fn(Label) -> String) -> Option<Timeline> {
    if !EVENTS.contains(&events.len()) {
        return None;
    }
    let (scale, unit) = Scale::of(&pieces(events));
    let mut lanes = Lanes::default();
    let marks: Vec<_> = events
        .iter()
        .zip(1..)
        .map(|(event, number)| mark(event, number, &scale, &mut lanes))
        .collect();
    Some(Timeline {
        height: HEAD + LANE * f64::from(lanes.count()) + 0.3,
        parts: scale.pieces.iter().map(|(piece, at)| scale.stretch(*at, piece.days())).collect(),
        cuts: scale.cuts(),
        ticks: ticks(&scale, unit, label),
        has_day: marks.iter().any(|it| it.sure.is_some_and(|sure| sure.from >= sure.to)),
        has_span: marks.iter().any(|it| it.sure.is_some_and(|sure| sure.from < sure.to)),
        has_unsure: marks.iter().any(|it| !it.unsure.is_empty()),
        marks,
    })
}

/// The days from `from` up to, but not including, `to`, counted from the first day of the year 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Piece {
    from: i32,
    to: i32,
}

impl Piece {
    fn days(self) -> f64 {
        f64::from(self.to - self.from)
    }
}

/// Returns the first days of all months, each with its year and month, starting with the month that contains `from`.
fn months(from: i32) -> impl Iterator<Item = (i16, i8, i32)> {
    let year = i16::try_from(from / 366).unwrap_or(i16::MAX);
    let all = (year..).flat_map(|year| (1..=12).map(move |month| (year, month)));
    let all = all.map(|(year, month)| (year, month, first_of(year, month)));
    all.skip_while(move |(year, month, day)| day + length(*year, *month) <= from)
}

fn length(year: i16, month: i8) -> i32 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 => 28 + i32::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Returns the first day of a month.
fn first_of(year: i16, month: i8) -> i32 {
    let before = i32::from(year) - 1;
    let leap_days = before.div_euclid(4) - before.div_euclid(100) + before.div_euclid(400) + 1;
    let months: i32 = (1..month).map(|month| length(year, month)).sum();
    i32::from(year) * 365 + leap_days + months
}

/// Returns the first day that a date can mean.
fn first_day(date: Date) -> i32 {
    first_of(date.year(), date.month().unwrap_or(1)) + i32::from(date.day().unwrap_or(1)) - 1
}

/// Returns the last day that a date can mean.
fn last_day(date: Date) -> i32 {
    first_day(date.latest())
}

fn days_of(event: &Happening) -> Piece {
    let from = first_day(event.begin);
    Piece { from, to: last_day(event.end.unwrap_or(event.begin)).max(from) + 1 }
}

/// Returns the periods that the scale shows. A gap without events is cut out if it would take more than two fifths of the scale: the longest gaps
/// first, at most three, and none shorter than a quarter of the longest. With up to three events no time is cut out.
fn pieces(events: &[Happening]) -> Vec<Piece> {
    let mut taken: Vec<Piece> = Vec::new();
    for days in events.iter().map(days_of) {
        match taken.last_mut() {
            Some(last) if days.from <= last.to => last.to = last.to.max(days.to),
            _ => taken.push(days),
        }
    }
    let mut gaps: Vec<_> =
        taken.windows(2).map(|two| (two[1].from - two[0].to, two[0].to)).collect();
    gaps.sort_by_key(|(days, at)| (-days, *at));
    let longest = gaps.first().map_or(0, |(days, _)| *days);
    let mut total = taken.last().map_or(0, |it| it.to) - taken.first().map_or(0, |it| it.from);
    let mut cut = Vec::new();
    for (days, at) in gaps.into_iter().take(if events.len() > 3 { 3 } else { 0 }) {
        if days * 5 <= total * 2 || days * 4 < longest {
            break;
        }
        total -= days;
        cut.push(at);
    }
    let mut pieces: Vec<Piece> = Vec::new();
    for piece in taken {
        match pieces.last_mut() {
            Some(last) if !cut.contains(&last.to) => last.to = piece.to,
            _ => pieces.push(piece),
        }
    }
    pieces
}

/// The unit of the scale, with the number of units between two labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Days,
    Months(i8),
    Years(i16),
}

impl Unit {
    const ALL: [Self; 14] = [
        Self::Days,
        Self::Months(1),
        Self::Months(3),
        Self::Months(6),
        Self::Years(1),
        Self::Years(2),
        Self::Years(5),
        Self::Years(10),
        Self::Years(20),
        Self::Years(50),
        Self::Years(100),
        Self::Years(200),
        Self::Years(500),
        Self::Years(1000),
    ];

    /// Returns the number of days between two labels, and the width of a label, in px.
    fn room(self) -> (f64, f64) {
        match self {
            Self::Days => (1.0, 20.0),
            Self::Months(step) => (30.0 * f64::from(step), 34.0),
            Self::Years(step) => (365.0 * f64::from(step), 36.0),
        }
    }

    /// Extends `piece` to whole months, quarters or years at both ends.
    fn around(self, piece: Piece) -> Piece {
        let month_of = |day| months(day).next().map_or((0, 1), |(year, month, _)| (year, month));
        let ((year, month), (last, last_month)) = (month_of(piece.from), month_of(piece.to - 1));
        match self {
            Self::Days => piece,
            Self::Months(step) => {
                let from = month - (month - 1) % step;
                let to = last_month + step - 1 - (last_month - 1) % step;
                Piece { from: first_of(year, from), to: first_of(last, to) + length(last, to) }
            }
            Self::Years(_) => Piece { from: first_of(year, 1), to: first_of(last, 12) + 31 },
        }
    }
}

/// The mapping of days to horizontal places.
#[derive(Debug)]
struct Scale {
    /// Each period, and the place at which it begins.
    pieces: Vec<(Piece, f64)>,
    /// The width of a day, in percent.
    per_day: f64,
}

impl Scale {
    /// Returns the scale for these periods, in the finest unit whose labels fit on a phone.
    fn of(pieces: &[Piece]) -> (Self, Unit) {
        let scales = Unit::ALL.into_iter().map(|unit| (Self::in_unit(pieces, unit), unit));
        let fits = |(scale, unit): &(Self, Unit)| {
            let (days, room) = unit.room();
            scale.per_day * days * NARROW / 100.0 >= room
        };
        let mut scales: Vec<_> = scales.collect();
        let at = scales.iter().position(fits).unwrap_or(scales.len() - 1);
        scales.swap_remove(at)
    }

    fn in_unit(pieces: &[Piece], unit: Unit) -> Self {
        let mut whole: Vec<Piece> = Vec::new();
        for piece in pieces.iter().map(|piece| unit.around(*piece)) {
            match whole.last_mut() {
                Some(last) if piece.from <= last.to => last.to = last.to.max(piece.to),
                _ => whole.push(piece),
            }
        }
        let days: f64 = whole.iter().map(|it| it.days()).sum();
        let cuts = CUT * whole.iter().skip(1).map(|_| 1.0).sum::<f64>();
        let per_day = (100.0 - 2.0 * MARGIN - cuts) / days.max(1.0);
        let mut at = MARGIN;
        let placed = whole.into_iter().map(|piece| {
            let begin = at;
            at += piece.days() * per_day + CUT;
            (piece, begin)
        });
        Self { pieces: placed.collect(), per_day }
    }

    fn stretch(&self, from: f64, days: f64) -> Stretch {
        Stretch { from, to: from + days * self.per_day }
    }

    fn cuts(&self) -> Vec<Cut> {
        let after = self.pieces.iter().skip(1);
        after.map(|(_, at)| Cut { from: at - CUT, width: CUT, middle: at - CUT / 2.0 }).collect()
    }

    /// Returns the place at which a day begins, in percent.
    fn place(&self, day: i32) -> f64 {
        let within = self.pieces.iter().rev().find(|(piece, _)| piece.from <= day);
        let (piece, at) = within
            .or(self.pieces.first())
            .copied()
            .unwrap_or((Piece { from: day, to: day }, MARGIN));
        at + f64::from((day - piece.from).clamp(0, piece.to - piece.from)) * self.per_day
    }

    /// Returns the place of the middle of a day, in percent.
    fn noon(&self, day: i32) -> f64 {
        self.place(day) + self.per_day / 2.0
    }
}

fn mark(event: &Happening, number: usize, scale: &Scale, lanes: &mut Lanes) -> Mark {
    let between =
        |from: i32, to: i32| Stretch { from: scale.noon(from), to: scale.noon(to.max(from)) };
    let end = event.end.unwrap_or(event.begin);
    let (first, begun) = (first_day(event.begin), last_day(event.begin));
    let (ending, last) = (first_day(end), last_day(end).max(first));
    let all = between(first, last);
    let (sure, unsure) = if event.end.is_none() && first < last {
        (None, vec![all])
    } else if begun > ending {
        // Both ends are in the same month or year: no day is certain.
        (None, vec![all])
    } else if begun - first + last - ending > ending - begun {
        // A certain part shorter than the uncertain ones would look like an event of its own.
        (None, vec![all])
    } else {
        let sides = [(first, begun), (ending, last)];
        let sides = sides.into_iter().filter(|(from, to)| from < to);
        (Some(between(begun, ending)), sides.map(|(from, to)| between(from, to)).collect())
    };
    let label = Room::of(event, number, all);
    let lane = lanes.take(label.taken(all));
    Mark {
        number,
        title: shortened(event.title, label.letters),
        main: event.main,
        y: HEAD + LANE * (f64::from(lane) + 0.5),
        all,
        sure,
        unsure,
        place: label.place,
        middle: f64::midpoint(all.from, all.to),
    }
}

/// The room that a mark's number and title take, in px.
struct Room {
    place: &'static str,
    letters: usize,
    number: f64,
    title: f64,
}

impl Room {
    fn of(event: &Happening, number: usize, all: Stretch) -> Self {
        let letter = if event.main { LETTER * 1.1 } else { LETTER };
        let digits = f64::from(u32::from(number > 9) + 1);
        let number = digits * DIGIT + if event.main { 14.0 } else { 10.0 };
        let mut letters = event.title.chars().count();
        let wished = width(letters, letter);
        // The room beside the number in a wide drawing, if the number itself fits in a narrow one.
        let places =
            [("behind", 100.0 - all.to), ("before", all.from), ("within", all.to - all.from)];
        let free = places.map(|(place, side)| {
            let free = |width: f64| side * width / 100.0 - HALF - number;
            (place, if free(NARROW) < 0.0 { f64::MIN } else { free(WIDE) })
        });
        let fits = free.iter().take(2).find(|(_, free)| *free >= wished);
        let most = free.iter().rev().max_by(|a, b| a.1.total_cmp(&b.1));
        let (place, free) = fits.or(most).copied().unwrap_or(("behind", 0.0));
        while letters > 1 && width(letters, letter) > free {
            letters -= 1;
        }
        Self { place, letters, number, title: width(letters, letter) }
    }

    /// Returns the horizontal range of mark and words, in px, in a narrow and in a wide drawing.
    fn taken(&self, all: Stretch) -> [(f64, f64); 2] {
        [(NARROW, self.number), (WIDE, self.number + self.title)].map(|(width, words)| {
            let (from, to) = (all.from * width / 100.0 - HALF, all.to * width / 100.0 + HALF);
            match self.place {
                "before" => (from - words, to),
                "within" => (from, to),
                _ => (from, to + words),
            }
        })
    }
}

fn width(letters: usize, letter: f64) -> f64 {
    f64::from(u32::try_from(letters).unwrap_or(u32::MAX)) * letter
}

/// The occupied ranges of each lane, in px, in a narrow and in a wide drawing.
#[derive(Default)]
struct Lanes(Vec<Vec<[(f64, f64); 2]>>);

impl Lanes {
    /// Returns the first lane in which `wanted` touches no other mark at either width, and occupies it.
    fn take(&mut self, wanted: [(f64, f64); 2]) -> u32 {
        let apart = |taken: &[(f64, f64); 2]| {
            taken
                .iter()
                .zip(&wanted)
                .all(|(taken, wanted)| taken.1 < wanted.0 || wanted.1 < taken.0)
        };
        let free = self.0.iter().position(|lane| lane.iter().all(apart));
        let lane = free.unwrap_or_else(|| {
            self.0.push(Vec::new());
            self.0.len() - 1
        });
        self.0[lane].push(wanted);
        u32::try_from(lane).unwrap_or(u32::MAX)
    }

    fn count(&self) -> u32 {
        u32::try_from(self.0.len()).unwrap_or(u32::MAX)
    }
}

/// Returns the lines of the scale. A label that would touch the previous one is left out, but its line is kept.
fn ticks(scale: &Scale, unit: Unit, label: &dyn Fn(Label) -> String) -> Vec<Tick> {
    let mut ticks = Vec::new();
    let (mut above_to, mut below_to) = (0.0, 0.0);
    for (piece, _) in &scale.pieces {
        for (day, above, below) in lines(*piece, unit) {
            let at = scale.place(day);
            let px = at * NARROW / 100.0;
            let fit = |label_of: Option<Label>, room: f64, taken: &mut f64| {
                let fits = label_of.filter(|_| px >= *taken && px + room <= NARROW + 4.0)?;
                *taken = px + room;
                Some(label(fits))
            };
            let wide = if unit == Unit::Days { 84.0 } else { 36.0 };
            let above = fit(above, wide, &mut above_to);
            let below = fit(below, unit.room().1, &mut below_to);
            ticks.push(Tick { at, above, below });
        }
    }
    ticks
}

/// Returns the lines within `piece`, each with its day and the labels above and below.
fn lines(piece: Piece, unit: Unit) -> Vec<(i32, Option<Label>, Option<Label>)> {
    let months = || months(piece.from).take_while(|(_, _, day)| *day < piece.to);
    if unit == Unit::Days {
        let days = months().flat_map(|(year, month, first)| {
            (0..length(year, month)).zip(1..).map(move |(at, day)| (year, month, first + at, day))
        });
        let days = days.filter(|(_, _, at, _)| (piece.from..piece.to).contains(at));
        let line = |(year, month, at, day): (i16, i8, i32, i8)| {
            let first = at == piece.from || day == 1;
            (at, first.then_some(Label::MonthOfYear(year, month)), Some(Label::Day(day)))
        };
        return days.map(line).collect();
    }
    let wanted = |year: i16, month: i8| match unit {
        Unit::Days => true,
        Unit::Months(step) => (month - 1) % step == 0,
        Unit::Years(step) => month == 1 && year % step == 0,
    };
    let lines = months().filter_map(|(year, month, day)| {
        let first = day <= piece.from;
        let below = matches!(unit, Unit::Months(_)).then_some(Label::Month(month));
        let above = (first || month == 1).then_some(Label::Year(year));
        let any = first || wanted(year, month);
        any.then_some((day, above, below))
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn date(text: &str) -> Date {
        Date::parse(text).expect("a date")
    }

    fn drawn(events: &[(&str, &str, &str)]) -> Option<Timeline> {
        let events: Vec<_> = events
            .iter()
            .map(|(title, begin, end)| Happening {
                title,
                begin: date(begin),
                end: (!end.is_empty()).then(|| date(end)),
                main: false,
            })
            .collect();
        timeline(&events, &words)
    }

    fn words(label: Label) -> String {
        format!("{label:?}")
    }

    fn scale_of(chart: &Timeline) -> Vec<String> {
        let words = chart.ticks.iter().flat_map(|it| it.above.iter().chain(&it.below));
        words.cloned().collect()
    }

    #[test]
    fn a_long_time_without_events_is_cut_out() {
        let chart = drawn(&[
            ("War", "2022-02-24", ""),
            ("Oath", "2025-01-20", ""),
            ("Call", "2025-04-11", ""),
            ("Talks", "2025-04-17", ""),
        ]);
        let chart = chart.expect("a drawing");
        assert_eq!((chart.parts.len(), chart.cuts.len()), (2, 1));
        assert_eq!(
            scale_of(&chart),
            [
                "Year(2022)",
                "Month(2)",
                "Year(2025)",
                "Month(1)",
                "Month(2)",
                "Month(3)",
                "Month(4)"
            ]
        );
        let days = |part: &Stretch, days: f64| (part.to - part.from) / days;
        assert!((days(&chart.parts[0], 28.0) - days(&chart.parts[1], 120.0)).abs() < 1e-9);
    }

    #[test]
    fn what_is_not_known_is_not_drawn_as_known() {
        let events = [
            ("Year", "2025", ""),
            ("Months", "2025-02", "2025-03"),
            ("Day", "2025-03-01", ""),
            ("Span", "2025-03-01", "2025-05"),
        ];
        let chart = drawn(&events).expect("a drawing");
        let [year, months, day, span] = &chart.marks[..] else { panic!("four marks") };
        assert!(year.sure.is_none() && year.unsure == [year.all]);
        assert!(months.sure.is_none() && months.unsure == [months.all]);
        assert!(day.sure == Some(day.all) && day.unsure.is_empty());
        let sure = span.sure.expect("March and April are certain");
        assert!(span.unsure.len() == 1 && sure.to < span.all.to);
        assert!(sure == Stretch { to: sure.to, ..span.all }, "its first day is known");
        assert!(chart.has_day && chart.has_span && chart.has_unsure);
    }

    #[test]
    fn the_scale_counts_in_what_fits() {
        let scale =
            |days: [&str; 3]| scale_of(&drawn(&days.map(|day| ("A", day, ""))).expect("a drawing"));
        assert_eq!(
            scale(["2031-05-30", "2031-05-31", "2031-06-02"]),
            [
                "MonthOfYear(2031, 5)",
                "Day(30)",
                "Day(31)",
                "MonthOfYear(2031, 6)",
                "Day(1)",
                "Day(2)"
            ]
        );
        assert_eq!(
            scale(["1914-07-28", "1917", "1919-06-28"]),
            ["Year(1914)", "Year(1915)", "Year(1916)", "Year(1917)", "Year(1918)", "Year(1919)"]
        );
        assert_eq!(scale(["0001", "1000-01-01", "9999"])[0], "Year(1)");
    }

    #[test]
    fn few_events_and_many_are_left_to_the_list() {
        assert!(drawn(&[("A", "2025-01-01", ""); 2]).is_none());
        assert!(drawn(&[("A", "2025-01-01", ""); 61]).is_none());
        assert_eq!(drawn(&[("A", "2025-01-01", ""); 60]).expect("a drawing").marks.len(), 60);
    }

    #[test]
    fn contacts_stand_below_each_other_each_once() {
        let drawn =
            network(&[("Ann", "call"), ("Ann", "call"), ("Ann", "meeting"), ("Bob", "call")]);
        let drawn = drawn.expect("a drawing");
        assert_eq!(drawn.contacts.len(), 3);
        assert!(drawn.contacts.windows(2).all(|two| two[0].y + 2.5 < two[1].y));
        assert!(drawn.contacts.iter().all(|it| it.y + 1.0 <= drawn.height));
        assert!(network(&[("Ann", "call"), ("Ann", "call")]).is_none());
        assert!(network(&["Ann"; 13].map(|name| (name, "call"))).is_none());
    }

    /// Returns the horizontal range of a mark and its words, in px, in a drawing of this width.
    fn reach(mark: &Mark, width: f64) -> (f64, f64) {
        let letters =
            if width < WIDE { 0.0 } else { super::width(mark.title.chars().count(), LETTER) };
        let digits = if mark.number > 9 { 2.0 } else { 1.0 };
        let words = digits * DIGIT + letters;
        let (from, to) = (mark.all.from * width / 100.0 - 6.0, mark.all.to * width / 100.0 + 6.0);
        match mark.place {
            "before" => (from - words, to),
            "behind" => (from, to + words),
            _ => (from, to),
        }
    }

    fn any_date() -> impl Strategy<Value = Date> {
        (1900_i32..2100, 0..13, 0..29).prop_map(|(year, month, day)| {
            let text = match (month, day) {
                (0, _) => format!("{year:04}"),
                (_, 0) => format!("{year:04}-{month:02}"),
                _ => format!("{year:04}-{month:02}-{day:02}"),
            };
            date(&text)
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn days_are_counted_as_the_calendar_counts_them(a in any_date(), b in any_date()) {
            let day = |it: Date| jiff::civil::Date::new(it.year(), it.month().unwrap_or(1), it.day().unwrap_or(1)).unwrap();
            prop_assert_eq!(first_day(b) - first_day(a), (day(b) - day(a)).get_days());
        }

        #[test]
        fn whatever_happens_fits_keeps_its_order_and_overlaps_nothing(
            mut dates in prop::collection::vec((any_date(), prop::option::of(any_date())), 3..40),
            lengths in prop::collection::vec(1_usize..80, 40),
        ) {
            dates.sort();
            let titles: Vec<String> = lengths.iter().map(|length| "x".repeat(*length)).collect();
            let events: Vec<_> = dates.iter().zip(&titles).map(|((begin, end), title)| Happening {
                title, begin: *begin, end: end.filter(|end| end >= begin), main: false,
            }).collect();
            let chart = timeline(&events, &words).expect("a drawing");
            prop_assert_eq!(chart.marks.len(), events.len());
            for (mark, number) in chart.marks.iter().zip(1..) {
                prop_assert_eq!(mark.number, number);
                prop_assert!(0.0 <= mark.all.from && mark.all.from <= mark.all.to && mark.all.to <= 100.0);
                prop_assert!(mark.y > HEAD && mark.y < chart.height);
                for width in [NARROW, WIDE] {
                    let (from, to) = reach(mark, width);
                    prop_assert!(from >= -1.0 && to <= width + 1.0, "{mark:?} reaches {from} to {to} of {width}");
                }
            }
            prop_assert!(chart.marks.windows(2).all(|two| two[0].all.from <= two[1].all.from));
            for (at, mark) in chart.marks.iter().enumerate() {
                for other in chart.marks[..at].iter().filter(|other| (other.y - mark.y).abs() < LANE / 2.0) {
                    for width in [NARROW, WIDE] {
                        let (a, b) = (reach(mark, width), reach(other, width));
                        prop_assert!(a.1 < b.0 || b.1 < a.0, "{mark:?} covers {other:?}");
                    }
                }
            }
            prop_assert!(chart.ticks.windows(2).all(|two| two[0].at < two[1].at));
            prop_assert!(chart.ticks.iter().any(|tick| tick.above.is_some()));
            prop_assert!(chart.parts.windows(2).all(|two| two[0].to < two[1].from));
        }
    }
}
