//! `journey-gateway check`: its text and JSON reports and its exit codes.

mod unreachable;

use journey_simulator::{Grant, Simulator, TokenOptions};
use serde_json::{Value, json};

use super::harness::{AGENT, SUPERVISOR};
use super::program::{Outcome, SERVICE_IDENTITY, run, simulator};

/// Permissions of the demo's OAuth client.
const CLIENT_PERMISSIONS: [&str; 6] = [
    "analytics:*:*",
    "authorization:*:*",
    "conversation:*:*",
    "externalContacts:*:*",
    "journey:*:*",
    "routing:*:*",
];

/// Runs the check with the token on standard input. Each line of its text report must fit a terminal.
async fn run_check(simulator: &Simulator, environment: &[(&str, &str)], token: &str) -> Outcome {
    let arguments = ["check", "--token-file", "-"];
    let outcome = run(simulator.url(), &arguments, environment, token).await;
    for line in outcome.stdout.lines() {
        assert!(line.chars().count() <= 100, "{line}");
    }
    assert_no_secrets(&outcome, token);
    Outcome {
        stdout: outcome.stdout.replace(simulator.url(), "PLATFORM"),
        ..outcome
    }
}

/// Runs the check with JSON output, with the token on standard input.
async fn run_json_check(
    simulator: &Simulator,
    environment: &[(&str, &str)],
    token: &str,
) -> (i32, Value) {
    let arguments = ["check", "--json", "--token-file", "-"];
    let outcome = run(simulator.url(), &arguments, environment, token).await;
    assert_no_secrets(&outcome, token);
    let report = serde_json::from_str(&outcome.stdout).expect(&outcome.stdout);
    (outcome.code.unwrap(), report)
}

/// Asserts that neither token nor secret is printed. The tokens of demo users are their names, which
/// may be printed.
fn assert_no_secrets(outcome: &Outcome, token: &str) {
    for secret in ["demo-secret", "wrong-secret", token] {
        let is_name = secret.starts_with("demo-") && secret != "demo-secret";
        if !secret.is_empty() && !is_name {
            assert!(!outcome.stdout.contains(secret), "{}", outcome.stdout);
            assert!(!outcome.stderr.contains(secret), "{}", outcome.stderr);
        }
    }
}

/// The entry of a permission in a JSON report.
fn permission_entry<'a>(holder: &'a Value, permission: &str) -> &'a Value {
    let permissions = holder["permissions"].as_array().unwrap();
    let found = permissions
        .iter()
        .find(|entry| entry["permission"] == permission);
    found.unwrap()
}

/// The tokens of demo users have no OAuth scopes, which causes a warning with the service identity.
fn is_about_scopes(warning: &Value) -> bool {
    let text = warning.as_str().unwrap();
    text.contains("carries no OAuth scopes") && text.contains("agent-desktop")
}

#[tokio::test]
async fn the_report_lists_what_an_agent_token_opens() {
    let outcome = run_check(&simulator().await, &[], AGENT).await;
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""));
    insta::assert_snapshot!(outcome.stdout);
}

#[tokio::test]
async fn a_token_without_permissions_is_not_an_error() {
    let (code, report) = run_json_check(&simulator().await, &[], "demo-nobody").await;
    assert_eq!((code, &report["ok"]), (0, &json!(true)));
    assert_eq!(report["client"], Value::Null);
    assert_eq!(report["identity"], "passthrough");
    let permissions = report["viewer"]["permissions"].as_array().unwrap();
    assert_eq!(permissions.len(), 16);
    for entry in permissions {
        assert_eq!(entry["held"], "nowhere", "{entry}");
    }
}

#[tokio::test]
async fn the_report_includes_a_gateway_client_with_all_permissions() {
    let simulator = simulator().await;
    let outcome = run_check(&simulator, SERVICE_IDENTITY, SUPERVISOR).await;
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""));
    assert!(
        outcome
            .stdout
            .contains("holds all 16 permissions in all divisions")
    );
    let (_, report) = run_json_check(&simulator, SERVICE_IDENTITY, SUPERVISOR).await;
    assert_eq!(report["errors"], json!([]));
    let warnings = report["warnings"].as_array().unwrap();
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert!(is_about_scopes(&warnings[0]), "{warnings:?}");
    assert_eq!(report["client"]["name"], "journey-gateway");
    assert_eq!(
        report["client"]["organization"],
        report["viewer"]["organization"]
    );
    let sessions = permission_entry(&report["viewer"], "externalContacts:session:view");
    assert_eq!(
        sessions,
        &json!({
            "permission": "externalContacts:session:view",
            "held": "everywhere",
            "divisions": [],
            "opens": ["Customer.sessions", "Customer.summary", "Subscription.journeyChanged"],
            "also": null
        })
    );
}

