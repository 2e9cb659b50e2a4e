//! `Customer`

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use serde::Deserialize;

use super::SESSIONS;
use super::loaders::Loaders;
use super::session::Session;

#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Contact {
    id: String,
    first_name: Option<String>,
    last_name: Option<String>,
    work_email: Option<String>,
    personal_email: Option<String>,
    other_email: Option<String>,
    work_phone: Option<Phone>,
    cell_phone: Option<Phone>,
    home_phone: Option<Phone>,
    other_phone: Option<Phone>,
}

#[derive(Clone, Deserialize)]
struct Phone {
    display: Option<String>,
    e164: Option<String>,
}

pub(super) struct Customer(pub(super) Contact);

#[derive(SimpleObject)]
pub(super) struct SessionConnection {
    nodes: Vec<Session>,
}

#[Object]
impl Customer {
    async fn id(&self) -> ID {
        ID(self.0.id.clone())
    }

    async fn display_name(&self) -> Option<String> {
        let contact = &self.0;
        let names: Vec<&str> = [&contact.first_name, &contact.last_name]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect();
        if !names.is_empty() {
            return Some(names.join(" "));
        }
        let emails = [
            &contact.work_email,
            &contact.personal_email,
            &contact.other_email,
        ];
        let phones = [
            &contact.work_phone,
            &contact.cell_phone,
            &contact.home_phone,
            &contact.other_phone,
        ];
        let numbers = phones
            .into_iter()
            .flatten()
            .filter_map(|phone| phone.display.as_ref().or(phone.e164.as_ref()));
        emails.into_iter().flatten().chain(numbers).next().cloned()
    }

    async fn sessions(
        &self,
        ctx: &Context<'_>,
        #[graphql(default_with = "SESSIONS")] first: usize,
    ) -> Result<SessionConnection> {
        let sessions = &ctx.data_unchecked::<Loaders>().sessions;
        let found = sessions.load_one(self.0.id.clone()).await?;
        let mut found = found.unwrap_or_default();
        found.sort_by(|a, b| b.order().cmp(&a.order()));
        let nodes = found.into_iter().filter_map(Session::shown).take(first);
        Ok(SessionConnection {
            nodes: nodes.collect(),
        })
    }
}
