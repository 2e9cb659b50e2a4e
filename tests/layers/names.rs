//! The names that the modules of a crate declare and the paths that they use, and the file that defines the item of a
//! path.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};

use super::code;

/// The names in a path: `crate::load::Loaders` has three.
type Names = Vec<String>;

/// The paths by which one file uses items of another, by the two files. One path for each pair.
pub(crate) type Dependencies = BTreeMap<(PathBuf, PathBuf), String>;

/// Maximum number of imports that are followed to the definition of an item. An import of an external crate can name
/// itself.
const MAX_IMPORTS: usize = 16;

/// The modules of a crate.
#[derive(Debug, Default)]
pub(crate) struct Crate(BTreeMap<Names, Module>);

/// A module: a file, or a block in one.
#[derive(Debug, Default)]
struct Module {
    file: PathBuf,
    /// Names of the items that it defines.
    items: BTreeSet<String>,
    /// Paths of imported items, by the names that they have here.
    imports: BTreeMap<String, Names>,
    /// Modules from which it imports all items.
    globs: Vec<Names>,
    /// All paths in its code, those of imports and exports included.
    paths: BTreeSet<Names>,
}

/// What a path leads to.
enum Target {
    Module(Names),
    /// An item that this file defines.
    Item(PathBuf),
}

impl Crate {
    /// Reads a crate from its root file. `read` returns the code of a file.
    pub(crate) fn new(root: &Path, read: impl Fn(&Path) -> TokenStream) -> Self {
        let mut modules = Self::default();
        modules.add(root, &Names::new(), &read);
        modules
    }

    /// The uses of items of other files. The dependency is on the file that defines the item, not on one that exports
    /// it.
    pub(crate) fn dependencies(&self) -> Dependencies {
        let mut found = Dependencies::new();
        for (name, module) in &self.0 {
            for path in &module.paths {
                if let Some(Target::Item(file)) = self.resolve(name, path, 0)
                    && file != module.file
                {
                    let files = (module.file.clone(), file);
                    found.entry(files).or_insert_with(|| path.join("::"));
                }
            }
        }
        found
    }

    fn add(&mut self, file: &Path, module: &Names, read: &impl Fn(&Path) -> TokenStream) {
        for name in self.scan(read(file), module, file, true) {
            self.add(&code::child_file(file, &name), &inner(module, &name), read);
        }
    }

    fn module(&mut self, name: &Names, file: &Path) -> &mut Module {
        let module = self.0.entry(name.clone()).or_default();
        file.clone_into(&mut module.file);
        module
    }

    /// Records the code of a module and returns the modules that it declares in files of their own. Only the tokens at
    /// the `top` of the module define its items.
    fn scan(&mut self, tokens: TokenStream, module: &Names, file: &Path, top: bool) -> Names {
        let tokens = code::without_tests(tokens);
        let mut declared = Names::new();
        let mut at = 0;
        self.module(module, file);
        while at < tokens.len() {
            let (before, rest) = tokens.split_at(at);
            at += 1;
            match &rest[0] {
                TokenTree::Group(group) => match before {
                    [.., TokenTree::Ident(word), TokenTree::Ident(name)] if word == "mod" => {
                        let module = inner(module, &name.to_string());
                        self.scan(group.stream(), &module, file, true);
                    }
                    _ => declared.extend(self.scan(group.stream(), module, file, false)),
                },
                // Code in an attribute: `deserialize_with = "…"` of serde.
                TokenTree::Literal(text) => {
                    if let [.., key, equals] = before
                        && key.to_string().ends_with("with")
                        && is(equals, "=")
                        && let Ok(code) = text.to_string().trim_matches('"').parse()
                    {
                        self.scan(code, module, file, false);
                    }
                }
                TokenTree::Ident(word) if word == "use" => {
                    let end = rest.iter().position(|token| is(token, ";"));
                    let end = end.unwrap_or(rest.len());
                    self.add_use(&rest[1..end], &Names::new(), module);
                    at += end - 1;
                }
                TokenTree::Ident(word) => {
                    if let [_, TokenTree::Ident(name), end, ..] = rest
                        && word == "mod"
                        && is(end, ";")
                    {
                        declared.push(name.to_string());
                    }
                    if let Some(name) = defined_item(before, rest).filter(|_| top) {
                        self.module(module, file).items.insert(name);
                    }
                    if starts_path(before) {
                        let path = path(rest);
                        at += 3 * (path.len() - 1);
                        self.module(module, file).paths.insert(path);
                    }
                }
                TokenTree::Punct(_) => {}
            }
        }
        declared
    }

