//! `schema`: what editors are told agrees with what `check` says.

use std::collections::BTreeMap;

use boon::{Compiler, SchemaIndex};
use serde_json::{Map, Value};

use crate::project::{Project, files_in, repository};

/// The schemas, by name.
fn schemas(project: &Project, arguments: &str) -> Map<String, Value> {
    let printed = project.run(&format!("schema {arguments}")).exit(0).out;
    serde_json::from_str(&printed).expect("it is JSON")
}

/// The name of the schema for a file under `content/`; nothing for what is published as it is.
fn name_of(path: &str) -> Option<&'static str> {
    let (folder, name) = path.split_once('/').unwrap_or(("", path));
    match (folder, name) {
        ("", "site.yaml") => Some("site"),
        ("", "index.md") => Some("home"),
        _ if !name.ends_with(".md") => None,
        ("participants", _) => Some("participant"),
        ("parties", _) => Some("party"),
        ("issues", _) => Some("issue"),
        ("events", _) => Some("event"),
        ("sources", _) => Some("source"),
        ("glossary", _) => Some("term"),
        ("pages", _) => Some("page"),
        _ => None,
    }
}

/// What an editor would hand to a validator: the front matter, or the whole of `site.yaml`.
fn data(text: &str) -> Value {
    let yaml = text
        .strip_prefix("---\n")
        .map_or(text, |rest| rest.split_once("---\n").expect("the front matter is closed").0);
    let data: Value = serde_yaml::from_str(yaml).expect("it is YAML");
    if data.is_null() { Value::Object(Map::new()) } else { data }
}

/// The schemas of an explainer, to check files against.
struct Schemas {
    compiled: boon::Schemas,
    places: BTreeMap<String, SchemaIndex>,
}

impl Schemas {
    fn new(schemas: &Map<String, Value>) -> Self {
        let (mut compiler, mut compiled) = (Compiler::new(), boon::Schemas::new());
        let mut places = BTreeMap::new();
        for (name, schema) in schemas {
            let address = format!("file:///{name}.json");
            compiler.add_resource(&address, schema.clone()).expect("it is a schema");
            let place = compiler.compile(&address, &mut compiled).expect("the schema is sound");
            places.insert(name.clone(), place);
        }
        Self { compiled, places }
    }

    /// What they have against a file.
    fn complaints(&self, path: &str, text: &str) -> Vec<String> {
        let Some(name) = name_of(path) else { return Vec::new() };
        let data = data(text);
        let wrong = self.compiled.validate(&data, self.places[name]).err();
        wrong.map(|wrong| format!("{path}: {wrong:#}")).into_iter().collect()
    }
}

#[test]
fn every_file_of_every_explainer_is_valid() {
    let plain = Schemas::new(&schemas(&Project::empty(), ""));
    for root in ["", "tests/explainers/handel", "src/scaffold/starter"] {
        let root = repository().join(root);
        let arguments = format!("--root {}", root.display());
        let completed = Schemas::new(&schemas(&Project::empty(), &arguments));
        for (path, bytes) in files_in(&root.join("content")) {
            let text = String::from_utf8_lossy(&bytes);
            for schemas in [&plain, &completed] {
                let complaints = schemas.complaints(&path, &text);
                assert!(complaints.is_empty(), "{}", complaints.join("\n"));
            }
        }
    }
}