#[tokio::test]
async fn missing_client_permissions_are_warnings() {
    let simulator = simulator().await;
    let mut granted = CLIENT_PERMISSIONS.to_vec();
    granted.retain(|permission| !permission.starts_with("analytics"));
    granted.retain(|permission| !permission.starts_with("externalContacts"));
    granted.extend([
        "externalContacts:session:view",
        "externalContacts:contact:view",
    ]);
    simulator.set_permissions("demo-gateway", &granted);
    let outcome = run_check(&simulator, SERVICE_IDENTITY, SUPERVISOR).await;
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""));
    let (before, _) = outcome.stdout.split_once("\n\n").unwrap();
    insta::assert_snapshot!(before);
}

#[tokio::test]
async fn limited_divisions_and_unreadable_roles_of_the_client_are_warnings() {
    let simulator = simulator().await;
    let grant = |permissions: &[&str], division: Option<&str>| Grant {
        permissions: permissions.iter().map(ToString::to_string).collect(),
        division: division.map(str::to_owned),
    };
    let grants = [
        grant(&CLIENT_PERMISSIONS, Some("Europe")),
        grant(&CLIENT_PERMISSIONS[..5], None),
    ];
    simulator.set_grants("demo-gateway", &grants);
    let (code, printed) = run_json_check(&simulator, SERVICE_IDENTITY, SUPERVISOR).await;
    assert_eq!(code, 0);
    let mut warnings = printed["warnings"].as_array().unwrap().clone();
    warnings.retain(|warning| !is_about_scopes(warning));
    assert_eq!(warnings.len(), 4, "{warnings:#?}");
    for (warning, permission) in warnings.iter().zip([
        "routing:wrapupCode:view",
        "routing:wrapupCode:search",
        "routing:queue:search",
        "routing:queue:view",
    ]) {
        let begins = format!("the client holds {permission} in ");
        assert!(warning.as_str().unwrap().starts_with(&begins), "{warning}");
    }
    simulator.set_permissions("demo-gateway", &["journey:*:*"]);
    let (code, printed) = run_json_check(&simulator, SERVICE_IDENTITY, SUPERVISOR).await;
    assert_eq!(code, 0);
    let mut warnings = printed["warnings"].as_array().unwrap().clone();
    warnings.retain(|warning| !is_about_scopes(warning));
    assert_eq!(warnings.len(), 1, "{warnings:#?}");
    assert!(
        warnings[0]
            .as_str()
            .unwrap()
            .contains("authorization:role:view")
    );
}

#[tokio::test]
async fn a_wrong_secret_and_a_foreign_organization_are_errors() {
    let simulator = simulator().await;
    let mut wrong = SERVICE_IDENTITY.to_vec();
    wrong[2].1 = "wrong-secret";
    let outcome = run_check(&simulator, &wrong, SUPERVISOR).await;
    assert_eq!(outcome.code, Some(1));
    assert_eq!(outcome.stderr, "journey-gateway: the check failed\n");
    assert!(
        !outcome.stdout.contains("permission "),
        "no table: {}",
        outcome.stdout
    );
    let (code, report) = run_json_check(&simulator, &wrong, SUPERVISOR).await;
    assert_eq!((code, &report["ok"]), (1, &json!(false)));
    let error = report["errors"][0].as_str().unwrap();
    assert_eq!(
        error.replace(simulator.url(), "PLATFORM"),
        "the log-in at PLATFORM refuses the gateway's own client: check `service.client_id` and \
         `service.client_secret`, and that the client has the grant type client credentials"
    );

    let other = [
        SERVICE_IDENTITY,
        &[("JOURNEY_GATEWAY_ORGANIZATION", "other")],
    ]
    .concat();
    let (code, report) = run_json_check(&simulator, &other, SUPERVISOR).await;
    assert_eq!((code, &report["viewer"]), (1, &Value::Null));
    let error = report["errors"][0].as_str().unwrap();
    assert!(error.ends_with("but `organization` is other"), "{error}");
}

#[tokio::test]
async fn a_rejected_token_is_an_error() {
    let simulator = simulator().await;
    let token = simulator.issue_token(SUPERVISOR, TokenOptions::default());
    assert_eq!(run_check(&simulator, &[], &token).await.code, Some(0));
    simulator.revoke(&token);
    let outcome = run_check(&simulator, &[], &token).await;
    assert_eq!(outcome.code, Some(1));
    let error = "error          the platform does not accept the token: it is wrong, has expired";
    assert!(outcome.stdout.contains(error), "{}", outcome.stdout);

    simulator.add_foreign_user("stranger", &[]);
    let outcome = run_check(&simulator, SERVICE_IDENTITY, "stranger").await;
    assert_eq!(outcome.code, Some(1));
    let error = "the token belongs to another organization";
    assert!(outcome.stdout.contains(error), "{}", outcome.stdout);

    // The scopes of this token do not allow reading its user.
    let options = TokenOptions {
        scopes: vec!["journey".to_owned()],
        expires: None,
    };
    let token = simulator.issue_token(SUPERVISOR, options);
    let outcome = run_check(&simulator, &[], &token).await;
    assert_eq!(outcome.code, Some(1));
    assert!(
        outcome.stdout.contains("it needs the OAuth scopes"),
        "{}",
        outcome.stdout
    );
}

