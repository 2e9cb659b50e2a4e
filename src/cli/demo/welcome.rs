//! The text or JSON object that the demo prints after it started.

use std::io::{self, Write};

use journey_simulator::{Persona, Simulator};
use serde::Serialize;

/// URLs, personas and customers of the demo.
#[derive(Serialize)]
pub(super) struct Welcome {
    /// `None` if the journey tab is disabled.
    #[serde(skip_serializing_if = "Option::is_none")]
    journey: Option<String>,
    graphql: String,
    graphiql: String,
    platform: String,
    personas: Vec<PersonaShape>,
    customers: Vec<CustomerShape>,
}

#[derive(Serialize)]
struct PersonaShape {
    name: String,
    token: String,
    permissions: Vec<String>,
    divisions: Vec<String>,
    #[serde(skip)]
    about: &'static str,
}

#[derive(Serialize)]
struct CustomerShape {
    id: String,
    shows: &'static str,
}

impl From<Persona> for PersonaShape {
    fn from(persona: Persona) -> Self {
        let Persona {
            name,
            token,
            permissions,
            divisions,
            about,
        } = persona;
        Self {
            name,
            token,
            permissions,
            divisions,
            about,
        }
    }
}

impl Welcome {
    pub(super) fn new(url: &str, has_tab: bool, simulator: &Simulator) -> Self {
        let customers = simulator.showcase().into_iter();
        Self {
            journey: has_tab.then(|| format!("{url}/journey")),
            graphql: format!("{url}/graphql"),
            graphiql: format!("{url}/graphiql"),
            platform: simulator.url().to_owned(),
            personas: simulator.personas().into_iter().map(Into::into).collect(),
            customers: customers
                .map(|customer| CustomerShape {
                    id: customer.id,
                    shows: customer.shows,
                })
                .collect(),
        }
    }

    pub(super) fn print(&self, json: bool, out: &mut impl Write) -> io::Result<()> {
        if json {
            serde_json::to_writer(&mut *out, self)?;
            writeln!(out)?;
        } else {
            self.print_text(out)?;
        }
        out.flush()
    }

    fn print_text(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "Journey Gateway with a simulated platform\n")?;
        if let Some(journey) = &self.journey {
            writeln!(out, "  Journey tab       {journey}")?;
        }
        writeln!(out, "  GraphiQL          {}", self.graphiql)?;
        writeln!(out, "  GraphQL           {}", self.graphql)?;
        writeln!(out, "  Platform (REST)   {}\n", self.platform)?;
        writeln!(out, "Viewers (the name is the bearer token):\n")?;
        for persona in &self.personas {
            writeln!(out, "  {:<24}{}", persona.token, persona.about)?;
            writeln!(
                out,
                "  {:<24}{}",
                "",
                describe_permissions(&persona.permissions, &persona.divisions)
            )?;
        }
        writeln!(out, "\nCustomers:\n")?;
        for customer in &self.customers {
            writeln!(out, "  {}  {}", customer.id, customer.shows)?;
        }
        writeln!(out, "\nTry:")?;
        for persona in &self.personas {
            writeln!(out, "\n{}", self.curl(&persona.token))?;
        }
        writeln!(out, "\nPress Ctrl-C to stop.")
    }

    /// A command that lists the first customer's sessions.
    fn curl(&self, token: &str) -> String {
        let customer = self.customers.first().map_or("", |customer| &customer.id);
        format!(
            "  curl -s {} -H 'Authorization: Bearer {token}' -H 'Content-Type: application/json' \\\n    \
             -d '{{\"query\":\"{{ customer(id: \\\"{customer}\\\") {{ displayName sessions(first: 3) {{ nodes \
             {{ startedAt status channel {{ label }} }} }} }} }}\"}}'",
            self.graphql
        )
    }
}

fn describe_permissions(permissions: &[String], divisions: &[String]) -> String {
    const MAX_LISTED: usize = 7;
    let divisions = match divisions {
        [] => "no division".to_owned(),
        [all] if all == "*" => "all divisions".to_owned(),
        some => format!("division {}", some.join(", ")),
    };
    match permissions.len() {
        0 => format!("no permission; {divisions}"),
        count if count > MAX_LISTED => format!("{count} permissions; {divisions}"),
        _ => format!("{}; {divisions}", permissions.join(" ")),
    }
}
