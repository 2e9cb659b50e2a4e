# Short names for common commands. `just` alone lists them. CI does not need this file: it runs .ci/run.

_list:
    @just --list --unsorted

# Build the release binary.
build:
    cargo build --release --locked

# Run the tests. Arguments select tests: `just test status::`.
test *args:
    cargo test {{args}}

# Start the gateway with a simulated platform. GraphiQL is at http://127.0.0.1:4000/graphiql.
demo *args:
    cargo run -- demo {{args}}

# Run every check of CI, or only some: `just ci lints words`.
ci *steps:
    bash .ci/run {{steps}}

# Build and open the API documentation of all crates, private items included.
docs:
    cargo doc --workspace --no-deps --document-private-items --open
