//! Values kept from the previous load, by path.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// One value for each file of the previous load. Empty at first.
#[derive(Debug)]
pub(super) struct ByPath<V>(HashMap<Arc<str>, V>);

impl<V> Default for ByPath<V> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<V> ByPath<V> {
    pub(super) fn get(&self, path: &str) -> Option<&V> {
        self.0.get(path)
    }

    /// Adds the `new` values and removes those of files that are not in `files`. Returns `true` if the set of files has changed.
    pub(super) fn renew<'a>(
        &mut self,
        files: impl ExactSizeIterator<Item = &'a Arc<str>>,
        new: impl IntoIterator<Item = (Arc<str>, V)>,
    ) -> bool {
        let before = self.0.len();
        self.0.extend(new);
        let some_are_new = self.0.len() > before;
        let some_are_gone = self.0.len() > files.len();
        if some_are_gone {
            let there: HashSet<_> = files.collect();
            self.0.retain(|path, _| there.contains(path));
        }
        some_are_new || some_are_gone
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_there_is_is_kept() {
        let paths = ["a", "b", "c"].map(Arc::<str>::from);
        let mut kept = ByPath::default();
        assert!(kept.renew(paths[..2].iter(), [(paths[0].clone(), 1), (paths[1].clone(), 1)]));
        assert!(!kept.renew(paths[..2].iter(), [(paths[1].clone(), 2)]));
        assert!(kept.renew(paths[1..].iter(), [(paths[2].clone(), 3)]));
        assert_eq!([kept.get("a"), kept.get("b"), kept.get("c")], [None, Some(&2), Some(&3)]);
    }
}
