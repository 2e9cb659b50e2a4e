//! Tokens, permissions and divisions.

use std::collections::BTreeSet;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

mod guarded;

use guarded::guarded;

use super::{AGENT, Platform, SUPERVISOR, ids, sessions_path, text};

/// The method and path template of every operation in the API description.
pub(super) fn templates(description: &Value) -> Vec<String> {
    let paths = description["paths"].as_object().expect("paths");
    let operations = paths.iter().flat_map(|(path, methods)| {
        methods
            .as_object()
            .expect("methods")
            .keys()
            // A path item can contain keys that are not methods.
            .filter(|method| *method != "servers")
            .map(move |method| format!("{} {path}", method.to_uppercase()))
    });
    operations.collect()
}

#[tokio::test]
async fn each_operation_needs_exactly_its_permissions() {
    let platform = Platform::start().await;
    let status = async |method: &Method, path: &str, body: &Option<Value>| {
        let request = platform.request(method.clone(), AGENT, path);
        let request = if let Some(body) = body {
            request.json(body)
        } else {
            request
        };
        let response = request.send().await.expect("a response");
        (
            response.status(),
            response.json::<Value>().await.expect("JSON"),
        )
    };
    for (method, path, body, any) in guarded(&platform) {
        let all = platform.simulator.personas()[0].permissions.clone();
        let others: Vec<String> = all
            .into_iter()
            .map(|pattern| pattern.replace("*:*", "other:view"))
            .collect();
        platform.simulator.set_permissions(
            AGENT,
            &others.iter().map(String::as_str).collect::<Vec<_>>(),
        );
        let (rejection, error) = status(&method, &path, &body).await;
        assert_eq!(
            rejection,
            StatusCode::FORBIDDEN,
            "{path} without permission"
        );
        let code = text(&error, "code");
        assert!(
            ["missing.permissions", "missing.any.permissions"].contains(&code),
            "{error}"
        );
        for permission in any {
            assert!(text(&error, "message").contains(permission), "{error}");
            platform
                .simulator
                .set_permissions(AGENT, &[&*permission.to_uppercase()]);
            let (answered, error) = status(&method, &path, &body).await;
            assert_eq!(
                answered,
                StatusCode::OK,
                "{path} with {permission} (in capitals): {error}"
            );
        }
    }
}

#[tokio::test]
async fn all_and_any_permissions_differ() {
    let platform = Platform::start().await;
    let (_, all) = platform
        .get("demo-nobody", "/api/v2/routing/queues/divisionviews")
        .await;
    assert_eq!(all["code"], "missing.permissions");
    assert_eq!(
        all["message"],
        "Unable to perform the requested action. You are missing the following permission(s): routing:queue:search"
    );
    let (_, any) = platform
        .get(
            "demo-nobody",
            "/api/v2/analytics/conversations/details?id=x",
        )
        .await;
    assert_eq!(any["code"], "missing.any.permissions");
    assert_eq!(
        any["messageParams"]["permissions"],
        "analytics:conversationDetail:view, analytics:agentConversationDetail:view"
    );
}

