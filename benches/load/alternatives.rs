//! The servers that [`compare`](super::compare) measures in addition to the gateway. They serve the journey tab only, without
//! permissions, limits or a cache. Each alternative is this executable, started as a child process.

mod bare;
mod labels;
#[expect(clippy::struct_field_names, reason = "the names are the platform's")]
mod minimal;
mod naive;
mod rest;
mod text;
#[expect(clippy::struct_field_names, reason = "the names are the platform's")]
mod timeline;

use std::io::{self, Write};
use std::net::Ipv4Addr;

use axum::Router;
use axum::serve::ListenerExt;
use clap::{Parser, ValueEnum};
use tokio::net::TcpListener;

use super::BenchError;

/// Number of sessions in the tab.
const SESSIONS: usize = 20;
/// Number of sessions that are read: one more shows whether there is a next page, and a quarter more replaces sessions on
/// channels that the tab does not show. The gateway reads the same number.
const SESSIONS_READ: usize = 26;
/// Number of events in a card.
const EVENTS: usize = 10;
/// Prefix of every event type in the REST API.
const EVENT_TYPE_PREFIX: &str = "com.genesys.journey.";

/// A server to compare with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Alternative {
    /// Sends a given response from memory.
    Bare,
    /// Written by hand for this tab.
    Minimal,
    /// Stock async-graphql with its `DataLoader`, mounted with async-graphql-axum.
    Naive,
}

impl Alternative {
    /// The name on the command line.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Bare => "bare",
            Self::Minimal => "minimal",
            Self::Naive => "naive",
        }
    }
}

/// Run one of the alternatives.
#[derive(Parser)]
pub(crate) struct Args {
    alternative: Alternative,
    /// URL of the platform; the bare alternative has none.
    #[arg(default_value = "")]
    platform: String,
}

/// Serves until the process ends. Writes its address in the format of the gateway's log.
pub(crate) async fn serve(args: &Args) -> Result<(), BenchError> {
    let routes: Router = match args.alternative {
        Alternative::Bare => bare::routes()?,
        Alternative::Minimal => minimal::routes(rest::Rest::new(&args.platform)?),
        Alternative::Naive => naive::routes(rest::Rest::new(&args.platform)?),
    };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let address = listener.local_addr()?;
    writeln!(io::stderr(), r#"{{"address":"{address}"}}"#)?;
    let listener = listener.tap_io(|stream| {
        // A connection without this option still works.
        stream.set_nodelay(true).ok();
    });
    Ok(axum::serve(listener, routes).await?)
}
