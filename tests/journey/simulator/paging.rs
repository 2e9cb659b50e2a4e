//! Pages, limits and filters.

use std::collections::HashSet;

use reqwest::StatusCode;
use serde_json::Value;

use super::{AGENT, Platform, SUPERVISOR, ids, sessions_path, text};

fn unique(entities: &[Value]) -> HashSet<&str> {
    ids(entities).into_iter().collect()
}

#[tokio::test]
async fn sessions_page_without_loss_or_duplicates() {
    let platform = Platform::start().await;
    let fixtures = platform.simulator.fixtures();
    let whole = platform
        .all(
            SUPERVISOR,
            &sessions_path(&fixtures.frequent_customer, "pageSize=200"),
        )
        .await;
    assert!(whole.len() > 450, "{}", whole.len());
    assert_eq!(unique(&whole).len(), whole.len());
    let times: Vec<&str> = whole
        .iter()
        .map(|session| text(session, "createdDate"))
        .collect();
    assert!(
        times.is_sorted_by(|newer, older| newer >= older),
        "newest first"
    );
    for query in ["pageSize=7", "pageSize=25", ""] {
        let paged = platform
            .all(
                SUPERVISOR,
                &sessions_path(&fixtures.frequent_customer, query),
            )
            .await;
        assert_eq!(ids(&paged), ids(&whole), "{query}");
    }
    for token in [AGENT, SUPERVISOR] {
        let one_by_one = platform
            .all(
                token,
                &sessions_path(&fixtures.divided_customer, "pageSize=1"),
            )
            .await;
        let at_once = platform
            .all(
                token,
                &sessions_path(&fixtures.divided_customer, "pageSize=200"),
            )
            .await;
        assert_eq!(ids(&one_by_one), ids(&at_once));
    }
}

#[tokio::test]
async fn a_journey_page_has_neither_total_nor_cursors() {
    let platform = Platform::start().await;
    let path = sessions_path(&platform.simulator.fixtures().customer, "pageSize=5");
    let page = platform.get_ok(SUPERVISOR, &path).await;
    let fields: Vec<&str> = page
        .as_object()
        .expect("a page")
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(fields, ["entities", "nextUri", "selfUri"]);
    assert!(text(&page, "nextUri").starts_with("/api/v2/externalcontacts/contacts/"));
    assert!(
        text(&page, "nextUri").contains("pageSize=5") && text(&page, "nextUri").contains("after=")
    );
}

#[tokio::test]
async fn events_page_and_filter() {
    let platform = Platform::start().await;
    let fixtures = platform.simulator.fixtures();
    let base = format!("/api/v2/journey/sessions/{}/events", fixtures.long_visit);
    let whole = platform
        .all(SUPERVISOR, &format!("{base}?pageSize=200"))
        .await;
    assert!(whole.len() > 400, "{}", whole.len());
    assert_eq!(unique(&whole).len(), whole.len());
    assert_eq!(
        ids(&platform
            .all(SUPERVISOR, &format!("{base}?pageSize=33"))
            .await),
        ids(&whole)
    );
    let types = "com.genesys.journey.WebActionEvent,com.genesys.journey.SegmentAssignmentEvent";
    let filtered = platform
        .all(SUPERVISOR, &format!("{base}?pageSize=10&eventType={types}"))
        .await;
    let wanted = whole
        .iter()
        .filter(|event| types.contains(text(event, "eventType")));
    assert_eq!(
        ids(&filtered),
        wanted.map(|event| text(event, "id")).collect::<Vec<_>>()
    );
    assert!(filtered.len() > 20);
    assert_eq!(
        platform
            .get(SUPERVISOR, &format!("{base}?eventType=Party"))
            .await
            .0,
        StatusCode::BAD_REQUEST
    );
    let empty = format!("/api/v2/journey/sessions/{}/events", fixtures.empty_visit);
    assert_eq!(
        platform.get_ok(SUPERVISOR, &empty).await["entities"]
            .as_array()
            .map(Vec::len),
        Some(0)
    );
}

