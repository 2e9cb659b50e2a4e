//! The personas of the demo, and the demo's client.

use std::sync::Arc;

use super::subject::{DivisionGrant, Subject};
use super::world::organization::EUROPE;

/// A user for trying the gateway. The token is the name.
#[derive(Clone, Debug)]
pub struct Persona {
    /// Name and token.
    pub name: String,
    /// The bearer token.
    pub token: String,
    /// The granted permissions, possibly with `*` wildcards.
    pub permissions: Vec<String>,
    /// Names of divisions; `*` for all.
    pub divisions: Vec<String>,
    /// A one-line description.
    pub about: &'static str,
}

/// The numbers of personas' users start here.
pub(crate) const FIRST_PERSONA: u32 = 1000;
pub(crate) const CLIENT_ID: &str = "demo-gateway";
pub(crate) const CLIENT_SECRET: &str = "demo-secret";
/// The public client of the journey tab. It has no secret and acts only for users.
pub(crate) const TAB_CLIENT: &str = "demo-journey-tab";

const EVERYTHING: [&str; 7] = [
    "analytics:*:*",
    "authorization:*:*",
    "conversation:*:*",
    "externalContacts:*:*",
    "journey:*:*",
    "relate:*:*",
    "routing:*:*",
];

/// The seven permissions of the product page.
pub(crate) const SEVEN: [&str; 7] = [
    "externalContacts:session:view",
    "journey:session:view",
    "journey:sessiontype:view",
    "journey:event:view",
    "journey:eventtype:view",
    "routing:wrapupCode:view",
    "routing:queue:search",
];

impl Subject {
    /// The persona in its public form.
    pub(crate) fn persona(&self) -> Persona {
        let names = self.grants.iter().map(|grant| {
            grant
                .division
                .map_or("*", |division| division.name)
                .to_owned()
        });
        Persona {
            name: self.name.to_string(),
            token: self.name.to_string(),
            permissions: self.permissions(),
            divisions: names.collect(),
            about: self.about,
        }
    }
}

pub(crate) fn all_subjects() -> Vec<Arc<Subject>> {
    let less = |without: &str| {
        SEVEN
            .into_iter()
            .filter(|permission| *permission != without)
            .collect::<Vec<_>>()
    };
    let seats: [(&str, Vec<&str>, bool, &str); 7] = [
        (
            "demo-supervisor",
            EVERYTHING.to_vec(),
            true,
            "sees everything, in all divisions",
        ),
        (
            "demo-agent",
            SEVEN.to_vec(),
            false,
            "an agent with the seven permissions of the journey tab, in Europe",
        ),
        (
            "demo-agent-no-queues",
            less("routing:queue:search"),
            false,
            "the agent, but may not look up queues",
        ),
        (
            "demo-conversations-only",
            less("journey:session:view"),
            false,
            "the agent, but sees no web sessions",
        ),
        (
            "demo-admin-tab",
            vec!["externalContacts:session:view"],
            false,
            "may enable the tab but not use it: lists and events are denied",
        ),
        ("demo-nobody", Vec::new(), false, "has no permission at all"),
        (
            CLIENT_ID,
            EVERYTHING.to_vec(),
            true,
            "the gateway's own client",
        ),
    ];
    let subject = |((name, permissions, everywhere, about), number): (
        (&'static str, Vec<&str>, bool, &'static str),
        u32,
    )| {
        Arc::new(Subject {
            name: name.into(),
            number,
            grants: vec![DivisionGrant {
                permissions: permissions.into_iter().map(str::to_owned).collect(),
                division: (!everywhere).then_some(&EUROPE),
            }],
            is_conditional: false,
            is_client: name == CLIENT_ID,
            is_foreign: false,
            about,
        })
    };
    seats
        .into_iter()
        .zip(FIRST_PERSONA..)
        .map(subject)
        .collect()
}
