//! Cursors: positions in lists. To clients they are opaque.
//!
//! A position in a list of sessions or events holds the platform's own cursor. With identity `passthrough`
//! the platform gave that to the viewer itself, and every node must be able to read it, also after a restart,
//! so it is only encoded. With identity `service` it may reveal a session that the viewer must not see, and a
//! forged one would be sent with the gateway's credentials, so cursors of every kind are sealed.

use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM_SIV, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_lc_rs::error::Unspecified;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::FieldError;

/// Maximum size of a cursor in bytes. The gateway's own have about 150. A longer one is not the gateway's,
/// and a request to the platform could not be built with it.
const MAX_BYTES: usize = 1_024;

/// The kind of list that a cursor belongs to. A sealed cursor of one kind is not accepted by another.
#[derive(Debug, Clone, Copy)]
pub(super) enum List {
    /// A customer's sessions.
    Sessions,
    /// A visit's events.
    Events,
    /// A conversation's timeline.
    Timeline,
}

/// How positions in lists are written.
pub enum Cursors {
    /// Encoded only: a client can read and forge them.
    Open,
    /// Encrypted and authenticated.
    Sealed {
        /// The key that cursors are written with.
        key: RandomizedNonceKey,
        /// The key of earlier cursors, which are still accepted.
        previous: Option<RandomizedNonceKey>,
    },
}

impl Cursors {
    /// Sealed with `key`. Gateways with the same key read each other's cursors; those sealed with
    /// `previous` are read, too. Fails if the cryptographic library refuses a key.
    pub fn sealed(key: &[u8; 32], previous: Option<&[u8; 32]>) -> Result<Self, Unspecified> {
        let key_of = |bytes: &[u8; 32]| RandomizedNonceKey::new(&AES_256_GCM_SIV, bytes);
        Ok(Self::Sealed {
            key: key_of(key)?,
            previous: previous.map(key_of).transpose()?,
        })
    }

    /// Writes a position.
    pub(super) fn write(&self, list: List, position: &impl Serialize) -> String {
        // Positions are tuples of numbers and texts: they always serialize.
        let mut bytes = serde_json::to_vec(position).unwrap_or_default();
        if let Self::Sealed { key, .. } = self {
            let Ok(nonce) = key.seal_in_place_append_tag(list.aad(), &mut bytes) else {
                // Only input larger than any list is refused: no cursor is better than an open one.
                return String::new();
            };
            bytes.extend_from_slice(nonce.as_ref());
        }
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads `after`, a position that [`write`](Self::write) returned for the same kind of list.
    pub(super) fn read<T: DeserializeOwned>(
        &self,
        list: List,
        after: Option<&str>,
    ) -> Result<Option<T>, FieldError> {
        let Some(cursor) = after.filter(|cursor| !cursor.is_empty()) else {
            return Ok(None);
        };
        if cursor.len() > MAX_BYTES {
            return Err(unreadable());
        }
        let bytes = URL_SAFE_NO_PAD.decode(cursor).ok();
        let opened = bytes.and_then(|bytes| match self {
            Self::Open => serde_json::from_slice(&bytes).ok(),
            Self::Sealed { key, previous } => [Some(key), previous.as_ref()]
                .into_iter()
                .flatten()
                .find_map(|key| {
                    let mut sealed = bytes.clone();
                    serde_json::from_slice(open(key, list, &mut sealed)?).ok()
                }),
        });
        opened.map(Some).ok_or_else(unreadable)
    }
}

impl List {
    fn aad(self) -> Aad<&'static [u8]> {
        Aad::from(match self {
            Self::Sessions => b"sessions",
            Self::Events => b"events",
            Self::Timeline => b"timeline",
        })
    }
}

impl fmt::Debug for Cursors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Open => "Open",
            Self::Sealed { .. } => "Sealed",
        })
    }
}

fn open<'a>(key: &RandomizedNonceKey, list: List, bytes: &'a mut [u8]) -> Option<&'a [u8]> {
    let (sealed, nonce) = bytes.split_at_mut_checked(bytes.len().checked_sub(NONCE_LEN)?)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
    let opened = key.open_in_place(nonce, list.aad(), sealed).ok()?;
    Some(opened)
}

fn unreadable() -> FieldError {
    FieldError::Argument {
        argument: "after",
        expected: "must be a cursor of an earlier answer of the same field (`pageInfo.endCursor`)"
            .to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Cursors, List};

    type Place = (u32, Option<String>);

    fn sealed(key: u8, previous: Option<u8>) -> Cursors {
        let previous = previous.map(|byte| [byte; 32]);
        Cursors::sealed(&[key; 32], previous.as_ref()).unwrap()
    }

    fn reads(cursors: &Cursors, list: List, cursor: &str) -> bool {
        matches!(cursors.read::<Place>(list, Some(cursor)), Ok(Some(_)))
    }

    #[test]
    fn a_sealed_position_is_read_with_its_key_only() {
        let position: Place = (27, Some("platform".to_owned()));
        let cursors = sealed(7, None);
        for list in [List::Sessions, List::Events, List::Timeline] {
            let cursor = cursors.write(list, &position);
            for reader in [sealed(7, None), sealed(9, Some(7))] {
                let read = reader.read(list, Some(&cursor)).unwrap();
                assert_eq!(read, Some(position.clone()));
            }
            for stranger in [sealed(8, None), sealed(8, Some(9)), Cursors::Open] {
                assert!(!reads(&stranger, list, &cursor));
            }
            let open = Cursors::Open.write(list, &position);
            assert!(reads(&Cursors::Open, list, &open));
            assert!(!reads(&cursors, list, &open));
            assert!(!cursor.contains(&open[..8]));
            for broken in ["", "AAAA", "!", &cursor[1..]] {
                assert!(!reads(&cursors, list, broken));
            }
        }
    }

    #[test]
    fn a_sealed_position_is_read_by_its_own_kind_of_list_only() {
        let cursors = sealed(7, None);
        let cursor = cursors.write(List::Sessions, &(1_u32, None::<String>));
        assert!(reads(&cursors, List::Sessions, &cursor));
        assert!(!reads(&cursors, List::Events, &cursor));
        assert!(!reads(&cursors, List::Timeline, &cursor));
    }

    #[test]
    fn a_long_cursor_is_refused() {
        let long = Cursors::Open.write(List::Sessions, &(27_u32, Some("p".repeat(800))));
        assert!(!reads(&Cursors::Open, List::Sessions, &long));
    }
}
