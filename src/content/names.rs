//! The data with which other files refer to a file, by its kind.

use super::field::{Field, List, text};
use super::front_matter::{
    EventFront, HomeFront, IssueFront, PageFront, ParticipantFront, PartyFront, PositionFront,
    SourceFront, TermFront,
};
use super::values::Day;
use crate::explainer::{Date, PartyKind};

/// A part of a file that others name by its id: a proposal of an issue, a passage of a source.
pub(super) struct PartFront<'a> {
    /// Its index in the list that it is written in.
    pub(super) at: usize,
    pub(super) id: &'a str,
    /// Empty if it is invalid.
    pub(super) label: &'a str,
}

/// The data with which other files refer to a file. Invalid values are left out.
pub(super) trait Named {
    /// Returns the names by which a wiki-link finds it.
    fn names(&self) -> Vec<&str>;

    /// Returns the parts that can be named within it: an issue's proposals, a source's passages.
    fn parts(&self) -> Vec<PartFront<'_>> {
        Vec::new()
    }

    /// Returns `true` if [`parts`](Self::parts) are all that the author wrote.
    fn has_all_parts(&self) -> bool {
        true
    }

    /// Returns more about it in one line. Empty if there is no more than its name.
    fn detail(&self) -> String {
        String::new()
    }

    /// Returns the last day on which a source can have stated its content. `None` for anything else, or if the day is unknown.
    fn last_day(&self) -> Option<Date> {
        None
    }

    /// Returns its positions. `None` for files that cannot have any.
    fn positions(&self) -> Option<&List<PositionFront>> {
        None
    }
}

impl Named for HomeFront {
    fn names(&self) -> Vec<&str> {
        Vec::new()
    }
}

impl Named for ParticipantFront {
    fn names(&self) -> Vec<&str> {
        self.name.as_str().into_iter().chain(text(self.native_name.as_ref())).collect()
    }

    fn detail(&self) -> String {
        self.role.owned()
    }

    fn positions(&self) -> Option<&List<PositionFront>> {
        Some(&self.positions)
    }
}

impl Named for PartyFront {
    fn names(&self) -> Vec<&str> {
        self.name.as_str().into_iter().chain(text(self.native_name.as_ref())).collect()
    }

    fn detail(&self) -> String {
        self.kind.copied().map(PartyKind::as_str).unwrap_or_default().to_owned()
    }

    fn positions(&self) -> Option<&List<PositionFront>> {
        Some(&self.positions)
    }
}

impl Named for IssueFront {
    fn names(&self) -> Vec<&str> {
        self.title.as_str().into_iter().collect()
    }

    fn parts(&self) -> Vec<PartFront<'_>> {
        let parts = self.proposals.iter().filter_map(|(at, it)| {
            let label = it.label.as_str().unwrap_or_default();
            Some(PartFront { at, id: it.id.as_str()?, label })
        });
        parts.collect()
    }

    fn has_all_parts(&self) -> bool {
        self.proposals.all(|it| it.id.as_str()).is_some()
    }

    fn detail(&self) -> String {
        self.question.owned()
    }
}

impl Named for EventFront {
    fn names(&self) -> Vec<&str> {
        self.title.as_str().into_iter().collect()
    }

    fn detail(&self) -> String {
        let date = self.date.copied().map(|day| day.0.to_string());
        let place = text(self.place.as_ref()).map(str::to_owned);
        date.into_iter().chain(place).collect::<Vec<_>>().join(", ")
    }
}

impl Named for SourceFront {
    fn names(&self) -> Vec<&str> {
        self.title.as_str().into_iter().collect()
    }

    fn parts(&self) -> Vec<PartFront<'_>> {
        let passages = self.passages.get().into_iter().flat_map(|it| &it.0).enumerate();
        passages
            .map(|(at, (id, label))| {
                let label = label.as_str().unwrap_or_default();
                PartFront { at, id, label }
            })
            .collect()
    }

    fn has_all_parts(&self) -> bool {
        self.passages.get().is_some()
    }

    fn last_day(&self) -> Option<Date> {
        let latest = |day: &Field<Day>| day.copied().map(|day| day.0.latest());
        let published = latest(&self.date)?;
        match &self.accessed {
            Some(read) => Some(published.max(latest(read)?)),
            None => Some(published),
        }
    }

    fn detail(&self) -> String {
        let date = self.date.copied().map(|day| day.0.to_string());
        let publisher = self.publisher.as_str().map(str::to_owned);
        publisher.into_iter().chain(date).collect::<Vec<_>>().join(", ")
    }
}

impl Named for TermFront {
    fn names(&self) -> Vec<&str> {
        self.title.as_str().into_iter().chain(self.also.values().map(AsRef::as_ref)).collect()
    }
}

impl Named for PageFront {
    fn names(&self) -> Vec<&str> {
        self.title.as_str().into_iter().collect()
    }
}
