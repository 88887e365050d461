//! `standpoint lsp`: the real binary over the real protocol, asked as an editor asks.

mod editor;
mod fixes;
mod protocol;

use std::collections::BTreeSet;

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::project::{Project, full_size, repository};
use editor::{Editor, position};

/// The texts under `key` of a list of objects.
fn texts(list: &Value, key: &str) -> Vec<String> {
    let list = list.as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter().map(|it| it[key].as_str().unwrap_or_default().to_owned()).collect()
}

/// What is offered at the `|` of a file.
fn offered(editor: &mut Editor, path: &str, text: &str) -> Vec<String> {
    let place = editor.write(path, text);
    texts(&editor.ask("textDocument/completion", place)["items"], "label")
}

/// Ann's file, with something in the place of her position, and perhaps a body.
fn ann(position: &str, body: &str) -> String {
    format!("---\nname: Ann\nrole: Minister\nparty: north\n{position}---\n{body}")
}

#[test]
fn sound_content_is_told_to_be_sound_and_a_break_is_told_where_it_breaks() {
    let project = Project::new();
    let mut editor = Editor::start(project.path());
    assert!(editor.problems().is_empty(), "{:?}", editor.problems());
    // What is typed and not saved breaks the file at hand …
    let broken = ann(
        "positions:\n  - issue: quotas\n    stance: fro\n    summary: Wants.\n    cite: gazette#p1\n",
        "",
    );
    editor.write("participants/ann.md", &broken);
    assert_eq!(editor.problems(), ["content/participants/ann.md:7:13 unknown-stance"]);
    // … and is mended by typing.
    editor.write("participants/ann.md", &broken.replace("fro", "for"));
    assert!(editor.problems().is_empty(), "{:?}", editor.problems());
    // A passage that goes breaks the files that cite it.
    let gazette = project.read("content/sources/gazette.md");
    editor.write("sources/gazette.md", &gazette.replace("p1:", "q1:"));
    assert_eq!(
        editor.problems(),
        [
            "content/index.md:4:55 unknown-passage",
            "content/participants/ann.md:9:19 unknown-passage",
        ]
    );
    editor.close("sources/gazette.md");
    assert!(editor.problems().is_empty(), "what is closed unsaved is as it is on disk");
}

#[test]
fn what_is_told_is_what_check_says() {
    let project = Project::new()
        .edit("content/participants/ann.md", "stance: for", "stance: fro")
        .edit("content/participants/ann.md", "party: north", "party: noth\nrôle: x")
        .edit("content/pages/about.md", "../parties/north.md", "../parties/nort.md")
        .edit("content/index.md", "[@gazette p1]", "[@gazete p1] [[quotum]] Київ [@gazette p9]")
        .file("content/issues/broken.md", "---\ntitle: [\n---\n")
        .file("content/stray.md", "---\n---\n");
    let mut editor = Editor::start(project.path());
    assert_eq!(editor.told(), checked(&project));
    let messages = editor.messages();
    assert!(
        messages
            .contains(&"`site.yaml` defines no stance `fro`\nhelp: did you mean `for`?".to_owned()),
        "{messages:?}"
    );
}

/// C6: editors show unfinished work as information, and neither as an error nor as a warning.
#[test]
fn notes_are_information() {
    let project = Project::new()
        .file("content/glossary/catch.md", "---\ntitle: Catch\n---\n")
        .edit("content/pages/about.md", "How", "<b id=\"a\">How</b>");
    let mut editor = Editor::start(project.path());
    assert_eq!(editor.problems().len(), 2);
    let told = editor.wrong.values().flatten();
    let told: BTreeSet<_> = told.map(|it| (it["code"].as_str(), it["severity"].as_u64())).collect();
    // LSP 3.17, "DiagnosticSeverity": 2 is a warning, 3 is information.
    assert_eq!(told, [(Some("raw-html"), Some(2)), (Some("unlinked-term"), Some(3))].into());
}

/// What `check` says: file, line, column, code, message and help.
fn checked(project: &Project) -> BTreeSet<String> {
    let run = project.run("check --format json");
    let problems = run.out.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    let line = |it: Value| {
        let help = it["help"].as_str().map(|it| format!("\nhelp: {it}")).unwrap_or_default();
        let (file, line, column) = (&it["file"], &it["line"], &it["column"]);
        let file = file.as_str().unwrap_or_default();
        let code = it["code"].as_str().unwrap_or_default();
        format!(
            "{file}:{line}:{column} {code} {}{help}",
            it["message"].as_str().unwrap_or_default()
        )
    };
    problems.map(line).collect()
}

