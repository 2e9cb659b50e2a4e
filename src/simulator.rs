//! The embedded platform simulator.
