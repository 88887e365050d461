//! `data/participants.json`: participants and parties, in the Popolo format (<https://www.popoloproject.com/specs/>).

use serde::Serialize;

use crate::explainer::{Entry, Explainer, NativeName, PartyKind, Route, Slug};

/// People, organisations (including countries and coalitions), and memberships.
#[derive(Serialize)]
pub(super) struct Popolo<'a> {
    persons: Vec<Person<'a>>,
    organizations: Vec<Organization<'a>>,
    memberships: Vec<Membership<'a>>,
}

#[derive(Serialize)]
struct Person<'a> {
    id: &'a Slug,
    name: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    other_names: Vec<OtherName<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<&'a str>,
    links: [Link; 1],
}

#[derive(Serialize)]
struct Organization<'a> {
    id: &'a Slug,
    name: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    other_names: Vec<OtherName<'a>>,
    classification: PartyKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[serde(rename = "abstract")]
    summary: Option<&'a str>,
    links: [Link; 1],
}

#[derive(Serialize)]
struct OtherName<'a> {
    name: &'a str,
    /// The language, for which Popolo has no field.
    note: &'a str,
}

#[derive(Serialize)]
struct Membership<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    person_id: Option<&'a Slug>,
    /// A party that is a member of another.
    #[serde(skip_serializing_if = "Option::is_none")]
    member: Option<Member<'a>>,
    /// `None` for a person without a party: Popolo stores roles with memberships.
    #[serde(skip_serializing_if = "Option::is_none")]
    organization_id: Option<&'a Slug>,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'a str>,
}

#[derive(Serialize)]
struct Member<'a> {
    id: &'a Slug,
    name: &'a str,
}

/// The page on this site.
#[derive(Serialize)]
struct Link {
    url: String,
    note: &'static str,
}

/// Returns the content of the file.
pub(super) fn popolo(explainer: &Explainer) -> Popolo<'_> {
    let records = explainer.records();
    let persons = records.participants.iter().map(|(slug, it)| Person {
        id: slug,
        name: &it.name,
        other_names: it.native_name.iter().map(other_name).collect(),
        summary: summary(&it.entry),
        links: [page(explainer, &Route::Participant(slug.clone()))],
    });
    let organizations = records.parties.iter().map(|(slug, it)| Organization {
        id: slug,
        name: &it.name,
        other_names: it.native_name.iter().map(other_name).collect(),
        classification: it.kind,
        summary: summary(&it.entry),
        links: [page(explainer, &Route::Party(slug.clone()))],
    });
    let of_people = records.participants.iter().map(|(slug, it)| Membership {
        person_id: Some(slug),
        member: None,
        organization_id: it.party.as_ref(),
        role: Some(&it.role),
    });
    let of_parties = records.parties.iter().flat_map(|(organization, it)| {
        it.members.iter().filter_map(|member| {
            let name = &records.parties.get(member)?.name;
            Some(Membership {
                person_id: None,
                member: Some(Member { id: member, name }),
                organization_id: Some(organization),
                role: None,
            })
        })
    });
    Popolo {
        persons: persons.collect(),
        organizations: organizations.collect(),
        memberships: of_people.chain(of_parties).collect(),
    }
}

fn other_name(name: &NativeName) -> OtherName<'_> {
    OtherName { name: &name.text, note: &name.lang }
}

fn summary(entry: &Entry) -> Option<&str> {
    entry.summary.as_deref()
}

fn page(explainer: &Explainer, route: &Route) -> Link {
    Link { url: explainer.site().base_url.absolute(route), note: "Page" }
}
