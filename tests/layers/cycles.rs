//! No two files of the gateway depend on each other, directly or through others. A file depends on the files that define
//! the items that it names; a module that only declares and exports others defines none.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::code;
use super::names::{Crate, Dependencies};

/// The files of GraphQL types that refer to each other, as the schema does. A helper of these types does not belong here.
const SCHEMA: [&str; 12] = [
    "src/graph/connection.rs",
    "src/graph/conversation_event.rs",
    "src/graph/conversation_session.rs",
    "src/graph/customer.rs",
    "src/graph/customer_details.rs",
    "src/graph/customer_summary.rs",
    "src/graph/event.rs",
    "src/graph/other_sessions.rs",
    "src/graph/session.rs",
    "src/graph/session_fields.rs",
    "src/graph/visit_event.rs",
    "src/graph/web_session.rs",
];

#[test]
fn files_do_not_depend_on_each_other() {
    let schema = SCHEMA.map(PathBuf::from).into();
    let mut found = Vec::new();
    for root in ["src/lib.rs", "src/main.rs"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
        let read = |file: &Path| code::read(&folder.join(file));
        let dependencies = Crate::new(Path::new(root), read).dependencies();
        assert!(!dependencies.is_empty(), "{root}");
        let cycles = cycles(&dependencies).into_iter();
        let cycles = cycles.filter(|files| *files != schema);
        found.extend(cycles.map(|files| describe(&files, &dependencies)));
    }
    assert!(found.is_empty(), "{}", found.join("\n\n"));
}

#[test]
fn cycles_are_found_in_every_form_and_not_in_tests() {
    let has_cycle = |a: &str, b: &str| has_cycle("", a, b);
    let uses_b = "use super::b::B; pub struct A;";
    for code in [
        "use super::a::A; pub struct B;",
        "use crate::a::{self}; pub struct B(a::A);",
        "use super::a::A as Other; pub struct B;",
        "use crate::*; pub struct B(a::A);",
        "pub struct B; fn f() { super::a::A::new() }",
        "pub struct B; fn f() { use super::a; trace!(\"{}\", a::A) }",
        "pub struct B(#[serde(deserialize_with = \"super::a::A::read\")] u8);",
        "pub struct B; mod inner { use super::super::a::A; }",
        "pub struct B; pub use super::a::A;",
        "pub struct B; const N: u8 = super::a::DEFINED_BY_A_MACRO;",
    ] {
        assert!(has_cycle(uses_b, code), "{code}");
    }
    for code in [
        "pub struct B;",
        "use super::a; pub struct B;",
        "pub struct B; // super::a::A",
        "pub struct B; fn f(a: u8) { a.A() }",
        "pub struct B; #[cfg(test)] mod tests { use super::super::a::A; }",
        "pub struct B; #[cfg(test)] use super::a::A;",
    ] {
        assert!(!has_cycle(uses_b, code), "{code}");
    }
}

#[test]
fn an_exported_item_belongs_to_the_file_that_defines_it() {
    let (a, b) = ("pub struct A;", "pub struct B(super::A);");
    assert!(!has_cycle("pub use a::A; pub use b::B;", a, b));
    assert!(!has_cycle("pub use a::*; pub use b::*;", a, b));
    assert!(!has_cycle("pub struct Own;", a, b));
    assert!(!has_cycle(
        "pub struct Own;",
        a,
        "use super::Own; pub struct B;"
    ));
    let root = "pub use a::A; use b::B; pub struct Own(B);";
    assert!(!has_cycle(root, a, b));
    assert!(has_cycle(root, a, "pub struct B(super::Own);"));
}

/// Whether there is a cycle in a crate whose root has this code and the modules `a` and `b`.
fn has_cycle(root: &str, a: &str, b: &str) -> bool {
    let read = |file: &Path| {
        let code = match file.to_str() {
            Some("src/a.rs") => a.to_owned(),
            Some("src/b.rs") => b.to_owned(),
            _ => format!("mod a; mod b; {root}"),
        };
        code.parse()
            .unwrap_or_else(|error| panic!("{code}: {error}"))
    };
    let dependencies = Crate::new(Path::new("src/lib.rs"), read).dependencies();
    !cycles(&dependencies).is_empty()
}

/// The strongly connected components with more than one file.
fn cycles(dependencies: &Dependencies) -> Vec<BTreeSet<PathBuf>> {
    let mut next: BTreeMap<&Path, Vec<&Path>> = BTreeMap::new();
    for (from, to) in dependencies.keys() {
        next.entry(from).or_default().push(to);
    }
    let reached: BTreeMap<_, _> = next
        .keys()
        .map(|file| (*file, reached_from(file, &next)))
        .collect();
    let mut found: Vec<BTreeSet<PathBuf>> = Vec::new();
    for (file, files) in &reached {
        let reaches_back = |other: &&&Path| {
            let files = reached.get(*other);
            files.is_some_and(|files| files.contains(file))
        };
        let cycle = files.iter().filter(reaches_back);
        let cycle: BTreeSet<_> = cycle.map(|file| file.to_path_buf()).collect();
        if !cycle.is_empty() && !found.contains(&cycle) {
            found.push(cycle);
        }
    }
    found
}

/// The files on which a file depends, directly or through others.
fn reached_from<'a>(
    file: &'a Path,
    next: &BTreeMap<&'a Path, Vec<&'a Path>>,
) -> BTreeSet<&'a Path> {
    let mut reached = BTreeSet::new();
    let mut open = vec![file];
    while let Some(file) = open.pop() {
        let new = next.get(file).into_iter().flatten();
        open.extend(new.filter(|file| reached.insert(**file)).copied());
    }
    reached
}

/// The dependencies among the files of a cycle, one on each line.
fn describe(files: &BTreeSet<PathBuf>, dependencies: &Dependencies) -> String {
    let mut lines = vec![format!("{} files depend on each other:", files.len())];
    for ((from, to), path) in dependencies {
        if files.contains(from) && files.contains(to) {
            lines.push(format!(
                "{} uses `{path}` of {}",
                from.display(),
                to.display()
            ));
        }
    }
    lines.join("\n")
}
