//! `serve`: the same bytes as `build`, answered as GitHub Pages would, and kept up to date.

use std::fs;
use std::process::Command;
use std::thread;
use std::time::Duration;

use crate::project::{Project, files_in};
use crate::server::{Server, comes};
#[cfg(unix)]
use crate::terminal::{Terminal, in_order};

const SCRIPT: &str = "<script src=\"/.standpoint/live.js\"></script>";

#[test]
fn every_byte_is_the_one_that_build_publishes() {
    let project = Project::new().searched().edit(
        "content/pages/about.md",
        "How this",
        "![A map](map.svg) How this",
    );
    project.run("build").exit(0);
    let (plain, watching) = (Server::start(&project, ""), Server::start(&project, "--watch"));
    let files = files_in(&project.path().join("public"));
    assert!(files.len() > 20);
    for (path, bytes) in files.into_iter().filter(|(path, _)| path != ".standpoint-manifest.json") {
        let address = path.strip_suffix("index.html").unwrap_or(&path);
        let answer = plain.get(address);
        assert_eq!(answer.status, 200, "{path}");
        assert!(answer.body == bytes, "{path} differs");
        let answer = watching.get(address);
        // An embed allows no script, and so cannot follow.
        if path.ends_with(".html") && !path.starts_with("embed/") {
            assert_eq!(answer.text().matches(SCRIPT).count(), 1, "{path}");
        }
        assert!(without_script(answer.body) == bytes, "{path} differs but for the script");
    }
}

/// What was answered, but for the script that keeps a page up to date.
fn without_script(mut body: Vec<u8>) -> Vec<u8> {
    let at = body.windows(SCRIPT.len()).position(|window| window == SCRIPT.as_bytes());
    if let Some(at) = at {
        body.drain(at..at + SCRIPT.len());
    }
    body
}

#[test]
fn it_answers_as_the_host_would() {
    let project = Project::new();
    let server = Server::start(&project, "");
    assert_eq!(server.base, "/fish/");

    let page = server.get("issues/quotas/");
    assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
    assert_eq!(page.header("cache-control"), "no-store");

    let folder = server.get("issues/quotas");
    assert_eq!((folder.status, folder.header("location")), (301, "/fish/issues/quotas/"));
    let asked = server.get("issues/quotas?a=b");
    assert_eq!(asked.header("location"), "/fish/issues/quotas/?a=b");
    assert_eq!(server.ask("GET", "/fish", "").header("location"), "/fish/");

    for missing in ["/fish/nowhere/", "/issues/quotas/", "/fish/index.htm", "/fish//issues/quotas/"]
    {
        let answer = server.ask("GET", missing, "");
        assert_eq!(answer.status, 404, "{missing}");
        assert!(answer.text().contains("Page not found"), "{missing} gets the site's own page");
    }

    let root = server.ask("GET", "/?a=b", "");
    assert_eq!(
        (root.status, root.header("location")),
        (307, "/fish/?a=b"),
        "C4: it leads to the site"
    );

    let head = server.ask("HEAD", "/fish/issues/quotas/", "");
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-length"), page.body.len().to_string());
    let tag = page.header("etag").to_owned();
    assert!(tag.len() > 10);
    let known = server.ask("GET", "/fish/issues/quotas/", &format!("If-None-Match: {tag}\r\n"));
    assert_eq!((known.status, known.body.len()), (304, 0));
    assert_eq!(server.ask("POST", "/fish/", "").status, 405);
    let style = page.text();
    let style =
        style.split("rel=\"stylesheet\" href=\"/fish/").nth(1).and_then(|it| it.split('"').next());
    let style = server.get(style.expect("a stylesheet"));
    assert_eq!(style.header("content-type"), "text/css; charset=utf-8");
    assert!(style.header("cache-control").contains("immutable"));
}

