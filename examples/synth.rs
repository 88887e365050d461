//! Writes a synthetic explainer, for measuring: `cargo run --release --example synth -- OUT --participants 1000`.
//!
//! The same arguments give the same bytes. Each page has about two kilobytes of Markdown, each participant positions on several issues, and
//! pages link to each other.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser;

/// Writes a synthetic explainer
#[derive(Parser)]
struct Arguments {
    /// The folder to write into
    out: PathBuf,
    /// How many participants
    #[arg(long, default_value_t = 1000)]
    participants: usize,
    /// How many issues
    #[arg(long, default_value_t = 100)]
    issues: usize,
    /// How many positions each participant has
    #[arg(long, default_value_t = 6)]
    positions: usize,
    /// What the choices begin from
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// How many parties, and passages of the source, there are.
const PARTIES: usize = 40;
const PASSAGES: usize = 200;

const WORDS: &str = "talks terms draft clause border trade quota force vote round envoy accord limit share claim delay offer reply panel summit \
                     treaty pledge review notice budget market supply harbour river ministry council members proposed rejected accepted discussed between \
                     after before during without under";

/// Numbers that look random (Knuth's MMIX generator).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % sides.max(1)
    }

    fn words(&mut self, count: usize) -> String {
        let words: Vec<_> = WORDS.split_whitespace().collect();
        let mut text = String::new();
        for at in 0..count {
            let word = words[self.roll(words.len())];
            text.push_str(if at == 0 { "" } else { " " });
            text.push_str(word);
        }
        text
    }

    /// About two kilobytes of Markdown with links and citations.
    fn body(&mut self, arguments: &Arguments) -> String {
        let mut text = String::new();
        for section in 0..4 {
            let _ = writeln!(text, "\n## {} {section}\n", self.words(3));
            for _ in 0..2 {
                let (issue, person) =
                    (self.roll(arguments.issues), self.roll(arguments.participants));
                let _ = writeln!(
                    text,
                    "{} [issue {issue}](../issues/issue-{issue}.md) {}, *{}* [person {person}](../participants/person-{person}.md) {} [@record p{}].\n",
                    self.words(12),
                    self.words(6),
                    self.words(2),
                    self.words(8),
                    self.roll(PASSAGES),
                );
            }
        }
        text
    }
}

fn main() -> std::io::Result<()> {
    let arguments = Arguments::parse();
    let content = arguments.out.join("content");
    for folder in ["participants", "parties", "issues", "events", "sources", "pages"] {
        fs::create_dir_all(content.join(folder))?;
    }
    let mut dice = Dice(arguments.seed);
    fs::write(
        content.join("site.yaml"),
        "title: A synthetic explainer\ntagline: For measuring\nbase_url: https://example.org/\nlanguage: en\nlead_issues: [issue-0]\nstances:\n  \
         - { id: supports, label: Supports, tone: positive }\n  - { id: conditional, label: With conditions, tone: mixed }\n  \
         - { id: undecided, label: Undecided, tone: neutral }\n  - { id: opposes, label: Opposes, tone: negative }\n",
    )?;
    fs::write(
        content.join("index.md"),
        "---\n---\n\nSee [about](pages/about.md) and [the round](events/round.md).\n",
    )?;
    fs::write(content.join("pages/about.md"), "---\ntitle: About\n---\n\nSynthetic.\n")?;
    fs::write(
        content.join("events/round.md"),
        "---\ntitle: The round\ndate: 2030-01-01\ncite: record#p0\n---\n",
    )?;
    source(&content)?;
    for party in 0..PARTIES {
        let text =
            format!("---\nname: Party {party}\nkind: country\n---\n{}", dice.body(&arguments));
        fs::write(content.join(format!("parties/party-{party}.md")), text)?;
    }
    for issue in 0..arguments.issues {
        let question = dice.words(8);
        let text = format!(
            "---\ntitle: Issue {issue}\nquestion: Should {question}?\nstatus: open\n---\n{}",
            dice.body(&arguments)
        );
        fs::write(content.join(format!("issues/issue-{issue}.md")), text)?;
    }
    for person in 0..arguments.participants {
        let text = participant(person, &mut dice, &arguments);
        fs::write(content.join(format!("participants/person-{person}.md")), text)?;
    }
    Ok(())
}

fn source(content: &Path) -> std::io::Result<()> {
    let mut text = String::from(
        "---\ntitle: The record\npublisher: The registry\ndate: 2030-01-02\npassages:\n",
    );
    for passage in 0..PASSAGES {
        let _ = writeln!(text, "  p{passage}: Passage {passage} of the record");
    }
    fs::write(content.join("sources/record.md"), text + "---\n")
}

fn participant(person: usize, dice: &mut Dice, arguments: &Arguments) -> String {
    let stances = ["supports", "conditional", "undecided", "opposes"];
    let mut text = format!(
        "---\nname: Person {person}\nrole: Delegate {person}\nparty: party-{}\npositions:\n",
        person % PARTIES
    );
    let first = dice.roll(arguments.issues);
    for at in 0..arguments.positions.min(arguments.issues) {
        let issue = (first + at * 7) % arguments.issues;
        let _ = write!(
            text,
            "  - issue: issue-{issue}\n    stance: {}\n    summary: The delegate {}.\n    cite: record#p{}\n",
            stances[dice.roll(4)],
            dice.words(14),
            dice.roll(PASSAGES),
        );
    }
    text + "---\n" + &dice.body(arguments)
}
