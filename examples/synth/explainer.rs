//! A synthetic explainer, written for Standpoint.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::synthetic::{Body, PASSAGES, Participant, STANCES, Synthetic};

/// Writes `content/` into the folder `out`.
pub(crate) fn write(synthetic: &Synthetic, out: &Path) -> std::io::Result<()> {
    let content = out.join("content");
    for folder in ["participants", "parties", "issues", "events", "sources", "pages"] {
        fs::create_dir_all(content.join(folder))?;
    }
    fs::write(content.join("site.yaml"), site())?;
    fs::write(
        content.join("index.md"),
        "---\n---\n\nSee [about](pages/about.md) and [the round](events/round.md).\n",
    )?;
    fs::write(content.join("pages/about.md"), "---\ntitle: About\n---\n\nSynthetic.\n")?;
    fs::write(
        content.join("events/round.md"),
        "---\ntitle: The round\ndate: 2030-01-01\ncite: record#p0\n---\n",
    )?;
    fs::write(content.join("sources/record.md"), source())?;
    for (at, text) in synthetic.parties.iter().enumerate() {
        let text = format!("---\nname: Party {at}\nkind: country\n---\n{}", body(text));
        fs::write(content.join(format!("parties/party-{at}.md")), text)?;
    }
    for (at, issue) in synthetic.issues.iter().enumerate() {
        let text = format!(
            "---\ntitle: Issue {at}\nquestion: Should {}?\nstatus: open\n---\n{}",
            issue.question,
            body(&issue.body)
        );
        fs::write(content.join(format!("issues/issue-{at}.md")), text)?;
    }
    for (at, person) in synthetic.participants.iter().enumerate() {
        fs::write(content.join(format!("participants/person-{at}.md")), participant(at, person))?;
    }
    Ok(())
}

fn site() -> String {
    let mut text = String::from(
        "title: A synthetic explainer\ntagline: For measuring\nbase_url: https://example.org/\nlanguage: en\nlead_issues: [issue-0]\nstances:\n",
    );
    for (id, label, tone) in STANCES {
        let _ = writeln!(text, "  - {{ id: {id}, label: {label}, tone: {tone} }}");
    }
    text
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

fn participant(at: usize, person: &Participant) -> String {
    let mut text = format!(
        "---\nname: Person {at}\nrole: Delegate {at}\nparty: party-{}\npositions:\n",
        person.party
    );
    for position in &person.positions {
        let _ = write!(
            text,
            "  - issue: issue-{}\n    stance: {}\n    summary: {}\n    cite: record#p{}\n",
            position.issue, STANCES[position.stance].0, position.summary, position.passage,
        );
    }
    text + "---\n" + &body(&person.body)
}

fn body(body: &Body) -> String {
    body.markdown(
        |folder, slug| format!("../{folder}/{slug}.md"),
        |passage| format!("[@record p{passage}]"),
    )
}
