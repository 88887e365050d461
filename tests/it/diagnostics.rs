//! Every diagnostic: a wrong input, and beside it the message that it gets.

use insta::assert_snapshot;

use crate::project::Project;

#[test]
fn a_sound_explainer_is_clean() {
    assert_snapshot!(Project::new().run("check --strict").exit(0).err, @"");
}

#[test]
fn unknown_key() {
    let project = Project::new().edit("content/participants/ann.md", "role:", "rolle:");
    assert_snapshot!(project.problems(), @"");
}
