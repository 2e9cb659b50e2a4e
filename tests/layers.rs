//! The order of the layers: no module of the gateway imports a module above it. `layers/cycles.rs` tests that no two files
//! depend on each other.
//!
//! The test follows the `mod` declarations from `src/lib.rs`, collects every path that leads into another top-level
//! module, and compares the result with [`LAYERS`]. Test code is exempt. The binary (`src/main.rs`, `src/cli`) is above
//! the library and can import everything.

#![allow(
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod layers {
    pub(crate) mod code;
    mod cycles;
    mod names;
}

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use layers::code;
use proc_macro2::{TokenStream, TokenTree};

/// The top-level modules from top to bottom, each with the modules that it can import.
const LAYERS: &str = "
    http       : server pipeline admission identity platform config fair_share model origin telemetry
                 throttle trace log_filter
    server     : config telemetry file_version
    pipeline   : admission graph load engine cache error live audit identity access config platform
                 fleet model json origin clock telemetry trace file_version
    admission  : config fair_share telemetry
    graph      : load engine error live access platform model json
    load       : engine cache error live access platform fleet model clock telemetry trace
    engine     : json
    cache      : live access platform fleet model clock telemetry
    live       : access platform fleet fair_share model clock backoff telemetry
    error      : access platform
    audit      : access model origin throttle
    identity   : access platform fleet
    access     : platform model
    config     : platform model origin trace file_version log_filter
    platform   : fleet secret fair_share model telemetry backoff throttle trace
    fleet      : secret backoff
    model      :
    json       :
    origin     : trace
    trace      : telemetry throttle
    fair_share :
    file_version :
    log_filter :
    clock      :
    secret     :
    backoff    :
    telemetry  :
    throttle   :
";

/// [`LAYERS`] as pairs of a module and what it can import.
fn layers() -> Vec<(&'static str, Vec<&'static str>)> {
    let mut layers: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in LAYERS.lines() {
        match line.split_once(':') {
            Some((name, may)) => layers.push((name.trim(), may.split_whitespace().collect())),
            None => layers
                .last_mut()
                .into_iter()
                .for_each(|(_, may)| may.extend(line.split_whitespace())),
        }
    }
    layers
}

/// An import of one top-level module by a file of another.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Import {
    from: String,
    to: String,
    file: PathBuf,
}

#[test]
fn modules_import_only_lower_layers() {
    let imports = Source::read().imports;
    let layers = layers();
    let allowed = |import: &Import| {
        layers
            .iter()
            .any(|(name, may)| *name == import.from && may.contains(&&*import.to))
    };
    let violations: Vec<String> = imports
        .iter()
        .filter(|import| !allowed(import))
        .map(|Import { from, to, file }| {
            format!("{}: `{from}` must not import `{to}`", file.display())
        })
        .collect();
    assert!(violations.is_empty(), "{}", violations.join("\n"));
}

#[test]
fn the_table_lists_every_module_below_its_importers() {
    let layers = layers();
    let names: Vec<&str> = layers.iter().map(|(name, _)| *name).collect();
    let modules = Source::read().modules;
    assert_eq!(
        names
            .iter()
            .map(ToString::to_string)
            .collect::<BTreeSet<_>>(),
        modules
    );
    for (at, (name, may)) in layers.iter().enumerate() {
        for lower in may {
            assert!(
                names[at + 1..].contains(lower),
                "`{lower}` must be listed once, below `{name}`"
            );
        }
    }
}

#[test]
fn imports_are_found_in_every_form_and_not_in_tests() {
    let found = |code: &str, module: &[&str]| {
        let module: Vec<_> = module.iter().map(ToString::to_string).collect();
        let mut source = Source::default();
        source.scan(
            code.parse().expect("code is valid"),
            &module,
            Path::new("x.rs"),
        );
        source
            .imports
            .into_iter()
            .map(|import| import.to)
            .collect::<Vec<_>>()
    };
    assert_eq!(found("use crate::graph;", &["load"]), ["graph"]);
    assert_eq!(
        found("use crate::{graph::Query, http};", &["load"]),
        ["graph", "http"]
    );
    assert_eq!(
        found("use super::super::graph::Query;", &["load", "key"]),
        ["graph"]
    );
    assert_eq!(
        found("fn f() { info!(\"{}\", crate::graph::NAME); }", &["load"]),
        ["graph"]
    );
    assert_eq!(
        found("mod inner { use crate::graph::Query; }", &["load"]),
        ["graph"]
    );
    assert!(found("use super::key; use crate::load::Key;", &["load", "page"]).is_empty());
    assert!(
        found(
            "// use crate::graph;\n/// crate::graph\nfn f() {}",
            &["load"]
        )
        .is_empty()
    );
    assert!(found("#[cfg(test)] mod tests { use crate::graph; }", &["load"]).is_empty());
    assert!(found("#[cfg(test)] use crate::graph::Query;", &["load"]).is_empty());
}