#[test]
fn quick_fixes_mend() {
    let position = |with: &str| {
        format!(
            "positions:\n  - issue: quotas\n    stance: for\n    summary: Wants quotas.\n    cite: gazette#p1\n{with}"
        )
    };
    let cases = [
        (ann(&position("").replace("stance: for", "stance: fro"), ""), "Write `for`"),
        (ann(&position("").replace("issue: quotas", "issue: quota"), ""), "Write `quotas`"),
        (ann(&position("").replace("gazette#p1", "gazete#p1"), ""), "Write `gazette`"),
        (ann(&position("").replace("summary", "sumary"), ""), "Write `summary`"),
        (ann(&position("").replace("    summary: Wants quotas.\n", ""), ""), "Add `summary:`"),
        (
            ann(&position("").replace("  - issue: quotas\n    stance", "  - stance"), ""),
            "Add `issue:`",
        ),
        (ann(&position("    basis: state\n"), ""), "Write `stated`"),
        (ann(&position(""), "\nSee [[quotos]].\n"), "Write `quotas`"),
        (
            ann(&position(""), "\nSee [[issues/quotos#background]].\n"),
            "Write `issues/quotas#background`",
        ),
        (
            ann(&position(""), "\nSee [it](../issues/quota.md#background).\n"),
            "Write `../issues/quotas.md#background`",
        ),
        (ann(&position(""), "\nSee [it](../issues/quotas.md#backgrund).\n"), "Write `background`"),
        (ann(&position(""), "\n![Map](../pages/mop.svg)\n"), "Write `../pages/map.svg`"),
        (
            ann(&position(""), "").replace("party: north", "party: westland"),
            "Begin `content/parties/westland.md`",
        ),
        (
            ann(&position("contacts:\n  - { with: cyd, kind: call, cite: gazette#p1 }\n"), ""),
            "Begin `content/participants/cyd.md`",
        ),
        (
            ann(&position(""), "\nSee [[glossary/trawler]].\n"),
            "Begin `content/glossary/trawler.md`",
        ),
        // B1, B7, B9, C1 to C3: front matter that is read otherwise than it was meant, or not at all.
        (
            ann(&position("").replace("Wants quotas.", "Wants item #1."), ""),
            "Put the value in quotation marks",
        ),
        (
            ann(&position("").replace("Wants quotas.", "“Wants quotas”"), ""),
            "Write `\"Wants quotas\"`",
        ),
        (ann(&position(""), "").replace("party: north", "party:\tnroth"), "Write `north`"),
        (ann(&position(""), "").replace("party: north", "party: &p nroth"), "Write `north`"),
        (ann(&position(""), "").replace("party: north", "party: nor\u{200b}th"), "Write `north`"),
        (ann(&position(""), "").replace("party: north", "party:\u{a0}north"), "Correct the space"),
        (ann(&position(""), "").replace("party: north", "party:north"), "Write `:`"),
        (ann(&position("").replace("  - issue", "  – issue"), ""), "Write `-`"),
        (ann(&position("").replace("  - issue", "  -issue"), ""), "Write `-`"),
        (ann(&position("").replace("    stance", "   stance"), ""), "Correct the space"),
        (
            ann(&position("").replace("cite: gazette#p1", "cite: gazette#p1, gazette#p2"), ""),
            "Write `[gazette#p1, gazette#p2]`",
        ),
        (ann(&position("").replace("stance: for", "stance: In favour"), ""), "Write `for`"),
        (
            ann(&position(""), "").replace("---\nname", "\n---\nname"),
            "Remove what stands before `---`",
        ),
        (
            ann(&position("").replace("Wants quotas.", "**Wants** quotas."), ""),
            "Write `\"**Wants** quotas.\"`",
        ),
    ];
    for (text, title) in cases {
        let project = Project::new();
        let mut editor = Editor::start(project.path());
        editor.write("participants/ann.md", &text);
        let before = editor.problems();
        let whole = json!({ "start": position_of(0, 0), "end": position_of(99, 0) });
        let asked = json!({ "textDocument": editor.document("participants/ann.md"), "range": whole, "context": { "diagnostics": [] } });
        let actions = editor.ask("textDocument/codeAction", asked);
        let action = actions.as_array().and_then(|all| all.iter().find(|it| it["title"] == title));
        let action = action.unwrap_or_else(|| panic!("{title}: {actions} for {before:?}"));
        assert_eq!(action["diagnostics"].as_array().map(Vec::len), Some(1));
        let code = action["diagnostics"][0]["code"].as_str().expect("a code").to_owned();
        editor.carry_out(&action["edit"]);
        let after = editor.problems();
        assert!(!after.iter().any(|it| it.ends_with(&code)), "{title}: {after:?}");
    }
}