#[test]
fn requests_for_other_hosts_and_paths_out_of_the_site_get_nothing() {
    let project = Project::new().file("secret.txt", "mine");
    let server = Server::start(&project, "--watch");
    for host in ["example.org", "example.org:80", "evil.localhost.example.org"] {
        let answer = server.ask("GET", "/fish/", &format!("Host: {host}\r\n"));
        assert_eq!(answer.status, 403, "{host}");
        assert!(!answer.text().contains("fish talks"));
        assert_eq!(
            server.ask("GET", "/.standpoint/events", &format!("Host: {host}\r\n")).status,
            403
        );
    }
    let port = server.host.split(':').nth(1).expect("a port");
    assert_eq!(server.ask("GET", "/fish/", &format!("Host: localhost:{port}\r\n")).status, 200);
    for path in [
        "/fish/../secret.txt",
        "/fish/%2e%2e/secret.txt",
        "/fish/..%2fsecret.txt",
        "/fish/%2Fetc/passwd",
        "/fish/content/site.yaml",
    ] {
        assert_eq!(server.ask("GET", path, "").status, 404, "{path}");
    }
}

#[test]
fn a_busy_port_is_an_error_only_when_it_was_asked_for() {
    let project = Project::new();
    let first = Server::start(&project, "");
    let port = first.host.split(':').nth(1).expect("a port");
    let run = project.run(&format!("serve --port {port}")).exit(2);
    assert!(
        run.err.contains(&format!("127.0.0.1:{port} is in use")) && run.err.contains("--port"),
        "{}",
        run.err
    );
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_it_at_once_with_browsers_open() {
    let project = Project::new();
    let server = Server::start(&project, "--watch");
    let mut stream = std::net::TcpStream::connect(&server.host).expect("it listens");
    std::io::Write::write_all(
        &mut stream,
        format!("GET /.standpoint/events HTTP/1.1\r\nHost: {}\r\n\r\n", server.host).as_bytes(),
    )
    .expect("it listens");
    // The stream of events has begun, and never ends by itself.
    std::io::Read::read_exact(&mut stream, &mut [0]).expect("it answers");
    assert_eq!(server.interrupt().code(), Some(0));
    assert!(!project.has("public"), "serving publishes nothing");
}

/// What stands in Ann's file after the `n`th save.
fn saved(n: usize) -> String {
    format!("---\nname: Ann\nrole: Minister, save {n}.\nno_position: None.\n---\n")
}

#[test]
fn every_way_of_saving_is_seen() {
    const ANN: &str = "content/participants/ann.md";
    let project = Project::new().file(
        "content/parties/north.md",
        "---\nname: North\nkind: country\npositions:\n  - { issue: quotas, stance: for, summary: Yes., cite: gazette#p1 }\n---\n",
    );
    let server = Server::start(&project, "--watch");
    let shows = |n: usize| server.wait_for("participants/ann/", &format!("Minister, save {n}."));
    let path = project.path().join(ANN);

    // In place.
    fs::write(&path, saved(1)).expect("written");
    shows(1);
    // Beside, then renamed over it, as vim and JetBrains do.
    let beside = project.path().join("content/participants/.ann.md.swp");
    fs::write(&beside, saved(2)).expect("written");
    fs::rename(&beside, &path).expect("renamed");
    shows(2);
    // The old one moved away first.
    fs::rename(&path, project.path().join("content/participants/ann.md~")).expect("renamed");
    fs::write(&path, saved(3)).expect("written");
    shows(3);
    // `sed -i`.
    let sed = ["-i.bak~", "s/save 3/save 4/"];
    assert!(Command::new("sed").args(sed).arg(&path).status().expect("sed runs").success());
    shows(4);
    // Deleted, seen as gone, and written anew.
    fs::remove_file(&path).expect("removed");
    let link = "[Ann](../participants/ann.md)";
    let project = project.edit("content/issues/quotas.md", link, "Ann");
    server.wait_for("participants/ann/", "Page not found");
    fs::write(&path, saved(5)).expect("written");
    shows(5);
    // Its folder renamed, and renamed back.
    let folder = project.path().join("content/participants");
    let aside = project.path().join("aside");
    fs::rename(&folder, &aside).expect("renamed");
    thread::sleep(Duration::from_millis(50));
    fs::write(aside.join("ann.md"), saved(6)).expect("written");
    fs::rename(&aside, &folder).expect("renamed");
    shows(6);
    // In a folder that came later.
    let later = project.path().join("content/participants/later");
    fs::create_dir(&later).expect("made");
    fs::write(later.join("cara.md"), "---\nname: Cara\nrole: Clerk\nno_position: None.\n---\n")
        .expect("written");
    server.wait_for("participants/cara/", "Clerk");
    fs::write(
        later.join("cara.md"),
        "---\nname: Cara\nrole: Chief clerk\nno_position: None.\n---\n",
    )
    .expect("written");
    server.wait_for("participants/cara/", "Chief clerk");
    // A file turned into a folder.
    fs::remove_file(later.join("cara.md")).expect("removed");
    fs::create_dir(later.join("cara.md")).expect("made");
    fs::write(
        later.join("cara.md/dan.md"),
        "---\nname: Dan\nrole: Scribe\nno_position: None.\n---\n",
    )
    .expect("written");
    server.wait_for("participants/dan/", "Scribe");
    // Half, and then whole.
    fs::write(&path, "---\nname: Ann\nro").expect("written");
    thread::sleep(Duration::from_millis(60));
    fs::write(&path, saved(7)).expect("written");
    shows(7);
    // The whole of `content` replaced, as a checkout does.
    let (old, new) = (project.path().join("content"), project.path().join("content.new"));
    let copied = Command::new("cp").arg("-r").args([&old, &new]).status().expect("cp runs");
    assert!(copied.success());
    fs::write(new.join("participants/ann.md"), saved(8)).expect("written");
    fs::rename(&old, project.path().join("content.old")).expect("renamed");
    fs::rename(&new, &old).expect("renamed");
    shows(8);
    fs::write(&path, saved(9)).expect("written");
    shows(9);
}

#[cfg(unix)]
#[test]
fn a_switched_link_is_seen_and_what_lies_behind_it() {
    let project = Project::new()
        .file("one/dan.md", "---\nname: Dan\nrole: Scribe one\nno_position: None.\n---\n")
        .file("two/dan.md", "---\nname: Dan\nrole: Scribe two\nno_position: None.\n---\n");
    let link = project.path().join("content/participants/linked");
    std::os::unix::fs::symlink(project.path().join("one"), &link).expect("linked");
    let server = Server::start(&project, "--watch");
    server.wait_for("participants/dan/", "Scribe one");
    fs::remove_file(&link).expect("removed");
    std::os::unix::fs::symlink(project.path().join("two"), &link).expect("linked");
    server.wait_for("participants/dan/", "Scribe two");
    let project =
        project.file("two/dan.md", "---\nname: Dan\nrole: Scribe three\nno_position: None.\n---\n");
    server.wait_for("participants/dan/", "Scribe three");
    drop(project);
}

#[test]
fn templates_styles_words_and_settings_are_watched() {
    let project = Project::new();
    let server = Server::start(&project, "--watch");
    let project = project.file(
        "templates/page.html",
        "{% extends \"base.html\" %}{% block main %}<p>mine</p>{{ body | safe }}{% endblock %}",
    );
    server.wait_for("about/", "<p>mine</p>");
    let before = server.get("").text();
    let project = project.file("static/css/site.css", "p { color: red }");
    server.wait_for("", &format!("!{}", stylesheet(&before)));
    let project = project.edit("content/site.yaml", "The fish talks", "The herring talks");
    server.wait_for("", "The herring talks");
    drop(project);
}

/// The name of the page's stylesheet.
fn stylesheet(page: &str) -> &str {
    page.split("assets/site.").nth(1).and_then(|rest| rest.split('"').next()).expect("a stylesheet")
}

#[test]
fn an_error_keeps_the_last_good_site_and_is_told_once() {
    let project = Project::new();
    let server = Server::start(&project, "--watch");
    let project = project.edit("content/issues/quotas.md", "status: open", "status: opne");
    let told = || server.said().matches("`opne` is none of the values").count();
    wait_until(|| told() == 1);
    assert!(server.get("issues/quotas/").text().contains("Who may catch how much?"));
    let project = project.edit("content/pages/about.md", "How this", "How all this");
    thread::sleep(Duration::from_millis(200));
    assert_eq!(told(), 1, "{}", server.said());
    assert!(
        !server.get("about/").text().contains("How all this"),
        "a snapshot is shown whole or not at all"
    );
    let project = project.edit("content/issues/quotas.md", "status: opne", "status: open");
    server.wait_for("about/", "How all this");
    drop(project);
}

/// Writes a file in one step, from outside the folders that are watched, so that no half of it is seen.
#[cfg(unix)]
fn save(project: &Project, path: &str, from: &str, to: &str) {
    let text = project.read(path);
    assert!(text.contains(from), "`{from}` does not stand in {path}");
    let beside = project.path().join("beside");
    fs::write(&beside, text.replacen(from, to, 1)).expect("written");
    fs::rename(beside, project.path().join(path)).expect("renamed");
}

/// C4: the terminal says how things stand after every load: what is new, what is still wrong, and when all is well again.
#[cfg(unix)]
#[test]
fn the_terminal_says_how_things_stand_after_every_load() {
    const QUOTAS: &str = "content/issues/quotas.md";
    const ANN: &str = "content/participants/ann.md";
    let project = Project::new();
    let terminal = Terminal::start(project.path(), &["serve", "--watch", "--port", "0"]);
    terminal.wait_for("serving http://", 1);
    save(&project, QUOTAS, "status: open", "status: opne");
    terminal.wait_for("1 error, the last good site stays", 1);
    save(&project, ANN, "stance: for", "stance: fro");
    terminal.wait_for("2 errors, the last good site stays", 1);
    save(&project, QUOTAS, "status: opne", "status: open");
    terminal.wait_for("still wrong: content/participants/ann.md:7:13 unknown-stance\n1 error,", 1);
    save(&project, ANN, "stance: fro", "stance: for");
    terminal.wait_for("mended: all is well", 1);
    save(&project, "content/index.md", "The talks", "These talks");
    terminal.wait_for("\nall is well", 1);
    save(&project, "content/participants/bob.md", "no_position: He only listened.\n", "");
    terminal.wait_for("\n1 note\n", 1);
    save(&project, "content/site.yaml", "/fish/", "/herring/");
    terminal.wait_for("/herring/ now", 1);
    in_order(
        &terminal.seen(),
        &[
            "/fish/ (Ctrl-C ends it)\n",
            "error[bad-value]: `opne` is none of the values",
            "\n1 error, the last good site stays\n",
            "error[unknown-stance]: ",
            "\nstill wrong: content/issues/quotas.md:4:9 bad-value\n2 errors, the last good site stays\n",
            "still wrong: content/participants/ann.md:7:13 unknown-stance\n1 error, the last good site stays\n",
            "mended: all is well\n",
            "all is well\n",
            "note[participant-without-position]: Bob has no position\n",
            "\n1 note\n",
            "the site is at http://127.0.0.1:",
            "/herring/ now\n",
        ],
    );
}

/// C4: without a site nothing is claimed of a last good one.
#[cfg(unix)]
#[test]
fn a_start_without_a_site_says_so() {
    let project = Project::new().rename("content", "elsewhere");
    let terminal = Terminal::start(project.path(), &["serve", "--watch", "--port", "0"]);
    terminal.wait_for("serving http://", 1);
    let project = project.rename("elsewhere", "content");
    terminal.wait_for("/fish/ now", 1);
    in_order(
        &terminal.seen(),
        &[
            "error[unreadable-file]: `content` cannot be read: nothing is there\n",
            "\n1 error, there is no site to show yet\nserving http://127.0.0.1:",
            "mended: all is well\n",
            "the site is at http://127.0.0.1:",
            "/fish/ now\n",
        ],
    );
    drop(project);
    let broken = Project::new().edit("content/issues/quotas.md", "status: open", "status: opne");
    let terminal = Terminal::start(broken.path(), &["serve", "--port", "0"]);
    terminal.wait_for("serving http://", 1);
    let seen = terminal.seen();
    let state = "1 error, there is no site to show: mend that and start again, or use `--watch`\n";
    assert!(seen.contains(state), "{seen}");
    for command in ["serve", "serve --watch --root nowhere"] {
        let run = Project::empty().run(command).exit(2);
        assert!(run.err.starts_with("error: "), "{}", run.err);
    }
}

/// C4: an address under the `base_url` of before leads to the one of now, and to no other host.
#[test]
fn a_changed_base_url_redirects_what_is_open() {
    let project = Project::new();
    let server = Server::start(&project, "--watch");
    let location = |path: &str| {
        let answer = server.ask("GET", path, "");
        (answer.status, answer.header("location").to_owned())
    };
    let project = project.edit("content/site.yaml", "/fish/", "/herring/");
    wait_until(|| location("/").1 == "/herring/");
    assert_eq!(server.ask("GET", "/herring/issues/quotas/", "").status, 200);
    for (path, expected) in [
        ("/fish/issues/quotas/?a=b", "/herring/issues/quotas/?a=b"),
        ("/fish", "/herring/"),
        ("/fish/a%0d%0aSet-Cookie:%20a=b", "/herring/a%0D%0ASet-Cookie:%20a=b"),
    ] {
        assert_eq!(location(path), (307, expected.to_owned()), "{path}");
    }
    assert_eq!(server.ask("GET", "/fishes/", "").status, 404);
    let project = project.edit("content/site.yaml", "org/herring/", "org/");
    wait_until(|| server.ask("GET", "/issues/quotas/", "").status == 200);
    assert_eq!(location("/fish/about/"), (307, "/about/".to_owned()));
    assert_eq!(location("/herring/about/"), (307, "/about/".to_owned()));
    for path in ["/fish//evil.example/", "/fish/%2Fevil.example/", "/fish/%5C%5Cevil.example/"] {
        let (status, location) = location(path);
        assert!(
            status == 307 && !location.starts_with("//") && !location.contains('\\'),
            "{path}: {location}"
        );
    }
    // Back again: what lies there is a page, and no redirect.
    let project = project.edit("content/site.yaml", "org/", "org/fish/");
    wait_until(|| server.ask("GET", "/fish/about/", "").status == 200);
    drop(project);
}

#[test]
fn broken_content_is_served_as_its_problems_and_recovers() {
    let project = Project::new().edit("content/issues/quotas.md", "status: open", "status: opne");
    let server = Server::start(&project, "--watch");
    let answer = server.ask("GET", "/", "");
    assert_eq!(answer.status, 500);
    let text = answer.text();
    assert!(
        text.contains("content/issues/quotas.md:4:9") && text.contains("did you mean `open`?"),
        "{text}"
    );
    assert!(text.contains(SCRIPT));
    let project = project.edit("content/issues/quotas.md", "status: opne", "status: open");
    wait_until(|| server.ask("GET", "/fish/", "").status == 200);
    drop(project);
}

#[test]
fn a_template_that_fails_on_a_page_takes_no_other_page_down() {
    let project = Project::new().file(
        "templates/event.html",
        "{% extends \"base.html\" %}{% block main %}{{ nothing.here }}{% endblock %}",
    );
    let server = Server::start(&project, "");
    let answer = server.get("events/summit/");
    assert_eq!(answer.status, 500);
    assert!(answer.text().contains("while rendering `/events/summit/`"), "{}", answer.text());
    assert_eq!(server.get("issues/quotas/").status, 200);
}

#[test]
fn the_last_of_a_burst_of_saves_wins() {
    let project = Project::new();
    let server = Server::start(&project, "--watch");
    let path = project.path().join("content/pages/about.md");
    for n in 0..200 {
        let body = format!("---\ntitle: About\n---\n\nVersion {n}. [N](../parties/north.md)\n");
        fs::write(&path, body).expect("written");
    }
    server.wait_for("about/", "Version 199.");
}

#[track_caller]
fn wait_until(condition: impl Fn() -> bool) {
    assert!(comes(condition), "it does not come");
}

/// Numbers that look random and are the same in every run (Knuth's MMIX generator).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits fit") % sides
    }
}