/// What the source of the library says about its top-level modules.
#[derive(Debug, Default)]
struct Source {
    modules: BTreeSet<String>,
    imports: BTreeSet<Import>,
}

impl Source {
    fn read() -> Self {
        let mut source = Self::default();
        source.read_module(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs"),
            &Vec::new(),
        );
        source
    }

    /// Reads the file of a module and, by its `mod` declarations, the files of the modules in it.
    fn read_module(&mut self, file: &Path, module: &[String]) {
        let declared = self.scan(code::read(file), module, file);
        for name in declared {
            if module.is_empty() {
                self.modules.insert(name.clone());
            }
            let inner: Vec<_> = module.iter().cloned().chain([name.clone()]).collect();
            self.read_module(&code::child_file(file, &name), &inner);
        }
    }

    /// Records the imports of the code; returns the modules that it declares in files of their own.
    fn scan(&mut self, tokens: TokenStream, module: &[String], file: &Path) -> Vec<String> {
        let tokens = code::without_tests(tokens);
        let mut declared = Vec::new();
        for (at, token) in tokens.iter().enumerate() {
            match token {
                TokenTree::Group(group) => {
                    let inner = match &tokens[..at] {
                        [.., TokenTree::Ident(word), TokenTree::Ident(name)] if word == "mod" => {
                            Some(name.to_string())
                        }
                        _ => None,
                    };
                    let module: Vec<_> = module.iter().cloned().chain(inner).collect();
                    declared.extend(self.scan(group.stream(), &module, file));
                }
                TokenTree::Ident(word) if word == "mod" => {
                    if let [TokenTree::Ident(name), TokenTree::Punct(end), ..] = &tokens[at + 1..]
                        && end.as_char() == ';'
                    {
                        declared.push(name.to_string());
                    }
                }
                TokenTree::Ident(_) => {
                    for to in names_in_root(&tokens[at..], module.len()) {
                        if let Some(from) = module.first().filter(|from| **from != to) {
                            self.imports.insert(Import {
                                from: from.clone(),
                                to,
                                file: file.to_owned(),
                            });
                        }
                    }
                }
                _ => {}
            }
        }
        declared
    }
}

/// The first names of the paths that begin at these tokens and start at the root of the library: `crate::…`, or as
/// many `super::` as the module is deep.
fn names_in_root(tokens: &[TokenTree], depth: usize) -> Vec<String> {
    let is = |at: usize, expected: &str| {
        tokens
            .get(at)
            .is_some_and(|token| token.to_string() == expected)
    };
    let separated = |at: usize| is(at, ":") && is(at + 1, ":");
    let supers = (0..)
        .step_by(3)
        .take_while(|at| is(*at, "super") && separated(at + 1))
        .count();
    let start = match supers {
        0 if is(0, "crate") && separated(1) => 3,
        supers if supers == depth && depth > 0 => 3 * supers,
        _ => return Vec::new(),
    };
    match tokens.get(start) {
        Some(TokenTree::Ident(name)) => vec![name.to_string()],
        Some(TokenTree::Group(group)) => first_names(group.stream()),
        _ => Vec::new(),
    }
}

/// The first name of each path of a `use` group.
fn first_names(group: TokenStream) -> Vec<String> {
    let mut names = Vec::new();
    let mut at_start = true;
    for token in group {
        if let TokenTree::Ident(name) = &token
            && at_start
        {
            names.push(name.to_string());
        }
        at_start = matches!(&token, TokenTree::Punct(comma) if comma.as_char() == ',');
    }
    names
}