#[test]
fn what_check_refuses_for_its_shape_is_refused_here() {
    const ANN: &str = "participants/ann.md";
    const QUOTAS: &str = "issues/quotas.md";
    const SUMMIT: &str = "events/summit.md";
    const GAZETTE: &str = "sources/gazette.md";
    let schemas = Schemas::new(&schemas(&Project::new(), ""));
    for (path, from, to, code) in [
        (ANN, "role:", "roll:", "unknown-key"),
        (ANN, "summary: Wants", "sumary: Wants", "unknown-key"),
        (ANN, "role: Minister\n", "", "missing-key"),
        (ANN, "    cite: gazette#p1\n", "", "position-without-citation"),
        (ANN, "cite: gazette#p1", "cite: gazette", "bad-citation"),
        (ANN, "role:", "attendance: inperson\nrole:", "bad-value"),
        (ANN, "role:", "draft: maybe\nrole:", "wrong-type"),
        (ANN, "role:", "aliases: /ann/\nrole:", "wrong-type"),
        (ANN, "role: Minister", "role: [Minister, Envoy]", "wrong-type"),
        (ANN, "party: north", "party: nroth", "unknown-party"),
        (ANN, "issue: quotas", "issue: quota", "unknown-issue"),
        (ANN, "stance: for", "stance: fro", "unknown-stance"),
        (ANN, "stance: for", "stance: for\n    proposal: equals", "unknown-proposal"),
        ("parties/north.md", "country", "land", "bad-value"),
        (QUOTAS, "status: open", "status: opened", "bad-value"),
        (QUOTAS, "id: equal", "id: Equal", "bad-slug"),
        (QUOTAS, ", label: Equal shares", "", "missing-key"),
        (SUMMIT, "date: 2024-05-01", "date: 2024-13-01", "bad-date"),
        (SUMMIT, "date: 2024-05-01", "date: 24", "bad-date"),
        (SUMMIT, "date: 2024-05-01", "date: true", "wrong-type"),
        (SUMMIT, "cite: gazette#p2", "cite: []", "claim-without-citation"),
        (SUMMIT, "cite:", "participants: [carl]\ncite:", "unknown-participant"),
        (GAZETTE, "publisher:", "url: example.org\npublisher:", "bad-url"),
        (GAZETTE, "  p1:", "  P 1:", "bad-slug"),
        ("glossary/quota.md", "title: Quota", "title: Quota\nalso: [{ a: b }]", "wrong-type"),
        ("pages/about.md", "title:", "name:", "unknown-key"),
        ("site.yaml", "tone: positive", "tone: good", "bad-value"),
        ("site.yaml", "language: en", "language: en\nlead_issues: [fish]", "unknown-issue"),
        ("site.yaml", "language: en", "language: en\nmain_event: talks", "unknown-event"),
        ("site.yaml", "tagline: Who may catch what\n", "", "missing-key"),
    ] {
        let project = Project::new().edit(&format!("content/{path}"), from, to);
        let problems = project.problems();
        assert!(problems.contains(&format!("error[{code}]")), "{path}: {to}\n{problems}");
        let text = project.read(&format!("content/{path}"));
        assert!(!schemas.complaints(path, &text).is_empty(), "{path}: `{to}` is not refused");
    }
}

