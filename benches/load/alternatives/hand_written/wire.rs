//! What the platform sends, as far as the queries show it. Values that are shown as they are remain text.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

pub(super) type Raw<'a> = Option<&'a RawValue>;

#[derive(Deserialize)]
pub(super) struct Page<T> {
    pub(super) entities: Vec<T>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Contact<'a> {
    pub(super) id: &'a str,
    #[serde(borrow)]
    pub(super) first_name: Raw<'a>,
    #[serde(borrow)]
    pub(super) last_name: Raw<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Session<'a> {
    pub(super) id: &'a str,
    r#type: &'a str,
    #[serde(borrow)]
    pub(super) created_date: Raw<'a>,
    #[serde(borrow)]
    pub(super) ended_date: Raw<'a>,
    #[serde(borrow)]
    last_connected_queue: Option<Reference<'a>>,
    #[serde(borrow)]
    last_user_disposition: Option<Disposition<'a>>,
}

#[derive(Deserialize)]
struct Reference<'a> {
    id: &'a str,
}

#[derive(Deserialize)]
struct Disposition<'a> {
    code: &'a str,
}

impl<'a> Session<'a> {
    pub(super) fn is_visit(&self) -> bool {
        self.r#type == "web"
    }

    pub(super) fn queue(&self) -> Option<&'a str> {
        self.last_connected_queue.as_ref().map(|queue| queue.id)
    }

    pub(super) fn code(&self) -> Option<&'a str> {
        self.last_user_disposition.as_ref().map(|last| last.code)
    }
}

#[derive(Deserialize, Serialize)]
pub(super) struct Named<'a> {
    pub(super) id: &'a str,
    #[serde(borrow)]
    name: Raw<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Event<'a> {
    #[serde(borrow)]
    pub(super) id: Raw<'a>,
    pub(super) event_type: &'a str,
    #[serde(borrow)]
    pub(super) created_date: Raw<'a>,
    #[serde(borrow)]
    pub(super) web_event: Option<WebEvent<'a>>,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct WebEvent<'a> {
    #[serde(borrow)]
    event_name: Raw<'a>,
    #[serde(borrow)]
    page: Option<WebPage<'a>>,
}

#[derive(Deserialize, Serialize)]
struct WebPage<'a> {
    #[serde(borrow)]
    url: Raw<'a>,
    #[serde(borrow)]
    title: Raw<'a>,
}
