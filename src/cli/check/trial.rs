//! What is tried, in which order, and what is said of what comes back.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use journey_gateway::access::Permission;
use journey_gateway::config::{Config, Identity};
use journey_gateway::graph::Opens;
use journey_gateway::identity::IdentityError;
use journey_gateway::origin::{Origin, RequestId};
use journey_gateway::pipeline::{Credentials, Gateway, OwnClientError, RequestError};
use journey_gateway::platform::Error;

use super::report::{Client, Held, Holder, Platform, Report, Where};

/// Tries the platform, the gateway's own client and the token. What depends on something that failed
/// is not tried.
pub(super) async fn run(gateway: &Gateway, token: Option<String>) -> Report {
    let config = gateway.config();
    let mut report = Report::new(config, gateway.reaches_platform().await);
    if report.platform.reachable {
        let opens = Opens::default();
        let is_usable = report.try_client(gateway, &opens).await;
        if let Some(token) = token.filter(|_| is_usable) {
            report.try_token(gateway, &token, &opens).await;
        }
    } else {
        let url = &report.platform.url;
        let error = format!("the platform cannot be reached at {url}");
        report.errors.push(error);
    }
    report.ok = report.errors.is_empty();
    report
}

impl Report {
    fn new(config: &Config, reachable: bool) -> Self {
        Self {
            ok: false,
            platform: Platform {
                url: config.platform_url.origin().ascii_serialization(),
                reachable,
            },
            identity: match config.identity {
                Identity::Passthrough => "passthrough",
                Identity::Service(_) => "service",
            },
            client: None,
            viewer: None,
            warnings: Vec::new(),
            errors: Vec::new(),
        }
    }

    /// Returns whether viewers can be identified: a client that cannot log in or is of another organization
    /// serves none.
    async fn try_client(&mut self, gateway: &Gateway, opens: &Opens) -> bool {
        let config = gateway.config();
        match gateway.own_client().await {
            None => true,
            Some(Err(fault)) => {
                self.errors.push(client_error(fault, config));
                false
            }
            Some(Ok(client)) => {
                let client = Client::of(&client, opens);
                self.errors.extend(foreign(&client, config));
                let is_usable = self.errors.is_empty();
                let unknown = without_policies(
                    &client.holder,
                    "viewers may get UPSTREAM_UNAVAILABLE for what the client does not hold",
                );
                self.errors.extend(unknown);
                self.warnings.extend(shortcomings(&client));
                self.client = Some(client);
                is_usable
            }
        }
    }

    async fn try_token(&mut self, gateway: &Gateway, token: &str, opens: &Opens) {
        let origin = Arc::new(Origin {
            client: IpAddr::V4(Ipv4Addr::LOCALHOST),
            request_id: RequestId::random(),
        });
        let credentials = Credentials {
            token,
            origin: &origin,
            is_verified: false,
        };
        match gateway.identify(credentials).await {
            Ok(context) => {
                let viewer = Holder::of(&context.viewer, opens);
                let unknown = without_policies(
                    &viewer,
                    "with identity `passthrough` the platform's own filter decides alone, with `service` \
                     such viewers are refused with VIEWER_RIGHTS_UNKNOWN",
                );
                self.errors.extend(unknown);
                let is_service = matches!(gateway.config().identity, Identity::Service(_));
                let unscoped = context.viewer.unscoped_client.as_ref();
                self.warnings
                    .extend(unscoped.filter(|_| is_service).map(unscoped_warning));
                self.viewer = Some(viewer);
            }
            Err(RequestError::Identity(error)) => self.errors.push(token_error(&error)),
            Err(error) => self.errors.push(error.to_string()),
        }
    }
}

fn client_error(fault: OwnClientError, config: &Config) -> String {
    let place = match &config.identity {
        Identity::Service(service) => service.login_url.origin().ascii_serialization(),
        Identity::Passthrough => String::new(),
    };
    match fault {
        OwnClientError::LogIn(Error::ServiceRefused) => format!(
            "the log-in at {place} refuses the gateway's own client: `service.client_id` or \
             `service.client_secret` is wrong, or the client is not one for client credentials"
        ),
        OwnClientError::LogIn(error) => {
            format!("the gateway's own client cannot log in at {place}: {error}")
        }
        OwnClientError::Introspection(error) => {
            format!("what the gateway's own client may do cannot be told: {error}")
        }
    }
}

/// Viewers of one organization would be shown what another's client reads.
fn foreign(client: &Client, config: &Config) -> Option<String> {
    let served = config.organization.as_ref()?;
    let own = client.holder.organization.as_ref();
    (own != Some(served)).then(|| {
        let own = own.map_or("another", String::as_str);
        format!(
            "the gateway's own client is of the organization {own}, but `organization` is {served}"
        )
    })
}

/// One error for each role that the platform sent without its policies, with its consequence.
fn without_policies(holder: &Holder, consequence: &str) -> impl Iterator<Item = String> {
    let roles = holder.roles_without_policies.iter();
    roles.map(move |role| {
        format!(
            "the platform sent the role {role} without its policies, so it is not known what the role \
             grants: {consequence}"
        )
    })
}

/// What viewers will miss by what the client does not hold.
fn shortcomings(client: &Client) -> Vec<String> {
    match client.unreadable_roles {
        0 => client
            .holder
            .permissions
            .iter()
            // The client reads contacts in bulk, which this permission does not open.
            .filter(|held| held.permission != Permission::RelateContact.as_str())
            .filter_map(shortcoming)
            .collect(),
        roles => vec![format!(
            "what {roles} of the client's roles grant cannot be told, so it is not known whether it \
             holds every permission; to be told, it needs authorization:role:view"
        )],
    }
}

fn shortcoming(held: &Held) -> Option<String> {
    let (permission, opened) = (held.permission, held.told_opens());
    match held.place {
        // A role without policies is an error of its own.
        Where::Everywhere | Where::Unknown => None,
        Where::Nowhere | Where::OutOfScope => Some(format!(
            "the client lacks {permission}: viewers who hold it may get UPSTREAM_UNAVAILABLE for \
             {opened}"
        )),
        Where::Divisions => Some(format!(
            "the client holds {permission} in {place} only: what belongs elsewhere may be missing \
             from answers, or get UPSTREAM_UNAVAILABLE: {opened}",
            place = held.told_place()
        )),
    }
}

fn unscoped_warning(client: &String) -> String {
    format!(
        "the token is a user's and carries no OAuth scopes, so it opens everything that the user may see: \
         authorize the OAuth client {client} with scopes, and set `service.require_scopes` to refuse such tokens"
    )
}

fn token_error(error: &IdentityError) -> String {
    match error {
        IdentityError::Unauthenticated => {
            "the platform does not accept the token: it is wrong, has expired or was revoked".into()
        }
        IdentityError::Foreign => {
            "the token is of another organization than the one that is served".into()
        }
        IdentityError::Scope | IdentityError::Unscoped(_) | IdentityError::RightsUnknown(_) => {
            error.to_string()
        }

        IdentityError::Unknown(error) => format!("whose the token is cannot be told: {error}"),
    }
}
