//! How cost grows: CPU time, upstream calls and memory against the sessions of a page, the customers of a query, the agents of
//! a contact center and the subscribers. Writes the numbers and a picture of each to a folder, and prints the exponent of each
//! curve: 1 is linear, less is better.

mod agents;
mod chart;
mod fit;
mod queries;
mod subscribers;

use std::fmt::Write;
use std::path::{Path, PathBuf};

use super::usage::Usage;
use super::{BenchError, print_line};

/// Exponents up to this count as linear: measurements are not exact.
const LINEAR: f64 = 1.05;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Folder of the tables and pictures.
    #[arg(long, default_value = "docs", value_name = "FOLDER")]
    out: PathBuf,
    /// Measure fewer and smaller points, for a check.
    #[arg(long)]
    quick: bool,
    /// Measure this curve only.
    #[arg(long, value_enum, value_name = "CURVE")]
    only: Option<Kind>,
}

/// What grows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Kind {
    Sessions,
    Customers,
    Agents,
    Subscribers,
}

/// A measurement.
struct Point {
    /// The number of what grows.
    size: u32,
    /// CPU time of the gateway, in the unit of the curve.
    cpu: f64,
    calls: f64,
    /// Maximum memory of the gateway in MiB.
    memory: f64,
}

/// Measurements of one kind.
struct Curve {
    kind: Kind,
    /// What grows, for the axis.
    size: &'static str,
    cpu: &'static str,
    calls: &'static str,
    points: Vec<Point>,
}

/// One of the three figures of each point.
struct Series<'a> {
    title: &'a str,
    values: Vec<(f64, f64)>,
}

impl Curve {
    fn series(&self) -> [Series<'_>; 3] {
        let values = |figure: fn(&Point) -> f64| {
            let points = self.points.iter();
            points
                .map(|point| (f64::from(point.size), figure(point)))
                .collect()
        };
        [
            (self.cpu, values(|point| point.cpu)),
            (self.calls, values(|point| point.calls)),
            ("memory at most, MiB", values(|point| point.memory)),
        ]
        .map(|(title, values)| Series { title, values })
    }

    fn name(&self) -> &'static str {
        match self.kind {
            Kind::Sessions => "growth-sessions",
            Kind::Customers => "growth-customers",
            Kind::Agents => "growth-agents",
            Kind::Subscribers => "growth-subscribers",
        }
    }

    /// The table with comma-separated values.
    fn table(&self) -> String {
        let mut text = format!("{},\"{}\",\"{}\",MiB\n", self.size, self.cpu, self.calls);
        for point in &self.points {
            // Writing to a `String` cannot fail.
            let _ = writeln!(
                text,
                "{},{:.3},{:.2},{:.1}",
                point.size, point.cpu, point.calls, point.memory
            );
        }
        text
    }

    fn save(&self, folder: &Path) -> Result<(), BenchError> {
        std::fs::create_dir_all(folder)?;
        std::fs::write(folder.join(self.name()).with_extension("csv"), self.table())?;
        let chart = chart::svg(self.size, &self.series());
        std::fs::write(folder.join(self.name()).with_extension("svg"), chart)?;
        let mut text = format!("\n{}", self.table());
        for series in self.series() {
            let exponent = fit::exponent(&series.values);
            let verdict = if exponent <= LINEAR {
                "at most linear"
            } else {
                "MORE THAN LINEAR"
            };
            let _ = write!(
                text,
                "\n{:<48} exponent {exponent:>5.2}  {verdict}",
                series.title
            );
        }
        print_line(&text)
    }
}

pub(crate) fn run(args: &Args) -> Result<(), BenchError> {
    let is_wanted = |kind| args.only.is_none_or(|only| only == kind);
    let runtime = tokio::runtime::Runtime::new()?;
    if is_wanted(Kind::Sessions) {
        runtime
            .block_on(queries::sessions(args.quick))?
            .save(&args.out)?;
    }
    if is_wanted(Kind::Customers) {
        runtime
            .block_on(queries::customers(args.quick))?
            .save(&args.out)?;
    }
    if is_wanted(Kind::Subscribers) {
        subscribers::measure(args.quick, &runtime)?.save(&args.out)?;
    }
    if is_wanted(Kind::Agents) {
        agents::measure(args.quick, &runtime)?.save(&args.out)?;
    }
    Ok(())
}

/// Maximum memory of a process, in MiB.
#[expect(clippy::cast_precision_loss, reason = "sizes are far below 2^52")]
fn mebibytes(usage: &Usage) -> f64 {
    usage.peak().unwrap_or_default() as f64 / 1_024.0
}
