//! `journey-gateway man`: the manual page.

use std::io::{self, Write};

use clap::{Args, Command};
use clap_mangen::Man;

use super::error::CliError;

/// Print the manual page in roff, or that of one command.
///
/// `journey-gateway man | man -l -` shows it.
#[derive(Args)]
pub(super) struct PrintManual {
    /// A command, such as `serve`.
    command: Option<String>,
}

/// Prints the page.
pub(super) fn run(
    args: &PrintManual,
    mut command: Command,
    out: &mut impl Write,
) -> Result<(), CliError> {
    command.build();
    let page = match &args.command {
        None => Man::new(command),
        Some(name) => {
            let found = command.find_subcommand(name).cloned();
            let found = found.ok_or_else(|| {
                let source = io::Error::from(io::ErrorKind::NotFound);
                CliError::io(format!("there is no command `{name}`"))(source)
            })?;
            let title = format!("journey-gateway-{name}");
            Man::new(found).title(title)
        }
    };
    page.render(out)
        .map_err(CliError::io("cannot print the manual page"))
}
