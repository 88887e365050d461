//! What a synthetic explainer says, whatever it is written for.
//!
//! Each page has about two kilobytes of Markdown, each participant positions on several issues, and pages link to each other and cite a
//! source. Everything follows from the size and the seed.

use std::fmt::Write as _;

/// How many parties there are, and passages of the source.
pub(crate) const PARTIES: usize = 40;
pub(crate) const PASSAGES: usize = 200;

/// The stances: id, label and tone.
pub(crate) const STANCES: [(&str, &str, &str); 4] = [
    ("supports", "Supports", "positive"),
    ("conditional", "With conditions", "mixed"),
    ("undecided", "Undecided", "neutral"),
    ("opposes", "Opposes", "negative"),
];

const WORDS: &str = "talks terms draft clause border trade quota force vote round envoy accord limit share claim delay offer reply panel summit \
                     treaty pledge review notice budget market supply harbour river ministry council members proposed rejected accepted discussed between \
                     after before during without under";

/// How much there is of what can be more or less.
pub(crate) struct Size {
    pub(crate) participants: usize,
    pub(crate) issues: usize,
    /// How many positions each participant has.
    pub(crate) positions: usize,
}

/// All that is said. Things are known by their numbers.
pub(crate) struct Synthetic {
    pub(crate) parties: Vec<Body>,
    pub(crate) issues: Vec<Issue>,
    pub(crate) participants: Vec<Participant>,
}

pub(crate) struct Issue {
    pub(crate) question: String,
    pub(crate) body: Body,
}

pub(crate) struct Participant {
    pub(crate) party: usize,
    pub(crate) positions: Vec<Position>,
    pub(crate) body: Body,
}

pub(crate) struct Position {
    pub(crate) issue: usize,
    /// Which of [`STANCES`].
    pub(crate) stance: usize,
    pub(crate) summary: String,
    /// The passage that it rests on.
    pub(crate) passage: usize,
}

/// Sections of Markdown.
pub(crate) struct Body(pub(crate) Vec<Section>);

pub(crate) struct Section {
    pub(crate) heading: String,
    pub(crate) paragraphs: Vec<Paragraph>,
}

/// Words, a link to an issue, words, a link to a participant, words, and the passage that all of it rests on.
pub(crate) struct Paragraph {
    pub(crate) issue: usize,
    pub(crate) participant: usize,
    pub(crate) passage: usize,
    words: [String; 4],
}

impl Synthetic {
    /// All of an explainer of the given size.
    pub(crate) fn new(size: &Size, seed: u64) -> Self {
        let mut dice = Dice(seed);
        Self {
            parties: (0..PARTIES).map(|_| dice.body(size)).collect(),
            issues: (0..size.issues)
                .map(|_| Issue { question: dice.words(8), body: dice.body(size) })
                .collect(),
            participants: (0..size.participants).map(|at| dice.participant(at, size)).collect(),
        }
    }
}

impl Body {
    /// Markdown, in which `link` gives the address of a thing (its folder and its slug), and `cite` what stands for a citation of a passage.
    pub(crate) fn markdown(
        &self,
        link: impl Fn(&str, &str) -> String,
        cite: impl Fn(usize) -> String,
    ) -> String {
        let mut text = String::new();
        for section in &self.0 {
            let _ = writeln!(text, "\n## {}\n", section.heading);
            for Paragraph { issue, participant, passage, words: [one, two, three, four] } in
                &section.paragraphs
            {
                let to_issue = link("issues", &format!("issue-{issue}"));
                let to_participant = link("participants", &format!("person-{participant}"));
                let _ = writeln!(
                    text,
                    "{one} [issue {issue}]({to_issue}) {two}, *{three}* [person {participant}]({to_participant}) {four} {}.\n",
                    cite(*passage),
                );
            }
        }
        text
    }
}

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
        let chosen: Vec<_> = (0..count).map(|_| words[self.roll(words.len())]).collect();
        chosen.join(" ")
    }

    fn body(&mut self, size: &Size) -> Body {
        let section = |at| Section {
            heading: format!("{} {at}", self.words(3)),
            paragraphs: (0..2).map(|_| self.paragraph(size)).collect(),
        };
        Body((0..4).map(section).collect())
    }

    fn paragraph(&mut self, size: &Size) -> Paragraph {
        let (issue, participant) = (self.roll(size.issues), self.roll(size.participants));
        let words = [12, 6, 2, 8].map(|count| self.words(count));
        Paragraph { issue, participant, passage: self.roll(PASSAGES), words }
    }

    fn participant(&mut self, number: usize, size: &Size) -> Participant {
        let first = self.roll(size.issues);
        let position = |at| Position {
            issue: (first + at * 7) % size.issues,
            stance: self.roll(STANCES.len()),
            summary: format!("The delegate {}.", self.words(14)),
            passage: self.roll(PASSAGES),
        };
        let positions = (0..size.positions.min(size.issues)).map(position).collect();
        Participant { party: number % PARTIES, positions, body: self.body(size) }
    }
}
