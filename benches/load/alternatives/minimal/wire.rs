//! What REST sends, as far as the tab shows it.

use serde::Deserialize;

use super::Text;

#[derive(Deserialize)]
pub(super) struct Page<T> {
    pub(super) entities: Vec<T>,
}

#[derive(Deserialize)]
pub(super) struct Contacts<'a> {
    #[serde(borrow)]
    pub(super) results: Vec<Found<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Found<'a> {
    #[serde(borrow)]
    pub(super) entity: Option<Contact<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Contact<'a> {
    #[serde(borrow)]
    pub(super) id: Text<'a>,
    first_name: Option<Text<'a>>,
    last_name: Option<Text<'a>>,
    work_email: Option<Text<'a>>,
    personal_email: Option<Text<'a>>,
    other_email: Option<Text<'a>>,
    work_phone: Option<Phone<'a>>,
    cell_phone: Option<Phone<'a>>,
    home_phone: Option<Phone<'a>>,
    other_phone: Option<Phone<'a>>,
}

#[derive(Deserialize)]
struct Phone<'a> {
    #[serde(borrow)]
    display: Option<Text<'a>>,
    e164: Option<Text<'a>>,
}

impl Contact<'_> {
    pub(super) fn display_name(&self) -> Option<String> {
        let names = [&self.first_name, &self.last_name].into_iter().flatten();
        let names: Vec<&str> = names.map(|name| &**name).collect();
        if !names.is_empty() {
            return Some(names.join(" "));
        }
        let emails = [&self.work_email, &self.personal_email, &self.other_email];
        let phones = [
            &self.work_phone,
            &self.cell_phone,
            &self.home_phone,
            &self.other_phone,
        ];
        let numbers = phones
            .into_iter()
            .flatten()
            .filter_map(|phone| phone.display.as_ref().or(phone.e164.as_ref()));
        let mut addresses = emails.into_iter().flatten().chain(numbers);
        addresses.next().map(|address| address.to_string())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Session<'a> {
    #[serde(borrow)]
    pub(super) id: Text<'a>,
    #[serde(rename = "type")]
    pub(super) kind: Text<'a>,
    pub(super) created_date: Text<'a>,
    pub(super) ended_date: Option<Text<'a>>,
    pub(super) duration_in_seconds: Option<i32>,
    pub(super) event_count: Option<u32>,
    pub(super) authenticated: Option<bool>,
    pub(super) conversation: Option<Reference<'a>>,
    pub(super) conversation_channels: Option<Vec<Channel<'a>>>,
    pub(super) originating_direction: Option<Text<'a>>,
    pub(super) last_connected_queue: Option<Reference<'a>>,
    pub(super) last_connected_user: Option<Reference<'a>>,
    pub(super) last_user_disposition: Option<Disposition<'a>>,
    pub(super) pageview_count: Option<i32>,
    pub(super) browser: Option<Browser<'a>>,
    pub(super) last_page: Option<WebPage<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Reference<'a> {
    #[serde(borrow)]
    pub(super) id: Text<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Channel<'a> {
    #[serde(borrow, rename = "type")]
    pub(super) kind: Text<'a>,
    pub(super) message_type: Option<Text<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Disposition<'a> {
    #[serde(borrow)]
    pub(super) code: Text<'a>,
    pub(super) notes: Option<Text<'a>>,
}

#[derive(Deserialize, serde::Serialize)]
pub(super) struct Browser<'a> {
    #[serde(borrow)]
    family: Option<Text<'a>>,
    version: Option<Text<'a>>,
}

#[derive(Deserialize, serde::Serialize)]
pub(super) struct WebPage<'a> {
    #[serde(borrow)]
    title: Option<Text<'a>>,
    url: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Event<'a> {
    #[serde(borrow)]
    pub(super) id: Text<'a>,
    pub(super) event_type: Text<'a>,
    pub(super) created_date: Text<'a>,
    pub(super) web_event: Option<WebEvent<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct WebEvent<'a> {
    #[serde(borrow)]
    pub(super) event_name: Option<Text<'a>>,
    pub(super) page: Option<WebPage<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Named<'a> {
    #[serde(borrow)]
    pub(super) id: Text<'a>,
    pub(super) name: Option<Text<'a>>,
}
