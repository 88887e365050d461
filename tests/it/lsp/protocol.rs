//! What the Language Server Protocol promises an editor, whatever it can do and however it says it.

use std::fs;

use serde_json::{Value, json};

use super::editor::{Editor, capabilities};
use super::{ann, offered, position_of, texts};
use crate::project::Project;

#[test]
fn goodbyes_are_said_as_the_protocol_has_them() {
    let project = Project::new();
    // In one breath.
    let mut editor = Editor::start(project.path());
    editor.say_at_once(&[(Some(1), "shutdown", Value::Null), (None, "exit", Value::Null)]);
    assert_eq!(editor.ended(), Some(0));
    // What is asked after it is refused, and what is told is not heard.
    let mut editor = Editor::start(project.path());
    editor.ask("shutdown", Value::Null);
    let document = editor.document("index.md");
    editor.tell("textDocument/didClose", json!({ "textDocument": document }));
    let refused = editor.answer("workspace/symbol", json!({ "query": "" })).expect_err("too late");
    assert_eq!(refused["code"], -32600);
    editor.tell("exit", Value::Null);
    assert_eq!(editor.ended(), Some(0));
    // Without a word before.
    let mut editor = Editor::start(project.path());
    editor.tell("exit", Value::Null);
    assert_eq!(editor.ended(), Some(1));
}

#[test]
fn nothing_is_lost_of_what_is_said_in_one_breath() {
    let project = Project::new();
    let mut editor = Editor::start(project.path());
    editor.write("participants/ann.md", &ann("", ""));
    let mut document = editor.document("participants/ann.md");
    let typed = (2..202).map(|version| {
        document["version"] = version.into();
        let text = ann(&format!("party{version}: x\n"), "");
        let changes = json!([{ "text": text }]);
        let changed = json!({ "textDocument": document, "contentChanges": changes });
        (None, "textDocument/didChange", changed)
    });
    editor.say_at_once(&typed.collect::<Vec<_>>());
    assert!(editor.messages()[0].contains("party201"), "{:?}", editor.messages());
    let asked = (1000..1200).map(|id| (Some(id), "workspace/symbol", json!({ "query": "" })));
    let taken_back = (1000..1200).map(|id| (None, "$/cancelRequest", json!({ "id": id })));
    editor.say_at_once(&asked.chain(taken_back).collect::<Vec<_>>());
    for id in 1000..1200 {
        let answer = editor.hear(id);
        assert!(answer["result"].is_array() || answer["error"]["code"] == -32800, "{answer}");
    }
}

#[test]
fn an_editor_that_can_do_little_is_told_to_do_little() {
    let project = Project::new();
    let mut editor = Editor::start_as(project.path(), &json!({}));
    assert_eq!(editor.server["renameProvider"], true);
    let mut place = editor.find("participants/ann.md", "issue: quo|tas");
    place["newName"] = "fishing".into();
    assert_eq!(
        editor.refused("textDocument/rename", place),
        "this editor does not rename files: save all, and run `standpoint mv issues/quotas.md fishing`"
    );
    let asked = json!({ "textDocument": editor.document("issues/quotas.md") });
    let symbols = editor.ask("textDocument/documentSymbol", asked);
    let found = symbols.as_array().expect("a list").iter().find(|it| it["name"] == "equal");
    let found = found.unwrap_or_else(|| panic!("{symbols}"));
    assert_eq!(found["containerName"], "proposals");
    assert!(found["location"]["uri"].as_str().is_some_and(|it| it.ends_with("quotas.md")));
    // Edits are plain, and no file is begun.
    editor.write("participants/ann.md", &ann("attendance: hots\n", "\nSee [[nothing-like-it]].\n"));
    let actions = |editor: &mut Editor, only: Value| {
        let document = editor.document("participants/ann.md");
        let range = json!({ "start": position_of(0, 0), "end": position_of(99, 0) });
        let context = json!({ "diagnostics": [], "only": only });
        let asked = json!({ "textDocument": document, "range": range, "context": context });
        editor.ask("textDocument/codeAction", asked)
    };
    let all = actions(&mut editor, Value::Null);
    assert_eq!(texts(&all, "title"), ["Write `host`"]);
    let uri = editor.document("participants/ann.md")["uri"].clone();
    let changes = &all[0]["edit"]["changes"][uri.as_str().expect("an address")];
    assert_eq!(changes[0]["newText"], "host", "{all}");
    // Who asks for other actions gets none.
    assert_eq!(actions(&mut editor, json!(["quickfix"])), all);
    assert_eq!(actions(&mut editor, json!([""])), all);
    assert_eq!(actions(&mut editor, json!(["source.organizeImports"])), Value::Null);
}