/// C1: no quick fix is offered where it would write over something else.
#[test]
fn no_fix_is_offered_for_what_cannot_be_written_over() {
    for front in [
        "party: >-\n  nroth\n",
        "party: \"nro\\\n  th\"\n",
        "aliases: [\n  \"/x/\",\n]\nparty: >\n  nroth\n",
        "attendance:\n",
        "party: nroth\nupdates: [date: 2024-01-01]\n",
    ] {
        let project = Project::new();
        let mut editor = Editor::start(project.path());
        let text = format!("---\nname: Ann\nrole: Envoy\nno_position: None.\n{front}---\n");
        editor.write("participants/ann.md", &text);
        let before = editor.problems();
        let whole = json!({ "start": position_of(0, 0), "end": position_of(99, 0) });
        let asked = json!({ "textDocument": editor.document("participants/ann.md"), "range": whole, "context": { "diagnostics": [] } });
        let actions = editor.ask("textDocument/codeAction", asked);
        for action in actions.as_array().expect("a list") {
            editor.write("participants/ann.md", &text);
            editor.carry_out(&action["edit"]);
            let after = editor.problems();
            assert!(after.len() < before.len(), "{front}: {action} {after:?}");
            assert!(editor.text("participants/ann.md").contains("name: Ann\nrole: Envoy\n"));
        }
    }
}

fn position_of(line: usize, character: usize) -> Value {
    json!({ "line": line, "character": character })
}

#[test]
fn what_can_be_written_is_offered() {
    let project = Project::new();
    let mut editor = Editor::start(project.path());
    let at = "participants/ann.md";
    let positions = |inner: &str| ann(&format!("positions:\n  - issue: quotas\n{inner}"), "");
    let cases: [(String, &[&str]); 22] = [
        (ann("", "").replace("party: north", "party: |"), &["north"]),
        (ann("", "").replace("party: north", "party: no|"), &["north"]),
        (ann("att|\n", ""), &["attendance"]),
        (ann("attendance: |\n", ""), &["host", "in-person", "remote", "absent"]),
        (ann("draft: |\n", ""), &["true", "false"]),
        (ann("contacts:\n  - with: |\n", ""), &["ann", "bob"]),
        (ann("contacts:\n  - { with: bob, kind: | }\n", ""), &["meeting", "call", "contact"]),
        (ann("contacts:\n  - { with: bob, event: | }\n", ""), &["summit"]),
        (positions("    stance: |\n"), &["for", "against"]),
        (positions("    proposal: |\n"), &["equal"]),
        (positions("    cite: |\n"), &["gazette#p1", "gazette#p2"]),
        (positions("    cite: [gazette#p1, gazette#|]\n"), &["gazette#p1", "gazette#p2"]),
        (positions("    cite:\n      - gazette#p2|\n"), &["gazette#p2"]),
        (positions("    basis: |\n"), &["stated", "reported", "inferred"]),
        (ann("positions:\n  - issue: q|\n", ""), &["quotas"]),
        (positions("    st|\n"), &["stance"]),
        (ann("", "\nAs said [@|"), &["gazette"]),
        (ann("", "\nAs said [@gazette |]"), &["p1", "p2"]),
        (ann("", "\nSee [[quota|"), &["quota", "quotas"]),
        (ann("", "\nSee [it](../iss|)"), &["../issues/quotas.md"]),
        (ann("", "\nSee [it](../issues/quotas.md#|)"), &["background"]),
        (ann("", "\nSee [[quotas#|]]"), &["background"]),
    ];
    for (text, expected) in cases {
        let offered = offered(&mut editor, at, &text);
        assert_eq!(offered, expected, "{text}");
    }
    let keys = offered(&mut editor, at, &positions("    |\n"));
    assert_eq!(keys[..3], ["cite", "stance", "summary"], "what is required comes first: {keys:?}");
    assert!(!keys.contains(&"issue".to_owned()), "what is there is not offered again");
    let stances =
        offered(&mut editor, "site.yaml", &(project.read("content/site.yaml") + "lead_issues: [|"));
    assert_eq!(stances, ["quotas"]);
}

