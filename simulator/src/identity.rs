//! Ids without an index: a UUID is the scrambled key of its entity, so that arithmetic alone resolves an id or recognizes
//! a foreign one.

use uuid::Uuid;

use super::rng::mix;

/// The kind of entity that an id identifies. The numbers are part of the encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EntityKind {
    Contact = 1,
    Session = 2,
    Conversation = 3,
    Event = 4,
    Participant = 5,
    Communication = 6,
    Cookie = 7,
    Queue = 8,
    User = 9,
    WrapUpCode = 10,
    Division = 11,
    Segment = 12,
    ActionMap = 13,
    ActionTemplate = 14,
    Action = 15,
    Organization = 16,
    ExternalOrganization = 17,
    Role = 18,
    Policy = 19,
    ExternalSource = 20,
    Client = 21,
    Correlation = 22,
    Campaign = 23,
    ContactList = 24,
    Flow = 25,
    Evaluation = 26,
    Outcome = 27,
}

/// The key of an entity before scrambling: its kind and up to three numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct EntityKey {
    pub(crate) first: u32,
    pub(crate) second: u32,
    pub(crate) third: u32,
}

/// Mask of one half of the 122 bits that a version 4 UUID leaves free.
const HALF: u64 = (1 << 61) - 1;
/// Bits for `second`, which also holds the numbers of live sessions.
const SECOND_BITS: u32 = 24;
const THIRD_BITS: u32 = 16;
const ROUNDS: [u64; 4] = [0xA1, 0xB2, 0xC3, 0xD4];

/// Encodes and decodes the ids of one world.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ids {
    seed: u64,
}

impl Ids {
    pub(crate) fn new(seed: u64) -> Self {
        Self { seed }
    }

    /// The id of the entity with these numbers.
    pub(crate) fn make(self, kind: EntityKind, first: u32, second: u32, third: u32) -> String {
        // The upper half encodes the kind and the parent, the lower half the child. The remaining bits are zero; on decoding
        // they prove that the id belongs to this world.
        let mut left = ((kind as u64) << 32) | u64::from(first);
        let mut right = (u64::from(second) << THIRD_BITS) | u64::from(third);
        for round in ROUNDS {
            (left, right) = (right, (left ^ mix(right ^ mix(self.seed ^ round))) & HALF);
        }
        let bits = (u128::from(left) << 61) | u128::from(right);
        to_uuid(bits).hyphenated().to_string()
    }

    /// The numbers of `id`, if it identifies an entity of this kind in this world.
    pub(crate) fn read(self, kind: EntityKind, id: &str) -> Option<EntityKey> {
        let uuid = Uuid::try_parse(id).ok()?;
        let bits = from_uuid(uuid)?;
        let mut left = u64::try_from(bits >> 61).ok()? & HALF;
        let mut right = u64::try_from(bits & u128::from(HALF)).ok()?;
        for round in ROUNDS.iter().rev() {
            (left, right) = ((right ^ mix(left ^ mix(self.seed ^ round))) & HALF, left);
        }
        let name = EntityKey {
            first: u32::try_from(left & 0xFFFF_FFFF).ok()?,
            second: u32::try_from(right >> THIRD_BITS).ok()?,
            third: u32::try_from(right & ((1 << THIRD_BITS) - 1)).ok()?,
        };
        let ours = left >> 32 == kind as u64 && name.second >> SECOND_BITS == 0;
        ours.then_some(name)
    }
}

/// Places 122 bits around the version and variant bits of a version 4 UUID.
fn to_uuid(bits: u128) -> Uuid {
    let high = bits >> 74;
    let middle = (bits >> 62) & 0xFFF;
    let low = bits & ((1 << 62) - 1);
    Uuid::from_u128((high << 80) | (0x4 << 76) | (middle << 64) | (0b10 << 62) | low)
}

/// The reverse of [`to_uuid`]; `None` for a UUID of another version.
fn from_uuid(uuid: Uuid) -> Option<u128> {
    let value = uuid.as_u128();
    let version = (value >> 76) & 0xF;
    let variant = (value >> 62) & 0b11;
    let bits = ((value >> 80) << 74) | (((value >> 64) & 0xFFF) << 62) | (value & ((1 << 62) - 1));
    (version == 4 && variant == 0b10).then_some(bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_decoded_only_in_its_own_world() {
        let ids = Ids::new(42);
        for (first, second, third) in [(0, 0, 0), (7, 1 << 20, 65_535), (u32::MAX, 3, 9)] {
            let id = ids.make(EntityKind::Session, first, second, third);
            assert_eq!(
                ids.read(EntityKind::Session, &id),
                Some(EntityKey {
                    first,
                    second,
                    third
                })
            );
            assert_eq!(ids.read(EntityKind::Contact, &id), None);
            assert_eq!(Ids::new(43).read(EntityKind::Session, &id), None);
        }
        assert_eq!(
            ids.read(EntityKind::Session, "11111111-1111-4111-8111-111111111111"),
            None
        );
        assert_eq!(ids.read(EntityKind::Session, "not a uuid"), None);
    }
}
