//! The syntactic context of the cursor, found in the text alone: while the user types, front matter is often not valid YAML.
//!
//! Lines and their indentation determine the key or value at the cursor. `content::Shape` then follows that path down the schema of the
//! file, where the mark `x-standpoint` names the kind of entity that a field refers to. So completion, hover and definitions work in a file
//! that cannot be parsed.

use std::ops::Range;

/// The syntactic context at the cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Context {
    /// A key of front matter.
    Key(Place),
    /// A value of front matter.
    Value(Place),
    /// The source in a citation of a body, `[@source`.
    Source(Range<usize>),
    /// The passage in a citation: the source's slug, and the byte range of the passage.
    Passage(String, Range<usize>),
    /// The name in a wiki-link, `[[name`.
    Wiki(Range<usize>),
    /// The anchor in a link: the link's destination, and the byte range of the anchor.
    Anchor(String, Range<usize>),
    /// The destination of a link, `](path`.
    Link(Range<usize>),
    /// Any other text.
    Text,
}

/// A place in front matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// The path from the top: a key, or `None` for an entry of a list. The path of a key includes the key.
    pub(super) path: Vec<Option<String>>,
    /// The byte range of the text there, without quotation marks.
    pub(super) range: Range<usize>,
    /// The keys and values of the mapping that contains it, its own among them.
    pub(super) beside: Vec<(String, String)>,
}

/// Returns the byte range of a file's front matter, without the fences; it extends to the end of the file if the closing fence is missing.
/// `None` if the opening fence is missing. All of `site.yaml` is front matter, without fences.
pub(super) fn front_matter(path: &str, text: &str) -> Option<Range<usize>> {
    if path == "site.yaml" {
        return Some(0..text.len());
    }
    let mut lines = text.split_inclusive('\n');
    let start = lines.next().filter(|line| line.trim_end() == "---")?.len();
    let mut at = start;
    for line in lines {
        if line.trim_end() == "---" {
            return Some(start..at);
        }
        at += line.len();
    }
    Some(start..text.len())
}

/// Returns the context at byte `at` of the file at `path` under `content/`.
pub(super) fn at(path: &str, text: &str, at: usize) -> Context {
    match front_matter(path, text) {
        Some(front) if (front.start..=front.end).contains(&at) => Yaml::new(text, &front).at(at),
        front => in_body(text, front.map_or(0, |front| front.end), at),
    }
}

/// Returns the context at byte `at` of a body that begins at byte `start`.
fn in_body(text: &str, start: usize, at: usize) -> Context {
    let line = text[..at].rfind('\n').map_or(0, |newline| newline + 1).max(start.min(at));
    let before = &text[line..at];
    let word_end = |is_part: fn(char) -> bool| {
        at + text[at..].find(|c| !is_part(c)).unwrap_or(text.len() - at)
    };
    if is_code(&text[start.min(line)..line], before) {
        return Context::Text;
    }
    let is_open = |open: &str, close: &str| {
        let from = before.rfind(open)?;
        let inside = &before[from + open.len()..];
        (!inside.contains(close)).then_some(from + open.len())
    };
    if let Some(from) = is_open("[@", "]") {
        let from = from - 1;
        let mark = from + before[from..].rfind('@').unwrap_or_default() + 1;
        let inside = &before[mark..];
        let end = word_end(|c| c.is_ascii_alphanumeric() || c == '-');
        return match inside.split_once(' ') {
            None => Context::Source(line + mark..end),
            Some((source, passage)) if !passage.contains([' ', ';']) => {
                Context::Passage(source.to_owned(), at - passage.len()..end)
            }
            Some(_) => Context::Text,
        };
    }
    // In a closed link, the range extends over the rest of the path. Otherwise the text after the cursor does not belong to the link.
    let rest = text[at..].lines().next().unwrap_or_default();
    let end_before = |close: &str| {
        let is_path =
            |c: char| !c.is_whitespace() && !matches!(c, ')' | ']' | '|' | '#' | '<' | '>');
        let is_closed = rest.split_once(close).is_some_and(|(inside, _)| !inside.contains('['));
        if is_closed { word_end(is_path) } else { at }
    };
    if let Some(from) = is_open("[[", "]]") {
        let inside = &before[from..];
        return match inside.split_once('#') {
            _ if inside.contains('|') => Context::Text,
            None => Context::Wiki(line + from..end_before("]]")),
            Some((name, anchor)) => {
                Context::Anchor(format!("[[{name}"), at - anchor.len()..end_before("]]"))
            }
        };
    }
    if let Some(from) = is_open("](", ")") {
        let inside = &before[from..];
        return match inside.split_once('#') {
            _ if inside.contains(char::is_whitespace) => Context::Text,
            None => Context::Link(line + from..end_before(")")),
            Some((path, anchor)) => {
                Context::Anchor(path.to_owned(), at - anchor.len()..end_before(")"))
            }
        };
    }
    Context::Text
}

