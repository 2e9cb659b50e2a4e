//! `Customer`

use async_graphql::{ComplexObject, Context, ID, InputObject, Result, SimpleObject};
use serde::Deserialize;

use super::rest::{Caller, Page};
use super::session::{RestSession, Session};

#[derive(Deserialize, SimpleObject)]
#[graphql(complex)]
#[serde(rename_all = "camelCase")]
pub(super) struct Customer {
    id: ID,
    first_name: Option<String>,
    last_name: Option<String>,
}

#[derive(SimpleObject)]
struct SessionConnection {
    nodes: Vec<Session>,
}

/// The queries use one field of the gateway's filter. This server shows every channel in any case.
#[derive(InputObject)]
struct SessionFilter {
    include_unsupported_channels: Option<bool>,
}

#[ComplexObject]
impl Customer {
    async fn sessions(
        &self,
        ctx: &Context<'_>,
        first: u32,
        filter: Option<SessionFilter>,
    ) -> Result<SessionConnection> {
        if filter.and_then(|filter| filter.include_unsupported_channels) == Some(false) {
            return Err("channels cannot be left out".into());
        }
        let path = format!(
            "/api/v2/externalcontacts/contacts/{}/journey/sessions?pageSize={first}",
            *self.id
        );
        let page: Page<RestSession> = ctx.data_unchecked::<Caller>().get(&path).await?;
        let nodes = page.entities.into_iter().map(Session::from);
        Ok(SessionConnection {
            nodes: nodes.collect(),
        })
    }
}