/// Folders under `content/pages/` that are written into, moved and taken away. A page lies in at most one of them.
struct Storm {
    pages: std::path::PathBuf,
    dice: Dice,
    folders: Vec<String>,
    places: [Option<std::path::PathBuf>; 40],
}

impl Storm {
    fn new(project: &Project) -> Self {
        let pages = project.path().join("content/pages");
        Self { pages, dice: Dice(7), folders: vec![String::new()], places: [const { None }; 40] }
    }

    fn folder(&mut self) -> std::path::PathBuf {
        let at = self.dice.roll(self.folders.len());
        self.pages.join(&self.folders[at])
    }

    fn write(&mut self, turn: usize) {
        let n = self.dice.roll(self.places.len());
        let text = format!("---\ntitle: Page {n}\n---\n\nTurn {turn}.\n");
        let place =
            self.places[n].clone().unwrap_or_else(|| self.folder().join(format!("page-{n}.md")));
        if self.dice.roll(2) == 0 {
            fs::write(&place, text).expect("written");
        } else {
            let beside = place.with_extension("md~");
            fs::write(&beside, text).expect("written");
            fs::rename(&beside, &place).expect("renamed");
        }
        self.places[n] = Some(place);
    }

    fn move_file(&mut self) {
        let n = self.dice.roll(self.places.len());
        let folder = self.folder();
        if let Some(place) = self.places[n].take() {
            let to = folder.join(format!("page-{n}.md"));
            fs::rename(place, &to).expect("renamed");
            self.places[n] = Some(to);
        }
    }

