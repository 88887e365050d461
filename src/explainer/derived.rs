//! Values derived from the records: orders, the matrix, the ledger and all routes. They are computed from numbers, and reused as long as the
//! records that they depend on do not change.
//!
//! An explainer shares unchanged records with the one before it, so dropping the old one is cheap.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;

use super::ledger::Ledger;
use super::matrix::Matrix;
use super::part::{Shards, pieces};
use super::relation::{self, Meeting};
use super::roster::{Lists, Number};
use super::ties::Stands;
use super::{Date, Entity, Entry, Holder, Position, Records, Roster, Route, Slug, Ties};
use super::{Event, Issue, Participant, Party, Source};

/// All values derived from some records.
#[derive(Debug)]
pub(super) struct Derived {
    pub(super) issue_order: Vec<Slug>,
    pub(super) holder_order: Vec<Holder>,
    /// Each holder's index in `holder_order` and each issue's in `issue_order`, by entity number.
    pub(super) places: Vec<usize>,
    /// The range of each party's people in `holder_order`.
    pub(super) people: HashMap<Slug, Range<usize>>,
    pub(super) shards: Shards,
    /// The holders in each piece of the data for comparing, as ranges of `holder_order`.
    pub(super) pieces: Vec<Range<usize>>,
    pub(super) timeline: Vec<Slug>,
    pub(super) matrix: Matrix,
    pub(super) ledger: Ledger,
    pub(super) meetings: BTreeMap<Slug, Vec<Meeting>>,
    /// The events that each participant took part in, as indices into `timeline`.
    pub(super) attended: HashMap<Slug, Vec<usize>>,
    pub(super) mentions: Lists<Number>,
    pub(super) as_of: Option<Date>,
}

impl Derived {
    /// Derives everything but the routes, which depend on the other values.
    pub(super) fn new(records: &Records) -> Self {
        // The matrix takes about as long as the ledger, so they run in parallel; the mentions run on any idle thread.
        let ((order, matrix, shards, issue_order, meetings), (ledger, mentions)) = rayon::join(
            || {
                let (mut order, stands) = holder_order(records);
                let matrix = Matrix::new(&records.roster, &stands);
                let issue_order = issue_order(records);
                place_issues(&mut order.places, &records.roster, &issue_order);
                let shards = Shards::new(&stands, issue_order.len(), &order.places);
                (order, matrix, shards, issue_order, relation::meetings(records))
            },
            || {
                let Records { roster, ties, .. } = records;
                let links = || ties.iter().flat_map(|it| it.links.iter().map(|to| (*to, it.of)));
                rayon::join(|| Ledger::new(ties, roster), || Lists::new(roster.len(), links))
            },
        );
        let timeline = timeline(records);
        let pieces = pieces(order.holders.iter().map(|holder| positions_of(records, holder)));
        Self {
            attended: attended(records, &timeline),
            timeline,
            as_of: records.as_of(),
            places: order.places,
            people: order.people,
            holder_order: order.holders,
            issue_order,
            meetings,
            matrix,
            shards,
            pieces,
            ledger,
            mentions,
        }
    }
}

/// The routes of an explainer, which follow from its records and all that is derived from them.
#[derive(Debug, Default)]
pub(super) struct Routing {
    /// Every route, each once, in a fixed order.
    pub(super) routes: Vec<Route>,
    /// The routes that are neither an entity's page nor a card, by address.
    pub(super) by_address: HashMap<String, Route>,
}

impl Routing {
    pub(super) fn new(routes: Vec<Route>) -> Self {
        let is_other = |route: &&Route| route.thing().is_none() && !matches!(route, Route::Card(_));
        let others = routes.iter().filter(is_other);
        let by_address = others.map(|route| (route.address(), route.clone())).collect();
        Self { routes, by_address }
    }
}

