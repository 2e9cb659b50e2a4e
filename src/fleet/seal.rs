//! Names and contents of what the fleet stores. A dump of Redis shows no personal data: a name is an HMAC, a content is
//! compressed and encrypted. Each scope has keys of its own, so that nothing of one scope can be opened in another.

use std::io::{Read, Write};
use std::sync::Arc;

use aws_lc_rs::aead::{AES_256_GCM_SIV, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_lc_rs::hkdf::{HKDF_SHA256, Prk, Salt};
use aws_lc_rs::hmac;
use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use sha2::{Digest, Sha256};

use crate::secret::{DerivedKeys, Secret, Token};

/// First byte of a content that is compressed. Contents of an unknown format are not opened.
const COMPRESSED: u8 = 1;
/// First byte of a content that is not compressed.
const PLAIN: u8 = 2;

/// Smaller contents are not compressed: it would take longer than their encryption, and save little.
const COMPRESSED_FROM: usize = 256;

/// Maximum size of a content in bytes, which bounds the memory that opening one takes.
const MAX_CONTENT: u64 = 32 << 20;

/// The version of the program. Contents of one version are not read by another, whose types may differ.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A name in Redis: 128 bits of an HMAC.
pub(super) type Name = [u8; 16];

/// The keys of one fleet. They follow the secret: a changed one is used for the next name and the next content.
#[derive(Debug)]
pub(super) struct Seals {
    /// See [`Settings::source`](super::Settings::source).
    source: String,
    keys: Arc<DerivedKeys<SecretKeys>>,
}

/// The keys of one value of the secret.
struct SecretKeys {
    names: hmac::Key,
    /// The keys of contents are derived from it, one for each scope.
    contents: Prk,
}

/// The keys of one scope.
#[derive(Debug)]
pub(super) struct Seal {
    scope: Name,
    /// Empty if programs of all versions read the contents.
    version: &'static str,
    keys: Arc<DerivedKeys<SecretKeys>>,
}

impl Seals {
    /// Derives the keys; `None` if the cryptographic library rejects one. The gateway does not start then.
    pub(super) fn new(source: &str, secret: Secret) -> Option<Self> {
        let keys = DerivedKeys::new(vec![secret], SecretKeys::derive)?;
        Some(Self {
            source: source.to_owned(),
            keys: Arc::new(keys),
        })
    }

    /// The keys of a scope, which `scope` describes completely.
    pub(super) fn scope(&self, scope: &[u8]) -> Seal {
        self.seal(VERSION, scope)
    }

    /// The keys of contents that programs of all versions read.
    pub(super) fn for_all_versions(&self, purpose: &[u8]) -> Seal {
        self.seal("", purpose)
    }

    fn seal(&self, version: &'static str, scope: &[u8]) -> Seal {
        Seal {
            scope: digest(&[self.source.as_bytes(), scope]),
            version,
            keys: self.keys.clone(),
        }
    }

    /// A name that all scopes share.
    pub(super) fn name(&self, kind: &str, key: &[u8]) -> Name {
        self.name_with(&self.keys.current(), kind, key)
    }

    /// The same name by the current secret, and by those whose names other nodes may still use.
    pub(super) fn names(&self, kind: &str, key: &[u8]) -> Vec<Name> {
        all_names(&self.keys, |keys| self.name_with(keys, kind, key))
    }

    fn name_with(&self, keys: &SecretKeys, kind: &str, key: &[u8]) -> Name {
        keys.name(&[self.source.as_bytes(), kind.as_bytes(), key])
    }
}

impl SecretKeys {
    fn derive(secret: &Token) -> Option<Self> {
        let salt = Salt::new(HKDF_SHA256, b"journey-gateway fleet");
        let derived = salt.extract(&secret.derive("fleet"));
        let names = expand(&derived, &[b"names"])?;
        Some(Self {
            names: hmac::Key::new(hmac::HMAC_SHA256, &names),
            contents: derived,
        })
    }

    fn name(&self, parts: &[&[u8]]) -> Name {
        first_half(hmac::sign(&self.names, &joined(parts)).as_ref())
    }
}

impl Seal {
    /// The address of the scope in messages. It is not secret, and the same for all secrets.
    pub(super) fn address(&self) -> Name {
        digest(&[self.version.as_bytes(), &self.scope])
    }

    /// The name of an entry of this scope.
    pub(super) fn name(&self, kind: &str, key: &[u8]) -> Name {
        self.name_with(&self.keys.current(), kind, key)
    }

    /// The same name by the current secret, and by those whose names other nodes may still use.
    pub(super) fn names(&self, kind: &str, key: &[u8]) -> Vec<Name> {
        all_names(&self.keys, |keys| self.name_with(keys, kind, key))
    }

    fn name_with(&self, keys: &SecretKeys, kind: &str, key: &[u8]) -> Name {
        keys.name(&[self.version.as_bytes(), &self.scope, kind.as_bytes(), key])
    }

    /// The name of an entry of this scope that programs of all versions use.
    pub(super) fn name_for_all_versions(&self, kind: &str, key: &[u8]) -> Name {
        let parts = [b"", self.scope.as_slice(), kind.as_bytes(), key];
        self.keys.current().name(&parts)
    }

    fn key(&self, keys: &SecretKeys) -> Option<RandomizedNonceKey> {
        let parts = [b"contents", self.version.as_bytes(), &self.scope];
        let key = expand(&keys.contents, &parts)?;
        RandomizedNonceKey::new(&AES_256_GCM_SIV, &key).ok()
    }

    /// Encrypts, and if it is worthwhile compresses, the content of the entry `name`. `None` if the cryptographic library fails.
    pub(super) fn seal(&self, name: &[u8], content: &[u8]) -> Option<Vec<u8>> {
        let (format, mut sealed) = if content.len() < COMPRESSED_FROM {
            (PLAIN, content.to_vec())
        } else {
            let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
            encoder.write_all(content).ok()?;
            (COMPRESSED, encoder.finish().ok()?)
        };
        let key = self.key(&self.keys.current())?;
        let nonce = key
            .seal_in_place_append_tag(Aad::from(name), &mut sealed)
            .ok()?;
        let mut message = Vec::with_capacity(1 + NONCE_LEN + sealed.len());
        message.push(format);
        message.extend_from_slice(nonce.as_ref());
        message.extend_from_slice(&sealed);
        Some(message)
    }

    /// Decrypts and expands the content of the entry `name`. `None` if it was sealed with another key, for another entry
    /// or in another format.
    pub(super) fn open(&self, name: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let (format, sealed) = sealed.split_first()?;
        if ![COMPRESSED, PLAIN].contains(format) {
            return None;
        }
        let (nonce, sealed) = sealed.split_at_checked(NONCE_LEN)?;
        self.keys.find_map(|keys| {
            let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
            let mut buffer = sealed.to_vec();
            let opened = self
                .key(keys)?
                .open_in_place(nonce, Aad::from(name), &mut buffer)
                .ok()?;
            if *format == PLAIN {
                return Some(opened.to_vec());
            }
            let mut content = Vec::new();
            let mut decoder = ZlibDecoder::new(&*opened).take(MAX_CONTENT);
            decoder.read_to_end(&mut content).ok()?;
            Some(content)
        })
    }
}

/// The names by all keys, the current ones first.
fn all_names(keys: &DerivedKeys<SecretKeys>, name: impl Fn(&SecretKeys) -> Name) -> Vec<Name> {
    let mut names = Vec::new();
    keys.find_map(|keys| {
        names.push(name(keys));
        None::<()>
    });
    names
}

/// Derives a key for a purpose, which the parts describe. `None` if the cryptographic library fails.
fn expand(derived: &Prk, parts: &[&[u8]]) -> Option<[u8; 32]> {
    let info = joined(parts);
    let info = [info.as_slice()];
    let mut key = [0; 32];
    derived
        .expand(&info, HKDF_SHA256)
        .ok()?
        .fill(&mut key)
        .ok()?;
    Some(key)
}

fn digest(parts: &[&[u8]]) -> Name {
    first_half(&Sha256::digest(joined(parts)))
}

fn first_half(bytes: &[u8]) -> Name {
    let mut name = Name::default();
    for (to, from) in name.iter_mut().zip(bytes) {
        *to = *from;
    }
    name
}

/// The parts, each with its length, so that no two lists of parts are joined alike.
fn joined(parts: &[&[u8]]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for part in parts {
        bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
        bytes.extend_from_slice(part);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "the former secret";
    const NEW: &str = "the new secret";

    fn secret(values: &[&str]) -> Secret {
        let mut values = values.iter().map(|value| Token::new(value));
        Secret::new(values.next().unwrap(), values.collect())
    }

    fn seals(values: &[&str]) -> Seals {
        Seals::new("platform", secret(values)).unwrap()
    }

    #[test]
    fn a_content_is_opened_in_its_scope_under_its_name_only() {
        let seals = seals(&[NEW]);
        let scope = seals.scope(b"one");
        let sealed = scope.seal(b"name", b"Lena").unwrap();
        assert_eq!(scope.open(b"name", &sealed).unwrap(), b"Lena");
        let large = b"Lena ".repeat(200);
        let compressed = scope.seal(b"name", &large).unwrap();
        assert!(compressed.len() < large.len() / 10);
        assert_eq!(scope.open(b"name", &compressed).unwrap(), large);
        assert!(!sealed.windows(4).any(|window| window == b"Lena"));
        assert_eq!(scope.open(b"other", &sealed), None);
        assert_eq!(seals.scope(b"two").open(b"name", &sealed), None);
        let elsewhere = Seals::new("another platform", secret(&[NEW])).unwrap();
        assert_eq!(elsewhere.scope(b"one").open(b"name", &sealed), None);
        assert_ne!(
            elsewhere.name("cost", b"viewer"),
            seals.name("cost", b"viewer")
        );
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(scope.open(b"name", &changed), None, "byte {at}");
            assert_eq!(scope.open(b"name", &sealed[..at]), None, "{at} bytes");
        }
    }

    #[test]
    fn names_differ_by_scope_kind_and_key() {
        let seals = seals(&[NEW]);
        let [one, two] = [b"one", b"two"].map(|scope| seals.scope(scope));
        let names = [
            one.name("Session", b"a"),
            one.name("Session", b"b"),
            one.name("SessionP", b"a"),
            two.name("Session", b"a"),
            one.name_for_all_versions("Session", b"a"),
            seals.name("Session", b"a"),
        ];
        let distinct: std::collections::HashSet<_> = names.iter().collect();
        assert_eq!(distinct.len(), names.len());
    }

    #[test]
    fn a_changed_secret_is_used_at_once_and_the_former_one_is_still_opened() {
        let changing = secret(&[OLD]);
        let fleet = Seals::new("platform", changing.clone()).unwrap();
        let [scope, before] = [fleet.scope(b"one"), seals(&[OLD, NEW]).scope(b"one")];
        let (name, address) = (scope.name("Session", b"a"), scope.address());
        assert_eq!(before.name("Session", b"a"), name);
        let old = scope.seal(&name, b"old").unwrap();
        changing.replace(&secret(&[NEW, OLD]));
        assert_eq!(scope.open(&name, &old).unwrap(), b"old");
        let new = scope.seal(&name, b"new").unwrap();
        assert_eq!(before.open(&name, &new).unwrap(), b"new");
        assert_eq!(seals(&[OLD]).scope(b"one").open(&name, &new), None);
        assert_ne!(scope.name("Session", b"a"), name);
        assert_eq!(scope.address(), address);
        let former = seals(&[OLD]).name("generation", b"a");
        assert!(fleet.names("generation", b"a").contains(&former));
    }
}
