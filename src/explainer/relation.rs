//! Contacts between participants, as both sides see them.

use std::collections::BTreeMap;

use super::{Citation, ContactKind, Records, Slug};

/// One contact of a participant, no matter which of the two files records it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    /// The other participant.
    pub with: Slug,
    /// The kind of contact.
    pub kind: ContactKind,
    /// The event at which they met or spoke.
    pub event: Option<Slug>,
    /// The passages that the contact rests on.
    pub cite: Vec<Citation>,
}

/// Returns the contacts of every participant. A contact that both files record counts once, with the citations of both.
pub(super) fn meetings(records: &Records) -> BTreeMap<Slug, Vec<Meeting>> {
    let mut meetings: BTreeMap<Slug, Vec<Meeting>> = BTreeMap::new();
    for (slug, participant) in &records.participants {
        for contact in &participant.contacts {
            for (one, other) in [(slug, &contact.with), (&contact.with, slug)] {
                let known = meetings.entry(one.clone()).or_default();
                let same = |it: &&mut Meeting| {
                    it.with == *other && it.kind == contact.kind && it.event == contact.event
                };
                match known.iter_mut().find(same) {
                    Some(meeting) => {
                        let new = contact
                            .cite
                            .iter()
                            .filter(|citation| !meeting.cite.contains(citation))
                            .cloned();
                        let new: Vec<_> = new.collect();
                        meeting.cite.extend(new);
                    }
                    None => known.push(Meeting {
                        with: other.clone(),
                        kind: contact.kind,
                        event: contact.event.clone(),
                        cite: contact.cite.clone(),
                    }),
                }
            }
        }
    }
    for known in meetings.values_mut() {
        known.sort_by(|a, b| (a.kind, &a.with, &a.event).cmp(&(b.kind, &b.with, &b.event)));
    }
    meetings
}
