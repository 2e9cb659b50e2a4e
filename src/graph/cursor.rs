//! Cursors: positions in lists. To clients they are opaque.
//!
//! A position in a list of sessions or events contains the platform's own cursor. With identity `passthrough`
//! the platform issued that cursor for the viewer's own token, and every node must be able to read it, also
//! after a restart, so it is only encoded. With identity `service` it may reveal a session that the viewer must
//! not see, and a forged one would be sent with the gateway's credentials, so cursors of every kind are sealed.
//! A position that cannot be sealed is an error: it is never written in another form.

use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM_SIV, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_lc_rs::error::Unspecified;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::FieldError;
use crate::platform::{DerivedKeys, Secret};

/// Maximum size of a cursor in bytes. Cursors of the gateway have about 150. A longer one is rejected
/// before it is decoded, because the platform would reject a request that contains it.
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

/// The encoding of cursors.
pub enum Cursors {
    /// Cursors are encoded: a client can read and forge them.
    Open,
    /// Cursors are encrypted and authenticated.
    Sealed(DerivedKeys<RandomizedNonceKey>),
}

impl Cursors {
    /// Cursors sealed with the current value of the first secret. Gateways with the same secrets read each other's
    /// cursors. Cursors sealed with other values, or with former ones of this process, are accepted too. Fails if the
    /// cryptographic library rejects a key; the gateway does not start then.
    pub fn sealed(secrets: Vec<Secret>) -> Result<Self, Unspecified> {
        let keys = DerivedKeys::new(secrets, |secret| {
            RandomizedNonceKey::new(&AES_256_GCM_SIV, &secret.derive("cursors")).ok()
        });
        keys.map(Self::Sealed).ok_or(Unspecified)
    }

    /// Writes a position. Fails if it cannot be serialized or sealed: an empty cursor would send the client to
    /// the first page again.
    pub(super) fn write(
        &self,
        list: List,
        position: &impl Serialize,
    ) -> Result<String, FieldError> {
        let mut bytes = serde_json::to_vec(position).map_err(|_| FieldError::Cursor)?;
        if let Self::Sealed(keys) = self {
            let key = keys.current();
            let nonce = key.seal_in_place_append_tag(list.aad(), &mut bytes);
            let nonce = nonce.map_err(|_| FieldError::Cursor)?;
            bytes.extend_from_slice(nonce.as_ref());
        }
        Ok(URL_SAFE_NO_PAD.encode(bytes))
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
            Self::Sealed(keys) => keys.find_map(|key| {
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
            Self::Sealed(_) => "Sealed",
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
        expected:
            "must be a cursor from an earlier response of the same field (`pageInfo.endCursor`)"
                .to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Cursors, FieldError, List, Secret};
    use crate::platform::Token;

    type Position = (u32, Option<String>);

    fn sealed(key: u8, previous: Option<u8>) -> Cursors {
        let secret = |byte: u8| Secret::new(Token::new(&byte.to_string()), Vec::new());
        let secrets = std::iter::once(key).chain(previous).map(secret);
        Cursors::sealed(secrets.collect()).unwrap()
    }

    fn reads(cursors: &Cursors, list: List, cursor: &str) -> bool {
        matches!(cursors.read::<Position>(list, Some(cursor)), Ok(Some(_)))
    }

    #[test]
    fn a_sealed_cursor_is_read_only_with_its_key() {
        let position: Position = (27, Some("platform".to_owned()));
        let cursors = sealed(7, None);
        for list in [List::Sessions, List::Events, List::Timeline] {
            let cursor = cursors.write(list, &position).unwrap();
            for reader in [sealed(7, None), sealed(9, Some(7))] {
                let read = reader.read(list, Some(&cursor)).unwrap();
                assert_eq!(read, Some(position.clone()));
            }
            for other in [sealed(8, None), sealed(8, Some(9)), Cursors::Open] {
                assert!(!reads(&other, list, &cursor));
            }
            let open = Cursors::Open.write(list, &position).unwrap();
            assert!(reads(&Cursors::Open, list, &open));
            assert!(!reads(&cursors, list, &open));
            assert!(!cursor.contains(&open[..8]));
            for broken in ["", "AAAA", "!", &cursor[1..]] {
                assert!(!reads(&cursors, list, broken));
            }
        }
    }

    #[test]
    fn a_sealed_cursor_is_read_only_by_its_own_kind_of_list() {
        let cursors = sealed(7, None);
        let cursor = cursors
            .write(List::Sessions, &(1_u32, None::<String>))
            .unwrap();
        assert!(reads(&cursors, List::Sessions, &cursor));
        assert!(!reads(&cursors, List::Events, &cursor));
        assert!(!reads(&cursors, List::Timeline, &cursor));
    }

    #[test]
    fn a_position_that_cannot_be_written_is_an_error() {
        let position = std::collections::BTreeMap::from([((1_u32, 2_u32), 3_u32)]);
        for cursors in [Cursors::Open, sealed(7, None)] {
            let written = cursors.write(List::Sessions, &position);
            assert_eq!(written, Err(FieldError::Cursor));
        }
    }

    #[test]
    fn a_long_cursor_is_rejected() {
        let position = (27_u32, Some("p".repeat(800)));
        let long = Cursors::Open.write(List::Sessions, &position).unwrap();
        assert!(!reads(&Cursors::Open, List::Sessions, &long));
    }
}
