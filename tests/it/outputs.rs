//! Rendering of single outputs by a program that uses the library.

use standpoint::content::LoadOptions;
use standpoint::explainer::{Citation, Entity, Route, Slug};
use standpoint::render::{RenderError, Renderer};
use standpoint::snapshot;

use crate::project::Project;

fn renderer(project: &Project) -> Renderer {
    let options = LoadOptions { root: project.path().to_owned(), ..LoadOptions::default() };
    let renderer = snapshot::load(&options, &mut snapshot::Memo::default()).renderer;
    renderer.expect("an explainer without errors")
}

#[test]
fn outputs_that_the_site_lacks_are_errors() {
    let project = Project::new();
    let renderer = renderer(&project);
    let slug = |text: &str| Slug::parse(text).expect("a slug");
    let unknown = || slug("unknown");
    let passage = Citation { source: unknown(), passage: unknown() };
    let missing = [
        Route::Issue(unknown()),
        Route::Participant(unknown()),
        Route::Party(unknown()),
        Route::Event(unknown()),
        Route::Source(unknown()),
        Route::Passage(passage),
        Route::Page(unknown()),
        Route::Embed(unknown()),
        Route::Feed(Some(unknown())),
        Route::Home.part(99),
        Route::Compare.part(2),
        Route::SitemapPart(7),
        Route::Piece(99),
        Route::Cname,
        Route::Card(Box::new(Route::Issue(unknown()))),
        Route::Redirect("/old/".to_owned(), Entity::Issue(unknown())),
        Route::Copy("embed/old.html".to_owned(), Box::new(Route::Embed(unknown()))),
        Route::Asset("assets/unknown.css".into()),
    ];
    for route in missing {
        let Err(error) = renderer.render(&route) else { panic!("{route:?} does not exist") };
        assert!(matches!(&error, RenderError::NoSuchOutput(it) if *it == route), "{error:?}");
        let error: &dyn std::error::Error = &error;
        assert_eq!(error.to_string(), format!("the site has no `/{}`", route.address()));
    }
    let card = Route::Card(Box::new(Route::Issue(unknown())));
    assert!(matches!(renderer.drawing(&card), Some(Err(RenderError::NoSuchOutput(_)))));
}

#[test]
fn a_template_that_fails_is_an_error_with_its_diagnostic() {
    let project = Project::new().file("templates/404.html", "{{ page.nope }}");
    let error = renderer(&project).render(&Route::NotFound).expect_err("it fails");
    assert!(error.to_string().contains("`nope` is not defined"), "{error}");
    let RenderError::Template(diagnostic) = error else { panic!("{error:?}") };
    assert_eq!(diagnostic.span.line_column(), (1, 9));
}
