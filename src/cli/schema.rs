//! `journey-gateway schema`: prints the schema.

use std::borrow::Cow;
use std::io::Write;

use clap::Args;
use journey_gateway::graph;

use super::error::CliError;

/// Print the schema in the GraphQL schema definition language.
#[derive(Args)]
pub(super) struct PrintSchema {
    /// Print the subgraph for Apollo Federation 2, as the query field `_service` returns it.
    #[arg(long, conflicts_with = "stitching")]
    federation: bool,
    /// Add `@authenticated` and `@policy` to the subgraph. A router denies every field whose policy its configuration does not
    /// grant.
    #[arg(long, requires = "federation")]
    auth_directives: bool,
    /// Print the subschema with the directives of `@graphql-tools/stitching-directives`.
    #[arg(long)]
    stitching: bool,
}

/// Prints the schema.
pub(super) fn run(args: &PrintSchema, out: &mut impl Write) -> Result<(), CliError> {
    let sdl: Cow<'_, str> = if args.auth_directives {
        graph::federation_sdl_with_auth().into()
    } else if args.federation {
        graph::federation_sdl().into()
    } else if args.stitching {
        graph::stitching_sdl().into()
    } else {
        graph::sdl().into()
    };
    out.write_all(sdl.as_bytes())
        .map_err(CliError::io("cannot print the schema"))
}
