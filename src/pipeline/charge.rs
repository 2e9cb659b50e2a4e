//! Stage 7: the query cost is taken out of the viewer's budget.

use chrono::TimeDelta;

use super::context::RequestContext;
use super::gateway::Gateway;
use crate::graph::Budget;
use crate::pipeline::operation::{
    self, BudgetExhausted, BudgetLeft, Document, OperationCost, Params, RequestError, Switches,
};

impl Gateway {
    /// Charges an operation; returns its cost.
    pub(super) fn charge(
        &self,
        document: &Document,
        params: &Params,
        context: &RequestContext,
    ) -> Result<OperationCost, RequestError> {
        let cost = self.operation_cost(document, params)?;
        self.charge_cost(cost.cost, context)?;
        Ok(cost)
    }

    /// The cost of an operation, which is not charged.
    pub(super) fn operation_cost(
        &self,
        document: &Document,
        params: &Params,
    ) -> Result<OperationCost, RequestError> {
        let switches = Switches {
            introspection: self.config.introspection,
            federation: self.config.federation,
        };
        let limits = self.documents.limits(document);
        operation::cost(document, params, &limits, switches)
    }

    /// Charges an operation whose cost is known.
    pub(super) fn charge_cost(
        &self,
        cost: usize,
        context: &RequestContext,
    ) -> Result<(), BudgetExhausted> {
        let left = self.budgets.spend(&context.viewer.id, cost)?;
        *context.left.lock() = Some(left);
        Ok(())
    }

    /// What the viewer has left: after the operation was charged, or now if it was not.
    pub(super) fn budget_left(&self, context: &RequestContext) -> BudgetLeft {
        let charged = *context.left.lock();
        charged.unwrap_or_else(|| self.budgets.left(&context.viewer.id))
    }

    /// The value of `Viewer.budget`.
    pub(super) fn reported_budget(&self, context: &RequestContext) -> Budget {
        let left = self.budget_left(context);
        let full_in = TimeDelta::from_std(left.full_in).unwrap_or_default();
        Budget::new(left.limit, left.remaining, self.clock.now() + full_in)
    }
}
