//! Secrets that change while the process runs, and keys that are derived from them.

mod token;

use std::fmt;
use std::sync::Arc;

use parking_lot::RwLock;

pub use token::Token;

/// Maximum number of values of a secret, and of keys that are kept for data that former values sealed.
pub const MAX_SECRET_VALUES: usize = 8;

/// A secret: its current value, and former values that are still accepted. Clones share the values, so that a
/// replaced value reaches all of its users. `Debug` hides it.
#[derive(Clone)]
pub struct Secret(Arc<RwLock<Arc<Values>>>);

struct Values {
    current: Token,
    former: Vec<Token>,
}

impl Values {
    fn all(&self) -> impl Iterator<Item = &Token> {
        std::iter::once(&self.current).chain(&self.former)
    }
}

impl Secret {
    /// Creates a secret. At most [`MAX_SECRET_VALUES`] values are kept.
    pub fn new(current: Token, former: Vec<Token>) -> Self {
        let mut former = former;
        former.truncate(MAX_SECRET_VALUES - 1);
        Self(Arc::new(RwLock::new(Arc::new(Values { current, former }))))
    }

    /// The current value.
    pub fn current(&self) -> Token {
        self.values().current.clone()
    }

    /// All values, the current one first.
    pub fn all(&self) -> Vec<Token> {
        self.values().all().cloned().collect()
    }

    /// A secret with the same values, which changes by itself.
    #[must_use]
    pub fn copy(&self) -> Self {
        Self(Arc::new(RwLock::new(self.values())))
    }

    /// Whether `token` is one of the values. Compares fingerprints, so that timing reveals nothing about a value.
    pub fn accepts(&self, token: &Token) -> bool {
        let fingerprint = token.fingerprint();
        let values = self.values();
        values.all().any(|value| value.fingerprint() == fingerprint)
    }

    /// Takes over the values of `other`; returns whether they differ.
    pub fn replace(&self, other: &Self) -> bool {
        let next = other.values();
        let fingerprints =
            |values: &Values| values.all().map(Token::fingerprint).collect::<Vec<_>>();
        if fingerprints(&next) == fingerprints(&self.values()) {
            return false;
        }
        *self.0.write() = next;
        true
    }

    fn values(&self) -> Arc<Values> {
        self.0.read().clone()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Keys derived from secrets, the first one from the current value of the first secret. When a secret changes, the keys
/// are derived again; the keys before remain as former ones until the process ends, so that what they sealed can be opened.
pub struct DerivedKeys<K> {
    secrets: Vec<Secret>,
    derive: fn(&Token) -> Option<K>,
    derived: RwLock<Derived<K>>,
}

/// The keys of certain values.
struct Derived<K> {
    values: Vec<Arc<Values>>,
    keys: Keys<K>,
}

/// Keys with the fingerprints of the values that they are derived from. `all` begins with `current`.
struct Keys<K> {
    current: Arc<K>,
    all: Arc<[([u8; 32], Arc<K>)]>,
}

impl<K> DerivedKeys<K> {
    /// Derives the keys; `None` if that fails.
    pub fn new(secrets: Vec<Secret>, derive: fn(&Token) -> Option<K>) -> Option<Self> {
        let values: Vec<_> = secrets.iter().map(Secret::values).collect();
        let keys = derive_all(&values, derive, &[])?;
        Some(Self {
            secrets,
            derive,
            derived: RwLock::new(Derived { values, keys }),
        })
    }

    /// The key that seals.
    pub fn current(&self) -> Arc<K> {
        self.with_keys(|keys| keys.current.clone())
    }

    /// The first value that `open` returns with one of the keys, the current one first.
    pub fn find_map<T>(&self, mut open: impl FnMut(&K) -> Option<T>) -> Option<T> {
        let keys = self.with_keys(|keys| keys.all.clone());
        keys.iter().find_map(|(_, key)| open(key))
    }

    fn with_keys<T>(&self, read: impl Fn(&Keys<K>) -> T) -> T {
        let derived = self.derived.read();
        let pairs = derived.values.iter().zip(&self.secrets);
        let mut pairs = pairs.map(|(values, secret)| Arc::ptr_eq(values, &secret.values()));
        if pairs.all(|is_same| is_same) {
            return read(&derived.keys);
        }
        drop(derived);
        let mut derived = self.derived.write();
        let values: Vec<_> = self.secrets.iter().map(Secret::values).collect();
        // If the library rejects a key, the former keys remain in use.
        if let Some(keys) = derive_all(&values, self.derive, &derived.keys.all) {
            derived.keys = keys;
        }
        derived.values = values;
        read(&derived.keys)
    }
}

impl<K> fmt::Debug for DerivedKeys<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DerivedKeys(…)")
    }
}