#[tokio::test]
async fn permissions_outside_the_token_scopes_are_reported() {
    let simulator = simulator().await;
    let scopes = ["users:readonly", "authorization", "journey:readonly"];
    let options = TokenOptions {
        scopes: scopes.map(str::to_owned).to_vec(),
        expires: None,
    };
    let token = simulator.issue_token(AGENT, options);
    let (code, report) = run_json_check(&simulator, &[], &token).await;
    assert_eq!((code, &report["viewer"]["scopes"]), (0, &json!(scopes)));
    let held_in = |permission| permission_entry(&report["viewer"], permission)["held"].clone();
    assert_eq!(held_in("journey:event:view"), "divisions");
    assert_eq!(held_in("routing:queue:search"), "outOfScope");
    assert_eq!(held_in("routing:queue:view"), "nowhere");
    let outcome = run_check(&simulator, &[], &token).await;
    assert!(
        outcome.stdout.contains("granted, but outside"),
        "{}",
        outcome.stdout
    );
}

#[tokio::test]
async fn all_configuration_errors_are_reported_before_any_call() {
    let simulator = simulator().await;
    let wrong = ("JOURNEY_GATEWAY_PLATFORM_TIMEOUT", "soon");
    let arguments = ["check", "--json", "--token-file", "-"];
    let outcome = run(simulator.url(), &arguments, &[wrong], " \n").await;
    assert_eq!(outcome.code, Some(2));
    insta::assert_snapshot!(outcome.stderr, @"
    journey-gateway: the configuration has 2 errors
      `platform.timeout` (environment variable `JOURNEY_GATEWAY_PLATFORM_TIMEOUT`): expected a duration with its unit, such as `500ms`, `3s` or `5m`, got `soon`
      `--token-file`: contains no token
    ");
    let report: Value = serde_json::from_str(&outcome.stdout).unwrap();
    assert_eq!(report["ok"], false);
    assert_eq!(report["mistakes"][0]["key"], "platform.timeout");
    assert_eq!(report["mistakes"][1]["key"], "--token-file");
    assert_eq!(simulator.calls(), []);
}

#[tokio::test]
async fn a_token_is_read_from_a_file_standard_input_or_the_environment() {
    let simulator = simulator().await;
    let token = simulator.issue_token(AGENT, TokenOptions::default());
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), format!("{token}\n")).unwrap();
    let path = file.path().to_str().unwrap();
    let variable = [("JOURNEY_GATEWAY_TOKEN", token.as_str())];
    let by_file = ["check", "--token-file", path];
    let another = [("JOURNEY_GATEWAY_TOKEN", "another")];
    let by_file = run(simulator.url(), &by_file, &another, "").await;
    let by_variable = run(simulator.url(), &["check"], &variable, "").await;
    let by_input = ["check", "--token-file", "-"];
    let by_input = run(simulator.url(), &by_input, &[], &format!("{token}\n")).await;
    for outcome in [&by_file, &by_variable, &by_input] {
        assert_eq!(outcome.code, Some(0), "{outcome:?}");
        assert!(
            outcome.stdout.contains("token          demo-agent ("),
            "{outcome:?}"
        );
        assert_eq!(outcome.stdout, by_input.stdout);
    }
}

#[tokio::test]
async fn trace_logs_contain_no_secrets() {
    let simulator = simulator().await;
    let token = simulator.issue_token(AGENT, TokenOptions::default());
    let noisy = [SERVICE_IDENTITY, &[("RUST_LOG", "trace")]].concat();
    let outcome = run_check(&simulator, &noisy, &token).await;
    assert_eq!(outcome.code, Some(0));
    assert!(
        outcome.stderr.contains("upstream call answered"),
        "{}",
        outcome.stderr
    );
    // HTTP Basic authentication contains the client's secret in Base64.
    assert!(!outcome.stderr.contains("ZGVtby1nYXRld2F5"));
    // The gateway's own token has 32 hexadecimal digits.
    for rest in outcome.stderr.split("client-").skip(1) {
        let digits = rest.chars().take_while(char::is_ascii_hexdigit).count();
        assert!(digits < 32, "{rest}");
    }
}
