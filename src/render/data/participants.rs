//! `data/participants.json`: who takes part and for whom, in the shape of Popolo (<https://www.popoloproject.com/specs/>).

use serde::Serialize;

use crate::explainer::{Entry, Explainer, NativeName, PartyKind, Route, Slug};

/// People, organisations (countries and coalitions among them), and who belongs to which.
#[derive(Serialize)]
pub(super) struct Popolo<'a> {
    persons: Vec<Person<'a>>,
    organizations: Vec<Organization<'a>>,
    memberships: Vec<Membership<'a>>,
}

#[derive(Serialize)]
struct Person<'a> {
    id: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    other_names: Vec<OtherName<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<&'a str>,
    links: [Link; 1],
}

#[derive(Serialize)]
struct Organization<'a> {
    id: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    other_names: Vec<OtherName<'a>>,
    classification: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[serde(rename = "abstract")]
    summary: Option<&'a str>,
    links: [Link; 1],
}

#[derive(Serialize)]
struct OtherName<'a> {
    name: &'a str,
    /// The language, as Popolo has no field for it.
    note: &'a str,
}

#[derive(Serialize)]
struct Membership<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    person_id: Option<&'a str>,
    /// A party that belongs to another.
    #[serde(skip_serializing_if = "Option::is_none")]
    member: Option<Member<'a>>,
    /// `None` for who belongs to no party: Popolo keeps roles with memberships.
    #[serde(skip_serializing_if = "Option::is_none")]
    organization_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'a str>,
}

#[derive(Serialize)]
struct Member<'a> {
    id: &'a str,
    name: &'a str,
}

/// The page on this site.
#[derive(Serialize)]
struct Link {
    url: String,
    note: &'static str,
}

/// The file's content.
pub(super) fn popolo(explainer: &Explainer) -> Popolo<'_> {
    let records = explainer.records();
    let persons = records.participants.iter().map(|(slug, it)| Person {
        id: slug.as_str(),
        name: &it.name,
        other_names: it.native_name.iter().map(other_name).collect(),
        summary: summary(&it.entry),
        links: [page(explainer, &Route::Participant(slug.clone()))],
    });
    let organizations = records.parties.iter().map(|(slug, it)| Organization {
        id: slug.as_str(),
        name: &it.name,
        other_names: it.native_name.iter().map(other_name).collect(),
        classification: PartyKind::as_str(it.kind),
        summary: summary(&it.entry),
        links: [page(explainer, &Route::Party(slug.clone()))],
    });
    let of_people = records.participants.iter().map(|(slug, it)| Membership {
        person_id: Some(slug.as_str()),
        member: None,
        organization_id: it.party.as_ref().map(Slug::as_str),
        role: Some(&it.role),
    });
    let of_parties = records.parties.iter().flat_map(|(organization, it)| {
        it.members.iter().filter_map(|member| {
            let name = &records.parties.get(member)?.name;
            Some(Membership {
                person_id: None,
                member: Some(Member { id: member.as_str(), name }),
                organization_id: Some(organization.as_str()),
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