#[test]
fn references_are_completed_from_the_folder() {
    let project = Project::new()
        .file("content/parties/south.md", "---\nname: South\nkind: country\ndraft: true\n---\n");
    let schemas = schemas(&project, "");
    let at = |pointer: &str| {
        let (name, path) = pointer.split_once('/').expect("a name and a path");
        let place = format!("/properties/{}", path.replace('.', "/items/properties/"));
        schemas[name].pointer(&place).unwrap_or_else(|| panic!("{pointer}")).to_string()
    };
    for (pointer, known) in [
        ("participant/party", r#""enum":["north","south",null]"#),
        ("participant/positions.issue", r#""enum":["quotas"]"#),
        ("participant/positions.proposal", r#""enum":["equal",null]"#),
        ("participant/positions.stance", r#""enum":["for","against"]"#),
        ("participant/positions.quote_by", r#""enum":["ann","bob",null]"#),
        ("participant/positions.cite", r#""examples":["gazette#p1","gazette#p2"]"#),
        ("participant/contacts.with", r#""enum":["ann","bob"]"#),
        ("participant/contacts.event", r#""enum":["summit",null]"#),
        ("party/members", r#""items":{"enum":["north","south"]"#),
        ("event/participants", r#""items":{"enum":["ann","bob"]"#),
        ("event/issues", r#""items":{"enum":["quotas"]"#),
        ("site/lead_issues", r#""items":{"enum":["quotas"]"#),
        ("site/main_event", r#""enum":["summit",null]"#),
    ] {
        assert!(at(pointer).contains(known), "{pointer}: {}", at(pointer));
    }
    let from_elsewhere =
        Project::empty().run(&format!("schema --root {}", project.path().display())).exit(0);
    assert_eq!(from_elsewhere.out, project.run("schema").exit(0).out);
}

#[test]
fn what_cannot_be_read_is_not_refused() {
    let project = Project::new()
        .file("content/site.yaml", "title: [\n")
        .file("content/issues/quotas.md", "no front matter");
    let position =
        &schemas(&project, "")["party"]["properties"]["positions"]["items"]["properties"];
    assert_eq!(position["issue"]["enum"], serde_json::json!(["quotas"]));
    assert_eq!(
        (&position["stance"]["enum"], &position["proposal"]["enum"]),
        (&Value::Null, &Value::Null)
    );
}

/// Calls `see` with every key that a schema describes.
fn properties(schema: &Value, see: &mut impl FnMut(&str, &Value)) {
    match schema {
        Value::Object(keys) => {
            if let Some(Value::Object(properties)) = keys.get("properties") {
                properties.iter().for_each(|(key, schema)| see(key, schema));
            }
            keys.values().for_each(|it| properties(it, see));
        }
        Value::Array(items) => items.iter().for_each(|it| properties(it, see)),
        _ => {}
    }
}

#[test]
fn every_key_is_described_in_one_sentence_or_two() {
    let mut seen = 0;
    for (name, schema) in &schemas(&Project::new(), "") {
        assert!(schema["description"].is_string(), "{name}");
        properties(schema, &mut |key, schema| {
            seen += 1;
            let description = schema["description"].as_str().unwrap_or_default();
            assert!(description.ends_with('.'), "{name}: {key}: `{description}`");
        });
    }
    assert!(seen > 100, "{seen}");
}

#[test]
fn the_output_is_the_same_every_time_and_holds_no_marks() {
    let project = Project::new();
    let all = project.run("schema").exit(0).out;
    assert_eq!(all, project.run("schema").exit(0).out);
    assert!(!all.contains("x-standpoint") && !all.contains("$ref"));
    let sorted: Value = serde_json::from_str(&all).expect("it is JSON");
    assert_eq!(all, format!("{sorted:#}\n"));
}

#[test]
fn schemas_are_written_into_a_folder_and_nowhere_else() {
    let project = Project::new().file("mine.json", "mine").link("out/party.json", "../mine.json");
    let before = files_in(project.path()).len();
    for _ in 0..2 {
        let run = project.run("schema --output out").exit(0);
        assert_eq!((run.out.as_str(), run.err.as_str()), ("", "9 schemas: out\n"));
    }
    assert_eq!(files_in(project.path()).len(), before + 9);
    assert_eq!(project.read("mine.json"), "mine");
    for name in schemas(&project, "").keys() {
        let printed = project.run(&format!("schema {name}")).exit(0).out;
        assert_eq!(project.read(&format!("out/{name}.json")), printed);
    }
    project.run("schema term --output one").exit(0);
    assert_eq!(files_in(&project.path().join("one")).len(), 1);
}

#[test]
fn init_makes_them_for_its_settings() {
    let project = Project::empty();
    project.run("init talks").exit(0);
    let made = files_in(&project.path().join("talks/.vscode/schema"));
    project.run("schema --root talks --output again").exit(0);
    assert_eq!(made, files_in(&project.path().join("again")));
    assert!(project.read("again/participant.json").contains("\"eastport\""));
}

#[test]
fn a_wrong_command_line_is_told_so() {
    let project = Project::empty().file("taken", "");
    for (arguments, message) in [
        ("schema persons", "[possible values: site, home, participant"),
        ("schema --root nowhere", "`nowhere` is no explainer: it holds no `content/`"),
        ("schema --output taken", "`taken/site.json` cannot be written"),
    ] {
        let run = project.run(arguments).exit(2);
        assert!(run.err.contains(message), "{}", run.err);
    }
}

#[test]
fn the_settings_for_vs_code_name_every_schema() {
    let schemas = schemas(&Project::empty(), "");
    for folder in ["", "src/scaffold/starter"] {
        let path = repository().join(folder).join(".vscode/settings.json");
        let text = std::fs::read_to_string(&path).expect("the settings");
        let settings: Value = serde_json::from_str(&text).expect("they are JSON");
        let mapped = settings["yaml.schemas"].as_object().expect("a mapping");
        assert_eq!(mapped.len(), schemas.len());
        for name in schemas.keys() {
            let globs = mapped[&format!("./.vscode/schema/{name}.json")].as_str().expect("a glob");
            let example = globs.replace("**/*", "x").replacen("content/", "", 1);
            assert_eq!(name_of(&example), Some(name.as_str()), "{globs}");
        }
    }
}

/// A11: schemas are not written by way of a link in the explainer's folder that leads out of it.
#[test]
fn no_schema_is_written_by_way_of_a_link_that_leads_out() {
    let outside = Project::empty();
    let place = outside.path().display().to_string();
    let project = Project::new()
        .link(".vscode", &place)
        .link("schemas", &place)
        .link("kept/party.json", &format!("{place}/party.json"));
    for folder in [".vscode/schema", "schemas"] {
        let said = project.run(&format!("schema --output {folder}")).exit(2).err;
        assert!(said.contains("a symbolic link leads out of the folder"), "{said}");
    }
    project.run("schema party --output kept").exit(0);
    assert!(project.read("kept/party.json").contains("coalition"));
    assert_eq!(std::fs::read_dir(outside.path()).expect("a folder").count(), 0);
}
