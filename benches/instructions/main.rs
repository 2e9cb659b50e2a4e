//! Instructions of the parts of a request, which do not depend on the load of the machine. `.ci/instructions` runs this program
//! under callgrind and compares the counts with `baseline.toml`; docs/benchmarks.md describes both.
//!
//! Each part runs several times, each time within [`counted`], which callgrind counts apart. The program prints the name of
//! the part each time. The platform of recorded responses runs on another thread, which is not counted.
//!
//! Without callgrind it only checks that each part returns the right result.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench fails by panicking, and prints"
)]

mod calls;
mod gateway;
mod http;
mod parse;
#[path = "../recorded/platform.rs"]
#[expect(dead_code, reason = "the load bench uses more of it")]
mod recorded;

use std::hint::black_box;

use recorded::Recorded;

/// The allocator of the product.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    // Without it, as in `cargo test --all-targets`, nothing runs.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let platform = Recorded::start(recorded::SESSIONS as u64, recorded::EVENTS as u64).unwrap();
    parse::count();
    calls::count(&platform);
    gateway::count(&platform);
    http::count(&platform);
}

/// Runs one part once. Callgrind counts the instructions between the beginning and the end of this function, which must have
/// a frame of its own for that.
#[inline(never)]
fn counted<T>(part: &str, run: impl FnOnce() -> T) -> T {
    let result = measured_part(run);
    println!("{part}");
    result
}

/// The function whose name `.ci/instructions` gives to callgrind.
#[inline(never)]
fn measured_part<T>(run: impl FnOnce() -> T) -> T {
    black_box(black_box(run)())
}