/// Returns `true` if the same values are derived from both. Fields that are only shown to readers (a summary, a text) may differ. Structs are
/// destructured field by field, so that whoever adds a field has to decide here if derived values depend on it.
pub(super) fn is_the_same(before: &Records, after: &Records) -> bool {
    let Records {
        site,
        home,
        participants,
        parties,
        issues,
        events,
        sources,
        terms,
        pages,
        assets,
        roster,
        ties,
    } = before;
    Arc::ptr_eq(roster, &after.roster)
        && *site == after.site
        && ties.len() == after.ties.len()
        && ties.iter().zip(&after.ties).all(|(a, b)| Arc::ptr_eq(a, b) || a == b)
        && is_entry(&home.entry, &after.home.entry)
        && all(participants, &after.participants, |a, b| {
            let Participant {
                entry,
                name,
                native_name: _,
                role: _,
                party,
                attendance: _,
                positions,
                no_position: _,
                contacts,
            } = a;
            is_entry(entry, &b.entry)
                && (name, party, contacts) == (&b.name, &b.party, &b.contacts)
                && are_positions(positions, &b.positions)
        })
        && all(parties, &after.parties, |a, b| {
            let Party { entry, name, native_name: _, kind, members: _, positions } = a;
            is_entry(entry, &b.entry)
                && (name, kind) == (&b.name, &b.kind)
                && are_positions(positions, &b.positions)
        })
        && all(issues, &after.issues, |a, b| {
            let Issue { entry, title, question: _, status: _, proposals: _, open_questions: _ } = a;
            is_entry(entry, &b.entry) && *title == b.title
        })
        && all(events, &after.events, |a, b| {
            let Event { entry, title: _, date, until, place: _, participants, issues: _, cite: _ } =
                a;
            is_entry(entry, &b.entry)
                && (date, until, participants) == (&b.date, &b.until, &b.participants)
        })
        && all(sources, &after.sources, |a, b| {
            let Source {
                entry,
                title: _,
                publisher: _,
                author: _,
                date,
                url: _,
                accessed: _,
                passages,
            } = a;
            let ids = passages.iter().map(|it| &it.id);
            is_entry(entry, &b.entry)
                && *date == b.date
                && ids.eq(b.passages.iter().map(|it| &it.id))
        })
        && all(terms, &after.terms, |a, b| is_entry(&a.entry, &b.entry))
        && all(pages, &after.pages, |a, b| is_entry(&a.entry, &b.entry))
        && assets.len() == after.assets.len()
        && assets.values().zip(after.assets.values()).all(|(a, b)| a.published_as == b.published_as)
}

/// Returns `true` if both maps have the same keys and `counts` holds for each pair of values.
fn all<T>(
    before: &BTreeMap<Slug, Arc<T>>,
    after: &BTreeMap<Slug, Arc<T>>,
    counts: impl Fn(&T, &T) -> bool,
) -> bool {
    let same = |(old, new): (&Arc<T>, &Arc<T>)| Arc::ptr_eq(old, new) || counts(old, new);
    before.keys().eq(after.keys()) && before.values().zip(after.values()).all(same)
}

/// Compares addresses and dates, which all files have. Links and citations of the bodies are compared as part of the ties.
fn is_entry(before: &Entry, after: &Entry) -> bool {
    let Entry { path: _, is_draft: _, summary: _, aliases, updated: _, updates, body: _ } = before;
    *aliases == after.aliases
        && before.changed() == after.changed()
        && updates.is_empty() == after.updates.is_empty()
}

/// Compares the issue, stance and date of positions. Their citations are compared as part of the ties.
fn are_positions(before: &[Position], after: &[Position]) -> bool {
    let facts = |it: &Position| {
        let Position {
            issue,
            proposal: _,
            stance,
            summary: _,
            quote: _,
            quote_by: _,
            basis: _,
            reason: _,
            as_of,
            cite: _,
        } = it;
        (issue.clone(), stance.clone(), *as_of)
    };
    before.len() == after.len() && before.iter().map(facts).eq(after.iter().map(facts))
}

