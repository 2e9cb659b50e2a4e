//! The code of a file as tokens.

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

pub(crate) fn read(file: &Path) -> TokenStream {
    let text =
        fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    text.parse()
        .unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// The file of the module that `mod name;` declares in `file`.
pub(crate) fn child_file(file: &Path, name: &str) -> PathBuf {
    let is_root = file.ends_with("src/lib.rs") || file.ends_with("src/main.rs");
    let folder = if is_root {
        file.with_file_name("")
    } else {
        file.with_extension("")
    };
    folder.join(format!("{name}.rs"))
}

/// The tokens without the items that are compiled for tests only.
pub(crate) fn without_tests(code: TokenStream) -> Vec<TokenTree> {
    let mut kept = Vec::new();
    let mut tokens = code.into_iter();
    while let Some(token) = tokens.next() {
        let for_tests = matches!(&token, TokenTree::Group(attribute) if attribute.to_string().replace(' ', "") == "[cfg(test)]");
        if for_tests {
            tokens.find(|token| match token {
                TokenTree::Punct(end) => end.as_char() == ';',
                TokenTree::Group(body) => body.delimiter() == Delimiter::Brace,
                _ => false,
            });
        } else {
            kept.push(token);
        }
    }
    kept
}