#[test]
fn what_is_offered_says_what_it_is() {
    let project = Project::new();
    let mut editor = Editor::start(project.path());
    let text = ann("positions:\n  - issue: quotas\n    cite: gazette#p2|\n", "");
    let place = editor.write("participants/ann.md", &text);
    let offer = editor.ask("textDocument/completion", place)["items"][0].clone();
    assert_eq!(offer["detail"], "The summit");
    assert_eq!(offer["documentation"]["value"], "Gazette, The Gazette, 2024-05-02");
    assert_eq!(offer["textEdit"]["newText"], "gazette#p2");
    let range = &offer["textEdit"]["range"];
    assert_eq!(*range, json!({ "start": position_of(6, 10), "end": position_of(6, 20) }));
}

/// What is told at the `|` of a file.
fn told_at(editor: &mut Editor, path: &str, text: &str) -> String {
    let place = editor.write(path, text);
    let hover = editor.ask("textDocument/hover", place);
    hover["contents"]["value"].as_str().unwrap_or("nothing").to_owned()
}

#[test]
fn what_is_under_the_cursor_is_told() {
    let project = Project::new().file(
        "content/glossary/quota.md",
        "---\ntitle: Quota\nsummary: A limit on what may be caught.\n---\n\nA limit.\n",
    );
    let mut editor = Editor::start(project.path());
    let position = "positions:\n  - issue: quotas\n    stance: for\n    summary: Wants.\n    cite: gazette#p1\n";
    let at = "participants/ann.md";
    let told: Vec<_> = [
        ann(position, "").replace("north", "no|rth"),
        ann(position, "").replace("issue: q", "issue: |q"),
        ann(position, "").replace("stance: for", "stance: f|or"),
        ann(position, "").replace("gazette#p1", "gaz|ette#p1"),
        ann(position, "").replace("gazette#p1", "gazette#p|1"),
        ann(position, "").replace("    stance", "    st|ance"),
        ann(position, "").replace("stance: for", "stance: fro|"),
        ann(position, "\nOn a [[glossary/quo|ta|limit]] [@gazette p1].\n"),
        ann(position, "\nOn a limit [@gazette p|1].\n"),
        ann("attendance: hos|t\n", ""),
        ann(position, "").replace("name: Ann", "name: A|nn"),
    ]
    .into_iter()
    .map(|text| told_at(&mut editor, at, &text))
    .collect();
    assert_snapshot!(told.join("\n======\n"));
}

#[test]
fn things_are_found_from_where_they_are_named_and_back() {
    let project = Project::new();
    let mut editor = Editor::start(project.path());
    let cases = [
        ("participants/ann.md", "party: |north", "parties/north.md:2:7"),
        ("participants/ann.md", "issue: quo|tas", "issues/quotas.md:2:8"),
        ("participants/ann.md", "stance: f|or", "site.yaml:6:11"),
        ("participants/ann.md", "gaz|ette#p1", "sources/gazette.md:2:8"),
        ("participants/ann.md", "gazette#p|1", "sources/gazette.md:6:3"),
        ("index.md", "[@gazette p|1]", "sources/gazette.md:6:3"),
        ("index.md", "issues/quo|tas.md", "issues/quotas.md:2:8"),
        ("issues/quotas.md", "[[glossary/quo|ta|quota]]", "glossary/quota.md:2:8"),
    ];
    for (path, place, expected) in cases {
        let place = editor.find(path, place);
        let found = editor.ask("textDocument/definition", place);
        assert_eq!(editor.place_of(&found), format!("content/{expected}"), "{path}");
    }
    let references = |editor: &mut Editor, path: &str, place: &str| {
        let mut place = editor.find(path, place);
        place["context"] = json!({ "includeDeclaration": false });
        let found = editor.ask("textDocument/references", place);
        let found = found.as_array().expect("a list").iter();
        found.map(|it| editor.place_of(it).replace("content/", "")).collect::<Vec<_>>()
    };
    assert_eq!(
        references(&mut editor, "parties/north.md", "name: No|rth"),
        ["pages/about.md:5:50", "participants/ann.md:4:8"]
    );
    assert_eq!(
        references(&mut editor, "sources/gazette.md", "p|1:"),
        ["index.md:4:55", "participants/ann.md:9:19"]
    );
    assert_eq!(references(&mut editor, "sources/gazette.md", "p|2:"), ["events/summit.md:4:15"]);
    assert_eq!(references(&mut editor, "site.yaml", "id: f|or"), ["participants/ann.md:7:13"]);
    assert_eq!(
        references(&mut editor, "participants/bob.md", "role: En|voy"),
        ["issues/quotas.md:11:96"],
        "elsewhere, the file's own"
    );
}

