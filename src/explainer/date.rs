//! Dates as precise as sources give them: a day, a month, or only a year.

use std::fmt;

/// A date of the Gregorian calendar, known to the day, the month or the year (ISO 8601's reduced precision).
///
/// Dates sort by their first possible day, and a less precise date before a more precise one that begins with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: i16,
    month: i8,
    day: i8,
}

impl Date {
    /// The first date of all.
    pub(crate) const EARLIEST: Self = Self { year: 1, month: 0, day: 0 };

    /// Parses `2025-04-17`, `2025-04` or `2025`. Returns `None` if the text has another form or the date does not exist. There is no year 0.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let year = number(parts.next()?, 4).filter(|year| *year > 0)?;
        let month = parts
            .next()
            .map(|part| number(part, 2))
            .map_or(Some(0), |month| month.filter(|m| *m > 0))?;
        let day = parts
            .next()
            .map(|part| number(part, 2))
            .map_or(Some(0), |day| day.filter(|d| *d > 0))?;
        let exists = jiff::civil::Date::new(
            year,
            i8::try_from(month.max(1)).ok()?,
            i8::try_from(day.max(1)).ok()?,
        )
        .is_ok();
        (parts.next().is_none() && exists).then_some(Self {
            year,
            month: i8::try_from(month).ok()?,
            day: i8::try_from(day).ok()?,
        })
    }

    /// Returns the reason why a text in the form of a date is not valid: its year, month or day does not exist. `None` for other texts.
    pub fn why_not(text: &str) -> Option<String> {
        let parts: Vec<_> = text.split('-').collect();
        if number(parts.first()?, 4)? == 0 {
            return Some("there is no year 0".to_owned());
        }
        let (year, month, day) = match parts[..] {
            [year, month] => (number(year, 4)?, number(month, 2)?, None),
            [year, month, day] => (number(year, 4)?, number(month, 2)?, Some(number(day, 2)?)),
            _ => return None,
        };
        let first =
            i8::try_from(month).ok().and_then(|it| jiff::civil::Date::new(year, it, 1).ok());
        let Some(first) = first else { return Some(format!("no month has the number {month}")) };
        let days = i16::from(first.days_in_month());
        let day = day.filter(|day| !(1..=days).contains(day))?;
        Some(format!("that month has {days} days, and no day {day}"))
    }

    /// Returns the year.
    pub fn year(self) -> i16 {
        self.year
    }

    /// Returns the month, 1 to 12, if it is known.
    pub fn month(self) -> Option<i8> {
        (self.month > 0).then_some(self.month)
    }

    /// Returns the day of the month, if it is known.
    pub fn day(self) -> Option<i8> {
        (self.day > 0).then_some(self.day)
    }

    /// Returns noon, in UTC, of the first day that this date can mean, in RFC 3339 format. At noon UTC it is the same day nearly everywhere.
    pub fn noon(self) -> String {
        let Self { year, month, day } = self;
        format!("{year:04}-{:02}-{:02}T12:00:00Z", month.max(1), day.max(1))
    }

    /// Returns the last day that this date can mean: itself, or the end of its month or year.
    #[must_use]
    pub fn latest(self) -> Self {
        let month = if self.month == 0 { 12 } else { self.month };
        let day = if self.day == 0 {
            jiff::civil::Date::new(self.year, month, 1).map_or(28, jiff::civil::Date::days_in_month)
        } else {
            self.day
        };
        Self { year: self.year, month, day }
    }

    /// Returns the day after the last one that this date can mean. The last representable day returns itself.
    #[must_use]
    pub fn next_day(self) -> Self {
        let Self { year, month, day } = self.latest();
        let next = jiff::civil::Date::new(year, month, day).and_then(jiff::civil::Date::tomorrow);
        next.map_or(self, |it| Self { year: it.year(), month: it.month(), day: it.day() })
    }
}

/// Parses `part` as a number of exactly `digits` digits.
fn number(part: &str, digits: usize) -> Option<i16> {
    (part.len() == digits && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse().ok())?
}

/// Formats the date in ISO 8601, as precisely as it is known; `<time datetime>` takes the same form.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if self.month > 0 {
            write!(f, "-{:02}", self.month)?;
        }
        if self.day > 0 {
            write!(f, "-{:02}", self.day)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Date;

    #[test]
    fn dates_are_read_as_precisely_as_they_are_given() {
        for good in ["2025-04-17", "2025-04", "2025", "2024-02-29", "0962-12-31"] {
            assert_eq!(Date::parse(good).expect(good).to_string(), good);
        }
        for bad in [
            "",
            "25",
            "2025-4-17",
            "2025-13",
            "2025-00",
            "2025-02-29",
            "2025-04-17-1",
            "2025-04-00",
            "-2025",
            "2025-04-17T10:00",
            "+025",
            "0000",
            "0000-01",
        ] {
            assert_eq!(Date::parse(bad), None, "{bad}");
        }
    }

    /// C3: the reason is given for a day that does not exist.
    #[test]
    fn days_that_do_not_exist_are_explained() {
        let why_not = |text| Date::why_not(text).unwrap_or_default();
        assert_eq!(why_not("2025-02-30"), "that month has 28 days, and no day 30");
        assert_eq!(why_not("2025-13-01"), "no month has the number 13");
        assert_eq!(why_not("2025-00"), "no month has the number 0");
        assert_eq!(why_not("2025-04-00"), "that month has 30 days, and no day 0");
        assert_eq!(why_not("0000-01-01"), "there is no year 0");
        assert_eq!((why_not("2025-4-17"), why_not("2025-04-17")), (String::new(), String::new()));
    }

    #[test]
    fn the_latest_day_of_a_month_is_its_last() {
        let latest = |text| Date::parse(text).unwrap().latest().to_string();
        assert_eq!(latest("2024-02"), "2024-02-29");
        assert_eq!(latest("2025"), "2025-12-31");
        assert_eq!(latest("2025-04-17"), "2025-04-17");
        let next_day = |text| Date::parse(text).unwrap().next_day().to_string();
        assert_eq!(next_day("2024-02"), "2024-03-01");
        assert_eq!(next_day("2025"), "2026-01-01");
        assert_eq!(next_day("9999-12-31"), "9999-12-31");
    }

    #[test]
    fn a_vague_date_sorts_before_the_days_in_it() {
        let date = |text| Date::parse(text).unwrap();
        assert!(
            date("2025") < date("2025-01")
                && date("2025-01") < date("2025-01-01")
                && date("2025-01-31") < date("2025-02")
        );
    }
}