#[tokio::test]
async fn calls_need_a_token_that_is_not_revoked() {
    let platform = Platform::start().await;
    let url = format!("{}/api/v2/users/me", platform.simulator.url());
    let none = platform.http.get(&url).send().await.expect("a response");
    assert_eq!(none.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(
        none.json::<Value>().await.expect("JSON")["code"],
        "authentication.required"
    );
    let (status, body) = platform.get("not-a-token", "/api/v2/users/me").await;
    assert_eq!(
        (status.as_u16(), text(&body, "code")),
        (401, "bad.credentials")
    );
    assert_eq!(
        platform.send(AGENT, "/api/v2/tokens/me").await.status(),
        StatusCode::OK
    );
    let gone = platform
        .request(Method::DELETE, AGENT, "/api/v2/tokens/me")
        .send()
        .await
        .expect("a response");
    assert_eq!(gone.status(), StatusCode::NO_CONTENT);
    assert_eq!(
        platform.send(AGENT, "/api/v2/tokens/me").await.status(),
        StatusCode::UNAUTHORIZED
    );
    platform.simulator.revoke(SUPERVISOR);
    assert_eq!(
        platform
            .send(SUPERVISOR, "/api/v2/tokens/me")
            .await
            .status(),
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn a_client_token_has_no_user() {
    let platform = Platform::start().await;
    let request = platform
        .http
        .post(format!("{}/oauth/token", platform.simulator.url()));
    let request = request
        .basic_auth("demo-gateway", Some("demo-secret"))
        .form(&[("grant_type", "client_credentials")]);
    let response: Value = request
        .send()
        .await
        .expect("a response")
        .json()
        .await
        .expect("JSON");
    assert_eq!(
        (
            text(&response, "token_type"),
            response["expires_in"].as_u64()
        ),
        ("bearer", Some(86_399))
    );
    let token = text(&response, "access_token");
    assert_eq!(
        platform.send(token, "/api/v2/users/me").await.status(),
        StatusCode::BAD_REQUEST
    );
    let me = platform.get_ok(token, "/api/v2/tokens/me").await;
    let granted = &me["OAuthClient"]["roleDivisions"][0];
    assert_eq!(granted["divisionId"], "*");
    let role = platform
        .get_ok(
            token,
            &format!("/api/v2/authorization/roles/{}", text(granted, "roleId")),
        )
        .await;
    let journey = role["permissionPolicies"]
        .as_array()
        .expect("policies")
        .iter()
        .find(|one| one["domain"] == "journey");
    assert_eq!(journey.expect("a policy")["actionSet"], json!(["*"]));
    assert_eq!(
        platform
            .send(token, "/api/v2/routing/queues")
            .await
            .status(),
        StatusCode::OK
    );
}

#[tokio::test]
async fn grants_and_expanded_permissions_agree() {
    let platform = Platform::start().await;
    let me = platform
        .get_ok(AGENT, "/api/v2/users/me?expand=authorization")
        .await;
    let permissions = me["authorization"]["permissions"]
        .as_array()
        .expect("permissions");
    let expected: BTreeSet<&str> = [
        "externalContacts:session:view",
        "journey:session:view",
        "journey:sessiontype:view",
        "journey:event:view",
        "journey:eventtype:view",
        "routing:wrapupCode:view",
        "routing:queue:search",
    ]
    .into();
    assert_eq!(
        permissions
            .iter()
            .filter_map(Value::as_str)
            .collect::<BTreeSet<_>>(),
        expected
    );
    let subject = platform
        .get_ok(
            AGENT,
            "/api/v2/authorization/subjects/me?includeFullRoles=true",
        )
        .await;
    let grants = subject["grants"].as_array().expect("grants");
    assert_eq!(grants.len(), 1);
    assert_eq!(grants[0]["division"]["name"], "Europe");
    assert_eq!(
        grants[0]["role"]["policies"]
            .as_array()
            .expect("policies")
            .len(),
        7
    );
    let supervisor = platform
        .get_ok(
            SUPERVISOR,
            "/api/v2/authorization/subjects/me?includeFullRoles=true",
        )
        .await;
    assert_eq!(supervisor["grants"][0]["division"]["id"], "*");
    assert_eq!(
        supervisor["grants"][0]["role"]["policies"][0]["actions"],
        json!(["*"])
    );
    let permitted =
        "/api/v2/authorization/divisionspermitted/paged/me?permission=journey:event:view";
    assert_eq!(
        platform.get_ok(SUPERVISOR, permitted).await["allDivsPermitted"],
        true
    );
    assert_eq!(platform.get_ok(AGENT, permitted).await["total"], 1);
    assert_eq!(platform.get_ok("demo-nobody", permitted).await["total"], 0);
}

#[tokio::test]
async fn entities_of_other_divisions_are_absent_from_lists_and_rejected_by_id() {
    let platform = Platform::start().await;
    let fixtures = platform.simulator.fixtures();
    let all = platform
        .sessions(SUPERVISOR, &fixtures.divided_customer)
        .await;
    let some = platform.sessions(AGENT, &fixtures.divided_customer).await;
    let europe = json!(fixtures.divisions["Europe"]);
    let visible: Vec<&str> = all
        .iter()
        .filter(|session| match session["divisionIds"].as_array() {
            Some(divisions) => divisions.is_empty() || divisions.contains(&europe),
            None => true,
        })
        .map(|session| text(session, "id"))
        .collect();
    assert_eq!(ids(&some), visible);
    assert!(
        visible.len() > 5 && visible.len() < all.len() - 5,
        "{} of {}",
        visible.len(),
        all.len()
    );
    assert!(visible.contains(&&*fixtures.session_without_division));
    let path = format!("/api/v2/journey/sessions/{}", fixtures.invisible_session);
    let (status, error) = platform.get(AGENT, &path).await;
    assert_eq!(
        (status.as_u16(), text(&error, "code")),
        (403, "missing.division.permission")
    );
    let (status, _) = platform.get(AGENT, &format!("{path}/events")).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    platform.get_ok(SUPERVISOR, &path).await;
    let queues = platform
        .get_ok(AGENT, "/api/v2/routing/queues/divisionviews?pageSize=100")
        .await;
    assert!(
        queues["entities"]
            .as_array()
            .expect("queues")
            .iter()
            .all(|queue| queue["division"]["name"] == "Europe")
    );
    let only = format!(
        "/api/v2/routing/queues/divisionviews?id={}",
        fixtures.invisible_queue
    );
    assert_eq!(platform.get_ok(AGENT, &only).await["total"], 0);
    assert_eq!(platform.get_ok(SUPERVISOR, &only).await["total"], 1);
}

#[tokio::test]
async fn the_full_tab_is_in_the_agents_division() {
    let platform = Platform::start().await;
    let fixtures = platform.simulator.fixtures();
    let page = platform
        .get_ok(AGENT, &sessions_path(&fixtures.customer, "pageSize=25"))
        .await;
    assert_eq!(
        ids(page["entities"].as_array().expect("entities")),
        fixtures.customer_sessions
    );
    assert_eq!(page.get("nextUri"), None);
}