#[test]
fn edits_of_an_open_file_are_of_its_version() {
    let project = Project::new();
    let mut editor = Editor::start(project.path());
    let text = editor.text("participants/ann.md");
    editor.write("participants/ann.md", &text);
    editor.write("participants/ann.md", &text);
    let mut place = editor.find("participants/ann.md", "issue: quo|tas");
    place["newName"] = "fishing".into();
    let edit = editor.ask("textDocument/rename", place);
    let versions = edit["documentChanges"].as_array().expect("changes").iter();
    let versions = versions.filter(|it| !it["textDocument"].is_null()).map(|it| {
        let uri = it["textDocument"]["uri"].as_str().unwrap_or_default();
        (uri.ends_with("ann.md"), it["textDocument"]["version"].as_u64())
    });
    for (is_open, version) in versions {
        assert_eq!(version, is_open.then_some(2), "{edit}");
    }
}

#[test]
fn two_files_with_one_slug_are_each_answered() {
    let project = Project::new();
    let text = project.read("content/participants/ann.md");
    let shorter = "---\nname: Ann\nrole: x\nno_position: Listened.\n---\n";
    for (first, second) in [(text.as_str(), shorter), (shorter, text.as_str())] {
        let project = Project::new()
            .file("content/participants/ann.md", first)
            .file("content/participants/a/ann.md", second)
            .file("content/participants/z/ann.md", "---\nname: Z\nrole: x\n---\n[[quotas]]\n");
        let mut editor = Editor::start(project.path());
        for path in ["participants/ann.md", "participants/a/ann.md", "participants/z/ann.md"] {
            let asked = json!({ "textDocument": editor.document(path) });
            let links = editor.ask("textDocument/documentLink", asked);
            let lines = editor.text(path).matches('\n').count() as u64;
            for link in links.as_array().expect("a list") {
                assert!(link["range"]["end"]["line"].as_u64() < Some(lines), "{path}: {link}");
            }
        }
        let mut place = editor.find("parties/north.md", "name: No|rth");
        place["context"] = json!({ "includeDeclaration": true });
        editor.ask("textDocument/references", place);
    }
}

#[test]
fn a_key_keeps_its_colon_and_a_value_stands_apart() {
    let project = Project::new();
    let mut editor = Editor::start(project.path());
    let mut written = |text: &str| {
        let place = editor.write("participants/ann.md", text);
        let offers = editor.ask("textDocument/completion", place);
        let edit = offers["items"][0]["textEdit"].clone();
        let range = &edit["range"];
        assert_eq!(range["start"]["line"], range["end"]["line"]);
        edit["newText"].as_str().unwrap_or_default().to_owned()
    };
    assert_eq!(written(&ann("", "").replace("party:", "par|ty:")), "party");
    assert_eq!(written(&ann("att|\n", "")), "attendance: ");
    assert_eq!(written(&ann("positions:\n  - { issue: quotas, sta|nce: for }\n", "")), "stance");
    assert_eq!(written(&ann("", "").replace("party: north", "party:|")), " north");
    assert_eq!(written(&ann("", "").replace("party: north", "party: no|")), "north");
    // In code nothing is offered.
    let none: [&str; 0] = [];
    assert_eq!(offered(&mut editor, "participants/ann.md", &ann("", "\n`[[quo|")), none);
}