/// Returns `true` if the text after `line` is code: between two fences, or after an opening backtick. `above` is the text before the line.
fn is_code(above: &str, line: &str) -> bool {
    let fences = above.lines().map(str::trim_start);
    let fences = fences.filter(|it| it.starts_with("```") || it.starts_with("~~~")).count();
    fences % 2 == 1 || line.matches('`').count() % 2 == 1
}

/// Front matter, split into lines.
struct Yaml<'a> {
    text: &'a str,
    lines: Vec<Line<'a>>,
}

/// A line of block YAML.
#[derive(Debug, Clone, Copy)]
struct Line<'a> {
    /// The byte offset at which the line begins.
    start: usize,
    /// The text of the line, without the line ending.
    text: &'a str,
    /// The column of its first dash, if it begins an entry of a list.
    dash: Option<usize>,
    /// The column at which its content begins, after spaces and dashes.
    column: usize,
}

impl<'a> Line<'a> {
    fn new(start: usize, text: &'a str) -> Self {
        let mut column = text.len() - text.trim_start_matches(' ').len();
        let mut dash = None;
        while text[column..].starts_with("- ") || &text[column..] == "-" {
            dash.get_or_insert(column);
            column += 1;
            let rest = &text[column..];
            column += rest.len() - rest.trim_start_matches(' ').len();
        }
        Self { start, text, dash, column }
    }

    /// Returns the text after spaces and dashes.
    fn content(self) -> &'a str {
        &self.text[self.column..]
    }

    fn says_nothing(self) -> bool {
        let content = self.content();
        (content.is_empty() && self.dash.is_none()) || content.starts_with('#')
    }

    /// Returns the key, and the column at which its value begins. `None` if the line has no key.
    fn key(self) -> Option<(&'a str, usize)> {
        let (key, value) = key_of(self.content())?;
        Some((key, self.column + value))
    }
}

/// Returns the key that `text` begins with, and the offset of its value. `None` if there is no key.
fn key_of(text: &str) -> Option<(&str, usize)> {
    let end = text.match_indices(':').map(|(at, _)| at).find(|at| {
        let rest = &text[at + 1..];
        rest.is_empty() || rest.starts_with(' ')
    })?;
    let key = text[..end].trim().trim_matches(['"', '\'']);
    let is_key = !key.is_empty() && !key.contains(['{', '[', '"', '\'', '#', ',']);
    let rest = &text[end + 1..];
    is_key.then(|| (key, end + 1 + (rest.len() - rest.trim_start_matches(' ').len())))
}

impl<'a> Yaml<'a> {
    fn new(text: &'a str, front: &Range<usize>) -> Self {
        let mut start = front.start;
        let mut lines = Vec::new();
        for line in text[front.clone()].split_inclusive('\n') {
            lines.push(Line::new(start, line.trim_end_matches(['\n', '\r'])));
            start += line.len();
        }
        // The position after the last line ending counts as a line as well.
        if lines.is_empty() || text[..front.end].ends_with('\n') {
            lines.push(Line::new(front.end, ""));
        }
        Self { text, lines }
    }

