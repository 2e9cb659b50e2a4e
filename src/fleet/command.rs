//! What a node sends to Redis.

use std::time::Duration;

/// A script that Redis runs as one step, by its name and its text in Lua.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    /// See `scripts/acquire.lua`.
    Acquire,
    /// See `scripts/store.lua`.
    Store,
    /// See `scripts/release.lua`.
    Release,
    /// See `scripts/renew.lua`.
    Renew,
    /// See `scripts/change.lua`.
    Change,
    /// See `scripts/take.lua`.
    Take,
    /// See `scripts/correct.lua`.
    Correct,
    /// See `scripts/block.lua`.
    Block,
    /// See `scripts/spend.lua`.
    Spend,
    /// See `scripts/get.lua`.
    Get,
    /// See `scripts/put.lua`.
    Put,
    /// See `scripts/claim.lua`.
    Claim,
    /// See `scripts/slots.lua`.
    Slots,
    /// See `scripts/leave.lua`.
    Leave,
    /// See `scripts/erase.lua`.
    Erase,
    /// See `scripts/epoch.lua`.
    Epoch,
    /// See `scripts/touch.lua`.
    Touch,
}

impl Script {
    /// All scripts.
    #[cfg(feature = "redis")]
    pub(super) const ALL: [Self; 17] = [
        Self::Acquire,
        Self::Store,
        Self::Release,
        Self::Renew,
        Self::Change,
        Self::Take,
        Self::Correct,
        Self::Block,
        Self::Spend,
        Self::Get,
        Self::Put,
        Self::Claim,
        Self::Slots,
        Self::Leave,
        Self::Erase,
        Self::Epoch,
        Self::Touch,
    ];

    /// Its text.
    #[cfg(feature = "redis")]
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Acquire => include_str!("scripts/acquire.lua"),
            Self::Store => include_str!("scripts/store.lua"),
            Self::Release => include_str!("scripts/release.lua"),
            Self::Renew => include_str!("scripts/renew.lua"),
            Self::Change => include_str!("scripts/change.lua"),
            Self::Take => include_str!("scripts/take.lua"),
            Self::Correct => include_str!("scripts/correct.lua"),
            Self::Block => include_str!("scripts/block.lua"),
            Self::Put => include_str!("scripts/put.lua"),
            Self::Get => include_str!("scripts/get.lua"),
            Self::Spend => include_str!("scripts/spend.lua"),
            Self::Claim => include_str!("scripts/claim.lua"),
            Self::Slots => include_str!("scripts/slots.lua"),
            Self::Leave => include_str!("scripts/leave.lua"),
            Self::Erase => include_str!("scripts/erase.lua"),
            Self::Epoch => include_str!("scripts/epoch.lua"),
            Self::Touch => include_str!("scripts/touch.lua"),
        }
    }
}

/// One call of a script.
#[derive(Debug, Clone)]
pub(super) struct Command {
    pub(super) script: Script,
    pub(super) keys: Vec<Vec<u8>>,
    pub(super) arguments: Vec<Vec<u8>>,
}

impl Command {
    /// A call without keys and arguments.
    pub(super) fn new(script: Script) -> Self {
        Self {
            script,
            keys: Vec::new(),
            arguments: Vec::new(),
        }
    }

    /// With one more key.
    #[must_use]
    pub(super) fn key(mut self, key: impl Into<Vec<u8>>) -> Self {
        self.keys.push(key.into());
        self
    }

    /// With one more argument.
    #[must_use]
    pub(super) fn argument(mut self, argument: impl Into<Vec<u8>>) -> Self {
        self.arguments.push(argument.into());
        self
    }

    /// With a number as one more argument.
    #[must_use]
    pub(super) fn number(self, number: u64) -> Self {
        self.argument(number.to_string())
    }
}

/// A duration in milliseconds, as scripts take it.
pub(super) fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