#[test]
fn a_link_leads_on_from_wherever_in_it_one_asks() {
    let project = Project::new();
    let mut editor = Editor::start(project.path());
    let body = "\nOn [the |quotas](../issues/quotas.md#background), [[issues/quotas|]] and [a web](https://e|xample.org/).\n## Own\n[Up](#own)\n";
    editor.write("participants/ann.md", &ann("", &body.replace('|', "")));
    let find = |editor: &mut Editor, wanted: &str| {
        let place = editor.find("participants/ann.md", wanted);
        let found = editor.ask("textDocument/definition", place);
        editor.place_of(&found).replace("content/", "")
    };
    let quotas = "issues/quotas.md:2:8";
    for wanted in [
        "[the |quotas]",
        "](|../issues",
        "../iss|ues/quo",
        "quotas|.md",
        ".m|d#",
        "[[iss|ues",
        "quotas|]]",
    ] {
        assert_eq!(find(&mut editor, wanted), quotas, "{wanted}");
    }
    let heading = find(&mut editor, "#back|ground");
    let line = project.read("content/issues/quotas.md");
    let line = line.lines().position(|it| it.starts_with('#')).expect("a heading") + 1;
    assert_eq!(heading, format!("issues/quotas.md:{line}:1"));
    assert_eq!(find(&mut editor, "(#o|wn)"), "participants/ann.md:8:1");
    let mut place = editor.find("participants/ann.md", "https://e|xample");
    place["context"] = json!({ "includeDeclaration": true });
    assert_eq!(editor.ask("textDocument/references", place), Value::Null);
    // What is renamed is a slug, though.
    let place = editor.find("participants/ann.md", "[the |quotas]");
    let refused = editor.refused("textDocument/prepareRename", place);
    assert!(refused.starts_with("put the cursor on a slug"), "{refused}");
    let place = editor.find("participants/ann.md", "quotas|]]");
    assert_eq!(editor.ask("textDocument/prepareRename", place)["placeholder"], "quotas");
}

#[test]
fn an_explainer_that_is_begun_later_is_found() {
    let project = Project::new();
    let site = project.read("content/site.yaml");
    fs::remove_file(project.path().join("content/site.yaml")).expect("it is there");
    let mut editor = Editor::start(project.path());
    editor.write("participants/ann.md", &ann("attendance: hots\n", ""));
    assert!(editor.problems().is_empty(), "{:?}", editor.problems());
    fs::write(project.path().join("content/site.yaml"), site).expect("it is written");
    editor.tell("workspace/didChangeWatchedFiles", json!({ "changes": [] }));
    let problems = editor.problems();
    assert!(problems.iter().any(|it| it.contains("ann.md:5:13")), "{problems:?}");
}

#[test]
fn a_second_explainer_is_named_and_left_alone() {
    let (one, two) = (Project::new(), Project::new());
    let mut editor = Editor::start(one.path());
    for name in ["participants/ann.md", "index.md"] {
        let place = two.path().join("content").join(name);
        let uri = editor.uri(&place);
        let document = json!({ "uri": uri, "languageId": "markdown", "version": 1, "text": "x" });
        editor.tell("textDocument/didOpen", json!({ "textDocument": document }));
    }
    assert!(editor.problems().is_empty(), "{:?}", editor.problems());
    let [remark] = editor.remarks.as_slice() else { panic!("{:?}", editor.remarks) };
    assert!(remark.contains(&two.path().display().to_string()), "{remark}");
}

#[test]
fn a_file_is_called_what_the_editor_calls_it() {
    let project = Project::new();
    let text = ann("attendance: hots\n", "");
    // With an address that is written in another way …
    let mut editor = Editor::start(project.path());
    let uri = editor.uri(std::path::Path::new("content/participants/ann.md"));
    let uri = uri.replace("ann.md", "%61nn.md");
    let document = json!({ "uri": uri, "languageId": "markdown", "version": 7, "text": text });
    editor.tell("textDocument/didOpen", json!({ "textDocument": document }));
    editor.settle();
    assert_eq!(editor.wrong.keys().collect::<Vec<_>>(), [&uri]);
    drop(editor);
    // … and by way of a symbolic link.
    #[cfg(unix)]
    {
        let elsewhere = tempfile::tempdir().expect("a folder");
        let link = elsewhere.path().join("link");
        std::os::unix::fs::symlink(project.path(), &link).expect("a link");
        let mut editor = Editor::start(project.path());
        let uri = editor.uri(&link.join("content/participants/ann.md"));
        let document = json!({ "uri": uri, "languageId": "markdown", "version": 1, "text": text });
        editor.tell("textDocument/didOpen", json!({ "textDocument": document }));
        editor.settle();
        assert_eq!(editor.wrong.keys().collect::<Vec<_>>(), [&uri]);
    }
}