/// The keys of the current values, of the former values, and those in `known`, each once.
fn derive_all<K>(
    values: &[Arc<Values>],
    derive: fn(&Token) -> Option<K>,
    known: &[([u8; 32], Arc<K>)],
) -> Option<Keys<K>> {
    let current = values.iter().map(|values| &values.current);
    let former = values.iter().flat_map(|values| &values.former);
    let mut keys: Vec<([u8; 32], Arc<K>)> = Vec::new();
    let find = |keys: &[([u8; 32], Arc<K>)], wanted: [u8; 32]| {
        let mut found = keys.iter();
        found.find_map(|(fingerprint, key)| (*fingerprint == wanted).then(|| key.clone()))
    };
    for value in current.chain(former) {
        let fingerprint = value.fingerprint();
        if find(&keys, fingerprint).is_none() {
            let key = find(known, fingerprint).or_else(|| derive(value).map(Arc::new));
            keys.push((fingerprint, key?));
        }
    }
    for (fingerprint, key) in known {
        if find(&keys, *fingerprint).is_none() {
            keys.push((*fingerprint, key.clone()));
        }
    }
    keys.truncate(MAX_SECRET_VALUES);
    Some(Keys {
        current: keys.first()?.1.clone(),
        all: keys.into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(values: &[&str]) -> Secret {
        let mut values = values.iter().map(|value| Token::new(value));
        Secret::new(values.next().unwrap(), values.collect())
    }

    #[test]
    fn a_secret_accepts_its_values_only() {
        let shared = secret(&["a", "b"]);
        let clone = shared.clone();
        assert!(clone.accepts(&Token::new("a")) && clone.accepts(&Token::new("b")));
        assert!(!shared.replace(&secret(&["a", "b"])));
        assert!(shared.replace(&secret(&["c"])));
        assert!(clone.accepts(&Token::new("c")) && !clone.accepts(&Token::new("a")));
        assert_eq!(format!("{shared:?}"), "Secret(…)");
    }

    #[test]
    fn keys_follow_their_secrets_and_former_keys_remain() {
        let (first, second) = (secret(&["a", "b"]), secret(&["z"]));
        let derive = |value: &Token| Some(value.fingerprint());
        let keys = DerivedKeys::new(vec![first.clone(), second], derive).unwrap();
        let key = |value: &str| Token::new(value).fingerprint();
        let all = || {
            let mut all = Vec::new();
            keys.find_map(|key| {
                all.push(*key);
                None::<()>
            });
            all
        };
        assert_eq!(all(), [key("a"), key("z"), key("b")]);
        first.replace(&secret(&["c", "a"]));
        assert_eq!(*keys.current(), key("c"));
        assert_eq!(all(), [key("c"), key("z"), key("a"), key("b")]);
        for number in 0..20 {
            let value = number.to_string();
            first.replace(&secret(&[&value]));
            assert_eq!(*keys.current(), key(&value));
        }
        assert_eq!(all().len(), MAX_SECRET_VALUES);
    }
}