fn issue_order(records: &Records) -> Vec<Slug> {
    let lead = &records.site.lead_issues;
    let collation = records.site.collation();
    let mut order: Vec<Slug> = records.issues.keys().cloned().collect();
    order.sort_by_cached_key(|slug| {
        let rank = lead.iter().position(|it| it == slug).unwrap_or(lead.len());
        (rank, collation.key(&records.issues[slug].title))
    });
    order
}

/// Stores the index of each issue in `order`, by its number.
fn place_issues(places: &mut [usize], roster: &Roster, order: &[Slug]) {
    for (place, issue) in order.iter().enumerate() {
        if let Some(number) = roster.number(&Entity::Issue(issue.clone())) {
            places[number as usize] = place;
        }
    }
}

/// The holders in order, the index of each by its number, and the range of each party's people.
struct HolderOrder {
    holders: Vec<Holder>,
    places: Vec<usize>,
    people: HashMap<Slug, Range<usize>>,
}

/// Returns the holders in order, and the current stances of each.
fn holder_order(records: &Records) -> (HolderOrder, Vec<&Stands>) {
    let ties_of = |is_kind: fn(&Entity) -> bool| {
        let of_kind = move |ties: &&Arc<Ties>| is_kind(records.roster.entity(ties.of()));
        records.ties.iter().filter(of_kind)
    };
    let collation = records.site.collation();
    let of_people = ties_of(|it| matches!(it, Entity::Participant(_)));
    let mut people: HashMap<Option<&Slug>, Vec<_>> = HashMap::new();
    for ((slug, participant), ties) in records.participants.iter().zip(of_people) {
        let person = (participant.name.as_str(), slug, ties);
        people.entry(participant.party.as_ref()).or_default().push(person);
    }
    for people in people.values_mut() {
        people.sort_by_cached_key(|(name, ..)| collation.key(name));
    }
    let of_parties = ties_of(|it| matches!(it, Entity::Party(_)));
    let parties = records.parties.iter().zip(of_parties);
    let mut parties: Vec<_> = parties
        .map(|((slug, party), ties)| (party.kind, party.name.as_str(), slug, ties))
        .collect();
    parties.sort_by_cached_key(|(kind, name, ..)| (*kind, collation.key(name)));
    let of_party = |party: Option<&Slug>| {
        let people = people.get(&party).into_iter().flatten();
        let people = people.map(|(_, slug, ties)| (Holder::Participant((*slug).clone()), *ties));
        people.collect::<Vec<_>>()
    };
    let mut in_order = Vec::new();
    let mut ranges = HashMap::new();
    for (_, _, slug, ties) in parties {
        in_order.push((Holder::Party(slug.clone()), ties));
        let start = in_order.len();
        in_order.extend(of_party(Some(slug)));
        ranges.insert(slug.clone(), start..in_order.len());
    }
    in_order.extend(of_party(None));
    let mut places = vec![0; records.roster.len()];
    for (place, (_, ties)) in in_order.iter().enumerate() {
        places[ties.of() as usize] = place;
    }
    let in_order = in_order.into_iter().map(|(holder, ties)| (holder, ties.stands.as_slice()));
    let (holders, stands) = in_order.unzip();
    (HolderOrder { holders, places, people: ranges }, stands)
}

/// Returns the number of positions that a holder has.
fn positions_of(records: &Records, holder: &Holder) -> usize {
    match holder {
        Holder::Participant(slug) => records.participants[slug].positions.len(),
        Holder::Party(slug) => records.parties[slug].positions.len(),
    }
}

fn attended(records: &Records, timeline: &[Slug]) -> HashMap<Slug, Vec<usize>> {
    let mut attended: HashMap<Slug, Vec<usize>> = HashMap::new();
    for (at, event) in timeline.iter().enumerate() {
        for participant in &records.events[event].participants {
            attended.entry(participant.clone()).or_default().push(at);
        }
    }
    attended
}

fn timeline(records: &Records) -> Vec<Slug> {
    let mut order: Vec<Slug> = records.events.keys().cloned().collect();
    order.sort_by_key(|slug| {
        let event = &records.events[slug];
        let aside = records.site.main_event.as_ref() != Some(slug);
        (event.date, event.until, aside)
    });
    order
}
