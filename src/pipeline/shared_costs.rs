//! Shares the query cost budgets of viewers with the other nodes of a fleet.

use std::time::Duration;

use tokio::time::sleep;

use crate::fleet::Fleet;
use crate::pipeline::operation::WeakBudgets;

/// Interval between two reports. A viewer can exceed its budget by what it spends on several nodes within one.
const INTERVAL: Duration = Duration::from_millis(200);
/// Maximum number of viewers in one report.
const BATCH: usize = 512;

/// Reports costs until the gateway ends.
pub(super) async fn share(budgets: WeakBudgets, fleet: Fleet) {
    loop {
        sleep(INTERVAL).await;
        let Some(budgets) = budgets.upgrade() else {
            return;
        };
        let spent = budgets.take_unreported();
        for spent in spent.chunks(BATCH) {
            // Without an answer, this node continues with its own counts, and reports them later.
            let Some(full_in) = fleet.spend(spent).await else {
                budgets.put_back(spent, INTERVAL);
                continue;
            };
            for ((viewer, _), full_in) in spent.iter().zip(full_in) {
                budgets.raise(viewer, full_in);
            }
        }
    }
}
