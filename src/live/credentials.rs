//! The credential of one scope's calls: that of the latest request or subscriber. With identity `passthrough` it is a
//! viewer's token, which is not used any more after the platform has rejected it.

use std::collections::VecDeque;

use tokio::sync::watch;

use crate::platform::Credential;

/// Number of rejected tokens that are remembered. With a lower number, requests whose revoked tokens are still cached could
/// cause more rejected calls.
const MAX_REJECTED: usize = 16;

/// The credential of one scope's calls.
#[derive(Debug)]
pub(super) struct Credentials(watch::Sender<State>);

#[derive(Debug)]
struct State {
    current: Credential,
    /// Fingerprints of rejected tokens, the latest last.
    rejected: VecDeque<[u8; 32]>,
    /// The token that was rejected last, also if it was restored, until another one is set.
    last_rejected: Option<[u8; 32]>,
    /// How often another token was set after a rejection.
    replacements: u64,
}

impl Credentials {
    pub(super) fn new(credential: Credential) -> Self {
        Self(watch::Sender::new(State {
            current: credential,
            rejected: VecDeque::new(),
            last_rejected: None,
            replacements: 0,
        }))
    }

    /// The current credential. If the platform has rejected it, this waits for another one.
    pub(super) async fn usable(&self) -> Credential {
        let mut changes = self.0.subscribe();
        let usable = changes.wait_for(State::is_usable).await;
        match usable.map(|state| state.current.clone()) {
            Ok(credential) => credential,
            // `self` has the sender.
            Err(_) => std::future::pending().await,
        }
    }

    /// Whether the platform has rejected `credential`.
    pub(super) fn is_rejected(&self, credential: &Credential) -> bool {
        self.0.borrow().is_rejected(credential)
    }

    /// Uses `credential` from now on, unless the platform has rejected it.
    pub(super) fn set(&self, credential: Credential) {
        self.0.send_if_modified(|state| {
            if state.is_rejected(&credential) {
                return false;
            }
            let is_other = |rejected: &mut _| fingerprint(&credential) != Some(*rejected);
            if state.last_rejected.take_if(is_other).is_some() {
                state.replacements += 1;
            }
            state.current = credential;
            true
        });
    }

    /// Uses `credential` from now on, also if the platform has rejected it before: it has accepted it since.
    pub(super) fn restore(&self, credential: Credential) {
        self.0.send_modify(|state| {
            state.forget(&credential);
            state.current = credential;
        });
    }

    /// Stops using a credential that the platform has rejected.
    pub(super) fn reject(&self, credential: &Credential) {
        self.0.send_modify(|state| {
            state.forget(credential);
            if state.rejected.len() == MAX_REJECTED {
                state.rejected.pop_front();
            }
            state.last_rejected = fingerprint(credential);
            state.rejected.extend(state.last_rejected);
        });
    }

    /// How often another token was set after a rejection.
    pub(super) fn replacements(&self) -> u64 {
        self.0.borrow().replacements
    }

    /// Waits until another token was set after a rejection, since [`Credentials::replacements`] returned `since`.
    pub(super) async fn replaced(&self, since: u64) {
        let mut changes = self.0.subscribe();
        // It cannot fail, because `self` has the sender.
        let _ = changes.wait_for(|state| state.replacements != since).await;
    }
}

impl State {
    fn is_usable(&self) -> bool {
        !self.is_rejected(&self.current)
    }

    fn is_rejected(&self, credential: &Credential) -> bool {
        // Most scopes have no rejected token; then no fingerprint is computed.
        !self.rejected.is_empty()
            && fingerprint(credential).is_some_and(|token| self.rejected.contains(&token))
    }

    fn forget(&mut self, credential: &Credential) {
        let token = fingerprint(credential);
        self.rejected.retain(|rejected| Some(*rejected) != token);
    }
}

/// The fingerprint of a viewer's token. The gateway's own client renews its token itself.
fn fingerprint(credential: &Credential) -> Option<[u8; 32]> {
    match credential {
        Credential::Viewer(token) => Some(token.fingerprint()),
        Credential::Service(_) => None,
    }
}