    fn at(&self, at: usize) -> Context {
        let number = self.lines.partition_point(|line| line.start <= at).saturating_sub(1);
        let line = self.lines[number];
        let column = (at - line.start).min(line.text.len());
        let before = &line.text[..column];
        if column < line.column || before.trim_start().starts_with('#') {
            // Before the content of the line, within its indentation.
            return if line.content().is_empty() {
                self.new_key(number, column)
            } else {
                Context::Text
            };
        }
        if line.says_nothing() || line.content().is_empty() {
            return self.new_key(number, column);
        }
        let mut path = self.above(number, line.column);
        let (start, mut beside) = match line.key() {
            Some((key, value)) if column >= value || before.ends_with(": ") => {
                path.push(Some(key.to_owned()));
                (value.min(column), self.beside(number, line.column))
            }
            Some((key, _)) => {
                path.push(Some(key.to_owned()));
                let start = line.start + line.column;
                let start = start + line.content().find(key).unwrap_or_default();
                let range = start..start + key.len();
                let beside = self.beside(number, line.column);
                return Context::Key(Place { path, range, beside });
            }
            None => (line.column, self.beside(number, line.column)),
        };
        let value = &line.text[start..];
        let within = column - start;
        let (brackets, from) = flow(&value[..within]);
        if brackets.is_empty() && line.key().is_none() {
            // A single word: an unfinished key, or an entry of a list of words.
            let range = self.word(at);
            path.push(Some(self.text[range.clone()].to_owned()));
            return Context::Key(Place { path, range, beside });
        }
        for (at, bracket) in brackets.iter().enumerate() {
            if *bracket == '[' {
                path.push(None);
            } else if at + 1 < brackets.len() {
                // Mappings within mappings in one line are not supported.
                return Context::Text;
            }
        }
        let entry = &value[from..within];
        if brackets.last() == Some(&'{') {
            beside = entries(&value[value[..from].rfind('{').map_or(0, |it| it + 1)..]);
            let range = self.word(at);
            let key = key_of(entry.trim_start()).map(|(key, _)| key);
            path.push(Some(key.unwrap_or(&self.text[range.clone()]).to_owned()));
            let place = Place { path, range, beside };
            return if key.is_some() { Context::Value(place) } else { Context::Key(place) };
        }
        Context::Value(Place { path, range: self.word(at), beside })
    }

    /// Returns the context of a new key, on a line without content.
    fn new_key(&self, number: usize, column: usize) -> Context {
        let line = self.lines[number];
        let column = if line.dash.is_some() { line.column.max(column) } else { column };
        let mut path = self.above(number, column);
        path.push(Some(String::new()));
        let at = line.start + column.min(line.text.len());
        Context::Key(Place { path, range: at..at, beside: self.beside(number, column) })
    }

    /// Returns the path from the top to the position at a line and column.
    fn above(&self, number: usize, mut column: usize) -> Vec<Option<String>> {
        let mut path = Vec::new();
        let mut in_list = false;
        // An entry of a list may begin in the same line, to the left of the position.
        let own = self.lines[number];
        if let Some(dash) = own.dash.filter(|dash| *dash < column && own.column >= column) {
            path.push(None);
            column = dash;
            in_list = true;
        }
        for line in self.lines[..number].iter().rev().filter(|line| !line.says_nothing()) {
            let begins = line.dash.unwrap_or(line.column);
            let parent =
                line.column < column || (in_list && line.column == column && line.dash.is_none());
            if let (true, Some((key, _))) = (parent, line.key()) {
                path.push(Some(key.to_owned()));
                column = line.column;
                in_list = false;
            } else if begins < column && line.column < column {
                column = line.column;
            }
            if !in_list
                && let Some(dash) = line.dash.filter(|dash| *dash < column && line.column <= column)
            {
                path.push(None);
                column = dash;
                in_list = true;
            }
            if column == 0 && !in_list {
                break;
            }
        }
        path.reverse();
        path
    }

    /// Returns the keys and values of the block mapping at a line and column.
    fn beside(&self, number: usize, column: usize) -> Vec<(String, String)> {
        let begins =
            |line: &Line| line.dash.is_some_and(|dash| dash < column && line.column == column);
        let ends = |line: &Line| !line.says_nothing() && line.dash.unwrap_or(line.column) < column;
        let start = (0..=number).rev().find_map(|at| match &self.lines[at] {
            line if begins(line) => Some(at),
            line if at < number && ends(line) => Some(at + 1),
            _ => None,
        });
        let rest = &self.lines[number + 1..];
        let end = rest.iter().position(ends).map_or(self.lines.len(), |it| number + 1 + it);
        let lines = self.lines[start.unwrap_or(0)..end].iter();
        let keys = lines.filter(|line| line.column == column).filter_map(|line| {
            let (key, value) = line.key()?;
            Some((key.to_owned(), unquoted(&line.text[value..])))
        });
        keys.collect()
    }

