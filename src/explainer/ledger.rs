//! The ledger: for each passage of each source, every claim that rests on it.

use std::collections::BTreeMap;

use super::{Citation, Entity, Holder, Records, Slug, positions_of};

/// Passage → claims, complete: whatever cites a passage stands here.
#[derive(Debug, Default)]
pub struct Ledger {
    claims: BTreeMap<Citation, Vec<Claim>>,
}

/// Something that the explainer says on a source's word.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Claim {
    /// A position, by its place among its holder's.
    Position(Holder, usize),
    /// A contact, by its place in the participant's file.
    Contact(Slug, usize),
    /// An open question, by its place in the issue's file.
    OpenQuestion(Slug, usize),
    /// That an event took place as recorded.
    Event(Slug),
    /// A sentence in a page's text.
    Text(Entity),
}

impl Ledger {
    pub(super) fn new(records: &Records) -> Self {
        let mut ledger = Self::default();
        let holders = records.parties.keys().cloned().map(Holder::Party);
        for holder in holders.chain(records.participants.keys().cloned().map(Holder::Participant)) {
            for (at, position) in positions_of(records, &holder).iter().enumerate() {
                ledger.add(&position.cite, &Claim::Position(holder.clone(), at));
            }
        }
        for (slug, participant) in &records.participants {
            for (at, contact) in participant.contacts.iter().enumerate() {
                ledger.add(&contact.cite, &Claim::Contact(slug.clone(), at));
            }
        }
        for (slug, issue) in &records.issues {
            for (at, question) in issue.open_questions.iter().enumerate() {
                ledger.add(&question.cite, &Claim::OpenQuestion(slug.clone(), at));
            }
        }
        for (slug, event) in &records.events {
            ledger.add(&event.cite, &Claim::Event(slug.clone()));
        }
        for (entity, entry) in records.entries() {
            for citations in &entry.body.citations {
                ledger.add(citations, &Claim::Text(entity.clone()));
            }
        }
        for claims in ledger.claims.values_mut() {
            claims.sort();
            claims.dedup();
        }
        ledger
    }

    fn add(&mut self, citations: &[Citation], claim: &Claim) {
        for citation in citations {
            self.claims.entry(citation.clone()).or_default().push(claim.clone());
        }
    }

    /// The claims that rest on one passage, each once, in a fixed order; a page whose text cites it several times counts once.
    pub fn claims(&self, citation: &Citation) -> &[Claim] {
        self.claims.get(citation).map_or(&[], Vec::as_slice)
    }
}