#[test]
fn a_file_shows_its_parts() {
    let project = Project::new();
    let mut editor = Editor::start(project.path());
    let document = |editor: &Editor, path: &str| json!({ "textDocument": editor.document(path) });
    let symbols = |editor: &mut Editor, path: &str| {
        let asked = document(editor, path);
        outline(&editor.ask("textDocument/documentSymbol", asked), 0)
    };
    let parts =
        symbols(&mut editor, "participants/ann.md") + &symbols(&mut editor, "issues/quotas.md");
    assert_snapshot!(parts);
    let found = editor.ask("workspace/symbol", json!({ "query": "quot" }));
    assert_eq!(texts(&found, "name"), ["Quotas", "Quota"]);
    let asked = document(&editor, "issues/quotas.md");
    let links = editor.ask("textDocument/documentLink", asked);
    let tooltips: BTreeSet<_> = texts(&links, "tooltip").into_iter().collect();
    assert_eq!(tooltips, ["About", "Ann", "Bob", "Quota", "Summit"].map(str::to_owned).into());
    let asked = document(&editor, "issues/quotas.md");
    let folds = editor.ask("textDocument/foldingRange", asked);
    let folds = folds.as_array().expect("a list").iter();
    let folds: Vec<_> = folds.map(|it| format!("{}-{}", it["startLine"], it["endLine"])).collect();
    assert_eq!(folds, ["0-6", "4-5", "8-10"]);
}

/// A tree of symbols, a line each.
fn outline(symbols: &Value, depth: usize) -> String {
    let symbols = symbols.as_array().map(Vec::as_slice).unwrap_or_default();
    let line = |it: &Value| {
        let detail = it["detail"].as_str().map(|it| format!(" ({it})")).unwrap_or_default();
        let name = it["name"].as_str().unwrap_or_default();
        format!("{}{name}{detail}\n{}", "  ".repeat(depth), outline(&it["children"], depth + 1))
    };
    symbols.iter().map(line).collect()
}

#[test]
fn slugs_show_names_and_lenses_how_things_stand() {
    let project = Project::new();
    let mut editor = Editor::start(project.path());
    let all = json!({ "start": position_of(0, 0), "end": position_of(99, 0) });
    let asked = json!({ "textDocument": editor.document("participants/ann.md"), "range": all });
    let hints = editor.ask("textDocument/inlayHint", asked);
    assert_eq!(texts(&hints, "label"), ["North", "Quotas", "Ann on quotas"]);
    assert_eq!(hints[0]["position"], position_of(3, 12));
    let lenses = |editor: &mut Editor, path: &str| {
        let asked = json!({ "textDocument": editor.document(path) });
        let lenses = editor.ask("textDocument/codeLens", asked);
        let lenses = lenses.as_array().map(Vec::as_slice).unwrap_or_default();
        let line = |it: &Value| {
            format!(
                "{}: {}",
                it["range"]["start"]["line"],
                it["command"]["title"].as_str().unwrap_or_default()
            )
        };
        lenses.iter().map(line).collect::<Vec<_>>()
    };
    assert_eq!(lenses(&mut editor, "issues/quotas.md"), ["1: 1 In favour"]);
    assert_eq!(
        lenses(&mut editor, "sources/gazette.md"),
        ["5: 2 claims rest on this", "6: 1 claim rests on this"]
    );
    assert_eq!(lenses(&mut editor, "pages/about.md"), Vec::<String>::new());
}

