//! Reads a list of the gateway page by page.

use serde_json::Value;

use super::harness::Harness;

/// Follows the cursors of the list at `path` until the last page, and calls `between` before each further page. The
/// query needs the variable `after` and selects `pageInfo { hasNextPage endCursor }`. Returns the connections in order.
pub(super) async fn read_pages(
    harness: &Harness,
    token: &str,
    query: &str,
    mut variables: Value,
    path: [&str; 2],
    mut between: impl FnMut(),
) -> Vec<Value> {
    let mut pages = Vec::new();
    loop {
        let mut data = harness.query(token, query, variables.clone()).await.data();
        let page = path
            .iter()
            .fold(&mut data, |value, key| &mut value[*key])
            .take();
        let has_next_page = page["pageInfo"]["hasNextPage"] != false;
        let end_cursor = page["pageInfo"]["endCursor"].clone();
        pages.push(page);
        if !has_next_page {
            return pages;
        }
        assert!(
            end_cursor.is_string(),
            "a page with a next page has no end cursor"
        );
        variables["after"] = end_cursor;
        between();
    }
}
