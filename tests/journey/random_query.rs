//! Valid queries at random, out of the schema. What is drawn is a list of choices, so that a failing
//! case shrinks to a small query.

use std::collections::BTreeMap;
use std::fmt::Write;

use async_graphql::parser::types::{FieldDefinition, TypeDefinition, TypeKind};
use serde_json::{Value, json};

use super::schema::{fields, types};
use super::stage::Stage;

/// Settings that refuse nothing for its size, and nothing for being slow on a busy machine.
pub(super) const UNLIMITED: &[(&str, &str)] = &[
    ("limits.aliases", "10000"),
    ("limits.cost", "1000000000"),
    ("limits.depth", "50"),
    ("limits.errors", "1000"),
    ("limits.fields", "10000"),
    ("limits.request_timeout", "2m"),
    ("limits.viewer_cost_per_minute", "1000000000"),
    ("platform.timeout", "1m"),
];

/// Numbers to draw from; when they are used up, everything is the simplest.
pub(super) struct Choices<'a> {
    numbers: &'a [u16],
    at: usize,
}

impl<'a> Choices<'a> {
    pub(super) fn new(numbers: &'a [u16]) -> Self {
        Self { numbers, at: 0 }
    }

    /// A number below `n`.
    pub(super) fn below(&mut self, n: usize) -> usize {
        let number = self.numbers.get(self.at).copied().unwrap_or_default();
        self.at += 1;
        usize::from(number) % n.max(1)
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) >= 100 - percent
    }

    pub(super) fn pick<'b, T>(&mut self, items: &'b [T]) -> &'b T {
        &items[self.below(items.len())]
    }
}

/// Ids to ask for: visible and invisible ones, and some that are nobody's.
pub(super) struct Pool {
    pub(super) customers: Vec<String>,
    sessions: Vec<String>,
    queues: Vec<String>,
    codes: Vec<String>,
    agents: Vec<String>,
    phones: Vec<String>,
}

impl Pool {
    /// Of the world of a stage.
    pub(super) async fn of(stage: &Stage) -> Self {
        let fixtures = &stage.fixtures;
        let unknown = || fixtures.unknown_id.clone();
        let mut customers = vec![
            fixtures.customer.clone(),
            fixtures.divided_customer.clone(),
            fixtures.merged_customer.clone(),
            fixtures.canonical_customer.clone(),
            fixtures.every_channel_customer.clone(),
            fixtures.frequent_customer.clone(),
            fixtures.cookie_customer.clone(),
            unknown(),
        ];
        customers.extend(
            stage
                .simulator
                .ordinary_customers()
                .take(6)
                .map(|one| one.id),
        );
        let query =
            "query($id: ID!) { customer(id: $id) { sessions(first: 40) { nodes { id } } } }";
        let divided = json!({"id": fixtures.divided_customer});
        let divided = stage.data(query, divided).await;
        let mut sessions = super::stage::ids(&divided["customer"]["sessions"]["nodes"]);
        sessions.extend(fixtures.customer_sessions.iter().cloned());
        sessions.extend(fixtures.session_by_channel.values().cloned());
        sessions.extend([
            fixtures.session_without_division.clone(),
            fixtures.long_visit.clone(),
        ]);
        sessions.push(unknown());
        let mut queues = fixtures.transferred_queues.clone();
        queues.extend([
            fixtures.queue.0.clone(),
            fixtures.invisible_queue.clone(),
            unknown(),
        ]);
        let mut codes = fixtures.transferred_codes.clone();
        codes.extend([
            fixtures.deleted_code.0.clone(),
            fixtures.system_code.to_owned(),
            unknown(),
        ]);
        let mut agents = fixtures.transferred_agents.clone();
        agents.extend([fixtures.former_agent.0.clone(), unknown()]);
        Self {
            customers,
            sessions,
            queues,
            codes,
            agents,
            phones: vec![fixtures.customer_phone.clone(), "+15550000000".to_owned()],
        }
    }

    fn ids(&self, returns: &str) -> &[String] {
        match returns {
            "Session" => &self.sessions,
            "Queue" => &self.queues,
            "WrapUpCode" => &self.codes,
            "Agent" => &self.agents,
            _ => &self.customers,
        }
    }
}

/// Draws a query.
pub(super) fn query(choices: &mut Choices, pool: &Pool) -> String {
    let mut writer = Writer {
        types: types(include_str!("../../schema.graphql")),
        pool,
        left: 50,
        text: String::new(),
    };
    let root = writer.types["Query"].clone();
    let roots = fields(&root);
    for number in 0..=choices.below(3) {
        let field = *choices.pick(&roots);
        let _ = write!(writer.text, " r{number}: ");
        writer.field(choices, field, 0);
    }
    format!("{{{} }}", writer.text)
}

struct Writer<'a> {
    types: BTreeMap<String, TypeDefinition>,
    pool: &'a Pool,
    /// Fields that may still be written.
    left: usize,
    text: String,
}

