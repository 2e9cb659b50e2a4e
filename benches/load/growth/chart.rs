//! Pictures of curves: three panels with logarithmic axes, in which linear growth is a line with the slope of the dashed one.

use std::fmt::Write;

use super::Series;
use super::fit::exponent;

const WIDTH: f64 = 840.0;
const HEIGHT: f64 = 260.0;
/// Size of a panel, its left edge in a third of the picture, and its top.
const PANEL: (f64, f64) = (212.0, 156.0);
const LEFT: f64 = 52.0;
const TOP: f64 = 44.0;

/// Readers see it on a white or on a dark page.
const STYLE: &str = "text { font: 12px system-ui, sans-serif; fill: #1f2328 } .title { font-weight: 600 } .axis { stroke: #818b98; fill: none } \
     .grid { stroke: #d1d9e0 } .curve { stroke: #0969da; stroke-width: 2; fill: none } .point { fill: #0969da } \
     .linear { stroke: #818b98; stroke-dasharray: 4 4; fill: none } @media (prefers-color-scheme: dark) { text { fill: #f0f6fc } \
     .axis, .linear { stroke: #9198a1 } .grid { stroke: #3d444d } .curve { stroke: #4493f8 } .point { fill: #4493f8 } }";

/// A logarithmic axis from one power of ten to another.
struct Axis {
    from: f64,
    to: f64,
}

impl Axis {
    fn new(values: impl Iterator<Item = f64> + Clone) -> Self {
        let smallest = values.clone().fold(f64::INFINITY, f64::min).max(1e-6);
        let largest = values.fold(0.0, f64::max).max(smallest);
        let (from, to) = (smallest.log10().floor(), largest.log10().ceil());
        Self {
            from,
            to: to.max(from + 1.0),
        }
    }

    /// The place of a value, from 0 to 1.
    fn place(&self, value: f64) -> f64 {
        (value.max(1e-6).log10() - self.from) / (self.to - self.from)
    }

    /// The powers of ten.
    fn marks(&self) -> impl Iterator<Item = f64> {
        let (mut next, to) = (self.from, self.to);
        std::iter::from_fn(move || {
            let mark = (next <= to).then(|| 10_f64.powf(next));
            next += 1.0;
            mark
        })
    }
}

/// The picture of three series with the same sizes.
pub(super) fn svg(size: &str, all: &[Series<'_>; 3]) -> String {
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\">\n<style>{STYLE}</style>\n"
    );
    let mut left = LEFT;
    for series in all {
        panel(&mut text, size, series, left);
        left += WIDTH / 3.0;
    }
    text.push_str("</svg>\n");
    text
}

fn panel(text: &mut String, size: &str, series: &Series<'_>, left: f64) {
    let (width, height) = PANEL;
    let bottom = TOP + height;
    let sizes = Axis::new(series.values.iter().map(|(size, _)| *size));
    let values = Axis::new(series.values.iter().map(|(_, value)| *value));
    let x = |size: f64| left + width * sizes.place(size);
    let y = |value: f64| bottom - height * values.place(value);
    let exponent = exponent(&series.values);
    // Writing to a `String` cannot fail.
    let _ = writeln!(
        text,
        "<text class=\"title\" x=\"{left}\" y=\"18\">{}</text>\n<text x=\"{left}\" y=\"34\">exponent {exponent:.2}</text>",
        series.title
    );
    for mark in sizes.marks() {
        let x = x(mark);
        let _ = writeln!(
            text,
            "<path class=\"grid\" d=\"M{x:.1} {TOP}V{bottom}\"/><text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
            bottom + 16.0,
            number(mark),
        );
    }
    for mark in values.marks() {
        let y = y(mark);
        let _ = writeln!(
            text,
            "<path class=\"grid\" d=\"M{left:.1} {y:.1}h{width}\"/><text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
            left - 6.0,
            y + 4.0,
            number(mark),
        );
    }
    let _ = writeln!(
        text,
        "<path class=\"axis\" d=\"M{left:.1} {TOP}V{bottom}h{width}\"/><text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{size}</text>",
        left + width / 2.0,
        bottom + 36.0,
    );
    linear(text, series, &values, (x, y));
    let mut curve = String::new();
    for (index, (size, value)) in series.values.iter().enumerate() {
        let command = if index == 0 { 'M' } else { 'L' };
        let _ = write!(curve, "{command}{:.1} {:.1}", x(*size), y(*value));
        let _ = writeln!(
            text,
            "<circle class=\"point\" r=\"3\" cx=\"{:.1}\" cy=\"{:.1}\"><title>{size}: {value:.2}</title></circle>",
            x(*size),
            y(*value)
        );
    }
    let _ = writeln!(text, "<path class=\"curve\" d=\"{curve}\"/>");
}

/// The dashed line: linear growth from the first point, as far as it is within the panel.
fn linear(
    text: &mut String,
    series: &Series<'_>,
    values: &Axis,
    (x, y): (impl Fn(f64) -> f64, impl Fn(f64) -> f64),
) {
    let (Some(first), Some(last)) = (series.values.first(), series.values.last()) else {
        return;
    };
    let end = (last.0 / first.0).min(10_f64.powf(values.to) / first.1);
    let _ = writeln!(
        text,
        "<path class=\"linear\" d=\"M{:.1} {:.1}L{:.1} {:.1}\"/>",
        x(first.0),
        y(first.1),
        x(first.0 * end),
        y(first.1 * end)
    );
}

/// A power of ten with separators.
fn number(value: f64) -> String {
    if value < 1_000.0 {
        return format!("{value}");
    }
    format!("{},000", value / 1_000.0)
}