#[test]
fn addresses_need_not_be_spelt_as_the_standard_wants() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("Київ");
    fs::create_dir(&root).expect("a folder");
    let project = Project::new();
    for (path, bytes) in project.contents() {
        let place = root.join("content").join(path);
        fs::create_dir_all(place.parent().expect("a folder")).expect("a folder");
        fs::write(place, bytes).expect("it is written");
    }
    let mut editor = Editor::connect(&root);
    let uri = format!("file://{}", root.display());
    editor.begin(&json!({ "rootUri": uri, "capabilities": capabilities("utf-16") }));
    let text = ann("attendance: hots\n", "");
    let document = json!({ "uri": format!("{uri}/content/participants/ann.md"), "languageId": "markdown", "version": 1, "text": text });
    editor.tell("textDocument/didOpen", json!({ "textDocument": document }));
    assert_eq!(editor.problems(), ["content/participants/ann.md:5:13 bad-value"]);
    // What is no introduction at all is refused.
    let mut editor = Editor::connect(&root);
    let refused = editor.answer("initialize", json!({ "capabilities": 3 })).expect_err("no");
    assert_eq!(refused["code"], -32602);
    editor.begin(&json!({ "capabilities": {} }));
}

#[test]
fn a_file_that_is_not_open_is_as_it_was_read() {
    let project = Project::new();
    let mut editor = Editor::start(project.path());
    editor.settle();
    let place = project.path().join("content/issues/quotas.md");
    fs::write(place, "---\ntitle: Quotas\n").expect("it is written");
    // Nobody has told of it yet.
    let asked = json!({ "textDocument": editor.document("issues/quotas.md") });
    for method in ["foldingRange", "documentSymbol", "documentLink", "codeLens"] {
        editor.ask(&format!("textDocument/{method}"), asked.clone());
    }
}

/// H4
#[test]
fn a_move_that_no_reference_can_follow_is_explained() {
    let project = Project::new();
    let mut editor = Editor::start(project.path());
    let renamed = |editor: &Editor, pairs: &[(&str, &str)]| {
        let uri = |path: &str| editor.document(path)["uri"].clone();
        let files =
            pairs.iter().map(|(old, new)| json!({ "oldUri": uri(old), "newUri": uri(new) }));
        json!({ "files": files.collect::<Vec<_>>() })
    };
    let cases: [&[(&str, &str)]; 3] = [
        &[("participants/bob.md", "participants/b/bob.md")],
        &[("participants/bob.md", "participants/Bob B.md")],
        &[
            ("participants/bob.md", "participants/bobby.md"),
            ("participants/ann.md", "participants/anne.md"),
        ],
    ];
    for pairs in cases {
        let files = renamed(&editor, pairs);
        // No editor shows the error of this request, so the user is told in another way.
        assert_eq!(editor.ask("workspace/willRenameFiles", files), Value::Null);
        editor.settle();
        let why = editor.remarks.pop().expect("the user is told");
        assert!(why.starts_with("what names "), "{why}");
    }
    let elsewhere = renamed(&editor, &[("pictures/a.png", "pictures/b.png")]);
    assert_eq!(editor.ask("workspace/willRenameFiles", elsewhere), Value::Null);
}

/// H2: Neovim 0.10 to 0.12 announces the operations that it carries out, and not `documentChanges`.
#[test]
fn an_editor_that_names_its_operations_renames_and_begins_files() {
    let project = Project::new();
    let edits = json!({ "resourceOperations": ["rename", "create", "delete"] });
    let client = json!({ "workspace": { "workspaceEdit": edits } });
    let mut editor = Editor::start_as(project.path(), &client);
    let mut place = editor.find("participants/ann.md", "party: no|rth");
    place["newName"] = "south".into();
    let edit = editor.ask("textDocument/rename", place);
    editor.carry_out(&edit);
    editor.save_all();
    assert!(project.has("content/parties/south.md") && !project.has("content/parties/north.md"));
    assert!(editor.problems().is_empty(), "{:?}", editor.problems());
    editor.type_over("participants/ann.md", "party: south", "party: east");
    assert!(
        editor.fixes("participants/ann.md").contains(&"Begin `content/parties/east.md`".to_owned())
    );
}

/// H3: lsp-mode asks what else a rename changes while it carries out what we told it to rename, when half of that is done.
#[test]
fn a_rename_that_was_given_out_is_not_planned_again() {
    let project = Project::new();
    let mut editor = Editor::start(project.path());
    let mut place = editor.find("participants/ann.md", "party: no|rth");
    place["newName"] = "south".into();
    let edit = editor.ask("textDocument/rename", place);
    let operations = edit["documentChanges"].as_array().expect("operations");
    let renamed = operations.iter().find(|it| it["kind"] == "rename").expect("a rename").clone();
    editor.type_over("participants/ann.md", "party: north", "party: south");
    let file = json!({ "oldUri": renamed["oldUri"], "newUri": renamed["newUri"] });
    let files = json!({ "files": [file] });
    assert_eq!(editor.ask("workspace/willRenameFiles", files.clone()), Value::Null);
    editor.settle();
    assert!(editor.remarks.is_empty(), "{:?}", editor.remarks);
    // It is forgotten then: the same rename by hand takes its references along.
    editor.type_over("participants/ann.md", "party: south", "party: north");
    assert!(editor.ask("workspace/willRenameFiles", files)["documentChanges"].is_array());
}