    /// Records the imports of a `use` declaration, or of one branch of it.
    fn add_use(&mut self, tokens: &[TokenTree], prefix: &Names, name: &Names) {
        let mut path = prefix.clone();
        let mut alias = None;
        let module = self.0.entry(name.clone()).or_default();
        for (at, token) in tokens.iter().enumerate() {
            match token {
                TokenTree::Ident(word) if word == "as" => {
                    alias = tokens.get(at + 1).map(ToString::to_string);
                    break;
                }
                TokenTree::Ident(word) if word == "self" && !path.is_empty() => {}
                TokenTree::Ident(word) => path.push(word.to_string()),
                TokenTree::Group(branches) => {
                    let branches: Vec<_> = branches.stream().into_iter().collect();
                    for branch in branches.split(|token| is(token, ",")) {
                        self.add_use(branch, &path, name);
                    }
                    return;
                }
                TokenTree::Punct(all) if all.as_char() == '*' => {
                    module.globs.push(path);
                    return;
                }
                _ => {}
            }
        }
        if let Some(last) = path.last().cloned() {
            module.paths.insert(path.clone());
            module.imports.insert(alias.unwrap_or(last), path);
        }
    }

    /// What a path in a module leads to; nothing if that is outside the crate.
    fn resolve(&self, module: &Names, path: &[String], imports: usize) -> Option<Target> {
        let mut current = module.clone();
        let mut rest = path;
        while let [first, others @ ..] = rest {
            match first.as_str() {
                "crate" => current.clear(),
                "super" => drop(current.pop()?),
                "self" => {}
                _ => break,
            }
            rest = others;
        }
        let is_relative = rest.len() == path.len();
        for (at, name) in rest.iter().enumerate() {
            let is_last = at + 1 == rest.len();
            match self.look_up(&current, name, is_last, imports) {
                Some(Target::Module(inner)) => current = inner,
                Some(item) => return Some(item),
                None if at == 0 && is_relative => return None,
                // A macro defines the item.
                None => return Some(Target::Item(self.0.get(&current)?.file.clone())),
            }
        }
        Some(Target::Module(current))
    }

    /// What a name in a module means: an item, a module in it, or an import.
    fn look_up(&self, of: &Names, name: &str, is_last: bool, imports: usize) -> Option<Target> {
        let module = self.0.get(of).filter(|_| imports < MAX_IMPORTS)?;
        let inner = inner(of, name);
        let is_module = self.0.contains_key(&inner);
        if module.items.contains(name) && (is_last || !is_module) {
            return Some(Target::Item(module.file.clone()));
        }
        if is_module {
            return Some(Target::Module(inner));
        }
        if let Some(path) = module.imports.get(name) {
            return self.resolve(of, path, imports + 1);
        }
        module.globs.iter().find_map(|glob| {
            let Target::Module(source) = self.resolve(of, glob, imports + 1)? else {
                return None;
            };
            self.look_up(&source, name, is_last, imports + 1)
        })
    }
}

fn inner(module: &Names, name: &str) -> Names {
    module.iter().cloned().chain([name.to_owned()]).collect()
}

fn is(token: &TokenTree, expected: &str) -> bool {
    matches!(token, TokenTree::Ident(_) | TokenTree::Punct(_)) && token.to_string() == expected
}

/// The name of the item whose definition begins at `rest`.
fn defined_item(before: &[TokenTree], rest: &[TokenTree]) -> Option<String> {
    const KEYWORDS: [&str; 9] = [
        "fn",
        "struct",
        "enum",
        "union",
        "trait",
        "type",
        "const",
        "static",
        "macro_rules",
    ];
    let keyword = rest[0].to_string();
    let is_lifetime = before.last().is_some_and(|token| is(token, "'"));
    if !KEYWORDS.contains(&keyword.as_str()) || is_lifetime {
        return None;
    }
    match rest[1..].iter().find(|token| !is(token, "!"))? {
        TokenTree::Ident(name) if name != "fn" => Some(name.to_string()),
        _ => None,
    }
}

/// Whether an identifier after these tokens starts a path: it is no lifetime, no field, no method and no later part of a
/// path.
fn starts_path(before: &[TokenTree]) -> bool {
    match before {
        [.., first, last] if is(last, ".") => is(first, "."),
        [.., first, last] if is(last, ":") => !is(first, ":"),
        [.., last] => !is(last, "'") && !is(last, "."),
        [] => true,
    }
}

/// The path at the start of these tokens, which begin with an identifier.
fn path(tokens: &[TokenTree]) -> Names {
    let mut names = vec![tokens[0].to_string()];
    let mut rest = &tokens[1..];
    while let [first, second, TokenTree::Ident(name), others @ ..] = rest
        && is(first, ":")
        && is(second, ":")
    {
        names.push(name.to_string());
        rest = others;
    }
    names
}