    /// Returns the byte range of the word at byte `at`: a slug, a citation or a key.
    fn word(&self, at: usize) -> Range<usize> {
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '#' | '.' | '/');
        let before = &self.text[..at];
        let start = at
            - before.chars().rev().take_while(|c| is_part(*c)).map(char::len_utf8).sum::<usize>();
        let after = self.text[at..].chars().take_while(|c| is_part(*c)).map(char::len_utf8);
        start..at + after.sum::<usize>()
    }
}

/// Returns the brackets that are open at the end of `text`, and the offset of the entry being written within the innermost one.
fn flow(text: &str) -> (Vec<char>, usize) {
    let mut open: Vec<(char, usize)> = Vec::new();
    let mut quote = None;
    for (at, c) in text.char_indices() {
        if let Some(mark) = quote {
            quote = (c != mark).then_some(mark);
            continue;
        }
        let begins = text[..at].trim().is_empty();
        match c {
            '"' | '\'' if begins || text[..at].ends_with([' ', '[', '{', ',']) => quote = Some(c),
            '[' | '{' if begins || !open.is_empty() => open.push((c, at + 1)),
            ']' | '}' => {
                open.pop();
            }
            ',' => {
                if let Some((_, from)) = open.last_mut() {
                    *from = at + 1;
                }
            }
            _ => {}
        }
    }
    let from = open.last().map_or(0, |(_, from)| *from);
    (open.into_iter().map(|(bracket, _)| bracket).collect(), from)
}

/// Returns the keys and values of a flow mapping. `text` begins after its opening brace.
fn entries(text: &str) -> Vec<(String, String)> {
    let inside = text.split('}').next().unwrap_or_default();
    let entries = inside.split(',').map(str::trim).filter_map(|entry| {
        let (key, value) = key_of(entry)?;
        Some((key.to_owned(), unquoted(&entry[value..])))
    });
    entries.collect()
}

