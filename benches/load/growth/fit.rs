//! The exponent of a curve.

/// The slope of the line through the logarithms of size and value, with the smallest squares of differences: *e* if the value
/// grows as size^*e*.
pub(super) fn exponent(values: &[(f64, f64)]) -> f64 {
    let logarithms = || {
        let positive = values
            .iter()
            .filter(|(size, value)| *size > 0.0 && *value > 0.0);
        positive.map(|(size, value)| (size.ln(), value.ln()))
    };
    let count = logarithms().fold(0.0, |count, _| count + 1.0);
    let (x, y) = logarithms().fold((0.0, 0.0), |sum, (x, y)| (sum.0 + x, sum.1 + y));
    let (x, y) = (x / count, y / count);
    let products = logarithms().map(|(each, value)| (each - x) * (value - y));
    let squares = logarithms().map(|(each, _)| (each - x) * (each - x));
    products.sum::<f64>() / squares.sum::<f64>()
}
