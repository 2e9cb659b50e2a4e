//! What a team would run instead of the gateway, for the tab of [`compare`](super::compare) and nothing
//! else: no permissions, no limits, no cache. Each is this very program, started once more.

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

use super::Failure;

/// Sessions that the tab shows.
const SESSIONS: usize = 20;
/// Sessions that are read for it: one more tells whether there are further ones, and a quarter more
/// makes up for channels that the tab does not show. The gateway reads as many.
const SESSIONS_READ: usize = 26;
/// Events that a card shows.
const EVENTS: usize = 10;
/// What REST puts before every event type.
const EVENT_TYPE_PREFIX: &str = "com.genesys.journey.";

/// Which one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Peer {
    /// Sends the bytes that it was given, from memory.
    Bare,
    /// Written by hand for this one tab.
    Minimal,
    /// Stock async-graphql and its `DataLoader`.
    Naive,
}

impl Peer {
    /// As on the command line.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Bare => "bare",
            Self::Minimal => "minimal",
            Self::Naive => "naive",
        }
    }
}

/// Be a peer.
#[derive(Parser)]
pub(crate) struct Args {
    peer: Peer,
    /// Where the platform is; the bare one has none.
    #[arg(default_value = "")]
    platform: String,
}

/// Serves until the process ends, and says where in the form of the gateway's log.
pub(crate) async fn serve(args: &Args) -> Result<(), Failure> {
    let routes: Router = match args.peer {
        Peer::Bare => bare::routes()?,
        Peer::Minimal => minimal::routes(rest::Rest::new(&args.platform)?),
        Peer::Naive => naive::routes(rest::Rest::new(&args.platform)?),
    };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let address = listener.local_addr()?;
    writeln!(io::stderr(), r#"{{"address":"{address}"}}"#)?;
    let prompt = listener.tap_io(|stream| {
        // A connection that cannot be tuned is still good.
        stream.set_nodelay(true).ok();
    });
    Ok(axum::serve(prompt, routes).await?)
}