/// Returns a value without the quotation marks around it, and without the comment after it.
fn unquoted(value: &str) -> String {
    let value = value.split(" #").next().unwrap_or_default().trim();
    value.trim_matches(['"', '\'']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the context at the `|` in `text`, and the text without it.
    fn context(text: &str) -> (Context, String) {
        let at = text.find('|').expect("a cursor");
        let text = text.replacen('|', "", 1);
        (super::at("participants/ann.md", &text, at), text)
    }

    /// Returns the kind and path of the key or value at the `|`, its text, and the keys and values beside it.
    fn place(text: &str) -> (&'static str, String, String, String) {
        let (context, text) = context(text);
        let (kind, place) = match context {
            Context::Key(place) => ("key", place),
            Context::Value(place) => ("value", place),
            other => panic!("{other:?}"),
        };
        let path = place.path.iter().map(|it| it.as_deref().unwrap_or("-"));
        let beside: Vec<_> =
            place.beside.iter().map(|(key, value)| format!("{key}={value}")).collect();
        (kind, path.collect::<Vec<_>>().join("/"), text[place.range].to_owned(), beside.join(" "))
    }

    #[test]
    fn values_and_keys_know_their_way() {
        let cases = [
            ("---\nparty: fr|\n---\n", ("value", "party", "fr", "party=fr")),
            ("---\nparty: |\n---\n", ("value", "party", "", "party=")),
            ("---\nname: A\npar|\n---\n", ("key", "par", "par", "name=A")),
            ("---\nname: A\n|\n---\n", ("key", "", "", "name=A")),
            ("---\nname: A\n|", ("key", "", "", "name=A")),
            ("---\npa|rty: x\n---\n", ("key", "party", "party", "party=x")),
            (
                "---\npositions:\n  - issue: a\n    stance: s|\n    cite: b\n  - issue: c\n---\n",
                ("value", "positions/-/stance", "s", "issue=a stance=s cite=b"),
            ),
            (
                "---\npositions:\n- issue: a\n  stance: s|\nname: x\n---\n",
                ("value", "positions/-/stance", "s", "issue=a stance=s"),
            ),
            ("---\npositions:\n  - iss|\n---\n", ("key", "positions/-/iss", "iss", "")),
            ("---\npositions:\n  - |\n---\n", ("key", "positions/-/", "", "")),
            ("---\npositions:\n  - issue: a\n    |\n---\n", ("key", "positions/-/", "", "issue=a")),
            (
                "---\npositions:\n  - issue: a\n    cite: [x#p1, y#|]\n---\n",
                ("value", "positions/-/cite/-", "y#", "issue=a cite=[x#p1, y#]"),
            ),
            (
                "---\npositions:\n  - issue: a\n    cite:\n      - x#p|\n    stance: s\n---\n",
                ("key", "positions/-/cite/-/x#p", "x#p", ""),
            ),
            (
                "---\ncontacts:\n  - { with: b|, kind: call }\n---\n",
                ("value", "contacts/-/with", "b", "with=b kind=call"),
            ),
            (
                "---\ncontacts:\n  - { with: b, ki| }\n---\n",
                ("key", "contacts/-/ki", "ki", "with=b"),
            ),
            ("---\nmembers: [a, |]\n---\n", ("value", "members/-", "", "members=[a, ]")),
            ("---\nmembers:\n  - a|\n---\n", ("key", "members/-/a", "a", "")),
            ("---\npassages:\n  p1: A l|\n---\n", ("value", "passages/p1", "l", "p1=A l")),
            (
                "---\nupdates:\n  - date: 2025\n    kind: |\nparty: x\n---\n",
                ("value", "updates/-/kind", "", "date=2025 kind="),
            ),
            ("---\nparty: \"fr|\"\n---\n", ("value", "party", "fr", "party=fr")),
        ];
        for (text, (kind, path, written, beside)) in cases {
            let expected = (kind, path.to_owned(), written.to_owned(), beside.to_owned());
            assert_eq!(place(text), expected, "{text}");
        }
    }

    #[test]
    fn bodies_know_citations_and_links() {
        let cases = [
            ("[@ap|", "Source ap"),
            ("[@|]", "Source "),
            ("[@ap p|]", "Passage ap p"),
            ("[@ap p1; @b|]", "Source b"),
            ("[@ap p1; @b q|", "Passage b q"),
            ("[@ap p1] and |", "Text"),
            ("[[cease|]]", "Wiki cease"),
            ("[[issues/cease|", "Wiki issues/cease"),
            ("[[a#he|]]", "Anchor [[a he"),
            ("[[a|b]]", "Wiki ab"),
            ("[[a|b [[c]]", "Wiki a"),
            ("[[|prose", "Wiki "),
            ("[x](|prose", "Link "),
            ("`[[a|", "Text"),
            ("`x` [[a|", "Wiki a"),
            ("\n\n```\n[[a|", "Text"),
            ("\n\n```\nx\n```\n[[a|", "Wiki a"),
            ("[x](../iss|)", "Link ../iss"),
            ("[x](../issues/a.md#b|)", "Anchor ../issues/a.md b"),
            ("[x](#b|)", "Anchor  b"),
            ("[x](a.md) |", "Text"),
        ];
        for (text, expected) in cases {
            let (context, text) = context(&format!("---\n---\n\nText {text}"));
            let found = match context {
                Context::Source(range) => format!("Source {}", &text[range]),
                Context::Passage(source, range) => format!("Passage {source} {}", &text[range]),
                Context::Wiki(range) => format!("Wiki {}", &text[range]),
                Context::Anchor(to, range) => format!("Anchor {to} {}", &text[range]),
                Context::Link(range) => format!("Link {}", &text[range]),
                Context::Text => "Text".to_owned(),
                other => panic!("{other:?}"),
            };
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn any_place_in_any_text_is_something() {
        let text = "---\na: [b, {c: \"d\n- - é: 'x\r\n\"é\": [ü\r\n  #\n---\n[[é[@ü ](ö#ä";
        for (at, _) in text.char_indices().chain([(text.len(), 'x')]) {
            for path in ["participants/ann.md", "site.yaml"] {
                // The range lies within the text and on character boundaries.
                match super::at(path, text, at) {
                    Context::Key(place) | Context::Value(place) => {
                        assert!(text.get(place.range).is_some());
                    }
                    Context::Source(range)
                    | Context::Passage(_, range)
                    | Context::Wiki(range)
                    | Context::Anchor(_, range)
                    | Context::Link(range) => assert!(text.get(range).is_some()),
                    Context::Text => {}
                }
            }
        }
    }
}