    fn remove(&mut self) {
        let n = self.dice.roll(self.places.len());
        if let Some(place) = self.places[n].take() {
            fs::remove_file(place).expect("removed");
        }
    }

    /// Renames a folder, or makes one.
    fn move_folder(&mut self, turn: usize) {
        let to = format!("folder-{turn}");
        if self.folders.len() < 4 {
            fs::create_dir(self.pages.join(&to)).expect("made");
            self.folders.push(to);
            return;
        }
        let at = 1 + self.dice.roll(self.folders.len() - 1);
        let (old, new) = (self.pages.join(&self.folders[at]), self.pages.join(&to));
        fs::rename(&old, &new).expect("renamed");
        for place in self.places.iter_mut().flatten() {
            if let Ok(name) = place.strip_prefix(&old) {
                *place = new.join(name);
            }
        }
        self.folders[at] = to;
    }

    fn turn(&mut self, turn: usize) {
        match self.dice.roll(10) {
            0..=4 => self.write(turn),
            5 | 6 => self.move_file(),
            7 | 8 => self.remove(),
            _ => self.move_folder(turn),
        }
        if self.dice.roll(100) == 0 {
            thread::sleep(Duration::from_millis(15));
        }
    }
}

#[test]
fn after_a_storm_the_site_is_what_a_fresh_build_makes() {
    let project = Project::new();
    let server = Server::start(&project, "--watch");
    let mut storm = Storm::new(&project);
    for turn in 0..2000 {
        storm.turn(turn);
    }
    project.run("build").exit(0);
    let built = files_in(&project.path().join("public"));
    assert!(storm.places.iter().flatten().count() > 5);
    let same = || {
        built.iter().filter(|(path, _)| path != ".standpoint-manifest.json").all(|(path, bytes)| {
            let answer = server.get(path.strip_suffix("index.html").unwrap_or(path));
            without_script(answer.body) == *bytes
        })
    };
    wait_until(same);
    for (n, _) in storm.places.iter().enumerate().filter(|(_, place)| place.is_none()) {
        assert_eq!(server.get(&format!("page-{n}/")).status, 404, "page {n} is gone");
    }
}
