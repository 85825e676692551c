//! From values to places, and the ticks along the way.

use crate::bench::figure::number;

/// One direction of a plot.
#[derive(Clone, Copy, Debug)]
pub(super) struct Axis {
    /// The values at both ends; their logarithms where `log` is.
    low: f64,
    high: f64,
    /// Where those are, in pixels.
    from: f64,
    to: f64,
    log: bool,
}

impl Axis {
    /// From nothing to `most`.
    pub(super) fn linear(most: f64, from: f64, to: f64) -> Self {
        let high = if most > 0.0 { most } else { 1.0 };
        Self {
            low: 0.0,
            high,
            from,
            to,
            log: false,
        }
    }

    /// Whole powers of ten around these values, of which those that are not positive do not count.
    pub(super) fn logarithmic(values: impl Iterator<Item = f64>, from: f64, to: f64) -> Self {
        let logs: Vec<f64> = values
            .filter(|value| *value > 0.0)
            .map(f64::log10)
            .collect();
        let low = logs.iter().copied().fold(f64::INFINITY, f64::min).floor();
        let high = logs
            .iter()
            .copied()
            .fold(f64::NEG_INFINITY, f64::max)
            .ceil();
        let (low, high) = if logs.is_empty() {
            (0.0, 1.0)
        } else {
            (low, high.max(low + 1.0))
        };
        Self {
            low,
            high,
            from,
            to,
            log: true,
        }
    }

    /// Where a value is, in pixels.
    pub(super) fn place(&self, value: f64) -> f64 {
        let value = if self.log {
            value.log10().max(self.low)
        } else {
            value
        };
        self.from + (value - self.low) / (self.high - self.low) * (self.to - self.from)
    }

    /// Round values with their labels.
    pub(super) fn ticks(&self) -> Vec<(f64, String)> {
        if self.log {
            return (self.low as i32..=self.high as i32)
                .map(|power| 10_f64.powi(power))
                .map(|value| (value, power_of_ten(value)))
                .collect();
        }
        let rough = (self.high - self.low) / 5.0;
        let power = 10_f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0]
            .map(|factor| factor * power)
            .into_iter()
            .find(|step| *step >= rough)
            .unwrap_or(rough);
        (0..)
            .map(|count| f64::from(count) * step)
            .take_while(|value| *value <= self.high)
            .map(|value| {
                (
                    value,
                    if value == 0.0 {
                        "0".to_owned()
                    } else {
                        trimmed(value)
                    },
                )
            })
            .collect()
    }
}

fn power_of_ten(value: f64) -> String {
    if value >= 1.0 {
        format!("{value:.0}")
    } else {
        format!("{value}")
    }
}

fn trimmed(value: f64) -> String {
    let shown = number(value);
    if shown.contains('.') {
        shown.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_ends_and_ticks() {
        let axis = Axis::linear(430.0, 100.0, 200.0);
        assert_eq!(axis.place(0.0), 100.0);
        assert_eq!(axis.place(430.0), 200.0);
        let labels: Vec<String> = axis.ticks().into_iter().map(|(_, label)| label).collect();
        assert_eq!(labels, ["0", "100", "200", "300", "400"]);
    }

    #[test]
    fn spans_powers_of_ten() {
        let axis = Axis::logarithmic([0.5, 300.0].into_iter(), 0.0, 400.0);
        let labels: Vec<String> = axis.ticks().into_iter().map(|(_, label)| label).collect();
        assert_eq!(labels, ["0.1", "1", "10", "100", "1000"]);
        assert_eq!(axis.place(10.0), 200.0);
    }
}
