//! Users by id: `UsersApi` of the platform's SDKs.

use super::call::Arguments;
use super::wire::Listing;
use super::wire::reference::User;
use super::{Caller, Error, Operation, Platform};
use crate::model::id::AgentId;
use crate::model::reference::Agent;

impl Platform {
    /// Users by id, 100 at most, those who have left included; unknown ones are missing. Needs a
    /// valid token only.
    pub async fn users(&self, caller: &Caller, ids: &[AgentId]) -> Result<Vec<Agent>, Error> {
        // Without `state=any` whoever has left the company is silently missing.
        let arguments = Arguments::default()
            .with("pageSize", ids.len())
            .with("state", "any")
            .with_each("id", ids);
        let listing: Listing<User> = self.call(caller, Operation::Users, arguments).await?;
        Ok(listing
            .entities
            .into_iter()
            .filter_map(User::into_model)
            .collect())
    }
}
