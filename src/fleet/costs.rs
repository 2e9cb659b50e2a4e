//! The query cost budgets of viewers, which the nodes share. A node charges a viewer at once and reports the costs of all
//! viewers a few times per second, so that a response from the cache waits for nothing.

use std::time::Duration;

use super::command::{Command, Script, millis};
use super::member::Fleet;
use super::time_limit::RedisTimeLimit;

/// Longest time until a budget is full. Nodes that have spent the same budget at the same time reach a few minutes; more is left
/// only after the clock of Redis was set back.
const LONGEST: Duration = Duration::from_mins(10);

impl Fleet {
    /// Reports for each viewer the time in which its budget regains what it has spent on this node. Returns for each the
    /// time until its budget is full, with the costs of all nodes; `None` if Redis does not answer.
    pub(crate) async fn spend(&self, spent: &[(String, Duration)]) -> Option<Vec<Duration>> {
        let node = self.node()?;
        let mut command = Command::new(Script::Spend);
        for (viewer, regained_in) in spent {
            let name = node.seals.name("cost", viewer.as_bytes());
            command = command
                .key(node.key(&[b"c:", name.as_slice()].concat()))
                .number(millis(*regained_in));
        }
        let command = command.number(millis(LONGEST));
        let answer = node.call(&command, &RedisTimeLimit::default()).await.ok()?;
        let full_in = answer.into_list().into_iter().map(|full_in| {
            let millis = u64::try_from(full_in.number()?).ok()?;
            Some(Duration::from_millis(millis))
        });
        full_in.collect()
    }
}
