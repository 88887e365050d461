//! The imports between the source files, by the paths of their modules.

use std::collections::{BTreeMap, BTreeSet};

/// The path of a module, or of a name in one, from the crate's root.
type Path = Vec<String>;

/// The source files as modules.
pub(super) struct Graph {
    /// The file of each module.
    modules: BTreeMap<Path, String>,
    /// The paths of the names that each module re-exports.
    exports: BTreeMap<Path, BTreeMap<String, Path>>,
    /// The paths that each file imports.
    imports: BTreeMap<String, Vec<Path>>,
}

impl Graph {
    /// Reads the imports of these sources: their paths under `src/`, each with its text.
    pub(super) fn new(sources: &[(String, String)]) -> Self {
        let files = || sources.iter().filter(|(path, _)| path != "main.rs");
        let modules = files().map(|(path, _)| (module(path), path.clone())).collect();
        let mut graph = Self { modules, exports: BTreeMap::new(), imports: BTreeMap::new() };
        for (path, text) in files() {
            graph.read(path, text);
        }
        graph
    }

    fn read(&mut self, path: &str, text: &str) {
        let own = module(path);
        let text: String = super::code(text).lines().map(without_comment).collect();
        let (mut imports, mut exports) = (Vec::new(), BTreeMap::new());
        for statement in text.split(';') {
            let (before, tree) = statement.split_once("use ").unwrap_or((statement, ""));
            let is_use = before.rsplit(['{', '}', ']']).next().is_some_and(|it| {
                let visibility = it.trim();
                visibility.is_empty() || visibility.starts_with("pub")
            });
            if !tree.is_empty() && is_use {
                let is_export = before.trim_end().ends_with(['b', ')']);
                for name in names(tree).iter().filter_map(|it| self.absolute(&own, it)) {
                    match name.last() {
                        Some(last) if is_export => drop(exports.insert(last.clone(), name)),
                        _ => imports.push(name),
                    }
                }
            }
            for written in paths(if is_use { before } else { statement }) {
                imports.extend(self.absolute(&own, &written));
            }
        }
        self.exports.insert(own, exports);
        self.imports.insert(path.to_owned(), imports);
    }

    /// Returns a path in `own` from the crate's root. `None` if it leads to another crate.
    fn absolute(&self, own: &[String], written: &str) -> Option<Path> {
        let parts: Vec<String> = written.split("::").map(|it| it.trim().to_owned()).collect();
        let rest = |from: usize| parts[from..].iter().cloned();
        match parts[0].as_str() {
            "crate" => Some(rest(1).collect()),
            "self" => Some(own.iter().cloned().chain(rest(1)).collect()),
            "super" => {
                let up = parts.iter().take_while(|it| *it == "super").count();
                let base = own.len().checked_sub(up)?;
                Some(own[..base].iter().cloned().chain(rest(up)).collect())
            }
            _ => {
                let path: Path = own.iter().cloned().chain(rest(0)).collect();
                self.modules.contains_key(&path[..=own.len()]).then_some(path)
            }
        }
    }

    /// Returns the file that defines what a path names.
    fn file(&self, path: &[String]) -> Option<&str> {
        let (length, file) = (1..=path.len())
            .rev()
            .find_map(|length| Some((length, self.modules.get(&path[..length])?)))?;
        let export = path.get(length).and_then(|name| self.exports.get(&path[..length])?.get(name));
        match export {
            Some(export) if export != path => {
                let whole: Path = export.iter().chain(&path[length + 1..]).cloned().collect();
                self.file(&whole)
            }
            _ => Some(file),
        }
    }

    /// Returns the files in the same folder under `src/` that a file imports from.
    fn neighbors(&self, file: &str) -> BTreeSet<&str> {
        let room = |path: &str| path.split(['/', '.']).next().unwrap_or_default().to_owned();
        let imports = self.imports.get(file).into_iter().flatten();
        let files = imports.filter_map(|path| self.file(path));
        files.filter(|it| *it != file && room(it) == room(file)).collect()
    }

    /// Returns the files that import from each other in a circle, and those between them.
    pub(super) fn in_circles(&self) -> BTreeSet<&str> {
        let reached: BTreeMap<&str, BTreeSet<&str>> =
            self.imports.keys().map(|file| (file.as_str(), self.reached(file))).collect();
        let is_in_one = |file: &&str| reached[file].contains(file);
        reached.keys().copied().filter(is_in_one).collect()
    }

    /// Returns the files that a file imports from, directly or not.
    fn reached(&self, file: &str) -> BTreeSet<&str> {
        let mut reached = BTreeSet::new();
        let mut left: Vec<&str> = self.neighbors(file).into_iter().collect();
        while let Some(next) = left.pop() {
            if reached.insert(next) {
                left.extend(self.neighbors(next));
            }
        }
        reached
    }
}

/// Returns the module of a file.
fn module(path: &str) -> Path {
    let path = path.trim_end_matches(".rs");
    let path = path.strip_suffix("/mod").unwrap_or(path);
    path.split('/').filter(|part| *part != "lib").map(str::to_owned).collect()
}

fn without_comment(line: &str) -> String {
    line.split("//").next().unwrap_or_default().to_owned() + "\n"
}

/// Returns every path in the tree of a `use`.
fn names(tree: &str) -> Vec<String> {
    let tree = tree.trim();
    let Some((before, group)) = tree.split_once('{') else {
        let name = tree.split(" as ").next().unwrap_or_default();
        return vec![name.trim_end_matches("::self").to_owned()];
    };
    let group = group.trim_end().trim_end_matches('}');
    let (mut depth, mut parts) = (0, vec![String::new()]);
    for c in group.chars() {
        depth += i32::from(c == '{') - i32::from(c == '}');
        match parts.last_mut() {
            Some(part) if c != ',' || depth > 0 => part.push(c),
            _ => parts.push(String::new()),
        }
    }
    let parts = parts.iter().filter(|part| !part.trim().is_empty());
    let inner = parts.flat_map(|part| names(part));
    inner.map(|name| format!("{before}{name}").trim_end_matches("::self").to_owned()).collect()
}

/// Returns the paths in a piece of code that begin at the crate's root or in a module above.
fn paths(code: &str) -> Vec<String> {
    let is_name = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    let words = code.split(|c: char| !is_name(c));
    let of_crate = |word: &&str| word.starts_with("crate::") || word.starts_with("super::");
    words.filter(of_crate).map(|word| word.trim_end_matches(':').to_owned()).collect()
}
