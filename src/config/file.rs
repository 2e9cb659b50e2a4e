//! The configuration file: TOML to keys with values, each with its line and column.

use std::ops::Range;
use std::path::Path;

use toml::de::{DeTable, DeValue};

use super::error::ConfigError;

/// A value from the file, as text in the notation of the environment variables.
#[derive(Debug)]
pub(super) struct FileValue {
    pub(super) key: String,
    pub(super) text: String,
    /// File, line and column.
    pub(super) source: String,
}

/// Reads all values of the file, and all TOML errors with their positions. The parser continues after an error, so
/// that one run reports every error.
pub(super) fn read(path: &Path) -> (Vec<FileValue>, Vec<ConfigError>) {
    let path_text = path.display().to_string();
    let error = |source, message| ConfigError {
        key: path_text.clone(),
        source,
        message,
    };
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(cause) => {
            let message = format!("cannot be read: {cause}; check the path and the permissions");
            return (Vec::new(), vec![error(None, message)]);
        }
    };
    let position = |span: Range<usize>| position(&text, &path_text, span.start);
    let (table, toml_errors) = DeTable::parse_recoverable(&text);
    let errors = toml_errors.into_iter().map(|cause| {
        let message = format!("invalid TOML: {}", cause.message());
        error(cause.span().map(position), message)
    });
    let errors = errors.collect();
    let mut values = Vec::new();
    collect("", table.get_ref(), &position, &mut values);
    (values, errors)
}

fn collect(
    prefix: &str,
    table: &DeTable<'_>,
    position: &impl Fn(Range<usize>) -> String,
    values: &mut Vec<FileValue>,
) {
    for (name, value) in table {
        let key = if prefix.is_empty() {
            name.get_ref().to_string()
        } else {
            format!("{prefix}.{}", name.get_ref())
        };
        match value.get_ref() {
            DeValue::Table(table) => collect(&key, table, position, values),
            scalar => values.push(FileValue {
                key,
                text: to_text(scalar),
                source: position(value.span()),
            }),
        }
    }
}

/// The value in the notation of the environment variables: a list is joined by commas.
fn to_text(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => text.to_string(),
        DeValue::Integer(number) => i128::from_str_radix(number.as_str(), number.radix())
            .map_or_else(|_| number.to_string(), |number| number.to_string()),
        DeValue::Float(number) => number.to_string(),
        DeValue::Boolean(value) => value.to_string(),
        DeValue::Datetime(value) => value.to_string(),
        DeValue::Array(items) => {
            let items: Vec<_> = items.iter().map(|item| to_text(item.get_ref())).collect();
            items.join(",")
        }
        DeValue::Table(_) => "{…}".to_owned(),
    }
}

/// `FILE:LINE:COLUMN`, counted from 1.
fn position(text: &str, path: &str, offset: usize) -> String {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before
        .chars()
        .rev()
        .take_while(|char| *char != '\n')
        .count()
        + 1;
    format!("{path}:{line}:{column}")
}