/// H5
#[test]
fn what_stands_beside_other_texts_is_asked_for_again() {
    let project = Project::new();
    let refresh = json!({ "refreshSupport": true });
    let client = json!({ "workspace": { "codeLens": refresh, "inlayHint": refresh } });
    let mut editor = Editor::start_as(project.path(), &client);
    editor.open("issues/quotas.md");
    editor.open("participants/ann.md");
    editor.settle();
    editor.asked_for.clear();
    editor.type_over("participants/ann.md", "stance: for", "stance: against");
    editor.settle();
    let expected = ["workspace/codeLens/refresh", "workspace/inlayHint/refresh"];
    assert_eq!(editor.asked_for, expected);
    // An editor that did not say that it can is not asked.
    let mut editor = Editor::start_as(project.path(), &json!({}));
    editor.open("issues/quotas.md");
    editor.type_over("participants/ann.md", "stance: for", "stance: against");
    editor.settle();
    assert!(editor.asked_for.is_empty());
}

/// H5
#[test]
fn changes_by_other_programs_are_seen_where_the_editor_does_not_watch() {
    let project = Project::new();
    let mut editor = Editor::start_as(project.path(), &json!({}));
    assert!(editor.problems().is_empty());
    let project = project.edit("content/participants/ann.md", "stance: for", "stance: fro");
    editor.wait("the mistake is told", |editor| !editor.wrong.values().all(Vec::is_empty));
    let _project = project.edit("content/participants/ann.md", "stance: fro", "stance: for");
    editor.wait("it is taken back", |editor| editor.wrong.values().all(Vec::is_empty));
}

/// H10
#[test]
fn an_explainer_that_is_begun_in_an_open_folder_is_seen() {
    let project = Project::empty();
    let mut editor = Editor::start_as(project.path(), &json!({}));
    editor.settle();
    project.run("init .").exit(0);
    let project = project.edit("content/site.yaml", "language: en", "language: xx");
    editor.wait("the mistake is told", |editor| !editor.wrong.values().all(Vec::is_empty));
    drop(project);
}

/// A11
#[test]
fn a_malformed_message_ends_nothing() {
    let project = Project::new();
    let mut editor = Editor::start(project.path());
    for bad in ["{\"jsonrpc\":\"2.0\",", "[1, 2]", "null", "{\"jsonrpc\":\"2.0\",\"method\":7}"] {
        editor.send_text(bad);
        editor.settle();
    }
    let hovered = editor.find("participants/ann.md", "party: no|rth");
    assert!(editor.ask("textDocument/hover", hovered).to_string().contains("North"));
}

/// H4: an error elsewhere does not stop a rename; a file that may name the thing and cannot be read does.
#[test]
fn renames_are_planned_despite_unrelated_errors() {
    let project = Project::new();
    let mut editor = Editor::start(project.path());
    editor.type_over("issues/quotas.md", "status: open", "status: opne");
    let uri = |editor: &Editor, path: &str| editor.document(path)["uri"].clone();
    let bob = uri(&editor, "participants/bob.md");
    let files =
        json!({ "files": [{ "oldUri": bob, "newUri": uri(&editor, "participants/rob.md") }] });
    let edit = editor.ask("workspace/willRenameFiles", files.clone());
    assert!(edit.to_string().contains("\"newText\":\"rob\""), "{edit}");
    editor.type_over("events/summit.md", "title: Summit", "title: [Summit");
    assert!(editor.ask("workspace/willRenameFiles", files.clone()).is_object(), "it names nobody");
    editor.type_over("events/summit.md", "title: [Summit", "title: [Summit\nparticipants: [bob]");
    assert_eq!(editor.ask("workspace/willRenameFiles", files), Value::Null);
    editor.settle();
    let why = editor.remarks.pop().expect("the user is told");
    assert!(why.contains("content/events/summit.md` cannot be read, and may name `bob`"), "{why}");
}
