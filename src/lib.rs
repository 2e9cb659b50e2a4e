//! Journey Gateway: one GraphQL query for a whole customer journey.

#[cfg(feature = "simulator")]
pub mod simulator;
