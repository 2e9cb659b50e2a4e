//! Suggestions: known names that are similar to an unknown one.

/// Maximum number of names that one message suggests.
const MAX_NAMES: usize = 3;

/// Similarity of two names, from 0 to 1, from which one is suggested for the other. `nam` and `name` have 0.94, `agent`
/// and `agents` 0.97, `id` and `name` 0.
const MIN_SIMILARITY: f64 = 0.8;

/// Whether messages suggest names. Suggestions reveal parts of the schema, so they are off together with introspection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suggestions {
    /// Messages suggest names of the schema.
    On,
    /// Messages name no similar names.
    Off,
}

impl From<bool> for Suggestions {
    fn from(on: bool) -> Self {
        if on { Self::On } else { Self::Off }
    }
}

impl Suggestions {
    /// The end of a message about the unknown `name`: the most similar ones of `known`.
    pub(in super::super) fn similar<'n>(
        self,
        name: &str,
        known: impl Iterator<Item = &'n str>,
    ) -> String {
        if self == Self::Off {
            return String::new();
        }
        let name = name.to_ascii_lowercase();
        // Names with an underscore are those for routers, which clients do not see.
        let known = known.filter(|known| !known.starts_with('_'));
        let mut similar: Vec<_> = known
            .map(|known| {
                let similarity = strsim::jaro_winkler(&name, &known.to_ascii_lowercase());
                (similarity, known)
            })
            .filter(|(similarity, _)| *similarity >= MIN_SIMILARITY)
            .collect();
        similar.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        let similar = similar.iter().take(MAX_NAMES);
        let names: Vec<_> = similar.map(|(_, known)| format!("`{known}`")).collect();
        match names.as_slice() {
            [] => String::new(),
            [one] => format!("; did you mean {one}?"),
            [start @ .., last] => format!("; did you mean {} or {last}?", start.join(", ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_similar_names_are_suggested() {
        let known = ["name", "lastName", "names", "named", "id"];
        let similar = |name| Suggestions::On.similar(name, known.into_iter());
        assert_eq!(similar("nam"), "; did you mean `name`, `named` or `names`?");
        assert_eq!(similar("lastname"), "; did you mean `lastName`?");
        assert_eq!(similar("x"), "");
        // Clients do not see the fields for routers.
        let hidden = ["_service", "_entities"].into_iter();
        assert_eq!(Suggestions::On.similar("_servic", hidden), "");
        assert_eq!(Suggestions::Off.similar("nam", known.into_iter()), "");
    }
}
