//! The steps of a check: reach the platform, log in, introspect the client and the token, connect to Redis.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use journey_gateway::access::Permission;
use journey_gateway::config::{Config, Identity};
use journey_gateway::graph::Opens;
use journey_gateway::identity::IdentityError;
use journey_gateway::origin::{Origin, RequestId};
use journey_gateway::pipeline::{Credentials, Gateway, OwnClientError, RequestError};
use journey_gateway::platform::Error;

use super::documents::Documents;
use super::report::{Client, Held, HeldIn, Holder, Platform, Redis, Report};

/// Checks the platform, the gateway's own client, the token and Redis. A failed step skips the steps that depend on it.
pub(super) async fn run(gateway: &Gateway, token: Option<String>) -> Report {
    let config = gateway.config();
    let reached = gateway.reach(&config.platform_url).await;
    let mut report = Report::new(config, reached.is_ok());
    report.documents = Documents::new(gateway);
    if let Err(reason) = reached {
        let url = &report.platform.url;
        let error = format!("the platform cannot be reached at {url}: {reason}");
        report.errors.push(error);
    } else {
        let opens = Opens::default();
        let is_usable = report.check_client(gateway, &opens).await;
        if let Some(token) = token.filter(|_| is_usable) {
            report.check_token(gateway, &token, &opens).await;
        }
    }
    report.check_redis(gateway).await;
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
            documents: None,
            redis: None,
            client: None,
            viewer: None,
            warnings: Vec::new(),
            errors: Vec::new(),
        }
    }

    async fn check_redis(&mut self, gateway: &Gateway) {
        let (Some(redis), Some(checked)) = (&gateway.config().redis, gateway.check_redis().await)
        else {
            return;
        };
        let host = redis.url.0.host_str().unwrap_or_default().to_owned();
        if let Err(reason) = &checked {
            let error = format!("Redis cannot be used at {host}: {reason}");
            self.errors.push(error);
        }
        self.redis = Some(Redis {
            host,
            version: checked.ok(),
        });
    }

    /// Returns whether the gateway can identify viewers: not with a client that cannot log in or belongs to another
    /// organization.
    async fn check_client(&mut self, gateway: &Gateway, opens: &Opens) -> bool {
        let config = gateway.config();
        match gateway.own_client().await {
            None => true,
            Some(Err(error)) => {
                self.errors.push(client_error(error, gateway).await);
                false
            }
            Some(Ok(client)) => {
                let client = Client::new(&client, opens);
                self.errors.extend(organization_error(&client, config));
                let is_usable = self.errors.is_empty();
                let unknown = policy_errors(
                    &client.holder,
                    "viewers may get UPSTREAM_UNAVAILABLE where the client lacks a permission",
                );
                self.errors.extend(unknown);
                self.warnings.extend(missing_permissions(&client));
                self.client = Some(client);
                is_usable
            }
        }
    }

    async fn check_token(&mut self, gateway: &Gateway, token: &str, opens: &Opens) {
        let client = IpAddr::V4(Ipv4Addr::LOCALHOST);
        let origin = Arc::new(Origin::new(client, RequestId::random()));
        let credentials = Credentials {
            token,
            origin: &origin,
            is_verified: false,
        };
        match gateway.identify(credentials).await {
            Ok(context) => {
                let viewer = Holder::new(&context.viewer, opens);
                let unknown = policy_errors(
                    &viewer,
                    "with identity `passthrough` only the platform filters, with `service` \
                     the viewer is refused with VIEWER_RIGHTS_UNKNOWN",
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

async fn client_error(error: OwnClientError, gateway: &Gateway) -> String {
    let error = match error {
        OwnClientError::LogIn(error) => error,
        OwnClientError::Introspection(error) => {
            return format!("cannot read the permissions of the gateway's own client: {error}");
        }
    };
    let Identity::Service(service) = &gateway.config().identity else {
        return error.to_string();
    };
    let login_url = service.login_url.origin().ascii_serialization();
    if matches!(error, Error::ServiceRefused(_)) {
        return format!(
            "the log-in at {login_url} refuses the gateway's own client: check `service.client_id` and \
             `service.client_secret`, and that the client has the grant type client credentials"
        );
    }
    match gateway.reach(&service.login_url).await {
        Ok(()) => format!("the gateway's own client cannot log in at {login_url}: {error}"),
        Err(reason) => format!("the log-in cannot be reached at {login_url}: {reason}"),
    }
}

/// An error if the client belongs to another organization: its data would be shown to viewers of this one.
fn organization_error(client: &Client, config: &Config) -> Option<String> {
    let served = config.organization.as_ref()?;
    let own = client.holder.organization.as_ref();
    (own != Some(served)).then(|| {
        let own = own.map_or("another", String::as_str);
        format!(
            "the gateway's own client belongs to the organization {own}, but `organization` is {served}"
        )
    })
}

/// One error for each role that the platform sent without its policies, with its consequence.
fn policy_errors(holder: &Holder, consequence: &str) -> impl Iterator<Item = String> {
    let roles = holder.roles_without_policies.iter();
    roles.map(move |role| {
        format!(
            "the platform sent the role {role} without its policies, so its permissions are unknown: \
             {consequence}"
        )
    })
}

/// One warning for each permission that the client lacks in some division.
fn missing_permissions(client: &Client) -> Vec<String> {
    match client.unreadable_roles {
        0 => client
            .holder
            .permissions
            .iter()
            // The client reads contacts in bulk, which does not need this permission.
            .filter(|held| held.permission != Permission::RelateContact.as_str())
            .filter_map(missing_permission)
            .collect(),
        roles => vec![format!(
            "cannot read {roles} of the client's roles, so it is unknown whether it holds every \
             permission; grant it `authorization:role:view`"
        )],
    }
}

fn missing_permission(held: &Held) -> Option<String> {
    let (permission, opened) = (held.permission, held.opens_text());
    match held.reach {
        // A role without policies has its own error.
        HeldIn::Everywhere | HeldIn::Unknown => None,
        HeldIn::Nowhere | HeldIn::OutOfScope => Some(format!(
            "the client lacks {permission}: viewers who hold it may get UPSTREAM_UNAVAILABLE for \
             {opened}"
        )),
        HeldIn::Divisions => Some(format!(
            "the client holds {permission} in {divisions} only: entities of other divisions may be \
             missing from responses, or get UPSTREAM_UNAVAILABLE: {opened}",
            divisions = held.divisions_text()
        )),
    }
}

fn unscoped_warning(client: &String) -> String {
    format!(
        "the user token carries no OAuth scopes, so it gives access to everything that the user may see: \
         authorize the OAuth client {client} with scopes, and set `service.require_scopes` to refuse such tokens"
    )
}

fn token_error(error: &IdentityError) -> String {
    match error {
        IdentityError::Unauthenticated => {
            "the platform does not accept the token: it is wrong, has expired or was revoked".into()
        }
        IdentityError::Foreign => {
            "the token belongs to another organization than the one that this gateway serves".into()
        }
        IdentityError::Scope | IdentityError::Unscoped(_) | IdentityError::RightsUnknown(_) => {
            error.to_string()
        }
        IdentityError::Unknown(error) => format!("cannot introspect the token: {error}"),
    }
}
