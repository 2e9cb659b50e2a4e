//! The directory of valid tokens and their subjects.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use parking_lot::{Mutex, RwLock};
use uuid::Uuid;

use super::clock::Time;
use super::limits::RateWindow;
use super::personas::{FIRST_PERSONA, Persona, all_subjects};
use super::subject::{DivisionGrant, Subject};

/// Maximum number of issued tokens of the client, and of users; the oldest are revoked.
const ISSUED: usize = 500;

/// A token with its subject, valid or expired.
#[derive(Clone, Debug)]
pub(crate) struct TokenRecord {
    pub(crate) subject: Arc<Subject>,
    pub(crate) rate_window: Arc<RateWindow>,
    /// OAuth scopes; empty for an unrestricted token.
    pub(crate) scopes: Arc<[String]>,
    pub(crate) expires: Option<Time>,
}

impl TokenRecord {
    pub(crate) fn is_expired(&self, now: Time) -> bool {
        self.expires.is_some_and(|end| end <= now)
    }

    fn new(subject: Arc<Subject>) -> Self {
        Self {
            subject,
            rate_window: Arc::default(),
            scopes: Arc::default(),
            expires: None,
        }
    }
}

/// Properties in which a token differs from those of the personas.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TokenOptions {
    /// OAuth scopes such as `journey:readonly`; empty for no restriction.
    pub scopes: Vec<String>,
    /// When the token expires; `None` for never.
    pub expires: Option<DateTime<Utc>>,
}

/// The valid tokens and their subjects.
#[derive(Debug)]
pub(crate) struct Directory {
    tokens: RwLock<HashMap<String, TokenRecord>>,
    /// All subjects in their current state, in print order; the client is last.
    subjects: RwLock<Vec<Arc<Subject>>>,
    /// Issued tokens of the client, oldest first.
    client_tokens: Mutex<VecDeque<String>>,
    /// Issued tokens of users, oldest first.
    user_tokens: Mutex<VecDeque<String>>,
    /// The rate window of all tokens of the client; `None` if each has its own.
    client_window: Option<Arc<RateWindow>>,
}

impl Directory {
    pub(crate) fn new(limits_clients: bool) -> Self {
        let subjects = all_subjects();
        let tokens = subjects
            .iter()
            .filter(|subject| !subject.is_client)
            .map(|subject| {
                (
                    subject.name.to_string(),
                    TokenRecord::new(Arc::clone(subject)),
                )
            })
            .collect();
        Self {
            tokens: RwLock::new(tokens),
            subjects: RwLock::new(subjects),
            client_tokens: Mutex::default(),
            user_tokens: Mutex::default(),
            client_window: limits_clients.then(Arc::default),
        }
    }

    pub(crate) fn token_record(&self, token: &str) -> Option<TokenRecord> {
        self.tokens.read().get(token).cloned()
    }

    pub(crate) fn subjects(&self) -> Vec<Arc<Subject>> {
        self.subjects.read().clone()
    }

    pub(crate) fn personas(&self) -> Vec<Persona> {
        self.subjects()
            .iter()
            .filter(|subject| !subject.is_client)
            .map(|subject| subject.persona())
            .collect()
    }

    pub(crate) fn revoke(&self, token: &str) {
        self.tokens.write().remove(token);
    }

    /// Issues `token` to the client.
    pub(crate) fn issue(&self, token: String, expires: Time) {
        let client = self
            .subjects()
            .into_iter()
            .find(|subject| subject.is_client);
        let Some(subject) = client else { return };
        self.remember(&self.client_tokens, &token);
        let token_record = TokenRecord {
            rate_window: self.client_window.clone().unwrap_or_default(),
            expires: Some(expires),
            ..TokenRecord::new(subject)
        };
        self.tokens.write().insert(token, token_record);
    }

    /// Issues a token to a user; `None` if there is no user of this name.
    pub(crate) fn issue_to_user(&self, name: &str, expires: Option<Time>) -> Option<String> {
        let users = self.personas();
        users.iter().find(|persona| persona.name == name)?;
        let token = format!("user-{}", Uuid::new_v4().simple());
        self.remember(&self.user_tokens, &token);
        let options = TokenOptions {
            expires,
            ..TokenOptions::default()
        };
        self.add_token(name, token.clone(), options);
        Some(token)
    }

    /// Bounds the number of issued tokens.
    fn remember(&self, issued: &Mutex<VecDeque<String>>, token: &str) {
        let mut issued = issued.lock();
        if issued.len() == ISSUED
            && let Some(oldest) = issued.pop_front()
        {
            self.revoke(&oldest);
        }
        issued.push_back(token.to_owned());
    }

    /// Revokes every token of the client.
    pub(crate) fn revoke_issued(&self) {
        let issued = std::mem::take(&mut *self.client_tokens.lock());
        for token in issued {
            self.revoke(&token);
        }
    }

    /// Adds a subject whose token is its name. It replaces a subject of the same name.
    pub(crate) fn add(&self, name: &str, grants: Vec<DivisionGrant>, is_foreign: bool) {
        let mut subjects = self.subjects.write();
        let highest = subjects.iter().map(|subject| subject.number).max();
        let subject = Arc::new(Subject {
            name: name.into(),
            number: highest.unwrap_or(FIRST_PERSONA) + 1,
            grants,
            is_conditional: false,
            is_client: false,
            is_foreign,
            about: "made for a test",
        });
        subjects.retain(|subject| &*subject.name != name);
        subjects.push(Arc::clone(&subject));
        self.tokens
            .write()
            .insert(name.to_owned(), TokenRecord::new(subject));
    }

    /// Issues another token to a subject.
    pub(crate) fn add_token(&self, name: &str, token: String, options: TokenOptions) {
        let subjects = self.subjects();
        let Some(subject) = subjects.iter().find(|subject| &*subject.name == name) else {
            return;
        };
        let token_record = TokenRecord {
            scopes: options.scopes.into(),
            expires: options.expires,
            ..TokenRecord::new(Arc::clone(subject))
        };
        self.tokens.write().insert(token, token_record);
    }

    /// Replaces the permissions of a persona (or the client), in the same divisions.
    pub(crate) fn set_permissions(&self, name: &str, permissions: &[&str]) {
        self.change(name, |subject| {
            for grant in &mut subject.grants {
                grant.permissions = permissions.iter().map(ToString::to_string).collect();
            }
        });
    }

    /// Replaces the grants of a persona (or the client).
    pub(crate) fn set_grants(&self, name: &str, granted: Vec<DivisionGrant>) {
        self.change(name, |subject| subject.grants = granted);
    }

    /// Makes all grants of a subject conditional.
    pub(crate) fn make_grants_conditional(&self, name: &str) {
        self.change(name, |subject| subject.is_conditional = true);
    }

    fn change(&self, name: &str, change: impl FnOnce(&mut Subject)) {
        let mut subjects = self.subjects.write();
        let Some(entry) = subjects.iter_mut().find(|subject| &*subject.name == name) else {
            return;
        };
        let mut changed = Subject::clone(entry);
        change(&mut changed);
        let changed = Arc::new(changed);
        *entry = Arc::clone(&changed);
        let mut tokens = self.tokens.write();
        for token_record in tokens
            .values_mut()
            .filter(|token_record| &*token_record.subject.name == name)
        {
            token_record.subject = Arc::clone(&changed);
        }
    }
}
