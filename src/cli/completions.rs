//! `journey-gateway completions`: completions for a shell.

use std::io::Write;

use clap::{Args, Command};
use clap_complete::{Shell, generate};

use super::error::CliError;

/// Print the completions of commands and flags for a shell.
///
/// For bash: `source <(journey-gateway completions bash)`.
#[derive(Args)]
pub(super) struct PrintCompletions {
    /// The shell.
    shell: Shell,
}

/// Prints the completions.
pub(super) fn run(
    args: &PrintCompletions,
    mut command: Command,
    out: &mut impl Write,
) -> Result<(), CliError> {
    let name = command.get_name().to_owned();
    // Written to memory first, because the generator panics if the reader closes the pipe.
    let mut text = Vec::new();
    generate(args.shell, &mut command, name, &mut text);
    out.write_all(&text)
        .map_err(CliError::io("cannot print the completions"))
}