#[tokio::test]
async fn oversized_pages_and_lists_are_rejected() {
    let platform = Platform::start().await;
    let fixtures = platform.simulator.fixtures();
    let contact = format!(
        "/api/v2/externalcontacts/contacts/{}/journey",
        fixtures.customer
    );
    let many = |parameter: &str, count: usize| {
        vec![format!("{parameter}={}", fixtures.unknown_id); count].join("&")
    };
    for (fits, too_much) in [
        (
            format!("{contact}/sessions?pageSize=200"),
            format!("{contact}/sessions?pageSize=201"),
        ),
        (
            format!("{contact}/segments?limit=500"),
            format!("{contact}/segments?limit=501"),
        ),
        (
            "/api/v2/routing/queues/divisionviews?pageSize=100&pageNumber=5".to_owned(),
            "/api/v2/routing/queues/divisionviews?pageSize=101".to_owned(),
        ),
        (
            "/api/v2/routing/queues/divisionviews/all?pageSize=500".to_owned(),
            "/api/v2/routing/queues/divisionviews?pageNumber=6".to_owned(),
        ),
        (
            format!("/api/v2/journey/segments?{}", many("segmentIds", 100)),
            format!("/api/v2/journey/segments?{}", many("segmentIds", 101)),
        ),
        (
            format!("/api/v2/journey/actionmaps?{}", many("actionMapIds", 100)),
            format!("/api/v2/journey/actionmaps?{}", many("actionMapIds", 101)),
        ),
        (
            format!(
                "/api/v2/analytics/conversations/details?{}",
                many("id", 100)
            ),
            format!(
                "/api/v2/analytics/conversations/details?{}",
                many("id", 101)
            ),
        ),
        (
            format!("{contact}/sessions"),
            format!("{contact}/sessions?pageSize=abc"),
        ),
        (
            format!("{contact}/sessions"),
            format!("{contact}/sessions?after=nonsense"),
        ),
    ] {
        platform.get_ok(SUPERVISOR, &fits).await;
        let (status, body) = platform.get(SUPERVISOR, &too_much).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{too_much}: {body}");
    }
}

#[tokio::test]
async fn lists_by_id_omit_unknown_ids() {
    let platform = Platform::start().await;
    let fixtures = platform.simulator.fixtures();
    let unknown = &fixtures.unknown_id;
    for (path, known) in [
        ("/api/v2/routing/queues/divisionviews", &fixtures.queue.0),
        ("/api/v2/routing/queues", &fixtures.queue.0),
        ("/api/v2/routing/wrapupcodes", &fixtures.code.0),
        ("/api/v2/users", &fixtures.agent.0),
        (
            "/api/v2/authorization/divisions",
            &fixtures.divisions["Europe"],
        ),
    ] {
        let response = platform
            .get_ok(
                SUPERVISOR,
                &format!("{path}?id={known}&id={unknown}&pageSize=100"),
            )
            .await;
        assert_eq!(
            ids(response["entities"].as_array().expect("entities")),
            [known],
            "{path}"
        );
    }
    let id = &fixtures.transferred_conversation;
    for query in [
        format!("id={id}&id={unknown}"),
        format!("id={id},{unknown}"),
    ] {
        let details = platform
            .get_ok(
                SUPERVISOR,
                &format!("/api/v2/analytics/conversations/details?{query}"),
            )
            .await;
        let found = details["conversations"].as_array().expect("conversations");
        assert_eq!(
            found
                .iter()
                .map(|one| text(one, "conversationId"))
                .collect::<Vec<_>>(),
            [id]
        );
    }
}

#[tokio::test]
async fn inactive_users_and_deleted_codes_must_be_requested() {
    let platform = Platform::start().await;
    let fixtures = platform.simulator.fixtures();
    let count = async |path: String| platform.get_ok(SUPERVISOR, &path).await["total"].as_u64();
    let former = &fixtures.former_agent.0;
    assert_eq!(count(format!("/api/v2/users?id={former}")).await, Some(0));
    assert_eq!(
        count(format!("/api/v2/users?id={former}&state=any")).await,
        Some(1)
    );
    let code = &fixtures.deleted_code.0;
    assert_eq!(
        count(format!("/api/v2/routing/wrapupcodes?id={code}")).await,
        Some(0)
    );
    assert_eq!(
        count(format!(
            "/api/v2/routing/wrapupcodes/divisionviews?id={code}"
        ))
        .await,
        Some(0)
    );
    let all = "includeState=ActiveAndDeleted";
    assert_eq!(
        count(format!(
            "/api/v2/routing/wrapupcodes/divisionviews?id={code}&{all}"
        ))
        .await,
        Some(1)
    );
    let system = format!("/api/v2/routing/wrapupcodes/{}", fixtures.system_code);
    assert_eq!(
        platform.get(SUPERVISOR, &system).await.0,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn numbered_pages_cover_the_list() {
    let platform = Platform::start().await;
    let mut seen = Vec::new();
    for page in 1..=3 {
        let path = format!("/api/v2/users?state=any&pageSize=12&pageNumber={page}");
        let body = platform.get_ok(SUPERVISOR, &path).await;
        assert_eq!(
            (body["pageCount"].as_u64(), body["pageNumber"].as_u64()),
            (Some(3), Some(page))
        );
        assert_eq!(body.get("nextUri").is_some(), page < 3);
        seen.extend(body["entities"].as_array().expect("users").clone());
    }
    assert_eq!(unique(&seen).len(), 31);
}
