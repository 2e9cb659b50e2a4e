//! The integration suite: one binary, one module a capability, in `tests/journey/`.

mod journey {
    #[cfg(feature = "simulator")]
    mod simulator;
}
