//! The same words as a Hugo site, written as one who knows Hugo would: issues and parties are taxonomies, so that Hugo itself gathers who
//! stands where, and what would otherwise have to be searched for (which pages link to a page, what a page cites) stands ready in the
//! front matter.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::synthetic::{Body, PASSAGES, Paragraph, Participant, STANCES, Synthetic};

/// Writes `content/` into the folder `out`.
pub(crate) fn write(synthetic: &Synthetic, out: &Path) -> std::io::Result<()> {
    let content = out.join("content");
    for folder in ["participants", "positions", "timeline", "events", "sources", "data"] {
        fs::create_dir_all(content.join(folder))?;
    }
    let page = |path: &str, text: &str| {
        let path = content.join(path);
        fs::create_dir_all(path.parent().unwrap_or(&content))?;
        fs::write(path, text)
    };
    page(
        "_index.md",
        "---\ntitle: A synthetic explainer\n---\n\nSee [about](/about/) and [the round](/events/round/).\n",
    )?;
    page("about.md", "---\ntitle: About\n---\n\nSynthetic.\n")?;
    page("compare.md", "---\ntitle: Compare\n---\n")?;
    page("events/round.md", "---\ntitle: The round\ndate: 2030-01-01\ncites: [p0]\n---\n")?;
    page("sources/record.md", &source())?;
    for list in ["issues", "parties", "participants", "positions", "sources", "timeline", "data"] {
        let title = list[..1].to_uppercase() + &list[1..];
        page(&format!("{list}/_index.md"), &format!("---\ntitle: {title}\n---\n"))?;
    }
    let mentions = Mentions::of(synthetic);
    for (at, body) in synthetic.parties.iter().enumerate() {
        let text = format!(
            "---\ntitle: Party {at}\noutputs: [html]\n{}---\n{}",
            cites(body),
            markdown(body)
        );
        page(&format!("parties/party-{at}/_index.md"), &text)?;
    }
    for (at, issue) in synthetic.issues.iter().enumerate() {
        let text = format!(
            "---\ntitle: Issue {at}\nquestion: Should {}?\n{}{}---\n{}",
            issue.question,
            cites(&issue.body),
            mentioned(&mentions.issues[at]),
            markdown(&issue.body)
        );
        page(&format!("issues/issue-{at}/_index.md"), &text)?;
    }
    for (at, person) in synthetic.participants.iter().enumerate() {
        let text = participant(at, person, &mentioned(&mentions.participants[at]));
        fs::write(content.join(format!("participants/person-{at}.md")), text)?;
    }
    Ok(())
}

fn source() -> String {
    let mut text = String::from(
        "---\ntitle: The record\npublisher: The registry\ndate: 2030-01-02\npassages:\n",
    );
    for passage in 0..PASSAGES {
        let _ = writeln!(text, "  p{passage}: Passage {passage} of the record");
    }
    text + "---\n"
}

fn participant(at: usize, person: &Participant, mentioned: &str) -> String {
    let issues: Vec<_> =
        person.positions.iter().map(|position| format!("issue-{}", position.issue)).collect();
    let mut text = format!(
        "---\ntitle: Person {at}\nrole: Delegate {at}\nparties: [party-{}]\nissues: [{}]\npositions:\n",
        person.party,
        issues.join(", ")
    );
    for position in &person.positions {
        let _ = write!(
            text,
            "  issue-{}:\n    stance: {}\n    summary: {}\n    cite: p{}\n",
            position.issue, STANCES[position.stance].0, position.summary, position.passage,
        );
    }
    text + &cites(&person.body) + mentioned + "---\n" + &markdown(&person.body)
}

fn markdown(body: &Body) -> String {
    body.markdown(
        |folder, slug| format!("/{folder}/{slug}/"),
        |passage| format!("{{{{< cite p{passage} >}}}}"),
    )
}

/// All paragraphs of a body, in order.
fn paragraphs(body: &Body) -> impl Iterator<Item = &Paragraph> {
    body.0.iter().flat_map(|section| &section.paragraphs)
}

/// The passages that a body rests on, as a line of front matter.
fn cites(body: &Body) -> String {
    let passages: Vec<_> = paragraphs(body).map(|it| format!("p{}", it.passage)).collect();
    format!("cites: [{}]\n", passages.join(", "))
}

/// Which pages link to each issue and each participant: their addresses.
struct Mentions {
    issues: Vec<BTreeSet<String>>,
    participants: Vec<BTreeSet<String>>,
}

/// How many of the pages that link to a page are named there.
const NAMED: usize = 100;

impl Mentions {
    fn of(synthetic: &Synthetic) -> Self {
        let mut mentions = Self {
            issues: vec![BTreeSet::new(); synthetic.issues.len()],
            participants: vec![BTreeSet::new(); synthetic.participants.len()],
        };
        let parties = synthetic.parties.iter().enumerate();
        let bodies = parties.map(|(at, body)| (format!("/parties/party-{at}"), body));
        let issues = synthetic.issues.iter().enumerate();
        let bodies = bodies.chain(issues.map(|(at, it)| (format!("/issues/issue-{at}"), &it.body)));
        let people = synthetic.participants.iter().enumerate();
        let bodies =
            bodies.chain(people.map(|(at, it)| (format!("/participants/person-{at}"), &it.body)));
        for (from, body) in bodies {
            for paragraph in paragraphs(body) {
                mentions.issues[paragraph.issue].insert(from.clone());
                mentions.participants[paragraph.participant].insert(from.clone());
            }
        }
        mentions
    }
}

/// Which pages link to a page, as lines of front matter.
fn mentioned(pages: &BTreeSet<String>) -> String {
    let named: Vec<_> = pages.iter().take(NAMED).map(String::as_str).collect();
    format!("mentions: {}\nmentioned: [{}]\n", pages.len(), named.join(", "))
}
