//! The order of names, terms and words on pages, and dates as their language writes them.

use crate::project::Project;

/// The places of `wanted` in the main part of a published page, each after the one before.
#[track_caller]
fn stand_in_order(project: &Project, page: &str, wanted: &[&str]) {
    let text = project.read(&format!("public/{page}index.html"));
    let mut rest = text.split_once("<main").expect("a main part").1;
    for name in wanted {
        let Some((_, after)) = rest.split_once(&format!(">{name}<")) else {
            panic!("`{name}` does not come where it should on {page}: {wanted:?}\n{text}");
        };
        rest = after;
    }
}

fn person(project: Project, number: usize, name: &str) -> Project {
    let text =
        format!("---\nname: {name}\nrole: Envoy\nno_position: None recorded.\n---\n\nText.\n");
    project.file(&format!("content/participants/p{number}.md"), text)
}

/// E4
#[test]
fn names_and_terms_are_in_the_order_of_the_language() {
    let people = ["Zoe Adams", "Ángel Ruiz", "de Gaulle", "Łukasz B", "Adam"];
    let terms = ["Zoll", "Ärzte", "Apfel", "Österreich", "éclair"];
    let project = Project::new().edit("content/site.yaml", "language: en", "language: de");
    let project =
        people.iter().zip(0..).fold(project, |project, (name, at)| person(project, at, name));
    let project = terms.iter().zip(0..).fold(project, |project, (term, at)| {
        let text = format!("---\ntitle: {term}\n---\n\nText.\n");
        project.file(&format!("content/glossary/t{at}.md"), text)
    });
    let project = project
        .file(
            "content/issues/zz.md",
            "---\ntitle: Ähren\nquestion: Which?\nstatus: open\n---\n\nText.\n",
        )
        .file(
            "content/issues/aa.md",
            "---\ntitle: Zölle\nquestion: Which?\nstatus: open\n---\n\nText.\n",
        );
    project.run("build").exit(0);
    let people = ["Adam", "Ángel Ruiz", "de Gaulle", "Łukasz B", "Zoe Adams"];
    stand_in_order(&project, "participants/", &people);
    let terms = ["Apfel", "Ärzte", "éclair", "Österreich", "Quota", "Zoll"];
    stand_in_order(&project, "glossary/", &terms);
    stand_in_order(&project, "issues/", &["Ähren", "Quotas", "Zölle"]);
}

/// E4
#[test]
fn each_language_has_an_order_of_its_own() {
    for (language, names) in
        [("uk", ["Європа", "Єнот", "Яма"]), ("sv", ["Zorn", "Ångström", "Östberg"])]
    {
        let strings = include_str!("../../templates/strings/en.yaml");
        let project = Project::new()
            .edit("content/site.yaml", "language: en", &format!("language: {language}"))
            .file(&format!("templates/strings/{language}.yaml"), strings);
        let project = names
            .iter()
            .rev()
            .zip(0..)
            .fold(project, |project, (name, at)| person(project, at, name));
        project.run("build").exit(0);
        stand_in_order(&project, "participants/", &names);
    }
}

/// E5
#[test]
fn a_span_says_once_what_both_ends_share() {
    let event = "---\ntitle: Round\ndate: 2024-02-20\nuntil: 2024-03-04\ncite: gazette#p2\n---\n";
    let project = Project::new()
        .edit("content/events/summit.md", "date: 2024-05-01", "date: 2024-05-01\nuntil: 2024-05-03")
        .file("content/events/round.md", event);
    project.run("build").exit(0);
    let summit = "<time datetime=\"2024-05-01\">1</time>–\u{2060}<time datetime=\"2024-05-03\">3 May 2024</time>";
    let round = "<time datetime=\"2024-02-20\">20 February</time>\u{a0}– <time datetime=\"2024-03-04\">4 March 2024</time>";
    for (page, span) in [("events/summit", summit), ("events/round", round), ("timeline", summit)] {
        let text = project.read(&format!("public/{page}/index.html"));
        assert!(text.contains(span), "{page}: {text}");
    }
}

/// E5
#[test]
fn a_month_without_a_day_may_have_a_form_of_its_own() {
    let english = include_str!("../../templates/strings/en.yaml");
    let months = "  months:\n    '1': January\n    '2': February\n";
    let slavic = "  months_alone: { '2': лютий }\n  months:\n    '1': січня\n    '2': лютого\n";
    assert!(english.contains(months));
    let project = Project::new()
        .edit("content/site.yaml", "language: en", "language: uk")
        .file("templates/strings/uk.yaml", english.replace(months, slavic))
        .edit("content/events/summit.md", "date: 2024-05-01", "date: 2024-02")
        .file(
            "content/events/round.md",
            "---\ntitle: Round\ndate: 2024-02-20\ncite: gazette#p2\n---\n",
        );
    project.run("build").exit(0);
    let text = project.read("public/timeline/index.html");
    assert!(text.contains(">лютий 2024<") && text.contains(">20 лютого 2024<"), "{text}");
}

/// E5
#[test]
fn a_theme_that_loops_over_a_map_gets_the_same_order_each_time() {
    let map = "{% for key, value in page %}{{ key }} {% endfor %}{% for key, group in terms | group_by(attribute=\"title\") %}{{ key }} {% endfor %}";
    let project = Project::new().file(
        "templates/glossary.html",
        format!("{{% extends \"base.html\" %}}{{% block main %}}<p class=\"order\">{map}</p>{{% endblock %}}"),
    );
    let terms = ["Berth", "Crane", "Dock", "Pier", "Quay", "Yard"];
    let project = terms.iter().rev().fold(project, |project, term| {
        let path = format!("content/glossary/{}.md", term.to_lowercase());
        project.file(&path, format!("---\ntitle: {term}\n---\n\nText.\n"))
    });
    let built = |_| {
        project.run("build").exit(0);
        let text = project.read("public/glossary/index.html");
        text.split_once("class=\"order\">")
            .expect("the list")
            .1
            .split("</p>")
            .next()
            .map(str::to_owned)
    };
    let first = built(0).expect("the end");
    // The page's own keys, and then the terms as they stand on the page.
    assert!(first.starts_with("kind section title "), "{first}");
    assert!(first.ends_with(" Berth Crane Dock Pier Quay Quota Yard "), "{first}");
    assert!((1..6).all(|round| built(round).as_ref() == Some(&first)));
}
