//! The `journey-gateway` program.

mod cli;

/// Measured against the system's: a third of a query is memory taken and given back.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    // On the heap: every command is a part of this one future.
    Box::pin(cli::run()).await
}