#[test]
fn renaming_does_what_mv_does() {
    let (by_editor, by_mv) = (Project::new(), Project::new());
    let mut editor = Editor::start(by_editor.path());
    let mut place = editor.find("participants/ann.md", "issue: quo|tas");
    let prepared = editor.ask("textDocument/prepareRename", place.clone());
    assert_eq!(prepared["placeholder"], "quotas");
    place["newName"] = "fishing-quotas".into();
    let edit = editor.ask("textDocument/rename", place.clone());
    editor.carry_out(&edit);
    assert!(editor.problems().is_empty(), "{:?}", editor.problems());
    editor.save_all();
    by_mv.run("mv issues/quotas fishing-quotas").exit(0);
    assert_eq!(by_editor.contents(), by_mv.contents());
    // What cannot be done is said.
    let mut editor = Editor::start(by_editor.path());
    let mut place = editor.find("participants/ann.md", "party: no|rth");
    place["newName"] = "No slug".into();
    let refused = editor.refused("textDocument/rename", place);
    assert!(refused.contains("`No slug` is no slug"), "{refused}");
    let place = editor.find("participants/ann.md", "gazette#p|1");
    let refused = editor.refused("textDocument/prepareRename", place);
    assert_eq!(refused, "only what has a file of its own can be renamed");
}

#[test]
fn a_file_renamed_in_the_editor_takes_its_references_along() {
    let project = Project::new();
    let mut editor = Editor::start(project.path());
    let uri = |name: &str| editor.document(&format!("participants/{name}.md"))["uri"].clone();
    let files = json!({ "files": [{ "oldUri": uri("bob"), "newUri": uri("bobby") }] });
    let edit = editor.ask("workspace/willRenameFiles", files);
    editor.carry_out(&edit);
    editor.rename_file("participants/bob.md", "participants/bobby.md");
    assert!(editor.problems().is_empty(), "{:?}", editor.problems());
}

#[test]
fn columns_are_those_of_the_client() {
    // Before the mistake stand Cyrillic, Arabic, and characters of two halves.
    let body = "\nКиїв і سلام 👍👩‍👩‍👧 [@gazete p1]\n";
    let project = Project::new();
    let text = ann("no_position: Only listened.\n", body);
    let line = body.trim_start_matches('\n').split("gazete").next().expect("a part");
    let columns = [
        ("utf-16", line.encode_utf16().count()),
        ("utf-8", line.len()),
        ("utf-32", line.chars().count()),
    ];
    for (encoding, column) in columns {
        let mut editor = Editor::start_with(project.path(), encoding);
        editor.write("participants/ann.md", &text);
        let told = editor.told_of("participants/ann.md");
        assert_eq!(told[0]["range"]["start"], position_of(7, column), "{encoding}");
        assert_eq!(told[0]["range"]["end"], position_of(7, column + 6), "{encoding}");
    }
    // And what is asked for at a column is found there.
    let mut editor = Editor::start(project.path());
    let offered =
        offered(&mut editor, "participants/ann.md", &text.replace("gazete p1", "ga|zete p1"));
    assert_eq!(offered, ["gazette"]);
}

#[test]
fn whatever_is_asked_of_whatever_is_broken_is_answered() {
    let project = Project::new();
    let mut editor = Editor::start(project.path());
    let broken = [
        "",
        "---",
        "---\n",
        "---\nname: \"\n---\n[[",
        "---\n- a\n- {b: [\n---\n[@gazette p1](x.md#y)",
        "no front matter\n[@]",
        "---\nparty: north\npositions: quotas\ncontacts:\n- with\n---\n## a\n### b [[#]]\n",
        "---\nname: Ann\nrole: x\nparty: &a north\nsummary: *a\n---\n\u{feff}é👍",
    ];
    let methods = [
        "completion",
        "hover",
        "definition",
        "references",
        "prepareRename",
        "documentSymbol",
        "documentLink",
        "foldingRange",
        "codeLens",
    ];
    for text in broken {
        for path in [
            "participants/ann.md",
            "issues/quotas.md",
            "sources/gazette.md",
            "site.yaml",
            "index.md",
            "elsewhere.txt",
        ] {
            editor.write(path, text);
            for at in text.char_indices().map(|(at, _)| at).chain([text.len()]) {
                for method in methods {
                    let mut place = editor.place(path, position(text, at));
                    place["context"] = json!({ "includeDeclaration": true });
                    let _ = editor.answer(&format!("textDocument/{method}"), place);
                }
            }
            // The others are as they were.
            if path == "participants/ann.md" {
                let place = editor.find("events/summit.md", "cite: gaz|ette");
                let found = editor.ask("textDocument/definition", place);
                assert_eq!(editor.place_of(&found), "content/sources/gazette.md:2:8", "{text}");
            }
            editor.close(path);
        }
    }
    assert!(editor.problems().is_empty(), "{:?}", editor.problems());
}

