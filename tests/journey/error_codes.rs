//! `docs/clients/README.md` lists exactly the error codes that the sources contain.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Whether the text has the form of an error code.
fn is_code(text: &str) -> bool {
    text.len() > 4
        && text.starts_with(|first: char| first.is_ascii_uppercase())
        && text
            .chars()
            .all(|letter| letter.is_ascii_uppercase() || letter == '_')
}

/// Adds the codes of the files below `directory`: the upper-case strings of a file that sets `code`, outside its
/// tests.
fn collect_codes(directory: &Path, codes: &mut BTreeSet<String>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect_codes(&path, codes);
        } else if path.extension().is_some_and(|extension| extension == "rs")
            && !path.ends_with("tests.rs")
        {
            let text = fs::read_to_string(&path).unwrap();
            let text = text.split("#[cfg(test)]").next().unwrap();
            if text.contains("\"code\"") || text.contains("fn code(") {
                let parts = text.split('"').filter(|part| is_code(part));
                codes.extend(parts.map(str::to_owned));
            }
        }
    }
}

#[test]
fn the_client_guide_lists_every_error_code() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut codes = BTreeSet::new();
    collect_codes(&root.join("src"), &mut codes);
    assert!(codes.len() > 35, "{codes:?}");
    let guide = include_str!("../../docs/clients/README.md");
    let (_, section) = guide.split_once("\n## Error codes\n").unwrap();
    let (section, _) = section.split_once("\n## ").unwrap();
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `"));
    let listed: BTreeSet<_> = rows
        .flat_map(|row| row.split(" | ").next().unwrap().split('`'))
        .filter(|part| is_code(part))
        .map(str::to_owned)
        .collect();
    assert_eq!(listed, codes);
}
