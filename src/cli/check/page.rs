//! The report of a check as text.

use std::io::{self, Write};

use super::documents::Documents;
use super::layout::row;
use super::report::{Client, Held, HeldIn, Holder, Redis, Report};

/// Width of the label column.
const LABEL: usize = 13;

/// Widths of the table's columns except the last.
const TABLE: [usize; 2] = [39, 20];

/// Widths of the columns of the trusted operations except the last.
const OPERATIONS: [usize; 3] = [9, 11, 22];

/// Writes the report.
pub(super) fn write(report: &Report, out: &mut impl Write) -> io::Result<()> {
    let mut entry = |label: &str, text: &str| lines(out, row([label, text], &[LABEL]));
    entry("configuration", "ok")?;
    let platform = &report.platform;
    let state = if platform.reachable {
        "responds"
    } else {
        "does not respond"
    };
    entry("platform", &format!("{} {state}", platform.url))?;
    entry("identity", report.identity)?;
    if let Some(documents) = &report.documents {
        entry("documents", &documents.summary())?;
    }
    if let Some(Redis { host, version }) = &report.redis {
        let state = match version {
            Some(version) => format!("responds, version {version}"),
            None => "cannot be used".to_owned(),
        };
        entry("redis", &format!("{host} {state}"))?;
    }
    if let Some(client) = &report.client {
        let holder = describe_holder(&client.holder);
        entry("client", &format!("logged in as {holder}"))?;
        entry("", &permission_summary(client))?;
    }
    if let Some(viewer) = &report.viewer {
        entry("token", &describe_holder(viewer))?;
        let scopes = if viewer.scopes.is_empty() {
            "not restricted by OAuth scopes".to_owned()
        } else {
            format!("OAuth scopes: {}", viewer.scopes.join(" "))
        };
        entry("", &scopes)?;
    } else if report.ok {
        entry(
            "token",
            "none given; --token-file shows the permissions of one",
        )?;
    }
    for (label, texts) in [("warning", &report.warnings), ("error", &report.errors)] {
        for text in texts {
            entry(label, text)?;
        }
    }
    if let Some(documents) = &report.documents {
        operations(documents, out)?;
    }
    if let Some(viewer) = &report.viewer {
        table(viewer, out)?;
    }
    out.flush()
}

fn describe_holder(holder: &Holder) -> String {
    let id = &holder.id;
    let name = match &holder.name {
        Some(name) => format!("{name} ({id})"),
        None => id.clone(),
    };
    match &holder.organization {
        Some(organization) => format!("{name} of the organization {organization}"),
        None => name,
    }
}

fn permission_summary(client: &Client) -> String {
    let all = &client.holder.permissions;
    let everywhere = |held: &&Held| held.reach == HeldIn::Everywhere;
    let count = all.iter().filter(everywhere).count();
    let total = all.len();
    if !client.holder.roles_without_policies.is_empty() {
        "holds unknown permissions".to_owned()
    } else if count == total {
        format!("holds all {total} permissions in all divisions")
    } else {
        format!("holds {count} of {total} permissions in all divisions")
    }
}

fn operations(documents: &Documents, out: &mut impl Write) -> io::Result<()> {
    writeln!(out)?;
    let heads = ["cost", "at most", "operation", "document"];
    lines(out, row(heads, &OPERATIONS))?;
    for operation in &documents.operations {
        let cost = operation.cost.to_string();
        let highest = operation.highest_cost.to_string();
        let name = operation.name.as_deref().unwrap_or("(no name)");
        let cells = [cost.as_str(), &highest, name, &operation.id];
        lines(out, row(cells, &OPERATIONS))?;
    }
    Ok(())
}

fn table(viewer: &Holder, out: &mut impl Write) -> io::Result<()> {
    writeln!(out)?;
    lines(
        out,
        row(["permission", "held in divisions", "opens"], &TABLE),
    )?;
    for held in &viewer.permissions {
        let cells = [held.permission, &held.divisions_text(), &held.opens_text()];
        lines(out, row(cells, &TABLE))?;
    }
    let note = "A field listed with several permissions may require more than one of them; see \
                @requiresPermission in the schema.";
    writeln!(out)?;
    lines(out, row([note], &[]))
}

fn lines(out: &mut impl Write, lines: impl IntoIterator<Item = String>) -> io::Result<()> {
    lines
        .into_iter()
        .try_for_each(|line| writeln!(out, "{line}"))
}