#[test]
fn the_first_explainer_is_understood() {
    let mut editor = Editor::start(&repository());
    assert!(editor.problems().is_empty(), "{:?}", editor.problems());
    let place = editor.find("participants/emmanuel-macron.md", "party: fra|nce");
    let told = editor.ask("textDocument/hover", place.clone());
    assert!(
        told["contents"]["value"].as_str().is_some_and(|it| it.starts_with("**France** · party")),
        "{told}"
    );
    let found = editor.ask("textDocument/definition", place);
    assert!(editor.place_of(&found).starts_with("content/parties/france.md:"), "{found}");
    let asked = json!({ "textDocument": editor.document("sources/ap-2025-04-17.md") });
    let lenses = editor.ask("textDocument/codeLens", asked);
    assert!(lenses.as_array().is_some_and(|it| it.len() >= 10), "{lenses}");
    let asked = json!({ "textDocument": editor.document("issues/ceasefire.md") });
    let lens = editor.ask("textDocument/codeLens", asked)[0]["command"]["title"].clone();
    assert!(lens.as_str().is_some_and(|it| it.contains(" · ")), "{lens}");
}

/// A word of the explainer and one to put in its place.
const WORDS: [(&str, &str); 14] = [
    ("quotas", "quota"),
    ("gazette", "gazete"),
    ("north", "south"),
    ("stance: for", "stance: fro"),
    ("name: ", "nom: "),
    ("---\n", "--\n"),
    ("[", "[["),
    ("p1", "p9"),
    ("title: ", "title: Київ 👍 "),
    ("positions:", "positions: ["),
    ("cite: ", "cote: "),
    ("date: 2024", "date: 20x4"),
    ("../", "./"),
    ("party: north", "party: north\ndraft: true"),
];

#[test]
fn after_a_thousand_edits_it_says_what_check_says() {
    let project = Project::new();
    let mut editor = Editor::start(project.path());
    let files: Vec<_> = project.contents().into_keys().filter(|it| !it.ends_with(".svg")).collect();
    // A linear congruential generator: the same session every time.
    let mut seed = 20_250_417_u64;
    let mut random = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).expect("it fits") % below
    };
    for turn in 0..1000 {
        let path = &files[random(files.len())];
        let text = editor.text(path);
        let boundaries: Vec<_> =
            text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let at = boundaries[random(boundaries.len())];
        let (from, to) = WORDS[random(WORDS.len())];
        match random(8) {
            // A word becomes another one, or back.
            0..4 => match (text.find(from), text.find(to)) {
                (Some(at), _) => editor.type_in(path, at..at + from.len(), to),
                (None, Some(at)) => editor.type_in(path, at..at + to.len(), from),
                (None, None) => {}
            },
            4 => editor.type_in(path, at..at, ["x", "\n", "é", "👍", ": ", "- "][random(6)]),
            5 => {
                let end = boundaries[random(boundaries.len())];
                if end.abs_diff(at) < 40 {
                    editor.type_in(path, at.min(end)..at.max(end), "");
                }
            }
            // It is held against `check`, the whole time at full size.
            6 if full_size() || turn % 4 == 0 => {
                editor.save_all();
                assert_eq!(editor.told(), checked(&project), "after {turn} edits, {path}");
            }
            // It becomes what it was at first.
            _ => {
                let sound = Project::new().read(&format!("content/{path}"));
                editor.type_in(path, 0..text.len(), &sound);
            }
        }
    }
    editor.save_all();
    assert_eq!(editor.told(), checked(&project));
}
