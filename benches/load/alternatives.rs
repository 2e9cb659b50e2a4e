//! The servers that [`compare`](super::compare) measures in addition to the gateway. They answer three queries only, without
//! permissions, limits or a cache. Each alternative is this executable, started as a child process.

mod bare;
mod hand_written;
mod stock;

use std::fmt;
use std::io::{self, Write};
use std::net::Ipv4Addr;

use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::serve::ListenerExt;
use clap::{Parser, ValueEnum};
use tokio::net::TcpListener;

use super::BenchError;

/// Prefix of every event type in the REST API.
const EVENT_TYPE_PREFIX: &str = "com.genesys.journey.";
/// The channel of a visit. The queries that show channels are those of customers with visits only.
const VISIT_MEDIUM: &str = "WEB_VISIT";
const VISIT_LABEL: &str = "Website visit";

/// A server to compare with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Alternative {
    /// Sends a given response from memory.
    Bare,
    /// Written by hand for these queries.
    HandWritten,
    /// Stock async-graphql with its `DataLoader`, mounted with async-graphql-axum.
    Stock,
}

impl Alternative {
    /// The name on the command line.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Bare => "bare",
            Self::HandWritten => "hand-written",
            Self::Stock => "stock",
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
        Alternative::HandWritten => hand_written::routes(&args.platform),
        Alternative::Stock => stock::routes(&args.platform)?,
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

/// Why a request failed, as a message.
#[derive(Clone, Debug)]
struct Failed(String);

impl<E: std::error::Error> From<E> for Failed {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        (StatusCode::BAD_GATEWAY, self.0).into_response()
    }
}