impl Writer<'_> {
    fn field(&mut self, choices: &mut Choices, field: &FieldDefinition, depth: usize) {
        self.left = self.left.saturating_sub(1);
        let returns = returns(field);
        let _ = write!(self.text, "{}", field.name.node);
        self.arguments(choices, field, &returns);
        if self.types.get(&returns).is_some_and(has_fields) {
            self.text.push_str(" {");
            self.selection(choices, &returns, depth + 1);
            self.text.push_str(" }");
        }
        self.text.push(' ');
    }

    fn selection(&mut self, choices: &mut Choices, ty: &str, depth: usize) {
        self.text.push_str(" __typename ");
        let definition = self.types[ty].clone();
        let own = fields(&definition);
        for field in &own {
            let nested = self.types.get(&returns(field)).is_some_and(has_fields);
            let percent = match (nested, depth) {
                (false, _) => 35,
                (true, ..=3) => 45,
                (true, 4..=6) => 25,
                (true, _) => 0,
            };
            if self.left > 0 && choices.chance(percent) {
                self.field(choices, field, depth);
            }
        }
        if !matches!(definition.kind, TypeKind::Interface(_)) {
            return;
        }
        // A field of the interface has one set of arguments; fragments add the rest.
        let shared: Vec<_> = own
            .iter()
            .map(|field| field.name.node.to_string())
            .collect();
        for name in self.implementors(ty) {
            if self.left == 0 || !choices.chance(40) {
                continue;
            }
            let definition = self.types[&name].clone();
            let _ = write!(self.text, "... on {name} {{ __typename ");
            for field in fields(&definition) {
                let is_shared = shared.contains(&field.name.node.to_string());
                let nested = self.types.get(&returns(field)).is_some_and(has_fields);
                // One name may mean several types among the implementors: what it is called says which.
                if !is_shared && self.left > 0 && choices.chance(if nested { 30 } else { 35 }) {
                    let _ = write!(self.text, "{name}_{}: ", field.name.node);
                    self.field(choices, field, depth);
                }
            }
            self.text.push_str("} ");
        }
    }

    fn implementors(&self, interface: &str) -> Vec<String> {
        let implements = |definition: &TypeDefinition| match &definition.kind {
            TypeKind::Object(object) => object.implements.iter().any(|one| one.node == interface),
            _ => false,
        };
        let found = self
            .types
            .iter()
            .filter(|(_, definition)| implements(definition));
        found.map(|(name, _)| name.clone()).collect()
    }

    fn arguments(&mut self, choices: &mut Choices, field: &FieldDefinition, returns: &str) {
        let mut arguments = Vec::new();
        for argument in &field.arguments {
            let name = argument.node.name.node.as_str();
            let required = !argument.node.ty.node.nullable && argument.node.default_value.is_none();
            if !required && !choices.chance(30) {
                continue;
            }
            let value = match name {
                "id" => format!("\"{}\"", choices.pick(self.pool.ids(returns))),
                "ids" => {
                    let ids = (0..=choices.below(4)).map(|_| choices.pick(self.pool.ids(returns)));
                    format!("{:?}", ids.collect::<Vec<_>>())
                }
                "type" => "PHONE".to_owned(),
                "value" => format!("\"{}\"", choices.pick(&self.pool.phones)),
                "first" => (choices.below(30) + 1).to_string(),
                "includeMerged" => (choices.below(2) == 0).to_string(),
                "filter" => (*choices.pick(&[
                    "{ types: [WEB] }",
                    "{ types: [CONVERSATION] }",
                    "{ includeUnsupportedChannels: true }",
                    "{ statuses: [ENDED] }",
                ]))
                .to_owned(),
                _ => continue,
            };
            arguments.push(format!("{name}: {value}"));
        }
        if !arguments.is_empty() {
            let _ = write!(self.text, "({})", arguments.join(", "));
        }
    }
}

fn returns(field: &FieldDefinition) -> String {
    let returns = field.ty.node.to_string();
    returns.trim_matches(['[', ']', '!']).to_owned()
}

fn has_fields(definition: &TypeDefinition) -> bool {
    matches!(
        definition.kind,
        TypeKind::Object(_) | TypeKind::Interface(_)
    )
}

/// An answer without what may differ between two gateways that say the same: what a cursor looks
/// like.
pub(super) fn without_cursors(mut answer: Value) -> Value {
    fn blank(value: &mut Value) {
        match value {
            Value::Array(items) => items.iter_mut().for_each(blank),
            Value::Object(fields) => {
                for (name, value) in fields {
                    let is_cursor = ["cursor", "startCursor", "endCursor"].contains(&name.as_str());
                    if is_cursor && value.is_string() {
                        *value = json!("a cursor");
                    }
                    blank(value);
                }
            }
            _ => {}
        }
    }
    blank(&mut answer);
    answer
}
