//! Figures as people read them.

use super::samples::Spread;

/// A number with three digits that say something: `0.123`, `1.23`, `12.3`, `123`, `1234`.
pub(crate) fn number(value: f64) -> String {
    let places = match value.abs() {
        _ if !value.is_finite() => return "–".to_owned(),
        size if size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        size if size >= 1.0 || size == 0.0 => 2,
        _ => 3,
    };
    format!("{value:.places$}")
}

/// Milliseconds, with the quartiles.
pub(crate) fn milliseconds(seconds: Spread) -> String {
    spread(seconds.scaled(1e3))
}

/// The median, with the quartiles in brackets.
pub(crate) fn spread(spread: Spread) -> String {
    format!(
        "{} ({}–{})",
        number(spread.median),
        number(spread.low),
        number(spread.high)
    )
}

/// Bytes as kilobytes of 1024, the unit of the budget.
pub(crate) fn kilobytes(bytes: f64) -> String {
    number(bytes / 1_024.0)
}

/// Bytes as megabytes.
pub(crate) fn megabytes(bytes: f64) -> String {
    number(bytes / 1e6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_three_digits() {
        let shown: Vec<String> = [0.1234, 1.234, 12.34, 123.4, 1234.0, 0.0, f64::NAN]
            .map(number)
            .to_vec();
        assert_eq!(shown, ["0.123", "1.23", "12.3", "123", "1234", "0.00", "–"]);
    }
}
