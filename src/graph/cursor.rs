//! Cursors: places in lists. To clients they are opaque.
//!
//! A place in a list of sessions holds the platform's own cursor. In passthrough the platform gave
//! that to the very viewer who gets it; with the gateway's own credentials it may tell of a session
//! which the viewer may not see, so there it is sealed.

use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM_SIV, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::failure::Failure;

/// Bytes of a cursor at most. Ours have about 150; the platform's own cursor within them is the rest. A
/// longer one is no cursor of ours, and a request made with it could not be built.
const LONGEST: usize = 1_024;

/// How places in lists of sessions are written.
pub enum Cursors {
    /// Whoever decodes them may know what they hold.
    Open,
    /// Nobody else can read or write them.
    Sealed(Box<RandomizedNonceKey>),
}

impl Cursors {
    /// Sealed with `key`. Gateways with the same key read each other's cursors.
    pub fn sealed(key: &[u8; 32]) -> Self {
        match RandomizedNonceKey::new(&AES_256_GCM_SIV, key) {
            Ok(key) => Self::Sealed(Box::new(key)),
            // Only a key of another length is refused.
            Err(_) => Self::Open,
        }
    }

    /// Writes a place.
    pub(super) fn write(&self, place: &impl Serialize) -> String {
        let mut bytes = plain(place);
        if let Self::Sealed(key) = self {
            let Ok(nonce) = key.seal_in_place_append_tag(Aad::empty(), &mut bytes) else {
                // Only what is larger than any list is refused: no cursor is better than an open one.
                return String::new();
            };
            bytes.extend_from_slice(nonce.as_ref());
        }
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads `after`: a place that this field has written.
    pub(super) fn read<T: DeserializeOwned>(
        &self,
        after: Option<&str>,
    ) -> Result<Option<T>, Failure> {
        let Some(cursor) = after.filter(|cursor| !cursor.is_empty()) else {
            return Ok(None);
        };
        if cursor.len() > LONGEST {
            return Err(unreadable());
        }
        let bytes = URL_SAFE_NO_PAD.decode(cursor).ok();
        let opened = bytes.and_then(|mut bytes| match self {
            Self::Open => serde_json::from_slice(&bytes).ok(),
            Self::Sealed(key) => serde_json::from_slice(open(key, &mut bytes)?).ok(),
        });
        opened.map(Some).ok_or_else(unreadable)
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

fn open<'a>(key: &RandomizedNonceKey, bytes: &'a mut [u8]) -> Option<&'a [u8]> {
    let (sealed, nonce) = bytes.split_at_mut_checked(bytes.len().checked_sub(NONCE_LEN)?)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
    let opened = key.open_in_place(nonce, Aad::empty(), sealed).ok()?;
    Some(opened)
}

/// Reads `after` of a list whose places hold nothing to hide.
pub(super) fn after<T: DeserializeOwned>(after: Option<&str>) -> Result<Option<T>, Failure> {
    Cursors::Open.read(after)
}

/// Writes a place that holds nothing to hide.
pub(super) fn cursor(place: &impl Serialize) -> String {
    URL_SAFE_NO_PAD.encode(plain(place))
}

fn plain(place: &impl Serialize) -> Vec<u8> {
    // Places are tuples of numbers and texts: they always serialise.
    serde_json::to_vec(place).unwrap_or_default()
}

fn unreadable() -> Failure {
    Failure::Argument {
        argument: "after",
        expected: "must be a cursor of an earlier answer of the same field (`pageInfo.endCursor`)"
            .to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::Cursors;

    type Place = (u32, Option<String>);

    #[test]
    fn a_sealed_place_is_read_by_its_key_only() {
        let place: Place = (27, Some("platform".to_owned()));
        let cursors = Cursors::sealed(&[7; 32]);
        let written = cursors.write(&place);
        assert_eq!(
            cursors.read::<Place>(Some(&written)).unwrap(),
            Some(place.clone())
        );
        let twin = Cursors::sealed(&[7; 32]);
        assert_eq!(twin.read(Some(&written)).unwrap(), Some(place.clone()));
        for stranger in [Cursors::sealed(&[8; 32]), Cursors::Open] {
            assert!(stranger.read::<Place>(Some(&written)).is_err());
        }
        let open = Cursors::Open.write(&place);
        assert!(cursors.read::<Place>(Some(&open)).is_err());
        assert!(!written.contains(&open[..8]));
        let long = Cursors::Open.write(&(27, Some("p".repeat(800))));
        assert!(Cursors::Open.read::<Place>(Some(&long)).is_err());
        for broken in ["", "AAAA", "!", &written[1..]] {
            assert!(!matches!(cursors.read::<Place>(Some(broken)), Ok(Some(_))));
        }
    }
}
