//! What a check found, as people read it.

use std::io::{self, Write};

use super::layout::row;
use super::report::{Client, Held, Holder, Report, Where};

/// Of the column before what was found.
const LABEL: usize = 13;

/// Of the columns of the table but its last.
const TABLE: [usize; 2] = [39, 20];

/// Writes it.
pub(super) fn write(report: &Report, out: &mut impl Write) -> io::Result<()> {
    let mut tell = |label: &str, text: &str| lines(out, row([label, text], &[LABEL]));
    tell("configuration", "ok")?;
    let platform = &report.platform;
    let answers = if platform.reachable {
        "answers"
    } else {
        "does not answer"
    };
    tell("platform", &format!("{} {answers}", platform.url))?;
    tell("identity", report.identity)?;
    if let Some(client) = &report.client {
        tell("client", &format!("logged in as {}", who(&client.holder)))?;
        tell("", &extent(client))?;
    }
    if let Some(viewer) = &report.viewer {
        tell("token", &who(viewer))?;
        let scopes = if viewer.scopes.is_empty() {
            "not restricted by OAuth scopes".to_owned()
        } else {
            format!("OAuth scopes: {}", viewer.scopes.join(" "))
        };
        tell("", &scopes)?;
    } else if report.ok {
        tell("token", "none given; --token-file shows what one opens")?;
    }
    for (label, texts) in [("warning", &report.warnings), ("error", &report.errors)] {
        for text in texts {
            tell(label, text)?;
        }
    }
    if let Some(viewer) = &report.viewer {
        table(viewer, out)?;
    }
    out.flush()
}

fn who(holder: &Holder) -> String {
    let id = &holder.id;
    let person = match &holder.name {
        Some(name) => format!("{name} ({id})"),
        None => id.clone(),
    };
    match &holder.organization {
        Some(organization) => format!("{person} of the organization {organization}"),
        None => person,
    }
}

fn extent(client: &Client) -> String {
    let all = &client.holder.permissions;
    let everywhere = |held: &&Held| held.place == Where::Everywhere;
    let count = all.iter().filter(everywhere).count();
    let of = all.len();
    if !client.holder.roles_without_policies.is_empty() {
        "holds permissions that are not known".to_owned()
    } else if count == of {
        format!("holds all {of} permissions in all divisions")
    } else {
        format!("holds {count} of {of} permissions in all divisions")
    }
}

fn table(viewer: &Holder, out: &mut impl Write) -> io::Result<()> {
    writeln!(out)?;
    lines(
        out,
        row(["permission", "held in divisions", "opens"], &TABLE),
    )?;
    for held in &viewer.permissions {
        let cells = [held.permission, &held.told_place(), &held.told_opens()];
        lines(out, row(cells, &TABLE))?;
    }
    let note = "A field that stands beside several permissions may need more than one of them; the \
                schema's @requiresPermission says which.";
    writeln!(out)?;
    lines(out, row([note], &[]))
}

fn lines(out: &mut impl Write, lines: impl IntoIterator<Item = String>) -> io::Result<()> {
    lines
        .into_iter()
        .try_for_each(|line| writeln!(out, "{line}"))
}
