//! Who calls: the personas of the demo, the demo's client, and their tokens.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use super::limits::Meter;
use super::permission::covers;
use super::world::organization::{Division, EUROPE};

/// Somebody to try the gateway as. The token is the name.
#[derive(Clone, Debug)]
pub struct Persona {
    /// Name and token.
    pub name: String,
    /// The bearer token.
    pub token: String,
    /// What was granted, perhaps with `*` wildcards.
    pub permissions: Vec<String>,
    /// Names of divisions; `*` for all.
    pub divisions: Vec<String>,
    /// One line for people.
    pub about: &'static str,
}

/// A holder of permissions: a user or an OAuth client.
#[derive(Clone, Debug)]
pub(crate) struct Subject {
    pub(crate) name: &'static str,
    /// Number of the user; personas are numbered apart from agents.
    pub(crate) number: u32,
    pub(crate) permissions: Vec<String>,
    /// None for all.
    pub(crate) divisions: Option<Vec<&'static Division>>,
    pub(crate) is_client: bool,
    about: &'static str,
}

/// A token that works.
#[derive(Clone, Debug)]
pub(crate) struct Holder {
    pub(crate) subject: Arc<Subject>,
    pub(crate) meter: Arc<Meter>,
}

/// Personas' users are numbered from here.
pub(crate) const FIRST_PERSONA: u32 = 1000;
pub(crate) const CLIENT_ID: &str = "demo-gateway";
pub(crate) const CLIENT_SECRET: &str = "demo-secret";
/// Issued client tokens; the oldest die first.
const ISSUED: usize = 500;

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
    pub(crate) fn holds(&self, permission: &str) -> bool {
        self.permissions
            .iter()
            .any(|granted| covers(granted, permission))
    }

    /// Whether something that belongs to these divisions (to none: to everybody) is within the subject's.
    pub(crate) fn sees(&self, divisions: &[&'static Division]) -> bool {
        let Some(own) = &self.divisions else {
            return true;
        };
        divisions.is_empty() || divisions.iter().any(|division| own.contains(division))
    }

    fn persona(&self) -> Persona {
        let divisions = match &self.divisions {
            None => vec!["*".to_owned()],
            Some(divisions) => divisions
                .iter()
                .map(|division| division.name.to_owned())
                .collect(),
        };
        Persona {
            name: self.name.to_owned(),
            token: self.name.to_owned(),
            permissions: self.permissions.clone(),
            divisions,
            about: self.about,
        }
    }
}

/// The tokens that work, and whose they are.
#[derive(Debug)]
pub(crate) struct Directory {
    tokens: RwLock<HashMap<String, Holder>>,
    /// Everybody as they are now, in the order in which they are printed; the client last.
    subjects: RwLock<Vec<Arc<Subject>>>,
    issued: RwLock<Vec<String>>,
}

impl Directory {
    pub(crate) fn new() -> Self {
        let subjects = everybody();
        let holder = |subject: &Arc<Subject>| Holder {
            subject: Arc::clone(subject),
            meter: Arc::default(),
        };
        let tokens = subjects
            .iter()
            .filter(|subject| !subject.is_client)
            .map(|subject| (subject.name.to_owned(), holder(subject)))
            .collect();
        Self {
            tokens: RwLock::new(tokens),
            subjects: RwLock::new(subjects),
            issued: RwLock::default(),
        }
    }

    pub(crate) fn holder(&self, token: &str) -> Option<Holder> {
        self.tokens
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(token)
            .cloned()
    }

    pub(crate) fn subjects(&self) -> Vec<Arc<Subject>> {
        self.subjects
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(crate) fn personas(&self) -> Vec<Persona> {
        self.subjects()
            .iter()
            .filter(|subject| !subject.is_client)
            .map(|subject| subject.persona())
            .collect()
    }

    pub(crate) fn revoke(&self, token: &str) {
        self.tokens
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(token);
    }

    /// Makes `token` one of the client's.
    pub(crate) fn issue(&self, token: String) {
        let client = self
            .subjects()
            .into_iter()
            .find(|subject| subject.is_client);
        let Some(subject) = client else { return };
        let mut issued = self.issued.write().unwrap_or_else(PoisonError::into_inner);
        if issued.len() == ISSUED {
            self.revoke(&issued.remove(0));
        }
        issued.push(token.clone());
        let holder = Holder {
            subject,
            meter: Arc::default(),
        };
        self.tokens
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(token, holder);
    }

    /// Gives a persona (or the client) other permissions from now on.
    pub(crate) fn set_permissions(&self, name: &str, permissions: &[&str]) {
        let mut subjects = self
            .subjects
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        let Some(entry) = subjects.iter_mut().find(|subject| subject.name == name) else {
            return;
        };
        let granted = permissions
            .iter()
            .map(|permission| (*permission).to_owned())
            .collect();
        let changed = Arc::new(Subject {
            permissions: granted,
            ..Subject::clone(entry)
        });
        *entry = Arc::clone(&changed);
        let mut tokens = self.tokens.write().unwrap_or_else(PoisonError::into_inner);
        for holder in tokens
            .values_mut()
            .filter(|holder| holder.subject.name == name)
        {
            holder.subject = Arc::clone(&changed);
        }
    }
}

fn everybody() -> Vec<Arc<Subject>> {
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
            "may open the tab and nothing else",
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
            name,
            number,
            permissions: permissions.into_iter().map(str::to_owned).collect(),
            divisions: (!everywhere).then(|| vec![&EUROPE]),
            is_client: name == CLIENT_ID,
            about,
        })
    };
    seats
        .into_iter()
        .zip(FIRST_PERSONA..)
        .map(subject)
        .collect()
}
