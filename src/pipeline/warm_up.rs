//! What the first document needs, and would otherwise wait for.

use std::thread;

use super::operation;
use crate::graph;

/// Builds the schemas of execution and validation on a thread of its own, while the rest of the process starts. A document
/// that arrives earlier waits for them.
pub fn warm_up() {
    let build = || {
        graph::environment();
        graph::fields();
        operation::build_validation_schema();
    };
    // Without the thread, the first document builds them.
    drop(
        thread::Builder::new()
            .name("warm-up".to_owned())
            .spawn(build),
    );
}
