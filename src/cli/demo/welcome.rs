//! What the demo says when it is up: to people, or to scripts.

use std::io::{self, Write};
use std::net::SocketAddr;

use journey_simulator::{Persona, Simulator};
use serde::Serialize;

/// Where everything is, who one can be, and whom to look at.
#[derive(Serialize)]
pub(super) struct Welcome {
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
    pub(super) fn new(address: SocketAddr, simulator: &Simulator) -> Self {
        let customers = simulator.showcase().into_iter();
        Self {
            graphql: format!("http://{address}/graphql"),
            graphiql: format!("http://{address}/graphiql"),
            platform: simulator.url().to_owned(),
            personas: simulator.personas().into_iter().map(Into::into).collect(),
            customers: customers
                .map(|one| CustomerShape {
                    id: one.id,
                    shows: one.shows,
                })
                .collect(),
        }
    }

    pub(super) fn print(&self, json: bool, out: &mut impl Write) -> io::Result<()> {
        if json {
            serde_json::to_writer(&mut *out, self)?;
            writeln!(out)?;
        } else {
            self.tell(out)?;
        }
        out.flush()
    }

    fn tell(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(
            out,
            "Journey Gateway, with a simulated platform behind it\n"
        )?;
        writeln!(out, "  GraphiQL          {}", self.graphiql)?;
        writeln!(out, "  GraphQL           {}", self.graphql)?;
        writeln!(out, "  Platform (REST)   {}\n", self.platform)?;
        writeln!(out, "Who you can be (the name is the bearer token):\n")?;
        for persona in &self.personas {
            writeln!(out, "  {:<24}{}", persona.token, persona.about)?;
            writeln!(
                out,
                "  {:<24}{}",
                "",
                held(&persona.permissions, &persona.divisions)
            )?;
        }
        writeln!(out, "\nCustomers to look at:\n")?;
        for customer in &self.customers {
            writeln!(out, "  {}  {}", customer.id, customer.shows)?;
        }
        writeln!(out, "\nTry:")?;
        for persona in &self.personas {
            writeln!(out, "\n{}", self.curl(&persona.token))?;
        }
        writeln!(out, "\nCtrl-C stops it.")
    }

    /// A line to paste: the list of the first customer's cards.
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

fn held(permissions: &[String], divisions: &[String]) -> String {
    const SHOWN: usize = 7;
    let where_held = match divisions {
        [] => "no division".to_owned(),
        [all] if all == "*" => "all divisions".to_owned(),
        some => format!("division {}", some.join(", ")),
    };
    match permissions.len() {
        0 => format!("no permission; {where_held}"),
        count if count > SHOWN => format!("{count} permissions; {where_held}"),
        _ => format!("{}; {where_held}", permissions.join(" ")),
    }
}
