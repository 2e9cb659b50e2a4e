//! `journey-gateway health`: asks a running gateway for its health, for containers without a shell or an HTTP client.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use clap::Args;
use journey_gateway::config::ListenerAddresses;
use url::Url;

use super::error::CliError;
use super::settings::Settings;

/// Maximum time of the check. The default of container engines is 30 s.
const TIMEOUT: Duration = Duration::from_secs(4);

/// Check whether a gateway on this computer responds: exits with 0 if it is healthy, and with 1 otherwise.
///
/// Without --url, it reads the listeners from the settings of `serve` and asks the admin listener, or the public one if there is none, on this
/// computer. It does not verify the certificate then, because the certificate is not made for a loopback address. A listener
/// with `client_ca` refuses it: configure an admin listener without.
#[derive(Args)]
pub(super) struct Health {
    /// URL of the gateway: scheme, host and port.
    #[arg(long)]
    url: Option<Url>,
    /// Check whether the gateway is ready (`/health/ready`): the platform has responded since its start, and it is
    /// not stopping.
    #[arg(long)]
    ready: bool,
    #[command(flatten)]
    settings: Settings,
}

/// Sends the request.
pub(super) async fn run(args: Health) -> Result<(), CliError> {
    let is_own = args.url.is_none();
    let mut url = match args.url {
        Some(url) => url,
        None => own_url(&args.settings)?,
    };
    url.set_path(if args.ready {
        "/health/ready"
    } else {
        "/health/live"
    });
    let client = reqwest::Client::builder()
        .timeout(TIMEOUT)
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .tls_danger_accept_invalid_certs(is_own)
        .build();
    let failed = |reason: String| CliError::Health(format!("{url}: {reason}"));
    let client = client.map_err(|error| failed(error.to_string()))?;
    #[expect(
        clippy::disallowed_methods,
        reason = "not a call of the platform; the response is not read"
    )]
    let response = client.get(url.clone()).send().await;
    match response {
        Ok(response) if response.status().is_success() => Ok(()),
        Ok(response) => Err(failed(format!("responds with {}", response.status()))),
        Err(error) if error.is_timeout() => Err(failed(format!(
            "no response within {} s",
            TIMEOUT.as_secs()
        ))),
        Err(error) => Err(failed(error.without_url().to_string())),
    }
}

/// The URL of a listener of these settings on this computer.
fn own_url(settings: &Settings) -> Result<Url, CliError> {
    // Containers reserve 2, the exit code of a wrong configuration.
    let addresses = settings.read_listeners();
    let addresses = addresses.map_err(|errors| CliError::Health(errors.to_string()))?;
    let ListenerAddresses { public, admin } = addresses;
    let (address, has_tls) = admin.unwrap_or(public);
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    let scheme = if has_tls { "https" } else { "http" };
    let text = format!("{scheme}://{}", SocketAddr::new(ip, address.port()));
    let url = text.parse();
    url.map_err(|_| CliError::Health(format!("{text} is not a URL")))
}
