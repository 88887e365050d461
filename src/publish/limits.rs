//! What GitHub Pages takes.

use super::site::Sizes;

/// A published site may be no larger than 1 GB (<https://docs.github.com/en/pages/getting-started-with-github-pages/github-pages-limits>).
const SITE: u64 = 1_000_000_000;

/// A repository takes no file larger than 100 MiB, so that a site published from a branch cannot hold one
/// (<https://docs.github.com/en/repositories/working-with-files/managing-large-files/about-large-files-on-github>).
const FILE: u64 = 100 * 1024 * 1024;

/// What comes near a limit or is over it; each a message.
pub(super) fn near(sizes: &Sizes) -> Vec<String> {
    let megabytes = |bytes: u64| format!("{} MB", bytes / 1_000_000);
    let mut near = Vec::new();
    if sizes.total > SITE / 10 * 9 {
        near.push(format!(
            "the site has {}; GitHub Pages takes no more than {}",
            megabytes(sizes.total),
            megabytes(SITE)
        ));
    }
    let (length, path) = &sizes.largest;
    if *length > FILE / 2 {
        near.push(format!(
            "`{path}` has {}; GitHub takes no file of more than {}",
            megabytes(*length),
            megabytes(FILE)
        ));
    }
    near
}

#[cfg(test)]
mod tests {
    use super::{Sizes, near};

    #[test]
    fn what_comes_near_a_limit_is_said() {
        let sizes = |total, largest| Sizes { total, largest: (largest, "assets/a.mp4".to_owned()) };
        assert!(near(&sizes(900_000_000, 50 * 1024 * 1024)).is_empty());
        assert_eq!(
            near(&sizes(950_000_000, 110_000_000)),
            [
                "the site has 950 MB; GitHub Pages takes no more than 1000 MB",
                "`assets/a.mp4` has 110 MB; GitHub takes no file of more than 104 MB",
            ]
        );
    }
}
