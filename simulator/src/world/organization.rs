//! The contact center: its divisions, queues, agents and wrap-up codes.

/// A division of the organization.
#[derive(Debug)]
pub(crate) struct Division {
    pub(crate) number: u32,
    pub(crate) name: &'static str,
}

/// A queue that contacts wait in.
#[derive(Debug)]
pub(crate) struct Queue {
    pub(crate) number: u32,
    pub(crate) name: &'static str,
    pub(crate) division: &'static Division,
}

/// A user of the platform who serves customers.
#[derive(Debug)]
pub(crate) struct Agent {
    pub(crate) number: u32,
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    pub(crate) division: &'static Division,
    /// `active`, or `inactive` for the former agent.
    pub(crate) state: &'static str,
}

/// A wrap-up code.
#[derive(Debug)]
pub(crate) struct Code {
    pub(crate) name: &'static str,
    pub(crate) kind: CodeKind,
}

/// How lookups treat a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CodeKind {
    /// An ordinary code, with its number.
    Active(u32, &'static Division),
    /// Listed only if deleted ones are requested.
    Deleted(u32, &'static Division),
    /// A code of the platform itself: its name is its id, and no lookup finds it.
    System,
}

impl PartialEq for Division {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}

impl Eq for Division {}

pub(crate) static HOME: Division = Division {
    number: 0,
    name: "Home",
};
pub(crate) static EUROPE: Division = Division {
    number: 1,
    name: "Europe",
};
pub(crate) static AMERICAS: Division = Division {
    number: 2,
    name: "Americas",
};
pub(crate) static ASIA_PACIFIC: Division = Division {
    number: 3,
    name: "Asia Pacific",
};
pub(crate) static DIVISIONS: [&Division; 4] = [&HOME, &EUROPE, &AMERICAS, &ASIA_PACIFIC];

const fn queue(number: u32, name: &'static str, division: &'static Division) -> Queue {
    Queue {
        number,
        name,
        division,
    }
}

pub(crate) static QUEUES: [Queue; 13] = [
    queue(0, "Customer Care Europe", &EUROPE),
    queue(1, "Billing Europe", &EUROPE),
    queue(2, "Retention Europe", &EUROPE),
    queue(3, "Technical Support Europe", &EUROPE),
    queue(4, "Customer Care Americas", &AMERICAS),
    queue(5, "Billing Americas", &AMERICAS),
    queue(6, "Sales Americas", &AMERICAS),
    queue(7, "Customer Care APAC", &ASIA_PACIFIC),
    queue(8, "Technical Support APAC", &ASIA_PACIFIC),
    queue(9, "Digital Messaging APAC", &ASIA_PACIFIC),
    queue(10, "Escalations", &HOME),
    queue(11, "Fraud Desk", &HOME),
    queue(12, "Premium Customers", &HOME),
];

const fn agent(
    number: u32,
    name: &'static str,
    title: &'static str,
    division: &'static Division,
) -> Agent {
    Agent {
        number,
        name,
        title,
        division,
        state: "active",
    }
}

/// The demo's agent persona. Some conversations are the persona's own.
pub(crate) static DEMO_AGENT: Agent = agent(1001, "demo-agent", "Customer Care Agent", &EUROPE);

/// An agent who has left the company but whom old conversations still name.
pub(crate) static FORMER_AGENT: Agent = Agent {
    number: 24,
    name: "Henrik Lindqvist",
    title: "Customer Care Agent",
    division: &EUROPE,
    state: "inactive",
};

pub(crate) static AGENTS: [Agent; 24] = [
    agent(0, "Ana Silva", "Customer Care Agent", &EUROPE),
    agent(1, "Bo Chen", "Billing Specialist", &EUROPE),
    agent(2, "Clara Dubois", "Retention Specialist", &EUROPE),
    agent(3, "Dmitri Kovač", "Technical Support", &EUROPE),
    agent(4, "Elif Yılmaz", "Customer Care Agent", &EUROPE),
    agent(5, "Freja Sørensen", "Billing Specialist", &EUROPE),
    agent(6, "Giorgos Papadakis", "Technical Support", &EUROPE),
    agent(7, "Hannah Schulz", "Team Lead", &EUROPE),
    agent(8, "Isabel Ortega", "Customer Care Agent", &AMERICAS),
    agent(9, "Jamal Washington", "Sales Agent", &AMERICAS),
    agent(10, "Kaylee Nguyen", "Billing Specialist", &AMERICAS),
    agent(11, "Luiz Carvalho", "Customer Care Agent", &AMERICAS),
    agent(12, "Marisol Vega", "Sales Agent", &AMERICAS),
    agent(13, "Noah Tremblay", "Team Lead", &AMERICAS),
    agent(14, "Oluwaseun Adeyemi", "Customer Care Agent", &AMERICAS),
    agent(15, "Priya Raman", "Customer Care Agent", &ASIA_PACIFIC),
    agent(16, "Quỳnh Trần", "Digital Agent", &ASIA_PACIFIC),
    agent(17, "Rin Takahashi", "Technical Support", &ASIA_PACIFIC),
    agent(18, "Sunil Mehta", "Digital Agent", &ASIA_PACIFIC),
    agent(19, "Tomoko Ishii", "Team Lead", &ASIA_PACIFIC),
    agent(20, "Uma O'Connell", "Escalation Manager", &HOME),
    agent(21, "Viktor Hall", "Fraud Analyst", &HOME),
    agent(22, "Wanjiru Kamau", "Premium Care", &HOME),
    agent(23, "Xavier Blanc", "Premium Care", &HOME),
];

const fn code(number: u32, name: &'static str, division: &'static Division) -> Code {
    Code {
        name,
        kind: CodeKind::Active(number, division),
    }
}

pub(crate) static RESOLVED: Code = code(0, "Resolved", &EUROPE);
pub(crate) static TRANSFERRED: Code = code(1, "Transferred to specialist", &EUROPE);
pub(crate) static BILL_CORRECTED: Code = code(2, "Bill corrected", &EUROPE);
pub(crate) static TIMED_OUT: Code = Code {
    name: "ININ-WRAP-UP-TIMEOUT",
    kind: CodeKind::System,
};
pub(crate) static SKIPPED: Code = Code {
    name: "ININ-WRAP-UP-SKIPPED",
    kind: CodeKind::System,
};
pub(crate) static CAMPAIGN_REACHED: Code = Code {
    name: "ININ-OUTBOUND-SUCCESS",
    kind: CodeKind::System,
};
pub(crate) static DELETED_CODE: Code = Code {
    name: "Winter promotion 2024",
    kind: CodeKind::Deleted(15, &EUROPE),
};

/// Ordinary codes of each division.
pub(crate) static CODES: [&Code; 15] = [
    &RESOLVED,
    &TRANSFERRED,
    &BILL_CORRECTED,
    &CODE_ROWS[0],
    &CODE_ROWS[1],
    &CODE_ROWS[2],
    &CODE_ROWS[3],
    &CODE_ROWS[4],
    &CODE_ROWS[5],
    &CODE_ROWS[6],
    &CODE_ROWS[7],
    &CODE_ROWS[8],
    &CODE_ROWS[9],
    &CODE_ROWS[10],
    &CODE_ROWS[11],
];

static CODE_ROWS: [Code; 12] = [
    code(3, "Contract extended", &EUROPE),
    code(4, "Callback promised", &EUROPE),
    code(5, "Technician booked", &EUROPE),
    code(6, "Issue resolved", &AMERICAS),
    code(7, "Payment taken", &AMERICAS),
    code(8, "Sale closed", &AMERICAS),
    code(9, "Solved", &ASIA_PACIFIC),
    code(10, "Follow-up needed", &ASIA_PACIFIC),
    code(11, "Parts ordered", &ASIA_PACIFIC),
    code(12, "Escalated", &HOME),
    code(13, "Fraud confirmed", &HOME),
    code(14, "Goodwill credit", &HOME),
];

impl Queue {
    /// The queues of a division.
    pub(crate) fn in_division(division: &Division) -> Vec<&'static Self> {
        QUEUES
            .iter()
            .filter(|queue| queue.division == division)
            .collect()
    }

    pub(crate) fn numbered(number: u32) -> Option<&'static Self> {
        QUEUES.iter().find(|queue| queue.number == number)
    }
}

impl Agent {
    /// The current agents of a division.
    pub(crate) fn in_division(division: &Division) -> Vec<&'static Self> {
        AGENTS
            .iter()
            .filter(|agent| agent.division == division)
            .collect()
    }

    /// All agents, including the former one.
    pub(crate) fn all() -> impl Iterator<Item = &'static Self> {
        AGENTS.iter().chain(std::iter::once(&FORMER_AGENT))
    }
}

impl Code {
    /// The codes of a division.
    pub(crate) fn in_division(division: &Division) -> Vec<&'static Self> {
        CODES
            .into_iter()
            .filter(|code| code.division() == Some(division))
            .collect()
    }

    /// All codes that a lookup can list; the deleted one is last.
    pub(crate) fn listed() -> impl Iterator<Item = &'static Self> {
        CODES.into_iter().chain(std::iter::once(&DELETED_CODE))
    }

    pub(crate) fn division(&self) -> Option<&'static Division> {
        match self.kind {
            CodeKind::Active(_, division) | CodeKind::Deleted(_, division) => Some(division),
            CodeKind::System => None,
        }
    }

    pub(crate) fn is_deleted(&self) -> bool {
        matches!(self.kind, CodeKind::Deleted(..))
    }
}
