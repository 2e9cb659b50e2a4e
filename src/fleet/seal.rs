//! Names and contents of what the fleet stores. A dump of Redis shows no personal data: a name is an HMAC, a content is
//! compressed and encrypted. Each scope has keys of its own, so that nothing of one scope can be opened in another.

use std::io::{Read, Write};
use std::sync::Arc;

use aws_lc_rs::aead::{AES_256_GCM_SIV, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::hkdf::{HKDF_SHA256, Salt};
use aws_lc_rs::hmac;
use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;

use super::settings::Secret;

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

/// The keys of one fleet.
#[derive(Debug)]
pub(super) struct Seals {
    /// See [`Settings::source`](super::Settings::source).
    source: String,
    secret: Secret,
    names: Arc<hmac::Key>,
}

/// The keys of one scope.
#[derive(Debug)]
pub(super) struct Seal {
    scope: Name,
    names: Arc<hmac::Key>,
    current: RandomizedNonceKey,
    former: Vec<RandomizedNonceKey>,
}

impl Seals {
    /// Derives the keys. Fails if the cryptographic library rejects a key; the gateway does not start then.
    pub(super) fn new(source: &str, secret: Secret) -> Result<Self, Unspecified> {
        let named_by = secret.former.last().unwrap_or(&secret.current);
        let names = hmac::Key::new(hmac::HMAC_SHA256, &derive(named_by, &[b"names"])?);
        Ok(Self {
            source: source.to_owned(),
            secret,
            names: Arc::new(names),
        })
    }

    /// The keys of a scope, which `scope` describes completely.
    pub(super) fn scope(&self, scope: &[u8]) -> Result<Seal, Unspecified> {
        let source = self.source.as_bytes();
        let key = |secret: &[u8; 32]| {
            let key = derive(secret, &[b"contents", VERSION.as_bytes(), source, scope])?;
            RandomizedNonceKey::new(&AES_256_GCM_SIV, &key)
        };
        Ok(Seal {
            scope: name(&self.names, &[b"scope", source, scope]),
            names: self.names.clone(),
            current: key(&self.secret.current)?,
            former: self
                .secret
                .former
                .iter()
                .map(key)
                .collect::<Result<_, _>>()?,
        })
    }

    /// A name that all scopes share.
    pub(super) fn name(&self, kind: &str, key: &[u8]) -> Name {
        name(&self.names, &[kind.as_bytes(), key])
    }
}

impl Seal {
    /// The name of the scope.
    pub(super) fn scope(&self) -> &Name {
        &self.scope
    }

    /// The name of an entry of this scope.
    pub(super) fn name(&self, kind: &str, key: &[u8]) -> Name {
        let parts = [VERSION.as_bytes(), &self.scope, kind.as_bytes(), key];
        name(&self.names, &parts)
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
        let nonce = self
            .current
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
        let mut keys = std::iter::once(&self.current).chain(&self.former);
        keys.find_map(|key| {
            let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
            let mut buffer = sealed.to_vec();
            let opened = key
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

/// Derives a key for a purpose, which the parts describe.
fn derive(secret: &[u8; 32], parts: &[&[u8]]) -> Result<[u8; 32], Unspecified> {
    let salt = Salt::new(HKDF_SHA256, b"journey-gateway fleet");
    let info = joined(parts);
    let info = [info.as_slice()];
    let mut key = [0; 32];
    salt.extract(secret)
        .expand(&info, HKDF_SHA256)?
        .fill(&mut key)?;
    Ok(key)
}

fn name(key: &hmac::Key, parts: &[&[u8]]) -> Name {
    let tag = hmac::sign(key, &joined(parts));
    let mut name = Name::default();
    for (to, from) in name.iter_mut().zip(tag.as_ref()) {
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

    const OLD: [u8; 32] = [1; 32];
    const NEW: [u8; 32] = [2; 32];

    fn seals(current: [u8; 32], former: &[[u8; 32]]) -> Seals {
        let former = former.to_vec();
        Seals::new("platform", Secret { current, former }).unwrap()
    }

    #[test]
    fn a_content_is_opened_in_its_scope_under_its_name_only() {
        let seals = seals(NEW, &[]);
        let scope = seals.scope(b"one").unwrap();
        let sealed = scope.seal(b"name", b"Lena").unwrap();
        assert_eq!(scope.open(b"name", &sealed).unwrap(), b"Lena");
        let large = b"Lena ".repeat(200);
        let compressed = scope.seal(b"name", &large).unwrap();
        assert!(compressed.len() < large.len() / 10);
        assert_eq!(scope.open(b"name", &compressed).unwrap(), large);
        assert!(!sealed.windows(4).any(|window| window == b"Lena"));
        assert_eq!(scope.open(b"other", &sealed), None);
        assert_eq!(seals.scope(b"two").unwrap().open(b"name", &sealed), None);
        let secret = Secret {
            current: NEW,
            former: Vec::new(),
        };
        let elsewhere = Seals::new("another platform", secret).unwrap();
        assert_eq!(
            elsewhere.scope(b"one").unwrap().open(b"name", &sealed),
            None
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
        let seals = seals(NEW, &[]);
        let [one, two] = [b"one", b"two"].map(|scope| seals.scope(scope).unwrap());
        let names = [
            one.name("Session", b"a"),
            one.name("Session", b"b"),
            one.name("SessionP", b"a"),
            two.name("Session", b"a"),
            seals.name("Session", b"a"),
        ];
        let distinct: std::collections::HashSet<_> = names.iter().collect();
        assert_eq!(distinct.len(), names.len());
    }

    #[test]
    fn during_a_rotation_names_stay_and_old_contents_are_opened() {
        let [before, during, after] = [seals(OLD, &[]), seals(NEW, &[OLD]), seals(NEW, &[])]
            .map(|seals| seals.scope(b"one").unwrap());
        let name = before.name("Session", b"a");
        assert_eq!(during.name("Session", b"a"), name);
        let old = before.seal(&name, b"old").unwrap();
        assert_eq!(during.open(&name, &old).unwrap(), b"old");
        let new = during.seal(&name, b"new").unwrap();
        assert_eq!(before.open(&name, &new), None);
        assert_eq!(after.open(&name, &new).unwrap(), b"new");
    }
}
