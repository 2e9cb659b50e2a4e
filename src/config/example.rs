//! An example of the configuration file, generated from the declarations of the settings.

use std::fmt::Write;

use super::settings::{GROUPS, Setting};

/// Maximum length of a line of a comment in characters.
const WIDTH: usize = 100;

/// A configuration file with every setting commented out. A line that begins with `#` and a key sets the default when the
/// `#` is removed; other comments begin with `# `.
pub fn example() -> String {
    let mut text = String::from(
        "# Configuration of Journey Gateway. Remove the `#` in front of a key to set it.\n\
         # Every value is the default; an empty value is like no value.\n",
    );
    for group in GROUPS {
        // Writing to a `String` does not fail.
        let _ = write!(text, "\n# ---- {} ----\n", group.title);
        for Setting {
            key,
            default,
            unit,
            meaning,
            effect,
        } in group.settings
        {
            text.push('\n');
            comment(&mut text, &format!("{meaning} {effect}"));
            let _ = writeln!(text, "# Unit: {unit}.");
            let _ = writeln!(text, "#{key} = {}", value(default));
        }
    }
    text
}

/// A default in the notation of TOML.
fn value(default: &str) -> String {
    let is_literal = default.parse::<u64>().is_ok() || default.parse::<bool>().is_ok();
    if is_literal {
        default.to_owned()
    } else {
        format!("\"{default}\"")
    }
}

/// Appends a comment, broken into lines.
fn comment(text: &mut String, comment: &str) {
    let mut line = String::from("#");
    for word in comment.split_whitespace() {
        if line.chars().count() + word.chars().count() >= WIDTH {
            text.push_str(&line);
            text.push('\n');
            line = String::from("#");
        }
        line.push(' ');
        line.push_str(word);
    }
    text.push_str(&line);
    text.push('\n');
}
